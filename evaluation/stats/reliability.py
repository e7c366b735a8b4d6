"""Internal consistency of a scale."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from evaluation.stats._inputs import TooFew, floats, probability
from evaluation.stats._interval import Interval

#: Below this many respondents a report makes no statement on reliability.
MIN_RESPONDENTS = 30


def cronbach_alpha(items: Any, confidence: float = 0.95) -> Interval:
    """Cronbach's alpha with Feldt's interval; respondents with a gap are left out.

    Parameters
    ----------
    items : array, shape (respondents, items)
        Answers, reversed items already turned.
    confidence : float

    Returns
    -------
    Interval
        method ``"cronbach_feldt"``. Below 30 respondents the interval is wide: make no claim.

    Raises
    ------
    TooFew
        Fewer than three complete respondents or two items, or no spread in the sum score.

    References
    ----------
    Cronbach 1951; Feldt 1965, Psychometrika 30:357-370.

    Examples
    --------
    >>> alpha = cronbach_alpha([[1, 2, 2], [3, 3, 4], [2, 2, 3], [4, 5, 5]])
    >>> round(alpha.value, 3), round(alpha.low, 3), round(alpha.high, 3)
    (0.978, 0.857, 0.999)
    """
    table = np.atleast_2d(floats("items", items))
    probability("confidence", confidence)
    table = table[~np.isnan(table).any(axis=1)]
    n, k = table.shape
    if n < 3 or k < 2 or np.ptp(table.sum(axis=1)) == 0:
        raise TooFew(
            "Für die Zuverlässigkeit einer Skala braucht es mindestens drei vollständige Bögen mit Unterschieden.",
            "The reliability of a scale needs at least three complete answers that differ.",
        )
    value = k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / table.sum(axis=1).var(ddof=1))
    low, high = (1 - (1 - value) * special.fdtri(n - 1, (n - 1) * (k - 1), 0.5 + s * confidence / 2) for s in (1, -1))
    return Interval(float(value), float(low), float(high), confidence, "cronbach_feldt")
