"""Random-intercept model for few sites: REML in closed form per variance ratio, t with m - l - 1 at site level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import optimize, special

from evaluation.stats._inputs import Floats, TooFew, floats, numbers, probability
from evaluation.stats.cr2 import check_design, site_codes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RandomIntercept:
    """Result of `random_intercept`.

    Attributes
    ----------
    effects : pandas.DataFrame
        value, low, high, confidence, method, se, df, p per column of the design.
    var_site, var_residual : float
        Variance between sites (0 is a possible estimate) and within.
    criterion : float
        REML deviance.
    """

    effects: pd.DataFrame
    var_site: float
    var_residual: float
    criterion: float


class _Gls(NamedTuple):
    deviance: float
    coef: Floats
    inverse: Floats
    variance: float


def random_intercept(X: Any, y: Any, cluster: Any, confidence: float = 0.95) -> RandomIntercept:
    """Fit y = X·b + site + error; errors of b from GLS, degrees of freedom from the number of sites.

    Site-level columns (constant within every site) and the intercept have t with m - l - 1 degrees of freedom (m sites,
    l site-level columns beside the intercept), others the residual ones. A sensitivity check where sites are few.

    Parameters
    ----------
    X : pandas.DataFrame or array, shape (n, p)
        Design with its constant.
    y : array
    cluster : array
        Site of each row.
    confidence : float

    Returns
    -------
    RandomIntercept
        method of the effects: ``"reml_gls_t"``.

    Raises
    ------
    TooFew
        Site-level columns leave no degree of freedom, or no site has two rows.

    References
    ----------
    Elff, Heisig, Schaeffer & Shikano 2021, BJPS; the fit equals R lme4::lmer (REML).

    Examples
    --------
    >>> y = [1.0, 2.0, 1.5, 2.5, 4.0, 5.0, 4.5, 5.5]
    >>> fit = random_intercept(np.ones((8, 1)), y, list("aabbccdd"))
    >>> round(float(fit.effects.loc[0, "value"]), 4), float(fit.effects.loc[0, "df"])
    (3.25, 3.0)
    """
    import pandas as pd

    names = list(X.columns) if isinstance(X, pd.DataFrame) else list(range(np.shape(np.atleast_2d(X))[1]))
    design, y, codes = np.atleast_2d(floats("X", X)), numbers("y", y), site_codes(cluster)
    probability("confidence", confidence)
    check_design(design, y, codes)
    df = _degrees(design, codes)
    ratio = _best_ratio(design, y, codes)
    fit = _gls(design, y, codes, ratio)
    se = np.sqrt(fit.variance * np.diag(fit.inverse))
    t = special.stdtrit(df, 0.5 + confidence / 2)
    effects = pd.DataFrame(
        {
            "value": fit.coef,
            "low": fit.coef - t * se,
            "high": fit.coef + t * se,
            "confidence": confidence,
            "method": "reml_gls_t",
            "se": se,
            "df": df,
            "p": 2 * special.stdtr(df, -np.abs(fit.coef) / se),
        },
        index=pd.Index(names, name="term"),
    )
    return RandomIntercept(effects, ratio * fit.variance, fit.variance, fit.deviance)


def _degrees(design: Floats, codes: Any) -> Floats:
    sites, (n, p) = int(codes.max()) + 1, design.shape
    varying = [any(np.ptp(column[codes == g]) > 0 for g in range(sites)) for column in design.T]
    level = p - sum(varying)
    upper, lower = sites - level, n - sites - sum(varying)
    if upper < 1 or lower < 1:
        raise TooFew(
            f"{sites} Standorte und {n} Werte reichen für dieses Modell nicht aus.",
            f"{sites} sites and {n} values are not enough for this model.",
        )
    return np.where(varying, float(lower), float(upper))


def _best_ratio(design: Floats, y: Floats, codes: Any) -> float:
    """Return the REML estimate of var_site / var_residual; 0 where the likelihood falls from the start."""

    def loss(log_ratio: float) -> float:
        return _gls(design, y, codes, float(np.exp(log_ratio))).deviance

    grid = np.linspace(-12, 10, 45)
    start = grid[int(np.argmin([loss(g) for g in grid]))]
    found = optimize.minimize_scalar(
        loss, bounds=(start - 0.6, start + 0.6), method="bounded", options={"xatol": 1e-10}
    )
    zero = _gls(design, y, codes, 0.0).deviance
    return 0.0 if zero <= float(found.fun) + 1e-9 else float(np.exp(found.x))


def _gls(design: Floats, y: Floats, codes: Any, ratio: float) -> _Gls:
    """Generalised least squares for V = I + ratio·J within sites, by removing part of the site means."""
    size = np.bincount(codes).astype(float)
    keep = (1 - 1 / np.sqrt(1 + ratio * size))[codes]
    stacked = np.column_stack([design, y])
    means = np.stack([np.bincount(codes, column) / size for column in stacked.T], axis=1)[codes]
    white = stacked - keep[:, None] * means
    x, target = white[:, :-1], white[:, -1]
    information = x.T @ x
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    coef = inverse @ x.T @ target
    df = len(y) - design.shape[1]
    rss = float(((target - x @ coef) ** 2).sum())
    logdet = np.log1p(ratio * size).sum() + np.linalg.slogdet(information)[1]
    deviance = df * (1 + np.log(2 * np.pi * rss / df)) + logdet
    return _Gls(float(deviance), coef, inverse, rss / df)
