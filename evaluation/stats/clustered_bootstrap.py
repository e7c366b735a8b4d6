"""Bootstrap over persons from frequency tables: a check of the clustered formulas, without any row of a person."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, nonnegative, numbers, probability, same_length
from evaluation.stats._interval import Interval
from evaluation.stats.clustered import MIN_PERSONS

DRAWS = 9_999


def cluster_sums(contacts: Any, persons: Any) -> tuple[float, float, float]:
    """Return contacts Σf·m_f, Σn² = Σf²·m_f and persons Σm_f from a table "m_f persons came f times".

    Parameters
    ----------
    contacts, persons : array
        Number of contacts f, and how many persons have exactly so many.

    Returns
    -------
    tuple of float
        x, sum_nn, n_units: what `clustered_rate` takes.

    Examples
    --------
    >>> cluster_sums([1, 2, 10], [50, 20, 3])
    (120.0, 430.0, 73.0)
    """
    f, m = _table(contacts, persons)
    return float(f @ m), float(f**2 @ m), float(m.sum())


def bootstrap_rate(contacts: Any, persons: Any, exposure: float, confidence: float = 0.95, seed: int = 1) -> Interval:
    """Percentile interval of a rate of contacts; persons come independently, each with the contacts of a real one.

    Parameters
    ----------
    contacts, persons : array
        Number of contacts f, and how many persons have exactly so many.
    exposure : float
        Population or time.
    confidence : float
    seed : int
        The draws are reproducible.

    Returns
    -------
    Interval
        method ``"bootstrap_persons"``; for small, skewed groups it is somewhat too narrow.

    Raises
    ------
    TooFew
        Fewer than ten persons.

    References
    ----------
    Compound Poisson bootstrap: the number of persons of each frequency is Poisson.

    Examples
    --------
    >>> rate = bootstrap_rate([1, 2, 10], [50, 20, 3], 100)
    >>> rate.value, rate.low < 1.2 < rate.high
    (1.2, True)
    """
    f, m = _table(contacts, persons)
    _enough(m, confidence)
    if not exposure > 0:
        raise InputError("Die Bezugsgröße muss über 0 liegen.", "The exposure must be above 0.")
    draws = np.random.default_rng(seed).poisson(m, (DRAWS, len(m))) @ f / exposure
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(f @ m) / exposure, float(low), float(high), confidence, "bootstrap_persons")


def bootstrap_share(contacts: Any, hits: Any, persons: Any, confidence: float = 0.95, seed: int = 1) -> Interval:
    """Percentile interval of a share of contacts, persons redrawn as wholes.

    Parameters
    ----------
    contacts, hits, persons : array
        A row of the table: this many persons have so many contacts, so many of which count.
    confidence : float
    seed : int

    Returns
    -------
    Interval
        method ``"bootstrap_persons"``.

    Raises
    ------
    TooFew
        Fewer than ten persons.

    References
    ----------
    Cluster bootstrap over persons.

    Examples
    --------
    >>> share = bootstrap_share([3, 3], [3, 0], [5, 15])
    >>> share.value, 0.05 < share.low < 0.15, 0.4 < share.high < 0.5
    (0.25, True, True)
    """
    n, m = _table(contacts, persons)
    x = numbers("hits", hits)
    same_length(contacts=n, hits=x)
    nonnegative(hits=x)
    if np.any(x > n):
        raise InputError("Mehr Treffer als Kontakte.", "More hits than contacts.")
    _enough(m, confidence)
    draws = np.random.default_rng(seed).multinomial(int(m.sum()), m / m.sum(), DRAWS)
    low, high = np.quantile((draws @ x) / (draws @ n), [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(x @ m / (n @ m)), float(low), float(high), confidence, "bootstrap_persons")


def _table(contacts: Any, persons: Any) -> tuple[Floats, Floats]:
    f, m = numbers("contacts", contacts), numbers("persons", persons)
    same_length(contacts=f, persons=m)
    nonnegative(persons=m)
    if np.any(f <= 0) or np.any(m % 1):
        raise InputError(
            "Jede Zeile braucht mindestens einen Kontakt und eine ganze Zahl von Personen.",
            "Each row needs at least one contact and a whole number of persons.",
        )
    return f, m


def _enough(persons: Floats, confidence: float) -> None:
    probability("confidence", confidence)
    if persons.sum() < MIN_PERSONS:
        raise TooFew(
            f"Unter {MIN_PERSONS} Personen gibt es kein Intervall.",
            f"Below {MIN_PERSONS} persons there is no interval.",
        )
