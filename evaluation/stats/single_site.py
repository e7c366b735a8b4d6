"""One treated site against several others: Crawford-Howell t and the placebo rank."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import special

from evaluation.stats._inputs import TooFew, numbers, probability


class SingleSite(NamedTuple):
    """Difference to the others with its interval, t test, and the placebo p with its floor."""

    value: float
    low: float
    high: float
    confidence: float
    method: str
    t: float
    df: int
    p: float
    p_placebo: float
    p_floor: float


def crawford_howell(treated: float, controls: Any, confidence: float = 0.95) -> SingleSite:
    """Compare the change of one site with the changes of the others.

    t = (d1 - d̄0) / (s0·√(1 + 1/n0)) with n0 - 1 degrees of freedom.

    Parameters
    ----------
    treated : float
        Change of the one site.
    controls : array
        Changes of at least three other sites.
    confidence : float

    Returns
    -------
    SingleSite
        method ``"crawford_howell"``; p_placebo = share of sites whose distance from the others' mean is at least as
        large, p_floor = 1/(n0 + 1), the smallest placebo p.

    Raises
    ------
    TooFew
        Fewer than three controls, or controls without any spread.

    References
    ----------
    Crawford & Howell 1998, The Clinical Neuropsychologist 12:482-486.

    Examples
    --------
    >>> result = crawford_howell(78, [50, 40, 60, 55, 45])
    >>> round(result.t, 4), result.df, round(result.p, 4), round(result.p_floor, 3)
    (3.2332, 4, 0.0319, 0.167)
    """
    d1, d0 = float(numbers("treated", treated)[0]), numbers("controls", controls)
    probability("confidence", confidence)
    n0 = len(d0)
    if n0 < 3 or np.ptp(d0) == 0:
        raise TooFew(
            "Ein einzelner Standort braucht mindestens drei Vergleichsstandorte mit verschiedenen Werten.",
            "A single site needs at least three comparison sites with different values.",
        )
    gap, se = d1 - float(d0.mean()), float(d0.std(ddof=1) * np.sqrt(1 + 1 / n0))
    reach = float(special.stdtrit(n0 - 1, 0.5 + confidence / 2)) * se
    p = float(2 * special.stdtr(n0 - 1, -abs(gap) / se))
    every = np.r_[d1, d0]
    distance = np.abs(every - (every.sum() - every) / n0)
    placebo = float((distance >= distance[0] * (1 - 1e-9)).mean())
    interval = (gap, gap - reach, gap + reach, confidence, "crawford_howell")
    return SingleSite(*interval, gap / se, n0 - 1, p, placebo, 1 / (n0 + 1))
