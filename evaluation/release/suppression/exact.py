"""Exact secondary suppression by row generation (Fischetti and Salazar): propose, attack, demand, repeat."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from evaluation.release.suppression.attacker import Attacker, Watch
from evaluation.release.suppression.master import Master
from evaluation.release.suppression.problem import TOLERANCE, Flags, Floats, Problem

HALF = 0.5
"""How far a fractional pattern must hide a cell to be taken as hidden, where a safe pattern is built on it."""
STALE = 5
"""Rounds of the relaxed master without a better bound before the binary one takes over."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A violated protection: the cut, the level, the cell that needs it, its side, and who attacks."""

    cut: Floats
    level: float
    cell: int
    sign: int
    known: int


@dataclass(frozen=True, slots=True)
class Found:
    """Result of the row generation.

    Parameters
    ----------
    hidden : array of bool
        The cheapest pattern that was found to be safe, else the last one that was proposed.
    bound : float
        Proven lower bound of the cost.
    safe : bool
        The pattern withstands the attacker.
    proven : bool
        The pattern is safe, and no safe one is cheaper.
    rounds : int
        How often the master was solved.
    """

    hidden: Flags
    bound: float
    safe: bool
    proven: bool
    rounds: int


def cost(problem: Problem, hidden: Flags) -> float:
    """What a pattern costs."""
    return float(problem.weight[hidden].sum())


def separate(
    problem: Problem, hidden: Flags, insider_safe: bool, deadline: float = np.inf, extent: Floats | None = None
) -> list[Demand] | None:
    """Attack a pattern, or with `extent` a fractional one.

    Returns
    -------
    list of Demand or None
        What the pattern violates; empty if it is safe; None if the time ran out before anything was found.
    """
    attacker = Attacker(problem, hidden, extent)
    watch = Watch(problem, hidden, insider_safe)
    demands: list[Demand] = []
    while (target := watch.next()) is not None:
        if time.monotonic() > deadline:
            return demands or None
        row, number = target
        watch.open[row, number] = False
        cell, sign, level = int(watch.cell[number]), int(watch.sign[number]), float(watch.level[number])
        known = int(watch.known[row])
        found = attacker.attack(cell, sign, known)
        watch.certify(found.deviation)
        if found.reached < level - TOLERANCE:
            demands.append(Demand(found.cut, level, cell, sign, known))
    return demands


class Search:
    """Row generation for one problem.

    Parameters
    ----------
    problem : Problem
    insider_safe : bool
        Protect against persons who know their own cell, too.

    Attributes
    ----------
    pool : array of bool
        Cells that any pattern so far contained, also in part.
    last : array of bool
        The last pattern.
    """

    def __init__(self, problem: Problem, insider_safe: bool) -> None:
        self.problem, self.insider_safe = problem, insider_safe
        self.master = Master(problem)
        self.pool, self.last = problem.primary.copy(), problem.primary.copy()

    def relax(self, deadline: float) -> bool:
        """Collect demands with the relaxed master, which is solved much faster, as long as they raise the bound.

        Returns
        -------
        bool
            False if the time ran out.
        """
        master, best, stale = self.master, -np.inf, 0
        while stale < STALE:
            extent = master.relaxed(deadline - time.monotonic())
            if extent is None or time.monotonic() > deadline:
                return False
            self.last = extent > HALF
            self.pool |= extent > TOLERANCE
            stale = 0 if master.best > best + TOLERANCE else stale + 1
            best = master.best
            if not self._demand(extent, deadline):
                break
        if master.relaxed(deadline - time.monotonic()) is None:
            return False
        master.narrow()
        return True

    def settle(self, deadline: float, known: Flags) -> Flags:
        """Improve a safe pattern within the pool, let the relaxed master widen the pool, and repeat.

        Returns
        -------
        array of bool
            The cheapest safe pattern that was found.
        """
        size = -1
        while self.pool.sum() > size and not self._proven(cost(self.problem, known)) and time.monotonic() < deadline:
            self.pool |= known
            size = int(self.pool.sum())
            self.master.restrict(self.pool)
            known = self.run(deadline, known).hidden
            self.master.widen()
            if not self.relax(deadline):
                break
        return known

    def run(self, deadline: float, known: Flags | None = None) -> Found:
        """Find the cheapest safe pattern, or better ones than a safe one that is known.

        Parameters
        ----------
        deadline : float
            Time of the monotonic clock at which to stop.
        known : array of bool, optional
            A safe pattern.

        Returns
        -------
        Found

        Raises
        ------
        ReleaseError
            No pattern is safe.
        """
        master, price, rounds = self.master, np.inf, 0
        if known is not None:
            self.last, price = known, cost(self.problem, known)
        while not self._proven(price) and time.monotonic() < deadline:
            candidate = master.solve(deadline - time.monotonic())
            rounds += 1
            if candidate is None:
                break
            self.last = candidate.hidden
            self.pool |= candidate.hidden
            added = self._demand(candidate.hidden.astype(float), deadline)
            if added is None:
                break
            if added == 0 and cost(self.problem, candidate.hidden) < price:
                known, price = candidate.hidden, cost(self.problem, candidate.hidden)
            if not candidate.optimal:
                break
            if added == 0 and (master.lid == -np.inf or not master.nudge):
                break
            if added == 0 and not self._proven(price):
                master.without_nudge()
        hidden = self.last if known is None else known
        return Found(hidden, master.bound(price), known is not None, self._proven(price), rounds)

    def _proven(self, price: float) -> bool:
        return bool(np.isfinite(price) and self.master.bound(price) >= price - TOLERANCE)

    def _demand(self, extent: Floats, deadline: float) -> int | None:
        """Attack a pattern and demand what it violates; how many demands, or None if the time ran out."""
        supported = self.master.support(extent)
        part = extent if ((extent > TOLERANCE) & (extent < 1 - TOLERANCE)).any() else None
        demands = separate(self.problem, extent > TOLERANCE, self.insider_safe, deadline, part)
        if demands is None:
            return None
        new = sum(self.master.demand(demand.cut, demand.level, demand.cell) for demand in demands)
        return new + supported if part is not None else len(demands)


def row_generation(problem: Problem, insider_safe: bool, deadline: float) -> Found:
    """Find the cheapest safe pattern, from the start; as `Search.run`."""
    search = Search(problem, insider_safe)
    search.relax(deadline)
    return search.run(deadline)
