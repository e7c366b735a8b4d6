"""CR2, wild bootstrap, mixed model and single-site t against R and brute force."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from evaluation.errors import InputError
from evaluation.stats import Refused, TooFew
from evaluation.stats.cr2 import cr2
from evaluation.stats.mixed import random_intercept
from evaluation.stats.single_site import crawford_howell
from evaluation.stats.wild_cluster import wild_cluster

NAMES = {"const": "(Intercept)", "value": "value", "capital": "capital"}


@pytest.fixture(scope="module")
def grunfeld(known):
    data = sm.datasets.grunfeld.load_pandas().data
    case = known("few_clusters.json")["grunfeld"]
    return {"six": data[data.firm.isin(case["firms6"])], "eleven": data}, case["expected"]


@pytest.mark.parametrize("part", ["six", "eleven"])
def test_cr2_equals_clubsandwich(grunfeld, part):
    data, expected = grunfeld[0][part], grunfeld[1][part]
    got = cr2(sm.add_constant(data[["value", "capital"]]), data.invest, data.firm)
    for ours, theirs in NAMES.items():
        assert got.loc[ours, "value"] == pytest.approx(expected["coef"][theirs], rel=1e-8)
        assert got.loc[ours, "se"] == pytest.approx(expected["CR2"]["se"][theirs], rel=1e-8)
        assert got.loc[ours, "df"] == pytest.approx(expected["CR2"]["satt_df"][theirs], rel=1e-8)
        assert got.loc[ours, "p"] == pytest.approx(expected["CR2"]["satt_p"][theirs], rel=1e-8)
    row = got.loc["value"]
    reach = stats.t.ppf(0.975, row.df) * row.se
    assert (row.low, row.high) == (pytest.approx(row.value - reach), pytest.approx(row.value + reach))


@pytest.mark.parametrize("part", ["six", "eleven"])
def test_cr2_with_site_constants_equals_clubsandwich(grunfeld, part):
    data, expected = grunfeld[0][part], grunfeld[1][part]["fe_CR2"]
    firms = pd.get_dummies(data.firm, dtype=float)
    got = cr2(pd.concat([data[["value", "capital"]], firms], axis=1), data.invest, data.firm)
    for j, term in enumerate(["value", "capital"]):
        assert got.loc[term, "value"] == pytest.approx(expected["coef"][j], rel=1e-8)
        assert got.loc[term, "se"] == pytest.approx(expected["se"][j], rel=1e-8)
        assert got.loc[term, "df"] == pytest.approx(expected["df"][j], rel=1e-7)
        assert got.loc[term, "p"] == pytest.approx(expected["p"][j], rel=1e-7)
    assert set(got.loc[firms.columns, "method"]) == {"none_one_cluster"}
    assert got.loc[firms.columns, "se"].isna().all()


def panel(treated, sites=6, periods=4):
    site = np.repeat(np.arange(sites), periods)
    time = np.tile(np.arange(periods), sites)
    did = (site < treated) * (time >= periods // 2) * 1.0
    X = np.column_stack([did, pd.get_dummies(site, dtype=float), pd.get_dummies(time, dtype=float).iloc[:, 1:]])
    return X, site, np.random.default_rng(treated).normal(size=sites * periods) + did


def test_one_treated_site_is_refused():
    X, site, y = panel(1)
    with pytest.raises(Refused) as caught:
        cr2(X, y, site)
    assert "Crawford" in caught.value.de
    with pytest.raises(Refused):
        cr2(np.column_stack([np.ones(6), [1, 0, 0, 0, 0, 0]]), [5, 1, 2, 3, 4, 5], range(6))
    with pytest.raises(Refused, match="zwei mit und zwei ohne"):
        cr2(np.ones((6, 1)), range(6), [1, 1, 2, 2, 3, 3])


def test_two_treated_sites_are_answered():
    X, site, y = panel(2)
    row = cr2(X, y, site).loc[0]
    assert np.isfinite(row[["low", "high", "se", "df"]].astype(float)).all()
    # two-way fixed effects with a simultaneous start equal the change per site: same estimate, Welch-like df
    change = [y[(site == s)][2:].mean() - y[(site == s)][:2].mean() for s in range(6)]
    welch = stats.ttest_ind(change[:2], change[2:], equal_var=False)
    assert row.value == pytest.approx(np.mean(change[:2]) - np.mean(change[2:]))
    assert row.df == pytest.approx(
        cr2(np.column_stack([np.ones(6), [1, 1, 0, 0, 0, 0]]), change, range(6)).loc[1, "df"]
    )
    assert row.p == pytest.approx(welch.pvalue, abs=0.2)


@pytest.mark.parametrize(
    "bad", [([[1, 2], [1, 2], [1, 2], [1, 2]], range(4), range(4)), (np.ones((4, 1)), range(3), range(4))]
)
def test_impossible_designs_are_refused(bad):
    with pytest.raises(InputError):
        cr2(*bad)


def brute_force_wild(X, y, site, j, null, points):
    """Refit everything for each weight pattern, the slow and obvious way."""
    sites = np.unique(site)
    factor = 1.0

    def t_stat(target, hypothesis):
        inverse = np.linalg.inv(X.T @ X)
        b = inverse @ X.T @ target
        u = target - X @ b
        meat = sum(np.outer(X[site == g].T @ u[site == g], X[site == g].T @ u[site == g]) for g in sites)
        return (b[j] - hypothesis) / np.sqrt(factor * (inverse @ meat @ inverse)[j, j])

    others = np.delete(X, j, axis=1)
    base = y - null * X[:, j]
    fitted = others @ np.linalg.lstsq(others, base, rcond=None)[0]
    residual, t = base - fitted, t_stat(y, null)
    hits = []
    for pattern in product(points, repeat=len(sites)):
        w = dict(zip(sites, pattern, strict=True))
        star = fitted + null * X[:, j] + residual * np.array([w[s] for s in site])
        hits.append(abs(t_stat(star, null)) >= abs(t) * (1 - 1e-9))
    return t, np.mean(hits)


@pytest.mark.parametrize("weights", ["rademacher", "webb"])
def test_wild_bootstrap_equals_refitting(weights):
    rng = np.random.default_rng(3)
    site = np.repeat(np.arange(4), 5)
    X = np.column_stack([np.ones(20), rng.normal(size=20), rng.normal(size=20)])
    y = X @ [1, 0.5, 0] + rng.normal(size=4)[site] + rng.normal(size=20)
    points = (-1, 1) if weights == "rademacher" else [s * np.sqrt(v) for s in (-1, 1) for v in (0.5, 1, 1.5)]
    got = wild_cluster(X, y, site, weights=weights)
    for j in (1, 2):
        t, p = brute_force_wild(X, y, site, j, 0.0, points)
        assert got.loc[j, "t"] == pytest.approx(t)
        assert got.loc[j, "p"] == pytest.approx(p, abs=1e-12)
    assert got.draws.unique().tolist() == [2**4 if weights == "rademacher" else 6**4]


def test_wild_bootstrap_floor_and_unbounded_interval():
    X, site, y = panel(2, sites=4)
    got = wild_cluster(X[:, [0, 1, 2, 3, 4]], y, site).loc[0]
    assert got.p_floor == 2 / 16
    assert (got.low, got.high) == (-np.inf, np.inf)
    assert got.p >= got.p_floor


def test_wild_interval_is_the_inverted_test():
    rng = np.random.default_rng(8)
    site = np.repeat(np.arange(6), 4)
    X = np.column_stack([np.ones(24), rng.normal(size=24)])
    y = X @ [1, 2] + rng.normal(size=6)[site] + rng.normal(size=24)
    got = wild_cluster(X, y, site).loc[1]
    assert got.low < got.value < got.high
    for bound, inside in ((got.low, 1e-6), (got.high, -1e-6)):
        assert brute_force_wild(X, y, site, 1, bound + inside, (-1, 1))[1] > 0.05
        assert brute_force_wild(X, y, site, 1, bound - inside, (-1, 1))[1] <= 0.05


def test_dyestuff_equals_lme4(known):
    case = known("few_clusters.json")["dyestuff"]
    expected = case["reml"]
    got = random_intercept(np.ones((30, 1)), case["yield"], case["batch"])
    assert got.effects.loc[0, "value"] == pytest.approx(expected["intercept"], rel=1e-10)
    assert got.effects.loc[0, "se"] == pytest.approx(expected["se"], rel=1e-6)
    assert got.var_site == pytest.approx(expected["var_batch"], rel=1e-5)
    assert got.var_residual == pytest.approx(expected["var_resid"], rel=1e-6)
    assert got.criterion == pytest.approx(expected["reml_crit"], rel=1e-10)
    assert got.effects.loc[0, "df"] == pytest.approx(case["satterthwaite_df"], rel=1e-6)


def test_site_level_column_has_m_minus_l_minus_1():
    rng = np.random.default_rng(1)
    site = np.repeat(np.arange(6), 8)
    X = np.column_stack([np.ones(48), site >= 3, rng.normal(size=48)])
    y = rng.normal(size=6)[site] + rng.normal(size=48)
    got = random_intercept(X, y, site).effects
    assert got.df.tolist() == [4, 4, 41]
    # balanced design without covariate: the t of site means
    plain = random_intercept(X[:, :2], y, site).effects.loc[1]
    means = [y[site == s].mean() for s in range(6)]
    assert plain.p == pytest.approx(stats.ttest_ind(means[3:], means[:3]).pvalue, rel=1e-4)


def test_unbalanced_sites_equal_nlme_lme():
    # nlme 3.1 (R 4.2.2): lme(y ~ z + x, random = ~ 1 | site, method = "REML"), tolerances 1e-13
    y = [3.1, 2.8, 3.6, 4.0, 5.2, 4.4, 6.1, 5.9, 6.8, 2.2, 2.9, 3.3, 7.0, 7.4, 5.1, 5.6, 4.9, 6.2]
    x = [0.1, 0.5, 0.9, 0.3, 1.2, 0.7, 0.2, 0.8, 1.5, 0.4, 0.6, 1.1, 0.9, 1.3, 0.2, 0.5, 0.1, 1.0]
    site = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 6]
    got = random_intercept(np.column_stack([np.ones(18), np.isin(site, [3, 5, 6]), x]), y, site)
    assert got.effects.value.tolist() == pytest.approx([2.84723295637, 2.64649421756, 1.01291437804], rel=1e-8)
    assert got.effects.se.tolist() == pytest.approx([0.434871050814, 0.593298785888, 0.182412378546], rel=1e-7)
    assert got.effects.df.tolist()[1:] == [4, 11]
    assert got.effects.p.tolist()[1:] == pytest.approx([1.11547664343e-02, 1.72013845126e-04], rel=1e-6)
    assert (got.var_site, got.var_residual) == pytest.approx((0.4988059110309, 0.0812258955984), rel=1e-6)
    assert got.criterion == pytest.approx(21.95370298305, rel=1e-10)


def test_no_variance_between_sites_is_a_possible_estimate():
    y = np.tile([1.0, 2, 3, 4], 5)
    got = random_intercept(np.ones((20, 1)), y, np.repeat(np.arange(5), 4))
    assert got.var_site == 0
    assert got.var_residual == pytest.approx(np.var(y, ddof=1))


def test_mixed_model_needs_degrees_of_freedom():
    X = np.column_stack(
        [np.ones(8), np.repeat([0, 0, 1, 1], 2), np.repeat([0, 1, 0, 1], 2), np.repeat([1, 0, 0, 0], 2)]
    )
    with pytest.raises(TooFew, match="4 Standorte"):
        random_intercept(X, range(8), np.repeat(range(4), 2))


def test_crawford_howell_is_the_modified_t():
    controls = [0.2, -0.1, 0.4, 0.05]
    got = crawford_howell(1.5, controls)
    mean, sd = np.mean(controls), np.std(controls, ddof=1)
    t = (1.5 - mean) / (sd * np.sqrt(1 + 1 / 4))
    assert (got.t, got.df) == (pytest.approx(t), 3)
    assert got.p == pytest.approx(2 * stats.t.sf(t, 3))
    # identical to the pooled two-sample t with one observation on one side
    assert got.p == pytest.approx(stats.ttest_ind([1.5], controls).pvalue)
    assert (got.p_placebo, got.p_floor) == (0.2, 0.2)
    inside = crawford_howell(0.1, controls)
    assert inside.p_placebo > 0.2
    assert inside.low < 0 < inside.high


def test_single_site_needs_three_others():
    with pytest.raises(TooFew):
        crawford_howell(1, [2, 3])
    with pytest.raises(TooFew):
        crawford_howell(1, [2, 2, 2])
