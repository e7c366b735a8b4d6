"""Breakdowns out of aggregated deliveries (T12): contacts and persons per category of one dimension."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw

from evaluation.indicators import _agg
from evaluation.indicators._count import SITE_YEAR, By, flag, frame


def parts(consultation_agg: Any, dim: str, consultation: Any) -> Any:
    """One row per site, year and category of the dimension, where no single contacts were delivered.

    Only rows of this dimension are added up: service points and quarters for contacts, nothing for persons, who are
    taken where one single row holds the category's year. A site and year is left out as a whole if a row of the
    dimension counts something else than contacts, if a number of contacts is missing, or if the categories hold more
    contacts than the total (then a contact was told under several of them). Categories that are not told get no row:
    nobody said that they are zero.

    Parameters
    ----------
    consultation_agg, consultation : frame
        T12 and T11; sites and years of T11 are left to it.
    dim : str
        Dimension such as "topic_main"; it names the column of categories.

    Returns
    -------
    frame
        site, year, `dim`, contacts, persons (null where unknown).

    Examples
    --------
    >>> import pandas as pd
    >>> told = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "dim": ["topic_main"] * 3,
    ...     "value": ["work", "work", "housing"], "n_contacts": [4, 5, 6], "n_persons": [3, 3, 2],
    ...     "counting_rule": ["contacts"] * 3})
    >>> found = parts(told, "topic_main", told.head(0)).sort("topic_main")
    >>> found.select("topic_main", "contacts", "persons").rows()
    [('housing', 6.0, 2.0), ('work', 9.0, nan)]
    """
    rows = frame(consultation_agg).filter(nw.col("dim") == dim)
    rule = nw.col("counting_rule").fill_null("contacts")
    rows = rows.with_columns(
        value=nw.col("value").cast(nw.String).fill_null("unknown"),
        c=nw.col("n_contacts").cast(nw.Float64),
        p=nw.col("n_persons").cast(nw.Float64),
        bad=flag((rule != "contacts") | nw.col("n_contacts").is_null()),
    )
    cells = rows.group_by(*SITE_YEAR, "value").agg(
        rows=nw.len(), contacts=nw.col("c").sum(), p=nw.col("p").max(), bad=nw.col("bad").sum()
    )
    whole = cells.group_by(*SITE_YEAR).agg(told=nw.col("contacts").sum(), bad=nw.col("bad").sum())
    totals = _agg.totals(consultation_agg).select(*SITE_YEAR, total="contacts")
    whole = whole.join(totals, on=list(SITE_YEAR), how="left")
    whole = whole.filter(nw.col("bad") == 0, nw.col("total").is_null() | (nw.col("told") <= nw.col("total")))
    cells = cells.join(whole.select(*SITE_YEAR), on=list(SITE_YEAR), how="inner")
    nobody, alone = nw.col("contacts") == 0, nw.col("rows") == 1
    persons = nw.when(nobody).then(nw.lit(0.0)).otherwise(nw.when(alone).then(nw.col("p")))
    cells = cells.select(*SITE_YEAR, nw.col("value").alias(dim), "contacts", persons=persons)
    return _agg.without(cells, frame(consultation))


def other_rule(consultation_agg: Any, dim: str, consultation: Any) -> Any:
    """Sites and years that `parts` leaves out because rows of the dimension count something else than contacts."""
    rows = frame(consultation_agg).filter(nw.col("dim") == dim)
    rows = rows.filter(~nw.col("counting_rule").is_null(), nw.col("counting_rule") != "contacts")
    return _agg.without(rows.select(*SITE_YEAR).unique(), frame(consultation))


def stacked(counts: Iterable[Any], by: By, columns: tuple[str, ...]) -> Any:
    """Counts under each other with the same columns; what one of them cannot tell is null."""
    return nw.concat([_alike(nw.from_native(found), by, columns) for found in counts], how="vertical")


def _alike(found: Any, by: By, columns: tuple[str, ...]) -> Any:
    names = found.collect_schema().names()
    texts = [nw.col(name).cast(nw.String) for name in by if name not in SITE_YEAR]
    numbers = [
        nw.col(name).cast(nw.Float64) if name in names else nw.lit(None, dtype=nw.Float64).alias(name)
        for name in columns
    ]
    return found.select(*SITE_YEAR, *texts, *numbers)
