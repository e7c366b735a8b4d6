"""Count everything: all marked indicators over all tables, as one long table of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from evaluation.errors import InputError
from evaluation.indicators import _complete as complete
from evaluation.indicators._count import eager, frame
from evaluation.indicators._declare import Indicator, catalogue
from evaluation.indicators._residence import with_residence_class

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


def count(tables: Mapping[str, Any], ids: Sequence[str] | None = None) -> pl.DataFrame:
    """Count indicators over clean tables: totals, breakdowns and, where marked, months.

    Parameters
    ----------
    tables : mapping of name to frame
        Clean tables, pandas, Polars or DuckDB. Indicators whose tables are missing are left out.
    ids : sequence of str, optional
        Only these indicators.

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
    known = dict(tables)
    if "consultation" in known:
        known["consultation"] = with_residence_class(known["consultation"], known.get("municipality"))
    parts = [pl.DataFrame(schema=SCHEMA)]
    for one in _chosen(ids):
        if _ready(one, known):
            parts += [complete.rule_notes(part, one, known) for part in _parts(one, known)]
    return pl.concat(parts, how="vertical").sort(*TEXTS)


def _chosen(ids: Sequence[str] | None) -> list[Indicator]:
    counted = {name: one for name, one in catalogue().items() if not one.derived}
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


def _parts(one: Indicator, tables: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    own = one.mark.own_breakdown
    total = _long(one, tables, ("site", "year"), own)
    yield complete.categories(complete.delivered(total, one, tables), one)
    for breakdown in one.mark.breakdowns:
        if _has_column(tables[one.tables[0]], breakdown):
            yield complete.categories(_long(one, tables, ("site", "year", breakdown), breakdown), one)
    if one.mark.monthly and _has_column(tables[one.tables[0]], "month"):
        yield complete.months(_long(one, tables, ("site", "month"), ""), tables[one.tables[0]])


def _has_column(table: Any, column: str) -> bool:
    derived = {"status_group": "group", "factor": "factor"}
    names = nw.from_native(table).collect_schema().names()
    return column in names or derived.get(column, column) in names


def _long(one: Indicator, tables: Mapping[str, Any], by: tuple[str, ...], category: str) -> pl.DataFrame:
    """One call of an indicator as rows of the long table."""
    used = {name: tables[name] for name in (*one.tables, *one.optional_tables) if name in tables}
    found = eager(one.function(**used, by=by)).to_polars()
    period = pl.col("month") if "month" in by else pl.col("year").cast(pl.Int64).cast(pl.String)
    texts = {
        "period": period,
        "indicator": pl.lit(one.id),
        "breakdown": pl.lit(category),
        "category": pl.col(category).cast(pl.String) if category else pl.lit(""),
    }
    here = set(found.columns)
    rest = {
        name: pl.col(name).cast(kind) if name in here else pl.lit(None, dtype=kind)
        for name, kind in SCHEMA.items()
        if name not in TEXTS
    }
    return found.select(pl.col("site").cast(pl.String), **texts, **rest).fill_nan(None)


def sites_and_years(tables: Mapping[str, Any], names: Sequence[str]) -> pl.DataFrame:
    """Sites and years for which all these tables have rows, as text columns site and period."""
    found: pl.DataFrame | None = None
    for name in names:
        rows = eager(frame(tables[name]).select("site", "year").unique()).to_polars()
        rows = rows.select("site", period=pl.col("year").cast(pl.String))
        found = rows if found is None else found.join(rows, on=["site", "period"], how="inner")
    return found if found is not None else pl.DataFrame(schema={"site": pl.String, "period": pl.String})
