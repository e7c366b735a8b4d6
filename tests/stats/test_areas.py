"""Shrinkage against R spdep, funnel limits against exact intervals and the published formulas."""

import numpy as np
import pytest

from evaluation.errors import InputError
from evaluation.stats import TooFew
from evaluation.stats import intervals as iv
from evaluation.stats.areas import empirical_bayes, funnel, marshall


@pytest.fixture(scope="module")
def areas():
    rng = np.random.default_rng(99)
    n = rng.integers(40, 4000, 60)
    return rng.poisson(n * rng.gamma(20, 0.05 / 20, 60)), n


def test_marshall_equals_spdep(known):
    case = known("empirical_bayes.json")["marshall_small"]  # n events, x population, as spdep calls them
    raw, value, _ = marshall(np.array(case["n"], float), np.array(case["x"], float))
    assert raw == pytest.approx(case["poisson"]["raw"], abs=1e-12)
    assert value == pytest.approx(case["poisson"]["estmm"], rel=1e-10)


def test_shrinkage_with_real_spread(areas):
    x, n = areas
    got = empirical_bayes(x, n)
    b = x.sum() / n.sum()
    a = (n * (x / n - b) ** 2).sum() / n.sum() - b / n.mean()
    assert a > 0
    np.testing.assert_allclose(got.value, (a * x / n + b / n * b) / (a + b / n), rtol=1e-10)
    assert (np.abs(got.value - b) <= np.abs(got.raw - b) + 1e-15).all()
    assert got.weight[n.argmax()] == got.weight.max()


def test_funnel_of_shares_is_the_normal_formula(areas):
    x, n = areas
    got = funnel(x, n)
    p = x.sum() / n.sum()
    np.testing.assert_allclose(got["high_0.95"], p + 1.959963984540054 * np.sqrt(p * (1 - p) / n), rtol=1e-12)
    assert (got["low_0.998"] <= got["low_0.95"]).all()


@pytest.mark.parametrize("kind", ["rate", "ratio"])
def test_funnel_position_equals_the_exact_interval(areas, kind):
    x, n = areas
    base = n if kind == "rate" else n * 0.05
    got = funnel(x, base, kind)
    centre = got.centre[0]
    for level in (0.95, 0.998):
        exact = iv.poisson_exact(x, base, confidence=level)
        above = got.position.isin([f"above_{v}" for v in (0.95, 0.998) if v >= level])
        below = got.position.isin([f"below_{v}" for v in (0.95, 0.998) if v >= level])
        assert above.tolist() == (exact.low > centre).tolist()
        assert below.tolist() == (exact.high < centre).tolist()


def test_overdispersion_by_hand(areas):
    x, n = areas
    got = funnel(x, n, "proportion", "additive", confidence=0.95)
    p = x.sum() / n.sum()
    s = np.sqrt(p * (1 - p) / n)
    z = (x / n - p) / s
    lo, hi = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, lo, hi) ** 2)
    w = 1 / s**2
    tau2 = (60 * phi - 59) / (w.sum() - (w**2).sum() / w.sum())
    assert phi > 1
    assert got.phi[0] == pytest.approx(phi)
    np.testing.assert_allclose(got["high_0.95"], p + 1.959963984540054 * np.sqrt(s**2 + tau2), rtol=1e-10)
    wide = funnel(x, n, "proportion", "multiplicative", confidence=0.95)
    np.testing.assert_allclose(wide["high_0.95"] - p, 1.959963984540054 * s * np.sqrt(phi), rtol=1e-8)


def test_areas_alike_are_not_overdispersed():
    n = np.full(40, 500)
    got = funnel(np.full(40, 50), n, overdispersion="additive")
    assert (got.tau2 == 0).all()
    assert set(got.position) == {"within"}


@pytest.mark.parametrize("call", [empirical_bayes, funnel])
def test_fewer_than_twenty_areas_are_refused(call):
    with pytest.raises(TooFew) as caught:
        call([1] * 19, [10] * 19)
    assert "mindestens 20 Gebiete" in caught.value.de
    assert "at least 20 areas" in caught.value.en


def test_empty_areas_are_refused():
    with pytest.raises(InputError):
        empirical_bayes([1] * 20, [0] * 20)
    with pytest.raises(TooFew, match="keinem Gebiet"):
        funnel([0] * 20, [9] * 20)
    with pytest.raises(InputError, match="größer"):
        funnel([10] * 20, [9] * 20)
