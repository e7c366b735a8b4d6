"""Monthly series with declared breaks: the published Sicily analysis, R's gls, and the limits of length."""

import numpy as np
import pytest

from evaluation.errors import InputError
from evaluation.stats import TooFew
from evaluation.stats.change import interrupted_series, reml_ar1


@pytest.fixture(scope="module")
def sicily(known):
    return known("its_sicily_data.csv"), known("its_sicily_expected.json")


@pytest.mark.parametrize(("key", "harmonics"), [("quasipoisson", 0), ("quasipoisson_season", 2)])
def test_published_smoking_ban(sicily, key, harmonics):
    data, expected = sicily
    got = interrupted_series(
        data.aces, data.time, {"ban": 37}, data.stdpop, slopes=False, harmonics=harmonics, normal=True
    )
    # Lopez Bernal 2017: .894 (.839-.953) and .885 (.839-.933)
    assert got.effects.loc["level ban", ["value", "low", "high"]].tolist() == pytest.approx(
        expected[key]["rr_smokban"], rel=2e-6
    )
    assert got.coefficients.loc["trend", "coef"] == pytest.approx(expected[key]["coef"]["time"], rel=1e-8)
    assert got.coefficients.loc["trend", "se"] == pytest.approx(expected[key]["se"]["time"], rel=1e-5)
    assert got.dispersion == pytest.approx(expected[key]["dispersion"], rel=1e-5)
    assert got.status == "inference"


def test_step_and_slope(sicily):
    data, expected = sicily
    expected = expected["quasipoisson_season_step_slope"]
    got = interrupted_series(data.aces, data.time, [37], data.stdpop)
    slope, moved = expected["coef"]["smokban:I(time - 36)"], expected["coef"]["smokban"]
    assert got.coefficients.loc["slope 37", "coef"] == pytest.approx(slope, rel=1e-7)
    assert got.coefficients.loc["slope 37", "se"] == pytest.approx(expected["se"]["smokban:I(time - 36)"], rel=1e-5)
    assert got.coefficients.loc["level 37", "coef"] == pytest.approx(moved + slope, rel=1e-7)  # R centred at 36
    assert got.dispersion == pytest.approx(expected["dispersion"], rel=1e-5)


def test_negative_binomial(sicily):
    data, expected = sicily
    expected = expected["negbin_season"]
    got = interrupted_series(
        data.aces, data.time, {"ban": 37}, data.stdpop, slopes=False, family="negative_binomial", normal=True
    )
    assert got.coefficients.loc["level ban", "coef"] == pytest.approx(expected["coef"]["smokban"], rel=1e-4)
    assert got.coefficients.loc["level ban", "se"] == pytest.approx(expected["se"]["smokban"], rel=1e-4)
    assert got.effects.method.unique().tolist() == ["negative_binomial"]


# nlme 3.1 (R 4.2.2): gls(..., correlation = corAR1(form = ~time), method = "REML"), tolerances 1e-12
GLS = {
    "all": (0.26982952529186444, 0.065617613022794896, 68.405464962394689, -0.11105777715452184, 0.040553101064862332),
    "gap": (0.27673107217909237, 0.06722117068266116, 63.321540605894, -0.11841867582248321, 0.046569713240703373),
}


@pytest.mark.parametrize("case", ["all", "gap"])
def test_reml_ar1_equals_nlme_gls(sicily, case):
    data = sicily[0] if case == "all" else sicily[0].drop(index=[36, 37, 38])
    X = np.column_stack([np.ones(len(data)), data.smokban, data.time])
    got = reml_ar1(np.log(data.aces / data.stdpop), X, data.time)
    rho, sigma, loglik, coef, se = GLS[case]
    assert got.loglik == pytest.approx(loglik, rel=1e-12)
    assert (got.rho, got.sigma) == (pytest.approx(rho, rel=1e-6), pytest.approx(sigma, rel=1e-7))
    assert (got.coef[1], got.se[1]) == (pytest.approx(coef, rel=1e-7), pytest.approx(se, rel=1e-7))
    assert got.df == len(data) - 3


def test_reml_ar1_short_series_equals_nlme_gls():
    y = [5, 7, 6, 9, 12, 11, 13, 17, 16, 15, 18, 22, 21, 25, 24]
    got = reml_ar1(y, np.column_stack([np.ones(15), np.arange(1, 16)]))
    assert got.coef == pytest.approx([3.3751893425732611, 1.4201267281455012], rel=1e-7)
    assert got.se == pytest.approx([0.69744271590729723, 0.076918732353072228], rel=1e-7)


