"""Has a figure changed? An answer that only uses the released values and their released limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from evaluation.reporting.facts import Row
from evaluation.reporting.numbers import limits_of

Verdict = Literal["up", "down", "unchanged", "undecided", "no_interval", "not_comparable", "no_value"]
RELEASED: dict[str, Verdict] = {
    "increase": "up", "decrease": "down", "unchanged": "unchanged", "undecided": "undecided",
    "not_comparable": "not_comparable", "not_available": "no_value",
}  # fmt: skip
INDEPENDENT = ("poisson_exact", "byar")


@dataclass(frozen=True, slots=True)
class Change:
    """Change of a figure between two periods.

    Parameters
    ----------
    verdict : str
        up, down, unchanged or undecided; otherwise why there is no verdict. Full counts have a verdict without limits.
    difference : float
        Later minus earlier value (percentage points for shares in percent).
    low, high : float
        Limits of the relative change in percent for counts and rates, of the difference for shares; NaN without.
    relative : bool
        True if the limits are percent of the earlier value.
    """

    verdict: Verdict
    difference: float = math.nan
    low: float = math.nan
    high: float = math.nan
    relative: bool = False
    reason: str = ""

    @property
    def sized(self) -> bool:
        """True if the change has limits."""
        return not math.isnan(self.low)


def released(row: Row) -> Change:
    """The change as it was released; without an interval an open question stays open."""
    verdict = RELEASED.get(str(row["verdict"]), "no_value")
    change, low, high = (float(row[name]) if row[name] is not None else math.nan for name in ("change", "low", "high"))
    if verdict == "undecided" and math.isnan(low):
        verdict = "no_interval"
    return Change(verdict, change, low, high, row["unit"] == "%", str(row["reason"] or ""))


def change(before: Row, now: Row, rules_differ: bool = False) -> Change:
    """Compare two results of one site; not where they were counted by different rules.

    Counts of independent persons are compared by the exact ratio of two rates, everything else by combining the
    two released intervals (on the log scale for counts and rates).

    References
    ----------
    Newcombe 1998, Stat Med 17:873-890 (method 10: combining two intervals of shares).
    Donner and Zou 2012, Stat Methods Med Res 21:347-359 (the same from any two intervals).

    Examples
    --------
    >>> row = {"status": "shown", "kind": "count", "comparability": "ok", "method": "poisson_exact"}
    >>> before, now = row | {"value": 100, "low": 81, "high": 122}, row | {"value": 131, "low": 110, "high": 155}
    >>> change(before, now).verdict
    'up'
    """
    if before.get("status") != "shown" or now.get("status") != "shown":
        return Change("no_value")
    if rules_differ or before.get("reason") == "Stichtage" or now.get("reason") == "Stichtage":
        return Change("not_comparable")
    difference = float(now["value"]) - float(before["value"])
    first, second = limits_of(before), limits_of(now)
    if first is None or second is None:
        return Change("no_interval", difference)
    if now.get("kind") in ("count", "rate", "ratio"):
        return _relative(before, now, difference)
    half_down = math.hypot(float(now["value"]) - second[0], first[1] - float(before["value"]))
    half_up = math.hypot(second[1] - float(now["value"]), float(before["value"]) - first[0])
    low, high = difference - half_down, difference + half_up
    return Change(_verdict(low, high), difference, low, high)


def _relative(before: Row, now: Row, difference: float) -> Change:
    if now.get("kind") == "count" and {before.get("method"), now.get("method")} <= set(INDEPENDENT):
        from evaluation.stats.two_groups import rate_ratio_exact

        ratio: Any = rate_ratio_exact(float(now["value"]), 1.0, float(before["value"]), 1.0)
        low, high = float(ratio.low), float(ratio.high)
    else:
        low, high = _ratio_limits(before, now)
    return Change(_verdict(low - 1, high - 1), difference, 100 * (low - 1), 100 * (high - 1), relative=True)


def _ratio_limits(before: Row, now: Row) -> tuple[float, float]:
    """Limits of now / before from both intervals on the log scale; 0 and infinity where a lower limit is 0."""
    x, (low_x, high_x) = float(now["value"]), (float(now["low"]), float(now["high"]))
    y, (low_y, high_y) = float(before["value"]), (float(before["low"]), float(before["high"]))
    if x <= 0 or y <= 0:
        return 0.0, math.inf
    centre = math.log(x / y)
    down = math.inf if low_x <= 0 else math.hypot(math.log(x / low_x), math.log(high_y / y))
    up = math.inf if low_y <= 0 else math.hypot(math.log(high_x / x), math.log(y / low_y))
    return math.exp(centre - down), math.exp(centre + up)


def _verdict(low: float, high: float) -> Verdict:
    return "up" if low > 0 else "down" if high < 0 else "undecided"
