"""Krippendorff's alpha: agreement of coders beyond chance, with gaps allowed."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, TooFew, floats, one_of, probability
from evaluation.stats._interval import Interval

LEVELS = ("nominal", "ordinal", "interval", "ratio")
DRAWS = 2_000


def krippendorff(ratings: Any, level: str = "nominal", confidence: float = 0.95, seed: int = 1) -> Interval:
    """Agreement of two or more coders on the same units: 1 perfect, 0 as by chance.

    Parameters
    ----------
    ratings : array, shape (coders, units)
        Number codes; missing where a coder did not code a unit.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Scale of the codes.
    confidence : float
    seed : int
        The bootstrap over units is reproducible.

    Returns
    -------
    Interval
        alpha with percentile bootstrap limits; method ``"krippendorff_<level>"``.

    Raises
    ------
    TooFew
        No unit coded twice, or only one code in use.

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability (example C).

    Examples
    --------
    >>> round(krippendorff([[1, 2, 3, 3], [1, 2, 3, 1]]).value, 3)
    0.667
    """
    one_of("level", level, LEVELS)
    probability("confidence", confidence)
    table = floats("ratings", ratings)
    if table.ndim != 2:
        raise InputError("Gebraucht wird eine Tabelle Kodierende × Einheiten.", "A table coders × units is needed.")
    codes = np.unique(table[~np.isnan(table)])
    counts = np.stack([(table == code).sum(axis=0) for code in codes], axis=1).astype(float)
    counts = counts[counts.sum(axis=1) >= 2]
    if len(counts) == 0 or (counts.sum(axis=0) > 0).sum() < 2:
        raise TooFew(
            "Keine Einheit wurde doppelt kodiert, oder es kommt nur ein Code vor: Übereinstimmung ist nicht schätzbar.",
            "No unit was coded twice, or only one code occurs: agreement cannot be estimated.",
        )
    value = _alpha(counts, codes, level)
    rng = np.random.default_rng(seed)
    draws = [_alpha(counts[rng.integers(0, len(counts), len(counts))], codes, level) for _ in range(DRAWS)]
    low, high = np.nanquantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(value, float(low), float(high), confidence, f"krippendorff_{level}")


def _alpha(counts: Floats, codes: Floats, level: str) -> float:
    """Return 1 - observed / expected disagreement from the table units × codes."""
    coders = counts.sum(axis=1, keepdims=True)
    weighted = counts / (coders - 1)
    coincidence = weighted.T @ counts - np.diag(weighted.sum(axis=0))
    margin = coincidence.sum(axis=1)
    distance = _distances(codes, margin, level)
    expected = margin @ distance @ margin / (margin.sum() - 1)
    return float(1 - (coincidence * distance).sum() / expected) if expected > 0 else float("nan")


def _distances(codes: Floats, margin: Floats, level: str) -> Floats:
    if level == "nominal":
        return 1.0 - np.eye(len(codes))
    if level == "ordinal":
        middle = np.cumsum(margin) - margin / 2
        return np.asarray((middle[:, None] - middle) ** 2, dtype=np.float64)
    gap = codes[:, None] - codes
    if level == "interval":
        return np.asarray(gap**2, dtype=np.float64)
    total = codes[:, None] + codes
    return np.asarray((gap / np.where(total == 0, 1.0, total)) ** 2, dtype=np.float64)
