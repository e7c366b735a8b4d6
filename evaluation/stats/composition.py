"""Composition of counts over categories: concentration, evenness, inequality, and the shift between two."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, nonnegative, numbers, same_length


def _shares(name: str, values: Any) -> Floats:
    counts = numbers(name, values)
    nonnegative(**{name: counts})
    if counts.sum() <= 0:
        raise TooFew("Es wurde nichts gezählt: Anteile gibt es nicht.", "Nothing was counted: there are no shares.")
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _pair(p: Any, q: Any) -> tuple[Floats, Floats]:
    first, second = _shares("p", p), _shares("q", q)
    same_length(p=first, q=second)
    return first, second


def herfindahl(x: Any) -> float:
    """Sum of squared shares: 1 if all is in one category, 1/K if evenly spread over K.

    Parameters
    ----------
    x : array
        Counts or shares per category.

    References
    ----------
    Hirschman 1964; Herfindahl 1950.

    Examples
    --------
    >>> round(herfindahl([40, 30, 20, 10]), 4)
    0.3
    """
    return float((_shares("x", x) ** 2).sum())


def shannon(x: Any, normalised: bool = True) -> float:
    """Evenness H/ln K of a composition: 1 if all K categories are equally large, 0 if all is in one.

    Parameters
    ----------
    x : array
        Counts or shares per category; empty categories count in K.
    normalised : bool
        False gives H in nats.

    References
    ----------
    Shannon 1948; Pielou 1966.

    Examples
    --------
    >>> round(shannon([40, 30, 20, 10]), 4)
    0.9232
    """
    p = _shares("x", x)
    entropy = float(special.entr(p).sum())
    if not normalised:
        return entropy
    return entropy / float(np.log(len(p))) if len(p) > 1 else 0.0


def total_variation(p: Any, q: Any) -> float:
    """Half the sum of absolute differences: the share that would have to move from one category to another.

    Parameters
    ----------
    p, q : array
        Counts or shares of the same categories.

    Examples
    --------
    >>> round(total_variation([120, 90, 60, 60, 70], [180, 110, 40, 30, 40]), 4)
    0.2
    """
    first, second = _pair(p, q)
    return float(np.abs(first - second).sum() / 2)


def jensen_shannon(p: Any, q: Any) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal compositions, 1 for disjoint ones.

    Parameters
    ----------
    p, q : array
        Counts or shares of the same categories.

    References
    ----------
    Lin 1991, IEEE Trans Inf Theory 37:145-151.

    Examples
    --------
    >>> round(jensen_shannon([40, 30, 20, 10], [20, 30, 20, 30]), 4)
    0.0623
    """
    first, second = _pair(p, q)
    middle = (first + second) / 2
    return float((special.rel_entr(first, middle) + special.rel_entr(second, middle)).sum() / 2 / np.log(2))


def gini(x: Any) -> float:
    """Gini coefficient of amounts per unit: 0 if all have the same, near 1 if one has all.

    Parameters
    ----------
    x : array
        Amounts, at least one above 0.

    References
    ----------
    Gini 1912; population form (not corrected for small numbers).

    Examples
    --------
    >>> gini([50, 80, 120, 300, 450])
    0.408
    """
    x = np.sort(numbers("x", x))
    nonnegative(x=x)
    n = len(x)
    if x.sum() == 0:
        raise InputError("Alle Beträge sind 0.", "All amounts are 0.")
    return float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * x.sum()))
