"""The attacker whom the suppression imagines: how far can a hidden cell deviate, and which cells would allow more.

This is the separation of Fischetti and Salazar's model. It is not the audit, which works from what is published and
shares no code with this package.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from evaluation.release.suppression.problem import TOLERANCE, Flags, Floats, Problem
from evaluation.release.suppression.solver import columns, load, quiet, solve

NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacker reaches for one cell in one direction.

    Parameters
    ----------
    reached : float
        Largest deviation from the true value, at most the cap of the attacker.
    deviation : array
        A deviation of all cells that reaches it.
    cut : array
        Coefficients: every pattern x in which `cut @ x < level` reaches less than the level, too.
    """

    reached: float
    deviation: Floats
    cut: Floats


class Attacker:
    """The linear programme of the attacker for one pattern; only the cost changes from cell to cell (warm start).

    Parameters
    ----------
    problem : Problem
    hidden : array of bool
        The pattern that is attacked.
    extent : array of float, optional
        For patterns of the relaxed master: how far (0 to 1) a cell is hidden.
    """

    def __init__(self, problem: Problem, hidden: Flags, extent: Floats | None = None) -> None:
        self.problem = problem
        self.places = np.flatnonzero(hidden)
        self.column = np.full(len(hidden), -1)
        self.column[self.places] = np.arange(len(self.places))
        matrix = problem.relations[:, self.places].tocsr()
        self.rows = np.flatnonzero(np.diff(matrix.indptr))
        self.down = np.minimum(problem.low - problem.value, 0.0)
        self.up = np.maximum(problem.high - problem.value, 0.0)
        needed = np.concatenate([problem.upper, problem.lower])
        self.cap = float(needed.max(initial=0.0))
        self.highs: highspy.Highs = quiet()
        self.highs.setOptionValue("presolve", "off")
        zero = np.zeros(len(self.rows))
        self.floor, self.roof = self.down, self.up
        if extent is not None:
            self.floor = np.maximum(self.down, -self.cap) * extent
            self.roof = np.minimum(self.up, self.cap) * extent
        cells = columns(np.zeros(len(self.places)), self.floor[self.places], self.roof[self.places])
        load(self.highs, cells, matrix[self.rows], (zero, zero))

    def attack(self, cell: int, sign: int, known: int = -1) -> Attack:
        """Deviate a hidden cell upwards (sign 1) or downwards (-1) as far as possible, but not beyond the cap.

        Parameters
        ----------
        cell : int
            The attacked cell.
        sign : int
            1 or -1.
        known : int
            A hidden cell that this attacker knows, because it is her own; -1 for nobody.
        """
        self._bounds(cell, sign, known)
        self.highs.changeColCost(int(self.column[cell]), float(-sign))
        solve(self.highs)
        solution = self.highs.getSolution()
        deviation = np.zeros(len(self.column))
        deviation[self.places] = solution.col_value
        self.highs.changeColCost(int(self.column[cell]), 0.0)
        self._bounds(cell, 0, known)
        cut = self._cut(cell, sign, known, np.asarray(solution.row_dual))
        return Attack(float(sign * deviation[cell]), deviation, cut)

    def _bounds(self, cell: int, sign: int, known: int) -> None:
        down, up = self.floor[cell], self.roof[cell]
        if sign > 0:
            up = min(up, self.cap)
        elif sign < 0:
            down = max(down, -self.cap)
        self.highs.changeColBounds(int(self.column[cell]), float(down), float(up))
        if known >= 0:
            down, up = (0.0, 0.0) if sign else (float(self.floor[known]), float(self.roof[known]))
            self.highs.changeColBounds(int(self.column[known]), down, up)

    def _cut(self, cell: int, sign: int, known: int, dual: Floats) -> Floats:
        """Coefficients by weak duality, which hold for every pattern whatever the duals are."""
        dual = np.where(np.abs(dual) < NOISE, 0.0, dual)
        reduced: Floats = self.problem.relations[self.rows].T @ dual
        reduced[cell] += sign
        reduced[np.abs(reduced) < NOISE] = 0.0
        up, down = self.up.copy(), self.down.copy()
        up[cell], down[cell] = min(up[cell], self.cap), max(down[cell], -self.cap)
        cut = np.zeros(len(reduced))
        above, below = reduced > 0, reduced < 0
        cut[above] = reduced[above] * up[above]
        cut[below] = reduced[below] * down[below]
        if known >= 0:
            cut[known] = 0.0
        return cut


class Watch:
    """Which protections of a pattern are proven already: one solution of the attacker proves all that it reaches.

    Parameters
    ----------
    problem : Problem
    hidden : array of bool
        The pattern.
    insider_safe : bool
        Also watch attackers who know a cell, because they are the only person in it.
    """

    def __init__(self, problem: Problem, hidden: Flags, insider_safe: bool = False) -> None:
        insiders = np.flatnonzero(problem.insider & hidden) if insider_safe else np.array([], dtype=int)
        up = np.flatnonzero(problem.primary & (problem.upper > TOLERANCE))
        down = np.flatnonzero(problem.primary & (problem.lower > TOLERANCE))
        self.known = np.concatenate([[-1], insiders]).astype(int)
        self.cell = np.concatenate([up, down])
        self.sign = np.concatenate([np.ones(len(up), dtype=int), -np.ones(len(down), dtype=int)])
        self.level = np.concatenate([problem.upper[up], problem.lower[down]])
        self.open = self.known[:, None] != self.cell[None]

    def certify(self, deviation: Floats) -> None:
        """Strike out everything that a possible deviation proves to be protected."""
        reached = self.sign * deviation[self.cell] >= self.level - TOLERANCE
        blind = np.abs(deviation[self.known]) < NOISE
        blind[0] = True
        self.open[np.ix_(blind, reached)] = False

    def next(self) -> tuple[int, int] | None:
        """An unproven protection: number of the insider and number of the target; None if all are proven."""
        place = int(self.open.argmax())
        row, target = divmod(place, len(self.cell)) if len(self.cell) else (0, 0)
        return (row, target) if self.open.size and self.open[row, target] else None
