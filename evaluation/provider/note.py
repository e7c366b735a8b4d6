"""The note of a delivery (lieferung.toml) and the counts of consent that go with an extract."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from evaluation.provider.consent import STATES
from evaluation.tables import TABLES
from evaluation.vocabulary import codes, label


@dataclass(frozen=True, slots=True)
class Note:
    """What lieferung.toml says about a delivery; empty fields are left for the provider to fill in."""

    study: str = ""
    site: str = ""
    sender: str = ""
    legal_basis: str = ""
    purpose: str = ""
    retention_until: dt.date | None = None
    synthetic: bool = False


def note_text(note: Note, year: int, files: Mapping[str, str], consent: Mapping[str, int]) -> str:
    """The text of lieferung.toml, with the number of records by state of consent in a comment.

    Examples
    --------
    >>> note_text(Note(study="demo"), 2024, {"kontakte_2024.csv": "consultation"}, {}).splitlines()[6:9]
    ['[lieferung]', 'study = "demo"', 'site = ""']
    """
    words = ", ".join(entry.code for entry in codes("CL73"))
    told = ", ".join(f"{_state(state)} {consent[state]}" for state in STATES if consent.get(state))
    until = note.retention_until.isoformat() if note.retention_until else '""'
    head = (
        "# Begleitzettel der Lieferung. Leere Angaben bitte ausfüllen: ohne sie wird nicht geladen.",
        "# Note of the delivery. Please fill in what is empty: nothing loads without it.",
        f"# legal_basis: {words}; received: Tag des Eingangs / day of receipt, JJJJ-MM-TT",
        f"# Kontakte nach Einwilligung / records by consent: {told or '–'}",
        "# Abgelehnte und widerrufene sind nicht enthalten. / Refused and withdrawn ones are not included.",
        "",
        "[lieferung]",
        f"study = {_quoted(note.study)}",
        f"site = {_quoted(note.site)}",
        f"years = [{year}]",
        f"sender = {_quoted(note.sender)}",
        'received = ""',
        f"legal_basis = {_quoted(note.legal_basis)}",
        f"purpose = {_quoted(note.purpose)}",
        f"retention_until = {until}",
        'counting_rule = "contacts"',
        f"synthetic = {str(note.synthetic).lower()}",
        f"schema_version = {_quoted(TABLES['consultation'].schema_version)}",
    )
    entries = [
        f'\n[[file]]\nname = {_quoted(name)}\ntable = {_quoted(content)}\nformat = "template"'
        for name, content in files.items()
    ]
    return "\n".join((*head, *entries)) + "\n"


def consent_table(consent: pl.DataFrame) -> pl.DataFrame | None:
    """The consent ledger (T38) by month, under its German labels; None where the program has no such table yet."""
    declared = TABLES.get("consent_ledger")
    if declared is None or not consent.height:
        return None
    wide = consent.pivot(on="state", index="month", values="n", maintain_order=True)
    found: dict[str, Any] = {"month": wide["month"]}
    for state in ("given", "refused", "withdrawn", "not_asked"):
        found[f"n_{state}"] = wide[state].fill_null(0) if state in wide.columns else pl.Series([0] * wide.height)
    columns = [column for column in declared.columns if column.name in found]
    return pl.DataFrame([found[column.name].cast(pl.String).alias(column.de) for column in columns])


def _state(state: str) -> str:
    return "nicht lesbar/unreadable" if state == "unreadable" else label("CL37", state, "de")


def _quoted(text: str) -> str:
    """A TOML basic string; control characters are escaped as in JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
