"""Change over time within one site: slope, exact trend test, decomposition of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, floats, numbers, same_length
from evaluation.stats._interval import Interval
from evaluation.stats.points import compare_years as compare_years
from evaluation.stats.points import smallest_rise as smallest_rise
from evaluation.stats.reml_ar1 import reml_ar1 as reml_ar1
from evaluation.stats.series import interrupted_series as interrupted_series
from evaluation.stats.trend import poisson_trend as poisson_trend

if TYPE_CHECKING:
    import pandas as pd

#: Nobody may speak of a trend with fewer points.
MIN_POINTS = 5


class MannKendall(NamedTuple):
    """Score, Kendall's tau-b, exact two-sided p, the smallest p that this many points can give, and the points."""

    s: int
    tau: float
    p: float
    p_floor: float
    n: int
    method: str


class Decomposition(NamedTuple):
    """How much of a change comes from use (demand), from the number of people (stock), and from both at once."""

    demand: float
    stock: float
    interaction: float
    change: float


def theil_sen(y: Any, time: Any = None, confidence: float = 0.95) -> Interval:
    """Median slope per time step, with the exact interval from Kendall's distribution.

    Parameters
    ----------
    y : array
        At least five values in time order; missing ones are left out, their place stays empty.
    time : array, optional
        Points in time; without it the values are one step apart.
    confidence : float
        The interval has at least this level where n allows it (with five points 98.3 % is the smallest above 95 %).

    Returns
    -------
    Interval
        Slope in units of y per step; method ``"theil_sen"``.

    Raises
    ------
    TooFew
        Fewer than five points.

    References
    ----------
    Sen 1968, JASA 63:1379-1389; Hollander & Wolfe, Nonparametric Statistical Methods, section 9.3.

    Examples
    --------
    >>> slope = theil_sen([100, 96, 90, 91, 80])
    >>> slope.value, slope.low, slope.high
    (-5.0, -11.0, 1.0)
    """
    y, time = _series(y, time)
    i, j = np.triu_indices(len(y), 1)
    slopes = np.sort((y[j] - y[i]) / (time[j] - time[i]))
    counts = _discordant_counts((1,) * len(y))
    pairs, total = len(slopes), sum(counts)
    tail, cut = 0, -1
    for d, number in enumerate(counts):  # slopes below the cut-th smallest or above the cut-th largest
        tail += number
        if tail > (1 - confidence) / 2 * total:
            break
        cut = d
    low, high = (slopes[cut], slopes[pairs - 1 - cut]) if cut >= 0 else (-np.inf, np.inf)
    return Interval(float(np.median(slopes)), float(low), float(high), confidence, "theil_sen")


def mann_kendall_exact(y: Any, time: Any = None) -> MannKendall:
    """Exact two-sided Mann-Kendall trend test, also with ties (all orders of the values are equally likely).

    Parameters
    ----------
    y : array
        At least five values in time order; missing ones are left out.
    time : array, optional
        Only to put the values in order.

    Returns
    -------
    MannKendall
        s, tau (tau-b), p, p_floor, n, method ``"mann_kendall_exact"``.

    Raises
    ------
    TooFew
        Fewer than five points.

    References
    ----------
    Mann 1945; Kendall 1975. The number of discordant pairs over the orders of a multiset is a q-multinomial.

    Examples
    --------
    >>> result = mann_kendall_exact([12, 14, 15, 19, 23])
    >>> result.s, result.tau, round(result.p, 4)
    (10, 1.0, 0.0167)
    """
    y, _ = _series(y, time)
    i, j = np.triu_indices(len(y), 1)
    s = int(np.sign(y[j] - y[i]).sum())
    groups = tuple(int(k) for k in np.unique(y, return_counts=True)[1])
    counts = _discordant_counts(groups)
    informative = len(counts) - 1
    total = sum(counts)
    extreme = sum(number for d, number in enumerate(counts) if abs(informative - 2 * d) >= abs(s))
    tau = s / np.sqrt(informative * len(i)) if informative else float("nan")
    floor = min(1.0, 2 / total)
    return MannKendall(s, float(tau), extreme / total, floor, len(y), "mann_kendall_exact")


def kitagawa(rate0: Any, stock0: Any, rate1: Any, stock1: Any) -> Decomposition | pd.DataFrame:
    """Split the change of a total (rate × stock) into demand, stock and their interaction.

    Parameters
    ----------
    rate0, stock0, rate1, stock1 : number or array
        Contacts per person and number of persons, before and after.

    Returns
    -------
    Decomposition or pandas.DataFrame
        demand = (rate1 - rate0)·stock0, stock = (stock1 - stock0)·rate0, interaction = the rest, change = their sum,
        all in contacts.

    References
    ----------
    Kitagawa 1955, JASA 50:1168-1194 (three-part form).

    Examples
    --------
    Fewer people live here, those who do come more often:

    >>> kitagawa(2.0, 500, 2.5, 400)
    Decomposition(demand=250.0, stock=-200.0, interaction=-50.0, change=0.0)
    """
    names = ("rate0", "stock0", "rate1", "stock1")
    arrays = np.broadcast_arrays(*(floats(n, v) for n, v in zip(names, (rate0, stock0, rate1, stock1), strict=True)))
    if any(np.any(a < 0) for a in arrays):
        raise InputError("Raten und Bestände dürfen nicht negativ sein.", "Rates and stocks must not be negative.")
    r0, s0, r1, s1 = arrays
    parts = ((r1 - r0) * s0, (s1 - s0) * r0, (r1 - r0) * (s1 - s0), r1 * s1 - r0 * s0)
    if r0.ndim == 0:
        return Decomposition(*(float(part) for part in parts))
    import pandas as pd

    return pd.DataFrame(dict(zip(Decomposition._fields, parts, strict=True)))


def _series(y: Any, time: Any) -> tuple[Floats, Floats]:
    y = np.atleast_1d(floats("y", y))
    time = np.arange(len(y), dtype=float) if time is None else numbers("time", time)
    same_length(y=y, time=time)
    here = np.isfinite(y)
    y, time = y[here], time[here]
    if len(y) < MIN_POINTS:
        raise TooFew(
            f"Ein Trend braucht mindestens {MIN_POINTS} Zeitpunkte, es sind {len(y)}. "
            "Stattdessen zwei Jahre paarweise vergleichen.",
            f"A trend needs at least {MIN_POINTS} points in time, there are {len(y)}. Compare two years instead.",
        )
    order = np.argsort(time)
    if np.any(np.diff(time[order]) == 0):
        raise InputError("Jeder Zeitpunkt darf nur einmal vorkommen.", "Each point in time may occur only once.")
    return y[order], time[order]


def _discordant_counts(groups: tuple[int, ...]) -> list[int]:
    """Count the orders of a multiset by their number of discordant pairs (coefficients of the q-multinomial)."""
    counts, placed = [1], 0
    for size in groups:
        placed += size
        for k in range(1, size + 1):  # times (1 - q^(placed - size + k)) / (1 - q^k)
            counts = _divide(_multiply(counts, placed - size + k), k)
    return counts


def _multiply(counts: list[int], power: int) -> list[int]:
    longer = counts + [0] * power
    return [c - (longer[d - power] if d >= power else 0) for d, c in enumerate(longer)]


def _divide(counts: list[int], power: int) -> list[int]:
    result = counts[:]
    for d in range(power, len(result)):
        result[d] += result[d - power]
    return result[: len(result) - power]
