"""Monthly series with breaks declared beforehand: level and slope change, season, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, nonnegative, numbers, one_of, probability, same_length
from evaluation.stats.reml_ar1 import reml_ar1
from evaluation.stats.series_models import Fit, fit_counts

if TYPE_CHECKING:
    import pandas as pd

#: Months: below the first nothing is estimated, below the second nothing is tested.
MIN_MONTHS, MIN_INFERENCE = 24, 48


@dataclass(frozen=True)
class InterruptedSeries:
    """Result of `interrupted_series`.

    Attributes
    ----------
    effects : pandas.DataFrame
        Index term (``trend``, ``level <break>``, ``slope <break>``); value, low, high (ratios), confidence, method, p.
        p is missing below 48 months.
    coefficients : pandas.DataFrame
        coef and se on the log scale, all terms.
    dispersion : float
        Pearson χ²/df of the counts (1 for the negative binomial model).
    n : int
        Months used.
    status : str
        ``"estimate_only"`` (24-47 months) or ``"inference"`` (from 48).
    companion : pandas.DataFrame or None
        The same effects from log rates with AR(1) errors (REML); None if a month has no event.
    rho : float
        Autocorrelation of the companion.
    """

    effects: pd.DataFrame
    coefficients: pd.DataFrame
    dispersion: float
    n: int
    status: str
    companion: pd.DataFrame | None
    rho: float


def interrupted_series(
    y: Any,
    time: Any,
    breaks: Any,
    exposure: Any = None,
    *,
    slopes: bool = True,
    harmonics: int = 2,
    omit: Iterable[Any] = (),
    family: str = "quasi_poisson",
    confidence: float = 0.95,
    normal: bool = False,
) -> InterruptedSeries:
    """Level and slope changes of a monthly count at breaks that were declared beforehand.

    log E(y) = log(exposure) + a + b·time + Σ (level_k·after_k + slope_k·after_k·(time - break_k)) + season.

    Parameters
    ----------
    y : array
        Counts per month, at least 24.
    time : array
        Consecutive month numbers (1 = January), text such as ``"2020-03"``, dates or periods.
    breaks : sequence or mapping
        First month after each break, or name → month; never found by search.
    exposure : array, optional
        Population, days or staff that the counts are divided by.
    slopes : bool
        Estimate a change of slope beside the change of level.
    harmonics : int
        Pairs of sine and cosine terms for the season (0 = none).
    omit : iterable
        Months of transition that are left out.
    family : {"quasi_poisson", "negative_binomial"}
    confidence : float
    normal : bool
        Limits from the normal distribution, as many published analyses; the default is t with n - p.

    Returns
    -------
    InterruptedSeries

    Raises
    ------
    TooFew
        Fewer than 24 months.
    InputError
        A break outside the series, parameters that cannot be told apart.

    References
    ----------
    Lopez Bernal, Cummins, Gasparrini 2017, IJE 46:348; Turner et al. 2020, medRxiv 2020.10.12.20211706.

    Examples
    --------
    >>> months = np.arange(1, 61)
    >>> counts = np.where(months < 37, 100, 70) + months % 3
    >>> result = interrupted_series(counts, months, {"closure": 37}, harmonics=0, slopes=False)
    >>> round(float(result.effects.loc["level closure", "value"]), 1), result.status
    (0.7, 'inference')
    """
    one_of("family", family, ("quasi_poisson", "negative_binomial"))
    probability("confidence", confidence)
    month, named, left_out = _months(time), _named_breaks(breaks), _months(list(omit))
    y = numbers("y", y)
    offset = np.zeros(len(y)) if exposure is None else _log_exposure(numbers("exposure", exposure))
    same_length(y=y, time=month, exposure=offset)
    nonnegative(y=y)
    used = ~np.isin(month, left_out)
    y, month, offset = y[used], month[used], offset[used]
    _check(y, month, named)
    names, design = _design(month, named, slopes, harmonics)
    _check_rank(design, names)
    fit = fit_counts(y, design, offset, family)
    _check_separation(fit)
    status = "inference" if len(y) >= MIN_INFERENCE else "estimate_only"
    df = np.inf if normal else float(len(y) - len(names))
    effects = _effects(fit, names, df, (confidence, family, status))
    companion, rho = _companion(y, design, offset, month, (names, confidence, status))
    return InterruptedSeries(effects, _coefficients(fit, names), fit.dispersion, len(y), status, companion, rho)


def _months(values: Any) -> Floats:
    values = [f"{v.year}-{v.month}" if hasattr(v, "month") else v for v in values]
    if not any(isinstance(v, str) for v in values):
        return numbers("time", values, minimum=0)
    try:
        pairs = [str(v).split("-")[:2] for v in values]
        return np.array([int(year) * 12 + int(month) for year, month in pairs], dtype=float)
    except ValueError:
        raise InputError(
            "Monate bitte als „2020-03“ oder als Zahl angeben.", "Give months as '2020-03' or as a number."
        ) from None


def _named_breaks(breaks: Any) -> dict[str, float]:
    if not isinstance(breaks, Mapping):
        breaks = {str(b): b for b in ([breaks] if np.ndim(breaks) == 0 else breaks)}
    return dict(zip(breaks, _months(breaks.values()).tolist(), strict=True))


def _log_exposure(exposure: Floats) -> Floats:
    if np.any(exposure <= 0):
        raise InputError("Jeder Monat braucht eine Bezugsgröße über 0.", "Every month needs an exposure above 0.")
    return np.log(exposure)


def _check(y: Floats, month: Floats, named: dict[str, float]) -> None:
    if len(y) < MIN_MONTHS:
        raise TooFew(
            f"{len(y)} Monate: unter {MIN_MONTHS} Monaten wird eine Reihe nur beschrieben, nicht geschätzt.",
            f"{len(y)} months: below {MIN_MONTHS} months a series is described, not estimated.",
        )
    if len(np.unique(month)) < len(month):
        raise InputError("Jeder Monat darf nur einmal vorkommen.", "Each month may occur only once.")
    if not y.any():
        raise TooFew("Die Reihe enthält keinen Fall.", "The series holds no event.")
    for name, start in named.items():
        if not month.min() < start <= month.max():
            raise InputError(
                f"Der Bruch „{name}“ liegt außerhalb der Reihe.", f"The break '{name}' lies outside the series."
            )
    starts = [-np.inf, *sorted(named.values()), np.inf]
    for start, end in pairwise(starts):
        within = (month >= start) & (month < end)
        if within.any() and not y[within].any():
            raise _no_event_beside_break()


def _design(month: Floats, named: dict[str, float], slopes: bool, harmonics: int) -> tuple[list[str], Floats]:
    columns: dict[str, Floats] = {"constant": np.ones(len(month)), "trend": month - month.min()}
    for name, start in named.items():
        after = (month >= start).astype(float)
        columns[f"level {name}"] = after
        if slopes:
            columns[f"slope {name}"] = after * (month - start)
    for k in range(1, harmonics + 1):
        angle = 2 * np.pi * k * month / 12
        columns[f"sin{k}"], columns[f"cos{k}"] = np.sin(angle), np.cos(angle)
    return list(columns), np.column_stack(list(columns.values()))


def _check_rank(design: Floats, names: list[str]) -> None:
    if len(design) < len(names) + 6 or np.linalg.matrix_rank(design) < len(names):
        raise InputError(
            "Brüche und Jahreszeit lassen sich mit diesen Monaten nicht auseinanderhalten. Weniger Brüche angeben.",
            "Breaks and season cannot be told apart with these months. Declare fewer breaks.",
        )


def _check_separation(fit: Fit) -> None:
    if np.any(np.abs(fit.coef[1:]) > 10) or np.any(fit.se > 100):
        raise _no_event_beside_break()


def _no_event_beside_break() -> TooFew:
    return TooFew(
        "Vor oder nach einem Bruch fehlt jeder Fall: ein Verhältnis ist nicht schätzbar.",
        "There is no event before or after a break: a ratio cannot be estimated.",
    )


def _effects(fit: Fit, names: list[str], df: float, how: tuple[float, str, str]) -> pd.DataFrame:
    import pandas as pd

    confidence, method, status = how
    quantile = special.ndtri(0.5 + confidence / 2) if np.isinf(df) else special.stdtrit(df, 0.5 + confidence / 2)
    t = np.abs(fit.coef / fit.se)
    p = 2 * (special.ndtr(-t) if np.isinf(df) else special.stdtr(df, -t))
    frame = pd.DataFrame(
        {
            "value": np.exp(fit.coef),
            "low": np.exp(fit.coef - quantile * fit.se),
            "high": np.exp(fit.coef + quantile * fit.se),
            "confidence": confidence,
            "method": method,
            "p": p if status == "inference" else np.nan,
        },
        index=pd.Index(names, name="term"),
    )
    return frame[[n == "trend" or n.startswith(("level ", "slope ")) for n in names]]


def _coefficients(fit: Fit, names: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"coef": fit.coef, "se": fit.se}, index=pd.Index(names, name="term"))


def _companion(
    y: Floats, design: Floats, offset: Floats, month: Floats, how: tuple[list[str], float, str]
) -> tuple[pd.DataFrame | None, float]:
    names, confidence, status = how
    if np.any(y == 0):
        return None, float("nan")
    fit = reml_ar1(np.log(y) - offset, design, month)
    effects = _effects(Fit(fit.coef, fit.se, 1.0), names, float(fit.df), (confidence, "reml_ar1_log_rate", status))
    return effects, fit.rho
