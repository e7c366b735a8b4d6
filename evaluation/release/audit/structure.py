"""The sums that every reader of a release may rely on: types of sites, years, breakdowns.

Built anew from the identities of the cells, not taken over from the suppression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from evaluation.errors import ReleaseError
from evaluation.release.audit.constraints import RELATION

CLOSE = 1e-6
REMAINDER = "(remainder)"


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Relations of a release, and what is left where parts fall short of their total.

    Parameters
    ----------
    relations : polars.DataFrame
        relation, cell, coefficient, low, high.
    remainders : polars.DataFrame
        cell, value: unpublished differences, to be attacked like hidden cells (columns as `audit` wants them:
        need_low, need_high).
    """

    relations: pl.DataFrame
    remainders: pl.DataFrame


def structure(
    cells: pl.DataFrame, keys: Sequence[str], trees: Mapping[str, Mapping[str, str]], k: float = 5.0
) -> Structure:
    """Find all sums among the cells of a release.

    Parameters
    ----------
    cells : polars.DataFrame
        `cell` (identity as one text), the keys, and `value` (true, protected), of shown and hidden cells alike, of
        this and earlier releases. With `breakdown` and `category` among the keys, all categories of a breakdown add up
        to the cell where both are empty.
    keys : sequence of str
        Columns that identify a cell.
    trees : mapping
        Per column every value that is part of another one, and that other one. Categories that are part of a broader
        category add up to that, not to the total.
    k : float
        A remainder between 0 and k must not be determined: it is the cell of those who are nowhere else.

    Raises
    ------
    ReleaseError
        Parts are larger than their total.

    Examples
    --------
    >>> cells = pl.DataFrame({"cell": ["a", "b", "all"], "site": ["a", "b", "all"], "value": [3.0, 4.0, 9.0]})
    >>> found = structure(cells, ["site"], {"site": {"a": "all", "b": "all"}})
    >>> found.remainders.select("value", "need_low", "need_high").rows()
    [(2.0, 1.0, 5.0)]
    """
    parts = [_children(cells, keys, column, parent) for column, parent in trees.items()]
    if "breakdown" in keys:
        parts.append(_categories(cells, keys, list(trees.get("category", {}))))
    below = pl.concat(parts) if parts else pl.DataFrame(schema={"relation": pl.String, "total": pl.String,
                                                                "cell": pl.String, "value": pl.Float64})  # fmt: skip
    whole = below.group_by("relation", maintain_order=True).agg(pl.col("total").first(), pl.col("value").sum())
    whole = whole.join(cells.select(total="cell", whole="value"), on="total")
    rest = whole.select("relation", cell=pl.format("{} {}", "relation", pl.lit(REMAINDER)),
                        value=pl.col("whole") - pl.col("value"))  # fmt: skip
    large = rest.filter(pl.col("value") < -CLOSE)["relation"].to_list()
    if large:
        raise _too_large(large)
    rest = rest.filter(pl.col("value") > CLOSE)
    lines = [below.select("relation", "cell", coefficient=1.0), rest.select("relation", "cell", coefficient=1.0),
             whole.select("relation", cell="total", coefficient=-1.0)]  # fmt: skip
    relations = pl.concat(lines).with_columns(low=0.0, high=0.0)
    return Structure(relations.select(list(RELATION)), _needs(rest.select("cell", "value"), k))


def _children(cells: pl.DataFrame, keys: Sequence[str], column: str, parent: Mapping[str, str]) -> pl.DataFrame:
    """Cells and the total in the same table whose value of one column is their parent."""
    up = pl.DataFrame({column: list(parent), "_above": list(parent.values())}, schema_overrides={column: pl.String})
    totals = cells.select("cell", *keys).rename({"cell": "total", column: "_above"})
    others = [name for name in keys if name != column]
    joined = cells.join(up, on=column).join(totals, on=["_above", *others])
    return _named(joined, column)


def _categories(cells: pl.DataFrame, keys: Sequence[str], inner: Sequence[str]) -> pl.DataFrame:
    others = [name for name in keys if name not in ("breakdown", "category")]
    parts = cells.filter((pl.col("breakdown") != "") & ~pl.col("category").is_in(inner))
    totals = cells.filter((pl.col("breakdown") == "") & (pl.col("category") == ""))
    joined = parts.join(totals.select(*others, total="cell"), on=others) if others else parts.join(
        totals.select(total="cell"), how="cross")  # fmt: skip
    return _named(joined.with_columns(_by=pl.col("breakdown")), None)


def _named(joined: pl.DataFrame, column: str | None) -> pl.DataFrame:
    by = pl.lit(column) if column else pl.col("_by")
    return joined.select(relation=pl.format("{} [{}]", "total", by), total="total", cell="cell", value="value")


def _needs(rest: pl.DataFrame, k: float) -> pl.DataFrame:
    small = pl.col("value") < k
    return rest.with_columns(
        need_low=pl.when(small).then(pl.col("value") - 1).otherwise("value"),
        need_high=pl.when(small).then(pl.lit(k)).otherwise("value"),
    )


def _too_large(relations: Sequence[str]) -> ReleaseError:
    names = "; ".join(relations[:5])
    return ReleaseError(
        f"Die Teile sind zusammen größer als ihre Summe: {names}. Es wird nichts freigegeben.",
        f"The parts are larger than their total: {names}. Nothing is released.",
    )
