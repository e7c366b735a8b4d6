"""What the attacker knows, as systems of linear constraints on the unknown cells, one per connected group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from evaluation.errors import ReleaseError

Numbers = npt.NDArray[np.float64]
CLOSE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Unknown cells that hang together: `low <= matrix @ y <= high` and `least <= y <= most`."""

    cells: tuple[str, ...]
    least: Numbers
    most: Numbers
    integer: npt.NDArray[np.bool_]
    matrix: Any
    low: Numbers
    high: Numbers


def knowledge(published: pl.DataFrame, hidden: pl.DataFrame, cells: Sequence[str]) -> pl.DataFrame:
    """Per cell what can be read off: the narrowest of all that was published, else what is known beforehand.

    Parameters
    ----------
    published : polars.DataFrame
        cell, low, high: published figures; equal where exact. A cell may stand in several rows (documents).
    hidden : polars.DataFrame
        cell and optionally known_low, known_high, integer.
    cells : sequence of str
        Further cells of the relations, of which nothing is known but that they are not negative.

    Returns
    -------
    polars.DataFrame
        cell, least, most, integer.

    Raises
    ------
    ReleaseError
        Two published figures of a cell exclude each other.
    """
    read = published.group_by("cell").agg(pl.col("low").max(), pl.col("high").min())
    beforehand = hidden.select(
        "cell",
        _or(hidden, "known_low", 0.0).alias("known_low"),
        _or(hidden, "known_high", float("inf")).alias("known_high"),
        _or(hidden, "integer", True).alias("integer"),
    )
    names = pl.concat([read["cell"], hidden["cell"], pl.Series("cell", list(cells), dtype=pl.String)])
    every = pl.DataFrame({"cell": names.unique().sort()})
    joined = every.join(read, on="cell", how="left").join(beforehand, on="cell", how="left")
    found = joined.select(
        "cell",
        least=pl.max_horizontal(pl.col("low"), pl.col("known_low").fill_null(pl.col("low").fill_null(0.0))),
        most=pl.min_horizontal(pl.col("high"), pl.col("known_high").fill_null(float("inf"))),
        integer=pl.col("integer").fill_null(False),
    )
    torn = found.filter(pl.col("least") > pl.col("most") + CLOSE)["cell"].to_list()
    if torn:
        raise contradiction(torn)
    return found


def groups(known: pl.DataFrame, relations: pl.DataFrame) -> list[Group]:
    """Put the known figures into the relations; what remains falls into groups without common cells.

    Raises
    ------
    ReleaseError
        A relation between published figures only does not hold.
    """
    facts = relations.join(known, on="cell", how="left")
    exact = (pl.col("most") - pl.col("least")) <= CLOSE
    shift = pl.when(exact).then(pl.col("coefficient") * pl.col("least")).otherwise(0.0).sum()
    size = (pl.col("coefficient") * pl.col("least")).abs().max()
    rows = facts.group_by("relation", maintain_order=True).agg(
        low=pl.col("low").first() - shift, high=pl.col("high").first() - shift, open=(~exact).sum(), size=size
    )
    slack = CLOSE * (1 + pl.col("size"))
    torn = rows.filter((pl.col("open") == 0) & ((pl.col("low") > slack) | (pl.col("high") < -slack)))
    if len(torn):
        raise contradiction(torn["relation"].to_list())
    unknown = known.filter(~exact)
    rows = rows.filter(pl.col("open") > 0).with_row_index("row")
    unknown = unknown.with_row_index("column")
    entries = facts.filter(~exact).join(rows.select("relation", "row"), on="relation")
    entries = entries.join(unknown.select("cell", "column"), on="cell")
    shape = (len(rows), len(unknown))
    data = (entries["coefficient"].to_numpy(), (entries["row"].to_numpy(), entries["column"].to_numpy()))
    return _split(csr_array(coo_array(data, shape=shape)), rows, unknown)


def _split(matrix: Any, rows: pl.DataFrame, unknown: pl.DataFrame) -> list[Group]:
    count = len(unknown)
    entries = matrix.tocoo()
    height = matrix.shape[0]
    graph = coo_array((np.ones(entries.nnz), (entries.col, entries.row + count)), shape=(count + height,) * 2)
    _, label = connected_components(graph, directed=False)
    cells, low, high = unknown["cell"].to_list(), rows["low"].to_numpy(), rows["high"].to_numpy()
    least, most = unknown["least"].to_numpy(), unknown["most"].to_numpy()
    integer = unknown["integer"].to_numpy()
    column_sets = _places(label[:count])
    row_sets = _places(label[count:])
    found = []
    for group, columns in column_sets.items():
        lines = row_sets.get(group, np.zeros(0, dtype=int))
        part = matrix[lines][:, columns]
        names = tuple(cells[column] for column in columns)
        found.append(
            Group(names, least[columns], most[columns], integer[columns], part, low[lines], high[lines])
        )  # fmt: skip
    return found


def _places(label: npt.NDArray[Any]) -> dict[int, npt.NDArray[Any]]:
    order = np.argsort(label, kind="stable")
    names, starts = np.unique(label[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True)) if len(names) else {}


def _or(frame: pl.DataFrame, column: str, default: Any) -> pl.Expr:
    return pl.col(column).fill_null(default) if column in frame.columns else pl.lit(default)


def contradiction(names: Sequence[str]) -> ReleaseError:
    """The error that published figures exclude one another."""
    shown = "; ".join(names[:5])
    return ReleaseError(
        f"Die veröffentlichten Zahlen widersprechen einander: {shown}. Zwei Dokumente nennen verschiedene Stände, "
        "oder eine Summe geht nicht auf. Es wird nichts freigegeben.",
        f"The published figures contradict each other: {shown}. Two documents show different states of the data, "
        "or a sum does not add up. Nothing is released.",
    )
