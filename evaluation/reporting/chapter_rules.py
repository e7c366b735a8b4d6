"""What a chapter may do: ask the report for blocks, nothing else. Checked before a kernel starts."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from evaluation.errors import ReportError

IMPORTS = frozenset({"from evaluation import report", "from evaluation.reporting import data_check"})
REFUSED_NAMES = frozenset(
    {"open", "exec", "eval", "compile", "input", "globals", "locals", "vars", "getattr", "setattr", "delattr",
     "breakpoint", "get_ipython", "exit", "quit"}
)  # fmt: skip


def check_chapter(path: Path) -> None:
    """Refuse a chapter that imports, opens or runs anything besides the words of reports.

    This keeps honest chapters honest: results reach a report only through release. It is no cage for hostile code;
    who may put notebooks into a study may also read its files.

    Raises
    ------
    ReportError
        Naming chapter, cell and what is refused.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        refused = [(number, what) for number, source in enumerate(sources, 1) for what in refusals(source)]
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise ReportError(
            f"Das Kapitel {path.name} ist kein lesbares Notebook ({type(error).__name__}).",
            f"The chapter {path.name} is not a readable notebook ({type(error).__name__}).",
        ) from error
    if refused:
        number, what = refused[0]
        raise ReportError(
            f"Kapitel {path.name}, Codezelle {number}: »{what}« ist in einem Kapitel nicht erlaubt. Kapitel fragen nur "
            "den Bericht (from evaluation import report); eigene Auswertungen gehören nach notebooks/explore.",
            f"Chapter {path.name}, code cell {number}: '{what}' is not allowed in a chapter. Chapters only ask the "
            "report (from evaluation import report); analyses of your own belong in notebooks/explore.",
        )


def refusals(source: str) -> list[str]:
    """What in a code cell is refused; an empty list if nothing is.

    Examples
    --------
    >>> refusals("r.table('x')"), refusals("import os"), refusals("open('x')")
    ([], ['import os'], ['open'])
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom) and ast.unparse(node) not in IMPORTS:
            found.append(ast.unparse(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append(f"def {node.name}")
        elif isinstance(node, ast.Name) and (node.id in REFUSED_NAMES or node.id.startswith("__")):
            found.append(node.id)
        elif isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            found.append(node.attr)
    return found
