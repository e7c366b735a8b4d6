"""The suppression finds the proven optimum, on published small problems and against checking every pattern."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from evaluation.errors import ReleaseError
from evaluation.release.suppression import Problem, problem, suppress
from evaluation.release.suppression.exact import separate
from evaluation.release.suppression.flow import protect

from .gate_tables import random_table, two_way

# Fischetti & Salazar's investments by activity and region; pattern and intervals recomputed by linear programming.
INVESTMENTS = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
# sdcTable, tests/testthat/test-simpleheuristic.R: every line has two blanks, yet one cell is exactly 47.
TRAP = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
TRAP_PATTERN = [0, 1, 2, 5, 7, 11, 13, 16, 18]

# Interior, primary, upper, lower, published anyway, optimum (number of hidden cells) as found by exhaustive search.
COUNTED = {
    "zeros are published": (
        [[10, 0, 5, 8], [0, 2, 0, 14], [6, 9, 0, 11], [7, 12, 4, 0]], [6], [1], [1], [1, 5, 7, 12, 18, 24], 4,
    ),
    "two in one row": (
        [[15, 22, 9, 31], [1, 18, 2, 27], [40, 12, 33, 8], [25, 6, 14, 19], [11, 30, 7, 16]], [5, 7], [2, 1], [1, 1],
        [29], 4,
    ),
    "site by month, k = 3": (
        [[34, 4, 12, 9, 21, 3], [18, 7, 2, 15, 6, 10], [51, 13, 8, 4, 30, 12], [9, 1, 6, 5, 2, 7],
         [27, 11, 3, 8, 14, 5]], [9, 22, 25], [1, 2, 1], [1, 1, 1], [41], 6,
    ),
}  # fmt: skip
# 5 sites in 2 counties by 4 topics with all margins, k = 4; optimum by exhaustive search: 8 cells.
SITES = [[12, 3, 8, 20], [7, 9, 2, 15], [22, 5, 11, 6], [4, 18, 9, 1], [16, 8, 13, 10]]
COUNTY = [0, 0, 1, 1, 1]


def spread(places: list[int], numbers: list[float], length: int) -> np.ndarray:
    array = np.zeros(length)
    array[places] = numbers
    return array


def is_safe(given: Problem, hidden: np.ndarray) -> bool:
    """The attacker by scipy's linprog on the table itself, written for these tests alone."""
    matrix = given.relations.toarray()[:, hidden]
    known = matrix @ given.value[hidden]
    for number, place in enumerate(np.flatnonzero(hidden)):
        for sign, level in ((1, -given.lower[place]), (-1, given.upper[place])):
            if not given.primary[place] or level == 0:
                continue
            cost = sign * (np.arange(hidden.sum()) == number)
            found = linprog(cost, A_eq=matrix, b_eq=known, bounds=(0, None), method="highs")
            if found.status == 0 and sign * (found.x[number] - given.value[place] - level) > 1e-6:
                return False
    return True


def by_checking_every_pattern(given: Problem) -> float:
    """Least cost of a safe pattern; infinite if there is none."""
    free = np.flatnonzero(given.free)
    best = np.inf
    for size in range(len(free) + 1):
        if given.weight[given.primary].sum() + size >= best:
            break
        for chosen in itertools.combinations(free, size):
            hidden = given.primary.copy()
            hidden[list(chosen)] = True
            if is_safe(given, hidden):
                best = min(best, given.weight[hidden].sum())
                break
    return float(best)


def test_least_hidden_value_of_the_introductory_example() -> None:
    value, relations = two_way(INVESTMENTS)
    fixed = np.arange(16) == 15
    found = suppress(problem(value, relations, primary=[6], fixed=fixed, weight=value, upper=spread([6], [5], 16),
                             lower=spread([6], [5], 16)))  # fmt: skip
    assert (found.objective, found.bound, found.proven) == (59.0, 59.0, True)
    assert np.flatnonzero(found.hidden).tolist() == [4, 6, 8, 10]


@pytest.mark.parametrize("name", COUNTED)
def test_fewest_hidden_cells(name: str) -> None:
    interior, primary, upper, lower, fixed, optimum = COUNTED[name]
    value, relations = two_way(interior)
    size = len(value)
    given = problem(value, relations, primary=primary, fixed=np.isin(np.arange(size), fixed),
                    upper=spread(primary, upper, size), lower=spread(primary, lower, size))  # fmt: skip
    found = suppress(given)
    assert (found.objective, found.proven, found.gap) == (optimum, True, 0.0)
    assert is_safe(given, found.hidden)


