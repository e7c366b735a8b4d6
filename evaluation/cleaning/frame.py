"""A frame of raw text to a clean table: typed columns, site and year, rows set aside, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from evaluation.cleaning.columns import ReadColumn, read_column
from evaluation.cleaning.dimension import category_codes
from evaluation.cleaning.official import with_signs
from evaluation.cleaning.repeats import repeated_rows
from evaluation.cleaning.report_hits import hit_findings
from evaluation.cleaning.rules import RULES, Place
from evaluation.cleaning.words import plain
from evaluation.findings import Finding
from evaluation.tables import Column, Table
from evaluation.tables.frames import polars_schema

ROW = "_row"
"""Column with the row number of the file, where a raw frame carries one."""
_VALUES_DROPPED = "consent_refused"


@dataclass(frozen=True, slots=True)
class Context:
    """What the delivery says about every row of a file.

    `sites` maps the ids and names by which a row may name its site to the site's id; `years` are the years that the
    delivery covers (none: any year); `defaults` fill columns that a file left empty, such as counting_rule.
    """

    place: Place = Place()  # noqa: RUF009
    sites: Mapping[str, str] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    dash_is_zero: bool = False

    @property
    def site_ids(self) -> tuple[str, ...]:
        """Ids of the sites of the delivery."""
        return tuple(sorted(set(self.sites.values())))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean table, the rows that were set aside as delivered, and what was found.

    `rows` are the row numbers of the clean rows in the file; rows in = clean.height + set_aside.height.
    """

    clean: pl.DataFrame
    set_aside: pl.DataFrame
    findings: list[Finding]
    rows: pl.Series
    extra: pl.DataFrame = field(default_factory=pl.DataFrame)


def clean_columns(raw: pl.DataFrame, table: Table, context: Context, headers: Mapping[str, str]) -> Cleaned:
    """Clean a raw frame whose columns already carry the declared names.

    Parameters
    ----------
    raw : polars.DataFrame
        Text as delivered; columns by declared name, perhaps site_id, year and the row number `ROW`.
    table : Table
        The declaration.
    context : Context
        Sites, years and place of the delivery.
    headers : mapping
        Declared name to delivered header, for findings.
    """
    row_numbers = raw[ROW] if ROW in raw.columns else pl.Series(ROW, range(1, raw.height + 1), dtype=pl.Int64)
    typed, hits = _typed(raw, table, context)
    typed, unknown = category_codes(with_signs(typed, hits, table), table)
    hits += _hits(unknown, "value", "code_unknown_required")
    front, front_hits = _front(raw, typed, table, context)
    hits += front_hits
    schema = polars_schema(table)
    frame = pl.DataFrame([*front, *typed.values()])
    frame = frame.with_columns(pl.lit(None, schema[name]).alias(name) for name in schema if name not in frame.columns)
    for name, value in context.defaults.items():
        if name in frame.columns and value is not None:
            frame = frame.with_columns(pl.col(name).fill_null(pl.lit(value)))
    hits += _consent_hits(frame)
    aside = _aside(pl.concat(hits), raw.height)
    hits.append(repeated_rows(frame, aside, table))
    found = pl.concat(hits)
    aside = _aside(found, raw.height)
    details = {
        "key_duplicate": ", ".join(table.key),
        "year_outside": ", ".join(map(str, context.years)),
        "site_not_in_delivery": ", ".join(context.site_ids),
    }
    findings = hit_findings(found, row_numbers, table, context.place, {"headers": headers, "details": details})
    return Cleaned(
        frame.filter(~aside).select(schema.names()),
        _set_aside(raw, row_numbers, found, aside),
        findings,
        row_numbers.filter(~aside),
    )


def _named(read: ReadColumn, name: str) -> pl.DataFrame:
    return read.hits.with_columns(pl.lit(name, pl.String).alias("column")).select("index", "column", "rule")


def _hits(mask: pl.Series, name: str, rule: str) -> list[pl.DataFrame]:
    at = mask.arg_true()
    if at.is_empty():
        return []
    return [pl.DataFrame({"index": at, "column": [name] * len(at), "rule": [rule] * len(at)}, schema=_SCHEMA)]


def _typed(raw: pl.DataFrame, table: Table, context: Context) -> tuple[dict[str, pl.Series], list[pl.DataFrame]]:
    """Typed series of every delivered column and their hits."""
    types = polars_schema(table)
    year = context.years[0] if len(context.years) == 1 else None
    typed: dict[str, pl.Series] = {}
    hits = [pl.DataFrame(schema=_SCHEMA)]
    for column in table.columns:
        if column.name in raw.columns:
            read = read_column(raw[column.name], column, year=year, dash_is_zero=context.dash_is_zero)
            values = read.values.alias(column.name)
            typed[column.name] = values if values.dtype == types[column.name] else values.cast(types[column.name])
            hits += [_named(read, column.name)] if read.hits.height else []
            hits += _checks(typed[column.name], column, read)
    return typed, hits


