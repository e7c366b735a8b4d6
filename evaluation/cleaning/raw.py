"""Frames of any kind as frames of text, and their columns under the declared names."""

from __future__ import annotations

from typing import Any

import polars as pl

from evaluation.cleaning.frame import ROW
from evaluation.cleaning.headers import Matched


def as_text(frame: Any) -> pl.DataFrame:
    """A pandas or Polars frame with every cell as text; decimals get a comma, so that no dot is ambiguous.

    Examples
    --------
    >>> as_text(pl.DataFrame({"a": [1.5, 5.375], "b": [True, None]})).rows()
    [('1,5', 'true'), ('5,375', None)]
    """
    if not isinstance(frame, pl.DataFrame):
        frame = pl.from_pandas(frame.reset_index(drop=True), nan_to_null=True)
    return frame.select(_text(frame[name]) for name in frame.columns)


def _text(cells: pl.Series) -> pl.Series:
    if cells.dtype.is_float():
        plain = cells.cast(pl.String).str.replace(".", ",", literal=True).str.replace(r",0$", "")
        return plain.set(cells.is_nan().fill_null(False), None)
    if isinstance(cells.dtype, pl.List):
        return cells.cast(pl.List(pl.String)).list.join(" | ")
    return cells.cast(pl.String)


def split_columns(raw: pl.DataFrame, matched: Matched) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The columns that mean something under their declared names, and the others under their delivered headers."""
    series = raw.get_columns()
    row = [raw[ROW]] if ROW in raw.columns else []
    named = [series[at].alias(name) for name, at in matched.columns.items()]
    seen: set[str] = {ROW}
    extra = []
    for at in matched.extra:
        header = matched.headers[at].strip() or f"{at + 1}"
        while header in seen:
            header += "_"
        seen.add(header)
        extra.append(series[at].alias(header))
    return pl.DataFrame([*row, *named]), pl.DataFrame([*row, *extra]) if extra else pl.DataFrame()
