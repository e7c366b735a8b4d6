"""German source texts in place, other languages as overlays: languages/<language>/<room>.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

SOURCE_LANGUAGE = "de"
LANGUAGES: tuple[str, ...] = ("de", "en")


@cache
def overlay(language: str) -> dict[str, str]:
    """All translations of a language: German source text to translated text.

    Every file of languages/<language>/ holds one table [texts] with quoted German keys.
    """
    texts: dict[str, str] = {}
    folder = resources.files(__name__) / language
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            texts.update(tomllib.loads(entry.read_text(encoding="utf-8")).get("texts", {}))
    return texts


def text(de: str, language: str) -> str:
    """The text in this language; the German text where no translation exists (a test lists those).

    Call it with a literal German string, so that the test can find every text that needs a translation.

    Examples
    --------
    >>> text("Beratungsgespräche", "de")
    'Beratungsgespräche'
    """
    if language == SOURCE_LANGUAGE:
        return de
    return overlay(language).get(de, de)
