"""What a pattern publishes, as frames: for the audit of a problem as such (tests, benchmarks, dry runs).

The audit of a release works from the released results instead, so that it also sees what went wrong on the way.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import polars as pl

from evaluation.release.suppression.problem import Flags, Problem


def as_published(problem: Problem, hidden: Flags) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The frames published, hidden and relations that the audit takes.

    Parameters
    ----------
    problem : Problem
    hidden : array of bool
        The pattern.

    Returns
    -------
    tuple of polars.DataFrame
        (cell, low, high), (cell, value, need_low, need_high, known_low, known_high) and (relation, cell, coefficient,
        low, high).
    """
    names = np.array([name(cell) for cell in problem.cells])
    shown = pl.DataFrame({"cell": names[~hidden], "low": problem.value[~hidden], "high": problem.value[~hidden]})
    needs = pl.DataFrame(
        {
            "cell": names, "value": problem.value,
            "need_low": problem.value - problem.lower * problem.primary,
            "need_high": problem.value + problem.upper * problem.primary,
            "known_low": problem.low, "known_high": problem.high,
        }
    )  # fmt: skip
    entries = problem.relations.tocoo()
    constant = problem.relations @ problem.value
    lines = pl.DataFrame(
        {
            "relation": entries.row.astype(str), "cell": names[entries.col], "coefficient": entries.data,
            "low": constant[entries.row], "high": constant[entries.row],
        }
    )  # fmt: skip
    return shown, needs.filter(pl.Series(hidden)), lines


def name(cell: Hashable) -> str:
    """A cell's identity as one text."""
    return "|".join(str(part) for part in cell) if isinstance(cell, tuple) else str(cell)
