"""Exact details made coarse: ages to groups, years since entry to groups, small places to their size class."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import polars as pl

from evaluation.cleaning.dates import month_reader, read_date
from evaluation.vocabulary import codes

_WHOLE = re.compile(r"^(\d{1,3})(?:[.,]\d+)?\s*(?:jahre?|j\.?|years?)?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:19|20)\d\d$")
OLDEST = 120


def full_years(start: str | None, day: dt.date | None) -> int | None:
    """Full years from a date (or a bare year) as written to a day; None where either is unknown or in the future.

    Examples
    --------
    >>> full_years("15.06.2006", dt.date(2024, 6, 14)), full_years("2006-06-15", dt.date(2024, 6, 15))
    (17, 18)
    >>> full_years("1990", dt.date(2024, 1, 1)), full_years("früher", dt.date(2024, 1, 1))
    (34, None)
    """
    if start is None or day is None:
        return None
    text = start.strip()
    if _YEAR.match(text):
        passed = day.year - int(text)
    else:
        begun = read_date(text)[0]
        if begun is None:
            month = month_reader()(text)[0]
            begun = dt.date.fromisoformat(f"{month}-01") if month else None
        if begun is None:
            return None
        passed = day.year - begun.year - ((day.month, day.day) < (begun.month, begun.day))
    return passed if 0 <= passed <= OLDEST else None


def age_group(age: int) -> str:
    """The age group (CL24) of an age in years.

    Examples
    --------
    >>> [age_group(age) for age in (0, 17, 18, 26, 27, 64, 65, 101)]
    ['0-17', '0-17', '18-26', '18-26', '27-44', '45-64', '65+', '65+']
    """
    groups = [entry.code for entry in codes("CL24") if entry.code[0].isdigit()]
    return next(code for code in reversed(groups) if age >= int(re.split(r"[-+]", code)[0]))


def stay_group(years: int) -> str:
    """The group of full years in Germany (CL33).

    Examples
    --------
    >>> [stay_group(years) for years in (0, 1, 2, 3, 5, 9, 10, 40)]
    ['<1', '1-<3', '1-<3', '3-<5', '5-<10', '5-<10', '10+', '10+']
    """
    limits = ((10, "10+"), (5, "5-<10"), (3, "3-<5"), (1, "1-<3"))
    return next((code for limit, code in limits if years >= limit), "<1")


def grouped(cells: pl.Series, group: Callable[[int], str]) -> pl.Series:
    """Cells that hold a number of years as their group; every other cell as it was."""
    words = cells.drop_nulls().unique()
    found = {word: group(int(match[1])) for word in words if (match := _WHOLE.match(word.strip()))}
    return cells.replace(found)


def since(starts: pl.Series, days: pl.Series, group: Callable[[int], str]) -> pl.Series:
    """The group of the years from a start (as written) to the day of each contact."""
    passed = [full_years(start, day) for start, day in zip(starts, days, strict=True)]
    return pl.Series([None if years is None else group(years) for years in passed], dtype=pl.String)


def coarse_residence(frame: pl.DataFrame, classes: pl.DataFrame, threshold: int) -> tuple[pl.DataFrame, int, int]:
    """Municipalities where fewer persons than the threshold live, replaced by their size class.

    Parameters
    ----------
    frame : polars.DataFrame
        Clean contacts with client_key, residence_ags8 and residence_class.
    classes : polars.DataFrame
        ags8 and bbsr_gemeindetyp of municipalities; may be empty.
    threshold : int
        Smallest number of persons (distinct pseudonyms) for whom a municipality is named.

    Returns
    -------
    tuple
        The frame, the number of rows that now name a size class only, and of those that name nothing.
    """
    persons = frame.group_by("residence_ags8").agg(persons=pl.col("client_key").drop_nulls().n_unique())
    known = classes.select(residence_ags8="ags8", told="bbsr_gemeindetyp").drop_nulls().unique("residence_ags8")
    joined = frame.join(persons, on="residence_ags8", how="left", nulls_equal=True, maintain_order="left").join(
        known, on="residence_ags8", how="left", maintain_order="left"
    )
    small = pl.col("residence_ags8").is_not_null() & (pl.col("persons") < threshold)
    marked = joined.with_columns(
        small=small, residence_class=pl.coalesce("residence_class", pl.when(small).then("told"))
    )
    hidden = marked.filter("small")
    nothing = hidden["residence_class"].null_count()
    kept = marked.with_columns(residence_ags8=pl.when(~pl.col("small")).then("residence_ags8"))
    return kept.select(frame.columns), hidden.height - nothing, nothing
