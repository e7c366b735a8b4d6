"""Put the blocks of a document into their places in pandoc's tree, for HTML, PDF or DOCX."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from evaluation.errors import ReportError
from evaluation.reporting import pandoc, word
from evaluation.reporting.blocks import Block, DataTable, Figure, Text, to_bundle
from evaluation.reporting.document import Document, numbered, typographic
from evaluation.reporting.html import block_html, drawing
from evaluation.reporting.layout import shape, widths
from evaluation.reporting.pandoc import Node

Maker: TypeAlias = Callable[[Block, str], list[Node]]

_PROSE = frozenset({"text", "caption", "notes", "source"})


def parsed(document: Document, markdown: str) -> Node:
    """Return pandoc's tree of the document's Markdown; every block still stands as its empty place.

    Raises
    ------
    ReportError
        If a place was lost, which happens when a text before it opens something that it does not close.
    """
    tree = pandoc.read_markdown(markdown)
    wanted = [place for place, block in enumerate(document.blocks) if not isinstance(block, Text)]
    found = [int(node["c"][0][0].removeprefix("block-")) for node in tree["blocks"] if _is_place(node)]
    if found != wanted:
        raise ReportError(
            "Ein Kapiteltext verschluckt, was nach ihm kommt: Bitte Codeblöcke und „:::“-Kästen schließen.",
            "A chapter text swallows what follows it: please close code blocks and “:::” boxes.",
        )
    tree["blocks"] = list(_without_jumps(tree["blocks"]))
    return tree


def _without_jumps(nodes: list[Node]) -> Iterator[Node]:
    # A screen reader's list of headings must not skip a level, and PDF/UA refuses it.
    level = 0
    for node in nodes:
        if node["t"] == "Header":
            level = min(node["c"][0], level + 1)
            node = {"t": "Header", "c": [level, *node["c"][1:]]}
        yield node


def composed(document: Document, tree: Node, maker: Maker) -> Node:
    """Return a copy of the tree in which ``maker(block, label)`` filled every place."""
    labels = numbered(document)
    nodes: list[Node] = []
    for node in tree["blocks"]:
        if _is_place(node):
            place = int(node["c"][0][0].removeprefix("block-"))
            nodes += maker(document.blocks[place], labels.get(place, ""))
        else:
            nodes.append(copy.deepcopy(node))
    return {**tree, "meta": {}, "blocks": nodes}


def _is_place(node: Node) -> bool:
    return node["t"] == "Div" and "block" in node["c"][0][1] and node["c"][0][0].startswith("block-")


def html_maker(document: Document) -> Maker:
    """Return the maker for HTML: the same elements that JupyterLab shows."""
    return lambda block, label: [pandoc.raw("html", block_html(block, document.language, label))]


def word_maker(document: Document, folder: Path) -> Maker:
    """Return the maker for DOCX; pictures go to ``folder``."""
    return lambda block, label: word.block_nodes(block, label, document.language, folder)


class TypstMaker:
    """The maker for PDF: each block becomes one call whose data stand in ``data``, outside the typst source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data: list[dict[str, Any]] = []

    def __call__(self, block: Block, label: str) -> list[Node]:
        self.data.append(self._record(block, label))
        return [pandoc.raw("typst", f"#show-block({len(self.data) - 1})")]

    def _record(self, block: Block, label: str) -> dict[str, Any]:
        record = {**to_bundle(block), "label": label}
        if isinstance(block, Figure):
            record = {name: record[name] for name in ("block", "label", "id", "caption", "alt", "source", "width_mm")}
            record["path"] = f"figure-{len(self.data)}.svg"
            (self.folder / record["path"]).write_text(drawing(block.svg), encoding="utf-8")
        if isinstance(block, DataTable):
            layout = shape(block)
            record |= {"columns": layout.columns, "align": layout.align, "groups": layout.groups, "rows": None}
            record["widths"] = widths(layout)
        tidy = cleaned(record)
        return {name: _mapped(value, typographic) if name in _PROSE else value for name, value in tidy.items()}


def cleaned(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose strings hold only characters that a document can hold."""
    return {name: _mapped(value, pandoc.clean) for name, value in record.items()}


def headers(tree: Node) -> list[tuple[int, str, str, str]]:
    """Return (level, number, text, id) of every heading, numbered as pandoc and typst number them."""
    counts: list[int] = []
    found = []
    for node in tree["blocks"]:
        if node["t"] != "Header":
            continue
        level, (id, classes, _), content = node["c"]
        number = ""
        if "unnumbered" not in classes:
            counts = [*counts, *([0] * level)][:level]
            counts[-1] += 1
            number = ".".join(map(str, counts))
        found.append((level, number, words_of(content), id))
    return found


def words_of(content: Any) -> str:
    """Return the text of inline nodes without their marks."""
    if isinstance(content, list):
        return "".join(words_of(part) for part in content)
    if not isinstance(content, dict):
        return ""
    if content["t"] in {"Space", "SoftBreak", "LineBreak"}:
        return " "
    return content["c"] if content["t"] == "Str" else words_of(content.get("c"))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    return value
