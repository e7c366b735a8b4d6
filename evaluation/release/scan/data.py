"""Tables, notebooks and records: CSV, Parquet, SPSS, JSON, executed notebooks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.release.scan.content import Content, Grid, grid_of
from evaluation.release.scan.html import read_drawing, read_page

BLOCK = "application/vnd.begleitforschung.block+json"
_PICTURES = ("image/png", "image/jpeg")


def read_csv(path: Path) -> Content:
    """A delimited file: one table, and its cells as texts."""
    text = path.read_text(encoding="utf-8-sig")
    head = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count)))
    return Content(_distinct(rows), [grid_of(path.name, rows)])


def _distinct(rows: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(cell for row in rows for cell in row if cell))


def read_parquet(path: Path) -> Content:
    """A Parquet file: one table; nulls are empty."""
    import polars as pl

    frame = pl.read_parquet(path)
    texts = frame.select(pl.col(name).cast(pl.String).fill_null("") for name in frame.columns if _plain(frame[name]))
    rows = [list(texts.columns), *(list(row) for row in texts.iter_rows())]
    return Content([*_distinct(rows), *frame.columns], [grid_of(path.name, rows)])


def _plain(series: Any) -> bool:
    return not series.dtype.is_nested()


def read_sav(path: Path) -> Content:
    """An SPSS file: one table with its labels in place of codes."""
    import pyreadstat

    frame, meta = pyreadstat.read_sav(str(path), apply_value_formats=True)
    rows = [list(frame.columns)]
    rows += [["" if value != value or value is None else str(value) for value in row] for row in frame.to_numpy()]
    labels = [*(meta.column_labels or ()), str(meta.file_label or ""), *(str(note) for note in meta.notes or ())]
    return Content([*_distinct(rows), *(label for label in labels if label)], [grid_of(path.name, rows)])


def read_json(path: Path) -> Content:
    """A record: every key and every text."""
    return Content(list(_strings(json.loads(path.read_text(encoding="utf-8")))))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def read_notebook(path: Path) -> Content:
    """An executed notebook: sources, outputs of every kind, and metadata."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    content = Content(list(_strings(notebook.get("metadata", {}))))
    for cell in notebook.get("cells", ()):
        content.texts += "".join(cell.get("source", "")).splitlines()
        content.texts += list(_strings(cell.get("metadata", {})))
        for output in cell.get("outputs", ()):
            _output(output, content)
    return content


def _output(output: dict[str, Any], content: Content) -> None:
    content.texts += ["".join(output.get("text", "")), *_strings(output.get("traceback", []))]
    for mime, value in (output.get("data") or {}).items():
        if mime == BLOCK:
            _block(value, content)
        elif mime == "text/html":
            content.add(read_page("".join(value)))
        elif mime == "image/svg+xml":
            content.add(read_drawing("".join(value).encode()))
        elif mime not in _PICTURES:
            content.texts += list(_strings(value))


def _block(block: Any, content: Content) -> None:
    """A block of a report: its texts, its drawing, and its tables with their headings."""
    if not isinstance(block, dict):
        return
    told = {name: value for name, value in block.items() if name not in ("png", "svg")}
    content.texts += list(_strings(told))
    if block.get("svg"):
        content.add(read_drawing(str(block["svg"]).encode()))
    if block.get("block") == "DataTable":
        content.grids.append(
            Grid(
                f"table-{block.get('id', '')}", tuple(block.get("columns", ())),
                tuple(tuple(row) for row in block.get("rows", ())), str(block.get("caption", "")),
            )
        )  # fmt: skip
    _block(block.get("table"), content)
