"""Canaries: values planted in deliveries appear nowhere in what a run finishes; the scan agrees."""

from __future__ import annotations

import os
import re
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from evaluation import pipeline
from evaluation.release.scan import scan_reports, secrets_of
from evaluation.release.scan.files import READERS

ROOT = Path(__file__).parents[2]
SITE, YEAR = "auental", 2024
NOTE = "Kanarienvogel-4711"
"""Stands in an extra column of the contacts, short enough not to block the file."""


class Quiet:
    """Progress that says nothing."""

    def step(self, de: str, en: str) -> None:
        """Nothing to show."""

    def site(self, name: str, total: int) -> None:
        """Nothing to show."""

    def done(self, outcome: object, name: str) -> None:
        """Nothing to show."""


def planted(folder: Path) -> Path:
    """One site and year of the demo study, with a canary in every row of its contacts."""
    text = (ROOT / "study.toml").read_text(encoding="utf-8")
    head, *sections = re.split(r"(?m)^(?=\[\[|\[disclosure\]|\[chapters\])", text)
    kept = [s for s in sections if s.startswith(("[disclosure]", "[chapters]")) or f'id = "{SITE}"' in s.split("\n")]
    head = re.sub(r"years = \[.*?\]", f"years = [{YEAR}]", head)
    head = re.sub(r"(?m)^languages = .*$", 'languages = ["de"]', head)
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(head + "".join(kept), encoding="utf-8")
    target = folder / "data_raw" / "demo" / SITE / str(YEAR)
    shutil.copytree(ROOT / "data_raw" / "demo" / SITE / str(YEAR), target)
    path = target / f"kontakte_{YEAR}.csv"
    lines = path.read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    extra = [b";Ablage", *(f";{NOTE}".encode() for _ in lines[1:])]
    path.write_bytes(b"\n".join(line + more for line, more in zip(lines, extra, strict=True)))
    return folder


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Choice:
    choice = pipeline.choose(planted(tmp_path_factory.mktemp("canary") / "study"), sites=[SITE])
    summary = pipeline.run(choice, jobs=1, progress=Quiet())
    assert [outcome.status for outcome in summary.outcomes[YEAR]] == ["ok"] and not summary.blocked
    return choice


def outside(choice: pipeline.Choice) -> list[Path]:
    return [p for folder in (choice.study.reports, choice.study.released) for p in folder.rglob("*") if p.is_file()]


def everything(path: Path) -> str:
    """All bytes of a file as text, archives unpacked, and what a reader of it sees."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data += b"".join(archive.read(name) for name in archive.namelist())
    content = READERS[path.suffix](path)
    return data.decode("latin-1") + "\n".join([*content.texts, *content.links])


def test_no_canary_leaves(finished: pipeline.Choice) -> None:
    study = finished.study
    cached = b"".join(path.read_bytes() for path in (study.protected / "cache").iterdir())
    assert NOTE.encode() in cached, "the canary is in the protected room"
    files = outside(finished)
    assert {path.suffix for path in files} >= {".html", ".pdf", ".docx", ".csv", ".parquet", ".sav", ".ipynb", ".json"}
    secrets = secrets_of(study)
    assert len(secrets.hashes) > 100
    for path in files:
        text = everything(path)
        assert NOTE not in text, path
        assert secrets.count(text) == 0, path


def test_the_scan_finds_nothing_and_then_what_is_slipped_in(finished: pipeline.Choice) -> None:
    import polars as pl

    study = finished.study
    assert scan_reports(study, YEAR) == []
    key = pl.read_parquet(study.protected / "tables" / "consultation.parquet")["client_key"].drop_nulls()[0]
    page = study.reports / str(YEAR) / SITE / "bericht.de.html"
    before = page.read_text(encoding="utf-8")
    page.write_text(before.replace("</main>", f"<p>{key}</p></main>"), encoding="utf-8")
    found = scan_reports(study, YEAR)
    assert [(problem.file, problem.rule) for problem in found] == [
        (page.relative_to(study.root).as_posix(), "pseudonym"),
    ]  # fmt: skip
    assert key not in found[0].de + found[0].en
    page.write_text(before, encoding="utf-8")
    assert scan_reports(study, YEAR) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of files as on Linux and macOS")
def test_after_a_run_the_protected_room_is_closed(finished: pipeline.Choice) -> None:
    for place, _, files in os.walk(finished.study.protected):
        assert stat.S_IMODE(os.stat(place).st_mode) == 0o700, place
        for name in files:
            assert stat.S_IMODE(os.stat(Path(place, name)).st_mode) == 0o600, name


def test_the_report_has_its_data_protection_sheet(finished: pipeline.Choice) -> None:
    page = (finished.study.reports / str(YEAR) / SITE / "bericht.de.html").read_text(encoding="utf-8")
    assert "Datenschutzblatt" in page and "§ 75 SGB X" in page and "Wissenschaftliche Begleitung der Integr" in page
