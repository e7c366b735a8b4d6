"""Posts, persons in care and caseload keys of a site and year."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import SITE_YEAR, finish, flag, frame
from evaluation.indicators._stock import dates, yearly_stock

DATED = (*SITE_YEAR, "ref_date")
RATIO = ("numerator", "denominator", "n_units", "note")


def by_date(position: Any) -> Any:
    """Per site, year and reference date: fte and heads filled, posts and heads without a told FTE."""
    rows = dates(position, "ref_date").with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64))
    if "heads" not in rows.collect_schema().names():
        rows = rows.with_columns(heads=nw.lit(None, dtype=nw.Float64))
    untold = flag(nw.col("fte_filled").is_null() & (nw.col("heads").fill_null(1) > 0))
    rows = rows.with_columns(
        untold=untold, untold_heads=untold * nw.col("heads").fill_null(1), no_heads=flag(nw.col("heads").is_null())
    )
    sums = {
        "fte": "fte_filled",
        "heads": "heads",
        "untold": "untold",
        "untold_heads": "untold_heads",
        "no_heads": "no_heads",
    }
    found = rows.group_by(*DATED).agg(**{name: nw.col(column).sum() for name, column in sums.items()})
    return found.with_columns(nw.col(*sums).fill_null(0).cast(nw.Float64))


def yearly(position: Any) -> Any:
    """Mean over the reference dates of a year: fte (null where any was not told), heads, untold_heads."""
    found = (
        by_date(position)
        .group_by(*SITE_YEAR)
        .agg(
            nw.col("fte").mean(),
            nw.col("heads").mean(),
            nw.col("untold_heads").mean(),
            nw.col("untold").sum(),
            nw.col("no_heads").sum(),
        )
    )
    return found.with_columns(
        fte=nw.when(nw.col("untold") == 0).then(nw.col("fte")),
        heads=nw.when(nw.col("no_heads") == 0).then(nw.col("heads")),
    )


def entitled(position: Any, accommodation: Any = None, population: Any = None) -> Any:
    """Persons in care and FTE of a site and year.

    Persons in care are those in accommodation, as means over the reference dates that both tables have; where no
    accommodation was delivered, the yearly stock of the target groups.

    Returns
    -------
    frame
        site, year, persons, fte, note ("reference_dates", "not_reported" or null).
    """
    staff = by_date(position)
    if accommodation is not None:
        housed = _housed(accommodation)
        found = _paired(staff, housed)
        if population is None:
            return found
        others = yearly(position).join(housed.select(*SITE_YEAR).unique(), on=list(SITE_YEAR), how="anti")
        return nw.concat([found, _with_stock(others, population)], how="vertical")
    if population is not None:
        return _with_stock(yearly(position), population)
    empty = _paired(staff, staff.with_columns(persons=nw.col("fte"), gap=flag(nw.col("fte") < 0)))
    return empty.filter(nw.col("site").is_null())


def _housed(accommodation: Any) -> Any:
    rows = dates(accommodation, "ref_date").with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64))
    rows = rows.with_columns(gap=flag(nw.col("occupied").is_null()), n=nw.col("occupied").cast(nw.Float64))
    return rows.group_by(*DATED).agg(persons=nw.col("n").sum(), gap=nw.col("gap").sum())


def _paired(staff: Any, housed: Any) -> Any:
    both = staff.join(housed, on=list(DATED), how="inner")
    means = both.group_by(*SITE_YEAR).agg(
        persons=nw.col("persons").mean(),
        fte=nw.col("fte").mean(),
        gap=nw.col("gap").sum(),
        untold=nw.col("untold").sum(),
    )
    base = staff.select(*SITE_YEAR).unique().join(housed.select(*SITE_YEAR).unique(), on=list(SITE_YEAR), how="inner")
    found = base.join(means, on=list(SITE_YEAR), how="left")
    note = (
        nw.when(nw.col("fte").is_null())
        .then(nw.lit("reference_dates"))
        .when((nw.col("untold") > 0) | (nw.col("gap") > 0))
        .then(nw.lit("not_reported"))
    )
    return found.select(
        *SITE_YEAR,
        persons=nw.when(nw.col("gap") == 0).then(nw.col("persons")).cast(nw.Float64),
        fte=nw.when(nw.col("untold") == 0).then(nw.col("fte")).cast(nw.Float64),
        note=note.cast(nw.String),
    )


def _with_stock(staff: Any, population: Any) -> Any:
    found = staff.join(yearly_stock(population), on=list(SITE_YEAR), how="inner")
    note = (
        nw.when(nw.col("stock").is_null())
        .then(nw.lit("reference_dates"))
        .when(nw.col("fte").is_null())
        .then(nw.lit("not_reported"))
    )
    return found.select(
        *SITE_YEAR,
        persons=nw.col("stock").cast(nw.Float64),
        fte=nw.col("fte").cast(nw.Float64),
        note=note.cast(nw.String),
    )


def keys(accommodation: Any = None, site: Any = None) -> Any:
    """Caseload key of a site and year: the study's "2:150", else the one key of all its accommodation."""
    parts = []
    if site is not None:
        rows = frame(site).filter(~nw.col("caseload_key").is_null())
        rows = rows.filter(nw.col("caseload_key").str.contains(r"^\d+:\d+$"))
        posts = nw.col("caseload_key").str.replace_all(r":.*$", "").cast(nw.Float64)
        persons = nw.col("caseload_key").str.replace_all(r"^.*:", "").cast(nw.Float64)
        parts.append(rows.select(*SITE_YEAR, key_posts=posts, key_persons=persons).unique())
    if accommodation is not None:
        told = _accommodation_keys(accommodation)
        parts.append(told.join(parts[0], on=list(SITE_YEAR), how="anti") if parts else told)
    return nw.concat(parts, how="vertical") if parts else None