def _checks(values: pl.Series, column: Column, read: ReadColumn) -> list[pl.DataFrame]:
    hits = []
    if column.minimum is not None:
        hits += _hits(values < column.minimum, column.name, "out_of_range")
    if column.maximum is not None:
        hits += _hits(values > column.maximum, column.name, "out_of_range")
    if column.required and values.null_count():
        # A cell that could not be read is told by its own rule.
        told = read.hits.filter(pl.col("rule").is_in(_SET_ASIDE))["index"]
        hits += _hits(values.is_null().scatter(told, False), column.name, "required_missing")
    return hits


_SCHEMA = {"index": pl.UInt32, "column": pl.String, "rule": pl.String}
_SET_ASIDE = [rule.id for rule in RULES.values() if rule.severity == "set_aside"]


def _front(
    raw: pl.DataFrame, typed: dict[str, pl.Series], table: Table, context: Context
) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """The columns site, year and delivery, and rows whose site or year do not belong to the delivery."""
    site, site_hits = _site(raw, context)
    if "site_id" in table.names:
        typed["site_id"] = site.alias("site_id")
    year, year_hits = _year(raw, typed, table, context)
    delivery = pl.Series("delivery", [context.place.delivery], dtype=pl.String).new_from_index(0, raw.height)
    return [site, year, delivery], [*site_hits, *year_hits]


def _site(raw: pl.DataFrame, context: Context) -> tuple[pl.Series, list[pl.DataFrame]]:
    only = context.site_ids[0] if len(context.site_ids) == 1 else None
    if "site_id" not in raw.columns:
        return pl.Series("site", [only], dtype=pl.String).new_from_index(0, raw.height), []
    told = raw["site_id"].cast(pl.String).str.strip_chars()
    words = told.drop_nulls().unique()
    known = {word: context.sites.get(plain(word)) if context.sites else word for word in words if word}
    site = told.replace_strict(known, default=None, return_dtype=pl.String).alias("site")
    empty = told.is_null() | (told == "")
    hits = _hits(site.is_null() & ~empty, "site_id", "site_not_in_delivery")
    if only is None:
        return site, hits + _hits(empty, "site_id", "required_missing")
    return site.set(empty, only), hits


def _year(
    raw: pl.DataFrame, typed: dict[str, pl.Series], table: Table, context: Context
) -> tuple[pl.Series, list[pl.DataFrame]]:
    only = context.years[0] if len(context.years) == 1 else None
    name = table.year_from or "year"
    if name in typed:
        values = typed[name]
    elif "year" in raw.columns:
        values = read_column(raw["year"], Column("year", "year", "Jahr", "Year")).values
    else:
        values = pl.Series([None], dtype=pl.Int32).new_from_index(0, raw.height)
    if values.dtype == pl.String:
        values = values.str.extract(r"^(\d{4})", 1).cast(pl.Int32)
    elif values.dtype == pl.Date:
        values = values.dt.year()
    year = values.cast(pl.Int32).alias("year")
    required = name in typed and table.column(name).required
    if only is not None and not required:
        year = year.fill_null(only)
    outside = ~year.is_in(context.years) if context.years else year.is_null()
    # A row whose year is unreadable is set aside for that already, if the column is required.
    wrong = outside & year.is_not_null() if required and values.dtype != pl.String else outside.fill_null(True)
    return year, _hits(wrong, name if name in typed else "year", "year_outside")


def _consent_hits(frame: pl.DataFrame) -> list[pl.DataFrame]:
    if "consent_research" not in frame.columns:
        return []
    refused = frame["consent_research"].is_in(["refused", "withdrawn"])
    return _hits(refused, "consent_research", _VALUES_DROPPED)


def _aside(hits: pl.DataFrame, height: int) -> pl.Series:
    wrong = hits.filter(pl.col("rule").is_in(_SET_ASIDE))["index"].unique()
    return pl.Series("aside", [False], dtype=pl.Boolean).new_from_index(0, height).scatter(wrong, True)


def _set_aside(raw: pl.DataFrame, rows: pl.Series, hits: pl.DataFrame, aside: pl.Series) -> pl.DataFrame:
    """The rows set aside as delivered, with row number and rules; without values where consent was refused."""
    rules = hits.filter(pl.col("rule").is_in(_SET_ASIDE)).group_by("index").agg(pl.col("rule").unique().sort())
    rules = rules.with_columns(_rules=pl.col("rule").list.join(", ")).select("index", "_rules").sort("index")
    kept = raw.drop(ROW, strict=False).filter(aside).cast(pl.String)
    dropped = pl.col("_rules").str.contains(_VALUES_DROPPED)
    frame = pl.concat([rows.filter(aside).alias(ROW).to_frame(), rules.select("_rules"), kept], how="horizontal")
    return frame.with_columns(pl.when(~dropped).then(pl.col(name)).alias(name) for name in kept.columns)
