"""Deliveries that must not be loaded, one kind each: for tests, and to see what the check says.

None of them is part of the demo. Each writes a folder with a lieferung.toml below data_raw of a study whose id is
"demo", for the site and year given.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.example.generator_files import DemoDelivery, DemoFile, csv_bytes, write_delivery
from evaluation.example.generator_places import accommodations
from evaluation.example.generator_styles import PLAIN, Sheet, sheet
from evaluation.example.generator_world import BRACKELSTEDT

SITE, YEAR = BRACKELSTEDT.id, 2024


@dataclass(frozen=True, slots=True)
class Broken:
    """One kind of bad delivery and the rule of the finding that must tell it."""

    rule: str
    make: Callable[[], DemoDelivery]


def write_broken(kind: str, data_raw: str | Path) -> Path:
    """Write the bad delivery of this kind below data_raw and return its folder.

    Raises
    ------
    KeyError
        If there is no such kind; BROKEN names them.
    """
    delivery = BROKEN[kind].make()
    write_delivery(delivery, Path(data_raw))
    folder = Path(data_raw) / delivery.folder
    if kind == "no_note":
        (folder / "lieferung.toml").unlink()
    if kind == "no_legal_basis":
        note = folder / "lieferung.toml"
        lines = note.read_text(encoding="utf-8").splitlines(keepends=True)
        note.write_text("".join(line for line in lines if not line.startswith("legal_basis")), encoding="utf-8")
    return folder


def _page() -> Sheet:
    return sheet("accommodation", accommodations(BRACKELSTEDT, YEAR), PLAIN)


def _delivery(content: bytes | None = None, name: str = "unterbringung_schlecht.csv") -> DemoDelivery:
    return DemoDelivery(
        folder="schlecht/lieferung",
        sites=(SITE,),
        years=(YEAR,),
        sender="Prüfung (erfunden)",
        received=dt.date(2025, 3, 1),
        files=[DemoFile(name, [_page()], content)],
        counting_rule="contacts",
        remarks=["Eingebauter Fehler: diese Lieferung ist zum Prüfen da"],
    )


def _site_is_path() -> DemoDelivery:
    return replace(_delivery(), sites=("../../etc",))


def _undeclared_site() -> DemoDelivery:
    return replace(_delivery(), sites=("nirgendwo",))


def _wrong_study() -> DemoDelivery:
    return replace(_delivery(), study="andere_studie")


def _year_outside() -> DemoDelivery:
    return replace(_delivery(), years=(2031,))


def _newer_schema() -> DemoDelivery:
    return replace(_delivery(), schema_version="99")


def _second_file() -> DemoDelivery:
    """Another file for the same site, year and table, with other numbers."""
    page = _page()
    for row in page.rows:
        row[page.at("occupied")] = str(int(str(row[page.at("occupied")])) + 1)
    return _delivery(csv_bytes(page))


def _zero_bytes() -> DemoDelivery:
    return _delivery(b"")


def _nul_bytes() -> DemoDelivery:
    return _delivery(csv_bytes(_page()).replace(b"2024", b"20\x0024", 1))


def _mixed_encodings() -> DemoDelivery:
    """Half of the lines in UTF-8, the other half in Windows-1252."""
    page = _page()
    for row in page.rows:
        row[page.at("operator_org_id")] = "Träger-Süd"
    lines = csv_bytes(page).decode("utf-8").splitlines(keepends=True)
    return _delivery(b"".join(line.encode("cp1252" if n % 2 else "utf-8") for n, line in enumerate(lines)))


def _formulas() -> DemoDelivery:
    import xlsxwriter

    page, out = _page(), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    tab = book.add_worksheet("accommodation")
    for number, row in enumerate([page.header, *page.rows]):
        tab.write_row(number, 0, row)
    tab.write_formula(1, page.at("occupied"), "=40+2", None, 42)
    book.close()
    return _delivery(out.getvalue(), "unterbringung_schlecht.xlsx")


BROKEN: dict[str, Broken] = {
    "site_is_path": Broken("site_is_path", _site_is_path),
    "undeclared_site": Broken("site_undeclared", _undeclared_site),
    "wrong_study": Broken("study_wrong", _wrong_study),
    "year_outside": Broken("year_outside_study", _year_outside),
    "newer_schema": Broken("schema_newer", _newer_schema),
    "second_file": Broken("delivery_conflict", _second_file),
    "zero_bytes": Broken("file_empty", _zero_bytes),
    "nul_bytes": Broken("file_nul", _nul_bytes),
    "mixed_encodings": Broken("encoding_mixed", _mixed_encodings),
    "formulas": Broken("workbook_formulas", _formulas),
    "no_note": Broken("delivery_undeclared", _delivery),
    "no_legal_basis": Broken("key_missing_toml", _delivery),
}
"""Kinds of bad delivery; mixed encodings are repaired, everything else blocks."""
