"""Primary rules on contributions, and how far a hidden cell must remain uncertain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evaluation.errors import InputError
from evaluation.release.suppression.problem import Floats


def levels(value: npt.ArrayLike, k: npt.ArrayLike, share: float = 0.1) -> tuple[Floats, Floats]:
    """Protection levels of hidden counts: neither the count nor that it is small may be certain.

    From what is published, the largest possible count must be at least k, the smallest at most one less than the true
    one; large counts (hidden because one person dominates, say) get at least a tenth to both sides.

    Parameters
    ----------
    value : array-like
        True counts.
    k : array-like
        Smallest count that may be shown.
    share : float
        Least width to each side as a part of the count.

    Returns
    -------
    upper, lower : arrays
        Distances from the true count. `lower` is 0 for a count of 0.

    Examples
    --------
    >>> [level.tolist() for level in levels([0, 1, 4, 30], 5)]
    [[5.0, 4.0, 1.0, 3.0], [0.0, 1.0, 1.0, 3.0]]
    """
    values = np.asarray(value, dtype=float)
    least = np.maximum(np.ceil(share * values - 1e-9), 1.0)
    return np.maximum(np.asarray(k, dtype=float) - values, least), np.minimum(least, values)


def few(contributions: npt.ArrayLike, k: int) -> bool:
    """Minimum number of contributors: true if at least one and fewer than k stand behind a cell.

    Examples
    --------
    >>> few([60, 25, 10, 5], 5), few([], 5)
    (True, False)
    """
    return 0 < len(_sorted(contributions)) < k


def dominated(contributions: npt.ArrayLike, n: int, percent: float) -> bool | None:
    """Dominance rule (n, k): true if the n largest contribute more than `percent` of the total.

    Returns
    -------
    bool or None
        None where nothing was contributed.

    Examples
    --------
    >>> dominated([95, 3, 2], 1, 75), dominated([10, 10, 10], 2, 85)
    (True, False)
    """
    parts = _sorted(contributions)
    total = parts.sum()
    return None if total == 0 else bool(parts[:n].sum() > percent / 100 * total)


def estimable(contributions: npt.ArrayLike, p: float, q: float = 100.0) -> bool | None:
    """Rule p % (or p/q): true if the second largest contributor can estimate the largest too closely.

    Others know a contribution beforehand to within q percent; afterwards they must not know it to within p percent.

    Returns
    -------
    bool or None
        None where nothing was contributed.

    Examples
    --------
    >>> estimable([80, 12, 4, 2, 1, 1], 10), estimable([80, 12, 4, 2, 1, 1], 25)
    (False, True)
    """
    parts = _sorted(contributions)
    if parts.sum() == 0:
        return None
    return bool(q / 100 * parts[2:].sum() < p / 100 * parts[0])


def level_of_estimate(contributions: npt.ArrayLike, p: float, q: float = 100.0) -> float:
    """Protection level of a cell that `estimable` hides: what is missing to p percent of the largest contribution.

    Examples
    --------
    >>> level_of_estimate([100, 5, 5], 10)
    5.0
    """
    parts = _sorted(contributions)
    largest = float(parts[0]) if len(parts) else 0.0
    return max(0.0, p / q * largest - float(parts[2:].sum()))


def _sorted(contributions: npt.ArrayLike) -> Floats:
    parts: Floats = np.sort(np.asarray(contributions, dtype=float))[::-1]
    if (parts < 0).any():
        raise InputError(
            "Beiträge zu einer Zelle dürfen nicht negativ sein.", "Contributions to a cell must not be negative."
        )
    return parts
