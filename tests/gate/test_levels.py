"""Primary rules on contributions. Expected: the usual definitions, worked out by hand from the contributions.

nk(n, k): the n largest contribute more than k % of the total; p %: the total without the two largest is less than p %
of the largest; pq: q % of that rest is less than p % of the largest.
"""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.errors import InputError
from evaluation.release.suppression.levels import dominated, estimable, few, level_of_estimate, levels

# contributions: nk(1,75), nk(2,85), nk(2,90), p 10 %, p 25 %, pq(10,50), fewer than 3, fewer than 5
CASES = [
    ([60, 25, 10, 5], False, False, False, False, False, False, False, True),
    ([100, 5, 5], True, True, True, True, True, True, False, True),
    ([10, 10, 10], False, False, False, False, False, False, False, True),
    ([95, 3, 2], True, True, True, True, True, True, False, True),
    ([50, 50], False, True, True, True, True, True, True, True),
    ([7], True, True, True, True, True, True, True, True),
    ([], None, None, None, None, None, None, False, False),
    ([80, 12, 4, 2, 1, 1], True, True, True, False, True, True, False, False),
    ([40, 35, 15, 10], False, False, False, False, False, False, False, True),
    ([0, 0, 0], None, None, None, None, None, None, False, True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case[0])) or "none")
def test_rules(case: tuple[list[float], ...]) -> None:
    parts, *expected = case
    found = [dominated(parts, 1, 75), dominated(parts, 2, 85), dominated(parts, 2, 90), estimable(parts, 10),
             estimable(parts, 25), estimable(parts, 10, 50), few(parts, 3), few(parts, 5)]  # fmt: skip
    assert found == expected


def test_level_reaches_exactly_the_rule() -> None:
    # 100, 5, 5 with p = 10 %: the second largest must be off by 10 of 100, the third contributes 5 of it.
    assert level_of_estimate([100, 5, 5], 10) == 5
    assert level_of_estimate([60, 25, 10, 5], 10) == 0
    assert level_of_estimate([], 10) == 0


def test_levels_of_counts() -> None:
    upper, lower = levels(np.array([0, 1, 4, 5, 30]), 5)
    assert upper.tolist() == [5, 4, 1, 1, 3]
    assert lower.tolist() == [0, 1, 1, 1, 3]
    upper, lower = levels([3, 8], [10, 10])
    assert upper.tolist() == [7, 2]
    assert lower.tolist() == [1, 1]


def test_negative_contributions_are_refused() -> None:
    with pytest.raises(InputError):
        few([3, -1], 5)
