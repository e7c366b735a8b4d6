"""Joining chapters, checking parameters, running with papermill, and reports that fail alone."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from evaluation.errors import ReportError
from evaluation.reporting import jobs
from evaluation.reporting.make import Outcome, Task
from evaluation.reporting.notebooks import chapters, check_parameters, declared_parameters, execute, join
from evaluation.study import load_study

STUDY = """
[study]
id = "probe"
title = "Probestudie"
synthetic = true
years = [2023, 2024]
[[site]]
id = "nordort"
name = "Nordort"
type = "rural"
"""
PARAMETERS = {"site": "nordort", "year": 2024, "lang": "de"}


def chapter(path: Path, code: str) -> None:
    new = nbformat.v4
    notebook = new.new_notebook(
        cells=[
            new.new_code_cell('site = "nordort"\nyear = 2024\nlang = "de"', metadata={"tags": ["parameters"]}),
            new.new_code_cell("import os", metadata={"tags": ["setup"]}),
            new.new_markdown_cell("# Deutsch", metadata={"tags": ["de"]}),
            new.new_markdown_cell("# English", metadata={"tags": ["en"]}),
            new.new_code_cell(code),
        ]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    chapter(tmp_path / "notebooks" / "probe" / "01_eins.ipynb", "(site, year, lang)")
    chapter(tmp_path / "notebooks" / "probe" / "02_zwei.ipynb", "sorted(os.listdir('.'))")
    return tmp_path


def test_join_keeps_one_setup_and_one_language(study_folder: Path) -> None:
    joined = join(chapters("probe", study_folder), "en")
    sources = [cell.source for cell in joined.cells]
    assert sources.count("import os") == 1
    assert sources.count("# English") == 2
    assert "# Deutsch" not in sources
    assert declared_parameters(joined) == {"site", "year", "lang"}
    assert len({cell.id for cell in joined.cells}) == len(joined.cells)


def test_a_study_chapter_replaces_the_package_chapter_of_its_name(study_folder: Path) -> None:
    packaged = chapters("site_report", study_folder)
    own = study_folder / "notebooks" / "site_report" / packaged[0].name
    chapter(own, "1")
    assert chapters("site_report", study_folder)[0] == own
    assert len(chapters("site_report", study_folder)) == len(packaged)


def test_unknown_chapter_is_named(study_folder: Path) -> None:
    with pytest.raises(ReportError, match=r"03_drei.*01_eins, 02_zwei"):
        chapters("probe", study_folder, ("03_drei",))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"standort": "nordort"}, "standort"),
        ({"site": "../nordort"}, "nordort"),
        ({"year": 1999}, "2023, 2024"),
        ({"lang": "fr"}, "de, en"),
    ],
)
def test_wrong_parameters_are_errors_before_a_kernel_starts(
    study_folder: Path, changed: dict[str, object], named: str
) -> None:
    joined = join(chapters("probe", study_folder), "de")
    with pytest.raises(Exception, match=named):
        check_parameters(joined, PARAMETERS | changed, load_study(study_folder))


def test_papermill_runs_in_the_bundle_folder_only(study_folder: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "results.parquet").write_bytes(b"")
    kept = tmp_path / "kept" / "bericht.de.ipynb"
    executed = execute(join(chapters("probe", study_folder), "de"), PARAMETERS, bundle, kept)
    outputs = [o["data"]["text/plain"] for cell in executed.cells for o in cell.get("outputs", [])]
    assert outputs == ["('nordort', 2024, 'de')", "['results.parquet']"]
    assert kept.exists()


def test_a_broken_chapter_is_named_and_its_notebook_kept(study_folder: Path, tmp_path: Path) -> None:
    chapter(study_folder / "notebooks" / "probe" / "02_zwei.ipynb", "1 / 0")
    kept = tmp_path / "kept.ipynb"
    with pytest.raises(ReportError, match=r"02_zwei.*ZeroDivisionError"):
        execute(join(chapters("probe", study_folder), "de"), PARAMETERS, tmp_path, kept)
    assert kept.exists()


def make_task(folder: Path, site: str) -> Task:
    study = load_study(folder)
    return Task(study, "probe", site, 2024, "de", (), formats=("html",), bundle=folder, folder=folder, key=site)


def test_what_is_made_already_is_not_made_again(study_folder: Path) -> None:
    tasks = [make_task(study_folder, "nordort")]
    outcomes = list(jobs.run_all(tasks, lambda key: {"html": "bericht.de.html"}))
    assert [outcome.status for outcome in outcomes] == ["unchanged"]


def test_one_failing_report_leaves_the_others(study_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(task: Task) -> Outcome:
        return Outcome(task.site, task.lang, task.key, "failed" if task.site == "a" else "ok")

    monkeypatch.setattr(jobs, "make_report", make)
    tasks = [make_task(study_folder, site) for site in ("a", "b", "c")]
    outcomes = list(jobs.run_all(tasks, lambda key: None, jobs=1))
    assert [(o.site, o.status) for o in outcomes] == [("a", "failed"), ("b", "ok"), ("c", "ok")]


def test_a_result_that_is_not_there_says_what_to_run(study_folder: Path) -> None:
    from evaluation.reporting.make import make_report

    outcome = make_report(make_task(study_folder, "nordort"))
    assert outcome.status == "failed"
    assert "evaluation release" in outcome.de


@pytest.mark.parametrize(
    "code", ["import os", "open('x')", "def f(): ...", "from evaluation import pipeline", "x = (1"]
)
def test_a_chapter_that_does_more_than_ask_the_report_is_refused(tmp_path: Path, code: str) -> None:
    from evaluation.reporting.chapter_rules import check_chapter

    path = tmp_path / "50_eigenes.ipynb"
    new = nbformat.v4
    nbformat.write(new.new_notebook(cells=[new.new_code_cell(code)]), path)
    with pytest.raises(ReportError, match="50_eigenes"):
        check_chapter(path)


def test_the_text_of_a_foreign_error_is_not_repeated(study_folder: Path, tmp_path: Path) -> None:
    chapter(study_folder / "notebooks" / "probe" / "02_zwei.ipynb", "raise ValueError('Erika Mustermann')")
    with pytest.raises(ReportError) as caught:
        execute(join(chapters("probe", study_folder), "de"), PARAMETERS, tmp_path, tmp_path / "kept.ipynb")
    assert "ValueError" in caught.value.de
    assert "Mustermann" not in str(caught.value)
