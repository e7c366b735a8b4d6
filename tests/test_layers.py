"""Imports point downward only, and rooms of one level never import one another (docs/decisions/0001)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "evaluation"

LEVELS = {
    "errors": 0, "findings": 0, "results": 0, "tables": 0, "vocabulary": 0, "languages": 0, "study": 0,
    "_study_reader": 0, "_study_checks": 0, "_study_rules": 0, "_study_tables": 0, "provenance": 0,
    "cleaning": 1, "stats": 1,
    "sources": 2, "indicators": 2, "release": 2, "reporting": 2, "report": 2, "provider": 2, "lifecycle": 2,
    "example": 2,
    "store": 3, "checks": 3, "pipeline": 3,
    "console": 4, "cli": 4,
}  # fmt: skip

# The mark of an indicator and the face of a room may be seen from beside: types only.
FACES = {("report", "reporting"), ("example", "example")}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Names of evaluation modules that a file imports when it runs; imports for type checking only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "evaluation":
            found |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module == "evaluation"
                else {node.module}
            )
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("evaluation.")}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_downward(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    here = parts[0]
    if here == "__init__":
        return
    assert here in LEVELS, f"{here} has no level: put it into LEVELS and docs/decisions/0001"
    for module in imports(path):
        there = room(module)
        if there in (here, "__version__", "") or (here, there) in FACES:
            continue
        assert LEVELS[there] <= LEVELS[here], f"{path.name} (level {LEVELS[here]}) imports {module}"
        if LEVELS[here] == 2:
            assert LEVELS[there] < 2, f"room {here} imports its neighbour {module}"


def test_the_check_sees_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import evaluation.cli\n"
                     "def f():\n    from evaluation.pipeline import run\n", encoding="utf-8")  # fmt: skip
    assert imports(wrong) == {"evaluation.pipeline"}
