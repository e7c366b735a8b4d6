"""The register of processing: every file ever delivered, on which legal basis, for what and how long."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.provenance import write_atomic
from evaluation.study import Study

if TYPE_CHECKING:
    import polars as pl

REGISTER = "verzeichnis.csv"
PRIVATE_FILE = 0o600

COLUMNS: dict[str, str] = {
    "delivery_id": "Lieferung", "file": "Datei", "sheet": "Tabellenblatt", "file_hash": "Prüfsumme (SHA-256)",
    "table_name": "Tabelle", "protection": "Schutzklasse", "site": "Standort", "year": "Jahr", "sender": "Absender",
    "received": "eingegangen am", "purpose": "Zweck", "legal_basis": "Rechtsgrundlage",
    "retention_until": "Aufbewahrung bis", "rows_in": "Zeilen gelesen", "rows_clean": "Zeilen übernommen",
}  # fmt: skip
"""Columns of the register with their printed headers."""
KEY = ("delivery_id", "file", "sheet", "file_hash")


def write_register(study: Study, deliveries: pl.DataFrame) -> Path:
    """Write the register of processing: every file ever delivered with sender, purpose, legal basis, retention, hash.

    Files that are no longer delivered stay in the register.

    Parameters
    ----------
    study : Study
    deliveries : polars.DataFrame
        The table `delivery` (T37).

    Returns
    -------
    Path
        data_processed/protected/verzeichnis.csv.
    """
    from evaluation.tables import TABLES

    path = study.protected / REGISTER
    entries = {tuple(row[name] for name in KEY): row for row in read_register(study)}
    for row in deliveries.to_dicts():
        told = {name: "" if row.get(name) is None else str(row[name]) for name in COLUMNS}
        told["protection"] = TABLES[told["table_name"]].protection
        entries[tuple(told[name] for name in KEY)] = told
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    writer.writerows([row[name] for name in COLUMNS] for _, row in sorted(entries.items()))
    write_atomic(path, text.getvalue().encode("utf-8-sig"), PRIVATE_FILE)
    return path


def read_register(study: Study) -> list[dict[str, str]]:
    """The register by the names of COLUMNS; empty where nothing was delivered yet."""
    path = study.protected / REGISTER
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = {printed: name for name, printed in COLUMNS.items()}
        return [{names[printed]: cell for printed, cell in row.items()} for row in csv.DictReader(file, delimiter=";")]
