"""Write a document as HTML, PDF and DOCX; a file appears whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from evaluation.errors import ReportError
from evaluation.reporting import compose, html, typeset, word
from evaluation.reporting.document import Document, to_markdown, with_figure_data
from evaluation.reporting.pandoc import Node, pandoc

_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def render(
    document: Document, folder: Path, stem: str, formats: Sequence[str] = ("html", "pdf", "docx")
) -> dict[str, Path]:
    """Write a report in the wanted formats as ``{stem}.{language}.{format}`` and return the paths.

    Parameters
    ----------
    document : Document
        The report; ``document.metadata["date"]`` (ISO date) also dates the files: equal reports are equal bytes.
    folder : Path
        Where the files go; made if missing.
    stem : str
        Letters, digits, "-" and "_".
    formats : sequence of {"html", "pdf", "docx"}

    Raises
    ------
    ReportError
        If name, date or format is not allowed, or if a format cannot be made (for example without alternative text).
    """
    if not _STEM.fullmatch(stem):
        raise ReportError("Der Dateiname eines Berichts besteht aus Buchstaben, Ziffern, - und _.",
                          "The file name of a report consists of letters, digits, - and _.")  # fmt: skip
    day = _day(document)
    makers = _makers(document, day)
    if unknown := [form for form in formats if form not in makers]:
        raise ReportError(f"Unbekanntes Format {unknown[0]!r}; erlaubt: html, pdf, docx.",
                          f"Unknown format {unknown[0]!r}; allowed: html, pdf, docx.")  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    return {form: write(folder / f"{stem}.{document.language}.{form}", makers[form]()) for form in formats}


def write(path: Path, content: bytes) -> Path:
    """Write a file through a temporary one beside it, so that nobody ever sees half a report."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _day(document: Document) -> date:
    text = document.metadata.get("date", "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ReportError(
            'Ein Bericht braucht metadata["date"] als ISO-Datum, zum Beispiel 2025-03-01.',
            'A report needs metadata["date"] as an ISO date, for example 2025-03-01.',
        ) from None


def _makers(document: Document, day: date) -> dict[str, Callable[[], bytes]]:
    @cache
    def printed() -> tuple[Document, Node]:
        extended = with_figure_data(document)
        return extended, compose.parsed(extended, to_markdown(extended))

    return {
        "html": lambda: _html(document),
        "pdf": lambda: typeset.pdf(*printed(), day),
        "docx": lambda: _docx(*printed(), day),
    }


def _html(document: Document) -> bytes:
    tree = compose.parsed(document, to_markdown(document))
    nodes = compose.composed(document, tree, compose.html_maker(document))
    options = ("--sandbox", "--from=json", "--to=html5", "--wrap=none", "--number-sections", "--section-divs")
    body = pandoc(json.dumps(nodes), *options, "--shift-heading-level-by=1").decode("utf-8")
    return html.report_page(document, body).encode("utf-8")


def _docx(document: Document, tree: Node, day: date) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nodes = compose.composed(document, tree, compose.word_maker(document, folder))
        nodes["blocks"] = word.front(document, compose.headers(tree)) + nodes["blocks"]
        options = ("--from=json", "--to=docx", "--number-sections", "--output=-")
        return word.finished(pandoc(json.dumps(nodes), *options, folder=folder), document, day)