def test_order_of_rows_does_not_matter(sicily):
    data = sicily[0]
    X = np.column_stack([np.ones(len(data)), data.smokban, data.time])
    y = np.log(data.aces / data.stdpop).to_numpy()
    mixed = np.random.default_rng(0).permutation(len(data))
    got, again = reml_ar1(y, X, data.time), reml_ar1(y[mixed], X[mixed], data.time.to_numpy()[mixed])
    assert again.coef == pytest.approx(got.coef, rel=1e-9)
    with pytest.raises(InputError, match="ganzen Zahlen"):
        reml_ar1(y, X, np.zeros(len(y)))


def test_companion_is_gls_of_log_rates(sicily):
    data = sicily[0]
    got = interrupted_series(data.aces, data.time, {"ban": 37}, data.stdpop, slopes=False)
    assert got.rho == pytest.approx(-0.10760789682265474, rel=1e-5)
    row = got.companion.loc["level ban"]
    assert np.log(row.value) == pytest.approx(-0.12473634382998765, rel=1e-6)  # nlme::gls
    assert row.p == pytest.approx(4.1911735166364765e-06, rel=1e-6)
    assert row.method == "reml_ar1_log_rate"


def test_months_as_text_and_transition_months():
    months = [f"{2018 + m // 12}-{m % 12 + 1:02d}" for m in range(60)]
    y = np.r_[np.full(26, 200), [20, 30, 40], np.full(31, 120)] + np.arange(60) % 2
    got = interrupted_series(y, months, {"pandemic": "2020-06"}, omit=["2020-03", "2020-04", "2020-05"], slopes=False)
    assert got.n == 57
    assert got.effects.loc["level pandemic", "value"] == pytest.approx(0.6, abs=0.01)
    assert got.effects.index.tolist() == ["trend", "level pandemic"]


def test_dates_and_text_are_the_same_months():
    import pandas as pd

    y, dates = np.arange(60) % 7 + 20, pd.date_range("2019-01-01", periods=60, freq="MS")
    by_date = interrupted_series(y, dates, {"x": dates[30]}).coefficients
    by_text = interrupted_series(y, dates.strftime("%Y-%m"), {"x": "2021-07"}).coefficients
    pd.testing.assert_frame_equal(by_date, by_text)


def test_length_decides_what_may_be_said():
    rng = np.random.default_rng(1)
    short = interrupted_series(rng.poisson(50, 30), np.arange(1, 31), [16], slopes=False)
    assert short.status == "estimate_only"
    assert short.effects.p.isna().all()
    assert short.companion.p.isna().all()
    with pytest.raises(TooFew, match="nur beschrieben"):
        interrupted_series(rng.poisson(50, 23), np.arange(1, 24), [12])


def test_months_without_events_have_no_log_companion():
    y = np.r_[0, np.random.default_rng(2).poisson(9, 49)]
    got = interrupted_series(y, np.arange(50), [25], slopes=False)
    assert got.companion is None
    assert np.isnan(got.rho)


def test_no_wider_claims_than_poisson():
    y = np.full(60, 100) + np.arange(60) % 2
    got = interrupted_series(y, np.arange(60), [30], harmonics=0, slopes=False)
    assert got.dispersion < 0.1
    assert got.coefficients.loc["level 30", "se"] > 0.03  # Poisson error, not shrunk by underdispersion


@pytest.mark.parametrize(
    ("change", "german"),
    [
        ({"breaks": [99]}, "außerhalb"),
        ({"time": [1] * 60}, "nur einmal"),
        ({"y": np.r_[np.zeros(30), np.full(30, 9)]}, "fehlt jeder Fall"),
        ({"y": np.zeros(60)}, "keinen Fall"),
        ({"exposure": np.zeros(60)}, "Bezugsgröße"),
        ({"breaks": [30, 31, 32]}, "auseinanderhalten"),
        ({"family": "gauss"}, "Möglich sind"),
        ({"time": ["März 2020"] * 60}, "2020-03"),
    ],
)
def test_refusals_name_the_reason(change, german):
    arguments = {"y": np.full(60, 9), "time": np.arange(60), "breaks": [30], "exposure": None} | change
    with pytest.raises(InputError, match=german):
        interrupted_series(**arguments)
