"""Standardised rates against epitools, the formulas by hand, and the worked ratio."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation.errors import InputError
from evaluation.stats.standardise import directly_standardised, indirectly_standardised

X, N, W = [12, 25, 40, 8], [400, 900, 1500, 300], [300, 300, 250, 150]


def test_fay_feuer_published_birth_order_table(known):
    case = known("rates_exact.json")["fay_feuer"]  # Fleiss 1981 p. 249; R epitools prints the same table
    for j, (_, _, adjusted, low, high) in enumerate(case["expected"]):
        x, n = [row[j] for row in case["count"]], [row[j] for row in case["population"]]
        got = directly_standardised(x, n, case["stdpop"], limits="fay_feuer")
        assert 1e5 * got.value == pytest.approx(adjusted, rel=1e-8)
        assert (1e5 * got.low, 1e5 * got.high) == pytest.approx((low, high), rel=1e-6)


def test_fay_feuer_few_events(known):
    case = known("rates_exact.json")["fay_feuer_small"]
    got = directly_standardised(case["count"], case["pop"], case["stdpop"], limits="fay_feuer")
    expected = case["expected_per_1000"]
    assert [1000 * v for v in got[:3]] == pytest.approx(
        [expected["adj.rate"], expected["lci"], expected["uci"]], rel=1e-6
    )


def test_dobson_by_hand():
    rate = sum(w * x / n for x, n, w in zip(X, N, W, strict=True)) / 1000
    variance = sum(w**2 * x / n**2 for x, n, w in zip(X, N, W, strict=True)) / 1000**2
    d, z = 85, stats.norm.ppf(0.975)
    low = d * (1 - 1 / (9 * d) - z / (3 * np.sqrt(d))) ** 3
    high = (d + 1) * (1 - 1 / (9 * (d + 1)) + z / (3 * np.sqrt(d + 1))) ** 3
    got = directly_standardised(X, N, W)
    scale = np.sqrt(variance / d)
    assert got[:3] == pytest.approx((rate, rate + scale * (low - d), rate + scale * (high - d)), rel=1e-12)
    assert got.method == "dsr_dobson"


def test_own_composition_gives_the_crude_rate():
    assert directly_standardised(X, N, N).value == pytest.approx(sum(X) / sum(N))


def test_frequent_visitors_widen_the_interval():
    once = {1: X}
    often = {1: [2, 5, 10, 2], 5: [2, 4, 6, 1.2]}
    plain = directly_standardised(X, N, W)
    assert directly_standardised(X, N, W, once)[:3] == pytest.approx(plain[:3])
    wide = directly_standardised(X, N, W, often)
    spread = np.array([2 + 25 * 2, 5 + 25 * 4, 10 + 25 * 6, 2 + 25 * 1.2])
    share = np.array(W) / 1000 / np.array(N)
    factor = np.sqrt((share**2 * spread).sum() / (share**2 * np.array(X)).sum())
    assert wide.high - wide.value == pytest.approx(factor * (plain.high - plain.value))
    with pytest.raises(InputError, match="Häufigkeit"):
        directly_standardised(X, N, W, {2: X})


def test_fewer_than_ten_events_give_no_dobson_rate():
    got = directly_standardised([3, 4], [100, 100], [1, 1])
    assert np.isnan(got[:3]).all()
    assert got.method == "none_few_events"


def test_two_levels_give_a_frame():
    got = directly_standardised(X, N, W, confidence=(0.95, 0.998))
    assert isinstance(got, pd.DataFrame)
    assert got.low.is_monotonic_decreasing
    assert len(indirectly_standardised(9, [10], [1], [10], confidence=(0.95, 0.998))) == 2


def test_indirect_ratio():
    exact = indirectly_standardised([4, 5], [100, 160], [20, 40], [1000, 2000])  # 9 observed, 5.2 expected
    assert [round(v, 4) for v in exact[:3]] == [1.7308, 0.7914, 3.2855]
    assert exact.method == "isr_exact"
    byar = indirectly_standardised(65, [100], [1], [1])
    assert byar[1:3] == pytest.approx((0.50163187710459454, 0.8284913854593984), rel=1e-10)  # PHE Byar table
    assert byar.method == "isr_byar"
    always = indirectly_standardised(65, [100], [1], [1], byar_from=np.inf)
    assert always.low == pytest.approx(stats.chi2.ppf(0.025, 130) / 200)


@pytest.mark.parametrize(
    "call",
    [
        lambda: directly_standardised([1, 2], [10, 0], [1, 1]),
        lambda: directly_standardised([1, 2], [10], [1, 1]),
        lambda: indirectly_standardised(1, [10], [0], [10]),
        lambda: directly_standardised(X, N, W, limits="wald"),
    ],
)
def test_bad_strata_are_refused(call):
    with pytest.raises(InputError):
        call()
