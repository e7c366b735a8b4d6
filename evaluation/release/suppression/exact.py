"""Exact secondary suppression by row generation (Fischetti and Salazar): propose, attack, demand, repeat."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from evaluation.release.suppression.attacker import Attacker, Watch
from evaluation.release.suppression.master import Master
from evaluation.release.suppression.problem import TOLERANCE, Flags, Floats, Problem


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


def separate(problem: Problem, hidden: Flags, insider_safe: bool, deadline: float = np.inf) -> list[Demand] | None:
    """Attack a pattern.

    Returns
    -------
    list of Demand or None
        What the pattern violates; empty if it is safe; None if the time ran out before anything was found.
    """
    attacker = Attacker(problem, hidden)
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
    hidden, safe, rounds = problem.primary.copy(), False, 0
    while time.monotonic() < deadline:
        candidate = master.solve(deadline - time.monotonic())
        rounds += 1
        if candidate is None:
            break
        master.support(candidate.hidden)
        demands = separate(problem, candidate.hidden, insider_safe, deadline)
        for demand in demands or ():
            master.demand(demand.cut, demand.level, demand.cell)
        if demands == [] and (not safe or cost(problem, candidate.hidden) < cost(problem, hidden)):
            hidden, safe = candidate.hidden, True
        elif not safe:
            hidden = candidate.hidden
        if safe and master.bound(cost(problem, hidden)) >= cost(problem, hidden) - TOLERANCE:
            return Found(hidden, cost(problem, hidden), True, True, rounds)
        if demands is None or not candidate.optimal:
            break
        if not demands:
            master.without_nudge()
    return Found(hidden, master.bound(cost(problem, hidden) if safe else np.inf), safe, False, rounds)
