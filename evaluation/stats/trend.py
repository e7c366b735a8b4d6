"""Yearly trend of persons: one rate ratio per year, with a test whether the rates differ at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize, special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, nonnegative, numbers, probability, same_length

MIN_YEARS = 5


class PoissonTrend(NamedTuple):
    """Rate ratio per year with profile interval, its standard error (log), and the heterogeneity of the years."""

    value: float
    low: float
    high: float
    confidence: float
    method: str
    se: float
    heterogeneity: float
    heterogeneity_p: float
    residual_deviance: float
    n: int


def poisson_trend(x: Any, exposure: Any, years: Any, confidence: float = 0.95) -> PoissonTrend:
    """Rate ratio per year of a count of independent persons, from five years on.

    Poisson regression log E(x) = log(exposure) + a + b·year; profile-likelihood interval of exp(b); deviance against
    equal rates (χ² with k - 1 degrees of freedom). For contacts use sums by person instead: they are not independent.

    Parameters
    ----------
    x, exposure, years : array
        Persons, target population and year, one entry per year.
    confidence : float

    Returns
    -------
    PoissonTrend
        value, low, high (ratio per year), confidence, method ``"poisson_trend"``, se, heterogeneity,
        heterogeneity_p, residual_deviance, n.

    Raises
    ------
    TooFew
        Fewer than five years or no person at all.

    References
    ----------
    R glm(family = poisson), confint (profile).

    Examples
    --------
    >>> trend = poisson_trend([12, 9, 15, 22, 25], [410, 430, 425, 440, 450], range(2017, 2022))
    >>> round(trend.value, 4), round(trend.low, 4), round(trend.high, 4)
    (1.2459, 1.0662, 1.4631)
    """
    # The module itself: statsmodels.api would load the whole package, for about a second.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    x, exposure, years = (numbers(k, list(v)) for k, v in (("x", x), ("exposure", exposure), ("years", years)))
    probability("confidence", confidence)
    _check(x, exposure, years)
    t = years - years.mean()
    design = np.column_stack([np.ones_like(t), t])
    fit = GLM(x, design, family=Poisson(), offset=np.log(exposure)).fit(tol=1e-14)
    slope, se = float(fit.params[1]), float(fit.bse[1])
    same = exposure * x.sum() / exposure.sum()
    heterogeneity = _deviance(x, same)
    limit = special.chdtri(1, 1 - confidence)

    def excess(b: float) -> float:
        weights = exposure * np.exp(b * t)
        return _deviance(x, weights * x.sum() / weights.sum()) - float(fit.deviance) - float(limit)

    low, high = _root(excess, slope, -se), _root(excess, slope, se)
    p = float(special.chdtrc(len(x) - 1, heterogeneity))
    interval = (float(np.exp(slope)), float(np.exp(low)), float(np.exp(high)), confidence, "poisson_trend")
    return PoissonTrend(*interval, se, heterogeneity, p, float(fit.deviance), len(x))


def _check(x: Floats, exposure: Floats, years: Floats) -> None:
    same_length(x=x, exposure=exposure, years=years)
    nonnegative(x=x)
    if np.any(exposure <= 0) or len(np.unique(years)) < len(years):
        raise InputError(
            "Jedes Jahr darf nur einmal vorkommen und braucht eine Bezugsgröße über 0.",
            "Each year may occur only once and needs an exposure above 0.",
        )
    if len(x) < MIN_YEARS:
        raise TooFew(
            f"Ein Trend braucht mindestens {MIN_YEARS} Jahre, es sind {len(x)}.",
            f"A trend needs at least {MIN_YEARS} years, there are {len(x)}.",
        )
    if (x > 0).sum() < 2:
        raise TooFew(
            "Mit weniger als zwei Jahren über 0 lässt sich keine Veränderung je Jahr schätzen.",
            "With fewer than two years above 0 no change per year can be estimated.",
        )


def _deviance(x: Floats, expected: Floats) -> float:
    return float(2 * (special.xlogy(x, x / expected) - x + expected).sum())


def _root(excess: Callable[[float], float], start: float, step: float) -> float:
    far = start + step
    while excess(far) < 0:
        far += 2 * (far - start)
    return float(optimize.brentq(excess, start, far, xtol=1e-13, rtol=1e-13))
