"""Code lists, spellings and dated constants."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

import pytest

from evaluation import vocabulary
from evaluation.errors import InputError
from evaluation.tables import TABLES
from evaluation.vocabulary import codes, constants, dimension_list, label, lists, lookup, normalise

LISTS = sorted(lists())


@pytest.mark.parametrize("number", LISTS)
def test_codes_are_unique_and_bilingual(number: str) -> None:
    entries = codes(number)
    assert entries
    assert len({entry.code for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.code and entry.de and entry.en and entry.source, entry.code
        assert entry.code == entry.code.strip() and entry.de == entry.de.strip() and entry.en == entry.en.strip()
        if entry.valid_from and entry.valid_to:
            assert entry.valid_from <= entry.valid_to


@pytest.mark.parametrize("number", LISTS)
def test_no_spelling_means_two_codes(number: str) -> None:
    seen: dict[str, str] = {}
    words = [(word, entry.code) for entry in codes(number) for word in (entry.code, entry.de, entry.en)]
    words += [(row["alias"], row["code"]) for row in constants("aliases") if row["list"] == number]
    for word, code in words:
        assert seen.setdefault(normalise(word), code) == code, f"{number}: {word}"
    assert lookup(number) == seen


def test_aliases_point_to_codes_that_exist() -> None:
    for row in constants("aliases"):
        assert row["code"] in {entry.code for entry in codes(row["list"])}, row


def test_every_code_list_is_used_by_a_table() -> None:
    used = {column.codes for table in TABLES.values() for column in table.columns if column.codes}
    assert used == set(LISTS)


def test_every_file_has_the_same_columns_and_no_carriage_return() -> None:
    for name in lists().values():
        text = (resources.files(vocabulary) / name).read_bytes().decode("utf-8")
        assert "\r" not in text and not text.startswith("\ufeff")
        rows = list(csv.reader(text.splitlines()))
        assert rows[0] == ["code", "de", "en", "source", "valid_from", "valid_to"]
        assert {len(row) for row in rows} == {6}, name


@pytest.mark.parametrize(
    ("number", "written", "code"),
    [
        ("CL23", "weibl.", "f"),
        ("CL23", "w", "f"),
        ("CL31", "Büro", "office"),
        ("CL31", "Hausbesuch", "outreach"),
        ("CL22", "§ 24 AufenthG", "para24"),
        ("CL22", "Duldung", "duldung"),
        ("CL32", "Formularhilfe", "forms"),
        ("CL24", "18-26", "18-26"),
        ("CL24", "65 Jahre und älter", "65+"),
        ("CL31", "home", None),
    ],
)
def test_usual_spellings(number: str, written: str, code: str | None) -> None:
    assert lookup(number).get(normalise(written)) == code


def test_changing_a_lookup_changes_nothing_for_others() -> None:
    lookup("CL23")["x"] = "f"
    assert "x" not in lookup("CL23")


def test_dated_codes() -> None:
    para24 = next(entry for entry in codes("CL22") if entry.code == "para24")
    assert para24.valid_from == date(2022, 2, 24) and para24.valid_to is None
    # KomIntAVO of 29 August 2024 is in force since 18 September 2024 (REVOSax).
    assert next(entry for entry in codes("CL17") if entry.code == "komintavo").valid_from == date(2024, 9, 18)


def test_labels_of_result_categories() -> None:
    assert label("CL32", "other_merged", "de") == "übrige (zusammengefasst)"
    assert label("CL32", "other_merged", "en") == "other (merged)"
    assert label("CL32", "unknown", "de") == "unbekannt"
    assert label("CL32", "unknown", "en") == "unknown"


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: label("CL31", "homing_pigeon", "de"), "outreach"),
        (lambda: label("CL31", "outreach", "fr"), "de und en"),
        (lambda: codes("CL999"), "CL22"),
        (lambda: constants("weather"), "caseload_keys"),
        (lambda: dimension_list("weather"), "weather"),
    ],
)
def test_unknown_things_are_told_with_what_is_known(call, word: str) -> None:
    with pytest.raises(InputError, match=word):
        call()


def test_caseload_keys_are_cited_notations() -> None:
    rows = constants("caseload_keys")
    for row in rows:
        assert int(row["posts"]) > 0 and int(row["persons"]) > 0
        assert row["kind"] in {"norm", "actual", "target", "motion"}
        assert row["rule"] in {"linear", "step", "unknown"}
        assert row["source"] and row["verified"] in {"yes", "no"}
        assert (row["verified"] == "no") == ("nicht geprüft" in row["source"])
    zwickau = next(row for row in rows if row["place"] == "Landkreis Zwickau")
    # "Dabei wird ein Betreuungsschlüssel von 2 zu 150 angewendet": never reduced to 1:75.
    assert (zwickau["posts"], zwickau["persons"]) == ("2", "150")


def test_age_limits_say_that_they_are_not_verified() -> None:
    rows = constants("age_limits")
    youth = next(row for row in rows if "JMD" in row["programme"])
    assert youth["maximum"] == "26" and youth["verified"] == "no"
    assert all(row["source"] for row in rows)


def test_every_dimension_has_its_list() -> None:
    dims = {entry.code for entry in codes("CLDIM")}
    assert {row["dim"] for row in constants("dimensions")} == dims
    assert {dim for dim in dims if dimension_list(dim) is None} == {"total"}
    for dim in dims - {"total"}:
        assert codes(dimension_list(dim) or "")
