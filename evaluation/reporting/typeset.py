"""PDF: the document's texts as typst source, its data as JSON beside it, set as PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from evaluation.errors import ReportError
from evaluation.reporting import compose
from evaluation.reporting.blocks import to_bundle
from evaluation.reporting.document import WORDS, Document
from evaluation.reporting.pandoc import Node, clean, pandoc

PDF_STANDARDS = ("ua-1", "a-2a")
REGIONS = {"de": "DE", "en": "GB"}


def pdf(document: Document, tree: Node, day: date) -> bytes:
    """Return the PDF of a document; a figure without alternative text is an error."""
    import typst

    with tempfile.TemporaryDirectory() as name, _fonts() as fonts:
        folder = Path(name)
        maker = compose.TypstMaker(folder)
        nodes = compose.composed(document, tree, maker)
        body = pandoc(json.dumps(nodes), "--sandbox", "--from=json", "--to=typst", "--wrap=none").decode("utf-8")
        (folder / "main.typ").write_text(f'#import "report.typ": *\n#show: report\n{body}', encoding="utf-8")
        (folder / "report.typ").write_text(_template(), encoding="utf-8")
        record = json.dumps({**_page_data(document, day), "blocks": maker.data}, ensure_ascii=False)
        (folder / "document.json").write_text(record, encoding="utf-8")
        stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
        try:
            return typst.compile(
                folder / "main.typ", root=folder, font_paths=list(fonts), ignore_system_fonts=True, format="pdf",
                pdf_standards=cast(Any, list(PDF_STANDARDS)), timestamp=stamp,
            )  # fmt: skip
        except typst.TypstError as error:
            raise ReportError(f"Das PDF konnte nicht gesetzt werden: {error.message}",
                              f"The PDF could not be typeset: {error.message}") from error  # fmt: skip


def _page_data(document: Document, day: date) -> dict[str, Any]:
    title = {**to_bundle(document.title)}
    return {
        "words": WORDS[document.language],
        "language": document.language,
        "region": REGIONS[document.language],
        "date": [day.year, day.month, day.day],
        "author": clean(document.metadata.get("author", "")),
        "title": compose.cleaned(title),
        "short-title": clean(document.title.title).replace("\n", " "),
        "stamps": [clean(stamp) for stamp in document.stamps],
    }


def _template() -> str:
    return files("evaluation.reporting").joinpath("assets", "report.typ").read_text(encoding="utf-8")


@contextmanager
def _fonts() -> Iterator[list[Path]]:
    # Inter is ours; matplotlib's DejaVu Sans has the letters that Inter lacks, so that no name loses a character.
    spec = find_spec("matplotlib")
    places = (spec.submodule_search_locations or []) if spec else []
    wide = [Path(place, "mpl-data", "fonts", "ttf") for place in places]
    with as_file(files("evaluation.reporting").joinpath("assets", "fonts")) as own:
        yield [own, *wide]
