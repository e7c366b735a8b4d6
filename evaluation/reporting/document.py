"""The report as one document: the blocks of an executed notebook in order, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from evaluation.errors import ReportError
from evaluation.reporting.blocks import MIME, Block, DataTable, Figure, Text, Title, from_bundle
from evaluation.reporting.pandoc import clean

if TYPE_CHECKING:
    from nbformat import NotebookNode

Language: TypeAlias = Literal["de", "en"]

SILENT_TAGS = frozenset({"parameters", "injected-parameters", "setup"})

WORDS: dict[str, dict[str, str]] = {
    "de": {
        "figure": "Abbildung", "table": "Tabelle", "source": "Quelle", "note": "Anmerkung", "contents": "Inhalt",
        "figure_data": "Daten zur Abbildung", "annex": "Daten zu den Abbildungen", "skip": "Zum Inhalt springen",
        "missing": "Datenlücke", "caution": "Vorsicht", "privacy": "Datenschutz", "info": "Hinweis",
        "page": "Seite", "of": "von", "about": "Angaben zum Bericht", "stamps": "Kennzeichnung",
    },
    "en": {
        "figure": "Figure", "table": "Table", "source": "Source", "note": "Note", "contents": "Contents",
        "figure_data": "Data of the figure", "annex": "Data of the figures", "skip": "Skip to content",
        "missing": "Data gap", "caution": "Caution", "privacy": "Data protection", "info": "Note",
        "page": "Page", "of": "of", "about": "About this report", "stamps": "Marking",
    },
}  # fmt: skip

_NARROW = (
    (re.compile(r"\b(z|d|u|i|o|s)\. (B|h|a|d|R|Ä|U|E)\."), "\\1.\u00a0\\2."),
    (re.compile(r"(\d) (?=(?:%|€|§|km²|m²|VZÄ|FTE|Prozent|Personen|Euro)(?!\w))"), "\\1\u00a0"),
    (re.compile(r"(§§?|Nr\.|Art\.|Abs\.|Tabelle|Abbildung|Table|Figure) (?=\d)"), "\\1\u00a0"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """One report in one language.

    Parameters
    ----------
    title : Title
        The title page.
    language : {"de", "en"}
        Language of every text.
    blocks : tuple of Block
        The content in order.
    stamps : tuple of str
        Marks that stand on every page, for example "Synthetische Daten".
    metadata : dict
        ``date`` (ISO date of the report, needed: it also dates the files), optionally ``author`` and ``subject``.
    """

    title: Title
    language: Language
    blocks: tuple[Block, ...]
    stamps: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.language not in WORDS:
            raise ReportError("Berichte gibt es auf „de“ und „en“.", "Reports exist in “de” and “en”.")


def from_notebook(nb: NotebookNode, language: Language, metadata: Mapping[str, str] | None = None) -> Document:
    """Return the document of an executed notebook.

    Markdown cells tagged ``de`` or ``en`` count in their language only, untagged ones in both. Of the outputs only
    report blocks count. Cells tagged ``parameters``, ``injected-parameters`` or ``setup`` contribute nothing.

    Raises
    ------
    ReportError
        If a cell failed, if there is no title page, or if there are two.
    """
    cells = [(cell, _cell_blocks(cell, number, language)) for number, cell in enumerate(nb.cells, start=1)]
    blocks = [block for place, (_, found) in enumerate(cells) if not _empty_section(cells[place:]) for block in found]
    titles = [block for block in blocks if isinstance(block, Title)]
    if len(titles) != 1:
        raise ReportError(
            f"Ein Bericht braucht genau ein Titelblatt, gefunden: {len(titles)}.",
            f"A report needs exactly one title page, found: {len(titles)}.",
        )
    content = tuple(block for block in blocks if not isinstance(block, Title))
    return Document(titles[0], language, content, titles[0].stamps, dict(metadata or {}))


def _empty_section(cells: list[tuple[NotebookNode, list[Block]]]) -> bool:
    # A section (## …) whose code cells showed nothing has nothing to introduce; why was said earlier in its chapter.
    heading, found = cells[0]
    if heading.cell_type != "markdown" or not found or not heading.source.startswith("## "):
        return False
    asked = False
    for cell, shown in cells[1:]:
        if cell.cell_type == "markdown" and shown:
            break
        asked = asked or cell.cell_type == "code"
        if shown:
            return False
    return asked


def _cell_blocks(cell: NotebookNode, number: int, language: Language) -> list[Block]:
    tags = set(cell.metadata.get("tags", ()))
    other = {"de", "en"} - {language}
    if cell.cell_type == "markdown":
        wanted = not (tags & SILENT_TAGS) and (language in tags or not tags & other)
        return [Text(cell.source)] if wanted and cell.source.strip() else []
    outputs = cell.get("outputs", ())
    for output in outputs:
        if output.get("output_type") == "error":
            name = str(output.get("ename", ""))
            raise ReportError(
                f"Zelle {number} des Notebooks ist mit einem Fehler abgebrochen ({name}).",
                f"Cell {number} of the notebook stopped with an error ({name}).",
            )
    if tags & SILENT_TAGS or (tags & other and language not in tags):
        return []
    found = [from_bundle(output["data"][MIME]) for output in outputs if MIME in output.get("data", {})]
    return [block for block in found if not isinstance(block, Text) or block.lang in (None, language)]


def to_markdown(document: Document) -> str:
    """Return the document as pandoc Markdown: the chapters' texts, and a numbered place for every other block.

    Data never enter the Markdown, so that nothing in a name can become markup: `compose.composed` puts each block
    into its place in pandoc's tree.

    Examples
    --------
    >>> from evaluation.reporting.blocks import Sentence
    >>> print(to_markdown(Document(Title("T"), "de", (Text("# Reichweite"), Sentence("<b>")))))
    # Reichweite
    <BLANKLINE>
    ::: {#block-1 .block}
    :::
    """
    places = (
        typographic(clean(block.markdown)).strip("\n")
        if isinstance(block, Text)
        else f"::: {{#block-{number} .block}}\n:::"
        for number, block in enumerate(document.blocks)
    )
    return "\n\n".join(places)


def with_figure_data(document: Document) -> Document:
    """Return the document with the figures' data tables in an annex, for formats where a figure cannot unfold them."""
    words = WORDS[document.language]
    labels = numbered(document)
    tables = tuple(
        replace(block.table, caption=f"{words['figure_data']}\u00a0{labels[place].split()[-1]}: {block.table.caption}")
        for place, block in enumerate(document.blocks)
        if isinstance(block, Figure) and block.table is not None
    )
    annex = (Text(f"# {words['annex']} {{-}}"), *tables) if tables else ()
    return replace(document, blocks=document.blocks + annex)


def typographic(text: str) -> str:
    """Return running text with spaces that must not break.

    Examples
    --------
    >>> typographic("z. B. 12 % nach § 4").replace("\u00a0", "_")
    'z._B. 12_% nach §_4'
    """
    for pattern, replacement in _NARROW:
        text = pattern.sub(replacement, text)
    return text


def numbered(document: Document) -> dict[int, str]:
    """Return the label ("Abbildung 3", "Tabelle 1") of each figure and table by its place in the document."""
    words = WORDS[document.language]
    counts = {"figure": 0, "table": 0}
    labels: dict[int, str] = {}
    for place, block in enumerate(document.blocks):
        kind: Any = "figure" if isinstance(block, Figure) else "table" if isinstance(block, DataTable) else None
        if kind:
            counts[kind] += 1
            labels[place] = f"{words[kind]}\u00a0{counts[kind]}"
    return labels
