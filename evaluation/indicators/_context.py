"""Published figures brought to sites: a district by its key, other sites by the sum of their municipalities."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import SITE_YEAR, eager, frame
from evaluation.indicators._stock import dates


def figures(context_figure: Any, site: Any, figure: str, single: bool = False) -> Any:
    """One figure per site and reference date: site, year, ref_date, value.

    A sum stands only where every municipality of the site has the figure for that date. Sites of type county take the
    figure of their district key. With `single` only sites of one area are given.
    """
    rows = dates(context_figure, "ref_date").filter(nw.col("figure") == figure, ~nw.col("value").is_null())
    rows = rows.with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64), value=nw.col("value").cast(nw.Float64))
    rows = rows.group_by("ags", "year", "ref_date").agg(nw.col("value").max())
    parts, wanted = areas(site)
    if single:
        parts = [(name, key) for name, key in parts if wanted[name] == 1]
    sums = [rows.filter(nw.col("ags") == key).with_columns(site=nw.lit(name)) for name, key in parts]
    if not sums:
        return rows.filter(nw.col("value").is_null()).select(nw.lit("").alias("site"), "year", "ref_date", "value")
    found = nw.concat(sums, how="vertical").with_columns(needed=_needed(wanted))
    found = found.group_by(*SITE_YEAR, "ref_date").agg(nw.col("value").sum(), k=nw.len(), needed=nw.col("needed").max())
    return found.filter(nw.col("k") == nw.col("needed")).select(*SITE_YEAR, "ref_date", "value")


def areas(site: Any) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """Pairs of site and area key, and the number of areas of each site."""
    pairs: dict[tuple[str, str], None] = {}
    rows = eager(frame(site).select("site", "site_type", "kreis_ags5", "gemeinde_ags8"))
    for name, kind, district, towns in rows.iter_rows():
        keys = [district] if kind == "county" else _listed(towns)
        pairs.update(dict.fromkeys((str(name), str(key)) for key in keys if key))
    wanted: dict[str, int] = {}
    for name, _ in pairs:
        wanted[name] = wanted.get(name, 0) + 1
    return list(pairs), wanted


def _listed(towns: Any) -> list[str]:
    if towns is None or isinstance(towns, float):
        return []
    return [part.strip() for part in towns.split("|")] if isinstance(towns, str) else list(towns)


def _needed(wanted: dict[str, int]) -> Any:
    found = nw.lit(0)
    for name, k in wanted.items():
        found = nw.when(nw.col("site") == name).then(nw.lit(k)).otherwise(found)
    return found
