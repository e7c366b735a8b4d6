"""Shares of several categories at once, and whether a composition shifted between two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, nonnegative, numbers, probability, same_length
from evaluation.stats._interval import COLUMNS, Interval
from evaluation.stats._limits import score_limits

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 9_999


def goodman(x: Any, confidence: float = 0.95) -> pd.DataFrame:
    """Simultaneous intervals of all shares of a composition: together they hold at this level.

    Parameters
    ----------
    x : array
        Independent persons per category (one main topic each).
    confidence : float
        Joint level of all intervals.

    Returns
    -------
    pandas.DataFrame
        value, low, high, confidence, method ``"goodman"``; index of a pandas Series is kept.

    Raises
    ------
    InputError
        Negative or missing counts.
    TooFew
        Nothing was counted.

    References
    ----------
    Goodman 1965, Technometrics 7:247-254; equals statsmodels multinomial_proportions_confint.

    Examples
    --------
    >>> goodman([10, 30, 60])["low"].round(4).tolist()
    [0.0485, 0.2036, 0.4804]
    """
    import pandas as pd

    counts, total = _counts("x", x)
    probability("confidence", confidence)
    low, high = score_limits(counts, np.full(len(counts), total), (1 - confidence) / len(counts))
    index = x.index if isinstance(x, pd.Series) else None
    values = (counts / total, low, high, confidence, "goodman")
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=index)


def composition_shift(before: Any, after: Any, confidence: float = 0.95, *, seed: int = 1) -> tuple[Interval, float]:
    """Total variation between two compositions of independent persons, with bootstrap interval and permutation p.

    Parameters
    ----------
    before, after : array
        Persons per category, same categories.
    confidence : float
    seed : int
        The draws are reproducible.

    Returns
    -------
    tuple of Interval and float
        Shift between 0 and 1 (percentile bootstrap, method ``"total_variation_bootstrap"``), and p = (b + 1)/(m + 1) of
        no shift, from 9 999 tables with the same margins. The distance is never negative: look at p for "no shift".

    References
    ----------
    Phipson & Smyth 2010 (p never 0).

    Examples
    --------
    >>> shift, p = composition_shift([120, 90, 60, 60, 70], [180, 110, 40, 30, 40])
    >>> round(shift.value, 2), p
    (0.2, 0.0001)
    """
    from scipy import stats

    probability("confidence", confidence)
    (first, n0), (second, n1) = _counts("before", before), _counts("after", after)
    same_length(before=first, after=second)
    if np.any(first % 1) or np.any(second % 1):
        raise InputError("Personen sind ganze Zahlen.", "Persons are whole numbers.")
    rng = np.random.default_rng(seed)
    value = float(_distance(first / n0, second / n1))
    draws = [rng.multinomial(int(n), counts / n, DRAWS) / n for counts, n in ((first, n0), (second, n1))]
    low, high = np.quantile(_distance(*draws), [(1 - confidence) / 2, (1 + confidence) / 2])
    both = (first + second)[first + second > 0]
    tables = stats.random_table([int(n0), int(n1)], both.astype(int)).rvs(DRAWS, random_state=rng)
    null = _distance(tables[:, 0] / n0, tables[:, 1] / n1)
    p = float(((null >= value - 1e-9).sum() + 1) / (DRAWS + 1))
    return Interval(value, float(low), float(high), confidence, "total_variation_bootstrap"), p


def _distance(p: Floats, q: Floats) -> Floats:
    return np.asarray(np.abs(p - q).sum(axis=-1) / 2, dtype=np.float64)


def _counts(name: str, values: Any) -> tuple[Floats, float]:
    counts = numbers(name, values)
    nonnegative(**{name: counts})
    if counts.sum() == 0:
        raise TooFew("Es wurde nichts gezählt.", "Nothing was counted.")
    return counts, float(counts.sum())
