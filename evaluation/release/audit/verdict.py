"""The verdict over a release: is any hidden cell determined more closely than its protection allows?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from evaluation.errors import ReleaseError
from evaluation.release.audit.bounds import WHOLE, Bound, bound
from evaluation.release.audit.constraints import RELATION
from evaluation.release.audit.system import groups, knowledge

BOUNDS = {"cell": pl.String, "low": pl.Float64, "high": pl.Float64, "need_low": pl.Float64, "need_high": pl.Float64,
          "method": pl.String, "safe": pl.Boolean}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What the attacker finds out.

    Parameters
    ----------
    bounds : polars.DataFrame
        Protected. Per hidden cell: low, high (what the attacker can conclude), need_low, need_high (what must remain
        possible), method (see `bounds.Bound`), safe.
    leaks : tuple of str
        Hidden cells that are determined more closely than allowed.
    """

    bounds: pl.DataFrame
    leaks: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True if nothing leaks."""
        return not self.leaks


def audit(published: pl.DataFrame, hidden: pl.DataFrame, relations: pl.DataFrame) -> Audit:
    """Attack every hidden cell with everything that is published.

    Parameters
    ----------
    published : polars.DataFrame
        cell, low, high: every published figure of this and all earlier releases; low and high are equal where the
        figure is exact, and the limits of rounding or of a published range otherwise. A cell may stand in several rows.
    hidden : polars.DataFrame
        cell, value (true), need_low, need_high: the interval that must remain possible (both equal to the value where
        nothing is asked); optionally known_low (0), known_high (infinity), integer (true): what everybody knows.
    relations : polars.DataFrame
        relation, cell, coefficient, low, high: the sum of coefficient times cell lies between low and high
        (see `constraints.sums`, `constraints.rounded_share`).

    Returns
    -------
    Audit

    Raises
    ------
    ReleaseError
        Published figures contradict each other, or the true value of a hidden cell: then the relations are wrong and
        nothing is proven.

    Examples
    --------
    Two of three parts are hidden, but the third one and the total are not; 12 - 8 = 4 is the sum of both.

    >>> from evaluation.release.audit.constraints import sums
    >>> published = pl.DataFrame({"cell": ["all", "c"], "low": [12.0, 8.0], "high": [12.0, 8.0]})
    >>> hidden = pl.DataFrame({"cell": ["a", "b"], "value": [3.0, 1.0], "need_low": [2.0, 0.0],
    ...                        "need_high": [5.0, 5.0]})
    >>> found = audit(published, hidden, sums({"all": ["a", "b", "c"]}))
    >>> found.bounds.select("cell", "low", "high", "safe").rows()
    [('a', 0.0, 4.0, False), ('b', 0.0, 4.0, False)]
    """
    lines = relations.select(pl.col(name).cast(kind) for name, kind in RELATION.items())
    _true(published, hidden, lines)
    known = knowledge(published, hidden, lines["cell"].to_list())
    needs = {cell: (low, high) for cell, low, high in hidden.select("cell", "need_low", "need_high").rows()}
    read = known.join(hidden.select("cell"), on="cell", how="semi")
    found = {cell: Bound(low, high, "read") for cell, low, high in read.select("cell", "least", "most").rows()}
    for group in groups(known, lines):
        found |= bound(group, needs)
    return _judge(hidden, found)


def ranges(found: Audit, base: float = 5.0) -> pl.DataFrame:
    """Ranges that may be published instead of the mark for hidden cells: they tell what the attacker knows anyway.

    Parameters
    ----------
    found : Audit
        An audit that passed.
    base : float
        The limits are widened to multiples of this.

    Returns
    -------
    polars.DataFrame
        cell, low, high; only cells whose range is finite, complete and contains the protection interval. After
        publishing them, the audit has to be run again with the ranges among the published figures.

    Raises
    ------
    ReleaseError
        The audit did not pass.
    """
    if not found.passed:
        raise ReleaseError(
            "Spannen gibt es nur nach einer bestandenen Prüfung.", "Ranges are available only after a passed audit."
        )
    complete = found.bounds.filter(pl.col("method").is_in(["integer", "linear"]) & pl.col("high").is_finite())
    return complete.select(
        "cell", low=(pl.col("low") / base).floor() * base, high=(pl.col("high") / base).ceil() * base
    ).filter(pl.col("low") < pl.col("high"))


def _judge(hidden: pl.DataFrame, found: dict[str, Bound]) -> Audit:
    rows = []
    for cell, value, low, high in hidden.select("cell", "value", "need_low", "need_high").rows():
        seen = found[cell]
        reached = seen.method == "reached"
        if not reached and not seen.low - WHOLE * _size(value) <= value <= seen.high + WHOLE * _size(value):
            raise _untrue(cell)
        safe = seen.low <= low + WHOLE and seen.high >= high - WHOLE
        rows.append((cell, seen.low, seen.high, low, high, seen.method, safe))
    bounds = pl.DataFrame(rows, schema=BOUNDS, orient="row")
    return Audit(bounds, tuple(bounds.filter(~pl.col("safe"))["cell"].to_list()))


def _true(published: pl.DataFrame, hidden: pl.DataFrame, relations: pl.DataFrame) -> None:
    """Every relation has to hold for the true values; the attacker may rely on nothing that is wrong."""
    exact = published.filter(pl.col("low") == pl.col("high")).select("cell", value="low")
    values = pl.concat([hidden.select("cell", "value"), exact]).unique("cell", keep="first")
    facts = relations.join(values, on="cell", how="left")
    part = pl.col("coefficient") * pl.col("value")
    whole = facts.group_by("relation", maintain_order=True).agg(
        pl.col("low", "high").first(),
        total=part.sum(),
        size=part.abs().max(),
        known=pl.col("value").is_not_null().all(),
    )
    slack = WHOLE * (1 + pl.col("size"))
    outside = (pl.col("total") < pl.col("low") - slack) | (pl.col("total") > pl.col("high") + slack)
    wrong = whole.filter(pl.col("known") & outside)["relation"].to_list()
    if wrong:
        raise _untrue("; ".join(wrong[:5]))


def _size(value: float) -> float:
    return max(1.0, float(np.abs(value)))


def _untrue(place: str) -> ReleaseError:
    return ReleaseError(
        f"Die Prüfung passt nicht zu den Daten: {place} stimmt nicht mit ihnen überein. "
        "Eine angegebene Beziehung oder ein veröffentlichter Wert ist falsch. Es wird nichts freigegeben.",
        f"The audit does not fit the data: {place} does not agree with them. "
        "A declared relation or a published figure is wrong. Nothing is released.",
    )
