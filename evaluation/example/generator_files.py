"""Writing the demo deliveries: CSV, XLSX and lieferung.toml, the same bytes every time."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.example.generator_styles import Cell, Sheet

CREATED = dt.datetime(2025, 1, 2, 12, 0, 0)


@dataclass(slots=True)
class DemoFile:
    """One file of a delivery: a CSV with one sheet, or a workbook with one or several."""

    name: str
    sheets: list[Sheet]
    content: bytes | None = None
    """Written as it is, instead of the sheets."""


@dataclass(slots=True)
class DemoDelivery:
    """One delivery: folder, covering note and files."""

    folder: str
    sites: tuple[str, ...]
    years: tuple[int, ...]
    sender: str
    received: dt.date
    files: list[DemoFile]
    counting_rule: str = ""
    legal_basis: str = "par75"
    purpose: str = "Wissenschaftliche Begleitung der Integrationsberatung (Demostudie, synthetisch)"
    schema_version: str = "1"
    study: str = "demo"
    remarks: list[str] = field(default_factory=list)


def write_delivery(delivery: DemoDelivery, root: Path) -> None:
    """Write the files and the lieferung.toml of one delivery below a folder."""
    folder = root / delivery.folder
    folder.mkdir(parents=True, exist_ok=True)
    for file in delivery.files:
        (folder / file.name).write_bytes(_content(file) if file.content is None else file.content)
    (folder / "lieferung.toml").write_bytes(note(delivery).encode("utf-8"))


def _content(file: DemoFile) -> bytes:
    return workbook(file.sheets) if file.name.endswith(".xlsx") else csv_bytes(file.sheets[0])


def csv_bytes(sheet: Sheet) -> bytes:
    """One sheet as CSV in the encoding and with the delimiter of its style."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sheet.style.delimiter, lineterminator="\r\n")
    for line in sheet.title:
        writer.writerow([line] + [""] * (len(sheet.header) - 1))
    writer.writerow(sheet.header)
    writer.writerows([["" if cell is None else cell for cell in row] for row in sheet.rows])
    encoding = sheet.style.encoding
    if encoding == "utf-16":  # the byte order of the machine must not decide
        return b"\xff\xfe" + out.getvalue().encode("utf-16-le")
    return out.getvalue().encode(encoding)


def workbook(sheets: list[Sheet]) -> bytes:
    """Sheets as one XLSX workbook with a fixed date of creation."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED, "author": "Demo"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.table[:31])
        for number, line in enumerate(sheet.title):
            page.write_string(number, 0, line)
        lines: list[list[Cell]] = [list(sheet.header), *sheet.rows]
        for offset, cells in enumerate(lines, start=len(sheet.title)):
            for position, cell in enumerate(cells):
                _write_cell(page, offset, position, cell, day)
    book.close()
    return out.getvalue()


def _write_cell(page: object, row: int, column: int, cell: Cell, day: object) -> None:
    write = page  # xlsxwriter ships no types
    if isinstance(cell, dt.date):
        write.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), day)  # type: ignore[attr-defined]
    elif isinstance(cell, int | float):
        write.write_number(row, column, cell)  # type: ignore[attr-defined]
    elif cell is not None:
        write.write_string(row, column, cell)  # type: ignore[attr-defined]


def note(delivery: DemoDelivery) -> str:
    """The text of the delivery's lieferung.toml."""
    sites = (
        f'site = "{delivery.sites[0]}"'
        if len(delivery.sites) == 1
        else "sites = [" + ", ".join(f'"{site}"' for site in delivery.sites) + "]"
    )
    lines = [
        "# Begleitzettel dieser Lieferung (erfunden, wie alle Daten der Demostudie)",
        *(f"# {remark}" for remark in delivery.remarks),
        "[lieferung]",
        f'study = "{delivery.study}"',
        sites,
        f"years = [{', '.join(str(year) for year in delivery.years)}]",
        f'sender = "{delivery.sender}"',
        f"received = {delivery.received.isoformat()}",
        f'legal_basis = "{delivery.legal_basis}"',
        f'purpose = "{delivery.purpose}"',
        "retention_until = 2034-12-31",
        *([f'counting_rule = "{delivery.counting_rule}"'] if delivery.counting_rule else []),
        "synthetic = true",
        f'schema_version = "{delivery.schema_version}"',
    ]
    for file in delivery.files:
        for sheet in file.sheets:
            lines += ["", "[[file]]", f'name = "{file.name}"', f'table = "{sheet.table}"', 'format = "template"']
            lines += [f'sheet = "{sheet.table[:31]}"'] if file.name.endswith(".xlsx") else []
    return "\n".join(lines) + "\n"
