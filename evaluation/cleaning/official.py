"""Signs of official statistics that stand in place of a number, kept beside it (CL74)."""

from __future__ import annotations

import polars as pl

from evaluation.tables import Table

_SIGNS = {
    "missing_secret": "hidden",
    "exact_zero": "zero",
    "missing_later": "later",
    "missing_not_meaningful": "meaningless",
    "missing_uncertain": "unsafe",
    "number_limited": "limited",
}


def sign_column(table: Table) -> str | None:
    """The column that holds the sign of a published number; None for tables that are no official statistics."""
    return next((column.name for column in table.columns if column.codes == "CL74"), None)


def with_signs(typed: dict[str, pl.Series], hits: list[pl.DataFrame], table: Table) -> dict[str, pl.Series]:
    """Enter the sign of every number that was told by one, unless the delivery names the sign itself."""
    name = sign_column(table)
    if name is None or "value" not in typed:
        return typed
    told = pl.concat(hits).filter((pl.col("column") == "value") & pl.col("rule").is_in(list(_SIGNS)))
    height = len(typed["value"])
    signs = typed.get(name, pl.Series(name, [None], dtype=pl.String).new_from_index(0, height))
    read = signs.scatter(told["index"], told["rule"].replace_strict(_SIGNS, return_dtype=pl.String))
    return {**typed, name: pl.select(pl.coalesce(signs, read).alias(name)).to_series()}
