"""Exact secondary suppression by row generation (Fischetti and Salazar): propose, attack, demand, repeat."""

from __future__ import annotations

import time
from dataclasses import dataclass

from evaluation.release.suppression.attacker import Attacker, Watch
from evaluation.release.suppression.master import Master
from evaluation.release.suppression.problem import TOLERANCE, Flags, Floats, Problem


@dataclass(frozen=True, slots=True)
class Demand:
    """A violated protection: the cut, the level and the cell that needs it."""

    cut: Floats
    level: float
    cell: int


@dataclass(frozen=True, slots=True)
class Found:
    """Result of the row generation: a safe and cheapest pattern, or how far it came.

    Parameters
    ----------
    hidden : array of bool
        The last pattern; safe only if `proven`.
    bound : float
        Proven lower bound of the cost.
    proven : bool
        The pattern is safe and no cheaper one is.
    rounds : int
        How often the master was solved.
    """

    hidden: Flags
    bound: float
    proven: bool
    rounds: int


def separate(problem: Problem, hidden: Flags, insider_safe: bool, deadline: float) -> list[Demand] | None:
    """Attack a pattern; demands that it violates, an empty list if it is safe, None if the time ran out before."""
    attacker = Attacker(problem, hidden)
    watch = Watch(problem, hidden, insider_safe)
    demands: list[Demand] = []
    while (target := watch.next()) is not None:
        if time.monotonic() > deadline:
            return demands or None
        row, number = target
        watch.open[row, number] = False
        cell, level = int(watch.cell[number]), float(watch.level[number])
        found = attacker.attack(cell, int(watch.sign[number]), int(watch.known[row]))
        watch.certify(found.deviation)
        if found.reached < level - TOLERANCE:
            demands.append(Demand(found.cut, level, cell))
    return demands


def row_generation(problem: Problem, insider_safe: bool, deadline: float) -> Found:
    """Find the cheapest safe pattern.

    Parameters
    ----------
    problem : Problem
    insider_safe : bool
        Protect against persons who know their own cell, too.
    deadline : float
        Time of the monotonic clock at which to stop.

    Returns
    -------
    Found

    Raises
    ------
    ReleaseError
        No pattern is safe.
    """
    master = Master(problem)
    hidden, rounds = problem.primary.copy(), 0
    while time.monotonic() < deadline:
        candidate = master.solve(deadline - time.monotonic())
        rounds += 1
        if candidate is None:
            break
        hidden = candidate.hidden
        if master.support(hidden):
            continue
        demands = separate(problem, hidden, insider_safe, deadline)
        if demands is None:
            break
        if not demands:
            return Found(hidden, candidate.bound, candidate.optimal, rounds)
        for demand in demands:
            master.demand(demand.cut, demand.level, demand.cell)
    return Found(hidden, master.best, False, rounds)
