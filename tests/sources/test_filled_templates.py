"""The templates that the project hands out, filled with their own examples, load without a finding that hurts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from evaluation.example.templates import DATA, delivered_columns, write_template
from evaluation.sources import discover, load
from evaluation.study import Study
from evaluation.tables import TABLES, Column, table
from evaluation.vocabulary import codes

from .conftest import NOTE, Deliver

PLAIN = {"int": "1", "dec": "0,5", "bool": "ja", "date": "31.12.2024", "month": "2024-03", "year": "2024",
         "ags5": "99001", "ags8": "99001001", "ags": "99001", "ars12": "990010001001"}  # fmt: skip


def cell(column: Column) -> str:
    """What a provider would enter."""
    if column.name == "site_id":
        return "auental"
    if column.dtype == "year" or column.name == "period":
        return "2024"
    if column.name == "dim":
        return "insgesamt"
    if column.codes:
        return codes(column.codes)[0].de
    if column.dtype == "int" and column.minimum:
        return str(int(column.minimum))
    return PLAIN.get(column.dtype, "A1" if column.name != "value" else "")


@pytest.mark.parametrize("name", [item.name for item in TABLES.values() if item.delivered])
def test_filled_template_loads(name: str, study: Study, deliver: Deliver, tmp_path: Path) -> None:
    path = write_template(table(name), tmp_path)
    book = openpyxl.load_workbook(path)
    book[DATA].append([cell(column) for column in delivered_columns(table(name))])
    book.save(path)
    note = NOTE.replace("kontakte.csv", "vorlage.xlsx").replace('"consultation"', f'"{name}"')
    deliver(note=note, vorlage_xlsx=path.read_bytes())
    (delivery,), findings = discover(study)
    result = load(delivery, study)
    assert findings == []
    assert [(f.rule, f.column) for f in result.findings if f.severity in ("blocks", "set_aside")] == []
    assert (result.rows[0].sheet, result.rows[0].rows_clean) == (DATA, 1)
