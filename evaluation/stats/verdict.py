"""The verdict of a comparison of sites: what may be said, with which number, and what may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import TooFew, one_of, probability
from evaluation.stats.cr2 import cr2
from evaluation.stats.permutation import (
    permutation_exact,
    permutation_floor,
    permutation_interval,
    sign_flip_exact,
)
from evaluation.stats.single_site import crawford_howell
from evaluation.stats.sites import collapse_sites
from evaluation.stats.verdict_words import REASONS

if TYPE_CHECKING:
    import pandas as pd

ALPHA = 0.05
REFUSED_DESIGNS = ("persons_as_units", "ranking", "composite", "network_density", "counting_rules")
DESIGNS = ("types", "before_after", "within_sites", *REFUSED_DESIGNS)
Status = Literal["legitimate", "undecidable", "refused"]


@dataclass(frozen=True)
class Verdict:
    """What a comparison of sites can say.

    Attributes
    ----------
    status : {"legitimate", "undecidable", "refused"}
    design : str
    reason, reason_de, reason_en : str
        Machine name and the sentence in both languages.
    estimate, low, high, confidence : float
        Difference and the interval at the level that this many sites can give; missing where refused.
    p, p_floor : float
        The exact p and the smallest p that the design can give; a p is never read without its floor.
    method : str
        Machine names: of the test, and of the interval after a "+".
    n_sites : int
    sites : pandas.DataFrame or None
        Raw site values: site, type, value (and n), in the order of delivery.
    """

    status: Status
    design: str
    reason: str
    reason_de: str
    reason_en: str
    estimate: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    confidence: float = float("nan")
    p: float = float("nan")
    p_floor: float = float("nan")
    method: str = "none"
    n_sites: int = 0
    sites: pd.DataFrame | None = None


def verdict(
    values: Any,
    sites: Any,
    types: Any,
    design: str = "types",
    after: Any = None,
    *,
    order: Sequence[Any] | None = None,
    alpha: float = ALPHA,
    confidence: float = 0.95,
) -> Verdict:
    """Judge a comparison of sites: legitimate, undecidable with so few sites, or refused with the reason.

    Rows of a site are first reduced to its mean: the unit is the site. The exact permutation over sites decides; if its
    smallest attainable p is above `alpha` the verdict is undecidable, whatever another p says.

    Parameters
    ----------
    values : array
        One or more values per site.
    sites, types : array
        Site and its type per row. For ``"before_after"`` the type says with or without the change of conditions.
    design : str
        ``"types"``: do types of sites differ (two types: exact interval; more: any difference).
        ``"before_after"``: does the change differ (CR2 with Satterthwaite from two sites on each side, with one site
        Crawford-Howell). ``"within_sites"``: is the change from before to after the same direction in all sites.
        ``"persons_as_units"``, ``"ranking"``, ``"composite"``, ``"network_density"``, ``"counting_rules"``: refused.
    after : array of bool
        For designs with a before and an after: which rows lie after.
    order : sequence, optional
        Types from low to high, as registered before the data: ordered instead of any difference.
    alpha, confidence : float

    Returns
    -------
    Verdict

    Raises
    ------
    InputError
        An unknown design, missing `after`, lengths that differ.

    References
    ----------
    Fisher 1935; Bell & McCaffrey 2002; Crawford & Howell 1998.

    Examples
    --------
    >>> result = verdict([21, 28, 30, 14, 17, 19], list("abcdef"), ["rural"] * 3 + ["town"] * 3)
    >>> result.status, round(result.estimate, 2), result.p, result.p_floor, result.low, result.high, result.confidence
    ('undecidable', 9.67, 0.1, 0.1, 2.0, 16.0, 0.9)
    >>> verdict([1, 2], ["a", "b"], ["x", "y"], design="ranking").status
    'refused'
    """
    one_of("design", design, DESIGNS)
    probability("alpha", alpha)
    if design in REFUSED_DESIGNS:
        return refusal(design, design)
    if design == "types":
        return _types(collapse_sites(values, sites, types), order, alpha, confidence)
    changes = _changes(values, sites, types, after)
    if changes is None:
        return refusal(design, "before_after_incomplete")
    if design == "within_sites":
        return _within(changes, alpha)
    return _before_after(changes, order, alpha, confidence)


def refusal(design: str, reason: str, table: pd.DataFrame | None = None) -> Verdict:
    """Return a refused verdict with its reason in both languages.

    Examples
    --------
    >>> refusal("types", "one_type").reason_en
    'All sites are of the same type: there is nothing to compare.'
    """
    return Verdict("refused", design, reason, *REASONS[reason], n_sites=0 if table is None else len(table), sites=table)


def _types(table: pd.DataFrame, order: Sequence[Any] | None, alpha: float, confidence: float) -> Verdict:
    labels = list(dict.fromkeys(table["type"]))
    if len(labels) < 2:
        return refusal("types", "one_type", table)
    test = permutation_exact(table["value"], table["type"], order=order)
    numbers = {"estimate": test.estimate, "p": test.p, "p_floor": test.p_floor, "method": test.method}
    if len(labels) == 2:
        high, low = (order[1], order[0]) if order is not None else labels
        first, second = (table.loc[table["type"] == label, "value"] for label in (high, low))
        interval = permutation_interval(first, second, confidence)
        numbers |= {"low": interval.low, "high": interval.high, "confidence": interval.confidence}
        numbers["method"] = f"{test.method}+{interval.method}"
    return _judged("types", table, numbers, alpha)


def _before_after(table: pd.DataFrame, order: Sequence[Any] | None, alpha: float, confidence: float) -> Verdict:
    labels = list(dict.fromkeys(table["type"])) if order is None else list(reversed(order))
    if len(labels) != 2 or table["type"].nunique() != 2:
        return refusal("before_after", "before_after_without_comparison", table)
    first, second = (table.loc[table["type"] == label, "value"].to_numpy() for label in labels)
    if min(len(first), len(second)) == 1:
        return _single(table, first, second, alpha, confidence)
    test = permutation_exact(table["value"], table["type"], order=order)
    treated = (table["type"] == labels[0]).to_numpy(dtype=float)
    row = cr2(np.column_stack([np.ones(len(table)), treated]), table["value"], table["site"], confidence).loc[1]
    numbers = {
        "estimate": float(row["value"]), "low": float(row["low"]), "high": float(row["high"]), "confidence": confidence,
        "p": test.p, "p_floor": test.p_floor, "method": f"{test.method}+cr2_satterthwaite",
    }  # fmt: skip
    return _judged("before_after", table, numbers, alpha)


def _single(table: pd.DataFrame, first: Any, second: Any, alpha: float, confidence: float) -> Verdict:
    sign, one, others = (1, first, second) if len(first) == 1 else (-1, second, first)
    try:
        test = crawford_howell(float(one[0]), others, confidence)
    except TooFew:
        return refusal("before_after", "before_after_too_few", table)
    low, high = sorted((sign * test.low, sign * test.high))
    numbers = {
        "estimate": sign * test.value, "low": low, "high": high, "confidence": confidence,
        "p": test.p_placebo, "p_floor": test.p_floor, "method": "placebo+crawford_howell",
    }  # fmt: skip
    return _judged("before_after", table, numbers, alpha)


def _within(table: pd.DataFrame, alpha: float) -> Verdict:
    test = sign_flip_exact(table["value"])
    numbers = {"estimate": test.estimate, "p": test.p, "p_floor": test.p_floor, "method": test.method}
    return _judged("within_sites", table, numbers, alpha)


def _changes(values: Any, sites: Any, types: Any, after: Any) -> pd.DataFrame | None:
    """Mean after minus mean before, per site; None if a site lacks one of the two."""
    if after is None:
        raise InputError(
            "Bitte mit „after“ angeben, welche Zeilen nach der Veränderung liegen.",
            "Say with 'after' which rows lie after the change.",
        )
    table = collapse_sites(values, sites, types)
    later = np.asarray(list(after), dtype=bool)
    values, sites = np.asarray(list(values), dtype=float), np.array(list(sites), dtype=object)
    if len(later) != len(values):
        raise InputError("„after“ muss so lang sein wie „values“.", "'after' must be as long as 'values'.")
    means = []
    for site in table["site"]:
        parts = [values[(sites == site) & (later == when)] for when in (True, False)]
        if not len(parts[0]) or not len(parts[1]):
            return None
        means.append(float(parts[0].mean() - parts[1].mean()))
    return table.assign(value=means)


def _judged(design: str, table: pd.DataFrame, numbers: dict[str, Any], alpha: float) -> Verdict:
    floor = numbers["p_floor"]
    reason = "floor" if floor > alpha else "decidable"
    status: Status = "undecidable" if floor > alpha else "legitimate"
    german, english = (text.format(sites=len(table), floor=floor, alpha=alpha) for text in REASONS[reason])
    return Verdict(status, design, reason, german, english, **numbers, n_sites=len(table), sites=table)


def smallest_p(sizes: Sequence[int], ordered: bool = False) -> float:
    """Smallest two-sided p of a comparison of sites, before any value is known; for planning and for reports.

    Examples
    --------
    >>> round(smallest_p([3, 3]), 3), round(smallest_p([2, 2, 2], ordered=True), 3)
    (0.1, 0.022)
    """
    return permutation_floor(sizes, ordered=ordered)
