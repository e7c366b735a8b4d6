"""Value, interval and status of a result, from nothing but what is released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.results import NUMBERS
from evaluation.stats import intervals

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95
MIN_PERSONS = 10
"""With fewer persons behind a figure there is no interval."""
MIN_DENOMINATOR = 10.0
"""Shares of fewer cases are not shown (rule Np), unless the mark says otherwise."""
NEEDS_DENOMINATOR = ("share", "rate", "ratio", "mean")
NO_INTERVAL = ("median", "index", "profile")
NOTES = {"no_person_key": "not_collected", "not_reported": "not_collected", "one_rater": "too_few",
         "too_few": "too_few"}  # fmt: skip
"""Status of a row without number, by the note that its count carries."""
NOT_HIDDEN = {"category_unknown": "not_collected"}


def valued(rows: pd.DataFrame, marks: Mapping[str, Any]) -> pd.DataFrame:
    """Add status, reason, value, low, high, confidence and method to treated counts.

    Parameters
    ----------
    rows : pandas.DataFrame
        Treated counts: the columns of `prepare.prepare` with `withheld` and `whole` (see `breakdowns`).
    marks : mapping
        Indicator id to an indicator with `mark`.

    Returns
    -------
    pandas.DataFrame
        The same rows; every number of a row that is not shown is missing.
    """
    frame = rows.reset_index(drop=True).copy()
    frame["per"] = frame["indicator"].map(lambda name: marks[name].mark.per).astype(float)
    frame["unit"] = frame["indicator"].map(lambda name: marks[name].mark.unit)
    frame["interval"] = frame["indicator"].map(lambda name: marks[name].mark.interval).astype(bool)
    frame["minimum"] = _minimum(frame, marks)
    frame["phi"] = design_effect(frame)
    frame["denominator"] = frame["whole"].fillna(frame["denominator"])
    frame["status"], frame["reason"] = _status(frame)
    frame.loc[frame["whole"].notna() & (frame["status"] == "shown"), "reason"] = "unknown_included"
    frame = _with_intervals(frame)
    frame.loc[frame["withheld"] | frame["structural"], "n_units"] = np.nan
    frame.loc[frame["status"] != "shown", list(NUMBERS)] = np.nan
    frame.loc[frame["status"] != "shown", "method"] = ""
    return frame


def design_effect(frame: pd.DataFrame) -> pd.Series:
    """Variance factor of contacts that cluster in persons, rounded up to 0.5 so that no person can be read from it.

    Rates and counts: Σx²/Σx over persons (Σn² where only that was counted). Shares: the variance of the ratio
    estimator over that of a simple sample. Missing where the sums are missing.

    Examples
    --------
    >>> import pandas as pd
    >>> sums = {"kind": ["count"], "numerator": [60.0], "denominator": [None], "sum_xx": [None], "sum_xn": [None],
    ...     "sum_nn": [201.0]}
    >>> design_effect(pd.DataFrame(sums)).tolist()
    [3.5]
    """
    x, n, xx, xn, nn = (
        frame[name].astype(float) for name in ("numerator", "denominator", "sum_xx", "sum_xn", "sum_nn")
    )
    p = x / n.where(n > 0)
    spread = (xx - 2 * p * xn + p**2 * nn) / (p * (1 - p) * n).where(lambda value: value > 0)
    share = spread.where((p > 0) & (p < 1), nn / n.where(n > 0))
    counted = xx.fillna(nn)
    factor = share.where(frame["kind"] == "share", (counted / x.where(x > 0)).where(x != 0, counted * 0 + 1))
    rounded: pd.Series = np.ceil(factor.clip(lower=1.0) * 2 - 1e-9) / 2
    return rounded


def _minimum(frame: pd.DataFrame, marks: Mapping[str, Any]) -> pd.Series:
    own = frame["indicator"].map(lambda name: marks[name].mark.minimum_denominator).astype(float)
    general = np.where((frame["kind"] == "share") & ~frame["structural"], MIN_DENOMINATOR, 0.0)
    return own.where(own.notna(), general)


def _status(frame: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    needs = frame["kind"].isin(NEEDS_DENOMINATOR)
    given = frame["reason"].astype(str)
    told = given.map(lambda note: NOTES.get(note, "not_applicable"))
    nothing = frame["numerator"].isna() & frame["value"].isna()
    without = needs & frame["denominator"].isna() & frame["value"].isna()
    conditions: list[tuple[Any, Any, Any]] = [
        (frame["fired"].isin(list(NOT_HIDDEN)), "not_collected", frame["fired"]),
        (frame["fired"] != "", "hidden", "disclosure"),
        (given == "counting_rule", "not_comparable", given),
        (nothing & (given == ""), "not_collected", "value_missing"),
        (nothing, told, given),
        (without & (given == ""), "not_applicable", "denominator_missing"),
        (without, told, given),
        (needs & (frame["denominator"] == 0), "not_applicable", "no_cases"),
        (frame["denominator"] < frame["minimum"], "too_few", "denominator"),
    ]
    tests = [np.asarray(test, dtype=bool) for test, _, _ in conditions]
    words, reasons = (
        [np.broadcast_to(np.asarray(part[place], dtype=object), len(frame)) for part in conditions] for place in (1, 2)
    )
    status = np.select(tests, words, "shown")
    return status, np.select(tests, reasons, given.to_numpy(dtype=object))


def _with_intervals(frame: pd.DataFrame) -> pd.DataFrame:
    own = frame[["value", "low", "high", "method"]]
    frame["method"] = _method(frame)
    exposure = frame["denominator"].where(frame["kind"].isin(NEEDS_DENOMINATOR) | frame["denominator"].gt(0), 1.0)
    frame["value"] = frame["numerator"] / exposure.fillna(1.0).where(lambda value: value != 0) * frame["per"]
    frame["low"], frame["high"], frame["confidence"] = np.nan, np.nan, np.nan
    for method in ("wilson", "clustered_share", "poisson_exact", "clustered_rate"):
        chosen = (frame["method"] == method) & (frame["status"] == "shown")
        if chosen.any():
            part = frame[chosen]
            found = _interval(method, part, exposure[chosen].fillna(1.0))
            for side in ("low", "high"):
                frame.loc[chosen, side] = found[side].to_numpy() * part["per"].to_numpy()
            frame.loc[chosen, "confidence"] = CONFIDENCE
    profile = own["value"].notna()
    for name in own.columns:
        frame[name] = own[name].where(profile, frame[name])
    frame["method"] = frame["method"].fillna("none")
    frame.loc[profile & frame["low"].notna(), "confidence"] = CONFIDENCE
    return frame


def _interval(method: str, part: pd.DataFrame, exposure: pd.Series) -> pd.DataFrame:
    x, phi = part["numerator"], part["phi"]
    found: Any
    if method == "wilson":
        found = intervals.wilson(x, exposure, CONFIDENCE)
    elif method == "clustered_share":
        # Equal clusters of the size of the rounded design effect: the limits say no more than that factor.
        found = intervals.clustered_share(x, exposure, phi * x, phi * x, phi * exposure, confidence=CONFIDENCE)
    elif method == "poisson_exact":
        found = intervals.poisson_exact(x, exposure, CONFIDENCE)
    else:
        found = intervals.clustered_rate(x, exposure, phi * x, CONFIDENCE)
    return found  # type: ignore[no-any-return]


def _method(frame: pd.DataFrame) -> np.ndarray[Any, Any]:
    """How sure a figure is: contacts need sums over persons, persons count once; what has neither has no interval."""
    share = (frame["kind"] == "share").to_numpy()
    keyed = frame["phi"].notna().to_numpy()
    inside, rest = frame["n_units"], frame["n_rest"].fillna(frame["denominator"] - frame["numerator"]).fillna(0.0)
    whole = np.where(keyed, np.maximum(inside, rest), inside + rest)
    persons = np.where(share, whole, inside)
    conditions = [
        ((frame["kind"] == "published").to_numpy(), "none_published"),
        ((frame["structural"] | ~frame["interval"]).to_numpy(), "none_full_count"),
        (frame["kind"].isin(NO_INTERVAL).to_numpy() | (share & (frame["numerator"] > frame["denominator"])), "none"),
        (inside.isna().to_numpy() | ~(keyed | frame["heads"].to_numpy(dtype=bool)), "none_no_person_key"),
        ((persons < MIN_PERSONS) & ~((persons == 0) & ~share), "none_few_persons"),
        (share & keyed, "clustered_share"),
        (share, "wilson"),
        (keyed, "clustered_rate"),
    ]
    return np.select([test for test, _ in conditions], [name for _, name in conditions], "poisson_exact")
