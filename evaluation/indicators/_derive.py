"""What derived indicators share: released rows in, rows of the results table out; a hidden input hides the result."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from evaluation.results import COLUMNS

OTHER = "other_merged"
_WORST = ("hidden", "not_comparable", "not_collected", "not_applicable", "too_few")


def yearly(results: pd.DataFrame, indicator: str, breakdown: str = "") -> pd.DataFrame:
    """Rows of one indicator and breakdown for whole years, by site and period."""
    wanted = (results["indicator"] == indicator) & (results["breakdown"] == breakdown)
    found = results[wanted & (results["period"].str.len() == 4)]
    return found.sort_values(["site", "period", "category"], kind="stable")


def by_site(rows: pd.DataFrame) -> Iterator[tuple[str, dict[str, pd.DataFrame]]]:
    """Each site with its periods in order and their rows."""
    for site, of_site in rows.groupby("site", sort=True):
        yield str(site), {str(period): part for period, part in of_site.groupby("period", sort=True)}


def state(*parts: pd.DataFrame) -> tuple[str, str]:
    """Status and reason of a result computed from these rows: the worst of them, "shown" if all are shown."""
    told = {status for part in parts for status in part["status"]}
    worst = next((status for status in _WORST if status in told), None)
    for part in parts if worst else ():
        hit = part.loc[part["status"] == worst, "reason"]
        if len(hit):
            return str(worst), str(hit.iloc[0])
    return "shown", ""


def comparability(*parts: pd.DataFrame) -> str:
    """The worst comparability of the rows: "no:…" before "limited:…" before "ok"."""
    told = sorted({str(c) for part in parts for c in part["comparability"]})
    for start in ("no:", "limited:"):
        for one in told:
            if one.startswith(start):
                return one
    return "ok"


def row(site: str, period: str, indicator: str, **fields: Any) -> dict[str, Any]:
    """One row of the results table; numbers stay null where status is not shown."""
    texts = dict.fromkeys((c for c, kind in COLUMNS.items() if kind == "str"), "")
    numbers = dict.fromkeys((c for c, kind in COLUMNS.items() if kind != "str"), math.nan)
    found = {**texts, **numbers, "comparability": "ok", "status": "shown", **fields}
    if found["status"] != "shown":
        found.update(numbers)
    return {**found, "site": site, "period": period, "indicator": indicator}


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with exactly the columns and types of the results table."""
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def shares(rows: pd.DataFrame) -> dict[str, float]:
    """Category to share (0 to 1) out of numerator and denominator of the rows."""
    return {
        str(c): float(x) / float(n) if n else 0.0
        for c, x, n in zip(rows["category"], rows["numerator"], rows["denominator"], strict=True)
    }


def aligned(p: Mapping[str, float], q: Mapping[str, float]) -> tuple[list[float], list[float], bool]:
    """Two distributions over the same categories; True if some had to be merged.

    Where small categories were merged on either side, only the categories that both sides show stay apart; the rest of
    each side is one category. The distance of merged distributions is a lower bound of the true one.
    """
    if OTHER not in p and OTHER not in q:
        names = sorted({*p, *q})
        return [p.get(c, 0.0) for c in names], [q.get(c, 0.0) for c in names], False
    names = sorted(({*p} & {*q}) - {OTHER})
    a, b = [p[c] for c in names], [q[c] for c in names]
    return [*a, max(0.0, 1 - sum(a))], [*b, max(0.0, 1 - sum(b))], True


def total_variation(p: list[float], q: list[float]) -> float:
    """Half the sum of absolute differences: 0 equal, 1 nothing in common.

    Examples
    --------
    >>> round(total_variation([0.4, 0.3, 0.2, 0.1], [0.2, 0.3, 0.2, 0.3]), 4)
    0.2
    """
    return sum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2


def jensen_shannon_bits(p: list[float], q: list[float]) -> float:
    """Jensen-Shannon divergence in bits: 0 equal, 1 nothing in common.

    Examples
    --------
    >>> round(jensen_shannon_bits([0.4, 0.3, 0.2, 0.1], [0.2, 0.3, 0.2, 0.3]), 4)
    0.0623
    """
    middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return (_kullback_bits(p, middle) + _kullback_bits(q, middle)) / 2


def _kullback_bits(p: list[float], q: list[float]) -> float:
    return sum(a * math.log2(a / b) for a, b in zip(p, q, strict=True) if a > 0)


def herfindahl(p: list[float]) -> float:
    """Sum of squared shares: 1 all in one category.

    Examples
    --------
    >>> round(herfindahl([0.4, 0.3, 0.2, 0.1]), 2)
    0.3
    """
    return sum(a * a for a in p)


def shannon_evenness(p: list[float]) -> float:
    """Shannon entropy divided by its maximum ln K: 1 all categories alike, 0 all in one.

    Examples
    --------
    >>> round(shannon_evenness([0.4, 0.3, 0.2, 0.1]), 4)
    0.9232
    """
    entropy = -sum(a * math.log(a) for a in p if a > 0)
    return entropy / math.log(len(p)) if len(p) > 1 else 0.0
