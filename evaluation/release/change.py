"""Change to the year before, site by site, from released results only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.release.merge import MERGED
from evaluation.release.values import CONFIDENCE
from evaluation.stats import intervals

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.study import Study

COLUMNS: dict[str, str] = dict.fromkeys(("site", "period", "previous", "indicator", "breakdown", "category"), "str") | {
    "change": "float64", "unit": "str", "low": "float64", "high": "float64", "method": "str", "verdict": "str",
    "reason": "str",
}  # fmt: skip
"""`change` is in percentage points for shares, in percent for everything else (`unit` says which)."""
VERDICTS = ("increase", "decrease", "unchanged", "undecided", "not_comparable", "not_available")
KEYS = ["site", "indicator", "breakdown", "category"]
POINTS = "Prozentpunkte"
PERCENT = "%"


def changes(results: pd.DataFrame, pairs: pd.DataFrame, study: Study, marks: Mapping[str, Any]) -> pd.DataFrame:
    """Compare every yearly result with the same site's result of the year before.

    Persons: exact ratio of two rates, or Newcombe's difference of two shares. Contacts: the released limits of both
    years, which already know that contacts cluster in persons, are put together by the square root rule (MOVER), for
    ratios on the log scale. Full counts have no interval. "undecided" means that the interval holds no change.

    Returns
    -------
    pandas.DataFrame
        The columns of COLUMNS; numbers only where the verdict is increase, decrease, unchanged or undecided.

    References
    ----------
    Newcombe 1998, Stat Med 17:873-890 (square root rule for differences of shares).
    """
    import pandas as pd

    yearly = results[results["period"].str.len() == 4]
    by_year = dict(iter(yearly.groupby("period")))
    own = pairs[pairs["previous_year"].notna()]
    verdicts = {
        (row.site_a, str(row.reporting_year), row.indicator): (row.status, row.reason)
        for row in own.itertuples(index=False)
    }
    scale = {name: entry.mark.per for name, entry in marks.items()}
    parts = []
    for before, now in zip(study.years, study.years[1:], strict=False):
        if str(now) in by_year and str(before) in by_year:
            joined = by_year[str(now)].merge(by_year[str(before)], how="outer", on=KEYS, suffixes=("", "_0"))
            joined = joined.assign(period=str(now), previous=str(before), per=joined["indicator"].map(scale))
            parts.append(pd.DataFrame([_change(row, verdicts) for row in joined.to_dict("records")]))
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    return pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS)).astype(COLUMNS)


def _change(row: Mapping[str, Any], verdicts: Mapping[tuple[str, str, str], tuple[str, str]]) -> dict[str, Any]:
    place = {name: row[name] for name in (*KEYS, "period", "previous")}
    status, reason = verdicts.get((row["site"], row["period"], row["indicator"]), ("ok", ""))
    if row["status"] != "shown" or row["status_0"] != "shown":
        hidden = "hidden" in (row["status"], row["status_0"])
        return {**place, "verdict": "not_available", "reason": "disclosure" if hidden else "no_value"}
    if status == "no":
        return {**place, "verdict": "not_comparable", "reason": reason}
    if row["category"] == MERGED:
        return {**place, "verdict": "not_comparable", "reason": "merged_categories"}
    change, low, high, method, unit = _estimate(row)
    if not np.isfinite(change):
        return {**place, "verdict": "not_available", "reason": "zero_before"}
    verdict = _word(change, low, high, method)
    why = "no_interval" if verdict == "undecided" and not np.isfinite(low) else reason
    return {**place, "change": change, "low": low, "high": high, "method": method, "unit": unit, "verdict": verdict,
            "reason": why}  # fmt: skip


def _word(change: float, low: float, high: float, method: str) -> str:
    if method in ("none_full_count", "none_published"):
        return "unchanged" if change == 0 else "increase" if change > 0 else "decrease"
    if not np.isfinite(low):
        return "undecided"
    return "increase" if low > 0 else "decrease" if high < 0 else "undecided"


def _estimate(row: Mapping[str, Any]) -> tuple[float, float, float, str, str]:
    share, unit = row["kind"] == "share", PERCENT
    now, before = row["value"], row["value_0"]
    if share:
        unit, change = POINTS, 100 / row["per"] * (now - before)
    else:
        change = 100 * (now / before - 1) if before else np.nan
    methods = {row["method"], row["method_0"]}
    if methods == {"poisson_exact"}:
        found = intervals.rate_ratio_exact(row["numerator"], _exposure(row, ""), row["numerator_0"],
                                           _exposure(row, "_0"), CONFIDENCE)  # fmt: skip
        return change, 100 * (found.low - 1), 100 * (found.high - 1), found.method, unit
    if methods == {"wilson"}:
        found = intervals.newcombe_difference(row["numerator"], row["denominator"], row["numerator_0"],
                                              row["denominator_0"], CONFIDENCE)  # fmt: skip
        return change, 100 * found.low, 100 * found.high, found.method, unit
    if methods <= {"clustered_share", "wilson"}:
        return change, *_difference(row), "newcombe_clustered", unit
    if methods <= {"clustered_rate", "poisson_exact"} and now > 0 and before:
        return change, *_ratio(row), "ratio_clustered", unit
    only = methods.pop() if len(methods) == 1 else "none"
    return change, np.nan, np.nan, only if only.startswith("none") else "none", unit


def _exposure(row: Mapping[str, Any], year: str) -> float:
    exposure = row["denominator" + year]
    return float(exposure) if np.isfinite(exposure) else 1.0


def _difference(row: Mapping[str, Any]) -> tuple[float, float]:
    now, before = row["value"], row["value_0"]
    low = now - before - np.hypot(now - row["low"], row["high_0"] - before)
    high = now - before + np.hypot(row["high"] - now, before - row["low_0"])
    return 100 / row["per"] * low, 100 / row["per"] * high


def _ratio(row: Mapping[str, Any]) -> tuple[float, float]:
    now, before = np.log(row["value"]), np.log(row["value_0"])
    with np.errstate(divide="ignore"):
        limits = {name: np.log(row[name]) for name in ("low", "high", "low_0", "high_0")}
    low = now - before - np.hypot(now - limits["low"], limits["high_0"] - before)
    high = now - before + np.hypot(limits["high"] - now, before - limits["low_0"])
    return 100 * (np.exp(low) - 1), 100 * (np.exp(high) - 1)
