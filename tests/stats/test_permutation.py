"""Exact permutation tests against R enumeration and Fisher's published count."""

from itertools import permutations

import numpy as np
import pytest

from evaluation.errors import InputError
from evaluation.stats import Refused
from evaluation.stats.permutation import (
    permutation_exact,
    permutation_floor,
    permutation_interval,
    sign_flip_exact,
)


def test_two_groups_equal_r_enumeration(known):
    for case in known("inference_misc.json")["exact_perm"]:
        values = case["x"] + case["y"]
        groups = ["x"] * len(case["x"]) + ["y"] * len(case["y"])
        got = permutation_exact(values, groups)
        assert got.estimate == pytest.approx(case["diff"])
        assert got.arrangements == case["n_perm"]
        assert got.p == pytest.approx(case["p_two"], rel=1e-12)
        greater = permutation_exact(values, groups, "greater")
        assert greater.p == pytest.approx(case["p_greater"], rel=1e-12)
        less = permutation_exact(values, groups, "less")
        assert less.p == pytest.approx(np.mean(np.array(case["perm_sorted"]) <= case["diff"] + 1e-9))


def test_darwins_maize(known):
    # Fisher 1935, section 21: 863 of 32 768 in one direction, ties included
    case = known("inference_misc.json")["darwin_zea_mays"]
    got = sign_flip_exact(case["diff_eighths"], "greater")
    assert got.p * 2**15 == pytest.approx(case["count_ge"])
    assert sign_flip_exact(case["diff_eighths"]).p * 2**15 == pytest.approx(case["count_two_sided"])
    assert got.estimate / 8 == pytest.approx(case["mean_diff_inches"])


@pytest.mark.parametrize(
    ("sizes", "floor"),
    [([2, 2], 1 / 3), ([2, 3], 0.1), ([3, 3], 0.1), ([1, 5], 1 / 6), ([2, 4], 1 / 15), ([4, 4], 2 / 70),
     ([2, 2, 2], 1 / 15), ([1, 1], 1.0)],
)  # fmt: skip
def test_floors(sizes, floor):
    assert permutation_floor(sizes) == pytest.approx(floor)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    values = np.array([2.0, 3.5, 10, 11.9, 20, 23.4, 31, 37])[: len(groups)]
    best = min((permutation_exact(v, groups) for v in (values, values[::-1])), key=lambda test: test.p)
    assert best.p == pytest.approx(floor)  # perfectly separated groups reach exactly the floor
    assert best.p_floor == pytest.approx(floor)


def test_registered_order_of_three_types():
    values, types = [1, 2, 4, 5.5, 8, 9], ["m", "m", "s", "s", "r", "r"]
    ordered = permutation_exact(values, types, order=["m", "s", "r"])
    assert (ordered.p, ordered.p_floor) == (pytest.approx(2 / 90), pytest.approx(2 / 90))
    assert ordered.estimate == 7
    assert ordered.method == "permutation_ordered"
    assert permutation_exact(values, types).p == pytest.approx(6 / 90)


def test_order_of_two_types_sets_the_sign():
    up = permutation_exact([1, 2, 5, 6], ["m", "m", "r", "r"], order=["m", "r"])
    assert up.estimate == 4
    assert up.p == permutation_exact([1, 2, 5, 6], ["m", "m", "r", "r"]).p


def test_any_difference_equals_brute_force():
    values, types = np.array([3, 1, 4, 1, 5.0]), ["a", "a", "b", "b", "c"]

    def spread(v):
        return 2 * np.mean(v[:2]) ** 2 + 2 * np.mean(v[2:4]) ** 2 + v[4] ** 2

    every = [spread(np.array(v)) for v in permutations(values)]
    expected = np.mean(np.array(every) >= spread(values) - 1e-9)
    assert permutation_exact(values, types).p == pytest.approx(expected)


def test_p_is_valid_under_the_null():
    rng = np.random.default_rng(5)
    p = np.array([permutation_exact(rng.normal(size=8), [0, 0, 0, 0, 1, 1, 1, 1]).p for _ in range(400)])
    assert (p <= 0.0572).mean() <= 0.0572 + 0.035
    assert p.min() >= 2 / 70 - 1e-12


def test_ties_are_counted():
    assert permutation_exact([1, 1, 1, 1], [0, 0, 1, 1]).p == 1
    assert sign_flip_exact([0, 0, 0]).p == 1


def inverted(x, y, delta):
    pooled = np.r_[np.array(x) - delta, y]
    groups = [0] * len(x) + [1] * len(y)
    return permutation_exact(pooled, groups, "greater").p, permutation_exact(pooled, groups, "less").p


@pytest.mark.parametrize(("n1", "n2"), [(3, 3), (2, 3), (4, 4), (5, 4)])
def test_interval_is_the_inverted_test(n1, n2):
    rng = np.random.default_rng(n1 * 10 + n2)
    x, y = rng.normal(1, 1, n1), rng.normal(0, 1, n2)
    got = permutation_interval(x, y)
    tail = (1 - got.confidence) / 2
    assert got.confidence <= 1 - 2 * tail + 1e-12
    for inside, outside, side in ((got.low + 1e-6, got.low - 1e-6, 0), (got.high - 1e-6, got.high + 1e-6, 1)):
        assert inverted(x, y, inside)[side] > tail + 1e-9
        assert inverted(x, y, outside)[side] <= tail + 1e-9


def test_interval_names_the_level_it_really_has():
    assert permutation_interval([1, 2, 3], [4, 5, 6]).confidence == pytest.approx(0.9)
    assert permutation_interval([1, 2, 3, 9], [4, 5, 6, 7]).confidence == pytest.approx(1 - 2 / 70)
    assert permutation_interval([1], [2])[1:3] == (-np.inf, np.inf)


def test_misuse_is_refused():
    with pytest.raises(Refused, match="nur eine Gruppe"):
        permutation_exact([1, 2], ["a", "a"])
    with pytest.raises(InputError, match="genau die Gruppen"):
        permutation_exact([1, 2], ["a", "b"], order=["a", "c"])
    with pytest.raises(InputError, match="zu viele"):
        permutation_exact(range(30), [0, 1] * 15)
    with pytest.raises(InputError, match="Einseitig"):
        permutation_exact([1, 2, 3], ["a", "b", "c"], "greater")
    with pytest.raises(InputError, match="gleich lang"):
        permutation_exact([1, 2, 3], ["a", "b"])
