"""Count everything: all marked indicators over all tables, as one long table of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from evaluation.errors import InputError
from evaluation.indicators import _complete as complete
from evaluation.indicators._count import eager
from evaluation.indicators._declare import Indicator, catalogue
from evaluation.indicators._residence import with_residence_class
from evaluation.indicators._shared import remembering
from evaluation.tables import table
from evaluation.tables.frames import empty

TEXTS = ("site", "period", "indicator", "breakdown", "category")
NUMBERS = (
    "numerator",
    "denominator",
    "n_units",
    "n_rest",
    "max_unit",
    "sum_xx",
    "sum_xn",
    "sum_nn",
    "coverage",
    "value",
    "low",
    "high",
)
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(TEXTS, pl.String()),
    **dict.fromkeys(NUMBERS, pl.Float64()),
    "method": pl.String(),
    "note": pl.String(),
}
"""Columns of the long counts. value, low, high and method are filled by profiles only."""


MANY = 100_000
"""From so many contacts on Polars plans the counts together; below, planning takes longer than counting."""


def count(
    tables: Mapping[str, Any], ids: Sequence[str] | None = None, known: Mapping[str, Indicator] | None = None
) -> pl.DataFrame:
    """Count indicators over clean tables: totals, breakdowns and, where marked, months.

    Parameters
    ----------
    tables : mapping of name to frame
        Clean tables, pandas, Polars or DuckDB. Indicators whose tables are missing are left out.
    ids : sequence of str, optional
        Only these indicators.
    known : mapping of id to Indicator, optional
        The catalogue: that of a study (`catalogue(folder)`), else the package's.

    Returns
    -------
    polars.DataFrame
        One row per site, period ("2024" or "2024-03"), indicator, breakdown and category with the columns of SCHEMA;
        numbers that do not apply or are not known are null. Rows with numerator 0 stand where a table was delivered
        and nothing matched; where nothing was delivered there is no row. `note` says why a number is missing or
        must not be compared ("counting_rule", "no_person_key", "reference_dates", "not_reported", "one_rater",
        "too_few", "incomplete") or, for published figures, the reference date.

    Raises
    ------
    InputError
        If an id is unknown or is that of a derived indicator.

    Examples
    --------
    >>> contacts = pl.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> persons = count({"consultation": contacts}, ids=["contacts_per_person"]).filter(pl.col("breakdown") == "")
    >>> persons.select("site", "period", "numerator", "denominator").rows()
    [('a', '2024', 3.0, 2.0)]
    """
    chosen, given = _chosen(ids, catalogue() if known is None else known), _prepared(tables)
    calls = [(one, by, own) for one in chosen if _ready(one, given) for by, own in _groups(one, given)]
    parts = [pl.DataFrame(schema=SCHEMA)]
    for by in dict.fromkeys(by for _, by, _ in calls):
        batch = [(one, own) for one, its_by, own in calls if its_by == by]
        found = _collected([_call(one, given, by) for one, _ in batch])
        parts += [
            _completed(_long(one, part, own), one, given, by) for (one, own), part in zip(batch, found, strict=True)
        ]
    return pl.concat(parts, how="vertical").sort(*TEXTS)


def _prepared(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Tables for counting: size classes of residence filled in; in Polars person keys as numbers, many rows lazy."""
    known = dict(tables)
    if "consultation" not in known and "consultation_agg" in known:
        nothing = empty(table("consultation"))
        plain = isinstance(nw.from_native(known["consultation_agg"], eager_only=True).to_native(), pl.DataFrame)
        known["consultation"] = nothing if plain else nothing.to_pandas()
    if "consultation" in known:
        known["consultation"] = with_residence_class(known["consultation"], known.get("municipality"))
        if isinstance(known["consultation"], pl.DataFrame):
            known["consultation"] = _numbered(known["consultation"])
    contacts = known.get("consultation")
    if not isinstance(contacts, pl.DataFrame) or contacts.height < MANY:
        return known
    lazy = {name: one.lazy() if isinstance(one, pl.DataFrame) else one for name, one in known.items()}
    return lazy | {"consultation": remembering(contacts)}


