"""Primary rules of disclosure control: one function a rule, each says in which rows it fires.

Every function takes the study's thresholds and returns a Polars expression over the columns of `prepare.prepare`:
the counts with `k` (smallest number of units that may be shown in this row), `kind`, `structural` (no person stands
behind the figure) and `organisational` (a figure about posts, shown for teams of at least k heads).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from evaluation.study import Disclosure

Rule = Callable[["Disclosure"], pl.Expr]


def few_units(disclosure: Disclosure) -> pl.Expr:
    """Between one and k - 1 persons or organisations stand behind the numerator."""
    return _small("n_units") & ~pl.col("organisational")


def few_rest(disclosure: Disclosure) -> pl.Expr:
    """Between one and k - 1 stand behind the rest of a share: then the share says who they are."""
    rest = pl.when(pl.col("n_rest").is_null() & _share()).then(_difference()).otherwise(pl.col("n_rest"))
    return _between(rest) & ~pl.col("organisational")


def few_heads(disclosure: Disclosure) -> pl.Expr:
    """Attributes of staff: the team has fewer than k heads."""
    heads = pl.col("n_units").fill_null(0) + pl.col("n_rest").fill_null(0)
    return pl.col("organisational") & pl.col("n_units").is_not_null() & _between(heads)


def dominated(disclosure: Disclosure) -> pl.Expr:
    """One person contributes more than the allowed part of a cell."""
    return (pl.col("numerator") > 0) & (pl.col("max_unit") / pl.col("numerator") > disclosure.dominance)


def few_cases_unknown_units(disclosure: Disclosure) -> pl.Expr:
    """The number of persons is unknown, and there are fewer cases than k: then there are fewer persons, too."""
    small = _small("numerator") | (_share() & _between(_difference()))
    return pl.col("n_units").is_null() & small


def unknown_units_below_total(disclosure: Disclosure) -> pl.Expr:
    """The number of persons is unknown: only the site's yearly total may be shown."""
    part = (pl.col("breakdown") != "") | _monthly()
    return pl.col("n_units").is_null() & part


def crossed(disclosure: Disclosure) -> pl.Expr:
    """A breakdown by month is a table of three ways; those are not published."""
    return (pl.col("breakdown") != "") & _monthly()


RULES: tuple[Rule, ...] = (
    few_units, few_rest, few_heads, dominated, few_cases_unknown_units, unknown_units_below_total, crossed,
)  # fmt: skip


def fire(frame: pl.DataFrame, disclosure: Disclosure, rules: tuple[Rule, ...] = RULES) -> pl.DataFrame:
    """Add the column `fired`: the name of the first rule that hides the row, or "".

    Rows of structural and published figures never fire.
    """
    expression = pl.lit("")
    for rule in reversed(rules):
        hit = rule(disclosure).fill_null(False) & ~pl.col("structural")
        expression = pl.when(hit).then(pl.lit(rule.__name__)).otherwise(expression)
    return frame.with_columns(fired=expression)


def _small(column: str) -> pl.Expr:
    return _between(pl.col(column))


def _between(value: pl.Expr) -> pl.Expr:
    return (value > 0) & (value < pl.col("k"))


def _share() -> pl.Expr:
    return pl.col("kind") == "share"


def _difference() -> pl.Expr:
    return pl.col("denominator") - pl.col("numerator")


def _monthly() -> pl.Expr:
    return pl.col("period").str.len_chars() > 4
