"""Person-clustered intervals: closed cases, limits of the formula, and simulated coverage."""

import numpy as np
import pytest
from scipy import stats

from evaluation.errors import InputError
from evaluation.stats import intervals as iv


def sums(contacts, hits):
    n, x = np.asarray(contacts, float), np.asarray(hits, float)
    return x.sum(), n.sum(), (x * x).sum(), (x * n).sum(), (n * n).sum()


def test_one_contact_per_person_is_the_plain_interval():
    assert iv.clustered_rate(12, 150, 12)[:3] == pytest.approx(iv.poisson_exact(12, 150)[:3], rel=1e-12)
    share = iv.clustered_share(*sums([1] * 10, [1] * 3 + [0] * 7))
    assert share[:3] == pytest.approx(iv.wilson(3, 10)[:3], rel=1e-12)


def test_rate_formula_by_hand():
    # phi = 300/60 = 5; Garwood of 12: 6.2005750, 20.9615873 (R poisson.test(12)), times 5, per 100
    got = iv.clustered_rate(60, 100, 300)
    assert got.low == pytest.approx(5 * stats.chi2.ppf(0.025, 24) / 2 / 100, rel=1e-12)
    assert got.high == pytest.approx(5 * stats.chi2.ppf(0.975, 26) / 2 / 100, rel=1e-12)
    assert got.low == pytest.approx(0.31002875, rel=1e-6)


def test_share_formula_by_hand():
    contacts, hits = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4], [1, 0, 3, 2, 0, 6, 1, 0, 0, 4]
    x, n, xx, xn, nn = sums(contacts, hits)
    p = x / n
    residual = sum((h - p * c) ** 2 for c, h in zip(contacts, hits, strict=True))
    n_eff = p * (1 - p) * n**2 / residual
    got = iv.clustered_share(x, n, xx, xn, nn)
    assert got[:3] == pytest.approx(iv.wilson(p * n_eff, n_eff)[:3], rel=1e-10)
    assert got.high - got.low > iv.wilson(x, n).high - iv.wilson(x, n).low


def test_share_at_the_edges_uses_persons():
    x, n, xx, xn, nn = sums([5] * 12, [0] * 12)
    got = iv.clustered_share(x, n, xx, xn, nn)
    assert got.low == 0
    assert got.high == pytest.approx(iv.wilson(0, 12).high, rel=1e-12)
    full = iv.clustered_share(*sums([5] * 12, [5] * 12))
    assert (full.low, full.high) == (pytest.approx(iv.wilson(12, 12).low, rel=1e-12), 1)


def test_equal_shares_in_every_person_fall_back_to_contacts():
    got = iv.clustered_share(*sums([2] * 15, [1] * 15))
    assert got[:3] == pytest.approx(iv.wilson(15, 30)[:3], rel=1e-12)


def test_few_persons_or_no_key_give_no_interval():
    few = iv.clustered_rate(60, 100, 500, n_units=9)
    assert (few.value, few.method) == (0.6, "none_few_persons")
    assert np.isnan([few.low, few.high]).all()
    unkeyed = iv.clustered_rate([60, 10], 100, [None, 10], n_units=[None, 10])
    assert unkeyed.method.tolist() == ["none_no_person_key", "clustered_rate"]
    assert unkeyed.low.isna().tolist() == [True, False]
    assert iv.clustered_share(3, 10, None, None, None).method == "none_no_person_key"
    assert iv.clustered_share(3, 12, 3, 3, 12, n_units=10).method == "clustered_share"


def test_zero_contacts_have_an_upper_limit():
    assert iv.clustered_rate(0, 1, 0)[:3] == pytest.approx((0, 0, 3.688879454114), rel=1e-10)


@pytest.mark.parametrize("bad", [(3, 10, 9, 4, 100), (3, 10, 1, 200, 100), (11, 10, 1, 1, 10)])
def test_sums_that_cannot_belong_together_are_refused(bad):
    with pytest.raises(InputError):
        iv.clustered_share(*bad)


def test_coverage_where_persons_come_often():
    """With heavy users the clustered interval keeps its level, the plain one does not (seeded simulation)."""
    rng = np.random.default_rng(20241)
    runs, persons, mean = 1500, 120, 3.0
    covered = {"clustered": 0, "plain": 0}
    number = rng.poisson(persons, runs)
    x, nn = np.empty(runs), np.empty(runs)
    for i, k in enumerate(number):
        per_person = 1 + rng.negative_binomial(0.7, 0.7 / (0.7 + mean - 1), k)
        x[i], nn[i] = per_person.sum(), (per_person**2).sum()
    for name, frame in (("clustered", iv.clustered_rate(x, persons, nn)), ("plain", iv.poisson_exact(x, persons))):
        covered[name] = ((frame.low <= mean) & (mean <= frame.high)).mean()
    assert covered["clustered"] == pytest.approx(0.95, abs=0.02)
    assert covered["plain"] < 0.75
