"""Sizes that serve reading: files up to 300 lines, function bodies up to 40, public functions up to 5 arguments."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "evaluation"
FILE_CAP, BODY_CAP, ARGUMENT_CAP = 300, 40, 5


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_file_and_functions_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_CAP
    for function in functions(path):
        assert body_lines(function) <= BODY_CAP, function.name
        arguments = [a for a in function.args.posonlyargs + function.args.args if a.arg not in ("self", "cls")]
        if not function.name.startswith("_"):
            assert len(arguments) <= ARGUMENT_CAP + (function.name in COMMANDS), function.name


COMMANDS = ("run", "report")
"""Commands of the command line: their arguments are options."""


def test_no_print_and_no_silent_except() -> None:
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", path
            if isinstance(node, ast.ExceptHandler):
                assert not all(isinstance(line, ast.Pass) for line in node.body), f"{path}:{node.lineno}"
                assert node.type is not None, f"{path}:{node.lineno}"


def test_no_assert_for_input() -> None:
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)], path
