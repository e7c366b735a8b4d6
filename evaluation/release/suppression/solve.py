"""Secondary suppression: exact where the time allows, else safe with the distance from the optimum reported."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from evaluation.release.suppression.exact import Found, Search, cost, separate
from evaluation.release.suppression.flow import protect
from evaluation.release.suppression.master import impossible
from evaluation.release.suppression.problem import Flags, Problem, components

QUICK, EXACT = 0.5, 0.75
"""When the search among few cells ends and when the proof ends, as parts of the time."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Which cells are hidden, and how good that is.

    Parameters
    ----------
    cells : tuple
        Identities of the problem's cells.
    hidden : array of bool
        True for primary and secondary cells alike.
    objective : float
        Sum of the weights of all hidden cells.
    bound : float
        Proven lower bound of the objective of every safe pattern.
    proven : bool
        No safe pattern costs less.
    seconds : float
        Time used.
    """

    cells: tuple[Hashable, ...]
    hidden: Flags
    objective: float
    bound: float
    proven: bool
    seconds: float

    @property
    def gap(self) -> float:
        """Distance from the optimum at worst, as a part of the objective."""
        return 0.0 if self.objective == 0 else (self.objective - self.bound) / self.objective

    def names(self) -> list[Hashable]:
        """Identities of the hidden cells."""
        return [self.cells[place] for place in np.flatnonzero(self.hidden)]


def suppress(problem: Problem, *, insider_safe: bool = False, seconds: float = 60.0) -> Pattern:
    """Find the cheapest set of cells whose hiding protects every primary cell.

    Parameters
    ----------
    problem : Problem
        Cells, relations, primary cells and their protection levels.
    insider_safe : bool
        Protect also against a person who knows her own cell (`Problem.insider`), one at a time.
    seconds : float
        Time for the exact solution. What is not solved by then gets a safe pattern, whose distance from the optimum is
        `Pattern.gap`; safety is never given up for time.

    Returns
    -------
    Pattern

    Raises
    ------
    ReleaseError
        No pattern protects a cell, because too much is published or known already.

    References
    ----------
    Fischetti, M. & Salazar, J. J. (2001): Solving the cell suppression problem on tabular data with linear
    constraints. Management Science 47(7), 1008-1027.

    Examples
    --------
    >>> from evaluation.release.suppression import problem, suppress
    >>> row = [[1, 1, 1, -1]]
    >>> found = suppress(problem([3, 20, 7, 30], row, primary=[0], weight=[1, 20, 7, 100]))
    >>> found.hidden.tolist(), found.objective, found.proven
    ([True, False, True, False], 8.0, True)
    """
    start = time.monotonic()
    hidden = problem.primary.copy()
    parts = sorted(components(problem), key=len)
    bound, proven = cost(problem, hidden), True
    left = sum(len(part) for part in parts)
    for places in parts:
        part = _possible(problem.part(places))
        share = len(places) / left
        left -= len(places)
        budget = max(seconds - (time.monotonic() - start), 0.0) * share
        found = _solve(part, insider_safe, budget)
        hidden[places] = found.hidden
        bound += found.bound - cost(part, part.primary)
        proven = proven and found.proven
    return Pattern(problem.cells, hidden, cost(problem, hidden), bound, proven, time.monotonic() - start)


def _solve(problem: Problem, insider_safe: bool, seconds: float) -> Found:
    """Relaxed demands first, then a good pattern among the cells that they touched, then the proof."""
    start = time.monotonic()
    if not separate(problem, problem.primary, insider_safe):
        return Found(problem.primary, cost(problem, problem.primary), True, True, 0)
    search = Search(problem, insider_safe)
    search.relax(start + QUICK * seconds)
    hidden = protect(problem, search.last, insider_safe)
    hidden = search.settle(start + QUICK * seconds, hidden)
    found = search.run(start + EXACT * seconds, hidden)
    if found.proven:
        return found
    other = protect(problem, search.last, insider_safe)
    hidden = _within(problem, found.hidden, found.hidden | other, insider_safe, start + seconds)
    return Found(hidden, found.bound, True, found.bound >= cost(problem, hidden), found.rounds)


def _within(problem: Problem, hidden: Flags, pool: Flags, insider_safe: bool, deadline: float) -> Flags:
    """The cheapest safe pattern that hides cells of a pool only, or the given safe one."""
    search = Search(replace(problem, fixed=problem.fixed | ~pool), insider_safe)
    search.relax(deadline)
    return search.run(deadline, hidden).hidden


def _possible(problem: Problem) -> Problem:
    """Protection cannot be wider than what is known beforehand; a cell that is known exactly cannot be protected."""
    up, down = problem.high - problem.value, problem.value - problem.low
    wide = (problem.upper > up) | (problem.lower > down)
    if (wide & problem.primary).any():
        raise impossible(problem, np.flatnonzero(wide & problem.primary))
    return problem
