"""Yearly stock of the target groups (T08) and dates of reference."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import By, flag, frame

TARGET_GROUPS = ("asyl", "duldung", "schutz", "para24")
"""Persons seeking or granted protection: the groups that refugee social work is there for."""
SOURCES = ("azr", "asylblg", "ba", "bevfort", "own_count", "provider", "estimate")
"""Sources in the order in which one is taken where several tell the same stock; they are never added."""
QUARTER_ENDS = (331, 630, 930, 1231)
AREA = ("site", "ags", "group")


def dates(native: Any, *columns: str) -> Any:
    """The frame with these columns as dates, also from ISO text or Python dates in a pandas frame."""
    found = frame(native)
    schema = found.collect_schema()
    for column in columns:
        if schema[column] == nw.String:
            found = found.with_columns(nw.col(column).str.to_datetime(format="%Y-%m-%d"))
        elif schema[column] == nw.Object:
            import pandas as pd

            native = nw.to_native(found)
            found = frame(native.assign(**{column: pd.to_datetime(native[column])}))
    return found


def month_day(column: str) -> Any:
    """Month and day as one number: 1231 for 31 December."""
    return nw.col(column).dt.month().cast(nw.Int64) * 100 + nw.col(column).dt.day().cast(nw.Int64)


def yearly_stock(population: Any, by: By = ("site", "year"), groups: tuple[str, ...] = TARGET_GROUPS) -> Any:
    """Mean stock of a year per group, area or site, as the columns of `by` allow (site, year, group, ags).

    The mean is that of the four quarter dates, else that of 31 December of the year before and of the year. A group
    of which any area lacks this mean has no stock; it is left out, so that nobody is counted against half a stock.

    Returns
    -------
    frame
        `by` and stock (null where no group of the site and year has one).
    """
    cells = _cells(population, groups)
    quarters = cells.filter(month_day("ref_date").is_in(QUARTER_ENDS))
    quarters = quarters.group_by(*AREA, "year").agg(k=nw.len(), q=nw.col("n").mean(), bad=nw.col("bad").sum())
    quarters = quarters.filter(nw.col("k") == 4, nw.col("bad") == 0).select(*AREA, "year", "q")
    ends = cells.filter(month_day("ref_date") == 1231, nw.col("bad") == 0).select(*AREA, "year", "n")
    before = ends.with_columns(year=nw.col("year") + 1).rename({"n": "n0"})
    ends = ends.join(before, on=[*AREA, "year"], how="inner")
    ends = ends.select(*AREA, "year", e=(nw.col("n") + nw.col("n0")) / 2)
    areas = cells.group_by(*AREA, "year").agg(rows=nw.len())
    areas = areas.join(quarters, on=[*AREA, "year"], how="left").join(ends, on=[*AREA, "year"], how="left")
    areas = areas.with_columns(stock=nw.coalesce(nw.col("q"), nw.col("e")))
    return _sums(areas, by)


def _cells(population: Any, groups: tuple[str, ...]) -> Any:
    """One row per area, group and date: n, and bad = 1 if a part of it is missing or suppressed."""
    rows = dates(population, "ref_date").filter(nw.col("group").is_in(groups))
    names = rows.collect_schema().names()
    for column in ("sex", "age_group", "source_code", "suppressed"):
        if column not in names:
            rows = rows.with_columns(nw.lit(None, dtype=nw.String).alias(column))
    rank = nw.lit(len(SOURCES))
    for place, source in reversed(list(enumerate(SOURCES))):
        rank = nw.when(nw.col("source_code") == source).then(nw.lit(place)).otherwise(rank)
    level = flag(~nw.col("sex").is_null()) + flag(~nw.col("age_group").is_null()) * 2
    rows = rows.with_columns(rank=rank, level=level, year=nw.col("ref_date").dt.year().cast(nw.Int64))
    rows = _lowest(rows, "rank", ("site",))
    rows = _lowest(rows, "level", (*AREA, "ref_date"))
    rows = rows.with_columns(bad=flag(nw.col("n").is_null()), n=nw.col("n").cast(nw.Float64))
    return rows.group_by(*AREA, "year", "ref_date").agg(n=nw.col("n").sum(), bad=nw.col("bad").sum())


def _lowest(rows: Any, column: str, within: tuple[str, ...]) -> Any:
    """Rows with the lowest value of a column within their group."""
    lowest = rows.group_by(*within).agg(nw.col(column).min().alias("lowest"))
    rows = rows.join(lowest, on=list(within), how="left")
    return rows.filter(nw.col(column) == nw.col("lowest")).drop("lowest")


def _sums(areas: Any, by: By) -> Any:
    gaps = areas.with_columns(gap=flag(nw.col("stock").is_null()))
    groups = gaps.group_by("site", "year", "group").agg(gaps=nw.col("gap").sum())
    usable = areas.join(groups, on=["site", "year", "group"], how="left").filter(nw.col("gaps") == 0)
    found = usable.group_by(*by).agg(stock=nw.col("stock").sum())
    everything = areas.select(*by).unique() if "group" not in by else usable.select(*by).unique()
    return everything.join(found, on=list(by), how="left")
