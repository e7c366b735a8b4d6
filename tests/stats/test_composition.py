"""Concentration, inequality and shift: worked values computed independently with scipy 1.17; Goodman intervals."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.proportion import multinomial_proportions_confint

from evaluation.errors import InputError
from evaluation.stats import TooFew
from evaluation.stats import composition as c
from evaluation.stats.multinomial import composition_shift, goodman

P, Q = (40, 30, 20, 10), (20, 30, 20, 30)


def test_worked_values():
    assert round(c.herfindahl(P), 4) == 0.3
    assert round(c.shannon(P), 4) == 0.9232
    assert round(c.jensen_shannon(P, Q), 4) == 0.0623
    assert round(c.total_variation(P, Q), 4) == 0.2
    assert round(c.gini([50, 80, 120, 300, 450]), 4) == 0.408
    assert round(c.total_variation((120, 90, 60, 60, 70), (180, 110, 40, 30, 40)), 4) == 0.2


def test_equal_scipy():
    assert c.jensen_shannon(P, Q) == pytest.approx(jensenshannon(P, Q, base=2) ** 2, rel=1e-12)
    assert c.shannon(P, normalised=False) == pytest.approx(stats.entropy(P), rel=1e-12)


def test_extremes():
    assert (c.herfindahl([7, 0, 0]), c.shannon([7, 0, 0]), c.shannon([7])) == (1, 0, 0)
    assert c.shannon([3, 3, 3]) == pytest.approx(1)
    assert c.jensen_shannon([1, 0], [0, 1]) == pytest.approx(1)
    assert c.total_variation([1, 0], [0, 5]) == 1
    assert c.gini([4, 4, 4]) == pytest.approx(0)
    assert c.gini([0, 0, 0, 9]) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "call",
    [
        lambda: c.herfindahl([0, 0]),
        lambda: c.total_variation([1, 2], [1, 2, 3]),
        lambda: c.gini([-1, 2]),
        lambda: c.gini([0, 0]),
        lambda: c.shannon([1, np.nan]),
    ],
)
def test_nonsense_is_refused(call):
    with pytest.raises(InputError):
        call()


def test_goodman_equals_statsmodels():
    counts = pd.Series([56, 72, 73, 59, 62, 87, 58], index=list("abcdefg"))
    got = goodman(counts)
    expected = multinomial_proportions_confint(counts, 0.05, method="goodman")
    np.testing.assert_allclose(got[["low", "high"]], expected, rtol=1e-10)
    assert got.index.tolist() == list("abcdefg")
    with pytest.raises(TooFew):
        goodman([0, 0])


def test_shift_of_persons_between_topics():
    shift, p = composition_shift([120, 90, 60, 60, 70], [180, 110, 40, 30, 40])
    assert shift.low < shift.value < shift.high
    assert p == 1e-4
    _, none = composition_shift([40, 30, 20, 10], [38, 33, 18, 11])
    expected = stats.chi2_contingency([[40, 30, 20, 10], [38, 33, 18, 11]]).pvalue
    assert none == pytest.approx(expected, abs=0.1)
    assert composition_shift([5, 5], [5, 6]) == composition_shift([5, 5], [5, 6])  # reproducible
    with pytest.raises(InputError, match="ganze"):
        composition_shift([1.5, 2], [1, 2])


def test_shift_p_keeps_its_level():
    rng = np.random.default_rng(4)
    p = [
        composition_shift(rng.multinomial(60, [0.4, 0.3, 0.3]), rng.multinomial(80, [0.4, 0.3, 0.3]))[1]
        for _ in range(200)
    ]
    assert np.mean(np.array(p) <= 0.05) <= 0.05 + 0.035
