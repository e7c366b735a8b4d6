"""One report from its bundle: join the chapters, run them, render the document."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evaluation.errors import EvaluationError

if TYPE_CHECKING:
    from evaluation.study import Study

Status = Literal["ok", "failed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Task:
    """One report in one language."""

    study: Study
    report: str
    """Folder of its chapters: "site_report" or "comparison_report"."""
    site: str
    """Site id, or "comparison"."""
    year: int
    lang: str
    formats: tuple[str, ...]
    bundle: Path
    chapters: tuple[Path, ...]
    folder: Path
    stem: str
    notebook: Path
    key: str
    """Hash of all that the report is made from."""


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
    from evaluation.reporting.bundle import document_metadata
    from evaluation.reporting.document import from_notebook
    from evaluation.reporting.notebooks import check_parameters, execute, join
    from evaluation.reporting.render import render

    notebook = join(list(task.chapters), task.lang)
    parameters = {"site": task.site, "year": task.year, "lang": task.lang}
    check_parameters(notebook, parameters, task.study)
    executed = execute(notebook, parameters, task.bundle, task.notebook)
    language: Literal["de", "en"] = "en" if task.lang == "en" else "de"
    document = from_notebook(executed, language, document_metadata(task.bundle, language))
    return render(document, task.folder, task.stem, task.formats)
