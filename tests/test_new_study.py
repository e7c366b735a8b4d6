"""From the empty template to a report in the five steps of the README, with the project's own workbook."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest

from evaluation import cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PERSONS = 40


def call(capfd: Any, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    """What a command of the command line answers: exit code and everything printed."""
    monkeypatch.setattr(sys, "argv", ["evaluation", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0), "".join(capfd.readouterr())


def fill(workbook: Path, target: Path) -> None:
    """Enter contacts into the sheet Daten, codes as the drop-down lists offer them; the rest stays as it is."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["Daten"]
    place = {str(cell.value): cell.column for cell in sheet[1]}
    for n in range(3 * PERSONS):
        entry = {
            "Kontakt-ID": f"K{n:03d}", "Monat": f"2024-{1 + n % 12:02d}",
            "Klient:innen-Pseudonym": f"p{n % PERSONS:02d}",
            "Hauptthema": ("Arbeit", "Wohnen")[n % 2], "Beratungsform": "Büro",
        }  # fmt: skip
        for label, value in entry.items():
            sheet.cell(n + 2, place[label], value)
    book.save(target)


def test_the_five_steps_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    steps = re.findall(r"`evaluation (new|check|run)[^`]* (meine-studie)`", README)
    assert [word for word, _ in steps] == ["new", "check", "run"]
    monkeypatch.chdir(tmp_path)

    code, shown = call(capfd, monkeypatch, "new", "meine-studie")
    assert code == 0 and "study.toml" in shown
    study = tmp_path / "meine-studie"

    # study.toml stays as the template has it: one site, one year
    folder = study / "data_raw" / "traeger" / "standort-a" / "2024"
    folder.mkdir(parents=True)
    shutil.copy(study / "templates" / "lieferung.toml", folder)
    fill(study / "templates" / "T11_consultation.xlsx", folder / "beratungskontakte_2024.xlsx")
    chapters = study / "notebooks" / "site_report"
    chapters.mkdir(parents=True)
    cell = nbformat.v4.new_markdown_cell("# Unser eigenes Kapitel", metadata={"tags": ["de"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), chapters / "11_eigenes.ipynb")

    code, shown = call(capfd, monkeypatch, "check", "--study", "meine-studie")
    assert code == 0, shown
    assert re.search(rf"consultation\W+{3 * PERSONS}\W+{3 * PERSONS}\W+0\W", shown)
    assert "repariert / repaired ·" not in shown  # the program's own template needs no repair

    words = ("--study", "meine-studie", "--site", "standort-a", "--lang", "de", "--format", "html")
    code, shown = call(capfd, monkeypatch, "run", *words)
    assert code == 0, shown
    page = (study / "reports" / "2024" / "standort-a" / "bericht.de.html").read_text(encoding="utf-8")
    assert "Standort A" in page and "Unser eigenes Kapitel" in page
    assert re.search(rf">\s*{3 * PERSONS}\s*<", page) and re.search(rf">\s*{PERSONS}\s*<", page)
    assert "nicht zur veröffentlichung freigegeben" in page.lower()
    assert (study / "reports" / "2024" / "index.de.html").exists()


def test_the_template_of_a_study_is_valid_and_its_delivery_fits(tmp_path: Path) -> None:
    from evaluation.example.new_study import create
    from evaluation.study import load_study

    create(tmp_path / "x")
    study = load_study(tmp_path / "x")
    note = tomllib.loads((tmp_path / "x" / "templates" / "lieferung.toml").read_text(encoding="utf-8"))["lieferung"]
    assert note["study"] == study.id
    assert note["site"] in [site.id for site in study.sites]
    assert note["years"] == [study.years[-1]]  # the year that `evaluation run` reports
    assert note["synthetic"] == study.synthetic
