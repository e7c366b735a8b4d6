"""The provider's side: what leaves is pseudonymous and coarse; names, days, addresses and refusals stay."""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import hmac
import os
import re
import stat
import sys
from pathlib import Path

import polars as pl
import pytest

import evaluation
from evaluation.errors import InputError
from evaluation.provider import export
from evaluation.provider.note import Note
from evaluation.provider.pseudonyms import pseudonyms, shortest
from evaluation.sources import discover, load
from evaluation.study import Site, Study
from evaluation.tables import table
from evaluation.vocabulary import codes

from .conftest import SECRETS

NOTE = Note(study="probe", site="auental", sender="Träger »A«", legal_basis="consent", purpose="Begleitung",
            retention_until=dt.date(2030, 12, 31), synthetic=True)  # fmt: skip


def run(raw: Path, out: Path, **options: object) -> pl.DataFrame:
    """Export with a small threshold and read what was written."""
    export(raw, out, out.parent / "geheim", 2024, provider="traeger-a", **{"note": NOTE, "threshold": 2} | options)  # type: ignore[arg-type]
    return pl.read_csv(out / "kontakte_2024.csv", separator=";", infer_schema=False)


def receive(note: Path) -> None:
    """Fill in the day of receipt, which only the research side knows."""
    told = note.read_text(encoding="utf-8").replace('received = ""', "received = 2025-01-15")
    note.write_text(told, encoding="utf-8")


def test_nothing_personal_leaves(raw: Path, places: Path, tmp_path: Path) -> None:
    frame = run(raw, tmp_path / "aus", municipalities=places)
    text = "".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "aus").iterdir())
    assert [secret for secret in SECRETS if secret in text] == []
    allowed = {column.de for column in table("consultation").columns}
    assert set(frame.columns) <= allowed
    assert sorted(path.name for path in (tmp_path / "aus").iterdir()) == ["kontakte_2024.csv", "lieferung.toml"]
    assert not re.search(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d", frame.write_csv()), "no day"


def test_pseudonyms_are_keyed_hashes_of_the_normalised_id(raw: Path, tmp_path: Path) -> None:
    frame = run(raw, tmp_path / "aus")
    key = (tmp_path / "geheim" / "traeger-a_2024.key").read_bytes()
    assert len(key) == 32
    expected = [hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:16] for name in ("k-1", "k-1", "k-2", "k-3")]
    assert sorted(frame["Klient:innen-Pseudonym"].drop_nulls()) == sorted(expected)
    kinds = dict(frame.select("Art des Pseudonyms", "Klient:innen-Pseudonym").iter_rows())
    assert kinds["ohne"] is None and kinds["Jahrespseudonym"] is not None


def test_two_years_and_two_providers_share_no_pseudonym() -> None:
    first, second = (pseudonyms(["K-1", "K-2"], secret * 32) for secret in (b"a", b"b"))
    assert not set(first.values()) & set(second.values())
    assert set(pseudonyms(["K-1"], b"a" * 32, "contact").values()).isdisjoint(first.values())


def test_long_pseudonyms_only_where_short_ones_collide() -> None:
    assert shortest(["0" * 16 + "a" * 48, "0" * 16 + "b" * 48]) == 32
    assert shortest(["0" * 16 + "a" * 48, "1" * 16 + "b" * 48]) == 16


def test_details_become_groups(raw: Path, places: Path, tmp_path: Path) -> None:
    frame = run(raw, tmp_path / "aus", municipalities=places)
    by_topic = {(row["Monat"], row["Hauptthema"]): row for row in frame.to_dicts()}
    first, older, rural = by_topic["2024-03", "Wohnen"], by_topic["2024-04", "Sprache"], by_topic["2024-04", "Wohnen"]
    # born 1 April 2006, advised 15 March 2024: 17 years; entered 20 November 2023: under one year
    assert (first["Altersgruppe"], first["Aufenthaltsdauer"]) == ("unter 18 Jahre", "unter 1 Jahr")
    assert (older["Altersgruppe"], older["Aufenthaltsdauer"]) == ("65 Jahre und älter", "10 Jahre und länger")
    # K-1 and K-2 live in Auental (threshold 2), K-3 alone in Kleindorf
    assert first["Wohngemeinde"] == older["Wohngemeinde"] == "99001001"
    assert (rural["Wohngemeinde"], rural["Wohnortklasse (BBSR)"]) == (None, "Landgemeinde")


