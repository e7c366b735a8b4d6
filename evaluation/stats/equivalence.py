"""Equivalence tests: "no change" needs an interval inside a margin, never p > 0.05."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, numbers, probability, same_length


class Equivalence(NamedTuple):
    """Difference, its (1 - 2α) interval, the two one-sided p and whether the interval lies inside the margin."""

    value: float
    low: float
    high: float
    confidence: float
    method: str
    p: float
    p_lower: float
    p_upper: float
    df: float
    equivalent: bool


def equivalence(
    x: Any, y: Any, margin: float, *, paired: bool = False, equal_variance: bool = False, alpha: float = 0.05
) -> Equivalence:
    """Two one-sided t tests that mean(x) - mean(y) lies within ± margin.

    Parameters
    ----------
    x, y : array
        One value per independent unit (site, person).
    margin : float
        Largest difference that would still count as equal, named beforehand.
    paired, equal_variance : bool
        Pairs; Student instead of Welch.
    alpha : float
        Level of each one-sided test; the interval has level 1 - 2·alpha.

    Returns
    -------
    Equivalence
        method ``"tost_welch"``, ``"tost_student"`` or ``"tost_paired"``.

    References
    ----------
    Schuirmann 1987, J Pharmacokinet Biopharm 15:657-680; equals R t.test one-sided pairs.

    Examples
    --------
    >>> result = equivalence([4, 7, 8, 6, 3, 2], [6, 8, 7, 10, 11, 9], 10)
    >>> round(result.p, 6), result.equivalent
    (0.000213, True)
    """
    x, y = numbers("x", x, 2), numbers("y", y, 2)
    if paired:
        same_length(x=x, y=y)
    gap, se, df, name = _difference(x, y, paired, equal_variance)
    return equivalence_of_estimate(gap, se, df, margin, alpha=alpha)._replace(method=f"tost_{name}")


def equivalence_of_estimate(value: float, se: float, df: float, margin: float, *, alpha: float = 0.05) -> Equivalence:
    """Two one-sided tests from an estimate, its standard error and degrees of freedom (e.g. of `cr2`).

    Parameters
    ----------
    value, se, df : float
    margin : float
        Named beforehand, above 0.
    alpha : float

    References
    ----------
    Schuirmann 1987.

    Examples
    --------
    >>> equivalence_of_estimate(0.1, 0.2, 4, 1.0).equivalent
    True
    """
    probability("alpha", alpha)
    if not margin > 0 or not se > 0:
        raise InputError(
            "Die Grenze der Gleichwertigkeit und der Standardfehler müssen über 0 liegen.",
            "The equivalence margin and the standard error must be above 0.",
        )
    lower = float(special.stdtr(df, -(value + margin) / se))
    upper = float(special.stdtr(df, (value - margin) / se))
    reach = float(special.stdtrit(df, 1 - alpha)) * se
    p = max(lower, upper)
    interval = (value, value - reach, value + reach, 1 - 2 * alpha, "tost")
    return Equivalence(*interval, p, lower, upper, float(df), p < alpha)


def _difference(x: Floats, y: Floats, paired: bool, equal_variance: bool) -> tuple[float, float, float, str]:
    gap = float(x.mean() - y.mean())
    if paired:
        return gap, float((x - y).std(ddof=1) / np.sqrt(len(x))), len(x) - 1.0, "paired"
    a, b, na, nb = x.var(ddof=1), y.var(ddof=1), len(x), len(y)
    if equal_variance:
        pooled = ((na - 1) * a + (nb - 1) * b) / (na + nb - 2)
        return gap, float(np.sqrt(pooled * (1 / na + 1 / nb))), na + nb - 2.0, "student"
    parts = a / na + b / nb
    df = parts**2 / ((a / na) ** 2 / (na - 1) + (b / nb) ** 2 / (nb - 1))
    return gap, float(np.sqrt(parts)), float(df), "welch"
