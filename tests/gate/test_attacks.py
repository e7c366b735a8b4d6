"""Property: whatever the tables are, the independent attacker never narrows a hidden cell below its protection."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.errors import ReleaseError
from evaluation.release.audit import audit, ranges
from evaluation.release.suppression import Problem, suppress
from evaluation.release.suppression.publish import as_published

from .gate_tables import random_study, random_table

SEEDS = st.integers(0, 10**6)
QUIET = settings(deadline=None, max_examples=15, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def protected(problem: Problem, **options: object) -> bool:
    try:
        found = suppress(problem, **options)
    except ReleaseError:
        return True  # nothing is released
    assert not (found.hidden & problem.fixed).any()
    assert (found.hidden >= problem.primary).all()
    return audit(*as_published(problem, found.hidden)).passed


@given(SEEDS, st.integers(2, 5), st.sampled_from([(3, 3), (5,), (4, 2, 3)]))
@QUIET
def test_sites_types_and_breakdowns(seed: int, sites: int, sizes: tuple[int, ...]) -> None:
    assert protected(random_study(seed, sites, 1, sizes))


@given(SEEDS, st.sampled_from([2, 3]))
@QUIET
def test_years_that_add_up(seed: int, years: int) -> None:
    assert protected(random_study(seed, 3, years, (3,)), seconds=0.3)


@given(SEEDS)
@QUIET
def test_the_heuristic(seed: int) -> None:
    assert protected(random_study(seed, 4, 1, (4, 3)), seconds=0.0)


@given(SEEDS, st.integers(2, 6), st.integers(2, 6), st.integers(2, 6))
@QUIET
def test_two_way_tables(seed: int, rows: int, columns: int, k: int) -> None:
    assert protected(random_table(seed, rows, columns, k))


@given(SEEDS)
@QUIET
def test_insiders(seed: int) -> None:
    problem = random_table(seed, 4, 5, 4)
    assert protected(problem, insider_safe=True)


def test_hiding_small_cells_only_is_noticed() -> None:
    leaking = 0
    for seed in range(10):
        problem = random_study(seed)
        leaking += not audit(*as_published(problem, problem.primary)).passed
    assert leaking == 10


def test_one_secondary_cell_less_is_noticed() -> None:
    problem = random_study(3)
    found = suppress(problem)
    secondary = np.flatnonzero(found.hidden & ~problem.primary & (problem.weight > 0))
    assert len(secondary) > 3
    for place in secondary:
        less = found.hidden & (np.arange(len(found.hidden)) != place)
        assert not audit(*as_published(problem, less)).passed


def test_publishing_the_released_ranges_tells_nothing_new() -> None:
    problem = random_study(4)
    shown, hidden, relations = as_published(problem, suppress(problem).hidden)
    before = audit(shown, hidden, relations)
    more = ranges(before, base=5)
    assert len(more) > 3
    again = audit(pl.concat([shown, more.select(shown.columns)]), hidden, relations)
    assert again.passed
    columns = ["cell", "low", "high"]
    assert again.bounds.select(columns).equals(before.bounds.select(columns))
