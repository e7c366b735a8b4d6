"""Rows that counting alone does not give: zeros where something was delivered, and notes on counting rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import polars as pl

from evaluation.indicators._count import eager, other_rule_deliveries
from evaluation.indicators._declare import BREAKDOWN_CODES, Indicator

ZEROS = ("numerator", "n_units", "n_rest", "max_unit", "sum_xx", "sum_xn", "sum_nn")


def delivered(counts: pl.DataFrame, one: Indicator, tables: Mapping[str, Any]) -> pl.DataFrame:
    """Add totals of 0 for sites and years that delivered contacts of which none matched (shares and counts)."""
    if one.mark.own_breakdown or one.mark.kind not in ("share", "count") or one.tables != ("consultation",):
        return counts
    contacts = _site_years(tables["consultation"]).select("site", period="year")
    keys = pl.concat([contacts, _empty_deliveries(tables)]).unique()
    missing = keys.join(counts, on=["site", "period"], how="anti")
    return _zeros(
        counts, missing.with_columns(indicator=pl.lit(one.id), breakdown=pl.lit(""), category=pl.lit("")), one
    )


def _site_years(consultation: Any) -> pl.DataFrame:
    """Sites and years (as text) with rows; of a lazy frame only these two columns are computed."""
    found: pl.DataFrame = eager(nw.from_native(consultation).select("site", "year").unique()).to_polars()
    return found.with_columns(pl.col("year").cast(pl.Int64).cast(pl.String))


def _empty_deliveries(tables: Mapping[str, Any]) -> pl.DataFrame:
    """Sites and years whose file of contacts was delivered without any row."""
    nothing = pl.DataFrame(schema={"site": pl.String, "period": pl.String})
    if "delivery" not in tables:
        return nothing
    files = eager(tables["delivery"]).to_polars()
    files = files.filter(pl.col("table_name") == "consultation", pl.col("rows_in") == 0, pl.col("year").is_not_null())
    return files.select("site", period=pl.col("year").cast(pl.String)) if files.height else nothing


def _zeros(counts: pl.DataFrame, keys: pl.DataFrame, one: Indicator) -> pl.DataFrame:
    if keys.is_empty():
        return counts
    rows = keys.with_columns(*(pl.lit(0.0).alias(c) for c in ZEROS), coverage=pl.lit(1.0))
    if one.mark.kind == "share":
        rows = rows.with_columns(denominator=pl.lit(0.0))
    return pl.concat([counts, rows], how="diagonal").select(counts.columns)


def categories(counts: pl.DataFrame, one: Indicator) -> pl.DataFrame:
    """Add the categories of the code list that no contact had, for each site and period with a known category."""
    distribution = one.mark.kind == "share" and bool(one.mark.own_breakdown)
    if counts.is_empty() or "consultation" not in one.tables or not (distribution or one.mark.kind == "count"):
        return counts
    number = BREAKDOWN_CODES.get(counts["breakdown"][0])
    if number is None:
        return counts
    told = counts.filter(~pl.col("category").is_in(["unknown", "na"]))
    if "consultation_agg" in one.optional_tables:
        told = told.filter(pl.col("coverage").is_not_null())  # what a provider does not list is not told, and no zero
    wanted = told.group_by("site", "period", "indicator", "breakdown").agg(
        pl.col("denominator").max(),
        pl.col("n_rest").max().alias("rest"),
        pl.col("sum_nn").max().alias("whole"),
        pl.col("coverage").max(),
    )
    keys = wanted.join(_codes(number), how="cross").filter(pl.col("period").str.slice(0, 4) >= pl.col("since"))
    keys = keys.join(counts, on=["site", "period", "breakdown", "category"], how="anti")
    # What the indicator does not count stays null: n_rest = 0 would make a count look like a share.
    rows = keys.with_columns(*(pl.lit(0.0).alias(c) for c in ZEROS if counts[c].null_count() < counts.height))
    if distribution:
        rows = rows.with_columns(n_rest=pl.col("rest"), sum_nn=pl.col("whole"))
    return pl.concat([counts, rows.drop("since", "rest", "whole")], how="diagonal").select(counts.columns)


def _codes(number: str) -> pl.DataFrame:
    from evaluation.vocabulary import codes

    known = [c for c in codes(number) if c.code not in ("unknown", "na")]
    since = [str(c.valid_from.year) if c.valid_from else "0000" for c in known]
    return pl.DataFrame({"category": [c.code for c in known], "since": since})


def months(counts: pl.DataFrame, consultation: Any) -> pl.DataFrame:
    """Add months of 0 between the first and the last month of a site, in years that it delivered."""
    if counts.is_empty():
        return counts
    years = _site_years(consultation)
    span = counts.group_by("site", "indicator", "breakdown", "category").agg(
        first=pl.col("period").min(), last=pl.col("period").max()
    )
    all_months = pl.DataFrame({"number": [f"-{m:02d}" for m in range(1, 13)]})
    keys = (
        span.join(years, on="site").join(all_months, how="cross").with_columns(period=pl.col("year") + pl.col("number"))
    )
    keys = keys.filter(pl.col("period") >= pl.col("first"), pl.col("period") <= pl.col("last"))
    keys = keys.join(counts, on=["site", "period"], how="anti").drop("first", "last", "year", "number")
    rows = keys.with_columns(
        *(pl.lit(0.0).alias(c) for c in ZEROS if c in ("numerator", "n_units", "max_unit", "sum_nn"))
    )
    return pl.concat([counts, rows.with_columns(coverage=pl.lit(1.0))], how="diagonal").select(counts.columns)


def rule_notes(counts: pl.DataFrame, one: Indicator, tables: Mapping[str, Any], by: tuple[str, ...]) -> pl.DataFrame:
    """Rows of a site and period of which a delivery counts something else than contacts: no numbers, only the note.

    What is left of the contacts would be a part of the work shown as the whole.
    """
    others = other_rule_deliveries(tables.get("delivery")) if "delivery" in one.optional_tables else []
    if not others:
        return counts
    rows = nw.from_native(tables["consultation"]).filter(nw.col("delivery").is_in(others))
    keys = _site_years(rows).select("site", period="year")
    if "month" in rows.collect_schema().names():
        told = eager(rows.select("site", nw.col("month").alias("period")).unique()).to_polars()
        keys = pl.concat([keys, told])
    keys = keys.with_columns(rule=pl.lit("counting_rule"))
    noted = counts.join(keys, on=["site", "period"], how="left")
    numbers = [name for name, kind in counts.schema.items() if kind == pl.Float64]
    noted = noted.with_columns(
        *(pl.when(pl.col("rule").is_null()).then(pl.col(name)).alias(name) for name in numbers),
        note=pl.coalesce("rule", "note"),
    ).drop("rule")
    if len(by) > 2 or one.mark.own_breakdown:
        return noted
    length = 7 if "month" in by else 4
    missing = keys.filter(pl.col("period").str.len_chars() == length).join(counts, on=["site", "period"], how="anti")
    missing = missing.select(
        "site", "period", note="rule", indicator=pl.lit(one.id), breakdown=pl.lit(""), category=pl.lit("")
    )
    found: pl.DataFrame = pl.concat([noted, missing], how="diagonal").select(counts.columns)
    return found
