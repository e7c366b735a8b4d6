"""Pairs of years, the reading aid, and the bootstrap over persons."""

import numpy as np
import pytest

from evaluation.errors import InputError
from evaluation.stats import TooFew
from evaluation.stats import intervals as iv
from evaluation.stats.change import compare_years, smallest_rise


def test_reading_aid():
    # exact two-sided test with equal exposure, computed independently: 3→12, 5→15, 8→20, 10→23 … 100→131
    assert smallest_rise([3, 5, 8, 10, 15, 20, 30, 50, 100]).tolist() == [12, 15, 20, 23, 29, 36, 49, 73, 131]


def test_years_are_compared_in_pairs():
    got = compare_years([20, 18, 40], [12, 12, 20], ["2022", "2023", "2024"])
    assert got[["from", "to"]].to_numpy().tolist() == [["2022", "2023"], ["2023", "2024"], ["2022", "2024"]]
    second = iv.rate_ratio_exact(40, 20, 18, 12)
    assert (got.low[1], got.high[1]) == (pytest.approx(second.low), pytest.approx(second.high))
    assert got.p[1] == pytest.approx(0.344, abs=5e-4)
    assert (got.p_holm >= got.p).all()
    assert len(compare_years([1, 2], [1, 1], [2023, 2024])) == 1
    with pytest.raises(TooFew):
        compare_years([1], [1], [2024])


def test_sums_from_a_frequency_table():
    assert iv.cluster_sums([1, 2, 10], [50, 20, 3]) == (120, 50 + 80 + 300, 73)


def test_bootstrap_agrees_with_the_formula():
    f, m = np.array([1, 2, 3, 5, 8]), np.array([120, 60, 40, 20, 10])
    x, nn, persons = iv.cluster_sums(f, m)
    formula, drawn = iv.clustered_rate(x, 1000, nn, n_units=persons), iv.bootstrap_rate(f, m, 1000)
    assert drawn.value == formula.value
    assert (drawn.low, drawn.high) == (pytest.approx(formula.low, rel=0.02), pytest.approx(formula.high, rel=0.02))


def test_share_bootstrap_agrees_with_the_formula():
    n, x, m = np.array([1, 1, 2, 4, 4]), np.array([0, 1, 1, 0, 4]), np.array([60, 40, 50, 25, 20])
    sums = [float((v * m).sum()) for v in (x, n, x * x, x * n, n * n)]
    formula, drawn = iv.clustered_share(*sums), iv.bootstrap_share(n, x, m)
    assert drawn.value == pytest.approx(formula.value)
    assert (drawn.low, drawn.high) == (pytest.approx(formula.low, abs=0.01), pytest.approx(formula.high, abs=0.01))


@pytest.mark.parametrize(
    "call",
    [
        lambda: iv.bootstrap_rate([1, 2], [4, 5], 10),
        lambda: iv.bootstrap_rate([1, 2], [40, 5], 0),
        lambda: iv.bootstrap_share([1], [2], [40]),
        lambda: iv.cluster_sums([0], [3]),
        lambda: iv.cluster_sums([1], [3.5]),
    ],
)
def test_bootstrap_refuses_nonsense(call):
    with pytest.raises(InputError):
        call()
