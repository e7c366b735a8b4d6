"""Slopes, exact trend tests, decomposition and the yearly trend of persons."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from evaluation.errors import InputError
from evaluation.stats import TooFew, change


def test_five_monotone_points():
    # exact: 2 of 120 orders; four points would give 2 of 24 = 0.083 and are refused
    got = change.mann_kendall_exact([1, 2, 3, 4, 5])
    assert (got.s, got.tau, got.n) == (10, 1.0, 5)
    assert got.p == pytest.approx(2 / 120, rel=1e-12)
    assert got.p_floor == pytest.approx(2 / 120, rel=1e-12)


@pytest.mark.parametrize("y", [[3, 1, 4, 2, 6, 5], [1, 1, 2, 2, 3], [5, 5, 5, 4, 4, 1, 2], [2, 1, 1, 1, 1, 0], [7] * 5])
def test_mann_kendall_equals_enumeration(y):
    def score(v):
        return sum(np.sign(v[j] - v[i]) for i in range(len(v)) for j in range(i + 1, len(v)))

    scores = Counter(score(order) for order in permutations(y))
    extreme = sum(number for s, number in scores.items() if abs(s) >= abs(score(y)))
    got = change.mann_kendall_exact(y)
    assert got.s == score(y)
    assert got.p == pytest.approx(extreme / sum(scores.values()), rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_mann_kendall_equals_scipy_exact_kendall(seed):
    y = np.random.default_rng(seed).normal(size=20)
    expected = stats.kendalltau(np.arange(20), y, method="exact")
    got = change.mann_kendall_exact(y)
    assert (got.tau, got.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue, rel=1e-8))


def test_theil_sen_slope_and_limits():
    y = np.array([100, 96, 90, 91, 80.0])
    pairwise = sorted((y[j] - y[i]) / (j - i) for i in range(5) for j in range(i + 1, 5))
    got = change.theil_sen(y)
    assert got.value == pytest.approx(stats.theilslopes(y, np.arange(5)).slope)
    assert (got.low, got.high) == (pairwise[0], pairwise[-1])  # C = 8 in Hollander & Wolfe's table for n = 5


def test_theil_sen_interval_of_ten_points():
    # Kendall table n = 10: P(S >= 23) = 0.023 <= 0.025, so C = 21 and M1 = (45 - 21) / 2 = 12th smallest slope
    y = np.array([4, 8, 6, 9, 15, 11, 13, 20, 17, 22.0])
    slopes = sorted((y[j] - y[i]) / (j - i) for i in range(10) for j in range(i + 1, 10))
    got = change.theil_sen(y)
    assert (got.low, got.high) == (slopes[11], slopes[-12])


def test_theil_sen_covers_its_slope():
    rng = np.random.default_rng(7)
    hits = [i.low <= 2 <= i.high for i in (change.theil_sen(2 * np.arange(8) + rng.normal(size=8)) for _ in range(800))]
    assert 0.945 <= np.mean(hits) <= 0.985


def test_gaps_keep_their_place_and_order_is_by_time():
    assert change.theil_sen([0, 1, None, 3, 4, 5]).value == 1
    assert change.theil_sen([5, 4, 3, 1, 0], [2015, 2014, 2013, 2011, 2010]).value == 1


@pytest.mark.parametrize("call", [change.theil_sen, change.mann_kendall_exact])
def test_four_points_are_no_trend(call):
    with pytest.raises(TooFew, match="mindestens 5"):
        call([1, 2, 3, 4])


def test_one_year_twice_is_refused():
    with pytest.raises(InputError, match="nur einmal"):
        change.theil_sen([1, 2, 3, 4, 5], [1, 2, 2, 4, 5])


def test_kitagawa_parts_add_up():
    got = change.kitagawa(2.0, 500, 2.5, 400)
    assert got == (250, -200, -50, 0)
    frame = change.kitagawa([2, 1], [10, 20], [3, 1], [10, 30])
    assert frame.to_dict("list") == {"demand": [10, 0], "stock": [0, 10], "interaction": [0, 0], "change": [10, 10]}
    with pytest.raises(InputError):
        change.kitagawa(-1, 1, 1, 1)


def test_poisson_trend_equals_r(known):
    case = known("inference_misc.json")["poisson_trend"]
    got = change.poisson_trend(case["count"], case["pop"], case["year"])
    assert got.value == pytest.approx(case["rr_per_year"], rel=1e-8)
    assert got.se == pytest.approx(case["se"], rel=1e-6)  # R stops one step earlier
    assert (got.low, got.high) == pytest.approx(case["ci_profile"], rel=1e-5)  # R interpolates the profile by splines
    assert got.heterogeneity == pytest.approx(case["dev_hetero"], rel=1e-8)
    assert got.heterogeneity_p == pytest.approx(case["p_hetero"], rel=1e-8)
    assert got.residual_deviance == pytest.approx(case["dev_trend"], rel=1e-8)


def test_poisson_trend_refuses_what_it_cannot_know():
    with pytest.raises(TooFew, match="mindestens 5 Jahre"):
        change.poisson_trend([1, 2, 3, 4], [9] * 4, range(4))
    with pytest.raises(TooFew, match="zwei Jahren"):
        change.poisson_trend([0, 0, 3, 0, 0], [9] * 5, range(5))
    with pytest.raises(InputError, match="nur einmal"):
        change.poisson_trend([1] * 5, [9] * 5, [1, 1, 2, 3, 4])


def test_poisson_trend_with_zero_years_stays_finite():
    got = change.poisson_trend([0, 0, 3, 5, 9], [100] * 5, range(2019, 2024))
    assert 1 < got.low < got.value < got.high < 20
