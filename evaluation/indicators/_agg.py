"""Totals out of aggregated deliveries (T12): contacts and persons of a site and year."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import SITE_YEAR, flag, frame


def totals(consultation_agg: Any) -> Any:
    """One row per site and year out of the rows of the dimension "total"; dimensions are never added up.

    Rows of quarters add up to the year's contacts. Persons do not add up, neither over quarters nor over service
    points: they are taken only where one single row holds the year. Rows with another counting rule than contacts
    count no contacts; a missing number makes the sum unknown.

    Returns
    -------
    frame
        site, year, contacts (null where unknown), persons (null where unknown), other_rule (rows left out).
    """
    rows = frame(consultation_agg).filter(nw.col("dim") == "total")
    rule = nw.col("counting_rule").fill_null("contacts")
    rows = rows.with_columns(
        c=nw.when(rule == "contacts").then(nw.col("n_contacts")).cast(nw.Float64),
        p=nw.when(rule.is_in(("contacts", "persons"))).then(nw.col("n_persons")).cast(nw.Float64),
        gap=flag((rule == "contacts") & nw.col("n_contacts").is_null()),
        other=flag(rule != "contacts"),
    )
    found = rows.group_by(*SITE_YEAR).agg(
        rows=nw.len(), c=nw.col("c").sum(), p=nw.col("p").max(), gap=nw.col("gap").sum(), other=nw.col("other").sum()
    )
    whole = (nw.col("gap") == 0) & (nw.col("other") == 0)
    return found.select(
        *SITE_YEAR,
        contacts=nw.when(whole).then(nw.col("c")),
        persons=nw.when(nw.col("rows") == 1).then(nw.col("p")),
        other_rule=nw.col("other"),
    )


def without(rows: Any, delivered: Any) -> Any:
    """Rows of sites and years for which the other table was not delivered: single contacts go before totals."""
    return rows.join(delivered.select(*SITE_YEAR).unique(), on=list(SITE_YEAR), how="anti")


def stacked(first: Any, second: Any, columns: tuple[str, ...]) -> Any:
    """Two counts under each other with the same columns; missing columns are null, numbers are floats."""
    return nw.concat([_widened(first, columns), _widened(second, columns)], how="vertical")


def _widened(found: Any, columns: tuple[str, ...]) -> Any:
    names = found.collect_schema().names()
    return found.select(
        *SITE_YEAR,
        *(
            nw.col(c).cast(nw.Float64) if c in names else nw.lit(None, dtype=nw.Float64).alias(c)
            for c in columns
            if c not in SITE_YEAR
        ),
    )
