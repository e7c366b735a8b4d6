"""The results table's columns and types, and the state of an indicator's definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluation.results import COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def cast(results: pd.DataFrame) -> pd.DataFrame:
    """Exactly the columns of the results table, in their order and types; missing texts are empty."""
    frame = results.reindex(columns=list(COLUMNS))
    for name, kind in COLUMNS.items():
        text = frame[name].astype(object).where(frame[name].notna(), "") if kind == "str" else frame[name]
        frame[name] = text.astype(kind)
    return frame


def version(mark: Any) -> str:
    """The state of an indicator's definition: the day of its last review."""
    return str(mark.reviewed or "1")
