"""Quality of the data: what is filled in, what may be compared, what was hidden."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from evaluation.indicators import _derive as derive
from evaluation.indicators._count import SITE_YEAR, By, finish, flag, frame
from evaluation.indicators._declare import derived, indicator

REVIEWED = "2026-11-22"
KEYS = ("site", "year", "delivery", "site_id", "reporting_year", "remark", "comment")
"""Columns that are not counted: they stand in every row or are free remarks."""


@indicator(
    number="DQ01", title="Vollständigkeit",
    definition="Zeilen, in denen das Feld ausgefüllt ist, je gelieferter Zeile; »unbekannt« und »k. A.« gelten als "
    "nicht ausgefüllt.",
    kind="share", unit="%", per=100, direction="higher", own_breakdown="field", interval=False, reviewed=REVIEWED,
    source="eigene Festlegung", minimum_denominator=10,
)  # fmt: skip
def completeness(
    *,
    consultation: Any = None,
    consultation_agg: Any = None,
    position: Any = None,
    funding: Any = None,
    population: Any = None,
    accommodation: Any = None,
    by: By = SITE_YEAR,
) -> Any:
    """Rows with a value per field, and rows, of every table given.

    Returns
    -------
    frame
        site, year, field ("table.column"), numerator, denominator, n_units (distinct persons behind the rows of single
        contacts, the rows elsewhere).

    References
    ----------
    Own definition.

    Examples
    --------
    >>> contacts = pd.DataFrame({"site": ["a"] * 2, "year": [2024] * 2, "client_key": ["p", None], "sex": ["f", "na"]})
    >>> completeness(consultation=contacts)[["field", "numerator", "denominator"]].values.tolist()
    [['consultation.client_key', 1, 2], ['consultation.sex', 1, 2]]
    """
    given = {
        "consultation": consultation,
        "consultation_agg": consultation_agg,
        "position": position,
        "funding": funding,
        "population": population,
        "accommodation": accommodation,
    }
    parts = [_fields(name, table) for name, table in given.items() if table is not None]
    columns = ("numerator", "denominator", "n_units")
    return finish(nw.concat(parts, how="vertical"), (*SITE_YEAR, "field"), columns)


def _fields(name: str, table: Any) -> Any:
    rows = frame(table)
    schema = rows.collect_schema()
    columns = [c for c in schema.names() if c not in KEYS]
    filled = rows.with_columns(*(_filled(c, schema[c]).alias(f"_{place}") for place, c in enumerate(columns)))
    people = nw.col("client_key").n_unique() if "client_key" in columns else nw.len()
    empty = nw.col("client_key").is_null() if "client_key" in columns else nw.lit(False)
    filled = filled.with_columns(_empty=flag(empty))
    sums = filled.group_by(*SITE_YEAR).agg(
        *(nw.col(f"_{place}").sum() for place in range(len(columns))),
        rows=nw.len(),
        people=people,
        keyless=nw.col("_empty").max(),
    )
    units = nw.col("people").cast(nw.Int64) - nw.col("keyless").cast(nw.Int64)
    parts = [
        sums.select(
            *SITE_YEAR,
            field=nw.lit(f"{name}.{column}"),
            numerator=nw.col(f"_{place}").cast(nw.Int64),
            denominator=nw.col("rows").cast(nw.Int64),
            n_units=units,
        )
        for place, column in enumerate(columns)
    ]
    return nw.concat(parts, how="vertical")


def _filled(column: str, kind: Any) -> Any:
    told = ~nw.col(column).is_null()
    if kind == nw.String:
        return flag(told & ~nw.col(column).is_in(("unknown", "na", "")))
    return flag(told)


@derived(
    number="DQ05", title="Vergleichbarkeit",
    definition="Kennzahlen des Standorts ohne Einschränkung der Vergleichbarkeit je Kennzahl mit Lieferung.",
    kind="share", unit="%", per=100, direction="higher", of=("*",), unit_counted="none", interval=False,
    reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def comparability_share(results: pd.DataFrame) -> pd.DataFrame:
    """Indicators whose rows are all comparable ("ok"), and indicators with a delivery, per site and year.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> rows = [derive.row("a", "2024", "consultations"),
    ...         derive.row("a", "2024", "topic_shift", comparability="no:counting_rule")]
    >>> comparability_share(derive.table(rows))[["numerator", "denominator", "value"]].values.tolist()
    [[1.0, 2.0, 50.0]]
    """
    here = results[(results["period"].str.len() == 4) & ~results["status"].isin(["not_collected", "not_applicable"])]
    flags = here.assign(ok=here["comparability"] == "ok").groupby(["site", "period", "indicator"])["ok"].all()
    return _shares(flags, "comparability_share")


@derived(
    number="DQ06", title="Unterdrückungsverlust",
    definition="Aus Datenschutzgründen geheim gehaltene Werte je Wert, der sonst gezeigt würde.",
    kind="share", unit="%", per=100, direction="lower", of=("*",), unit_counted="none", interval=False,
    reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def suppression_loss(results: pd.DataFrame) -> pd.DataFrame:
    """Hidden rows among hidden and shown rows, per site and year (a hidden breakdown counts as one row).

    Returns
    -------
    pandas.DataFrame
        Columns of the results table.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> rows = [derive.row("a", "2024", "consultations"), derive.row("a", "2024", "topic_share", status="hidden")]
    >>> suppression_loss(derive.table(rows))["value"].to_list()
    [50.0]
    """
    here = results[(results["period"].str.len() == 4) & results["status"].isin(["shown", "hidden"])]
    flags = here.assign(gone=here["status"] == "hidden").set_index(["site", "period"])["gone"]
    return _shares(flags, "suppression_loss")


def _shares(flags: pd.Series, name: str) -> pd.DataFrame:
    rows = []
    for (site, period), part in flags.groupby(level=["site", "period"], sort=True):
        x, n = float(part.sum()), float(len(part))
        numbers = {"numerator": x, "denominator": n, "value": 100 * x / n}
        rows.append(derive.row(site, period, name, kind="share", unit="%", method="none_full_count", **numbers))
    return derive.table(rows)