def test_who_refused_or_withdrew_is_counted_and_not_written(raw: Path, tmp_path: Path) -> None:
    done = export(raw, tmp_path / "aus", tmp_path / "geheim", 2024, provider="traeger-a", note=NOTE, threshold=2)
    told = {name: done.counts[name] for name in done.counts if name.startswith(("consent_", "rows_", "aside_"))}
    assert told == {
        "consent_refused": 1, "consent_withdrawn": 1, "consent_unreadable": 1, "consent_same_person": 1,
        "rows_read": 10, "rows_written": 5, "rows_set_aside": 1, "aside_year_outside": 1, "rows_without_client": 1,
    }  # fmt: skip
    assert done.counts["persons"] == 3 and done.counts["columns_personal"] == 5
    note = (tmp_path / "aus" / "lieferung.toml").read_text(encoding="utf-8")
    assert "erteilt 4, abgelehnt 1, widerrufen 1, nicht gefragt 1, entfällt 2, nicht lesbar/unreadable 1" in note


def test_the_extract_loads_on_the_research_side(raw: Path, places: Path, tmp_path: Path) -> None:
    study = Study(id="probe", root=tmp_path / "studie", title={"de": "P"}, synthetic=True, years=(2024,),
                  sites=(Site("auental", "Auental", "rural"),))  # fmt: skip
    study.raw.mkdir(parents=True)
    run(raw, study.raw / "traeger", municipalities=places)
    assert any(f.severity == "blocks" for f in discover(study)[1]), "the day of receipt is missing"
    receive(study.raw / "traeger" / "lieferung.toml")
    deliveries, findings = discover(study)
    assert not findings
    loaded = load(deliveries[0], study)
    assert loaded.rows[0].rows_clean == 5 and not loaded.rows[0].rows_set_aside
    assert not [f.rule for f in loaded.findings if f.severity in ("blocks", "repaired", "set_aside")]
    topics = loaded.tables["consultation"]["topics_other"].drop_nulls().to_list()
    assert [sorted(found) for found in topics] == [["language", "work"]]


def test_the_raw_list_itself_does_not_load(raw: Path, tmp_path: Path) -> None:
    study = Study(id="probe", root=tmp_path / "studie", title={"de": "P"}, synthetic=True, years=(2024,),
                  sites=(Site("auental", "Auental", "rural"),))  # fmt: skip
    run(raw, study.raw / "traeger")
    receive(study.raw / "traeger" / "lieferung.toml")
    (study.raw / "traeger" / "kontakte_2024.csv").write_bytes(raw.read_bytes())
    loaded = load(discover(study)[0][0], study)
    rules = {f.rule for f in loaded.findings if f.severity == "blocks"}
    assert {"forbidden_column_name", "forbidden_column_birth", "forbidden_column_address"} <= rules
    assert not loaded.tables, "nothing was loaded"
    told = " ".join(f.de + f.en + f.column for f in loaded.findings)
    assert not [secret for secret in SECRETS if secret in told]


def test_every_code_survives_the_way_through_the_printed_words(tmp_path: Path) -> None:
    from evaluation.cleaning import clean
    from evaluation.provider.export import printed
    from evaluation.tables.frames import empty

    target = table("consultation")
    for column in target.columns:
        if column.dtype in ("code", "codes") and column.codes:
            known = [entry.code for entry in codes(column.codes) if entry.code not in ("refused", "withdrawn")]
            cells = [[code] for code in known] if column.dtype == "codes" else known
            frame = pl.DataFrame({column.name: cells, "contact_id": [str(n) for n in range(len(known))]}).with_columns(
                month=pl.lit("2024-01")
            )
            whole = pl.concat([empty(target), frame], how="diagonal")
            back = clean(printed(whole), target, site="a", year=2024).clean
            assert back[column.name].to_list() == cells, column.name


def test_workbooks_folders_and_several_columns_for_a_client(raw: Path, tmp_path: Path) -> None:
    import xlsxwriter

    header, *rows = (line.split(";") for line in raw.read_text(encoding="cp1252").splitlines())
    with xlsxwriter.Workbook(raw.with_suffix(".xlsx")) as book:
        sheet = book.add_worksheet("Kontakte")
        sheet.write_row(0, 0, ["Liste der Beratungen 2024"])
        sheet.write_row(2, 0, header)
        for at, row in enumerate(rows):
            sheet.write_row(3 + at, 0, row)
            sheet.write_datetime(3 + at, 1, dt.datetime.strptime(row[1], "%d.%m.%Y"))
    raw.unlink()
    frame = run(raw.parent, tmp_path / "aus", client=("Nachname", "Vorname", "Geburtsdatum"))
    assert frame.height == 5 and frame["Klient:innen-Pseudonym"].drop_nulls().n_unique() == 4  # also who has no id
    assert "Zauberberg" not in (tmp_path / "aus" / "kontakte_2024.csv").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="rights of files as on Linux and macOS")
