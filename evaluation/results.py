"""The one long table of released results: its columns, its states, and how to read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["shown", "hidden", "not_collected", "not_applicable", "too_few", "not_comparable"]
STATUSES: tuple[str, ...] = ("shown", "hidden", "not_collected", "not_applicable", "too_few", "not_comparable")

COLUMNS: dict[str, str] = {
    "site": "str",
    "period": "str",
    "indicator": "str",
    "kind": "str",
    "breakdown": "str",
    "category": "str",
    "numerator": "float64",
    "denominator": "float64",
    "value": "float64",
    "unit": "str",
    "low": "float64",
    "high": "float64",
    "confidence": "float64",
    "method": "str",
    "n_units": "float64",
    "status": "str",
    "reason": "str",
    "comparability": "str",
    "definition_version": "str",
}
"""Columns of the results table and their pandas types. `breakdown` and `category` are "" for the site's total."""

NUMBERS: tuple[str, ...] = ("numerator", "denominator", "value", "low", "high", "confidence", "n_units")
"""Columns that are null in every row whose status is not "shown"."""


def load_results(
    study: str | Path = ".", *, indicator: str | None = None, years: tuple[int, ...] | None = None
) -> pd.DataFrame:
    """Read the released results of a study as a pandas frame.

    Parameters
    ----------
    study : path
        Folder of the study (where study.toml lies).
    indicator : str, optional
        Only this indicator.
    years : tuple of int, optional
        Only periods within these years (months included).

    Returns
    -------
    pandas.DataFrame
        One row per site, period, indicator, breakdown and category with the columns of COLUMNS.

    Raises
    ------
    ReleaseError
        If the study has no released results yet.
    """
    import pandas as pd

    from evaluation.errors import ReleaseError

    path = Path(study) / "data_processed" / "released" / "results.parquet"
    if not path.exists():
        raise ReleaseError(
            f"Für diese Studie gibt es noch keine freigegebenen Ergebnisse ({path}). "
            "Zuerst »evaluation run« oder »evaluation release« ausführen.",
            f"This study has no released results yet ({path}). Run `evaluation run` or `evaluation release` first.",
        )
    frame = pd.read_parquet(path)
    if indicator is not None:
        frame = frame[frame["indicator"] == indicator]
    if years is not None:
        frame = frame[frame["period"].str[:4].isin([str(year) for year in years])]
    return frame.reset_index(drop=True)
