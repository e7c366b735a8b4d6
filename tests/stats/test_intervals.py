"""Intervals against R, published tables and full enumeration."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation.errors import InputError
from evaluation.stats import intervals as iv

R = {"rel": 1e-8, "abs": 1e-12}


def test_garwood_equals_r_poisson_test(known):
    for row in known("rates_exact.json")["garwood"]:
        frame = iv.poisson_exact(row["x"], confidence=(0.95, 0.99, 0.998))
        expected = [(row[f"lo{c}"], row[f"hi{c}"]) for c in ("95", "99", "998")]
        for (low, high), (_, got) in zip(expected, frame.iterrows(), strict=True):
            assert (got.low, got.high) == (pytest.approx(low, **R), pytest.approx(high, **R))


def test_shares_equal_r(known):
    for row in known("rates_exact.json")["binomial"]:
        score, exact = iv.wilson(row["x"], row["n"]), iv.clopper_pearson(row["x"], row["n"])
        assert score[1:3] == (pytest.approx(row["wilson_lo"], **R), pytest.approx(row["wilson_hi"], **R))
        assert exact[1:3] == (pytest.approx(row["cp_lo"], **R), pytest.approx(row["cp_hi"], **R))
        assert (score.method, exact.method) == ("wilson", "clopper_pearson")


def test_newcombe_published_cases(known):
    cases = pd.DataFrame(known("rates_exact.json")["newcombe_diff"])
    got = iv.newcombe_difference(cases.x1, cases.n1, cases.x2, cases.n2)
    np.testing.assert_allclose(got[["value", "low", "high"]], cases[["diff", "lo", "hi"]], rtol=1e-8, atol=1e-12)
    assert set(got.method) == {"newcombe"}


def test_rate_ratio_equals_r_poisson_test(known):
    cases = pd.DataFrame(known("rates_exact.json")["rate_ratio_exact"])
    got = iv.rate_ratio_exact(cases.x1, cases.t1, cases.x2, cases.t2)
    np.testing.assert_allclose(got[["value", "low", "high"]], cases[["ratio", "lo", "hi"]], rtol=1e-8)
    for case in cases.itertuples():
        assert iv.rate_ratio_p(case.x1, case.t1, case.x2, case.t2) == pytest.approx(case.p, rel=1e-8)


@pytest.mark.parametrize("file", ["phe_crude_rates.csv", "phe_proportions.csv"])
def test_english_public_health_tables(known, file):
    cases = known(file).dropna(subset=["value"]).reset_index(drop=True)
    x, n, times = cases.Numerator, cases.Denominator, cases.multiplier
    both = (0.95, 0.998)
    got = iv.wilson(x, n, both) if "prop" in file else iv.byar(x, n, both, exact_below=10)
    for level, columns in zip(both, (["lower95_0cl", "upper95_0cl"], ["lower99_8cl", "upper99_8cl"]), strict=True):
        part = got[got.confidence == level].reset_index(drop=True)
        np.testing.assert_allclose(part.value * times, cases.value, rtol=1e-10)
        np.testing.assert_allclose(part.low * times, cases[columns[0]], rtol=1e-8)
        np.testing.assert_allclose(part.high * times, cases[columns[1]], rtol=1e-8)
    if "crude" in file:
        names = got[got.confidence == 0.95].method.map({"poisson_exact": "Exact", "byar": "Byars"})
        assert names.tolist() == cases.method.tolist()


def test_byar_and_wilson_table(known):
    for row in known("byar_wilson.csv").itertuples():
        got = (
            iv.byar(row.x, confidence=row.confidence)
            if row.method == "Byars"
            else iv.wilson(row.x, row.n, row.confidence)
        )
        assert got.high == pytest.approx(row.upper, rel=1e-8)
        assert got.low == pytest.approx(0 if np.isnan(row.lower) else row.lower, rel=1e-8)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (iv.poisson_exact(0), (0, 0, 3.6889)),
        (iv.poisson_exact(3), (3, 0.6187, 8.7673)),
        (iv.poisson_exact(12, 150), (0.08, 0.0413, 0.1397)),
        (iv.poisson_exact(9, 5.2), (1.7308, 0.7914, 3.2855)),
        (iv.wilson(0, 5), (0, 0, 0.4345)),
        (iv.wilson(3, 10), (0.3, 0.1078, 0.6032)),
        (iv.wilson(7, 22), (0.3182, 0.1636, 0.5268)),
        (iv.rate_ratio_exact(508, 1, 236, 1), (2.1525, 1.8410, 2.5227)),
        (iv.rate_ratio_exact(18, 12, 40, 20), (0.75, 0.4047, 1.3387)),
    ],
)
def test_worked_examples(got, expected):
    # four printed digits, computed independently with scipy 1.17
    assert [round(v, 4) for v in got[:3]] == list(expected)


def test_mid_p_limits_solve_their_equation():
    # R's mid-p limits of 3 of 10 (epitools/exactci style): tail plus half the point is alpha/2
    got = iv.rate_ratio_exact(3, 1, 7, 1, midp=True)
    low, high = (r / (1 + r) for r in got[1:3])
    assert stats.binom.sf(3, 10, low) + stats.binom.pmf(3, 10, low) / 2 == pytest.approx(0.025, rel=1e-9)
    assert stats.binom.cdf(3, 10, high) - stats.binom.pmf(3, 10, high) / 2 == pytest.approx(0.025, rel=1e-9)
    exact = iv.rate_ratio_exact(3, 1, 7, 1)
    assert exact.low < got.low < got.high < exact.high
    assert got.method == "rate_ratio_midp"


def test_mid_p_equals_r_binomial_midp(known):
    for row in known("rates_exact.json")["binomial"]:
        if 0 < row["x"] < row["n"]:
            got = iv.rate_ratio_exact(row["x"], 1, row["n"] - row["x"], 1, midp=True)
            assert got.low / (1 + got.low) == pytest.approx(row["midp_lo"], rel=1e-5)
            assert got.high / (1 + got.high) == pytest.approx(row["midp_hi"], rel=1e-5)


def test_mid_p_value_is_smaller_and_bounded():
    assert iv.rate_ratio_p(3, 120, 9, 150, midp=True) < iv.rate_ratio_p(3, 120, 9, 150)
    assert iv.rate_ratio_p(5, 1, 5, 1, midp=True) == 1
    assert iv.rate_ratio_p(0, 1, 0, 1) == 1


@pytest.mark.parametrize("n", [5, 10, 20, 50])
def test_coverage_of_shares_by_enumeration(n):
    x = np.arange(n + 1)
    grid = np.linspace(0.005, 0.995, 397)
    prob = stats.binom.pmf(x[:, None], n, grid)
    exact, score = iv.clopper_pearson(x, n), iv.wilson(x, n)
    covered = {
        name: (prob * ((f.low.values[:, None] <= grid) & (grid <= f.high.values[:, None]))).sum(0)
        for name, f in (("exact", exact), ("score", score))
    }
    assert covered["exact"].min() >= 0.95 - 1e-12
    assert covered["score"].mean() == pytest.approx(0.95, abs=0.02)  # on average nominal (Newcombe 1998)
    assert covered["score"].min() > 0.83


def test_coverage_of_counts_by_enumeration():
    x, mu = np.arange(120), np.linspace(0.05, 20, 400)
    frame = iv.poisson_exact(x)
    inside = (frame.low.values[:, None] <= mu) & (mu <= frame.high.values[:, None])
    coverage = (stats.poisson.pmf(x[:, None], mu) * inside).sum(0)
    assert coverage.min() >= 0.95 - 1e-9
    assert coverage.max() <= 1 + 1e-9


def test_columns_index_and_levels():
    x = pd.Series([1, None, 3], index=["a", "b", "c"], dtype="Int64")
    one = iv.wilson(x, 10)
    assert list(one.columns) == ["value", "low", "high", "confidence", "method"]
    assert one.index.tolist() == ["a", "b", "c"]
    assert one.loc["b", ["value", "low", "high"]].isna().all()
    two = iv.wilson(x, 10, confidence=(0.95, 0.998))
    assert two.index.tolist() == ["a", "a", "b", "b", "c", "c"]
    assert two.confidence.tolist() == [0.95, 0.998] * 3
    assert len(iv.poisson_exact(3, confidence=(0.95, 0.998))) == 2
    assert isinstance(iv.wilson(3, 10), iv.Interval)
    assert len(iv.wilson([], [])) == 0


def test_nothing_counted_is_missing_not_zero():
    assert np.isnan(iv.wilson(0, 0)[:3]).all()
    assert np.isnan(iv.clopper_pearson(0, 0)[:3]).all()
    assert np.isnan(iv.poisson_exact(0, 0)[:3]).all()
    empty = iv.rate_ratio_exact(0, 1, 0, 1)
    assert np.isnan(empty.value)
    assert empty[1:3] == (0, np.inf)


def test_inputs_are_not_modified():
    x = np.array([0.0, 3.0])
    iv.wilson(x, 10)
    assert x.tolist() == [0.0, 3.0]


@pytest.mark.parametrize(
    ("call", "german", "english"),
    [
        (lambda: iv.wilson(11, 10), "größer", "larger"),
        (lambda: iv.wilson(-1, 10), "negativ", "negative"),
        (lambda: iv.wilson("drei", 10), "keine Zahl", "not a number"),
        (lambda: iv.wilson(3, 10, confidence=95), "zwischen 0 und 1", "between 0 and 1"),
        (lambda: iv.poisson_exact(3, 0), "ohne Bezugsgröße", "without exposure"),
        (lambda: iv.rate_ratio_exact(3, 0, 4, 1), "Bezugsgröße", "exposure"),
        (lambda: iv.rate_ratio_p(3.5, 1, 4, 1), "ganze", "whole"),
    ],
)
def test_bad_input_is_refused_in_both_languages(call, german, english):
    with pytest.raises(InputError) as caught:
        call()
    assert german in caught.value.de
    assert english in caught.value.en
