"""The master of the row generation: the cheapest pattern that meets all demands found so far."""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from evaluation.errors import ReleaseError
from evaluation.release.suppression.problem import TOLERANCE, Flags, Floats, Places, Problem, named
from evaluation.release.suppression.solver import columns, load, quiet

HALF = 0.5
FEASIBLE = 2
NARROW = 0.9
"""Part of the smallest weight by which a cheapest pattern may lie above the bound before all cells are taken in."""
ALONE = 0.01
"""How much a cell has to be hidden beyond all others of a relation before a second one is demanded."""
NUDGE = 1e-4
"""Small differences of cost between equal cells. Without them the master wanders between patterns of equal cost."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern of the master, and whether the master was solved to the end."""

    hidden: Flags
    optimal: bool


class Master:
    """Binary programme over the free cells: 1 = hidden. Demands ("at least one of these …") are added row by row.

    Parameters
    ----------
    problem : Problem
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.places = np.flatnonzero(problem.free)
        self.place = np.full(len(problem.value), -1)
        self.place[self.places] = np.arange(len(self.places))
        self.weight = problem.weight[self.places]
        self.base = float(problem.weight[problem.primary].sum())
        self.best = self.base
        self.nudge = NUDGE
        self.lid = np.inf
        self.seen: set[tuple[bytes, bytes]] = set()
        self.highs: highspy.Highs = quiet()
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        size = len(self.places)
        zero = np.zeros(size)
        empty = sp.csr_array((0, size))
        cost = self.weight + self.nudge * np.random.default_rng(1).random(size)
        load(self.highs, columns(cost, zero, zero + 1), empty, (np.zeros(0), np.zeros(0)))
        self._lonely_primaries()

    def demand(self, cut: Floats, level: float, cell: int) -> bool:
        """Add `cut @ x >= level`, strengthened: no coefficient needs to be larger than what is missing.

        Returns
        -------
        bool
            False if the demand was there already.

        Raises
        ------
        ReleaseError
            No pattern can meet it.
        """
        primary = np.minimum(cut[self.problem.primary], level).sum()
        missing = level - primary
        if missing <= TOLERANCE:
            return False
        scaled = np.minimum(cut[self.places] / missing, 1.0)
        columns_used = np.flatnonzero(scaled > TOLERANCE)
        if scaled.sum() < 1.0 - TOLERANCE:
            raise impossible(self.problem, np.array([cell]))
        return self._row(columns_used, scaled[columns_used], 1.0)

    def support(self, extent: Floats) -> int:
        """Demand for every cell that is hidden more than all others of a relation together a second one.

        Parameters
        ----------
        extent : array of float
            How far every cell is hidden: 0 or 1, or in between for the relaxed master.

        Returns
        -------
        int
            How many demands are new.
        """
        matrix = self.problem.relations
        spread = matrix.copy()
        spread.data = extent[matrix.indices]
        filled = np.diff(matrix.indptr) > 0
        most = np.zeros(matrix.shape[0])
        most[filled] = np.maximum.reduceat(spread.data, matrix.indptr[:-1][filled])
        added = 0
        for row in np.flatnonzero(2 * most > spread.sum(axis=1) + ALONE):
            cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            place = self.place[cells]
            alone = place[np.argmax(extent[cells])]
            if alone >= 0:
                others = place[(place >= 0) & (place != alone)]
                added += self._row(np.append(others, alone), np.append(np.ones(len(others)), -1.0), 0.0)
        return added

    def relaxed(self, seconds: float) -> Floats | None:
        """How far every cell is hidden in the cheapest fractional pattern; None if the time was too short."""
        status = self._run(seconds, binary=False)
        if status == highspy.HighsModelStatus.kInfeasible:
            raise impossible(self.problem, np.flatnonzero(self.problem.primary))
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        self.best = max(self.best, self.base + self.highs.getInfo().objective_function_value)
        extent = self.problem.primary.astype(float)
        extent[self.places] = np.clip(self.highs.getSolution().col_value, 0.0, 1.0)
        return extent

    def narrow(self) -> None:
        """Leave out cells that no pattern can contain whose cost is below `lid`: their reduced cost is too high."""
        if not len(self.places):
            return
        slack = NARROW * float(self.weight.min())
        dear = np.flatnonzero(np.asarray(self.highs.getSolution().col_dual) > slack).astype(np.int32)
        self.lid = self.best - self.base + slack
        self.highs.changeColsBounds(len(dear), dear, np.zeros(len(dear)), np.zeros(len(dear)))

    def restrict(self, pool: Flags) -> None:
        """Leave out all cells but those of a pool; what the master then finds is no bound for all patterns."""
        self.lid = -np.inf
        size = len(self.places)
        every = np.arange(size, dtype=np.int32)
        self.highs.changeColsBounds(size, every, np.zeros(size), pool[self.places].astype(float))

    def widen(self) -> None:
        """Take all cells in again."""
        size, self.lid = len(self.places), np.inf
        self.highs.changeColsBounds(size, np.arange(size, dtype=np.int32), np.zeros(size), np.ones(size))

    def solve(self, seconds: float) -> Candidate | None:
        """The cheapest pattern so far; None if the time was too short to find any."""
        start = time.monotonic()
        status = self._run(seconds)
        info = self.highs.getInfo()
        wrong = status == highspy.HighsModelStatus.kInfeasible
        if self.lid == -np.inf and wrong:
            return None
        if np.isfinite(self.lid) and (wrong or info.mip_dual_bound > self.lid):
            self.widen()
            return self.solve(seconds - (time.monotonic() - start))
        if wrong:
            raise impossible(self.problem, np.flatnonzero(self.problem.primary))
        if np.isfinite(info.mip_dual_bound):
            self.best = max(self.best, self.base + min(info.mip_dual_bound, self.lid))
        if not np.isfinite(info.objective_function_value) or info.primal_solution_status != FEASIBLE:
            return None
        hidden = self.problem.primary.copy()
        hidden[self.places] = np.asarray(self.highs.getSolution().col_value) > HALF
        return Candidate(hidden, status == highspy.HighsModelStatus.kOptimal)

    def _run(self, seconds: float, binary: bool = True) -> highspy.HighsModelStatus:
        size = len(self.places)
        kind = highspy.HighsVarType.kInteger if binary else highspy.HighsVarType.kContinuous
        kinds = np.full(size, int(kind), dtype=np.uint8)
        self.highs.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)
        self.highs.setOptionValue("time_limit", max(seconds, 0.01))
        self.highs.run()
        return self.highs.getModelStatus()

    def without_nudge(self) -> None:
        """Go on with the true costs."""
        self.widen()
        self.nudge, self.best = 0.0, self.base
        size = len(self.places)
        self.highs.changeColsCost(size, np.arange(size, dtype=np.int32), self.weight)

    def bound(self, cost: float) -> float:
        """Proven lower bound of the true cost, given that a pattern of this cost is known."""
        if self.nudge:
            cheapest = float(self.weight.min(initial=np.inf))
            count = min(len(self.places), (cost - self.base) / cheapest if cheapest > 0 else np.inf)
            found = self.best - self.nudge * count
        else:
            found = self.best
        if np.all(self.problem.weight == np.round(self.problem.weight)):
            found = float(np.ceil(found - TOLERANCE))
        return float(min(max(found, self.base), cost))

    def _lonely_primaries(self) -> None:
        """Every protected primary cell needs a second hidden cell in each of its relations."""
        matrix = self.problem.relations
        protected = self.problem.primary & (self.problem.upper + self.problem.lower > TOLERANCE)
        hidden = (matrix != 0).astype(int) @ self.problem.primary.astype(int)
        for row in np.flatnonzero(hidden == 1):
            cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            if protected[cells].any():
                others = self.place[cells][self.place[cells] >= 0]
                if len(others) == 0:
                    raise impossible(self.problem, cells[protected[cells]])
                self._row(others, np.ones(len(others)), 1.0)

    def _row(self, used: Places, coefficients: Floats, least: float) -> bool:
        order = np.argsort(used)
        used, coefficients = used[order].astype(np.int32), np.round(coefficients[order], 9)
        key = (used.tobytes(), coefficients.tobytes())
        if key in self.seen:
            return False
        self.seen.add(key)
        self.highs.addRow(least, highspy.kHighsInf, len(used), used, coefficients)
        return True


def impossible(problem: Problem, places: Places) -> ReleaseError:
    """The error that no pattern protects some cells: too much is published or known already."""
    names = named([problem.cells[place] for place in places])
    return ReleaseError(
        f"Diese Zellen lassen sich nicht schützen, weil zu viel um sie herum feststeht: {names}. "
        "Kategorien zusammenfassen oder die Aufgliederung nicht veröffentlichen. Es wird nichts freigegeben.",
        f"These cells cannot be protected, because too much around them is fixed: {names}. "
        "Merge categories or do not publish the breakdown. Nothing is released.",
    )
