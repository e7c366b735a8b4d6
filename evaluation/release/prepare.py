"""Counts beside what the marks say about them: the frame that all rules work on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from evaluation.errors import ReleaseError
from evaluation.release import rules

if TYPE_CHECKING:
    from evaluation.study import Disclosure

KEYS: dict[str, Any] = dict.fromkeys(("site", "period", "indicator", "breakdown", "category"), pl.String)
SUMS = ("sum_xx", "sum_xn", "sum_nn")
COUNTS: dict[str, Any] = KEYS | dict.fromkeys(
    ("numerator", "denominator", "n_units", "n_rest", "max_unit", *SUMS), pl.Float64
)
"""Columns of the counts; all but the keys may be null. A column `note` (why a number is missing) may stand beside."""
PROFILE: dict[str, Any] = dict.fromkeys(("value", "low", "high"), pl.Float64) | {"method": pl.String}
"""Columns that only profiles fill: their value is no quotient of counts."""
UNKNOWN = "unknown"
REASONS = {"reference_dates": "Stichtage"}
DIGITS, DECIMALS = 12, 9
"""Significant digits of counts: sums of fractions differ in the last bits from run to run, results must not."""


def prepare(counts: pl.DataFrame, marks: Mapping[str, Any], disclosure: Disclosure) -> pl.DataFrame:
    """Give every row of the counts what its indicator's mark says, its threshold, and the rule that hides it.

    Parameters
    ----------
    counts : polars.DataFrame
        One row per site, period, indicator, breakdown and category with the columns of COUNTS.
    marks : mapping
        Indicator id to an indicator with `mark` and `tables`.
    disclosure : Disclosure
        Thresholds of the study.

    Returns
    -------
    polars.DataFrame
        The counts with `reason`, `kind`, `structural`, `organisational`, `family`, `heads` (every person counts once),
        `k` and `fired`.

    Raises
    ------
    ReleaseError
        A column is missing, a row stands twice, or an indicator is unknown.
    """
    frame = _without_na(_checked(counts, marks))
    frame = frame.join(_of_marks(marks), on="indicator", how="left").join(
        _thresholds(frame, marks, disclosure), on=["indicator", "breakdown", "category"], how="left"
    )
    organisational = pl.col("protection").is_in(["P0", "P1", "P2"]) & pl.col("n_rest").is_not_null()
    frame = frame.with_columns(organisational=organisational & (pl.col("family") == "position"), heads=_heads())
    return rules.fire(frame, disclosure).sort(list(KEYS))


def _checked(counts: pl.DataFrame, marks: Mapping[str, Any]) -> pl.DataFrame:
    missing = sorted(set(COUNTS) - set(counts.columns))
    if missing:
        names = ", ".join(missing)
        raise ReleaseError(f"Den Zählungen fehlen die Spalten {names}.", f"The counts lack the columns {names}.")
    unknown = sorted(set(counts["indicator"].unique()) - set(marks))
    if unknown:
        names = ", ".join(unknown)
        raise ReleaseError(
            f"Gezählt wurde, was kein Indikator ist: {names}. Bitte im Katalog nachsehen (evaluation catalogue).",
            f"Something was counted that is no indicator: {names}. See the catalogue (evaluation catalogue).",
        )
    given = [pl.col(name).cast(pl.String) for name in ("reason", "note") if name in counts.columns]
    counts = counts.with_columns(reason=pl.coalesce(*given, pl.lit("")).replace(REASONS))
    absent = [pl.lit(None).alias(name) for name in PROFILE if name not in counts.columns]
    types = COUNTS | PROFILE | {"reason": pl.String}
    frame = counts.with_columns(*absent).select(pl.col(name).cast(kind) for name, kind in types.items())
    numbers = [name for name, kind in types.items() if kind == pl.Float64]
    exact = pl.col(*numbers).fill_nan(None).round(DECIMALS).round_sig_figs(DIGITS)  # a sum to zero leaves dust
    frame = frame.with_columns(pl.col(*KEYS, "reason").fill_null(""), exact)
    if frame.select(*KEYS).is_duplicated().any():
        names = ", ".join(sorted(frame.filter(frame.select(*KEYS).is_duplicated())["indicator"].unique()))
        raise ReleaseError(
            f"Dieselbe Zelle wurde zweimal gezählt (Indikator {names}). Es wird nichts freigegeben.",
            f"The same cell was counted twice (indicator {names}). Nothing is released.",
        )
    return frame


def _heads() -> pl.Expr:
    """True where each person counts once, in all rows of an indicator at a site in a year.

    Then it counts independent persons. Otherwise it counts contacts, whether their sums over persons are known or not.
    """
    rest = pl.col("n_rest").fill_null(pl.col("denominator") - pl.col("numerator"))
    whole = (pl.col("kind") != "share") | (rest == pl.col("denominator") - pl.col("numerator")).fill_null(True)
    once = pl.col("sum_nn").is_null() & (pl.col("n_units") == pl.col("numerator")).fill_null(False) & whole
    told = once | pl.col("numerator").is_null()
    return told.all().over("site", "indicator", pl.col("period").str.slice(0, 4))


def _without_na(frame: pl.DataFrame) -> pl.DataFrame:
    """Put "na" to "unknown": shares leave out both, so that only their sum may be told apart."""
    if not frame["category"].is_in(["na"]).any():
        return frame
    both = pl.col("category").is_in(["na", UNKNOWN])
    numbers = {name: pl.col(name).sum() for name in ("numerator", "denominator", "max_unit", "sum_xn")}
    numbers |= {name: pl.col(name).max() for name in ("n_units", "n_rest")}
    numbers |= {name: pl.col(name).sqrt().sum() ** 2 for name in ("sum_xx", "sum_nn")}
    rest = [name for name in frame.columns if name not in KEYS and name not in numbers]
    known = {name: pl.when(pl.col(name).is_not_null().all()).then(value) for name, value in numbers.items()}
    keys = [*list(KEYS)[:-1], "category"]
    unknown = frame.filter(both).with_columns(category=pl.lit(UNKNOWN)).group_by(keys)
    together = unknown.agg(**known, **{name: pl.col(name).first() for name in rest})
    return pl.concat([frame.filter(~both), together.select(frame.columns)])


def _thresholds(frame: pl.DataFrame, marks: Mapping[str, Any], disclosure: Disclosure) -> pl.DataFrame:
    """Smallest number of units that a cell may show: k, or k_sensitive for special classes of personal data."""
    cells = frame.select("indicator", "breakdown", "category").unique()
    larger = [marks[row[0]].mark.is_sensitive(row[1], row[2]) for row in cells.rows()]
    k = [float(disclosure.k_sensitive if sensitive else disclosure.k) for sensitive in larger]
    return cells.with_columns(k=pl.Series(k, dtype=pl.Float64))


def _of_marks(marks: Mapping[str, Any]) -> pl.DataFrame:
    rows = [
        {
            "indicator": name,
            "kind": entry.mark.kind,
            "structural": entry.mark.unit_counted == "none" or entry.mark.kind == "published",
            "protection": entry.mark.protection,
            "family": family(entry),
        }
        for name, entry in marks.items()
    ]
    schema = {"indicator": pl.String, "kind": pl.String, "structural": pl.Boolean, "protection": pl.String,
              "family": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def family(indicator: Any) -> str:
    """Name of the table whose persons an indicator counts: consultations, single or aggregated, are one family."""
    tables = [] if indicator.derived else list(indicator.tables)
    if any(name.startswith("consultation") for name in tables):
        return "consultation"
    return tables[0] if tables else ""
