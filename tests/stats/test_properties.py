"""What must hold for all inputs: order, symmetry, nesting, scale, and cells against rows."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation.stats import composition
from evaluation.stats import intervals as iv
from evaluation.stats.change import kitagawa, theil_sen

pairs = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
counts = st.lists(st.integers(0, 50), min_size=2, max_size=8).filter(any)
quick = settings(max_examples=60, deadline=None)


@quick
@given(pairs, st.floats(0.5, 0.999))
def test_limits_enclose_the_value_and_nest(pair, level):
    x, n = pair
    for interval in (iv.wilson, iv.clopper_pearson, iv.poisson_exact, iv.byar):
        got, wider = interval(x, n, level), interval(x, n, (1 + level) / 2)
        assert 0 <= wider.low <= got.low <= got.value <= got.high <= wider.high


@quick
@given(pairs)
def test_the_other_share_is_the_mirror_image(pair):
    x, n = pair
    for interval in (iv.wilson, iv.clopper_pearson):
        here, there = interval(x, n), interval(n - x, n)
        assert (here.low, here.high) == (
            pytest.approx(1 - there.high, abs=1e-9),
            pytest.approx(1 - there.low, abs=1e-9),
        )


@quick
@given(pairs, pairs)
def test_exchanging_the_groups_inverts_the_result(first, second):
    gap, back = iv.newcombe_difference(*first, *second), iv.newcombe_difference(*second, *first)
    assert (gap.low, gap.high) == (pytest.approx(-back.high, abs=1e-12), pytest.approx(-back.low, abs=1e-12))
    assert -1 - 1e-12 <= gap.low <= gap.value <= gap.high <= 1 + 1e-12
    if first[0] and second[0]:
        ratio, inverse = iv.rate_ratio_exact(*first, *second), iv.rate_ratio_exact(*second, *first)
        assert ratio.low == pytest.approx(1 / inverse.high, rel=1e-8)


@quick
@given(st.lists(st.tuples(st.integers(1, 20), st.floats(0, 1)), min_size=10, max_size=60))
def test_clustered_intervals_enclose_the_value(people):
    n = np.array([c for c, _ in people], float)
    x = np.floor(n * np.array([share for _, share in people]))
    share = iv.clustered_share(x.sum(), n.sum(), (x * x).sum(), (x * n).sum(), (n * n).sum(), n_units=len(people))
    assert share.low - 1e-12 <= share.value <= share.high + 1e-12
    rate, plain = iv.clustered_rate(n.sum(), 100, (n * n).sum()), iv.poisson_exact(n.sum(), 100)
    assert rate.low <= plain.low + 1e-12
    assert rate.high >= plain.high - 1e-12


@quick
@given(counts, counts)
def test_distances_of_compositions(p, q):
    size = min(len(p), len(q))
    p, q = p[:size], q[:size]
    if not any(p) or not any(q):
        return
    shift, divergence = composition.total_variation(p, q), composition.jensen_shannon(p, q)
    assert 0 <= shift <= 1 + 1e-12
    assert -1e-12 <= divergence <= shift + 1e-12  # Lin 1991: bounded by the variational distance
    assert composition.total_variation(q, p) == pytest.approx(shift)
    assert 1 / size - 1e-12 <= composition.herfindahl(p) <= 1


@quick
@given(st.lists(st.floats(0, 1e4), min_size=4, max_size=4))
def test_decomposition_adds_up(values):
    got = kitagawa(*values)
    assert got.demand + got.stock + got.interaction == pytest.approx(got.change, abs=1e-6)


@quick
@given(st.lists(st.integers(-50, 50), min_size=5, max_size=12), st.integers(-5, 5))
def test_slope_moves_with_an_added_line(y, slope):
    plain, tilted = theil_sen(y), theil_sen(np.array(y) + slope * np.arange(len(y)))
    assert tilted[:3] == pytest.approx(np.array(plain[:3]) + slope, abs=1e-9)


def test_polars_columns_with_nulls():
    got = iv.wilson(pl.Series([1, None, 3]), pl.Series([10, 10, 10]))
    assert got.value.isna().tolist() == [False, True, False]


def test_share_of_contacts_keeps_its_level():
    """Persons differ in how often they come and in what they need; seeded simulation of 1 000 years."""
    rng = np.random.default_rng(77)
    runs, people = 1000, 150
    n = 1 + rng.negative_binomial(0.8, 0.25, (runs, people))
    x = rng.binomial(n, rng.beta(0.6, 1.4, (runs, people)))
    sums = [s.sum(axis=1) for s in (x, n, x * x, x * n, n * n)]
    for frame, low, high in ((iv.clustered_share(*sums), 0.925, 0.965), (iv.wilson(sums[0], sums[1]), 0.0, 0.8)):
        coverage = ((frame.low <= 0.3) & (frame.high >= 0.3)).mean()
        assert low <= coverage <= high


def test_cells_give_what_rows_give():
    rng = np.random.default_rng(12)
    per_person = 1 + rng.poisson(2, 300)
    frequency, persons = np.unique(per_person, return_counts=True)
    x, nn, units = iv.cluster_sums(frequency, persons)
    assert (x, nn, units) == (per_person.sum(), (per_person**2).sum(), 300)
    low = iv.clustered_rate(x, 1, nn).low
    phi = nn / x
    assert low == pytest.approx(phi * stats.gamma.ppf(0.025, x / phi), rel=1e-10)
