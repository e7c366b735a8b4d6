"""Derived indicators: functions of released results; a hidden input hides what is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evaluation.release.loss import FILLED_HERE
from evaluation.results import NUMBERS

if TYPE_CHECKING:
    import pandas as pd


def with_derived(results: pd.DataFrame, marks: Mapping[str, Any]) -> pd.DataFrame:
    """Append the derived indicators to the released results.

    A derived function gets the released rows of its inputs as one frame (or one frame per indicator that it names as
    an argument) and returns rows of the results table. Hidden rows come without numbers, so nothing can be made of
    them; where a year has no result and an input of that or an earlier year is hidden, the result is hidden as well.
    """
    import pandas as pd

    parts = [results]
    for name, entry in marks.items():
        if entry.derived and name not in FILLED_HERE:
            known = pd.concat(parts, ignore_index=True) if len(parts) > 1 else results
            made = _derive(name, entry, known)
            parts += [] if made.empty else [made]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else results


def _derive(name: str, entry: Any, results: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    inputs = results[results["indicator"].isin(entry.mark.of)]
    hidden = inputs[inputs["status"] == "hidden"]
    usable = inputs.reset_index(drop=True)
    arguments = entry.tables
    if len(arguments) == 1 and arguments[0] not in entry.mark.of:
        found = entry.function(usable)
    else:
        found = entry.function(*[usable[usable["indicator"] == of].reset_index(drop=True) for of in arguments])
    made = _as_results(found, name, entry, results)
    gone = _hidden_places(hidden, made, inputs)
    rows = _as_results(gone.assign(status="hidden", reason="disclosure", value=None), name, entry, results)
    return pd.concat([part for part in (made, rows) if not part.empty], ignore_index=True) if len(gone) else made


def _hidden_places(hidden: pd.DataFrame, made: pd.DataFrame, inputs: pd.DataFrame) -> pd.DataFrame:
    """Sites and years without a result that a hidden input of that or an earlier year may explain."""
    first = {site: str(part["period"].min())[:4] for site, part in hidden.groupby("site")}
    done = set(zip(made["site"], made["period"].str[:4], strict=True)) if len(made) else set()
    years = inputs.assign(period=inputs["period"].str[:4])[["site", "period"]].drop_duplicates()
    keep = [
        site in first and period >= first[site] and (site, period) not in done
        for site, period in years.itertuples(index=False, name=None)
    ]
    return years[keep]


def _as_results(found: Any, name: str, entry: Any, like: pd.DataFrame) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from evaluation.release.columns import cast, version

    if found is not None and not isinstance(found, pd.DataFrame):
        found = found.to_pandas()
    if found is None or found.empty:
        return like.iloc[:0]
    frame = found.reindex(columns=like.columns).copy()
    fixed = {"indicator": name, "kind": entry.mark.kind, "definition_version": version(entry.mark)}
    defaults = {"breakdown": "", "category": "", "method": "none", "status": "shown", "reason": "",
                "comparability": "ok", "unit": entry.mark.unit}  # fmt: skip
    for column, value in fixed.items():
        frame[column] = value
    for column, value in defaults.items():
        frame[column] = frame[column].astype(object).where(frame[column].notna(), value)
    for column in NUMBERS:
        frame[column] = frame[column].astype(float)
    missing = (frame["status"] == "shown") & frame["value"].isna()
    frame.loc[missing, ["status", "reason"]] = ["not_applicable", "inputs_missing"]
    frame.loc[frame["status"] != "shown", list(NUMBERS)] = np.nan
    frame.loc[frame["status"] != "shown", "method"] = ""
    return cast(frame)
