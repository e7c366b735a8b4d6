"""Chapters are thin: canonical files, parameters and setup, German beside English, one import."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.reporting.wording import check_wording

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
REPORTS = ("site_report", "comparison_report")
CHAPTERS = [path for folder in REPORTS for path in sorted((NOTEBOOKS / folder).glob("*.ipynb"))]
MOST_LINES_OF_A_CELL, MOST_LINES_OF_A_CHAPTER = 8, 60

chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.stem}")


def cells(path: Path, kind: str = "", tag: str = "") -> list[dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [c for c in found if (not kind or c["cell_type"] == kind) and (not tag or tag in tags(c))]


def tags(cell: dict[str, Any]) -> list[str]:
    return cell["metadata"].get("tags", [])


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_the_site_report_has_its_chapters() -> None:
    names = {path.stem[:2] for path in CHAPTERS if path.parent.name == "site_report"}
    assert {"00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "90", "95", "99"} <= names


@chapter
def test_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in content["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in cells(path, "code"):
        assert cell["outputs"] == [] and cell["execution_count"] is None


@chapter
def test_valid_notebook(path: Path) -> None:
    import nbformat

    nbformat.validate(nbformat.read(path, as_version=4))


@chapter
def test_parameters_and_setup(path: Path) -> None:
    (parameters,) = cells(path, "code", "parameters")
    tree = ast.parse(source(parameters))
    names = [target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    assert names == ["site", "year", "lang"]
    (setup,) = cells(path, "code", "setup")
    lines = [line for line in source(setup).splitlines() if line]
    assert lines == ["from evaluation import report", "r = report.open(site=site, year=year, lang=lang)"]


@chapter
def test_code_is_thin(path: Path) -> None:
    total = 0
    for cell in cells(path, "code"):
        tree = ast.parse(source(cell))
        lines = [line for line in source(cell).splitlines() if line.strip()]
        total += len(lines)
        assert len(lines) <= MOST_LINES_OF_A_CELL
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert ast.unparse(node) == "from evaluation import report"
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func).split(".")[0] in ("r", "report"), ast.unparse(node)
    assert total <= MOST_LINES_OF_A_CHAPTER


@chapter
def test_words_of_the_report_exist(path: Path) -> None:
    from evaluation.report import Report

    for cell in cells(path, "code"):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("r."):
                assert hasattr(Report, ast.unparse(node.func).removeprefix("r.")), ast.unparse(node)


@chapter
def test_german_beside_english(path: Path) -> None:
    texts = cells(path, "markdown")
    assert texts, "a chapter without text"
    languages = [tag for cell in texts for tag in tags(cell)]
    assert languages == ["de", "en"] * (len(texts) // 2)
    for german, english in zip(texts[::2], texts[1::2], strict=True):
        levels = [[line.split(" ")[0] for line in source(cell).splitlines() if line.startswith("#")]
                  for cell in (german, english)]  # fmt: skip
        assert levels[0] == levels[1]
    assert source(texts[0]).startswith("# ") and source(texts[1]).startswith("# ")


@chapter
def test_wording_of_the_texts(path: Path) -> None:
    for cell in cells(path, "markdown"):
        assert check_wording(source(cell)) == []
