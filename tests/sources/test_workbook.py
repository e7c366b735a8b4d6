"""Workbooks: sheets, title rows, dates, keys, merged cells, formulas, damage."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from evaluation.sources import Loaded, discover, load
from evaluation.study import Study

from .conftest import NOTE, Deliver

XLSX = NOTE.replace("kontakte.csv", "kontakte.xlsx")


def book(fill: Callable[[Any, Any], None], *more: str) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(workbook, workbook.add_worksheet("Daten"))
    for name in more:
        fill(workbook, workbook.add_worksheet(name))
    workbook.close()
    return out.getvalue()


def usual(workbook: Any, sheet: Any) -> None:
    """Title rows above, an empty column, a number as key, real dates, empty rows below."""
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write(0, 0, "Beratungskontakte 2024")
    sheet.write_row(2, 1, ["Kontakt-ID", "Monat", "Wohngemeinde", "Erstkontakt", "Dauer (min)"])
    sheet.write_row(3, 1, [1001, "2024-01", 8216022, True, 45])
    sheet.write(4, 1, 1002)
    sheet.write_datetime(4, 2, dt.datetime(2024, 2, 15), day)
    sheet.write(4, 3, "99001001")
    sheet.write(9, 1, " ")


def loaded(study: Study, deliver: Deliver, data: bytes, note: str = XLSX) -> Loaded:
    deliver(note=note, kontakte_xlsx=data)
    (delivery,), _ = discover(study)
    return load(delivery, study)


def rules(result: Loaded) -> list[str]:
    return [finding.rule for finding in result.findings]


def test_usual_workbook(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, book(usual))
    frame = result.tables["consultation"]
    assert frame["contact_id"].to_list() == ["1001", "1002"]
    assert frame["month"].to_list() == ["2024-01", "2024-02"]
    assert frame["residence_ags8"].to_list() == ["08216022", "99001001"]
    assert frame["first_contact"].to_list() == [True, None]
    assert rules(result) == ["month_from_date", "key_zero"]
    assert next(f for f in result.findings if f.rule == "key_zero").row == 4, "the row as the spreadsheet counts it"


def test_formulas_block(study: Study, deliver: Deliver) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        usual(workbook, sheet)
        sheet.write_formula(4, 5, "=40+5", value=45)

    result = loaded(study, deliver, book(fill))
    assert rules(result) == ["workbook_formulas"] and result.tables == {}
    assert "als Werte einfügen" in result.findings[0].de


def test_formulas_of_another_sheet_do_not_matter(study: Study, deliver: Deliver) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        if sheet.get_name() == "Rechnung":
            sheet.write_formula(0, 0, "=1+1")
        else:
            usual(workbook, sheet)

    result = loaded(study, deliver, book(fill, "Rechnung"), XLSX + 'sheet = "Daten"\n')
    assert result.rows[0].rows_clean == 2


def test_several_sheets_need_a_name(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, book(usual, "Zweites"))
    assert rules(result) == ["sheet_several"] and "Zweites" in result.findings[0].de


def test_the_sheet_that_fits_is_taken(study: Study, deliver: Deliver) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        if sheet.get_name() == "Anleitung":
            sheet.write(0, 0, "Bitte die Tabelle ausfüllen")
        else:
            usual(workbook, sheet)

    result = loaded(study, deliver, book(fill, "Anleitung"))
    assert (result.rows[0].sheet, result.rows[0].rows_clean) == ("Daten", 2)


def test_unknown_sheet(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, book(usual), XLSX + 'sheet = "Blatt 7"\n')
    assert rules(result) == ["sheet_unknown"] and "Daten" in result.findings[0].de


def test_cells_merged_over_rows_hold_for_all_of_them(study: Study, deliver: Deliver) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "Beratungskontakte")
        sheet.write_row(1, 0, ["Monat", "Kontakt-ID", "Hauptthema"])
        sheet.merge_range(2, 0, 3, 0, "2024-01")
        sheet.write_row(2, 1, ["K1", "Wohnen"])
        sheet.write_row(3, 1, ["K2", "Arbeit"])

    result = loaded(study, deliver, book(fill))
    assert result.tables["consultation"]["month"].to_list() == ["2024-01", "2024-01"]
    assert [(f.rule, f.row, f.count) for f in result.findings] == [("cells_merged", 3, 2)]


def test_formulas_of_an_unnamed_side_sheet_do_not_matter(study: Study, deliver: Deliver) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        if sheet.get_name() == "Rechnung":
            sheet.write_formula(0, 0, "=1+1")
        else:
            usual(workbook, sheet)

    assert loaded(study, deliver, book(fill, "Rechnung")).rows[0].rows_clean == 2


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04kaputt", b"gar keine Mappe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_damaged_workbooks(data: bytes, study: Study, deliver: Deliver) -> None:
    assert rules(loaded(study, deliver, data)) == ["workbook_unreadable"]


def test_empty_workbook_file(study: Study, deliver: Deliver) -> None:
    assert rules(loaded(study, deliver, b"")) == ["file_empty"]


def test_workbook_bomb(study: Study, deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.sources.workbook.LARGEST_MB", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert rules(loaded(study, deliver, out.getvalue())) == ["workbook_too_large"]


def test_fraction_with_three_decimals_is_no_thousands(study: Study, deliver: Deliver) -> None:
    """5.375 in a workbook cell is a decimal number, whatever the German thousands point looks like."""

    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Stellen-ID", "Stichtag", "VZÄ"])
        sheet.write_row(1, 0, ["S1", "31.12.2024", 5.375])

    result = loaded(study, deliver, book(fill), XLSX.replace("consultation", "position"))
    assert result.tables["position"]["fte_filled"].to_list() == [5.375]


def with_errors(*rows: list[Any]) -> bytes:
    """A workbook whose error values stand there as values, without the formulas that gave them."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Daten"
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