def test_every_column_of_sites_in_counties() -> None:
    rows = np.array(SITES)
    county = np.array([[place == which for place in COUNTY] for which in (0, 1)]) @ rows
    full = np.vstack([rows, county, rows.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)]).astype(float)
    number = np.arange(40).reshape(8, 5)
    relations = np.zeros((8 + 15, 40))
    for row in range(8):
        relations[row, number[row]] = [1, 1, 1, 1, -1]
    for column in range(5):
        for line, (total, parts) in enumerate([(5, [0, 1]), (6, [2, 3, 4]), (7, [5, 6])]):
            relations[8 + 3 * column + line, number[[*parts, total], column]] = [*[1] * len(parts), -1]
    given = problem(full.ravel(), relations, primary=[1, 7, 18], upper=spread([1, 7, 18], [1, 2, 3], 40),
                    lower=spread([1, 7, 18], [1, 1, 1], 40), fixed=np.arange(40) == 39)  # fmt: skip
    assert suppress(given).objective == 8
    margins = np.isin(number, [*number[5:].ravel(), *number[:, 4]]).ravel()
    dear = problem(given.value, relations, primary=[1, 7, 18], upper=given.upper, lower=given.lower,
                   fixed=given.fixed, weight=np.where(margins, 100.0, 1.0))  # fmt: skip
    assert suppress(dear).objective == 8


def test_two_blanks_in_every_line_do_not_protect() -> None:
    value, relations = two_way(TRAP)
    hidden = np.isin(np.arange(25), TRAP_PATTERN)
    given = problem(value, relations, primary=hidden)
    assert [demand.cell for demand in separate(given, hidden, False) or []] == [1, 1]
    found = suppress(given)
    assert found.objective == 10
    added = np.flatnonzero(found.hidden & ~hidden)
    assert added[0] in (3, 6, 8, 10, 12, 15, 17)


@pytest.mark.parametrize("seed", range(12))
def test_as_cheap_as_the_best_of_all_patterns(seed: int) -> None:
    given = random_table(seed)
    best = by_checking_every_pattern(given)
    if not np.isfinite(best):
        with pytest.raises(ReleaseError):
            suppress(given)
        return
    found = suppress(given)
    assert found.objective == found.bound == best


@pytest.mark.parametrize("seed", range(20, 40))
def test_the_heuristic_is_safe_and_not_better_than_the_bound(seed: int) -> None:
    given = random_table(seed, 5, 6, 5)
    hidden = protect(given, given.primary, False)
    found = suppress(given)
    assert is_safe(given, hidden)
    assert is_safe(given, found.hidden)
    assert found.bound == found.objective <= hidden.sum()


def test_without_time_the_pattern_is_safe_and_the_gap_is_told() -> None:
    given = random_table(8, 8, 9, 5)
    exact, hasty = suppress(given), suppress(given, seconds=0.0)
    assert is_safe(given, hasty.hidden)
    assert hasty.bound <= exact.objective <= hasty.objective
    assert hasty.gap == pytest.approx((hasty.objective - hasty.bound) / hasty.objective)
    assert not hasty.proven


def told_to_insiders(given: Problem, hidden: np.ndarray) -> int:
    """How many persons who are alone in their cell learn too much about another one."""
    found = 0
    for alone in np.flatnonzero(given.insider & hidden):
        others = np.arange(len(hidden)) != alone
        found += not is_safe(replace(given, primary=given.primary & others), hidden & others)
    return found


@pytest.mark.parametrize(("seed", "simple", "careful", "told"), [(2, 7, 8, 1), (12, 4, 6, 1), (29, 8, 10, 2)])
def test_a_person_alone_in_her_cell_learns_nothing_new(seed: int, simple: int, careful: int, told: int) -> None:
    # An insider's knowledge costs more cells: the optimum without it tells her another small cell.
    given = random_table(seed, 4, 4, 4)
    given = replace(given, insider=(given.value == 1) & given.primary)
    without, with_her = suppress(given), suppress(given, insider_safe=True)
    assert (without.objective, told_to_insiders(given, without.hidden)) == (simple, told)
    assert (with_her.objective, told_to_insiders(given, with_her.hidden)) == (careful, 0)
    hasty = suppress(given, insider_safe=True, seconds=0.0)
    assert told_to_insiders(given, hasty.hidden) == 0


def test_what_cannot_be_protected_stops_the_release_and_names_the_cell_only() -> None:
    given = problem([3, 20, 23], [[1, 1, -1]], primary=[0], cells=[("auental", "2024", "debt"), "b", "c"],
                    fixed=[False, True, True], upper=[2, 0, 0])  # fmt: skip
    with pytest.raises(ReleaseError, match="auental · 2024 · debt") as error:
        suppress(given)
    assert "3" not in error.value.de.replace("2024", "")


def test_a_cell_known_beforehand_cannot_be_protected() -> None:
    with pytest.raises(ReleaseError, match="nicht schützen"):
        suppress(problem([3, 20, 23], [[1, 1, -1]], primary=[0], high=[3, 99, 99], upper=[2, 0, 0]))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fixed": [0]}, "schon veröffentlicht"),
        ({"weight": [1, -1, 1]}, "negatives Gewicht"),
        ({"low": [4, 0, 0]}, "außerhalb"),
        ({"weight": [1, 1]}, "verschieden lang"),
    ],
)
def test_contradicting_problems_are_refused(given: dict[str, list[float]], message: str) -> None:
    with pytest.raises(ReleaseError, match=message):
        problem([3, 20, 23], [[1, 1, -1]], primary=[0], **given)
