"""Cleaning: what cells of German tables mean, what is repaired, what is set aside."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evaluation.cleaning
import evaluation.sources
from evaluation.cleaning import RULES, clean, findings_frame, found
from evaluation.cleaning.columns import read_column
from evaluation.errors import DeliveryError
from evaluation.findings import COLUMNS, SEVERITIES, Rule
from evaluation.tables import Column, table

# Saxon Landtag, Drs. 6/198 (November 2014): social workers, heads and full-time equivalents per district.
STAFF_2014 = [
    ("Zwickau", "11", "11"), ("Vogtlandkreis", "3", "2"), ("Sächsische Schweiz-Osterzgebirge", "7", "5,375"),
    ("Landkreis Leipzig", "0", "0 (3)"), ("Görlitz", "10", "4,75"), ("Mittelsachsen", "4", "*wurde nicht gemeldet"),
    ("Leipzig", "26", "17,2"), ("Dresden", "21", "11,8"), ("Chemnitz", "9", "8,625"), ("Bautzen", "0", "0"),
    ("Erzgebirgskreis", "6", "4"), ("Nordsachsen", "5", "4"), ("Meißen", "6", "4,75"),
]  # fmt: skip


def one(dtype: Any, *cells: str | None, **options: Any) -> tuple[list[Any], list[str]]:
    """Values and rules of a column of this type."""
    known = {name: options.pop(name) for name in ("codes", "required") if name in options}
    read = read_column(pl.Series(cells, dtype=pl.String), Column("c", dtype, "C", "C", **known), **options)
    return read.values.to_list(), read.hits.sort("index")["rule"].to_list()


def test_saxon_staffing_of_2014() -> None:
    frame = pl.DataFrame(STAFF_2014, schema=["Stellen-ID", "Köpfe", "VZÄ"], orient="row")
    result = clean(frame.with_columns(Stichtag=pl.lit("30.11.2014")), table("position"), site="sachsen")
    assert result.clean["fte_filled"].sum() == 73.5, "sum of the reported full-time equivalents"
    assert result.clean["fte_filled"].null_count() == 1, "not reported is not zero"
    assert result.clean["heads"].sum() == 108
    told = {(finding.rule, finding.row) for finding in result.findings if finding.severity == "repaired"}
    assert told == {("number_bracket", 4), ("missing_not_reported", 6)}


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("12", 12, None), ("-3", -3, None), ("1.204", 1204, "number_format"), ("12,0", 12, "number_format"),
        ("1 204", 1204, None), ("0 (3)", 0, "number_bracket"), ("(7)", 7, "number_limited"),
        ("7*", 7, "number_footnote"),
        ("7¹", 7, "number_footnote"), ("45 min", 45, "number_unit"), ("2,5", None, "number_not_whole"),
        ("viele", None, "number_unreadable"), ("ca. 5", None, "number_unreadable"), ("<5", None, "number_unreadable"),
        ("1,204", None, "number_ambiguous"), ("", None, None), ("  ", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_whole_numbers(cell: str | None, value: int | None, rule: str | None) -> None:
    assert one("int", cell) == ([value], [rule] if rule else [])


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["0,75", "1.234,5", "1.234"], [0.75, 1234.5, 1234.0]),
        (["0.75", "5.375"], [0.75, 5.375]),
        (["1,234.50", "1,234"], [1234.5, 1234.0]),
        (["8,625"], [8.625]),
        (["1.234.567"], [1234567.0]),
        (["5,5 %", "3 €"], [5.5, 3.0]),
    ],
)
def test_decimal_numbers(cells: list[str], values: list[float]) -> None:
    assert one("dec", *cells)[0] == values


@pytest.mark.parametrize("cells", [["1.234"], ["5.375", "1.234"], ["0.75", "1,234"], ["0.75", "0,75", "1.234"]])
def test_ambiguous_decimals_are_never_guessed(cells: list[str]) -> None:
    values, rules = one("dec", *cells)
    assert values[-1] is None and rules[-1] == "number_ambiguous"


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("2024-12-31", dt.date(2024, 12, 31), None), ("31.12.2024", dt.date(2024, 12, 31), "date_format"),
        ("1.3.2024", dt.date(2024, 3, 1), "date_format"), ("1. März 2024", dt.date(2024, 3, 1), "date_format"),
        ("31. Dezember 2024", dt.date(2024, 12, 31), "date_format"),
        ("31.12.24", dt.date(2024, 12, 31), "date_two_digit_year"),
        ("45657", dt.date(2024, 12, 31), "date_serial"), ("2024-12-31 00:00:00", dt.date(2024, 12, 31), None),
        ("31.02.2024", None, "date_unreadable"), ("Ende 2024", None, "date_unreadable"),
    ],
)  # fmt: skip
def test_dates(cell: str, value: dt.date | None, rule: str | None) -> None:
    assert one("date", cell) == ([value], [rule] if rule else [])


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("2024-03", "2024-03", None), ("03/2024", "2024-03", "month_format"), ("3.2024", "2024-03", "month_format"),
        ("März 2024", "2024-03", "month_format"), ("Maerz 2024", "2024-03", "month_format"), ("Mrz. 24", "2024-03",
        "month_format"),
        ("March 2024", "2024-03", "month_format"), ("202403", "2024-03", "month_format"), ("Okt 2024", "2024-10",
        "month_format"),
        ("15.03.2024", "2024-03", "month_from_date"), ("2024-03-01", "2024-03", "month_from_date"),
        ("März", "2024-03", "month_without_year"), ("2024-13", None, "month_unreadable"),
        ("Frühling", None, "month_unreadable"),
    ],
)  # fmt: skip
def test_months(cell: str, value: str | None, rule: str | None) -> None:
    assert one("month", cell, year=2024) == ([value], [rule] if rule else [])


def test_months_need_a_year() -> None:
    assert one("month", "März") == ([None], ["month_unreadable"])


@pytest.mark.parametrize(
    ("dtype", "cell", "value", "rule"),
    [
        ("ags5", "08216", "08216", None), ("ags5", "8216", "08216", "key_zero"), ("ags5", "8216,0", "08216",
        "key_zero"),
        ("ags5", "14524 Zwickau", "14524", "key_with_name"), ("ags5", "99001", "99001", None),
        ("ags8", "8216022", "08216022", "key_zero"), ("ags8", "08 216 022", "08216022", None),
        ("ags8", "082160430022", "08216022", "key_from_ars"), ("ags8", "99001001.0", "99001001", "key_decimals"),
        ("ags", "DG", "DG", None), ("ags", "14", "14", None), ("ags", "031", "031", None), ("ars12", "082160430022",
        "082160430022", None),
        ("ags5", "77001", None, "key_unknown"), ("ags5", "123", None, "key_unknown"), ("ags8",
        "Rastatt", None, "key_unknown"),
        ("ags8", "1,45E+07", None, "key_unknown"),
    ],
)  # fmt: skip
def test_area_keys_stay_text(dtype: str, cell: str, value: str | None, rule: str | None) -> None:
    assert one(dtype, cell) == ([value], [rule] if rule else [])


def test_yes_and_no() -> None:
    cells = ["ja", "Nein", "x", "J", "0", "1", "wahr", "no", "", "-", "vielleicht"]
    values, rules = one("bool", *cells)
    assert values == [True, False, True, True, False, True, True, False, None, None, None]
    assert rules == ["missing_dash", "bool_unknown"]


def test_codes_in_both_languages_and_other_spellings() -> None:
    values, rules = one(
        "code", "Wohnen", "housing", "WOHNEN", "  wohnen ", "Formular- / Behördenhilfe", "Quark", codes="CL32"
    )
    assert values == ["housing", "housing", "housing", "housing", "forms", None]
    assert rules == ["code_spelling", "code_spelling", "code_spelling", "code_unknown"]


def test_lists_of_codes() -> None:
    values, rules = one(
        "codes", "Wohnen | Sprache", "Wohnen; Arbeit", "Wohnen,Arbeit,Wohnen", "Wohnen|Quark", "Quark", codes="CL32"
    )
    assert values == [["housing", "language"], ["housing", "work"], ["housing", "work"], ["housing"], None]
    assert rules == ["codes_unknown_part", "code_unknown"]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("k. A.", "missing_not_stated"), ("k.A.", "missing_not_stated"), ("n/a", "missing_not_stated"),
        (".", "missing_secret"), ("-", "missing_dash"), ("–", "missing_dash"), ("…", "missing_later"),
        ("x", "missing_not_meaningful"), ("/", "missing_uncertain"), ("*", "missing_not_reported"),
        ("*wurde nicht gemeldet", "missing_not_reported"), ("#DIV/0!", "missing_excel_error"),
        ("#NV", "missing_excel_error"), ("#bezug!", "missing_excel_error"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dtype", ["int", "dec", "date", "month", "ags8"])
def test_missing_signs_keep_their_meaning(cell: str, rule: str, dtype: str) -> None:
    assert one(dtype, cell) == ([None], [rule])


def test_dash_is_zero_only_in_official_statistics() -> None:
    assert one("int", "–", dash_is_zero=True) == ([0], ["exact_zero"])


TYPES = ["id", "text", "int", "dec", "bool", "date", "month", "year", "ags", "ags8", "code", "codes"]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(["12", "1.234", "0,75", "0 (3)", "k. A.", "-", "x", "Wohnen", "Arbeit | Sprache", "<b>fett</b>"]),
    st.sampled_from(["2024-01", "März 2024", "31.12.2024", "8216022", "ja", " ", "\u200bK1", "a\x07b", "*", "14"]),
    st.text(max_size=5),
)


@given(st.sampled_from(TYPES), st.lists(CELLS, max_size=12))
def test_small_and_large_frames_are_read_alike(dtype: Any, cells: list[str | None]) -> None:
    """Cell by cell or all at once: the same values and the same rules."""
    column = Column("c", dtype, "C", "C", codes="CL32" if dtype.startswith("code") else None)
    raw = pl.Series("c", cells, dtype=pl.String)
    small = read_column(raw, column, year=2024)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaluation.cleaning.columns.SMALL", -1)
        large = read_column(raw, column, year=2024)
    assert small.values.to_list() == large.values.to_list()
    assert set(small.hits.rows()) <= set(large.hits.rows())
    assert set(small.hits["index"]) == set(large.hits["index"])


def contacts(**columns: list[str]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    base = {"contact_id": [f"K{n}" for n in range(height)], "month": ["2024-01"] * height}
    return pl.DataFrame(base | columns)


@pytest.mark.parametrize(
    ("columns", "rule", "detail"),
    [
        ({"month": ["2024-01", ""]}, "required_missing", ""),
        ({"duration_min": ["5", "481"]}, "out_of_range", "5–480"),
        ({"contact_id": ["K1", "K1"]}, "row_duplicate", ""),
        ({"contact_id": ["K1", "K1"], "channel": ["Büro", "Telefon"]}, "key_duplicate", "contact_id"),
        ({"month": ["2024-01", "2019-01"]}, "year_outside", "2024"),
        ({"consent_research": ["erteilt", "widerrufen"]}, "consent_refused", ""),
    ],
)
def test_rows_set_aside(columns: dict[str, list[str]], rule: str, detail: str) -> None:
    result = clean(contacts(**columns), table("consultation"), site="a", year=2024)
    assert (result.clean.height, result.set_aside["_rules"].to_list()) == (1, [rule])
    aside = [finding for finding in result.findings if finding.severity == "set_aside"]
    assert [(finding.rule, finding.row) for finding in aside] == [(rule, 2)]
    assert detail in aside[0].de and detail in aside[0].en


def test_values_without_consent_are_not_kept() -> None:
    result = clean(contacts(consent_research=["widerrufen"]), table("consultation"), site="a", year=2024)
    kept = result.set_aside.drop("_row", "_rules")
    assert kept.null_count().row(0) == (1,) * kept.width


def test_equal_anonymous_rows_all_count() -> None:
    rows = pl.DataFrame({"Merkmal": ["insgesamt"] * 2, "Zeitraum": ["2024"] * 2, "Gespräche": ["7", "7"]})
    result = clean(rows, table("consultation_agg"), site="a", year=2024)
    assert [finding.rule for finding in result.findings] == ["row_duplicate"], "period and dimension are a key"


def test_pandas_frame_of_a_scientist() -> None:
    frame = pd.DataFrame({"contact_id": ["a", "b"], "month": ["2024-01", "2024-02"], "duration_min": [45.0, None]})
    before = frame.copy()
    result = clean(frame, table("consultation"), site="a", year=2024)
    assert result.clean["duration_min"].to_list() == [45, None] and result.findings == []
    pd.testing.assert_frame_equal(frame, before)


def test_missing_columns_are_an_error_for_a_frame() -> None:
    with pytest.raises(DeliveryError, match="Monat"):
        clean(pl.DataFrame({"contact_id": ["a"]}), table("consultation"))


def test_many_repairs_of_a_column_are_told_once() -> None:
    result = clean(contacts(residence_ags8=["8216022"] * 500), table("consultation"), site="a", year=2024)
    assert [(finding.rule, finding.count, finding.row) for finding in result.findings] == [("key_zero", 500, None)]


def test_findings_frame_has_the_agreed_columns() -> None:
    assert tuple(findings_frame([]).columns) == COLUMNS == tuple(findings_frame([found("file_empty")]).columns)


def test_every_rule_speaks_both_languages_and_is_used() -> None:
    """No rule without sentences, none that nothing finds, none with an unknown severity."""
    folders = [Path(inspect.getfile(module)).parent for module in (evaluation.cleaning, evaluation.sources)]
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.glob("*.py")
        if "rules_" not in path.name
    )
    for rule in RULES.values():
        assert rule.severity in SEVERITIES and all((rule.de, rule.en, rule.next_de, rule.next_en)), rule.id
        assert ("{detail}" in rule.de + rule.next_de) == ("{detail}" in rule.en + rule.next_en), rule.id
        assert f'"{rule.id}"' in code, f"no finding uses {rule.id}"


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_both_halves_of_a_rule_are_complete_and_plain(rule: Rule) -> None:
    halves = ((rule.de, rule.next_de), (rule.en, rule.next_en))
    for told in halves:
        assert all(text.strip().endswith(".") for text in told)
        assert not re.search(r"\b(?:bool|int|str|float|dict|tuple|NoneType|datetime|\w+Error)\b", " ".join(told))
    german, english = (" ".join(told) for told in halves)
    assert german != english
    assert german.count("{detail}") == english.count("{detail}")
    assert not re.search(r"[äöüß]", re.sub(r"“[^”]*”", "", english)), "German words stand in quotes only"
