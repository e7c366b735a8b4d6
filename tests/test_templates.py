"""Templates for providers: what they hold, and that deliveries made with them are understood."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from evaluation.example.templates import DATA, DELIVERY, EXPLANATION, LISTS, delivered_columns, write_templates
from evaluation.tables import TABLES, headers, normalise_header, table
from evaluation.vocabulary import codes, lookup, normalise

DELIVERED = [item.name for item in TABLES.values() if item.delivered]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("templates")
    write_templates(target)
    return target


def _path(folder: Path, name: str) -> Path:
    return folder / f"{table(name).number}_{name}.xlsx"


def test_one_workbook_for_every_delivered_table(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(_path(folder, name).name for name in DELIVERED)
    assert {"site", "context_event", "delivery", "comparability"}.isdisjoint(DELIVERED)


def test_same_bytes_every_time(folder: Path, tmp_path: Path) -> None:
    for path in write_templates(tmp_path / "again"):
        assert path.read_bytes() == (folder / path.name).read_bytes()


@pytest.mark.parametrize("name", DELIVERED)
def test_headers_of_a_template_are_understood(folder: Path, name: str) -> None:
    book = CalamineWorkbook.from_path(_path(folder, name))
    assert book.sheet_names == [DATA, EXPLANATION, DELIVERY, LISTS]
    rows = book.get_sheet_by_name(DATA).to_python()
    assert len(rows) == 1
    accepted = headers(table(name))
    columns = [accepted[normalise_header(str(header))] for header in rows[0]]
    assert columns == [column.name for column in delivered_columns(table(name))]


def test_free_text_about_persons_has_no_place_but_is_explained(folder: Path) -> None:
    book = CalamineWorkbook.from_path(_path(folder, "accommodation_rating"))
    assert "Anmerkung" not in book.get_sheet_by_name(DATA).to_python()[0]
    explained = {row[0]: row for row in book.get_sheet_by_name(EXPLANATION).to_python()}
    assert explained["Anmerkung"][8].startswith("P4")


@pytest.mark.parametrize("name", DELIVERED)
def test_every_column_is_explained_in_both_languages(folder: Path, name: str) -> None:
    rows = CalamineWorkbook.from_path(_path(folder, name)).get_sheet_by_name(EXPLANATION).to_python()[3:]
    assert [row[2] for row in rows] == list(table(name).names)
    for row, column in zip(rows, table(name).columns, strict=True):
        assert row[0] == column.de and row[1] == column.en and row[3] and row[4] and row[5]
        assert row[7] == ("ja · yes" if column.required else "nein · no")


@pytest.mark.parametrize("name", DELIVERED)
def test_lists_hold_labels_that_the_intake_understands(folder: Path, name: str) -> None:
    book = openpyxl.load_workbook(_path(folder, name))
    listed = {cells[0].value: [cell.value for cell in cells[1:] if cell.value] for cells in book[LISTS].iter_cols()}
    for column in delivered_columns(table(name)):
        if column.codes:
            assert [lookup(column.codes)[normalise(word)] for word in listed[column.codes]] == [
                entry.code for entry in codes(column.codes)
            ]


def test_drop_down_lists_bounds_comments_and_frozen_header(folder: Path) -> None:
    book = openpyxl.load_workbook(_path(folder, "consultation"))
    sheet = book[DATA]
    assert sheet.freeze_panes == "A2" and book[LISTS].sheet_state == "hidden"
    place = {cell.value: cell for cell in sheet[1]}
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    channel = rules[place["Beratungsform"].column_letter + "2"]
    assert channel.type == "list" and channel.formula1.startswith(f"{LISTS}!$")
    duration = rules[place["Dauer (min)"].column_letter + "2"]
    assert (duration.type, duration.formula1, duration.formula2) == ("whole", "5", "480")
    assert "Nur der Monat" in place["Monat"].comment.text and "The month only" in place["Monat"].comment.text
    assert sheet.column_dimensions[place["Wohngemeinde"].column_letter].number_format == "@"


@pytest.mark.parametrize("name", DELIVERED)
def test_text_to_copy_is_a_valid_delivery_file(folder: Path, name: str) -> None:
    rows = CalamineWorkbook.from_path(_path(folder, name)).get_sheet_by_name(DELIVERY).to_python()
    lines = [str(row[0]) for row in rows]
    parsed = tomllib.loads("\n".join(lines[lines.index("[lieferung]") :]))
    explained = {line for line in lines[1:] if line}
    assert set(parsed["lieferung"]) <= explained
    assert parsed["file"] == [{"name": _path(folder, name).name, "table": name, "format": "template"}]
    assert parsed["lieferung"]["schema_version"] == table(name).schema_version


def test_examples_are_understood(folder: Path) -> None:
    for name in DELIVERED:
        for column in delivered_columns(table(name)):
            if column.codes and column.example:
                for word in column.example.split("|"):
                    assert normalise(word) in lookup(column.codes), f"{name}.{column.name}"
