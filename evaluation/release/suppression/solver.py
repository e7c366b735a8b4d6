"""The few words with HiGHS that the suppression needs."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from evaluation.errors import ReleaseError
from evaluation.release.suppression.problem import Floats

Columns = tuple[Floats, Floats, Floats]


def quiet() -> highspy.Highs:
    """A silent solver with one thread and a fixed seed."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    return highs


def solve(highs: highspy.Highs) -> None:
    """Solve a linear programme that has a solution; once more from scratch if the warm start went astray.

    Raises
    ------
    ReleaseError
        The solver finds no optimum; then nothing is proven.
    """
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        highs.clearSolver()
        highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ReleaseError(
            "Die Geheimhaltung ließ sich nicht berechnen (der Löser fand kein Optimum). Es wird nichts freigegeben.",
            "The suppression could not be computed (the solver found no optimum). Nothing is released.",
        )


def columns(cost: Floats, low: Floats, high: Floats) -> Columns:
    """Columns of a linear programme with infinity as the solver writes it."""
    return cost, np.maximum(low, -highspy.kHighsInf), np.minimum(high, highspy.kHighsInf)


def load(highs: highspy.Highs, cols: Columns, matrix: Any, rows: tuple[Floats, Floats]) -> None:
    """Give a model to the solver: columns, a sparse matrix by rows, and the bounds of the rows."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cols[0]), len(rows[0])
    model.col_cost_, model.col_lower_, model.col_upper_ = cols
    model.row_lower_, model.row_upper_ = rows
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = len(cols[0]), len(rows[0])
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data.astype(float)
    highs.passModel(model)
