"""Many areas (twenty or more) as background: shrunken rates and funnel limits. Never a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, at_most, nonnegative, numbers, one_of, same_length
from evaluation.stats._interval import levels

if TYPE_CHECKING:
    import pandas as pd

MIN_AREAS = 20
WINSORISED = 0.1


def empirical_bayes(x: Any, n: Any) -> pd.DataFrame:
    """Rates of many areas, drawn towards their common mean the more, the smaller the area is.

    b = Σx/Σn, s² = Σn(p - b)²/Σn, a = max(0, s² - b/n̄), estimate = b + (p - b)·a/(a + b/n).

    Parameters
    ----------
    x, n : array
        Events and population of at least twenty areas.

    Returns
    -------
    pandas.DataFrame
        raw, value (stabilised), weight (0 = all of the common mean, 1 = all of the area's own), method
        ``"empirical_bayes_marshall"``.

    Raises
    ------
    TooFew
        Fewer than twenty areas.

    References
    ----------
    Marshall 1991, Applied Statistics 40:283-294 (global estimator); equals R spdep::EBest.

    Examples
    --------
    >>> frame = empirical_bayes([2, 9] * 10, [100, 300] * 10)
    >>> frame.loc[[0, 1], ["raw", "value"]].round(4).to_dict("list")
    {'raw': [0.02, 0.03], 'value': [0.0275, 0.0275]}
    """
    import pandas as pd

    x, n = _areas(x, n)
    raw, value, weight = marshall(x, n)
    return pd.DataFrame({"raw": raw, "value": value, "weight": weight, "method": "empirical_bayes_marshall"})


def marshall(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Return raw rates, Marshall's global estimates and each area's own weight, for any number of areas."""
    raw, mean = x / n, x.sum() / n.sum()
    spread = (n * (raw - mean) ** 2).sum() / n.sum()
    between = max(0.0, spread - mean / n.mean())
    weight = between / (between + mean / n) if mean > 0 else np.zeros(len(n))
    return raw, mean + (raw - mean) * weight, weight


def funnel(
    x: Any,
    n: Any,
    kind: str = "proportion",
    overdispersion: str | None = None,
    confidence: float | Sequence[float] = (0.95, 0.998),
) -> pd.DataFrame:
    """Limits within which areas of that size are expected if all had the same underlying value.

    Parameters
    ----------
    x : array
        Events of at least twenty areas.
    n : array
        Cases (proportion), population or time (rate), expected events (ratio; the centre is then 1).
    kind : {"proportion", "rate", "ratio"}
        Proportions: p0 ± z·√(p0(1-p0)/n). Rates and ratios: exact Poisson limits.
    overdispersion : {None, "additive", "multiplicative"}
        Widen by the spread of the areas themselves (10 % winsorised): centre ± z·√(s² + τ²) or centre ± z·s·√φ.
    confidence : float or several

    Returns
    -------
    pandas.DataFrame
        value, centre, per level low_<level> and high_<level>, position (``within``, ``above_0.95``, ``below_0.998`` …:
        the widest limit that is passed), phi, tau2, method.

    Raises
    ------
    TooFew
        Fewer than twenty areas: spread and winsorising would be noise.

    References
    ----------
    Spiegelhalter 2005, Stat Med 24:1185-1202 and Qual Saf Health Care 14:347-351.

    Examples
    --------
    >>> frame = funnel([10] * 19 + [30], [100] * 20)
    >>> frame["position"].value_counts().to_dict()
    {'within': 19, 'above_0.998': 1}
    """
    import pandas as pd

    one_of("kind", kind, ("proportion", "rate", "ratio"))
    one_of("overdispersion", overdispersion or "none", ("none", "additive", "multiplicative"))
    x, n = _areas(x, n)
    if kind == "proportion":
        at_most("x", x, "n", n)
    centre = 1.0 if kind == "ratio" else float(x.sum() / n.sum())
    if centre == 0:
        raise TooFew("In keinem Gebiet wurde ein Fall gezählt.", "No event was counted in any area.")
    error = np.sqrt(centre * (1 - centre if kind == "proportion" else 1) / n)
    phi, tau2 = _overdispersion(x / n, centre, error)
    frame = pd.DataFrame({"value": x / n, "centre": centre})
    position = np.full(len(x), "within", dtype=object)
    for level in sorted(levels(confidence)):
        wide = {"additive": np.sqrt(error**2 + tau2), "multiplicative": error * np.sqrt(max(1.0, phi))}
        normal = wide.get(overdispersion or "none", error)
        exact = overdispersion is None and kind != "proportion"
        low, high = _poisson_limits(centre * n, level) if exact else _normal_limits(centre, normal, level)
        low, high = (low / n, high / n) if exact else (low, high)
        frame[f"low_{level:g}"], frame[f"high_{level:g}"] = low, high
        position[x / n < low] = f"below_{level:g}"
        position[x / n > high] = f"above_{level:g}"
    return frame.assign(position=position, phi=phi, tau2=tau2, method=f"funnel_{kind}_{overdispersion or 'none'}")


def _overdispersion(value: Floats, centre: float, error: Floats) -> tuple[float, float]:
    z = (value - centre) / error
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    count, phi, w = len(z), float((z**2).mean()), 1 / error**2
    tau2 = (count * phi - (count - 1)) / (w.sum() - (w**2).sum() / w.sum())
    return phi, max(0.0, float(tau2))


def _normal_limits(centre: float, error: Floats, level: float) -> tuple[Floats, Floats]:
    z = special.ndtri(0.5 + level / 2)
    return np.maximum(0.0, centre - z * error), centre + z * error


def _poisson_limits(expected: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the counts whose exact interval just touches the expected count (continuous in the count)."""
    tail = (1 - level) / 2

    def upper(e: float) -> float:
        return float(optimize.brentq(lambda o: special.gammainc(o, e) - tail, 1e-9, 10 * e + 100, xtol=1e-12))

    def lower(e: float) -> float:
        if special.gammaincc(1.0, e) >= tail:  # even no event at all is expected often enough
            return 0.0
        return float(optimize.brentq(lambda o: special.gammaincc(o + 1, e) - tail, 0.0, e + 1, xtol=1e-12))

    return np.array([lower(e) for e in expected]), np.array([upper(e) for e in expected])


def _areas(x: Any, n: Any) -> tuple[Floats, Floats]:
    x, n = numbers("x", x), numbers("n", n)
    same_length(x=x, n=n)
    nonnegative(x=x)
    if len(x) < MIN_AREAS:
        raise TooFew(
            f"Trichterdiagramm und Glättung brauchen mindestens {MIN_AREAS} Gebiete, es sind {len(x)}. "
            "Die Standorte stattdessen einzeln mit Intervall zeigen.",
            f"Funnels and shrinkage need at least {MIN_AREAS} areas, there are {len(x)}. "
            "Show the sites one by one with their intervals instead.",
        )
    if np.any(n <= 0):
        raise InputError("Jedes Gebiet braucht eine Bezugsgröße über 0.", "Every area needs a base above 0.")
    return x, n
