"""Aggregated counts: the category of a row is a code of the list that the row's dimension names."""

from __future__ import annotations

import polars as pl

from evaluation.cleaning.words import code_reader
from evaluation.tables import Table

_TOTAL = ("insgesamt", "gesamt", "total", "summe", "alle")


def category_codes(typed: dict[str, pl.Series], table: Table) -> tuple[dict[str, pl.Series], pl.Series]:
    """Categories as codes, for tables with a dimension column (CLDIM); and where a category is unknown.

    Returns
    -------
    tuple
        The typed columns with `value` as codes (null for the total) and a mask of the unknown categories.
    """
    dims = next((column.name for column in table.columns if column.codes == "CLDIM"), None)
    if dims not in typed or "value" not in typed:
        return typed, pl.Series([], dtype=pl.Boolean)
    pairs = pl.DataFrame({"dim": typed[dims], "cell": typed["value"]})
    words = pairs.unique(maintain_order=True).filter(pl.col("dim").is_not_null() & pl.col("cell").is_not_null())
    codes = [_code(dim, cell) for dim, cell in words.iter_rows()]
    mapping = words.with_columns(pl.Series("code", codes, dtype=pl.String))
    joined = pairs.join(mapping, on=["dim", "cell"], how="left", maintain_order="left")
    total = pairs["dim"] == "total"
    unknown = joined["code"].is_null() & pairs["cell"].is_not_null() & pairs["dim"].is_not_null() & ~total
    return {**typed, "value": joined["code"].alias("value")}, unknown


def _code(dim: str, cell: str) -> str | None:
    from evaluation.vocabulary import dimension_list, lookup

    number = dimension_list(dim)
    if number is None or cell.casefold() in _TOTAL:
        return None
    known = lookup(number)
    return code_reader({**known, "unknown": known.get("unknown", "unknown")})(cell)[0]
