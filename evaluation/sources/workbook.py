"""Workbooks (XLSX, XLS, ODS) to a grid of cells; formulas are refused, because stored values may be stale."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from evaluation.cleaning import Place, found, safe_name
from evaluation.cleaning.markers import missing_rule
from evaluation.findings import Finding
from evaluation.sources.grid import Grid, frame_of

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
LARGEST_MB = 800
"""A workbook that unpacks to more than this is refused."""
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?/?>|table:formula=")
_ERROR = re.compile(rb"""\st=["']e["']""")
_RELATION = "/relationships}id"
"""End of the attribute's name: its namespace differs between the two forms of the format."""


def read_sheets(path: Path, place: Place, sheet: str = "") -> list[Grid]:
    """Read one sheet of a workbook, or all sheets with data where none is named.

    Returns
    -------
    list of Grid
        One grid a sheet; a single grid without cells and with a blocking finding where the workbook is refused.
    """
    data = path.read_bytes()
    if not data:
        return [_refused("file_empty", place)]
    size = _unpacked_mb(data)
    if size > LARGEST_MB:
        return [_refused("workbook_too_large", place, str(LARGEST_MB))]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if sheet and sheet not in names:
            return [_refused("sheet_unknown", place, ", ".join(safe_name(name) for name in names))]
        errors = error_cells(data)
        grids = [_grid(book, name, _at(place, name), errors.get(name, {})) for name in ([sheet] if sheet else names)]
    except (CalamineError, OSError, ValueError):
        return [_refused("workbook_unreadable", place)]
    formulas = formula_sheets(data)
    return [_without_formulas(grid, formulas, place) for grid in grids if grid.cells.height or sheet]


def _at(place: Place, sheet: str) -> Place:
    return Place(place.delivery, place.site, place.year, place.file, sheet)


def _refused(rule: str, place: Place, detail: str = "") -> Grid:
    return Grid(pl.DataFrame(), [found(rule, place, detail=detail)], place.sheet, delimited=False)


def _without_formulas(grid: Grid, formulas: set[str] | None, place: Place) -> Grid:
    """The grid, blocked where its sheet holds formulas (None: some sheet does, but not known which)."""
    if formulas is None or grid.sheet in formulas:
        return replace(grid, findings=[*grid.findings, found("workbook_formulas", _at(place, grid.sheet))])
    return grid


def _grid(book: CalamineWorkbook, name: str, place: Place, errors: Mapping[tuple[int, int], str]) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), sign in errors.items():  # the reader leaves them empty, as if nothing stood there
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = rows[row][column] or sign
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    cells: list[list[str | None]] = [list(row[:width]) for row in rows]
    findings = _fill_merged(cells, sheet.merged_cell_ranges or [], place)
    return Grid(frame_of(cells), findings, name, delimited=False)


def _fill_merged(
    cells: list[list[str | None]], areas: Sequence[tuple[tuple[int, int], tuple[int, int]]], place: Place
) -> list[Finding]:
    """Give every row of a cell merged over rows its value; cells merged over columns are titles and stay."""
    findings = []
    for (top, left), (bottom, right) in areas:
        if left == right and top < bottom < len(cells) and left < len(cells[top]) and cells[top][left]:
            for row in range(top + 1, bottom + 1):
                cells[row][left] = cells[top][left]
            findings.append(found("cells_merged", place, row=top + 1, count=bottom - top + 1))
    return findings


def cell_text(cell: Any) -> str:
    """A workbook cell as text: whole numbers without decimals, decimals with a comma, dates as year-month-day.

    Examples
    --------
    >>> cell_text(8216.0), cell_text(0.75), cell_text(dt.date(2024, 12, 31)), cell_text(True)
    ('8216', '0,75', '2024-12-31', 'true')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(round(cell, 12)).replace(".", ",")
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def error_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Error values (#DIV/0! and the like) by sheet and position, counted from 0; the old binary format tells none."""
    found_cells: dict[str, dict[tuple[int, int], str]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _sheet_names(archive)
            for part, name in names.items():
                if part in archive.namelist() and _ERROR.search(content := archive.read(part)):
                    found_cells[name] = _errors(content)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return found_cells  # the reader of the workbook tells the damage
    return found_cells


def _errors(content: bytes) -> dict[tuple[int, int], str]:
    """Error values of one sheet; a cell without an address stands behind the one before."""
    cells: dict[tuple[int, int], str] = {}
    row, column = -1, -1
    for event, entry in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        kind = entry.tag.rsplit("}", 1)[-1]
        if kind == "row" and event == "start":
            row, column = int(entry.get("r", row + 2)) - 1, -1
        elif kind == "row":
            entry.clear()
        elif kind == "c" and event == "end":
            address = re.match(r"([A-Z]+)\d+$", entry.get("r", ""))
            column = _number(address[1]) if address else column + 1
            if entry.get("t") == "e":
                told = "".join(entry.itertext()).strip()
                cells[row, column] = told if missing_rule(told) == "missing_excel_error" else "#N/A"
    return cells


def _number(letters: str) -> int:
    """Position of a column by its letters, counted from 0."""
    return reduce(lambda so_far, letter: 26 * so_far + ord(letter) - 64, letters, 0) - 1


def _unpacked_mb(data: bytes) -> float:
    """Size of the unpacked workbook; 0 for files that are no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist()) / 1e6
    except zipfile.BadZipFile:
        return 0.0


def formula_sheets(data: bytes) -> set[str] | None:
    """Names of the sheets that hold formulas; None where formulas exist but their sheet cannot be told.

    The old binary format (.xls) does not tell; its stored values are used.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [name for name in archive.namelist() if re.search(r"worksheets/[^/]+\.xml$|^content\.xml$", name)]
            guilty = [name for name in parts if _FORMULA.search(archive.read(name))]
            if not guilty:
                return set()
            names = _sheet_names(archive)
            known = {names.get(part) for part in guilty}
            return None if None in known else {name for name in known if name is not None}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return set()


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of the archive to sheet name, out of the workbook's own lists (XLSX)."""
    if "xl/workbook.xml" not in archive.namelist():
        return {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {entry.get("Id"): str(entry.get("Target")).lstrip("/") for entry in relations}
    names = {}
    for entry in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(next((told for key, told in entry.items() if key.endswith(_RELATION)), None))
        if target and entry.tag.endswith("}sheet"):
            names[target if target.startswith("xl/") else f"xl/{target}"] = str(entry.get("name"))
    return names
