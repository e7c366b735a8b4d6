"""Delimited text: encodings, delimiters, quotes, damage; the fast reader agrees with the lenient one."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.cleaning import Place
from evaluation.sources import text
from evaluation.sources.encodings import to_utf8

ROWS = [["Köpfe", "Straße", "VZÄ"], ["1", "Müllerweg – „Süd“", "0,75"], ["2", "Große Gasse", "12,5"]]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


def written(rows: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def grid_of(folder: Path, data: bytes) -> text.Grid:
    path = folder / "datei.csv"
    path.write_bytes(data)
    return text.read_grid(path, Place(file="datei.csv"))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_encoding_with_every_delimiter(encoding: str, delimiter: str, end: str, tmp_path: Path) -> None:
    grid = grid_of(tmp_path, written(ROWS, delimiter, end).encode(encoding))
    assert [list(row) for row in grid.cells.iter_rows()] == ROWS
    converted = encoding.startswith("utf-16") or encoding == "cp1252"
    assert [finding.rule for finding in grid.findings] == (["encoding_converted"] if converted else [])


def test_latin1_controls_do_not_stop_cp1252(tmp_path: Path) -> None:
    assert grid_of(tmp_path, b"a;b\nK\xf6pfe;\x81\n").cells.row(1)[0] == "Köpfe"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"a;b\n1;\x002\n", "file_nul"),
        (b"a;b\n\x00\x00\x00\x00\n", "file_nul"),
        (b"\xff\xfea\x00;\x00\n", "file_unreadable"),
        (b'a;b\n1;"offen\n2;3\n', "file_quotes"),
    ],
)
def test_damaged_files_are_findings(data: bytes, rule: str, tmp_path: Path) -> None:
    grid = grid_of(tmp_path, data)
    assert grid.blocked and grid.cells.height == 0
    assert [finding.rule for finding in grid.findings if finding.severity == "blocks"] == [rule]


def test_mixed_encodings_are_repaired_line_by_line(tmp_path: Path) -> None:
    data = "a;b\n1;Müller\n".encode() + "2;Jäger\n".encode("cp1252") + b"3;Schmidt\n"
    grid = grid_of(tmp_path, data)
    assert grid.cells["1"].to_list() == ["b", "Müller", "Jäger", "Schmidt"]
    assert [(finding.rule, finding.row) for finding in grid.findings] == [("encoding_mixed", 3)]


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_double_encoding_is_undone(wrong: str, tmp_path: Path) -> None:
    data = "a;b\n1;Köln, Straße und Übung\n2;x\n".encode().decode(wrong).encode("utf-8")
    grid = grid_of(tmp_path, data)
    assert grid.cells.row(1)[1] == "Köln, Straße und Übung"
    assert [(finding.rule, finding.row) for finding in grid.findings] == [("encoding_double", 2)]


def test_quoted_newlines_and_quotes(tmp_path: Path) -> None:
    grid = grid_of(tmp_path, b'a;b\n1;"zwei\nZeilen; ""so"""\n2;5" Rohr\n')
    assert grid.cells.rows() == [("a", "b"), ("1", 'zwei\nZeilen; "so"'), ("2", '5" Rohr')]


def test_decimal_commas_do_not_look_like_a_delimiter() -> None:
    assert text.find_delimiter("a;b\n1,5;2,5\n3,5;4,5\n") == ";"
    assert text.find_delimiter("Titel, mit Komma\n\nid\twert\n1\t2,5\n2\t3,5\n") == "\t"


CELL = st.text(alphabet='abcäöüß 0123456789,."\n–', max_size=8)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=20))
def test_fast_and_lenient_reader_agree(rows: list[list[str]]) -> None:
    """Where the fast reader does not decline, it reads what Python's reader reads."""
    data = written(rows, ";", "\n").encode()
    fast, lenient = text._fast(data, ";"), text._lenient(data, ";")
    assert lenient is not None
    if fast is not None:
        assert fast.fill_null("").rows() == lenient.fill_null("").rows()


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_finding(data: bytes) -> None:
    converted, findings = to_utf8(data, Place())
    converted.decode("utf-8")
    assert converted or any(finding.severity == "blocks" for finding in findings)