SIGNS = ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
HEADERS = ["Kontakt-ID", "Monat", "Hauptthema", "Dauer (min)"]


@pytest.mark.parametrize("sign", SIGNS)
def test_error_values_are_told(sign: str, study: Study, deliver: Deliver) -> None:
    data = with_errors(HEADERS, ["K1", "2024-01", "Wohnen", sign], ["K2", "2024-02", sign, 45])
    assert b't="e"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"), "as a spreadsheet writes it"
    result = loaded(study, deliver, data)
    told = {(f.rule, f.severity, f.row, f.column) for f in result.findings}
    excel = ("missing_excel_error", "repaired")
    assert told == {(*excel, 2, "Dauer (min)"), (*excel, 3, "Hauptthema")}
    assert result.tables["consultation"]["duration_min"].to_list() == [None, 45]
    assert "Excel-Fehlerwert" in result.findings[0].de and "in der Mappe beheben" in result.findings[0].de
    assert "in the workbook" in result.findings[0].en


@pytest.mark.parametrize("sign", [*SIGNS, "#WERT!", "#BEZUG!", "#NV", "#ZAHL!"])
def test_error_values_as_text_in_a_csv_are_told_alike(sign: str, study: Study, deliver: Deliver) -> None:
    rows = f"K1;2024-01;Wohnen;{sign}\nK2;2024-02;{sign};45\n"
    deliver(kontakte_csv=";".join(HEADERS) + "\n" + rows)
    (delivery,), _ = discover(study)
    result = load(delivery, study)
    told = {(f.rule, f.row, f.column) for f in result.findings}
    assert told == {("missing_excel_error", 2, "Dauer (min)"), ("missing_excel_error", 3, "Hauptthema")}


def test_a_row_of_error_values_is_set_aside_not_lost(study: Study, deliver: Deliver) -> None:
    result = loaded(study, deliver, with_errors(HEADERS, ["K1", "2024-01", "Wohnen", 45], ["#REF!"] * 4))
    assert (result.rows[0].rows_in, result.rows[0].rows_set_aside) == (2, 1)
    assert rules(result).count("missing_excel_error") == 4 and "required_missing" in rules(result)


def test_error_values_of_cells_without_an_address(study: Study, deliver: Deliver) -> None:
    data = with_errors(HEADERS, ["K1", "2024-01", "Wohnen", "#REF!"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            bare = re.sub(rb' r="[A-Z]*\d+"', b"", content) if name.endswith("sheet1.xml") else content
            new.writestr(name, bare)
    result = loaded(study, deliver, out.getvalue())
    assert [(f.rule, f.column) for f in result.findings] == [("missing_excel_error", "Dauer (min)")]
