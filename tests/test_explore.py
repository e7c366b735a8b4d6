"""The notebooks to start with run alone from top to bottom, from the folder that JupyterLab opens them in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks" / "explore"
STUDY = """
[study]
id = "probe"
title.de = "Probe"
title.en = "Sample"
synthetic = true
languages = ["de", "en"]
formats = ["html"]
years = [2023, 2024]
client.de = "Ministerium"
client.en = "Ministry"
authors = ["Team"]
funding.de = "Förderzeile"
funding.en = "Funding line"

[disclosure]
k = 5
k_sensitive = 10
dominance = 0.5
"""
SITE = """
[[site]]
id = "{id}"
name = "{name}"
type = "{type}"
land = "99"
kreis_ags5 = "99101"
gemeinde_ags8 = ["99101001"]
system = "ibs"
role = "model"
start_date = 2018-03-01
"""
DELIVERY = """
[lieferung]
study = "probe"
site = "{site}"
years = [{year}]
sender = "Träger"
received = {later}-02-03
legal_basis = "par75"
purpose = "Begleitforschung"
retention_until = 2030-12-31
counting_rule = "contacts"
synthetic = true
schema_version = "1"

[[file]]
name = "kontakte.csv"
table = "consultation"
format = "template"
"""


def contacts(year: int, persons: int) -> str:
    lines = ["Kontakt-ID;Monat;Klient:innen-Pseudonym;Hauptthema"]
    lines += [
        f"{n};{year}-{1 + n % 12:02d};p{n % persons:03d};{('Arbeit', 'Wohnen')[n % 2]}" for n in range(4 * persons)
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study with released results and the notebooks in their place."""
    from evaluation import pipeline

    root = tmp_path_factory.mktemp("studie")
    sites = {"auental": ("Auental", "rural", 30), "erlenfurt": ("Erlenfurt", "mid", 60)}
    text = STUDY + "".join(SITE.format(id=site, name=name, type=kind) for site, (name, kind, _) in sites.items())
    (root / "study.toml").write_text(text, encoding="utf-8")
    for site, (_, _, persons) in sites.items():
        for year in (2023, 2024):
            folder = root / "data_raw" / site / str(year)
            folder.mkdir(parents=True)
            told = DELIVERY.format(site=site, year=year, later=year + 1)
            (folder / "lieferung.toml").write_text(told, encoding="utf-8")
            (folder / "kontakte.csv").write_text(contacts(year, persons), encoding="utf-8")
    choice = pipeline.choose(root)
    cleaned = pipeline.clean(choice.study)
    pipeline.release(choice.study, pipeline.count(choice.study, cleaned), cleaned)
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
