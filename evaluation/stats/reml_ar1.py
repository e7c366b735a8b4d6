"""Linear regression with AR(1) errors, estimated by restricted maximum likelihood."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import optimize

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, floats, numbers, same_length

MIN_POINTS = 12


class RemlAr1(NamedTuple):
    """Coefficients, their standard errors, the t degrees of freedom n - p, and the error process."""

    coef: Floats
    se: Floats
    df: int
    rho: float
    sigma: float
    loglik: float


def reml_ar1(y: Any, X: Any, time: Any = None) -> RemlAr1:
    """Fit y = X·b + e with e autocorrelated over time (ρ to the power of the distance), by REML.

    Parameters
    ----------
    y : array, shape (n,)
        At least twelve values.
    X : array, shape (n, p)
        Design matrix with its constant.
    time : array of whole numbers, optional
        Time steps; gaps are allowed. Without it the values are one step apart.

    Returns
    -------
    RemlAr1
        coef, se, df (n - p, for t), rho, sigma, loglik (restricted).

    Raises
    ------
    TooFew
        Fewer than twelve points.
    InputError
        A design whose columns depend on each other.

    References
    ----------
    Equals nlme::gls(correlation = corAR1(), method = "REML"). Turner et al. 2020, medRxiv 2020.10.12.20211706.

    Examples
    --------
    >>> t = np.arange(24.0)
    >>> fit = reml_ar1(5 + 0.5 * t + np.sin(t), np.column_stack([np.ones(24), t]))
    >>> round(float(fit.coef[1]), 2), fit.df
    (0.48, 22)
    """
    y, design = numbers("y", y), np.atleast_2d(floats("X", X))
    time = np.arange(len(y), dtype=float) if time is None else numbers("time", time)
    same_length(y=y, time=time)
    _check(y, design, time)
    order = np.argsort(time)
    gaps, stacked = np.diff(time[order]), np.column_stack([design, y])[order]

    def fit(rho: float) -> tuple[float, Floats, Floats, float]:
        return _profile(stacked, rho**gaps)

    grid = np.linspace(-0.95, 0.99, 40)
    best = grid[int(np.argmin([fit(rho)[0] for rho in grid]))]
    around = (max(-0.9999, best - 0.06), min(0.9999, best + 0.06))
    found = optimize.minimize_scalar(lambda rho: fit(rho)[0], bounds=around, method="bounded", options={"xatol": 1e-11})
    rho = float(found.x)
    loss, coef, inverse, variance = fit(rho)
    df = len(y) - design.shape[1]
    return RemlAr1(coef, np.sqrt(variance * np.diag(inverse)), df, rho, float(np.sqrt(variance)), -loss)


def _profile(stacked: Floats, step: Floats) -> tuple[float, Floats, Floats, float]:
    """Return the negative restricted log-likelihood, coefficients, (X'R⁻¹X)⁻¹ and σ².

    `step` is the correlation of each row with the one before it: what is new in a row, scaled to equal variance, is
    independent of all rows before.
    """
    scale = np.sqrt(1 - step**2)
    white = np.vstack([stacked[:1], (stacked[1:] - step[:, None] * stacked[:-1]) / scale[:, None]])
    x, target = white[:, :-1], white[:, -1]
    information = x.T @ x
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    coef = inverse @ (x.T @ target)
    df = x.shape[0] - x.shape[1]
    rss = float(((target - x @ coef) ** 2).sum())
    logdet = 2 * np.log(scale).sum() + np.linalg.slogdet(information)[1]
    loss = 0.5 * (df * np.log(2 * np.pi * rss / df) + df + logdet)
    return float(loss), coef, inverse, rss / df


def _check(y: Floats, design: Floats, time: Floats) -> None:
    if design.shape[0] != len(y) or not np.isfinite(design).all():
        raise InputError(
            "„X“ braucht eine vollständige Zeile je Wert von „y“.", "'X' needs one complete row per value of 'y'."
        )
    if len(y) < max(MIN_POINTS, design.shape[1] + 3):
        raise TooFew(
            f"Autokorrelierte Fehler lassen sich aus {len(y)} Punkten nicht schätzen (mindestens {MIN_POINTS}).",
            f"Autocorrelated errors cannot be estimated from {len(y)} points (at least {MIN_POINTS}).",
        )
    if np.any(time % 1) or len(np.unique(time)) < len(time):
        raise InputError(
            "„time“ muss aus ganzen Zahlen bestehen, jede nur einmal.",
            "'time' must hold whole numbers, each only once.",
        )
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise InputError(
            "Die Spalten von „X“ hängen voneinander ab: ein Koeffizient ist nicht bestimmbar.",
            "The columns of 'X' depend on each other: a coefficient cannot be determined.",
        )
