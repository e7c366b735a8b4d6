"""German in place, English complete: every text that is printed has its translation."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from evaluation.languages import overlay, text

PACKAGE = Path(__file__).parents[1] / "evaluation"


def german_texts() -> dict[str, str]:
    """Every literal German text passed to text(…), with the file that passes it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"
            if named and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                found[node.args[0].value] = path.name
    return found


def test_every_text_has_its_english() -> None:
    english = overlay("en")
    missing = {de: file for de, file in german_texts().items() if de not in english}
    assert not missing


def test_placeholders_are_the_same_in_both_languages() -> None:
    from string import Formatter

    for de, en in overlay("en").items():
        names = [{name for _, name, _, _ in Formatter().parse(sentence) if name} for sentence in (de, en)]
        assert names[0] == names[1], de


@pytest.mark.parametrize("language", ["de", "en"])
def test_unknown_text_falls_back_to_german(language: str) -> None:
    assert text("Ein Satz, den es nicht gibt", language) == "Ein Satz, den es nicht gibt"


def test_one_text_has_one_translation_in_all_files() -> None:
    import tomllib

    seen: dict[str, tuple[str, str]] = {}
    for path in sorted((PACKAGE / "languages" / "en").glob("*.toml")):
        for de, en in tomllib.loads(path.read_text(encoding="utf-8"))["texts"].items():
            assert seen.setdefault(de, (en, path.name))[0] == en, f"{de}: {seen[de][1]} and {path.name}"
