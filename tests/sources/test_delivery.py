"""lieferung.toml is read strictly: one broken note per rule."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from evaluation.sources import discover, load
from evaluation.study import Study

from .conftest import NOTE, Deliver, received

BROKEN: dict[str, tuple[str, str, str]] = {
    "unknown key": ('sender = "Träger A"', 'absender = "Träger A"', "key_unknown_toml"),
    "unknown table": ("[[file]]", "[[datei]]", "key_unknown_toml"),
    "unknown key of a file": ('format = "template"', 'formatt = "template"', "key_unknown_toml"),
    "no legal basis": ('legal_basis = "par75"\n', "", "key_missing_toml"),
    "empty purpose": ('purpose = "Begleitung"', 'purpose = ""', "key_missing_toml"),
    "purpose of blanks": ('purpose = "Begleitung"', 'purpose = "  "', "key_missing_toml"),
    "purpose of a tab": ('purpose = "Begleitung"', 'purpose = "\\t"', "key_missing_toml"),
    "purpose of line breaks": ('purpose = "Begleitung"', 'purpose = """\n\n"""', "key_missing_toml"),
    "purpose without a visible sign": ('purpose = "Begleitung"', 'purpose = "\u200b\u00a0"', "key_missing_toml"),
    "sender of blanks": ('"Träger A"', '" \\n "', "key_missing_toml"),
    "file name of blanks": ('"kontakte.csv"', '"  "', "key_missing_toml"),
    "years as text": ("[2024]", '["2024"]', "value_wrong_toml"),
    "years as decimals": ("[2024]", "[2024.0]", "value_wrong_toml"),
    "years as flags": ("[2024]", "[true]", "value_wrong_toml"),
    "no purpose": ('purpose = "Begleitung"\n', "", "key_missing_toml"),
    "no retention": ("retention_until = 2030-12-31\n", "", "key_missing_toml"),
    "no synthetic flag": ("synthetic = true\n", "", "key_missing_toml"),
    "no sender": ('sender = "Träger A"\n', "", "key_missing_toml"),
    "no date of receipt": ("received = 2025-02-03\n", "", "key_missing_toml"),
    "no site": ('site = "auental"\n', "", "key_missing_toml"),
    "no counting rule": ('counting_rule = "contacts"\n', "", "key_missing_toml"),
    "no file": (NOTE[NOTE.index("[[file]]") :], "", "key_missing_toml"),
    "no head": (NOTE, "", "key_missing_toml"),
    "legal basis not in the list": ('"par75"', '"weil"', "value_wrong_toml"),
    "counting rule not in the list": ('"contacts"', '"koepfe"', "value_wrong_toml"),
    "date as text": ("2025-02-03", '"3.2.2025"', "value_wrong_toml"),
    "flag as text": ("synthetic = true", 'synthetic = "ja"', "value_wrong_toml"),
    "years not a list": ("[2024]", "2024", "value_wrong_toml"),
    "version not a number": ('schema_version = "1"', 'schema_version = "neu"', "value_wrong_toml"),
    "wrong study": ('"probe"', '"andere"', "study_wrong"),
    "undeclared site": ('"auental"', '"niemandsdorf"', "site_undeclared"),
    "site is a path": ('"auental"', '"../auental"', "site_is_path"),
    "site is an absolute path": ('"auental"', '"/etc"', "site_is_path"),
    "site with a backslash": ('"auental"', "'a\\b'", "site_is_path"),
    "year outside the study": ("[2024]", "[2024, 2031]", "year_outside_study"),
    "real data in a synthetic study": ("synthetic = true", "synthetic = false", "synthetic_differs"),
    "retention before receipt": ("2030-12-31", "2020-12-31", "retention_before_receipt"),
    "newer template": ('schema_version = "1"', 'schema_version = "2"', "schema_newer"),
    "unknown table name": ('"consultation"', '"kontakte"', "table_unknown"),
    "table that the program fills": ('"consultation"', '"delivery"', "table_unknown"),
    "unknown format": ('"template"', '"lotus123"', "format_unknown"),
    "format for another table": ('"template"', '"regionalstatistik"', "format_table"),
    "file type": ('"kontakte.csv"', '"kontakte.doc"', "file_type"),
    "file name with a path": ('"kontakte.csv"', '"../../kontakte.csv"', "file_is_path"),
    "file name with a backslash": ('"kontakte.csv"', "'..\\kontakte.csv'", "file_is_path"),
    "another file of the study": ('"kontakte.csv"', '"../../../../study.toml"', "file_is_path"),
    "file of the system": ('"kontakte.csv"', '"/etc/passwd"', "file_is_path"),
    "missing file": ('"kontakte.csv"', '"fehlt.csv"', "file_missing"),
    "file listed twice": (NOTE[NOTE.index("[[file]]") :], NOTE[NOTE.index("[[file]]") :] * 2, "file_listed_twice"),
    "broken TOML": ("years = [2024]", "years = [2024", "toml_unreadable"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_note(name: str, study: Study, deliver: Deliver) -> None:
    """Each broken entry blocks the delivery with its own rule, in both languages."""
    old, new, rule = BROKEN[name]
    assert old in NOTE
    deliver(note=NOTE.replace(old, new))
    deliveries, findings = discover(study)
    assert deliveries == []
    hits = [finding for finding in findings if finding.rule == rule]
    assert hits and hits[0].severity == "blocks"
    assert hits[0].delivery == "a" and hits[0].de and hits[0].en and "{detail}" not in hits[0].de
    assert all(f.delivery and f.file for f in findings if f.severity == "blocks")


def test_years_in_quotes_are_told_as_such(study: Study, deliver: Deliver) -> None:
    deliver(note=NOTE.replace("[2024]", '["2024"]'))
    (finding,) = discover(study)[1]
    assert "ganzer Zahlen ohne Anführungszeichen" in finding.de and "whole numbers without quotes" in finding.en
    assert "außerhalb" not in finding.de


@pytest.mark.parametrize("name", ["../../../../study.toml", "/etc/passwd", "..", "C:\\\\daten", "/"])
def test_a_path_is_told_first(name: str, study: Study, deliver: Deliver) -> None:
    deliver(note=NOTE.replace("kontakte.csv", name))
    blocking = [f for f in discover(study)[1] if f.severity == "blocks"]
    assert [f.rule for f in blocking] == ["file_is_path"]
    assert "kein Pfad" in blocking[0].de and "no path" in blocking[0].en and blocking[0].file


def test_messages_name_the_entry_and_what_is_allowed(study: Study, deliver: Deliver) -> None:
    deliver(note=NOTE.replace("sender =", "absender ="))
    texts = " ".join(finding.de for finding in discover(study)[1])
    assert "absender" in texts and "sender" in texts and "retention_until" in texts


def test_broken_toml_names_the_line(study: Study, deliver: Deliver) -> None:
    deliver(note=NOTE.replace('purpose = "Begleitung"', "purpose = Begleitung"))
    finding = discover(study)[1][0]
    assert finding.rule == "toml_unreadable"
    assert finding.row == NOTE[: NOTE.index("purpose")].count("\n") + 1


def test_a_good_delivery(study: Study, deliver: Deliver) -> None:
    folder = deliver("quelle/auental/2024")
    (delivery,), findings = discover(study)
    assert findings == []
    assert (delivery.id, delivery.site, delivery.years) == ("quelle/auental/2024", "auental", (2024,))
    assert delivery.files[0].sha256 == _sha256sum(folder / "kontakte.csv")
    assert load(delivery, study).rows[0].rows_clean == 2


def _sha256sum(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_older_template_loads_with_a_notice(study: Study, deliver: Deliver) -> None:
    deliver(note=NOTE.replace('schema_version = "1"', 'schema_version = "0"'))
    deliveries, findings = discover(study)
    assert len(deliveries) == 1
    assert [(finding.rule, finding.severity) for finding in findings] == [("schema_older", "info")]


def test_data_without_a_note(study: Study) -> None:
    folder = study.raw / "lose"
    folder.mkdir()
    (folder / "kontakte.csv").write_text("a;b\n", encoding="utf-8")
    deliveries, findings = discover(study)
    assert deliveries == [] and [finding.rule for finding in findings] == ["delivery_undeclared"]


def test_file_that_is_not_listed(study: Study, deliver: Deliver) -> None:
    folder = deliver()
    (folder / "zweite.xlsx").write_bytes(b"PK")
    deliveries, findings = discover(study)
    assert len(deliveries) == 1
    assert [(finding.rule, finding.file) for finding in findings] == [("file_not_listed", "zweite.xlsx")]


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_links_never_leave_the_folder(study: Study, deliver: Deliver, tmp_path: Path) -> None:
    outside = tmp_path / "geheim.csv"
    outside.write_text("a;b\n", encoding="utf-8")
    folder = deliver(note=NOTE.replace("kontakte.csv", "link.csv"))
    (folder / "link.csv").symlink_to(outside)
    (tmp_path / "weg").mkdir()
    (study.raw / "verknuepft").symlink_to(tmp_path / "weg")
    deliveries, findings = discover(study)
    assert deliveries == []
    leaving = sorted((f.rule, f.delivery) for f in findings if f.severity == "blocks")
    assert leaving == [("file_leaves", "a"), ("file_leaves", "verknuepft")]


def nothing(study: Study) -> None:
    deliveries, (finding,) = discover(study)
    assert deliveries == [] and (finding.rule, finding.severity) == ("nothing_delivered", "blocks")
    assert (finding.delivery, finding.file) == ("data_raw", "lieferung.toml")
    assert "Bitte je Lieferung einen Ordner" in finding.de and "Please add a folder" in finding.en


def test_no_data_folder(study: Study) -> None:
    study.raw.rmdir()
    nothing(study)


def test_empty_data_folder(study: Study) -> None:
    (study.raw / "noch_leer").mkdir()
    nothing(study)


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        ("2025-02-02", ["received_in_future"]),
        ("2025-02-03", []),
        ("2030-12-31", []),
        ("2031-01-01", ["retention_ended"]),
    ],
)
def test_receipt_and_retention_are_judged_on_a_day(day: str, rules: list[str], study: Study, deliver: Deliver) -> None:
    """NOTE was received on 2025-02-03 and may be kept until 2030-12-31, that day included."""
    deliver()
    deliveries, findings = discover(study, today=received(day))
    assert [finding.rule for finding in findings] == rules
    assert len(deliveries) == (0 if rules else 1)
    assert all(f.severity == "blocks" and f.delivery == "a" and f.file == "lieferung.toml" for f in findings)


def test_ended_retention_names_the_day_and_the_next_step(study: Study, deliver: Deliver) -> None:
    deliver()
    (finding,) = discover(study, today=received("2031-06-01"))[1]
    assert "2030-12-31" in finding.de and "evaluation purge" in finding.de and "verlängern" in finding.de
    assert "2030-12-31" in finding.en and "evaluation purge" in finding.en and "renew" in finding.en


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_links_in_a_circle_are_told(study: Study, deliver: Deliver) -> None:
    deliver("gut")
    folder = deliver("kreis", NOTE.replace("kontakte.csv", "kreis.csv"))
    (folder / "kreis.csv").symlink_to("kreis.csv")
    note = deliver("notiz") / "lieferung.toml"
    note.unlink()
    note.symlink_to("lieferung.toml")
    deliveries, findings = discover(study)
    assert [delivery.id for delivery in deliveries] == ["gut"]
    told = [(f.rule, f.delivery, f.file) for f in findings if f.severity == "blocks"]
    assert told == [("file_no_access", "kreis", "kreis.csv"), ("file_no_access", "notiz", "lieferung.toml")]


@pytest.mark.parametrize("method", ["iterdir", "stat", "read_bytes"])
def test_a_folder_without_rights_is_told_and_stops_nothing_else(
    method: str, study: Study, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver("gut")
    deliver("zu")
    really = getattr(Path, method)

    def barred(path: Path, *args: Any, **options: Any) -> Any:
        if path.parent.name == "zu" or (path.name == "zu" and method == "iterdir"):
            raise PermissionError(13, "Permission denied")
        return really(path, *args, **options)

    monkeypatch.setattr(Path, method, barred)
    deliveries, findings = discover(study)
    assert [delivery.id for delivery in deliveries] == ["gut"]
    assert [(f.rule, f.severity, f.delivery, f.file) for f in findings] == [
        ("file_no_access", "blocks", "zu", "lieferung.toml")
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind this user")
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
def test_rights_of_the_system(mode: int, study: Study, deliver: Deliver) -> None:
    deliver("gut")
    folder = deliver("zu")
    folder.chmod(mode)
    try:
        deliveries, findings = discover(study)
    finally:
        folder.chmod(0o700)
    assert [delivery.id for delivery in deliveries] == ["gut"]
    assert {(f.rule, f.delivery) for f in findings} == {("file_no_access", "zu")}


def test_markup_in_a_key_is_not_printed(study: Study, deliver: Deliver) -> None:
    deliver(note=NOTE.replace("sender =", '"<script>alert(1)</script>" ='))
    texts = " ".join(finding.de + finding.en for finding in discover(study)[1])
    assert not re.search(r"[<>]", texts)
