"""Chapters to one notebook, and its run by papermill: parameters are checked before a kernel starts."""

from __future__ import annotations

import ast
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import EvaluationError, ReportError

if TYPE_CHECKING:
    from nbformat import NotebookNode

PARAMETERS = "parameters"
SETUP = "setup"
LANGUAGE_TAGS = frozenset({"de", "en"})
KERNEL_TIMEOUT = 120
CELL_TIMEOUT = 600


def package_notebooks() -> Path:
    """Folder of the notebooks that ship with the package."""
    packaged = Path(str(resources.files("evaluation"))) / "notebooks"
    return packaged if packaged.is_dir() else packaged.parents[1] / "notebooks"


def chapters(report: str, study_root: Path, chosen: tuple[str, ...] = ()) -> list[Path]:
    """The chapters of a report in the order of their numbers.

    A study's own notebooks/<report>/ adds chapters, and replaces those of the same file name.

    Parameters
    ----------
    report : str
        Folder name, such as "site_report".
    study_root : Path
        Folder of the study.
    chosen : tuple of str
        File names without ending; empty means all.

    Raises
    ------
    ReportError
        If there are no chapters, or a chosen one does not exist.
    """
    found: dict[str, Path] = {}
    for folder in (package_notebooks() / report, study_root / "notebooks" / report):
        found |= {path.stem: path for path in sorted(folder.glob("[0-9]*.ipynb"))}
    for name in chosen:
        if name not in found:
            known = ", ".join(sorted(found))
            raise ReportError(
                f"study.toml, [chapters] {report}: das Kapitel »{name}« gibt es nicht. Vorhanden: {known}.",
                f"study.toml, [chapters] {report}: there is no chapter '{name}'. Existing: {known}.",
            )
    names = [name for name in sorted(found) if not chosen or name in chosen]
    if not names:
        raise ReportError(f"Der Bericht »{report}« hat keine Kapitel.", f"The report '{report}' has no chapters.")
    return [found[name] for name in names]


def join(paths: list[Path], lang: str) -> NotebookNode:
    """Put chapters together: parameters and setup once, Markdown in one language.

    Raises
    ------
    ReportError
        If a chapter is not a readable notebook or the first one has no cell tagged "parameters".
    """
    import nbformat

    joined = nbformat.v4.new_notebook()
    joined.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    joined.metadata["language_info"] = {"name": "python"}
    for place, path in enumerate(paths):
        for number, cell in enumerate(_read(path).cells):
            tags = set(cell.metadata.get("tags", []))
            repeated = place > 0 and tags & {PARAMETERS, SETUP}
            other_language = tags & LANGUAGE_TAGS and lang not in tags
            if repeated or other_language:
                continue
            cell["id"] = f"c{place:02d}-{number:03d}"
            cell.metadata["chapter"] = path.stem
            if cell.cell_type == "code":
                cell["outputs"], cell["execution_count"] = [], None
            joined.cells.append(cell)
    declared_parameters(joined)
    return joined


def _read(path: Path) -> NotebookNode:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises many kinds; the chapter's name is what the user needs
        raise ReportError(
            f"Das Kapitel {path.name} ist kein lesbares Notebook ({type(error).__name__}).",
            f"The chapter {path.name} is not a readable notebook ({type(error).__name__}).",
        ) from error


def declared_parameters(notebook: NotebookNode) -> set[str]:
    """Names that the cell tagged "parameters" assigns."""
    for cell in notebook.cells:
        if PARAMETERS in cell.metadata.get("tags", []):
            tree = ast.parse(cell.source)
            targets = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
            return {target.id for target in targets if isinstance(target, ast.Name)}
    raise ReportError(
        "Dem Bericht fehlt die Zelle mit dem Etikett »parameters« (im ersten Kapitel).",
        "The report lacks the cell tagged 'parameters' (in its first chapter).",
    )


