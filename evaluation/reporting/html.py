"""HTML of blocks and pages: every datum escaped, every table with scopes, nothing loaded from outside."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from evaluation.errors import ReportError
from evaluation.reporting.blocks import Block, DataTable, Figure, Notice, PageBreak, Sentence, Text, Title
from evaluation.reporting.document import WORDS, Document, typographic
from evaluation.reporting.layout import shape
from evaluation.reporting.pandoc import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_METADATA = re.compile(r"<metadata>.*?</metadata>|<!DOCTYPE[^>]*>", re.DOTALL)
_ALLOWED_REFERENCE = re.compile(r"#|data:image/svg\+xml;base64,|[A-Za-z0-9_][A-Za-z0-9_./-]*$")


def block_html(block: Block, language: str, label: str = "") -> str:
    """Return a block as an HTML fragment; ``label`` is its number, for example "Abbildung 3"."""
    maker = _MAKERS[type(block)]
    return maker(block, language, label)


def drawing(svg: str) -> str:
    """Return an SVG drawing without its document type and metadata, which name outside addresses."""
    return _METADATA.sub("", svg)


def _prose(text: str) -> str:
    return escape(typographic(clean(text))).replace("\n", "<br>")


def _cell(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


def _text(block: Text, language: str, label: str) -> str:
    return f"<p>{_prose(block.markdown)}</p>"


def _sentence(block: Sentence, language: str, label: str) -> str:
    return f'<p class="result" data-status="{escape(block.status)}">{_prose(block.text)}</p>'


def _notice(block: Notice, language: str, label: str) -> str:
    kind = WORDS[language][block.kind]
    return f'<p class="notice {escape(block.kind)}"><strong>{kind}.</strong> {_prose(block.text)}</p>'


def _title(block: Title, language: str, label: str) -> str:
    subtitle = f'<p class="subtitle">{_prose(block.subtitle)}</p>' if block.subtitle else ""
    lines = "".join(f"<div><dt>{_prose(name)}</dt><dd>{_prose(text)}</dd></div>" for name, text in block.lines)
    about = f"<dl>{lines}</dl>" if lines else ""
    return f'<header class="title"><h1>{_prose(block.title)}</h1>{subtitle}{about}</header>'


def _page_break(block: PageBreak, language: str, label: str) -> str:
    return '<div class="page-break"></div>'


def _caption(text: str, label: str) -> str:
    number = f'<span class="label">{escape(label)}</span> ' if label else ""
    return number + _prose(text)


def _below(source: str, notes: tuple[str, ...], language: str) -> str:
    lines = [f"<p>{_prose(note)}</p>" for note in notes]
    if source:
        lines.append(f"<p>{WORDS[language]['source']}: {_prose(source)}</p>")
    return f'<div class="below">{"".join(lines)}</div>' if lines else ""


def _table(block: DataTable, language: str, label: str) -> str:
    name = escape(f"table-{block.id}", quote=True)
    layout = shape(block)
    heads = zip(layout.columns, layout.align, strict=True)
    head = "".join(f'<th scope="col"{_right(letter)}>{_cell(text)}</th>' for text, letter in heads)
    bodies = "".join(_body(heading, rows, block, layout.align) for heading, rows in layout.groups)
    caption = f'<caption id="{name}-caption">{_caption(block.caption, label)}</caption>'
    table = f"<table>{caption}<thead><tr>{head}</tr></thead>{bodies}</table>"
    scroll = f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}-caption">{table}</div>'
    return f'<div class="data-table" id="{name}">{scroll}{_below(block.source, block.notes, language)}</div>'


def _body(heading: str | None, rows: tuple[tuple[str, ...], ...], block: DataTable, align: tuple[str, ...]) -> str:
    top = ""
    if heading is not None:
        top = f'<tr class="group"><th scope="rowgroup" colspan="{len(align)}">{_cell(heading)}</th></tr>'
    lines = []
    for row in rows:
        cells = [f"<td{_right(letter)}>{_cell(text)}</td>" for text, letter in zip(row, align, strict=True)]
        if block.row_headers:
            cells[0] = f'<th scope="row"{_right(align[0])}>{_cell(row[0])}</th>'
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<tbody>{top}{''.join(lines)}</tbody>"


def _right(letter: str) -> str:
    return ' class="r"' if letter == "r" else ""


def _figure(block: Figure, language: str, label: str) -> str:
    data = base64.b64encode(drawing(block.svg).encode("utf-8")).decode("ascii")
    style = f"width:{min(block.width_mm, 160) / 160 * 100:.0f}%"
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(clean(block.alt))}" style="{style}">'
    caption = f"<figcaption>{_caption(block.caption, label)}</figcaption>"
    details = ""
    if block.table is not None:
        summary = WORDS[language]["figure_data"]
        number = f" {label.split()[-1]}" if label else ""
        details = f"<details><summary>{summary}{number}</summary>{_table(block.table, language, '')}</details>"
    below = _below(block.source, (), language)
    return f'<figure id="figure-{escape(block.id)}">{caption}{image}{below}{details}</figure>'


_MAKERS: Mapping[type[Block], Callable[[Any, str, str], str]] = {
    Text: _text,
    Sentence: _sentence,
    Notice: _notice,
    Title: _title,
    PageBreak: _page_break,
    DataTable: _table,
    Figure: _figure,
}


def report_page(document: Document, body: str) -> str:
    """Return the whole HTML page of a report from the body that pandoc wrote.

    Raises
    ------
    ReportError
        If the page would load or link anything from outside.
    """
    from lxml import html as parser

    root = parser.fragment_fromstring(body or "<p></p>", create_parent="main")
    root.set("id", "content")
    root.set("tabindex", "-1")
    contents = _contents(root, WORDS[document.language]["contents"])
    content = parser.tostring(root, encoding="unicode", method="html")
    title = block_html(document.title, document.language)
    return page(document.title.title, document.language, document.stamps, title + contents + content, document.metadata)


def page(title: str, language: str, stamps: tuple[str, ...], content: str, metadata: Mapping[str, str]) -> str:
    """Return a self-contained page: style inline, no script, a policy that forbids every outside source."""
    words = WORDS[language]
    marks = "".join(f"<li>{_cell(stamp)}</li>" for stamp in stamps)
    banner = f'<aside class="stamps" aria-label="{words["stamps"]}"><ul>{marks}</ul></aside>' if marks else ""
    described = {"author": metadata.get("author", ""), "date": metadata.get("date", "")}
    meta = "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in described.items() if text)
    text = Template(_asset("page.html")).substitute(
        language=language,
        title=escape(clean(title)),
        meta=meta,
        style=_asset("report.css") + _page_marks(stamps),
        skip=words["skip"],
        stamps=banner,
        content=content,
    )
    _check(text)
    return text


def _page_marks(stamps: tuple[str, ...]) -> str:
    # Printed pages: the browser repeats the stamps in the margin. Every character is a number: nothing breaks out.
    marks = "".join(f"\\{ord(letter):x} " for letter in clean(" · ".join(stamps)))
    return f'@page {{ @top-center {{ content: "{marks}"; }} }}\n' if stamps else ""


@cache
def _asset(name: str) -> str:
    return files("evaluation.reporting").joinpath("assets", name).read_text(encoding="utf-8")


def _contents(root: HtmlElement, heading: str) -> str:
    entries = []
    for section in root.xpath(".//section[@id]"):
        title = section.xpath("./*[self::h2 or self::h3]")
        if title:
            depth = "deep" if title[0].tag == "h3" else "top"
            words = escape(" ".join(title[0].text_content().split()))
            entries.append(f'<li class="{depth}"><a href="#{escape(section.get("id"))}">{words}</a></li>')
    if not entries:
        return ""
    lines = "".join(entries)
    return f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">{heading}</h2><ol>{lines}</ol></nav>'


def _check(text: str) -> None:
    from lxml import html as parser

    for element in parser.document_fromstring(text).iter("*"):
        names = [name for name in element.attrib if name.startswith("on")]
        references = [element.get(name) for name in ("src", "href", "srcset", "action", "data") if element.get(name)]
        outside = [reference for reference in references if not _ALLOWED_REFERENCE.match(reference)]
        if names or outside or element.tag in {"script", "iframe", "object", "embed", "link", "form", "base"}:
            raise ReportError(
                f"Die Seite enthielte ein unerlaubtes Element ({element.tag}).",
                f"The page would contain an element that is not allowed ({element.tag}).",
            )
