"""Call pandoc and build the few nodes of its document tree that the reports need."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from evaluation.errors import ReportError

Node = dict[str, Any]
Attributes = list[Any]

# Raw HTML, TeX and formulas stay literal text; quotes and dashes stay as the authors typed them.
READER = (
    "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-latex_macros-smart-citations-example_lists"
    "-yaml_metadata_block-pandoc_title_block-native_divs-native_spans-markdown_in_html_blocks+ascii_identifiers"
)
# Control characters, halves of characters, private use and non-characters: XML or PDF/A cannot hold them.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff\U000e0000-\U0010ffff]"
)
_LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029]")


def pandoc(source: str, *arguments: str, folder: Path | None = None) -> bytes:
    """Run pandoc on a text and return what it writes.

    Raises
    ------
    ReportError
        If pandoc fails.
    """
    import pypandoc

    command = [pypandoc.get_pandoc_path(), *arguments]
    done = subprocess.run(command, input=source.encode("utf-8"), capture_output=True, cwd=folder, check=False)
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip()[:300]
        raise ReportError(
            f"Das Dokument konnte nicht umgewandelt werden (pandoc): {reason}",
            f"The document could not be converted (pandoc): {reason}",
        )
    return done.stdout


def read_markdown(markdown: str) -> Node:
    """Return pandoc's tree of a text, with links as text and without anything raw."""
    tree: Node = json.loads(pandoc(markdown, "--sandbox", "--from", READER, "--to", "json"))
    return rewritten(tree, _harmless)  # type: ignore[no-any-return]


def rewritten(node: Any, change: Callable[[Node], list[Node]]) -> Any:
    """Return a tree in which every node was replaced by the list that ``change`` returns for it."""
    if isinstance(node, dict):
        return {key: rewritten(value, change) for key, value in node.items()}
    if isinstance(node, list):
        changed: list[Any] = []
        for item in node:
            inner = rewritten(item, change)
            changed.extend(change(inner) if isinstance(inner, dict) and "t" in inner else [inner])
        return changed
    return node


def _harmless(node: Node) -> list[Node]:
    kind = node["t"]
    if kind in {"RawInline", "RawBlock", "Image", "Figure"}:
        raise ReportError(
            "Kapiteltexte dürfen keine Bilder, kein HTML und kein TeX enthalten; Abbildungen kommen aus Ergebnissen.",
            "Chapter texts must not contain images, HTML or TeX; figures come from the results.",
        )
    if kind == "Link" and not node["c"][2][0].startswith("#"):
        address = node["c"][2][0]
        shown = "".join(part["c"] for part in node["c"][1] if part["t"] == "Str")
        return node["c"][1] + ([] if shown == address else [Node(t="Space"), *inlines(f"({address})")])
    return [node]


def clean(text: str) -> str:
    """Return text without characters that no document can hold.

    Examples
    --------
    >>> clean("a" + chr(0) + "b") == "a" + chr(0xFFFD) + "b"
    True
    """
    return _UNPRINTABLE.sub("\ufffd", _LINE_END.sub("\n", text))


def inlines(text: str) -> list[Node]:
    """Return plain text as literal inline nodes; line ends stay line ends.

    Examples
    --------
    >>> [node["t"] for node in inlines("a *b*\\nc")]
    ['Str', 'LineBreak', 'Str']
    """
    nodes: list[Node] = []
    for line in clean(text).split("\n"):
        nodes += [{"t": "LineBreak"}, {"t": "Str", "c": line}] if nodes else [{"t": "Str", "c": line}]
    return nodes


def strong(text: str) -> Node:
    return {"t": "Strong", "c": inlines(text)}


def attributes(id: str = "", classes: Sequence[str] = (), **values: str) -> Attributes:
    return [id, list(classes), [[name.replace("_", "-"), value] for name, value in values.items()]]


def para(content: list[Node]) -> Node:
    return {"t": "Para", "c": content}


def styled(style: str, blocks: list[Node]) -> Node:
    """Return a Div that Word sets in a named paragraph style."""
    return {"t": "Div", "c": [attributes(custom_style=style), blocks]}


def raw(form: str, text: str) -> Node:
    return {"t": "RawBlock", "c": [form, text]}


def image(path: str, alt: str, width_mm: float) -> Node:
    width = attributes(width=f"{width_mm / 10:.2f}cm")
    return {"t": "Image", "c": [width, inlines(alt), [path, ""]]}


def table(
    columns: Sequence[str],
    rows: Iterable[tuple[bool, Sequence[str]]],
    align: Sequence[str],
    widths: Sequence[float],
    headed: bool,
) -> Node:
    """Return a table node; a row marked True is a heading that spans all columns."""
    letters = [{"l": "AlignLeft", "r": "AlignRight"}[letter] for letter in align]
    body = [_row(values, letters, len(columns) if wide else 1) for wide, values in rows]
    specs = [[{"t": letter}, {"t": "ColWidth", "c": width}] for letter, width in zip(letters, widths, strict=True)]
    head = [attributes(), [_row(columns, letters)]]
    bodies = [[attributes(), 1 if headed else 0, [], body]]
    return {"t": "Table", "c": [attributes(), [None, []], specs, head, bodies, [attributes(), []]]}


def _row(values: Sequence[str], letters: Sequence[str], span: int = 1) -> list[Any]:
    def cell(text: str, letter: str) -> list[Any]:
        content = [strong(text)] if span > 1 else inlines(text)
        return [attributes(), {"t": letter}, 1, span, [styled("Table Cell", [para(content)])]]

    return [attributes(), [cell(text, letter) for text, letter in zip(values, letters, strict=False)]]
