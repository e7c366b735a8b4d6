"""The whole line on a small copy of the demo study: made once, only what changed again, one failure stops nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path

import nbformat
import pytest

from evaluation import pipeline
from evaluation.pipeline import Summary

ROOT = Path(__file__).parents[1]
SITES = ("auental", "wiesenrode")
YEARS = (2022, 2023, 2024)


class Quiet:
    """Progress that only remembers the steps."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, de: str, en: str) -> None:
        self.steps.append(en)

    def site(self, name: str, total: int) -> None:
        """Nothing to show."""

    def done(self, outcome: object, name: str) -> None:
        """Nothing to show."""


def small_study(folder: Path) -> Path:
    """Two sites and three years of the demo study, German, HTML only."""
    text = (ROOT / "study.toml").read_text(encoding="utf-8")
    head, *sections = re.split(r"(?m)^(?=\[\[|\[disclosure\]|\[chapters\])", text)
    wanted = [s for s in sections if not s.startswith("[[site]]") or any(f'id = "{site}"' in s for site in SITES)]
    known = [s for s in wanted if not s.startswith(("[[event]]", "[[expectation]]"))]
    head = re.sub(r"years = \[.*?\]", f"years = {list(YEARS)}", head)
    head = re.sub(r"(?m)^languages = .*$", 'languages = ["de"]', head)
    head = re.sub(r"(?m)^formats = .*$", 'formats = ["html"]', head)
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(head + "".join(known), encoding="utf-8")
    for site in SITES:
        for year in YEARS:
            shutil.copytree(
                ROOT / "data_raw" / "demo" / site / str(year), folder / "data_raw" / "demo" / site / str(year)
            )
    return folder


def run(folder: Path, sites: tuple[str, ...] | None = None) -> tuple[Summary, list[str]]:
    progress = Quiet()
    return pipeline.run(pipeline.choose(folder, sites=sites), jobs=2, progress=progress), progress.steps


