"""Nominal 5 % tests on simulated nulls: seeded, reduced runs of the designs that few sites really have."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation.stats.comparison import crawford_howell, wild_cluster
from evaluation.stats.cr2 import cr2
from evaluation.stats.reml_ar1 import reml_ar1


def ar1(rng, runs, n, rho):
    noise = rng.normal(size=(runs, n))
    series = np.empty((runs, n))
    series[:, 0] = noise[:, 0] / np.sqrt(1 - rho**2)
    for t in range(1, n):
        series[:, t] = rho * series[:, t - 1] + noise[:, t]
    return series


def did_design(sites, treated, periods=10):
    site, time = np.repeat(np.arange(sites), periods), np.tile(np.arange(periods), sites)
    effect = (site < treated) * (time >= periods // 2) * 1.0
    dummies = [pd.get_dummies(site, dtype=float), pd.get_dummies(time, dtype=float).iloc[:, 1:]]
    return np.column_stack([effect, *dummies]), site


@pytest.mark.parametrize(("sites", "treated"), [(6, 3), (6, 2), (4, 2)])
def test_cr2_satterthwaite_keeps_its_level(sites, treated):
    # 4 000 runs of the same design gave .050, .029 and .053; z with CRV1 rejects .11 to .20
    X, site = did_design(sites, treated)
    rng = np.random.default_rng(100 * sites + treated)
    y = ar1(rng, 250 * sites, 10, 0.6).reshape(250, -1)
    p = np.array([cr2(X, row, site).loc[0, "p"] for row in y])
    assert (p < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 250)


def test_wild_bootstrap_never_rejects_below_its_floor():
    X, site = did_design(4, 2)
    y = ar1(np.random.default_rng(2), 4 * 20, 10, 0.6).reshape(20, -1)
    for row in y:
        assert wild_cluster(X[:, :5], row, site).loc[0, "p"] >= 2 / 16


def test_crawford_howell_keeps_its_level():
    draws = np.random.default_rng(11).normal(size=(2000, 6))
    p = np.array([crawford_howell(row[0], row[1:]).p for row in draws])
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.015)


def test_reml_ar1_interval_of_a_level_change():
    # 48 months, rho .3: 2 000 runs gave .07 for REML with t; least squares .14
    n, runs = 48, 200
    t = np.arange(n)
    X = np.column_stack([np.ones(n), t, t >= 24, (t >= 24) * (t - 24)])
    y = ar1(np.random.default_rng(3), runs, n, 0.3)
    ordinary = np.linalg.pinv(X) @ y.T
    residual = y.T - X @ ordinary
    se = np.sqrt((residual**2).sum(0) / (n - 4) * np.linalg.inv(X.T @ X)[2, 2])
    naive = (np.abs(ordinary[2] / se) > stats.t.ppf(0.975, n - 4)).mean()
    fits = [reml_ar1(row, X) for row in y]
    size = np.mean([abs(f.coef[2] / f.se[2]) > stats.t.ppf(0.975, f.df) for f in fits])
    assert size <= 0.07 + 0.045
    assert size < naive
