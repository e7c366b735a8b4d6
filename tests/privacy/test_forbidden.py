"""Deliveries that point to a person are refused: by column and cell, never repeating a value; look-alikes load."""

from __future__ import annotations

import polars as pl
import pytest

from evaluation.cleaning import Place
from evaluation.cleaning.forbidden import forbidden_findings, forbidden_header
from evaluation.cleaning.headers import match_headers
from evaluation.cleaning.raw import split_columns
from evaluation.findings import Finding
from evaluation.tables import table

PLACE = Place("a/2024", "auental", 2024, "datei.csv")
CONTACTS = {"Kontakt-ID": ["K1", "K2", "K3"], "Monat": ["2024-01", "2024-02", "2024-03"]}


def findings(name: str, **columns: list[str]) -> list[Finding]:
    frame = pl.DataFrame({header.replace("__", " ").replace("_0", "-"): cells for header, cells in columns.items()})
    matched = match_headers(frame.columns, table(name))
    return forbidden_findings(split_columns(frame, matched), matched, table(name), PLACE, (2024,))


def contacts(header: str, cells: list[str]) -> dict[str, int]:
    """Rules and numbers of cells where a file of contacts has this further column."""
    frame = pl.DataFrame(CONTACTS | {header: [*cells, *[""] * 3][:3]})
    matched = match_headers(frame.columns, table("consultation"))
    found = forbidden_findings(split_columns(frame, matched), matched, table("consultation"), PLACE, (2024,))
    assert all(f.severity == "blocks" and f.file == "datei.csv" and f.column for f in found)
    assert not any(cell in f.de + f.en for f in found for cell in cells if len(cell) > 3)
    return {f.rule.removeprefix("forbidden_"): f.count for f in found}


@pytest.mark.parametrize(
    ("header", "cells", "rule", "number"),
    [
        ("Name", ["Amina Beispiel", "Omar Muster"], "column_name", 2),
        ("Vorname", ["Amina"], "column_name", 1),
        ("Nachname Klient:in", ["Beispiel"], "column_name", 1),
        ("Familienname", ["Beispiel"], "column_name", 1),
        ("First name", ["Amina"], "column_name", 1),
        ("Name der Fachkraft", ["Frau Muster"], "column_name", 1),
        ("AZR-Nummer", ["240115000123"], "column_identifier", 1),
        ("Ausweis-Nr.", ["L01X00T47"], "column_identifier", 1),
        ("Aktenzeichen", ["7 K 123/24"], "column_identifier", 1),
        ("Telefon", ["0511 1234567", "ja"], "column_contact", 1),
        ("Handynummer", ["0151 23456789"], "column_contact", 1),
        ("E-Mail", ["a.b@example.org", "a@example.org"], "column_contact", 2),
        ("Geburtsdatum", ["01.02.1990"], "column_birth", 1),
        ("geb. am", ["1990-02-01"], "column_birth", 1),
        ("Geburtsjahr", ["1990"], "column_birth", 1),
        ("Date of birth", ["1990-02-01"], "column_birth", 1),
        ("Anschrift", ["Lindenweg 4"], "column_address", 1),
        ("Straße", ["Lindenweg"], "column_address", 1),
        ("Unterschrift", ["A. Beispiel"], "column_signature", 1),
        ("Bemerkung", ["bitte melden: amina@example.org"], "cells_email", 1),
        ("Ablage", ["0511/123456", "(0511) 12 34 56"], "cells_phone", 2),
        ("Ablage", ["+49 151 2345678"], "cells_phone", 1),
        ("Ablage", ["240115000123"], "cells_azr", 1),
        ("Klient:innen-Pseudonym", ["240115000123", "p1"], "cells_azr", 1),
        ("Klient:innen-Pseudonym", ["amina@example.org"], "cells_email", 1),
        ("Klient:innen-Pseudonym", ["0151 23456789"], "cells_phone", 1),
        ("Vermerk", ["01.02.1990", "03.04.2001"], "cells_birth", 2),
        ("Vermerk", ["Frau, geb. 01.02.90"], "cells_birth", 1),
        ("Vermerk", ["Kam sehr aufgewühlt, berichtete von der Wohnung und der Familie in Not"], "cells_long", 1),
        ("Hauptthema", ["Wohnen, denn die Familie muss zum Monatsende aus der Unterkunft heraus"], "cells_long", 1),
    ],
)  # fmt: skip
def test_refused_in_person_tables(header: str, cells: list[str], rule: str, number: int) -> None:
    assert contacts(header, cells).get(rule) == number


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Telefon", ["ja", "nein", "k. A."]),  # was counselled by telephone?
        ("E-Mail", ["3", "0", "12"]),  # how many contacts by e-mail
        ("Telefon bekannt", ["bekannt", "unbekannt"]),
        ("Name", ["", "", ""]),
        ("Name bekannt", ["ja", "nein"]),
        ("Beratungsform", ["Telefon", "E-Mail", "Büro"]),
        ("Wohngemeinde", ["082160430022", "08216043", "99001001"]),  # keys of municipality, also with twelve digits
        ("ARS Wohnort", ["082160430022"]),
        ("Regionalschlüssel", ["160510000000"]),
        ("Monat der Meldung", ["2024-03", "03/2024", "März 2024"]),
        ("Tag", ["15.03.2024", "16.03.2024"]),  # exact, so shortened; but no date of birth
        ("weitere Themen", ["Formular-/Behördenhilfe | Familiennachzug | Leistungen/Existenz | Aufenthalt/Asyl"]),
        ("Klient:innen-Pseudonym", ["0a9cc370b2d71239", "1234567890123456", "0123456789ab"]),
        ("Kontakt-Nr", ["AT-2024-00001", "2024/000123"]),
        ("Azubi", ["ja, im zweiten Jahr"]),
        ("Summe", ["1234567,50", "123456789012,5"]),
    ],
)
def test_look_alikes_load(header: str, cells: list[str]) -> None:
    assert contacts(header, cells) == {}


