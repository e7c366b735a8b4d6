"""What secondary suppression has to solve, free of sites, indicators and files: cells, relations, levels."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from evaluation.errors import ReleaseError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[Any]
ARRAYS = ("value", "weight", "low", "high", "primary", "fixed", "upper", "lower", "insider")
TOLERANCE = 1e-6
"""Counts differ by one; what differs by less is noise of the solver."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Cells tied by linear relations, some of which must not be published.

    Every array has one entry per cell.

    Parameters
    ----------
    cells : tuple
        Identities, in any hashable form.
    value : array of float
        True values; protected.
    weight : array of float
        Cost of hiding a cell, not negative.
    low, high : array of float
        What every reader knows beforehand about a cell (0 and infinity for a count).
    primary : array of bool
        Must be hidden.
    fixed : array of bool
        Must be published, or is known anyway (published earlier, structural zeros).
    upper, lower : array of float
        Protection: from what is published, a hidden primary cell must remain possible up to `value + upper` or more,
        and down to `value - lower` or less. Zero asks for nothing.
    insider : array of bool
        One single person stands behind the cell, who therefore knows it.
    relations : scipy.sparse array
        One row per relation; `relations @ value` is known to everybody, mostly zero (total minus parts).
    """

    cells: tuple[Hashable, ...]
    value: Floats
    weight: Floats
    low: Floats
    high: Floats
    primary: Flags
    fixed: Flags
    upper: Floats
    lower: Floats
    insider: Flags
    relations: Any

    @property
    def free(self) -> Flags:
        """Cells about which there is something to decide."""
        return ~(self.primary | self.fixed)

    def part(self, cells: Places) -> Problem:
        """The problem of some cells, with the relations among them."""
        matrix = self.relations[:, cells]
        rows = np.flatnonzero(np.diff(matrix.tocsr().indptr))
        arrays = {name: getattr(self, name)[cells] for name in ARRAYS}
        return Problem(cells=tuple(self.cells[place] for place in cells), relations=matrix[rows], **arrays)

    def wider(self, cells: Sequence[int] | Places, by: float = 1.0) -> Problem:
        """The same problem with higher protection of some cells, as far as what is known beforehand allows."""
        upper, lower = self.upper.copy(), self.lower.copy()
        upper[cells] = np.minimum(upper[cells] + by, self.high[cells] - self.value[cells])
        lower[cells] = np.minimum(lower[cells] + by, self.value[cells] - self.low[cells])
        return replace(self, upper=upper, lower=lower)


def problem(
    value: npt.ArrayLike, relations: Any, *, primary: Sequence[int] | Flags, cells: Sequence[Hashable] | None = None,
    **given: Any,
) -> Problem:  # fmt: skip
    """Make a checked problem; what is not given gets its usual value.

    Parameters
    ----------
    value : array-like
        True values of the cells.
    relations : array or sparse array
        One row per relation, one column per cell.
    primary : sequence of int or array of bool
        Cells that must be hidden.
    cells : sequence, optional
        Identities; 0, 1, 2 … if not given.
    **given
        Any of the other arrays of `Problem`. Usual are weight 1, known bounds 0 and infinity, protection 1 to both
        sides (to below only as far as the known bound allows).

    Returns
    -------
    Problem

    Raises
    ------
    ReleaseError
        Lengths differ, a value lies outside its known bounds, a weight or level is negative, or a cell must at once be
        hidden and published.

    Examples
    --------
    >>> problem([3, 20, 23], [[1, 1, -1]], primary=[0], fixed=[False, False, True]).lower.tolist()
    [1.0, 0.0, 0.0]
    """
    values = np.asarray(value, dtype=float)
    hidden = flags(primary, len(values))
    low = np.asarray(given.pop("low", np.zeros(len(values))), dtype=float)
    usual = {
        "weight": np.ones(len(values)),
        "high": np.full(len(values), np.inf),
        "upper": hidden.astype(float),
        "lower": np.minimum(hidden.astype(float), np.maximum(values - low, 0.0)),
    }
    numbers: dict[str, Any] = {
        name: np.asarray(given.pop(name, default), dtype=float) for name, default in usual.items()
    }
    numbers |= {name: flags(given.pop(name, ()), len(values)) for name in ("fixed", "insider")}
    if given:
        raise TypeError(f"unknown: {sorted(given)}")
    names = tuple(range(len(values))) if cells is None else tuple(cells)
    matrix = sp.csr_array(relations, dtype=float)
    matrix.eliminate_zeros()
    made = Problem(names, values, low=low, primary=hidden, relations=matrix, **numbers)
    check(made)
    return made


def flags(given: Sequence[int] | Flags, length: int) -> Flags:
    """Flags from flags or from the places that are set."""
    array = np.asarray(given)
    if array.dtype == bool:
        return array.copy()
    found = np.zeros(length, dtype=bool)
    found[array.astype(int)] = True
    return found


def check(given: Problem) -> None:
    """Raise ReleaseError where a problem contradicts itself."""
    length = len(given.value)
    arrays = (given.weight, given.low, given.high, given.primary, given.fixed, given.upper, given.lower, given.insider)
    if any(len(array) != length for array in (*arrays, given.cells)) or given.relations.shape[1] != length:
        raise ReleaseError("Die Zellen und ihre Angaben sind verschieden lang.", "Cells and their arrays differ.")
    outside = (given.value < given.low - TOLERANCE) | (given.value > given.high + TOLERANCE)
    _refuse(given, outside | ~np.isfinite(given.value), "liegen außerhalb dessen, was über sie bekannt ist",
            "lie outside of what is known about them")  # fmt: skip
    negative = (given.weight < 0) | (given.upper < 0) | (given.lower < 0)
    _refuse(given, negative, "haben ein negatives Gewicht oder Schutzniveau", "have a negative weight or level")
    _refuse(given, given.primary & given.fixed, "müssen geheim bleiben, sind aber schon veröffentlicht oder bekannt",
            "have to be hidden, but are published already or known")  # fmt: skip


def _refuse(given: Problem, wrong: Flags, de: str, en: str) -> None:
    if wrong.any():
        names = named([given.cells[place] for place in np.flatnonzero(wrong)])
        raise ReleaseError(
            f"Zellen {de}: {names}. Es wird nichts freigegeben.", f"Cells {en}: {names}. Nothing is released."
        )


def named(cells: Sequence[Hashable], at_most: int = 5) -> str:
    """Names of cells for a message, without any value."""

    def name(cell: Hashable) -> str:
        return " · ".join(str(part) for part in cell if part != "") if isinstance(cell, tuple) else str(cell)

    more = f" (+{len(cells) - at_most})" if len(cells) > at_most else ""
    return "; ".join(name(cell) for cell in cells[:at_most]) + more


def components(given: Problem) -> list[Places]:
    """Groups of cells that hang together through relations of cells that are not known, if something is to be done."""
    open_cells = ~given.fixed
    matrix = given.relations[:, np.flatnonzero(open_cells)]
    _, label = sp.csgraph.connected_components((abs(matrix).T @ abs(matrix)) != 0, directed=False)
    places = np.flatnonzero(open_cells)
    wanted = np.unique(label[given.primary[places]])
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], wanted)
    ends = np.searchsorted(label[order], wanted, side="right")
    return [np.sort(places[order[start:end]]) for start, end in zip(starts, ends, strict=True)]
