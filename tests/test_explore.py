"""The notebooks to start with run alone from top to bottom, from the folder that JupyterLab opens them in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.small_study import released, small_study

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks" / "explore"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study with released results and the notebooks in their place."""
    root = small_study(tmp_path_factory.mktemp("studie"))
    released(root)
    shutil.copytree(FOLDER, root / "notebooks" / "explore")
    shutil.copytree(FOLDER.parent / "comparison_report", root / "notebooks" / "comparison_report")
    return root


def run(folder: Path, name: str) -> list[Any]:
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(cells: list[Any]) -> str:
    return json.dumps([cell.outputs for cell in cells], ensure_ascii=False)


def test_the_start_notebook_explains_a_study_with_released_results(study: Path) -> None:
    shown = outputs(run(study / "notebooks" / "explore", "01_studie_kennenlernen"))
    assert "Erlenfurt" in shown and "240" in shown  # 4 x 60 contacts
    assert "application/vnd.begleitforschung.block+json" in shown


def test_a_chapter_of_the_comparison_runs_alone(study: Path) -> None:
    shown = outputs(run(study / "notebooks" / "comparison_report", "05_reichweite"))
    assert "nicht nach Werten" in shown and "Erlenfurt" in shown


def test_the_own_table_needs_no_study(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "02_eigene_tabelle.ipynb", tmp_path)
    cells = run(tmp_path, "02_eigene_tabelle")
    # a sixth of the 60 rows has month 13 and is set aside
    assert "(60, 50, 10)" in outputs(cells)
    assert "clustered_rate" in outputs(cells)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_outputs_are_stripped_and_both_languages_stand_in_every_text(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
        else:
            assert "*" in cell.source.replace("**", ""), cell.source[:40]  # the English stands in italics