def test_files_are_private(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "aus")
    for path in (tmp_path / "geheim" / "traeger-a_2024.key", *(tmp_path / "aus").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    (tmp_path / "geheim" / "traeger-a_2024.key").chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        run(raw, tmp_path / "aus2")


@pytest.mark.parametrize(
    ("key", "message"),
    [("aus/traeger-a_2024.key", "Ausgabeordner"), ("geheim/traeger-a_2023.key", "gilt für 2023"),
     ("geheim/traeger-b_2024.key", "heißen"), ("geheim/schluessel.key", "heißen"),
     ("repo/tief/traeger-a_2024.key", "Git")],
)  # fmt: skip
def test_keys_at_wrong_places_or_of_other_years_are_refused(raw: Path, tmp_path: Path, key: str, message: str) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    with pytest.raises(InputError, match=message):
        export(raw, tmp_path / "aus", tmp_path / key, 2024, provider="traeger-a")
    assert not (tmp_path / "aus").exists() and not (tmp_path / key).exists()


def test_a_copied_or_damaged_key_is_refused(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "aus")
    key = tmp_path / "geheim" / "traeger-a_2024.key"
    old = tmp_path / "geheim" / "traeger-a_2023.key"
    old.write_bytes(key.read_bytes())
    with pytest.raises(InputError, match="Kopie"):
        run(raw, tmp_path / "aus2")
    old.unlink()
    key.write_bytes(b"kurz")
    with pytest.raises(InputError, match="32 Bytes"):
        run(raw, tmp_path / "aus2")


def test_same_records_give_the_same_bytes_and_failures_leave_nothing(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(raw, tmp_path / "aus")
    run(raw, tmp_path / "aus2")
    assert [p.read_bytes() for p in sorted((tmp_path / "aus").iterdir())] == [
        p.read_bytes() for p in sorted((tmp_path / "aus2").iterdir())
    ]
    with pytest.raises(InputError, match="nicht leer"):
        run(raw, tmp_path / "aus")
    monkeypatch.setattr(sys.modules["evaluation.provider.export"], "note_text", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(raw, tmp_path / "aus3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["akten", "aus", "aus2", "geheim"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "Kopfzeile"), (b"a;b\n1;2\n", "Kopfzeile"), (b"Datum;X\n\x00;1\n", "Textdatei"),
     (b"Datum;Thema\n1.1.2024;Wohnen;zu viel\n", "Zeile 2"), (b"Datum;Thema;Thema\n1.1.2024;a;b\n", "zweimal"),
     (b"Datum;Hauptthema;Thema\n1.1.2024;a;b\n", "dasselbe")],
)  # fmt: skip
def test_unreadable_lists_are_told_without_values(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "liste.csv").write_bytes(content)
    with pytest.raises(InputError, match=message) as told:
        run(tmp_path / "liste.csv", tmp_path / "aus")
    assert "Wohnen" not in str(told.value)


# --- nothing leads back -----------------------------------------------------------------------------------------

PACKAGE = Path(evaluation.__file__).parent
BACK = re.compile(r"re_?identif|de_?pseudonym|un_?pseudonym|decrypt|entschl|reverse|link_|_link|trajector|rejoin|"
                  r"person_panel|same_person|match_person|klarname|real_name", re.IGNORECASE)  # fmt: skip


def functions() -> dict[str, ast.FunctionDef]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found[f"{path.relative_to(PACKAGE)}:{node.name}"] = node
    return found


def test_no_function_leads_back_from_a_pseudonym_or_joins_them() -> None:
    names = functions()
    assert len(names) > 500
    assert [name for name in names if BACK.search(name.split(":")[1])] == []
    assert BACK.search("reidentify") and BACK.search("link_persons"), "the check sees what it looks for"


def test_keys_are_read_in_one_room_only_and_pseudonyms_are_never_a_join_key() -> None:
    users = [path for path in PACKAGE.rglob("*.py") if "import hmac" in path.read_text(encoding="utf-8")]
    assert [path.name for path in users] == ["pseudonyms.py"]
    joins = re.compile(r"\.join\([^)]*on=[^)]*client_key")
    for path in PACKAGE.rglob("*.py"):
        for found in joins.findall(path.read_text(encoding="utf-8")):
            assert "year" in found or "site" in found or "by" in found, path