def check_parameters(notebook: NotebookNode, parameters: Mapping[str, Any], study: Any) -> None:
    """Refuse a misspelt, missing or impossible parameter before anything runs.

    papermill itself only logs a parameter that it does not know, and goes on.
    """
    declared, given = declared_parameters(notebook), set(parameters)
    if declared != given:
        de = f"erwartet {', '.join(sorted(declared))}, übergeben {', '.join(sorted(given))}"
        en = f"expected {', '.join(sorted(declared))}, given {', '.join(sorted(given))}"
        raise ReportError(f"Parameter des Berichts stimmen nicht: {de}.", f"Parameters do not match: {en}.")
    if parameters["site"] != "comparison":
        study.site(parameters["site"])
    for name, allowed in (("year", study.years), ("lang", study.languages)):
        if parameters[name] not in allowed:
            names = ", ".join(str(item) for item in allowed)
            raise ReportError(
                f"Parameter {name}: {parameters[name]!r} gehört nicht zur Studie. Erlaubt: {names}.",
                f"Parameter {name}: {parameters[name]!r} is not part of the study. Allowed: {names}.",
            )


def execute(notebook: NotebookNode, parameters: Mapping[str, Any], folder: Path, output: Path) -> NotebookNode:
    """Run a notebook with papermill in a folder and keep the executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        The joined chapters.
    parameters : mapping
        Checked parameters (plain values).
    folder : Path
        Where the kernel runs: it holds the released bundle and nothing else.
    output : Path
        Where the executed notebook is kept as provenance, also when a cell failed.

    Raises
    ------
    ReportError
        If a cell fails; the message names chapter and error.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bf-") as scratch, _kernel_manager(Path(scratch)) as manager:
        source, target = Path(scratch) / "joined.ipynb", Path(scratch) / "executed.ipynb"
        nbformat.write(notebook, source)
        try:
            papermill.execute_notebook(
                str(source), str(target), parameters=dict(parameters), kernel_name="python3", progress_bar=False,
                request_save_on_cell_execute=False, cwd=str(folder), start_timeout=KERNEL_TIMEOUT,
                execution_timeout=CELL_TIMEOUT, **manager,
            )  # fmt: skip
        except PapermillExecutionError as error:
            raise _failed(nbformat.read(target, as_version=4), error) from error
        finally:
            if target.exists():
                kept = output.with_suffix(".tmp")
                kept.write_bytes(target.read_bytes())
                os.replace(kept, output)
        return nbformat.read(target, as_version=4)


@contextmanager
def _kernel_manager(scratch: Path) -> Iterator[dict[str, Any]]:
    """Kernel over ipc sockets on Linux and macOS (tcp has port races and is plaintext), ordinary on Windows."""
    environment = {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    saved = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        if sys.platform == "win32":
            yield {}
        else:
            from jupyter_client.manager import AsyncKernelManager
            from jupyter_core.utils import run_sync

            kernel = AsyncKernelManager(transport="ipc", ip=str(scratch / "k"), kernel_name="python3")
            try:
                yield {"km": kernel}
            finally:
                # papermill leaves a kernel manager that it was given to its owner
                if kernel.has_kernel:
                    run_sync(kernel.shutdown_kernel)(now=True)
    finally:
        for name, value in saved.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _failed(executed: NotebookNode, error: Any) -> ReportError:
    """Chapter and kind of error; the text of an error only where it is one of ours, which never hold a value."""
    chapter = "?"
    for cell in executed.cells:
        if any(output.get("output_type") == "error" for output in cell.get("outputs", [])):
            chapter = cell.metadata.get("chapter", "?")
    kinds: list[type[EvaluationError]] = [EvaluationError, *EvaluationError.__subclasses__()]
    own = error.ename in {kind.__name__ for kind in kinds}
    detail = f": {' '.join(str(error.evalue).split())[:400]}" if own else "."
    return ReportError(
        f"Kapitel »{chapter}« ist abgebrochen: {error.ename}{detail} Das ausgeführte Notebook liegt unter "
        "data_processed.",
        f"Chapter '{chapter}' stopped: {error.ename}{detail} The executed notebook is kept under data_processed.",
    )
