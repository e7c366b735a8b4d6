"""Rows that stand twice: exactly alike, or with the same key and other content."""

from __future__ import annotations

import polars as pl

from evaluation.tables import Table

_SCHEMA = {"index": pl.UInt32, "column": pl.String, "rule": pl.String}


def _comparable(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as text, so that rows can be compared."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).list.join("\x1f") for name in lists)


def repeated_rows(frame: pl.DataFrame, aside: pl.Series, table: Table) -> pl.DataFrame:
    """Hits of rows that repeat an earlier row that was not set aside.

    A row without any key of its own is never set aside for that: two equal anonymous contacts may be two contacts.
    """
    key = [name for name in table.key if name in frame.columns]
    if not key:
        return pl.DataFrame(schema=_SCHEMA)
    compared = ["site", "year", *(name for name in key if name not in ("site", "year"))]
    keyed = frame.select(pl.any_horizontal(pl.col(name).is_not_null() for name in key)).to_series() & ~aside
    keyless = frame.select(pl.all_horizontal(pl.col(name).is_null() for name in key)).to_series() & ~aside
    hits = [pl.DataFrame(schema=_SCHEMA)]
    doubled = _rows(frame, _doubled(frame, compared, keyed))
    if not doubled.is_empty():
        again, same = ~pl.struct(compared).is_first_distinct(), ~_alike(frame)
        rule = pl.when(same).then(pl.lit("row_duplicate")).when(again).then(pl.lit("key_duplicate")).alias("rule")
        hits.append(doubled.select("index", pl.lit(key[0]).alias("column"), rule).filter(pl.col("rule").is_not_null()))
    if keyless.any():
        rest = _rows(frame, keyless.arg_true())
        rest = rest.filter(~_alike(frame))
        hits.append(rest.select("index", column=pl.lit(key[0]), rule=pl.lit("row_identical")))
    return pl.concat([hit.cast(pl.Schema(_SCHEMA)) for hit in hits])


def _alike(frame: pl.DataFrame) -> pl.Expr:
    """True for the first of several rows with the same content."""
    return pl.struct(name for name in frame.columns if name != "delivery").is_first_distinct()


def _rows(frame: pl.DataFrame, positions: pl.Series) -> pl.DataFrame:
    """Some rows with their positions, lists as text, so that rows can be compared."""
    return _comparable(frame[positions].insert_column(0, positions.alias("index").cast(pl.UInt32)))


def _doubled(frame: pl.DataFrame, key: list[str], among: pl.Series) -> pl.Series:
    """Positions of the rows, among these, whose key occurs more than once."""
    chosen = frame.select(key).with_row_index("_at").filter(among)
    varying = [name for name in key if chosen[name].head(1).ne_missing(chosen[name]).any()] or key[:1]
    return chosen["_at"].filter(chosen.select(varying).is_duplicated())
