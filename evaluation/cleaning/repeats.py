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
    numbered = frame.with_row_index("index").filter(~aside)
    keyed = pl.any_horizontal(pl.col(name).is_not_null() for name in key)
    content = [name for name in frame.columns if name != "delivery"]
    hits = [pl.DataFrame(schema=_SCHEMA)]
    doubled = numbered.filter(keyed)
    doubled = _comparable(doubled.filter(_doubled(doubled, compared)))
    if not doubled.is_empty():
        again, same = ~pl.struct(compared).is_first_distinct(), ~pl.struct(content).is_first_distinct()
        rule = pl.when(same).then(pl.lit("row_duplicate")).when(again).then(pl.lit("key_duplicate")).alias("rule")
        marked = doubled.select("index", pl.lit(key[0]).alias("column"), rule).filter(pl.col("rule").is_not_null())
        hits.append(marked.cast(pl.Schema(_SCHEMA)))
    keyless = _comparable(numbered.filter(~keyed))
    same_again = keyless.filter(~pl.struct(content).is_first_distinct()) if keyless.height else keyless
    if not same_again.is_empty():
        hits.append(
            same_again.select("index", column=pl.lit(key[0]), rule=pl.lit("row_identical")).cast(pl.Schema(_SCHEMA))
        )
    return pl.concat(hits)


def _doubled(frame: pl.DataFrame, key: list[str]) -> pl.Series:
    """True where a key occurs more than once; the usual case without any is settled by a count of distinct keys."""
    if frame.select(pl.struct(key).n_unique()).item() == frame.height:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, frame.height)
    return frame.select(key).is_duplicated()