def _numbered(contacts: pl.DataFrame) -> pl.DataFrame:
    """Person keys and contacts as numbers, which are quicker to group than texts."""
    numbers = [pl.col("year").cast(pl.Int64)]
    if contacts.schema.get("client_key") == pl.String:
        numbers.append(pl.col("client_key").cast(pl.Categorical).to_physical())
    if "contact_id" in contacts.columns:
        filled = pl.col("contact_id").is_not_null()
        numbers.append(pl.when(filled).then(pl.int_range(pl.len())).alias("contact_id"))
    return contacts.with_columns(numbers)


def _groups(one: Indicator, tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What an indicator is grouped by, and the column of its categories: total, breakdowns, months."""
    yield ("site", "year"), one.mark.own_breakdown
    for breakdown in one.mark.breakdowns:
        if _has_column(tables[one.tables[0]], breakdown):
            yield ("site", "year", breakdown), breakdown
    if one.mark.monthly and _has_column(tables[one.tables[0]], "month"):
        yield ("site", "month"), ""


def _call(one: Indicator, tables: Mapping[str, Any], by: tuple[str, ...]) -> Any:
    used = {name: tables[name] for name in (*one.tables, *one.optional_tables) if name in tables}
    return one.function(**used, by=by)


def _collected(frames: list[Any]) -> list[pl.DataFrame]:
    """All frames in memory as Polars frames; lazy ones together, so that what they share is computed once."""
    lazy = [found for found in frames if isinstance(found, pl.LazyFrame)]
    done = iter(pl.collect_all(lazy, engine="streaming"))
    return [next(done) if isinstance(found, pl.LazyFrame) else eager(found).to_polars() for found in frames]


def _completed(counts: pl.DataFrame, one: Indicator, tables: Mapping[str, Any], by: tuple[str, ...]) -> pl.DataFrame:
    if "month" in by:
        counts = complete.months(counts, tables[one.tables[0]])
    elif by == ("site", "year"):
        counts = complete.delivered(counts, one, tables)
    return complete.rule_notes(complete.categories(counts, one), one, tables, by)


def _chosen(ids: Sequence[str] | None, known: Mapping[str, Indicator]) -> list[Indicator]:
    counted = {name: one for name, one in known.items() if not one.derived}
    unknown = sorted(set(ids or ()) - set(counted))
    if unknown:
        names, allowed = ", ".join(unknown), ", ".join(counted)
        raise InputError(
            f"Diese Kennzahlen gibt es nicht oder sie entstehen erst aus freigegebenen Ergebnissen: {names}. "
            f"Gezählt werden: {allowed}.",
            f"These indicators do not exist or are derived from released results: {names}. Counted are: {allowed}.",
        )
    return list(counted.values()) if ids is None else [counted[name] for name in ids]


def _ready(one: Indicator, tables: Mapping[str, Any]) -> bool:
    needed = one.tables
    return all(name in tables for name in needed) if needed else any(name in tables for name in one.optional_tables)


def _has_column(table: Any, column: str) -> bool:
    derived = {"status_group": "group", "factor": "factor"}
    names = nw.from_native(table).collect_schema().names()
    return column in names or derived.get(column, column) in names


def _long(one: Indicator, found: pl.DataFrame, category: str) -> pl.DataFrame:
    """The count of an indicator as rows of the long table."""
    here = set(found.columns)
    period = pl.col("month") if "month" in here else pl.col("year").cast(pl.Int64).cast(pl.String)
    texts = {
        "period": period,
        "indicator": pl.lit(one.id),
        "breakdown": pl.lit(category),
        "category": pl.col(category).cast(pl.String) if category else pl.lit(""),
    }
    rest = {
        name: pl.col(name).cast(kind) if name in here else pl.lit(None, dtype=kind)
        for name, kind in SCHEMA.items()
        if name not in TEXTS
    }
    return found.select(pl.col("site").cast(pl.String), **texts, **rest).fill_nan(None)
