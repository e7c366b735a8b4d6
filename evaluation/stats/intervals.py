"""Intervals for counts, rates, shares, their differences and ratios; scalars or whole columns in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.stats import _inputs as given
from evaluation.stats._inputs import Floats
from evaluation.stats._interval import Confidence, Interval, intervals
from evaluation.stats._limits import beta_limits, byar_limits, garwood, score_limits
from evaluation.stats.clustered import clustered_rate as clustered_rate
from evaluation.stats.clustered import clustered_share as clustered_share
from evaluation.stats.clustered_bootstrap import bootstrap_rate as bootstrap_rate
from evaluation.stats.clustered_bootstrap import bootstrap_share as bootstrap_share
from evaluation.stats.clustered_bootstrap import cluster_sums as cluster_sums
from evaluation.stats.two_groups import newcombe_difference as newcombe_difference
from evaluation.stats.two_groups import rate_ratio_exact as rate_ratio_exact
from evaluation.stats.two_groups import rate_ratio_p as rate_ratio_p

if TYPE_CHECKING:
    import pandas as pd


def _check_share(x: Floats, n: Floats) -> None:
    given.nonnegative(x=x, n=n)
    given.at_most("x", x, "n", n)


def _check_rate(x: Floats, exposure: Floats) -> None:
    given.nonnegative(x=x, exposure=exposure)
    given.no_events_without_exposure(x, exposure)


def wilson(x: Any, n: Any, confidence: Confidence = 0.95) -> Interval | pd.DataFrame:
    """Wilson score interval of a share, the default for shares.

    Parameters
    ----------
    x, n : number or array
        Cases that count, and all cases. n = 0 gives missing values.
    confidence : float or several
        Level, or several such as ``(0.95, 0.998)``: then a frame with a row each.

    Returns
    -------
    Interval or pandas.DataFrame
        value, low, high (shares between 0 and 1), confidence, method ``"wilson"``.

    Raises
    ------
    InputError
        Negative counts, x larger than n, a confidence outside 0 to 1.

    References
    ----------
    Wilson 1927; Newcombe 1998, Stat Med 17:857-872 (method 3).

    Examples
    --------
    >>> share = wilson(3, 10)
    >>> round(share.value, 2), round(share.low, 4), round(share.high, 4)
    (0.3, 0.1078, 0.6032)
    """
    return intervals(
        lambda alpha, x, n: (x / n, *score_limits(x, n, alpha)), "wilson", confidence, {"x": x, "n": n}, _check_share
    )


def clopper_pearson(x: Any, n: Any, confidence: Confidence = 0.95) -> Interval | pd.DataFrame:
    """Exact binomial interval of a share: guaranteed coverage, wider than Wilson.

    Parameters and columns as in `wilson`; method ``"clopper_pearson"``.

    References
    ----------
    Clopper & Pearson 1934; equals R binom.test.

    Examples
    --------
    >>> round(clopper_pearson(0, 5).high, 4)
    0.5218
    """
    return intervals(
        lambda alpha, x, n: (x / n, *beta_limits(x, n, alpha)),
        "clopper_pearson", confidence, {"x": x, "n": n}, _check_share,
    )  # fmt: skip


def poisson_exact(x: Any, exposure: Any = 1.0, confidence: Confidence = 0.95) -> Interval | pd.DataFrame:
    """Exact (Garwood) interval of a count or a rate of independent persons or events.

    Parameters
    ----------
    x : number or array
        The count.
    exposure : number or array
        Population, time or expected count that the count is divided by.
    confidence : float or several

    Returns
    -------
    Interval or pandas.DataFrame
        value = x / exposure, low, high, confidence, method ``"poisson_exact"``.

    Raises
    ------
    InputError
        Negative counts, events without exposure.

    References
    ----------
    Garwood 1936; equals R poisson.test.

    Examples
    --------
    >>> rate = poisson_exact(12, 150)
    >>> round(rate.value, 4), round(rate.low, 4), round(rate.high, 4)
    (0.08, 0.0413, 0.1397)
    """

    def compute(alpha: float, x: Floats, exposure: Floats) -> tuple[Floats, Floats, Floats]:
        low, high = garwood(x, alpha)
        return x / exposure, low / exposure, np.where(exposure > 0, high / exposure, np.nan)

    return intervals(compute, "poisson_exact", confidence, {"x": x, "exposure": exposure}, _check_rate)


def byar(x: Any, exposure: Any = 1.0, confidence: Confidence = 0.95, exact_below: float = 0) -> Interval | pd.DataFrame:
    """Byar's approximation of the Poisson interval, for comparison with sources that use it.

    Parameters
    ----------
    x, exposure, confidence
        As in `poisson_exact`.
    exact_below : float
        Counts below this use the exact interval (and carry its name); English public health tables use 10.

    References
    ----------
    Breslow & Day 1987; rule of exact limits below 10: Public Health England, PHEindicatormethods.

    Examples
    --------
    >>> round(byar(65).low, 4), byar(5, exact_below=10).method
    (50.1632, 'poisson_exact')
    """

    def compute(alpha: float, x: Floats, exposure: Floats) -> tuple[Floats, Floats, Floats, Any]:
        low, high = byar_limits(x, alpha)
        exact_low, exact_high = garwood(x, alpha)
        exact = x < exact_below
        names = np.where(exact, "poisson_exact", "byar")
        high = np.where(exposure > 0, np.where(exact, exact_high, high) / exposure, np.nan)
        return x / exposure, np.where(exact, exact_low, low) / exposure, high, names

    return intervals(compute, "byar", confidence, {"x": x, "exposure": exposure}, _check_rate)
