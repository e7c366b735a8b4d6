"""Retention, deletion and the register of processing; rights of protected files."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from evaluation import lifecycle, pipeline
from evaluation.errors import StudyError
from evaluation.study import Site, Study

NOTE = """[lieferung]
study = "probe"
site = "auental"
years = [{year}]
sender = "Träger A"
received = {year}-12-31
legal_basis = "par75"
purpose = "Begleitung der Beratung"
retention_until = {until}
counting_rule = "contacts"
synthetic = true
schema_version = "1"

[[file]]
name = "kontakte.csv"
table = "consultation"

[[file]]
name = "stellen.csv"
table = "position"

[[file]]
name = "bestand.csv"
table = "population"
"""
UNTIL = {2023: "2028-12-31", 2024: "2029-12-31"}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """One site, two years, two deliveries with different retention."""
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    for year, until in UNTIL.items():
        folder = tmp_path / "data_raw" / f"auental_{year}"
        folder.mkdir(parents=True)
        (folder / "lieferung.toml").write_text(NOTE.format(year=year, until=until), encoding="utf-8")
        rows = [f"K{year}{n};{year}-0{n};person{year}{n};Wohnen" for n in range(1, 8)]
        (folder / "kontakte.csv").write_text("Kontakt-ID;Monat;Pseudonym;Hauptthema\n" + "\n".join(rows), "utf-8")
        (folder / "stellen.csv").write_text(f"Stellen-ID;Stichtag;VZÄ\nS1;31.12.{year};1\n", encoding="utf-8")
        population = f"Gebietsschlüssel;Stichtag;Personengruppe;Anzahl\n99001001;31.12.{year};Ausländer insgesamt;50\n"
        (folder / "bestand.csv").write_text(population, encoding="utf-8")
    site = Site("auental", "Auental", "rural", gemeinde_ags8=("99001001",))
    return Study(id="probe", root=tmp_path, title={"de": "P"}, synthetic=True, years=(2023, 2024), sites=(site,))


def rows(study: Study, name: str) -> dict[str, int]:
    frame = pl.read_parquet(study.protected / "tables" / f"{name}.parquet")
    return dict(frame.group_by("delivery").len().iter_rows())


def test_the_register_says_purpose_legal_basis_retention_sender_and_hash(study: Study) -> None:
    pipeline.clean(study)
    entries = lifecycle.read_register(study)
    assert len(entries) == 6
    contacts = next(e for e in entries if e["file"] == "kontakte.csv" and e["year"] == "2024")
    told = {name: contacts[name] for name in ("purpose", "legal_basis", "retention_until", "sender", "protection")}
    assert told == {
        "purpose": "Begleitung der Beratung", "legal_basis": "par75", "retention_until": "2029-12-31",
        "sender": "Träger A", "protection": "P3",
    }  # fmt: skip
    assert len(contacts["file_hash"]) == 64 and contacts["rows_clean"] == "7"
    (study.raw / "auental_2023" / "lieferung.toml").unlink()
    pipeline.clean(study)
    assert len(lifecycle.read_register(study)) == 6, "what was once delivered stays in the register"


@pytest.mark.skipif(os.name != "posix", reason="rights of files as on Linux and macOS")
def test_everything_protected_is_private(study: Study) -> None:
    pipeline.count(study)
    for place, _, files in os.walk(study.protected):
        assert stat.S_IMODE(os.stat(place).st_mode) == 0o700, place
        for name in files:
            assert stat.S_IMODE(os.stat(Path(place, name)).st_mode) == 0o600, name
    assert stat.S_IMODE((study.root / "data_processed" / "findings.csv").stat().st_mode) == 0o600


def test_without_yes_nothing_is_deleted(study: Study) -> None:
    pipeline.clean(study)
    before = {path: path.read_bytes() for path in study.protected.rglob("*") if path.is_file()}
    plan = lifecycle.purge(study, dt.date(2029, 6, 1))
    assert [(one.delivery, one.rows) for one in plan.due] == [("auental_2023", {"consultation": 7, "position": 1})]
    assert not plan.deleted and plan.caches == 2 and plan.raw == (study.raw / "auental_2023",)
    assert before == {path: path.read_bytes() for path in study.protected.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("day", "due"), [("2028-12-31", 0), ("2029-01-01", 1), ("2029-12-31", 1), ("2030-01-01", 2)])
def test_the_day_of_retention_is_included(study: Study, day: str, due: int) -> None:
    pipeline.clean(study)
    assert len(lifecycle.purge(study, dt.date.fromisoformat(day)).due) == due


def test_person_rows_and_caches_go_and_the_rest_stays(study: Study) -> None:
    pipeline.count(study)
    study.released.mkdir(parents=True)
    (study.released / "results.csv").write_text("freigegeben", encoding="utf-8")
    counts, register = (study.protected / name for name in ("counts.parquet", lifecycle.REGISTER))
    before = counts.read_bytes(), register.read_bytes()
    lifecycle.purge(study, dt.date(2029, 6, 1), delete=True)
    assert rows(study, "consultation") == {"auental_2024": 7} and rows(study, "position") == {"auental_2024": 1}
    assert rows(study, "population") == {"auental_2023": 1, "auental_2024": 1}, "aggregates stay"
    assert not list((study.protected / "cache").iterdir())
    assert (study.released / "results.csv").exists() and (counts.read_bytes(), register.read_bytes()) == before
    everything = b"".join(path.read_bytes() for path in study.protected.rglob("*") if path.is_file())
    assert b"person20231" not in everything and b"person20241" in everything


def test_the_log_grows_only_and_a_purged_delivery_is_not_loaded_again(study: Study) -> None:
    pipeline.clean(study)
    lifecycle.purge(study, dt.date(2029, 6, 1), delete=True)
    first = (study.protected / lifecycle.LOG).read_bytes()
    entry = json.loads(first)
    assert entry["delivery"] == "auental_2023" and entry["rows"] == {"consultation": 7, "position": 1}
    assert entry["date"] == "2029-06-01" and len(entry["file_hashes"]) == 3 and b"person" not in first
    lifecycle.purge(study, dt.date(2029, 6, 2), delete=True)
    assert (study.protected / lifecycle.LOG).read_bytes() == first, "nothing left to delete"
    cleaned = pipeline.clean(study)
    assert set(cleaned.tables["consultation"]["delivery"]) == {"auental_2024"}
    assert [f.delivery for f in cleaned.findings if f.rule == "delivery_purged"] == ["auental_2023"]
    lifecycle.purge(study, dt.date(2030, 6, 1), delete=True)
    assert (study.protected / lifecycle.LOG).read_bytes().startswith(first)
    note = study.raw / "auental_2023" / "lieferung.toml"
    note.write_text(NOTE.format(year=2023, until="2040-12-31"), encoding="utf-8")
    loaded = pipeline.clean(study).tables["consultation"]["delivery"].unique()
    assert "auental_2023" in loaded, "delivered again, for longer"


def test_what_was_released_can_be_released_again_after_a_purge(study: Study) -> None:
    before = pipeline.release(study).results
    year = before["period"].str.startswith("2023") & (before["status"] == "shown")
    assert {"consultations", "persons_advised"} <= set(before[year]["indicator"])
    lifecycle.purge(study, dt.date(2029, 6, 1), delete=True)
    after = pipeline.release(study).results
    assert b"person20231" not in b"".join(p.read_bytes() for p in study.protected.rglob("*") if p.is_file())
    pd.testing.assert_frame_equal(before, after)


def test_a_damaged_log_stops(study: Study) -> None:
    study.protected.mkdir(parents=True)
    (study.protected / lifecycle.LOG).write_text("{kaputt", encoding="utf-8")
    with pytest.raises(StudyError, match="Löschprotokoll"):
        pipeline.clean(study)


def test_a_study_without_deliveries_has_nothing_to_purge(tmp_path: Path) -> None:
    empty = Study(id="leer", root=tmp_path, title={"de": "L"}, synthetic=True, years=(2024,), sites=())
    assert lifecycle.purge(empty, dt.date(2050, 1, 1), delete=True).due == ()
    assert lifecycle.purged(empty) == {}
