"""A safe pattern without proof of being cheapest: for every open protection the cheapest deviation is hidden."""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse as sp

from evaluation.release.suppression.exact import Demand, separate
from evaluation.release.suppression.master import impossible
from evaluation.release.suppression.problem import Flags, Problem
from evaluation.release.suppression.solver import columns, load, quiet

SMALL = 1e-7


def protect(problem: Problem, start: Flags, insider_safe: bool) -> Flags:
    """Hide more cells until the pattern is safe.

    Parameters
    ----------
    problem : Problem
    start : array of bool
        The pattern to start from; contains the primary cells.
    insider_safe : bool
        Protect against persons who know their own cell, too.

    Returns
    -------
    array of bool
        A safe pattern: the attacker was asked again at the end.

    Raises
    ------
    ReleaseError
        No pattern is safe.
    """
    hidden = start | problem.primary
    flows = Flows(problem, hidden)
    while demands := separate(problem, hidden, insider_safe):
        for demand in demands:
            hidden = flows.hide(demand)
    return hidden


class Flows:
    """The linear programme "cheapest deviation of all cells that moves one cell to its protection level".

    A deviation costs the weight of every cell that it moves, times how far; hidden cells move for nothing.

    Parameters
    ----------
    problem : Problem
    hidden : array of bool
        Cells that are hidden already.
    """

    def __init__(self, problem: Problem, hidden: Flags) -> None:
        self.problem = problem
        self.hidden = hidden.copy()
        self.places = np.flatnonzero(~problem.fixed)
        self.column = np.full(len(hidden), -1)
        self.column[self.places] = np.arange(len(self.places))
        self.size = len(self.places)
        self.up = np.maximum(problem.high - problem.value, 0.0)
        self.down = np.maximum(problem.value - problem.low, 0.0)
        matrix = problem.relations[:, self.places]
        price = np.where(hidden, 0.0, np.maximum(problem.weight, SMALL))[self.places]
        both = sp.csr_array(sp.hstack([matrix, -matrix]))
        limits = np.concatenate([self.up[self.places], self.down[self.places]])
        zero = np.zeros(matrix.shape[0])
        self.highs: highspy.Highs = quiet()
        load(self.highs, columns(np.concatenate([price, price]), np.zeros(2 * self.size), limits), both, (zero, zero))

    def hide(self, demand: Demand) -> Flags:
        """Hide all cells of the cheapest deviation that meets a demand; returns the new pattern."""
        cell = demand.cell
        up, down = (demand.level, 0.0) if demand.sign > 0 else (0.0, demand.level)
        self._fix(cell, (up, up), (down, down))
        if demand.known >= 0:
            self._fix(demand.known, (0.0, 0.0), (0.0, 0.0))
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise impossible(self.problem, np.array([cell]))
        moved = np.asarray(self.highs.getSolution().col_value)
        net = np.abs(moved[: self.size] - moved[self.size :])
        for place in (cell, demand.known):
            if place >= 0:
                self._fix(place, (0.0, float(self.up[place])), (0.0, float(self.down[place])))
        new = self.places[(net > SMALL) & ~self.hidden[self.places]]
        self.hidden[new] = True
        if len(new):
            used = np.concatenate([self.column[new], self.column[new] + self.size]).astype(np.int32)
            self.highs.changeColsCost(len(used), used, np.zeros(len(used)))
        return self.hidden.copy()

    def _fix(self, cell: int, up: tuple[float, float], down: tuple[float, float]) -> None:
        place = int(self.column[cell])
        self.highs.changeColBounds(place, *up)
        self.highs.changeColBounds(place + self.size, *down)