def _accommodation_keys(accommodation: Any) -> Any:
    rows = dates(accommodation, "ref_date").with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64))
    rows = rows.filter(nw.col("care_key_num") > 0, nw.col("care_key_den") > 0)
    one = rows.select(*SITE_YEAR, "care_key_num", "care_key_den").unique()
    alone = one.group_by(*SITE_YEAR).agg(k=nw.len()).filter(nw.col("k") == 1)
    return one.join(alone, on=list(SITE_YEAR), how="inner").select(
        *SITE_YEAR,
        key_posts=nw.col("care_key_num").cast(nw.Float64),
        key_persons=nw.col("care_key_den").cast(nw.Float64),
    )


def required(position: Any, accommodation: Any, population: Any, site: Any) -> Any:
    found = entitled(position, accommodation, population)
    told_keys = keys(accommodation, site)
    if told_keys is None:
        told_keys = found.select(*SITE_YEAR, key_posts=nw.col("fte"), key_persons=nw.col("fte")).filter(
            nw.col("site").is_null()
        )
    found = found.join(told_keys, on=list(SITE_YEAR), how="inner")
    groups = nw.col("persons") / nw.col("key_persons")
    linear = found.with_columns(
        rule=nw.lit("linear"), required=nw.col("persons") * nw.col("key_posts") / nw.col("key_persons")
    )
    step = found.with_columns(rule=nw.lit("step"), required=groups.ceil() * nw.col("key_posts"))
    return nw.concat([linear, step], how="vertical")


def posts(position: Any) -> Any:
    return dates(position, "ref_date").with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64))


def means(rows: Any, x: Any, n: Any) -> Any:
    """Sums per reference date, then means over the dates of the year."""
    sums = (
        rows.with_columns(x=x.cast(nw.Float64), n=n.cast(nw.Float64))
        .group_by(*DATED)
        .agg(numerator=nw.col("x").sum(), denominator=nw.col("n").sum())
    )
    found = sums.group_by(*SITE_YEAR).agg(nw.col("numerator").mean(), nw.col("denominator").mean())
    return finish(found, SITE_YEAR, ("numerator", "denominator"))


def per_fte(counts: Any, position: Any, columns: tuple[str, ...]) -> Any:
    """Counts of a site and year per mean FTE; only where posts were delivered."""
    found = frame(counts)
    if "note" not in found.collect_schema().names():
        found = found.with_columns(note=nw.lit(None, dtype=nw.String))
    found = found.join(yearly(position).select(*SITE_YEAR, "fte"), on=list(SITE_YEAR), how="inner")
    untold = nw.when(nw.col("fte").is_null()).then(nw.lit("not_reported"))
    found = found.with_columns(
        numerator=nw.col("numerator").cast(nw.Float64),
        denominator=nw.col("fte"),
        note=nw.coalesce(nw.col("note"), untold),
    )
    return finish(found, SITE_YEAR, ("numerator", "denominator", *columns, "note"))


def ratio(found: Any) -> Any:
    return finish(found, SITE_YEAR, RATIO)


def told(position: Any, column: str) -> Any:
    note = nw.when(nw.col(column).is_null()).then(nw.lit("not_reported"))
    found = yearly(position).with_columns(numerator=nw.col(column).cast(nw.Float64), note=note)
    return finish(found, SITE_YEAR, ("numerator", "note"))
