"""Two shares or two rates against each other: difference and ratio with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, special

from evaluation.errors import InputError
from evaluation.stats import _inputs as given
from evaluation.stats._inputs import Floats
from evaluation.stats._interval import Confidence, Interval, intervals
from evaluation.stats._limits import beta_limits, score_limits

if TYPE_CHECKING:
    import pandas as pd


def newcombe_difference(x1: Any, n1: Any, x2: Any, n2: Any, confidence: Confidence = 0.95) -> Interval | pd.DataFrame:
    """Difference of two shares p1 - p2 with Newcombe's hybrid score interval (method 10).

    Parameters
    ----------
    x1, n1, x2, n2 : number or array
        Cases that count and all cases, of the first and of the second group.
    confidence : float or several

    Returns
    -------
    Interval or pandas.DataFrame
        value, low, high between -1 and 1; method ``"newcombe"``.

    References
    ----------
    Newcombe 1998, Stat Med 17:873-890.

    Examples
    --------
    >>> gap = newcombe_difference(56, 70, 48, 80)
    >>> round(gap.value, 2), round(gap.low, 4), round(gap.high, 4)
    (0.2, 0.0524, 0.3339)
    """

    def compute(alpha: float, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> tuple[Floats, Floats, Floats]:
        (low1, high1), (low2, high2) = score_limits(x1, n1, alpha), score_limits(x2, n2, alpha)
        p1, p2 = x1 / n1, x2 / n2
        low = p1 - p2 - np.hypot(p1 - low1, high2 - p2)
        return p1 - p2, low, p1 - p2 + np.hypot(high1 - p1, p2 - low2)

    def check(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> None:
        given.nonnegative(x1=x1, n1=n1, x2=x2, n2=n2)
        given.at_most("x1", x1, "n1", n1)
        given.at_most("x2", x2, "n2", n2)

    return intervals(compute, "newcombe", confidence, {"x1": x1, "n1": n1, "x2": x2, "n2": n2}, check)


def rate_ratio_exact(
    x1: Any, t1: Any, x2: Any, t2: Any, confidence: Confidence = 0.95, *, midp: bool = False
) -> Interval | pd.DataFrame:
    """Ratio of two rates (x1/t1)/(x2/t2) with the exact conditional interval.

    Given x1 + x2 events, x1 is binomial; its Clopper-Pearson limits become limits of the ratio.

    Parameters
    ----------
    x1, t1, x2, t2 : number or array
        Events (of independent persons) and exposure of the first and the second group or year.
    confidence : float or several
    midp : bool
        Count half of the observed outcome: narrower, coverage only on average.

    Returns
    -------
    Interval or pandas.DataFrame
        value, low, high; method ``"rate_ratio_exact"`` or ``"rate_ratio_midp"``.
        Without any event value is missing and the interval reaches from 0 to infinity.

    References
    ----------
    Conditional test as in R poisson.test; Garwood 1936 for the single rates.

    Examples
    --------
    >>> ratio = rate_ratio_exact(18, 12, 40, 20)
    >>> round(ratio.value, 3), round(ratio.low, 4), round(ratio.high, 4)
    (0.75, 0.4047, 1.3387)
    """

    def compute(alpha: float, x1: Floats, t1: Floats, x2: Floats, t2: Floats) -> tuple[Floats, Floats, Floats]:
        limits = _midp_limits if midp else beta_limits
        low, high = limits(x1, x1 + x2, alpha)
        nothing = x1 + x2 == 0
        low, high = np.where(nothing, 0.0, low), np.where(nothing, 1.0, high)
        ratio = np.where(x2 > 0, (x1 / t1) / (x2 / t2), np.where(nothing, np.nan, np.inf))
        scale = t2 / t1
        return ratio + 0 * x2, scale * low / (1 - low), scale * high / (1 - high)

    name = "rate_ratio_midp" if midp else "rate_ratio_exact"
    return intervals(compute, name, confidence, {"x1": x1, "t1": t1, "x2": x2, "t2": t2}, _check_ratio)


def _midp_limits(x: Floats, n: Floats, alpha: float) -> tuple[Floats, Floats]:
    def upper_tail(p: float, x: float, n: float) -> float:
        at_least, more = special.betainc(x, n - x + 1, p) if x > 0 else 1.0, 0.0
        if x < n:
            more = special.betainc(x + 1, n - x, p)
        return float(at_least + more) / 2

    def solve(x: float, n: float, target: float) -> float:
        return float(optimize.brentq(lambda p: upper_tail(p, x, n) - target, 0.0, 1.0, xtol=1e-15, rtol=1e-14))

    low = [solve(a, b, alpha / 2) if a > 0 else 0.0 + 0 * b for a, b in zip(x, n, strict=True)]
    high = [solve(a, b, 1 - alpha / 2) if a < b else 1.0 + 0 * b for a, b in zip(x, n, strict=True)]
    return np.array(low), np.array(high)


def _check_ratio(x1: Floats, t1: Floats, x2: Floats, t2: Floats) -> None:
    given.nonnegative(x1=x1, t1=t1, x2=x2, t2=t2)
    if np.any(t1 == 0) or np.any(t2 == 0):
        raise InputError(
            "Ein Verhältnis zweier Raten braucht auf beiden Seiten eine Bezugsgröße über 0.",
            "A ratio of two rates needs an exposure above 0 on both sides.",
        )


def rate_ratio_p(x1: float, t1: float, x2: float, t2: float, *, midp: bool = False) -> float:
    """Two-sided p of equal rates, exact given the sum of events.

    Parameters
    ----------
    x1, t1, x2, t2 : number
        Events and exposure of both sides.
    midp : bool
        Twice the smaller tail, with half of the observed outcome's probability (at most 1).

    Returns
    -------
    float
        The exact p adds all outcomes that are not more probable than the observed one.

    References
    ----------
    R poisson.test (exact); mid-p after Rothman.

    Examples
    --------
    >>> round(rate_ratio_p(18, 12, 40, 20), 3)
    0.344
    """
    from scipy import stats

    values = [given.floats(name, v) for name, v in zip(("x1", "t1", "x2", "t2"), (x1, t1, x2, t2), strict=True)]
    _check_ratio(*values)
    events, share = int(x1 + x2), t1 / (t1 + t2)
    if events != x1 + x2 or int(x1) != x1:
        raise InputError("Der exakte Test braucht ganze Fallzahlen.", "The exact test needs whole counts.")
    if events == 0:
        return 1.0
    if not midp:
        return float(stats.binomtest(int(x1), events, share).pvalue)
    half = stats.binom.pmf(x1, events, share) / 2
    tails = (stats.binom.cdf(x1, events, share) - half, stats.binom.sf(x1, events, share) + half)
    return float(min(1.0, 2 * min(tails)))
