"""Templates: headers in any form and order, rows counted, nothing of a person printed."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.cleaning import Context, Place
from evaluation.sources import Loaded, discover, findings_frame, load, reconcile
from evaluation.sources.delivery import DeliveredFile
from evaluation.sources.grid import Grid, frame_of
from evaluation.sources.loaded import Part
from evaluation.sources.template import read_table
from evaluation.study import Study
from evaluation.tables import table

from .conftest import CONTACTS, NOTE, Deliver


def loaded(study: Study, deliver: Deliver, content: str | bytes, note: str = NOTE) -> Loaded:
    deliver(note=note, kontakte_csv=content)
    (delivery,), _ = discover(study)
    return load(delivery, study)


def rules(result: Loaded) -> list[str]:
    return [finding.rule for finding in result.findings]


@pytest.mark.parametrize(
    "header",
    [
        "Kontakt-ID;Monat;Hauptthema;Dauer (min)",
        "contact_id;month;topic_main;duration_min",
        "Contact id;Month;Main topic;Duration (min)",
        "KONTAKT ID;monat*;Beratungsthema;Dauer [Minuten]",
        "\ufeffkontakt_id; Monat ;\u200bHauptthema;Dauer",
    ],
)
def test_headers_in_any_form(header: str, study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, f"{header}\nK1;2024-01;Wohnen;45\n")
    row = result.tables["consultation"].row(0, named=True)
    assert (row["contact_id"], row["month"], row["topic_main"], row["duration_min"]) == ("K1", "2024-01", "housing", 45)


def test_any_order_title_rows_empty_rows_and_trailing_delimiters(study: Study, deliver: Deliver) -> None:
    content = "Kontakte 2024;;;\n;;;\nMonat;Hauptthema;Kontakt-ID;\n2024-01;Wohnen;K1;\n;;;\n2024-02;Arbeit;K2;\n;;;\n"
    result = loaded(study, deliver, content)
    assert result.tables["consultation"]["contact_id"].to_list() == ["K1", "K2"]
    assert rules(result) == ["rows_empty"] and result.rows[0].rows_in == 2


def test_extra_columns_are_kept_aside(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, "Kontakt-ID;Monat;Ablage\nK1;2024-01;Schrank\n")
    assert [(f.rule, f.severity, f.column) for f in result.findings] == [("column_extra", "info", "Ablage")]
    assert result.extra["kontakte.csv"]["Ablage"].to_list() == ["Schrank"]
    assert "Ablage" not in result.tables["consultation"].columns


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("Kontakt-ID;Hauptthema\nK1;Wohnen\n", "column_missing"),
        ("Kontakt-ID;Monat;Monat\nK1;2024-01;2024-02\n", "header_duplicate"),
        ("K1;2024-01;Wohnen\nK2;2024-02;Arbeit\n", "header_not_found"),
        ("nur Text\n", "header_not_found"),
    ],
)
def test_headers_that_block(content: str, rule: str, study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, content)
    assert rule in rules(result) and result.tables == {}


def test_header_without_rows(study: Study, deliver: Deliver) -> None:
    """No contacts is not a year without contacts; an optional table may be empty."""
    result = loaded(study, deliver, "Kontakt-ID;Monat\n")
    assert [(f.rule, f.severity) for f in result.findings] == [("file_no_contacts", "blocks")]
    assert result.tables == {} and "nicht geliefert" in result.findings[0].de
    told = reconcile([result], study).tables["delivery"]
    assert told["rows_in"].to_list() == [None], "refused, which is not a delivery of zero contacts"


def test_header_without_rows_of_an_optional_table(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, "Stellen-ID;Stichtag;VZÄ\n", NOTE.replace('"consultation"', '"position"'))
    assert [(f.rule, f.severity) for f in result.findings] == [("file_no_rows", "info")]
    assert "nichts geliefert" in result.findings[0].de and "nothing was delivered" in result.findings[0].en
    assert result.tables["position"].height == 0


def test_an_aggregate_of_zero_is_how_no_contacts_are_said(study: Study, deliver: Deliver) -> None:
    text = "Zeitraum;Merkmal;Kontakte\n2024;insgesamt;0\n"
    result = loaded(study, deliver, text, NOTE.replace('"consultation"', '"consultation_agg"'))
    assert [f.rule for f in result.findings if f.severity in ("blocks", "set_aside")] == []
    assert result.tables["consultation_agg"]["n_contacts"].to_list() == [0]


def test_shifted_and_short_rows(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, "Kontakt-ID;Monat;Hauptthema\nK1;2024-01;Woh;nen\nK2;2024-02\n")
    assert [(f.rule, f.row) for f in result.findings] == [("row_too_long", 2), ("row_short", 3)]
    assert (result.rows[0].rows_in, result.rows[0].rows_clean) == (2, 1)


SEVERAL = NOTE.replace('site = "auental"', 'sites = ["auental", "moorheide"]').replace("[2024]", "[2023, 2024]")


def test_several_sites_in_one_file(study: Study, deliver: Deliver) -> None:
    content = "Standort;Kontakt-ID;Monat\nAuental;K1;2024-01\nmoorheide;K2;2023-02\nZwickau;K3;2024-01\n;K4;2024-01\n"
    result = loaded(study, deliver, content, SEVERAL)
    assert result.tables["consultation"].select("site", "year").rows() == [("auental", 2024), ("moorheide", 2023)]
    assert rules(result) == ["site_not_in_delivery", "required_missing"]


def test_several_sites_need_their_column(study: Study, deliver: Deliver) -> None:
    assert rules(loaded(study, deliver, "Kontakt-ID;Monat\nK1;2024-01\n", SEVERAL)) == ["site_not_told"]


def test_several_years_need_their_column(study: Study, deliver: Deliver) -> None:
    note = NOTE.replace("consultation", "funding").replace("[2024]", "[2023, 2024]")
    assert "year_not_told" in rules(loaded(study, deliver, "Förder-ID;bewilligt (€)\nF1;100\n", note))


def test_row_of_another_site_or_year(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, "Standort;Kontakt-ID;Monat\nmoorheide;K1;2024-01\nauental;K2;2023-12\n")
    assert rules(result) == ["site_not_in_delivery", "year_outside"]
    assert result.set_aside["consultation"]["_rules"].to_list() == ["site_not_in_delivery", "year_outside"]


def test_counting_rule_of_the_delivery_holds(study: Study, deliver: Deliver) -> None:
    note = NOTE.replace('"consultation"', '"consultation_agg"')
    content = "Zeitraum;Merkmal;Ausprägung;Gespräche\n2024;insgesamt;;1.204\n2024;Hauptthema;Wohnen;0 (3)\n"
    frame = loaded(study, deliver, content, note).tables["consultation_agg"]
    assert frame.select("dim", "value", "n_contacts", "counting_rule").rows() == [
        ("total", None, 1204, "contacts"), ("topic_main", "housing", 0, "contacts"),
    ]  # fmt: skip


def test_signs_of_official_statistics(study: Study, deliver: Deliver) -> None:
    """In a table of published figures a dash is exactly zero, a dot is hidden: each sign stays beside the number."""
    note = NOTE.replace('"consultation"', '"context_figure"')
    cells = ["–", ".", "x", "/", "…", "(5)", "12"]
    rows = "".join(f"990010{at:02d};31.12.2024;Bevölkerung;{cell};Amt\n" for at, cell in enumerate(cells))
    result = loaded(study, deliver, f"AGS;Stichtag;Kennzahl;Wert;Quelle\n{rows}", note)
    assert result.tables["context_figure"].select("value", "symbol").rows() == [
        (0.0, "zero"), (None, "hidden"), (None, "meaningless"), (None, "unsafe"), (None, "later"), (5.0, "limited"),
        (12.0, None),
    ]  # fmt: skip


def test_html_stays_plain_data(study: Study, deliver: Deliver) -> None:
    note = NOTE.replace('"consultation"', '"organisation"')
    content = "Organisations-ID;Bezeichnung;Akteurstyp\nO1;<script>alert(1)</script>;Jobcenter\n"
    result = loaded(study, deliver, content, note)
    assert result.tables["organisation"]["name"].to_list() == ["<script>alert(1)</script>"]
    assert "markup_in_text" in rules(result)
    assert not any("<" in finding.de + finding.column for finding in result.findings)


PERSON = "Samira Mustermann"


@pytest.mark.parametrize("place", range(6))
def test_no_finding_prints_a_cell(place: int, study: Study, deliver: Deliver) -> None:
    """A name in any cell, header or in place of the header row appears in no finding."""
    names = ["Kontakt-ID", "Monat", "Dauer (min)", "Hauptthema", "Erstkontakt", "Wohngemeinde"]
    cells = ["K1", "2024-01", "45", "Wohnen", "ja", "99001001"]
    cells[place] = PERSON
    content = f"{';'.join(names)}\n{';'.join(cells)}\n{';'.join(cells)};{PERSON}\n{';'.join(cells)}\n"
    for text in (content, content.partition("\n")[2]):
        result = loaded(study, deliver, text)
        told = findings_frame(result.findings).write_csv()
        assert result.findings and "Samira" not in told and "Mustermann" not in told


HEADERS = ["Kontakt-ID", "Monat", "Dauer (min)", "Hauptthema", "weitere Themen", "Wohngemeinde", "Erstkontakt", "Notiz"]
DIRT = st.one_of(
    st.sampled_from(
        ["K1", "K2", "2024-01", "März 2024", "45", "1.234,5", "k. A.", "-", "0 (3)", "Wohnen", "ja", "x", ""]
    ),
    st.text(alphabet=string.printable + "äöü–ß", max_size=6),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(DIRT, min_size=8, max_size=8), max_size=12))
def test_rows_in_are_rows_clean_and_rows_set_aside(rows: list[list[str]]) -> None:
    part = cleaned(rows)
    filled = sum(1 for row in rows if any(cell.strip() for cell in row))
    assert part.rows.rows_in == part.rows.rows_clean + part.rows.rows_set_aside == filled
    aside = {f.row for f in part.findings if f.severity == "set_aside"}
    assert aside == set(part.set_aside["_row"].to_list())
    assert part.frame["contact_id"].n_unique() == part.frame.height


def cleaned(rows: list[list[str]]) -> Part:
    grid = Grid(frame_of([list(HEADERS), *[list(row) for row in rows]]))
    file = DeliveredFile("k.csv", "consultation", "template", "", "")
    return read_table(grid, file, table("consultation"), Context(Place("d", "a", 2024, "k.csv"), {"a": "a"}, (2024,)))


def test_same_file_gives_the_same_result() -> None:
    rows = [["K1", "2024-01", "45", "Wohnen", "", "", "x", ""], ["K1", "2024-02", "zehn", "", "", "", "", ""]]
    first, second = cleaned(rows), cleaned(rows)
    assert first.findings == second.findings and first.frame.equals(second.frame)
    assert isinstance(first.set_aside, pl.DataFrame)


def test_an_unexpected_error_is_a_finding_without_its_text(
    study: Study, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(PERSON)

    monkeypatch.setattr("evaluation.sources.template.read_table", fail)
    result = loaded(study, deliver, "Kontakt-ID;Monat\nK1;2024-01\n")
    assert [(f.rule, f.severity) for f in result.findings] == [("reader_failed", "blocks")]
    told = result.findings[0].de + result.findings[0].en
    assert re.search(r"sources/template\.py:\d+", told), "where in the program"
    assert "Error" not in told and PERSON not in told


def test_a_file_that_cannot_be_opened_blocks_itself_only(
    study: Study, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = '\n[[file]]\nname = "stellen.csv"\ntable = "position"\n'
    deliver(note=NOTE + second, kontakte_csv=CONTACTS, stellen_csv="Stellen-ID;Stichtag;VZÄ\nS1;31.12.2024;1\n")
    really = Path.open

    def barred(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "kontakte.csv":
            raise PermissionError(13, "Permission denied")
        return really(path, *args, **options)

    monkeypatch.setattr(Path, "open", barred)
    (delivery,), findings = discover(study)
    result = load(delivery, study)
    assert findings == [] and set(result.tables) == {"position"}
    told = [(f.rule, f.delivery, f.file) for f in result.findings if f.severity == "blocks"]
    assert told == [("file_no_access", "a", "kontakte.csv")]
    assert "Error" not in result.findings[0].de + result.findings[0].en
    assert reconcile([result], study).tables["delivery"]["rows_in"].to_list() == [None, 1]


BYTES = st.one_of(
    st.binary(max_size=120),
    st.text(alphabet='KontakIDM-;,\t\n\r" 0123456789äß–', max_size=80).map(str.encode),
    st.text(max_size=40).map(lambda tail: f"Kontakt-ID;Monat;Hauptthema\nK1;2024-01;Wohnen\n{tail}".encode()),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BYTES)
def test_any_file_is_read_or_refused_but_never_crashes(study: Study, deliver: Deliver, data: bytes) -> None:
    result = loaded(study, deliver, data)
    assert "reader_failed" not in rules(result)
    assert all(row.rows_in == row.rows_clean + row.rows_set_aside for row in result.rows)
