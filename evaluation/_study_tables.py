"""The tables that the study file fills itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import polars as pl

from evaluation.tables import table
from evaluation.tables.frames import empty

if TYPE_CHECKING:
    from evaluation.study import Study


def site_table(study: Study) -> pl.DataFrame:
    """T01: one row per site and year of the study, with the attributes that study.toml declares."""
    rows = []
    for site in study.sites:
        values = asdict(site)
        values |= {"site_id": site.id, "study_id": study.id, "site_type": site.type}
        values["gemeinde_ags8"] = list(site.gemeinde_ags8)
        rows += [{**values, "site": site.id, "year": year, "delivery": "study.toml"} for year in study.years]
    return _shape("site", rows, keep=("caseload_key", "caseload_rule"))


def context_event_table(study: Study) -> pl.DataFrame:
    """T34: one row per event and site it concerns."""
    rows = []
    for number, event in enumerate(study.events, start=1):
        for site in event.sites or tuple(s.id for s in study.sites):
            rows.append(
                {
                    "site": site,
                    "year": event.date.year,
                    "delivery": "study.toml",
                    "event_id": f"event-{number}",
                    "date": event.date,
                    "name": event.de,
                    "event": event.de,
                    "effect_expected": event.expected,
                }
            )
    return _shape("context_event", rows)


def _shape(name: str, rows: list[dict[str, object]], keep: tuple[str, ...] = ()) -> pl.DataFrame:
    """Rows as a clean table of this name: declared columns and types, further columns only where named."""
    shape = empty(table(name))
    columns: dict[str, pl.Series] = {}
    for column, dtype in shape.schema.items():
        columns[column] = pl.Series(column, [row.get(column) for row in rows], dtype=dtype, strict=False)
    for column in keep:
        if column not in columns:
            columns[column] = pl.Series(column, [row.get(column) for row in rows], dtype=pl.String)
    return pl.DataFrame(columns)
