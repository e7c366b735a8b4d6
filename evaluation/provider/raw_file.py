"""A provider's own lists as text: CSV in the usual encodings, and workbooks; headers found, nothing interpreted."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from evaluation.cleaning.headers import match_headers
from evaluation.errors import InputError
from evaluation.tables import Table

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LISTS = (".csv", ".tsv", ".txt")
_DELIMITERS = ";\t,|"
_SEARCHED = 30
"""The header row is looked for in so many rows from the top."""


def read_raw(source: Path, table: Table) -> pl.DataFrame:
    """All rows of a file, or of all lists directly in a folder, as text under the delivered headers.

    Columns of the table carry the header of its first file, so that files with differing headers fit together.

    Raises
    ------
    InputError
        If there is no list, or one is unreadable, has no header row or a row longer than its header. The message
        names file and line, never a value.
    """
    frames = [frame for file in _files(source) for frame in _frames(file, table, "month")]
    if not frames:
        raise InputError(
            f"In »{source.name}« steht keine Liste mit Beratungskontakten.",
            f"There is no list of consultations in '{source.name}'.",
        )
    return pl.concat([_named_alike(frame, table) for frame in frames], how="diagonal")


def read_list(path: Path, table: Table, needed: str) -> pl.DataFrame:
    """The rows of one list whose header row names the column `needed` of a table."""
    if not path.is_file():
        raise InputError(f"Die Datei »{path.name}« gibt es nicht.", f"There is no file '{path.name}'.")
    return _named_alike(_frames(path, table, needed)[0], table)


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        found = [path for path in sorted(source.iterdir()) if path.suffix.lower() in (*BOOKS, *LISTS)]
        return [path for path in found if path.is_file() and not path.name.startswith((".", "~$"))]
    if not source.is_file():
        raise InputError(f"Die Datei »{source.name}« gibt es nicht.", f"There is no file '{source.name}'.")
    if source.suffix.lower() not in (*BOOKS, *LISTS):
        names = ", ".join((*LISTS, *BOOKS))
        raise InputError(f"Gelesen werden nur {names}.", f"Only {names} are read.")
    return [source]


def _frames(path: Path, table: Table, needed: str) -> list[pl.DataFrame]:
    if path.suffix.lower() in BOOKS:
        sheets = _workbook(path)
        found = [frame for rows in sheets if (frame := _frame(rows, table, path, needed)) is not None]
    else:
        frame = _frame(_text_rows(path), table, path, needed)
        found = [] if frame is None else [frame]
    if not found:
        column = table.column(needed)
        raise InputError(
            f"In »{path.name}« ist keine Kopfzeile mit »{column.de}« oder »{column.aliases[-1]}« zu finden.",
            f"No header row with '{column.de}' or '{column.aliases[-1]}' was found in '{path.name}'.",
        )
    return found


def _text_rows(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(_DELIMITERS, key=first.count)
        try:
            return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        except csv.Error:
            break
    raise InputError(
        f"»{path.name}« ist keine lesbare Textdatei. Bitte als CSV (UTF-8) speichern.",
        f"'{path.name}' is no readable text file. Please save it as CSV (UTF-8).",
    )


def _workbook(path: Path) -> list[list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError):
        raise InputError(
            f"Die Arbeitsmappe »{path.name}« lässt sich nicht öffnen (beschädigt oder mit Kennwort).",
            f"The workbook '{path.name}' cannot be opened (damaged or with a password).",
        ) from None
    return [[[_cell(cell) for cell in row] for row in rows] for rows in sheets]


def _cell(cell: Any) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _frame(rows: Sequence[Sequence[str]], table: Table, path: Path, needed: str) -> pl.DataFrame | None:
    """The rows below the header; None where no row names the needed column."""
    for at, row in enumerate(rows[:_SEARCHED]):
        if needed in match_headers(list(row), table).columns:
            return _below(row, rows[at + 1 :], path, at + 2)
    return None


def _below(head: Sequence[str], rows: Sequence[Sequence[str]], path: Path, first: int) -> pl.DataFrame:
    names = [cell.strip() for cell in head]
    while names and not names[-1]:
        names.pop()
    if len(set(names)) < len(names):
        raise InputError(
            f"In »{path.name}« steht eine Spaltenüberschrift zweimal oder fehlt.",
            f"In '{path.name}' a column header stands twice or is missing.",
        )
    kept = []
    for line, row in enumerate(rows, start=first):
        if any(cell.strip() for cell in row[len(names) :]):
            raise InputError(
                f"»{path.name}«, Zeile {line}: die Zeile hat mehr Felder als die Kopfzeile.",
                f"'{path.name}', line {line}: the row has more fields than the header.",
            )
        if any(cell.strip() for cell in row):
            kept.append([*row, *[""] * len(names)][: len(names)])
    columns = {name: [row[at] for row in kept] for at, name in enumerate(names)}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _named_alike(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    matched = match_headers(frame.columns, table)
    return frame.rename({frame.columns[at]: table.column(name).de for name, at in matched.columns.items()
                         if name in table.names})  # fmt: skip