def test_organisations_may_be_named_but_persons_may_not() -> None:
    told = {"Organisations-ID": ["O1"], "Bezeichnung": ["Verein"], "E_0Mail": ["info@verein.example"],
            "Telefon": ["0511 1234567"], "Anschrift": ["Lindenweg 4"]}  # fmt: skip
    assert findings("organisation", **told) == []
    assert [f.rule for f in findings("organisation", **told, Vorname=["Amina"])] == ["forbidden_column_name"]
    staff = {"Stellen_0ID": ["S1"], "Stichtag": ["31.12.2024"]}
    assert [f.rule for f in findings("position", **staff, Name=["Amina"])] == ["forbidden_column_name"]
    assert findings("position", **staff, Telefon=["0511 1234567"]) == []


def test_aggregates_hold_no_contact_details() -> None:
    told = {"Gebietsschlüssel": ["99001001"], "Stichtag": ["31.12.2024"], "Name": ["Auental"]}
    assert findings("population", **told) == [], "the name of a place"
    rules = [f.rule for f in findings("population", **told, Telefon=["0511 1234567"])]
    assert rules == ["forbidden_column_contact", "forbidden_cells_phone"]


def test_free_text_of_class_p4_is_refused_wherever_it_is_declared() -> None:
    told = {"Bewertungs_0ID": ["B1"], "Unterkunfts_0ID": ["U1"], "Kommentar": ["Zimmer 4 sehr feucht"]}
    assert [(f.rule, f.count) for f in findings("accommodation_rating", **told)] == [("forbidden_column_text", 1)]


@pytest.mark.parametrize("header", ["Monat", "Beratungsform", "Altersgruppe", "Wohngemeinde", "AGS", "Azubi"])
def test_usual_headers_announce_nothing(header: str) -> None:
    assert forbidden_header(header) is None
