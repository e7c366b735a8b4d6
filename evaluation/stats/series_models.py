"""The two count models behind a monthly series: quasi-Poisson and negative binomial."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import optimize

from evaluation.stats._inputs import Floats


class Fit(NamedTuple):
    """Coefficients and standard errors on the log scale, and the dispersion."""

    coef: Floats
    se: Floats
    dispersion: float


def fit_counts(y: Floats, design: Floats, offset: Floats, family: str) -> Fit:
    """Fit log E(y) = offset + design·b; quasi-Poisson errors are never narrower than Poisson ones.

    Parameters
    ----------
    y, offset : array, shape (n,)
    design : array, shape (n, p)
    family : {"quasi_poisson", "negative_binomial"}

    References
    ----------
    R glm(family = quasipoisson); MASS::glm.nb (standard errors given the estimated theta).

    Examples
    --------
    >>> fit = fit_counts(np.array([8.0, 12.0]), np.ones((2, 1)), np.zeros(2), "quasi_poisson")
    >>> round(float(np.exp(fit.coef[0])), 6)
    10.0
    """
    return _quasi_poisson(y, design, offset) if family == "quasi_poisson" else _negative_binomial(y, design, offset)


def _quasi_poisson(y: Floats, design: Floats, offset: Floats) -> Fit:
    import statsmodels.api as sm

    fit = sm.GLM(y, design, family=sm.families.Poisson(), offset=offset).fit(tol=1e-13)
    dispersion = float(fit.pearson_chi2 / fit.df_resid) if fit.df_resid > 0 else 1.0
    return Fit(np.asarray(fit.params), np.asarray(fit.bse) * np.sqrt(max(1.0, dispersion)), dispersion)


def _negative_binomial(y: Floats, design: Floats, offset: Floats) -> Fit:
    import statsmodels.api as sm

    def fit(log_alpha: float) -> Any:
        family = sm.families.NegativeBinomial(alpha=float(np.exp(log_alpha)))
        return sm.GLM(y, design, family=family, offset=offset).fit(tol=1e-13)

    best = optimize.minimize_scalar(
        lambda a: -fit(a).llf, bounds=(-18.0, 3.0), method="bounded", options={"xatol": 1e-8}
    )
    found = fit(float(best.x))
    return Fit(np.asarray(found.params), np.asarray(found.bse), 1.0)
