"""Intervals for contacts, where one person can come often: the variance counts persons, not contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.stats import _inputs as given
from evaluation.stats._inputs import Floats
from evaluation.stats._interval import Confidence, Interval, intervals
from evaluation.stats._limits import garwood, score_limits

if TYPE_CHECKING:
    import pandas as pd

#: With fewer persons behind a figure its variance cannot be estimated.
MIN_PERSONS = 10
NO_KEY, TOO_FEW = "none_no_person_key", "none_few_persons"


def clustered_rate(
    x: Any, exposure: Any, sum_nn: Any, confidence: Confidence = 0.95, *, n_units: Any = np.inf
) -> Interval | pd.DataFrame:
    """Interval of a rate of contacts, widened because contacts cluster in persons.

    With n_c contacts of person c: φ = max(1, Σn_c²/Σn_c), limits φ·Garwood(x/φ)/exposure.

    Parameters
    ----------
    x, exposure : number or array
        Contacts, and the population or time that they are divided by.
    sum_nn : number or array
        Σn_c², the sum of squared contacts per person; missing where no person key exists.
    confidence : float or several
    n_units : number or array
        Persons behind the contacts; below ten there is no interval.

    Returns
    -------
    Interval or pandas.DataFrame
        method is ``"clustered_rate"``, or, with missing limits, ``"none_no_person_key"`` or ``"none_few_persons"``.

    Raises
    ------
    InputError
        Negative input, contacts without exposure.

    References
    ----------
    Compound Poisson variance of non-independent events as in PHEindicatormethods 2.1.0; Garwood 1936.

    Examples
    --------
    Twelve persons with five contacts each: the interval is that of twelve persons.

    >>> rate = clustered_rate(60, 100, 12 * 25)
    >>> round(rate.value, 2), round(rate.low, 4), round(rate.high, 4)
    (0.6, 0.31, 1.0481)
    """

    def compute(alpha: float, *arrays: Floats) -> tuple[Floats, Floats, Floats, Any]:
        x, exposure, sum_nn, n_units = arrays
        phi = np.where(x > 0, np.maximum(1.0, sum_nn / x), 1.0)
        low, high = garwood(x / phi, alpha)
        return _guarded(x / exposure, phi * low / exposure, phi * high / exposure, "clustered_rate", (sum_nn, n_units))

    inputs = {"x": x, "exposure": exposure, "sum_nn": sum_nn, "n_units": n_units}
    return intervals(compute, "clustered_rate", confidence, inputs, _check_rate)


def clustered_share(
    x: Any, n: Any, sum_xx: Any, sum_xn: Any, sum_nn: Any, *, confidence: Confidence = 0.95, n_units: Any = np.inf
) -> Interval | pd.DataFrame:
    """Interval of a share of contacts, with persons as the independent units.

    With x_c of the n_c contacts of person c counting, p = x/n: Wilson's interval with the effective number
    n_eff = p(1-p)·n²/(Σx_c² - 2pΣx_c n_c + p²Σn_c²), and n²/Σn_c² at p = 0 or 1. If every person has the same
    share the denominator is 0; then the plain n is used.

    Parameters
    ----------
    x, n : number or array
        Contacts that count, all contacts.
    sum_xx, sum_xn, sum_nn : number or array
        Σx_c², Σx_c n_c, Σn_c²; missing where no person key exists.
    confidence : float or several
    n_units : number or array
        Persons behind the contacts; below ten there is no interval.

    Returns
    -------
    Interval or pandas.DataFrame
        method is ``"clustered_share"``, or, with missing limits, ``"none_no_person_key"`` or ``"none_few_persons"``.

    Raises
    ------
    InputError
        Negative input, x larger than n, sums that cannot belong together.

    References
    ----------
    Ratio estimator with linearised (cluster) variance; Wilson 1927.

    Examples
    --------
    Twenty persons with three contacts each, all or none of them outreach (5 persons): n_eff is 20.

    >>> share = clustered_share(15, 60, 45, 45, 180)
    >>> round(share.value, 2), round(share.low, 4), round(share.high, 4)
    (0.25, 0.1119, 0.4687)
    """

    def compute(alpha: float, *arrays: Floats) -> tuple[Floats, Floats, Floats, Any]:
        x, n, sum_xx, sum_xn, sum_nn, n_units = arrays
        p = x / n
        n_eff = _effective_number(p, n, sum_xx, sum_xn, sum_nn)
        low, high = score_limits(p * n_eff, n_eff, alpha)
        low, high = np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)
        return _guarded(p, low, high, "clustered_share", (sum_xx + sum_xn + sum_nn, n_units))

    inputs = {"x": x, "n": n, "sum_xx": sum_xx, "sum_xn": sum_xn, "sum_nn": sum_nn, "n_units": n_units}
    return intervals(compute, "clustered_share", confidence, inputs, _check_share)


def _effective_number(p: Floats, n: Floats, sum_xx: Floats, sum_xn: Floats, sum_nn: Floats) -> Floats:
    spread = sum_xx - 2 * p * sum_xn + p**2 * sum_nn
    inside = np.where(spread > 1e-12 * sum_nn, p * (1 - p) * n**2 / spread, n)
    return np.where((p == 0) | (p == 1), n**2 / sum_nn, inside)


def _guarded(
    value: Floats, low: Floats, high: Floats, method: str, reasons: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats, Any]:
    keyed, n_units = reasons
    few = n_units < MIN_PERSONS
    names = np.where(np.isnan(keyed), NO_KEY, np.where(few, TOO_FEW, method))
    none = (names != method) | ~np.isfinite(value)
    return value, np.where(none, np.nan, low), np.where(none, np.nan, high), names


def _check_rate(x: Floats, exposure: Floats, sum_nn: Floats, n_units: Floats) -> None:
    given.nonnegative(x=x, exposure=exposure, sum_nn=sum_nn)
    given.no_events_without_exposure(x, exposure)


def _check_share(x: Floats, n: Floats, sum_xx: Floats, sum_xn: Floats, sum_nn: Floats, n_units: Floats) -> None:
    given.nonnegative(x=x, n=n, sum_xx=sum_xx, sum_xn=sum_xn, sum_nn=sum_nn)
    given.at_most("x", x, "n", n)
    given.at_most("sum_xx", sum_xx, "sum_xn", sum_xn)
    given.at_most("sum_xn", sum_xn, "sum_nn", sum_nn)
