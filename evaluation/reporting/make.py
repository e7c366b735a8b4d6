"""One report from its bundle: join the chapters, run them, render the document."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evaluation.errors import EvaluationError
from evaluation.provenance import code_hash, file_hash, folder_hash, key, read_json

if TYPE_CHECKING:
    from evaluation.study import Study

Status = Literal["ok", "failed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Task:
    """One report in one language."""

    study: Study
    report: str
    """Folder of its chapters: "site_report", "comparison_report" or "data_check"."""
    site: str
    """Site id, or "comparison"."""
    year: int
    lang: str
    chapters: tuple[Path, ...]
    formats: tuple[str, ...] = ()
    bundle: Path = Path()
    folder: Path = Path()
    stem: str = ""
    notebook: Path = Path()
    key: str = ""
    """Hash of all that the report is made from."""

    def reading(self, bundle: Path) -> Task:
        """The task with the folder of released results that its kernel runs in."""
        return replace(self, bundle=bundle)

    def writing(self, folder: Path, stem: str, formats: tuple[str, ...], notebook: Path) -> Task:
        """The task with the places it writes to, and with its key."""
        made_from = key(
            folder_hash(self.bundle, top_only=True), [file_hash(path) for path in self.chapters], code_hash(),
            self.report, self.site, self.year, self.lang, formats,
        )  # fmt: skip
        return replace(self, folder=folder, stem=stem, formats=formats, notebook=notebook, key=made_from)


def plan(report: str, study: Study, site: str, year: int, lang: str) -> Task:
    """A task with its chapters; a study's own notebooks add to those of the package or replace them."""
    from evaluation.reporting.chapter_rules import check_chapter
    from evaluation.reporting.notebooks import chapters

    paths = tuple(chapters(report, study.root, study.chapters.get(report, ())))
    for path in paths:
        check_chapter(path)
    return Task(study, report, site, year, lang, paths)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: status, paths by format, and a message in both languages where it failed."""

    site: str
    lang: str
    key: str
    status: Status
    paths: dict[str, str] = field(default_factory=dict)
    de: str = ""
    en: str = ""


def make_report(task: Task) -> Outcome:
    """Make one report; a failure becomes an outcome, so that the other reports go on."""
    try:
        paths = _make(task)
    except EvaluationError as error:
        return Outcome(task.site, task.lang, task.key, "failed", {}, error.de, error.en)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, {place.name}"
        return Outcome(
            task.site, task.lang, task.key, "failed", {},
            f"Unerwarteter Fehler ({type(error).__name__} in {where}). Bitte mit dieser Angabe melden.",
            f"Unexpected error ({type(error).__name__} in {where}). Please report it with this line.",
        )  # fmt: skip
    return Outcome(task.site, task.lang, task.key, "ok", {name: str(path) for name, path in paths.items()})


def _make(task: Task) -> dict[str, Path]:
    from evaluation.reporting.document import from_notebook
    from evaluation.reporting.notebooks import check_parameters, execute, join
    from evaluation.reporting.render import render

    _check_bundle(task)
    notebook = join(list(task.chapters), task.lang)
    parameters = {"site": task.site, "year": task.year, "lang": task.lang}
    check_parameters(notebook, parameters, task.study)
    executed = execute(notebook, parameters, task.bundle, task.notebook)
    language: Literal["de", "en"] = "en" if task.lang == "en" else "de"
    document = from_notebook(executed, language, _metadata(task, language))
    paths = render(document, task.folder, task.stem, task.formats)
    for old in task.folder.glob(f"{task.stem}.{task.lang}.*"):
        if old not in paths.values():
            old.unlink()  # another format with the figures of an earlier run
    return paths


def _check_bundle(task: Task) -> None:
    from evaluation.errors import ReportError
    from evaluation.reporting.data_check import FILE

    needed = FILE if task.report == "data_check" else "results.parquet"
    if not (task.bundle / needed).exists():
        raise ReportError(
            f"Für »{task.site}« und {task.year} gibt es noch keine freigegebenen Ergebnisse. Zuerst »evaluation run« "
            "oder »evaluation release« ausführen.",
            f"There are no released results for '{task.site}' and {task.year} yet. Run `evaluation run` or "
            "`evaluation release` first.",
        )


def _metadata(task: Task, language: str) -> dict[str, str]:
    from evaluation.reporting.bundle import document_metadata
    from evaluation.reporting.data_check import FILE

    if task.report == "data_check":
        return {"date": read_json(task.bundle / FILE)["date"] or f"{task.year}-12-31"}
    return document_metadata(task.bundle, language)