def statuses(summary: Summary) -> dict[str, str]:
    return {outcome.site: outcome.status for outcome in summary.outcomes[2024]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    folder = small_study(tmp_path_factory.mktemp("run") / "study")
    return folder, run(folder)[0]


def test_every_report_and_the_index_exist(made: tuple[Path, Summary]) -> None:
    folder, summary = made
    assert statuses(summary) == {"auental": "ok", "wiesenrode": "ok", "comparison": "ok"}
    for path in (
        "auental/bericht.de.html",
        "wiesenrode/bericht.de.html",
        "comparison/vergleich.de.html",
        "index.de.html",
    ):
        page = (folder / "reports" / "2024" / path).read_text(encoding="utf-8")
        assert 'lang="de"' in page
        assert "erfunden" in page or "Synthetisch" in page
    record = json.loads((folder / "reports" / "2024" / "run.json").read_text(encoding="utf-8"))
    assert set(record["versions"]) >= {"begleitforschung", "pandas", "papermill"}


def test_results_are_released_in_every_form(made: tuple[Path, Summary]) -> None:
    import evaluation

    folder, _ = made
    results = evaluation.load_results(folder, indicator="consultations", years=(2024,))
    assert set(results["site"]) == set(SITES)
    names = {path.name for path in (folder / "data_processed" / "released").iterdir()}
    assert {"results.parquet", "results.csv", "results.sav", "codebook.csv"} <= names


@pytest.mark.skipif(sys.platform == "win32", reason="Windows decides by the rights of the folder")
def test_protected_files_are_for_their_owner_only(made: tuple[Path, Summary]) -> None:
    protected = made[0] / "data_processed" / "protected"
    files = [path for path in protected.rglob("*") if path.is_file() and "report" not in path.parts]
    assert files
    assert not [path for path in files if stat.S_IMODE(os.stat(path).st_mode) & 0o077]


def test_no_pseudonym_is_in_anything_that_leaves_the_house(made: tuple[Path, Summary]) -> None:
    import polars as pl

    folder, _ = made
    contacts = pl.read_parquet(folder / "data_processed" / "protected" / "tables" / "consultation.parquet")
    keys = contacts["client_key"].drop_nulls().unique().to_list()
    assert len(keys) > 50
    released = [p for p in (folder / "data_processed" / "released").rglob("*") if p.is_file()]
    for path in [*released, *(p for p in (folder / "reports").rglob("*") if p.is_file())]:
        content = path.read_bytes()
        assert not [key for key in keys if key.encode() in content], path


def test_nothing_changed_nothing_runs(made: tuple[Path, Summary]) -> None:
    folder, first = made
    before = {path: os.stat(path).st_mtime_ns for path in (folder / "reports").rglob("*.html") if path.name != "index"}
    summary, steps = run(folder)
    assert steps == ["Scanning the finished files"]
    assert set(statuses(summary).values()) == {"unchanged"}
    assert summary.outcomes[2024][0].paths == first.outcomes[2024][0].paths
    after = {path: os.stat(path).st_mtime_ns for path in before if "index" not in path.name}
    assert all(before[path] == moment for path, moment in after.items())


def test_a_changed_delivery_runs_its_site_and_the_comparison(made: tuple[Path, Summary], tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(made[0], folder)
    changed = folder / "data_raw" / "demo" / "auental" / "2024" / "stellen_2024.csv"
    text = changed.read_bytes()
    changed.write_bytes(text.replace(b"0,75;0,75", b"0,75;0,50"))
    assert changed.read_bytes() != text
    summary, _ = run(folder)
    assert statuses(summary) == {"auental": "ok", "wiesenrode": "unchanged", "comparison": "ok"}


def test_lost_results_are_made_again(made: tuple[Path, Summary], tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(made[0], folder)
    shutil.rmtree(folder / "data_processed" / "released")
    summary, steps = run(folder, sites=("auental",))
    assert "Counting indicators" in steps
    assert statuses(summary) == {"auental": "unchanged"}
    assert (folder / "data_processed" / "released" / "results.csv").exists()


def test_one_broken_chapter_leaves_the_other_sites(made: tuple[Path, Summary], tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(made[0], folder)
    new = nbformat.v4
    cells = [
        new.new_code_cell('site = "auental"\nyear = 2024\nlang = "de"', metadata={"tags": ["parameters"]}),
        new.new_code_cell("{'wiesenrode': 1}[site]"),
    ]
    own = folder / "notebooks" / "site_report" / "50_eigenes.ipynb"
    own.parent.mkdir(parents=True)
    nbformat.write(new.new_notebook(cells=cells), own)
    summary, _ = run(folder)
    assert statuses(summary) == {"auental": "failed", "wiesenrode": "ok", "comparison": "unchanged"}
    assert "50_eigenes" in summary.failed[0].de
    assert "Bericht nicht erstellt" in (folder / "reports" / "2024" / "index.de.html").read_text(encoding="utf-8")


def test_exit_code_tells_failure_and_blocked_deliveries(made: tuple[Path, Summary]) -> None:
    from evaluation import console
    from evaluation.reporting.make import Outcome

    first = made[1]
    assert console.summary(first) == 0
    failed = Outcome("auental", "de", "k", "failed", {}, "Kapitel abgebrochen.", "Chapter stopped.")
    assert console.summary(Summary(first.study, {2024: [failed]})) == 1
    assert console.summary(Summary(first.study, blocked=[("Nicht geladen.", "Not loaded.")])) == 1
    assert console.summary(Summary(first.study, held=[("Zurückgehalten.", "Held back.")])) == 1


def test_a_file_with_a_pseudonym_is_held_back(made: tuple[Path, Summary], tmp_path: Path) -> None:
    import polars as pl

    folder = tmp_path / "study"
    shutil.copytree(made[0], folder)
    contacts = pl.read_parquet(folder / "data_processed" / "protected" / "tables" / "consultation.parquet")
    page = folder / "reports" / "2024" / "auental" / "bericht.de.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("</p>", f" {contacts['client_key'][0]}</p>", 1), encoding="utf-8"
    )
    held = pipeline.hold_back(pipeline.choose(folder).study, 2024)
    assert len(held) == 1
    assert str(contacts["client_key"][0]) not in held[0][0]
    assert not page.exists()
    assert (folder / "data_processed" / "protected" / "held" / "reports" / "2024" / "auental" / page.name).exists()


def test_results_outlive_a_retention_that_ends(made: tuple[Path, Summary], tmp_path: Path) -> None:
    import evaluation

    folder = tmp_path / "study"
    shutil.copytree(made[0], folder)
    before = evaluation.load_results(folder, indicator="persons_advised", years=(2023,))
    note = folder / "data_raw" / "demo" / "auental" / "2023" / "lieferung.toml"
    text = note.read_text(encoding="utf-8")
    note.write_text(re.sub(r"retention_until = \S+", "retention_until = 2025-12-31", text), encoding="utf-8")
    choice = pipeline.choose(folder)
    cleaned = pipeline.clean(choice.study)
    assert [f.rule for f in cleaned.findings if f.severity == "blocks"] == ["retention_ended"]
    pipeline.release(choice.study, pipeline.count(choice.study, cleaned), cleaned)
    after = evaluation.load_results(folder, indicator="persons_advised", years=(2023,))
    assert after["numerator"].to_list() == before["numerator"].to_list()
