"""The bare limits behind the intervals: arrays and alpha in, two arrays out."""

from __future__ import annotations

import numpy as np
from scipy import special

from evaluation.stats._inputs import Floats


def garwood(x: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Return the exact Poisson limits of a count (0 has the lower limit 0)."""
    low = np.where(x > 0, special.gammaincinv(np.where(x > 0, x, 1.0), alpha / 2), 0.0)
    return np.where(np.isnan(x), np.nan, low), special.gammainccinv(x + 1, alpha / 2)


def score_limits(x: Floats, n: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Return the Wilson score limits; they touch 0 and 1 exactly where x is 0 or n."""
    z2 = special.ndtri(1 - alpha / 2) ** 2
    half = np.sqrt(z2) * np.sqrt(z2 + 4 * x * (1 - x / n))
    low, high = (2 * x + z2 - half) / (2 * (n + z2)), (2 * x + z2 + half) / (2 * (n + z2))
    undefined = 0 * x / n
    return np.where(x == 0, 0.0, low) + undefined, np.where(x == n, 1.0, high) + undefined


def beta_limits(x: Floats, n: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Return the Clopper–Pearson limits."""
    low = np.where(x > 0, special.betaincinv(np.where(x > 0, x, 1.0), n - x + 1, alpha / 2), 0.0)
    high = np.where(x < n, special.betainccinv(x + 1, np.where(x < n, n - x, 1.0), alpha / 2), 1.0)
    missing = np.isnan(x) | np.isnan(n) | (n == 0)
    return np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def byar_limits(x: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Return Byar's limits of a count; the lower one is never below 0."""
    z = special.ndtri(1 - alpha / 2)
    low = x * np.maximum(0.0, 1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    y = x + 1
    return np.where(x == 0, 0.0, low), y * (1 - 1 / (9 * y) + z / (3 * np.sqrt(y))) ** 3
