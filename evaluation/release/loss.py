"""Two figures about the release itself: how much was hidden (DQ06), how much may be compared (DQ05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

FILLED_HERE = ("suppression_loss", "comparability_share")
"""Indicators that only the release can know; what is counted or derived for them elsewhere is ignored."""


def with_loss(results: pd.DataFrame, treated: pl.DataFrame, marks: Mapping[str, Any]) -> pd.DataFrame:
    """Fill `suppression_loss`: of the cells that were counted, the share that is hidden or merged into another."""
    import polars as pl

    if "suppression_loss" not in marks:
        return results
    originals = treated.filter((pl.col("category") != "other_merged") & ~pl.col("period").str.contains("Q"))
    originals = originals.filter(~((pl.col("breakdown") != "") & (pl.col("category") == "")))
    lost = (pl.col("dropped") | (pl.col("fired") != "")).cast(pl.Float64)
    cells = originals.group_by("site", "year").agg(x=lost.sum(), n=pl.len().cast(pl.Float64))
    found = {(row["site"], row["year"]): (row["x"], row["n"]) for row in cells.to_dicts()}
    return _fill(results, "suppression_loss", found, marks)


def with_comparability(results: pd.DataFrame, pairs: pd.DataFrame, marks: Mapping[str, Any]) -> pd.DataFrame:
    """Fill `comparability_share`: of a site's indicators, the share that may be compared with the other sites."""
    if "comparability_share" not in marks:
        return results
    totals = results[(results["period"].str.len() == 4) & ~results["status"].isin(["not_collected", "not_applicable"])]
    totals = totals.drop_duplicates(["site", "period", "indicator"])
    found = {}
    for (site, year), part in totals.groupby(["site", "period"]):
        found[(site, year)] = (float((part["comparability"] == "ok").sum()), float(len(part)))
    return _fill(results, "comparability_share", found, marks)


def _fill(
    results: pd.DataFrame, name: str, found: Mapping[tuple[str, str], tuple[float, float]], marks: Mapping[str, Any]
) -> pd.DataFrame:
    frame = results.copy()
    for place in np.flatnonzero((frame["indicator"] == name).to_numpy()):
        x, n = found.get((frame["site"].iat[place], frame["period"].iat[place]), (np.nan, 0.0))
        if n:
            values = {"numerator": x, "denominator": n, "value": x / n * marks[name].mark.per, "status": "shown",
                      "reason": "", "method": "none_full_count", "comparability": "ok"}  # fmt: skip
            for column, value in values.items():
                frame.iloc[place, frame.columns.get_loc(column)] = value
    return frame
