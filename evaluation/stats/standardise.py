"""Rates made comparable between populations of different age or status: direct and indirect standardisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, nonnegative, numbers, one_of, same_length
from evaluation.stats._interval import Confidence, Interval, intervals
from evaluation.stats._limits import byar_limits, garwood

if TYPE_CHECKING:
    import pandas as pd

#: With fewer events no standardised rate is given (Dobson limits are unreliable).
MIN_EVENTS = 10


def directly_standardised(
    x: Any,
    n: Any,
    weights: Any,
    persons_by_frequency: Mapping[int, Any] | None = None,
    confidence: Confidence = 0.95,
    *,
    limits: str = "dobson",
) -> Interval | pd.DataFrame:
    """Rate that the area would have with the standard population's composition.

    v = Σwx/n / Σw, V = Σw²x/n² / (Σw)², D = Σx; Dobson: v + √(V/D)·(Byar(D) - D).

    Parameters
    ----------
    x, n, weights : array
        Events, population and standard population per stratum of one area.
    persons_by_frequency : mapping, optional
        f → persons with f events, per stratum. Then V = Σ_f f²·Σ w²·persons_f/n² / (Σw)²: persons, not events, are
        independent; x must be the events that follow from it.
    confidence : float or several
    limits : {"dobson", "fay_feuer"}
        Fay-Feuer gamma limits hold for small D, too.

    Returns
    -------
    Interval or pandas.DataFrame
        Rate per head; method ``"dsr_dobson"``, ``"dsr_fay_feuer"`` or, all missing, ``"none_few_events"``
        (Dobson with fewer than 10 events).

    Raises
    ------
    InputError
        A stratum without population, lengths that differ, x and persons that do not match.

    References
    ----------
    Dobson et al. 1991, Stat Med 10:457-462; Fay & Feuer 1997, Stat Med 16:791-801; variance of non-independent
    events as in PHEindicatormethods 2.1.0.

    Examples
    --------
    >>> rate = directly_standardised([10, 30], [100, 100], [3, 1])
    >>> round(rate.value, 3), round(rate.low, 4), round(rate.high, 4)
    (0.15, 0.1005, 0.2127)
    """
    one_of("limits", limits, ("dobson", "fay_feuer"))
    x, n, weights = numbers("x", x), numbers("n", n), numbers("weights", weights)
    same_length(x=x, n=n, weights=weights)
    nonnegative(x=x, weights=weights)
    if np.any(n <= 0) or weights.sum() <= 0:
        raise InputError(
            "Jede Gruppe braucht Bevölkerung und die Standardbevölkerung darf nicht leer sein.",
            "Every stratum needs a population, and the standard population must not be empty.",
        )
    share = weights / weights.sum() / n
    value, variance = float((share * x).sum()), float((share**2 * _spread(x, persons_by_frequency)).sum())
    limit = _dobson if limits == "dobson" else _fay_feuer

    def compute(alpha: float, events: Floats) -> tuple[Floats, Floats, Floats, str]:
        if limits == "dobson" and events[0] < MIN_EVENTS:
            return (missing := np.array([np.nan])), missing, missing, "none_few_events"
        low, high = limit(alpha, value, variance, events if limits == "dobson" else np.array([share.max()]))
        return np.array([value]), low, high, f"dsr_{limits}"

    return intervals(compute, f"dsr_{limits}", confidence, {"x": float(x.sum())}, lambda x: None)


def _spread(x: Floats, persons_by_frequency: Mapping[int, Any] | None) -> Floats:
    """Variance of the events per stratum: the events themselves, or Σf²·persons_f where persons come often."""
    if persons_by_frequency is None:
        return x
    groups = {float(f): numbers("persons_by_frequency", persons) for f, persons in persons_by_frequency.items()}
    same_length(x=x, **{f"persons_by_frequency[{f:g}]": persons for f, persons in groups.items()})
    events = sum((f * persons for f, persons in groups.items()), np.zeros(len(x)))
    if not np.allclose(events, x):
        raise InputError(
            "„x“ passt nicht zu „persons_by_frequency“: Personen mal Häufigkeit muss die Fälle je Gruppe ergeben.",
            "'x' does not match 'persons_by_frequency': persons times frequency must give the events per stratum.",
        )
    return sum((f**2 * persons for f, persons in groups.items()), np.zeros(len(x)))


def _dobson(alpha: float, value: float, variance: float, events: Floats) -> tuple[Floats, Floats]:
    low, high = byar_limits(events, alpha)
    scale = np.sqrt(variance / events)
    return value + scale * (low - events), value + scale * (high - events)


def _fay_feuer(alpha: float, value: float, variance: float, largest: Floats) -> tuple[Floats, Floats]:
    v, wide = value + largest, variance + largest**2
    high = wide / v * special.gammaincinv(v**2 / wide, 1 - alpha / 2)
    low = variance / value * special.gammaincinv(value**2 / variance, alpha / 2) if value > 0 else 0.0
    return np.atleast_1d(low), high


def indirectly_standardised(
    x: Any, n: Any, x_ref: Any, n_ref: Any, confidence: Confidence = 0.95, *, byar_from: float = 10
) -> Interval | pd.DataFrame:
    """Ratio of observed events to those expected with the reference population's rates.

    Parameters
    ----------
    x : number or array
        Observed events: the total, or per stratum (then summed).
    n, x_ref, n_ref : array
        Population of the area, events and population of the reference, per stratum.
    confidence : float or several
    byar_from : float
        Byar's limits from this many events on, exact ones below (infinity = always exact).

    Returns
    -------
    Interval or pandas.DataFrame
        value = O / E; method ``"isr_exact"`` or ``"isr_byar"``.

    Raises
    ------
    InputError
        A reference stratum without population, nothing expected, lengths that differ.

    References
    ----------
    Breslow & Day 1987; exact limits below 10 as in PHEindicatormethods.

    Examples
    --------
    >>> ratio = indirectly_standardised(9, [100, 160], [20, 40], [1000, 2000])
    >>> round(ratio.value, 4), round(ratio.low, 4), round(ratio.high, 4)
    (1.7308, 0.7914, 3.2855)
    """
    observed = float(numbers("x", x).sum())
    n, x_ref, n_ref = numbers("n", n), numbers("x_ref", x_ref), numbers("n_ref", n_ref)
    same_length(n=n, x_ref=x_ref, n_ref=n_ref)
    nonnegative(x=np.array(observed), n=n, x_ref=x_ref)
    if np.any(n_ref <= 0) or (n * x_ref).sum() <= 0:
        raise InputError(
            "Die Vergleichsbevölkerung braucht in jeder Gruppe Personen und insgesamt Fälle.",
            "The reference population needs people in every stratum and events in total.",
        )
    expected = float((n * x_ref / n_ref).sum())
    exact = observed < byar_from

    def compute(alpha: float, events: Floats) -> tuple[Floats, Floats, Floats]:
        low, high = (garwood if exact else byar_limits)(events, alpha)
        return events / expected, low / expected, high / expected

    return intervals(compute, "isr_exact" if exact else "isr_byar", confidence, {"x": observed}, lambda x: None)
