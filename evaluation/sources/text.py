"""Delimited text of any usual kind to a grid of cells: fast for large clean files, lenient for the others."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from evaluation.cleaning import Place, found
from evaluation.sources.encodings import to_utf8
from evaluation.sources.grid import Grid, frame_of

DELIMITERS = (";", "\t", ",", "|")
LARGE = 4_000_000
"""Bytes from which on the fast reader is tried first."""
_BATCH = 50_000
_HEAD = 1 << 16


def read_grid(path: Path, place: Place) -> Grid:
    """Read a delimited text file.

    Parameters
    ----------
    path : Path
        The file.
    place : Place
        Where findings are made.

    Returns
    -------
    Grid
        Cells as text, all rows; without cells where the file could not be read.
    """
    data, findings = to_utf8(path.read_bytes(), place)
    if not data:
        return Grid(pl.DataFrame(), findings)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    delimiter = find_delimiter(data[:_HEAD].decode("utf-8", errors="ignore"))
    cells = _fast(data, delimiter) if len(data) >= LARGE else None
    if cells is None:
        cells = _lenient(data, delimiter)
    if cells is None:
        return Grid(pl.DataFrame(), [*findings, found("file_quotes", place)])
    return Grid(cells, findings)


def find_delimiter(head: str) -> str:
    """The delimiter that splits the first lines of a text into the same number of fields most often.

    Examples
    --------
    >>> find_delimiter("a;b\\n1,5;2,5\\n"), find_delimiter("a,b\\n1,2\\n"), find_delimiter("a\\tb\\n")
    (';', ',', '\\t')
    """
    best, best_score = DELIMITERS[0], (0.0, 0)
    for delimiter in DELIMITERS:
        records = [record for record in islice(csv.reader(io.StringIO(head), delimiter=delimiter), 60) if any(record)]
        widths = Counter(len(record) for record in records[:-1] or records if len(record) > 1)
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        score = (times / max(1, len(records[:-1] or records)), width)
        # A decimal comma may split every row alike too: the usual delimiter wins unless another is clearly steadier.
        if score[0] > best_score[0] + 0.1 or (best_score[0] == 0.0):
            best, best_score = delimiter, score
    return best


def _fast(data: bytes, delimiter: str) -> pl.DataFrame | None:
    """Cells by the fast reader; None where the file is not plainly rectangular, so that the lenient one decides."""
    if b'"' in data and _quote_inside(data, delimiter):
        return None
    head = data[:_HEAD].decode("utf-8", errors="ignore")
    records = list(islice(csv.reader(io.StringIO(head), delimiter=delimiter), 60))
    width = max((len(record) for record in records), default=0)
    if b'"' not in data and not _rectangular(data, delimiter, width):
        return None
    try:
        return pl.read_csv(
            data,
            separator=delimiter,
            has_header=False,
            schema={str(at): pl.String for at in range(width)},
            empty_string_is_null=False,
            truncate_ragged_lines=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _quote_inside(data: bytes, delimiter: str) -> bool:
    """True if a quotation mark stands inside a field, where the fast reader would join lines."""
    signs = np.frombuffer(data, dtype=np.uint8)
    at = np.flatnonzero(signs == ord('"'))
    near = [ord(delimiter), ord("\n"), ord('"')]
    before = np.isin(signs[np.maximum(at - 1, 0)], near) | (at == 0)
    behind = np.isin(signs[np.minimum(at + 1, len(signs) - 1)], near) | (at == len(signs) - 1)
    return bool((~(before | behind)).any())


def _rectangular(data: bytes, delimiter: str, width: int) -> bool:
    """True if a text without quotes has the same number of delimiters in every line."""
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    return data.count(delimiter.encode()) == lines * (width - 1)


def _lenient(data: bytes, delimiter: str) -> pl.DataFrame | None:
    """Cells by Python's reader, in batches; None where a quotation mark is never closed."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""), delimiter=delimiter)
    frames: list[pl.DataFrame] = []
    last: list[str] = []
    try:
        while batch := list(islice(reader, _BATCH)):
            last = batch[-1]
            frames.append(frame_of([list(record) for record in batch]))
    except csv.Error:
        return None
    if last and "\n" in last[-1] and data.count(b'"') % 2:
        return None
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
