"""What published figures say about cells, as rows of linear constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

RELATION: dict[str, Any] = {
    "relation": pl.String, "cell": pl.String, "coefficient": pl.Float64, "low": pl.Float64, "high": pl.Float64
}  # fmt: skip
"""Columns of a relation: the sum of coefficient times cell lies between low and high, which its rows repeat."""


def sums(totals: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Relations "parts add up to their total".

    Parameters
    ----------
    totals : mapping
        Total to its parts. Where one total has several sets of parts, call it once per set and join the frames.

    Examples
    --------
    >>> sums({"all": ["a", "b"]})["coefficient"].to_list()
    [-1.0, 1.0, 1.0]
    """
    rows = [
        (f"{total} = {' + '.join(parts)}", cell, factor, 0.0, 0.0)
        for total, parts in totals.items()
        for cell, factor in [(total, -1.0), *((part, 1.0) for part in parts)]
    ]
    return pl.DataFrame(rows, schema=RELATION, orient="row")


def rounded(cell: str, value: float, decimals: int = 0) -> tuple[str, float, float]:
    """A published figure that was rounded: cell, least and largest true value.

    Examples
    --------
    >>> rounded("mean", 2.3, 1)
    ('mean', 2.25, 2.35)
    """
    half = 0.5 * 10**-decimals
    return cell, round(value - half, decimals + 3), round(value + half, decimals + 3)


def rounded_share(numerator: str, denominator: str, value: float, decimals: int, factor: float = 100.0) -> pl.DataFrame:
    """What a published, rounded share, rate or mean says about its numerator and denominator.

    Parameters
    ----------
    numerator, denominator : str
        Cells.
    value : float
        The published figure.
    decimals : int
        Published decimals.
    factor : float
        100 for percent, 1 000 for rates per thousand, 1 for means.

    Returns
    -------
    polars.DataFrame
        Two relations: numerator minus the least share of the denominator is at least 0, minus the largest at most 0.

    Examples
    --------
    >>> rounded_share("under 25", "all", 5.4, 1)["coefficient"].to_list()
    [1.0, -0.0535, 1.0, -0.0545]
    """
    _, low, high = rounded(numerator, value, decimals)
    name = f"{numerator} / {denominator} = {value}"
    rows = [
        (f"{name} (≥)", numerator, 1.0, 0.0, float("inf")),
        (f"{name} (≥)", denominator, -low / factor, 0.0, float("inf")),
        (f"{name} (≤)", numerator, 1.0, float("-inf"), 0.0),
        (f"{name} (≤)", denominator, -high / factor, float("-inf"), 0.0),
    ]
    return pl.DataFrame(rows, schema=RELATION, orient="row")
