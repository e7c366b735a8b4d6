"""DOCX: blocks as pandoc nodes in named styles, then our styles, header, footer and language in the finished file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from evaluation.reporting.blocks import Block, DataTable, Figure, Notice, PageBreak, Sentence
from evaluation.reporting.document import WORDS, Document, typographic
from evaluation.reporting.layout import shape, widths
from evaluation.reporting.pandoc import Node, attributes, clean, image, inlines, para, raw, strong, styled, table

LOCALES = {"de": "de-DE", "en": "en-GB"}

_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# A4, margins 25 mm; the header carries the stamps, the footer the page number.
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader1"/><w:footerReference w:type="default" '
    'r:id="rIdFooter1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1530" w:right="1418" w:bottom="1418" '
    'w:left="1418" w:header="680" w:footer="600" w:gutter="0"/></w:sectPr>'
)
_CONTENTS_OPEN = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    "</w:sdtPr><w:sdtContent>"
)
_CONTENTS_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_CONTENTS_END = (
    '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:br w:type="page"/></w:r></w:p></w:sdtContent></w:sdt>'
)


def block_nodes(block: Block, label: str, language: str, folder: Path) -> list[Node]:
    """Return a block as pandoc nodes; a figure's picture is written to ``folder``."""
    words = WORDS[language]
    if isinstance(block, Sentence):
        return [para(_prose(block.text))]
    if isinstance(block, Notice):
        content = [strong(f"{words[block.kind]}."), {"t": "Space"}, *_prose(block.text)]
        return [styled(f"Notice {block.kind}", [para(content)])]
    if isinstance(block, PageBreak):
        return [raw("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')]
    if isinstance(block, DataTable):
        return _table(block, label, words["source"])
    if isinstance(block, Figure):
        return _figure(block, label, words["source"], folder)
    return [para(_prose(block.plain()))]


def _prose(text: str) -> list[Node]:
    return inlines(typographic(text))


def _caption(style: str, text: str, label: str) -> Node:
    number = [strong(label), {"t": "Space"}] if label else []
    return styled(style, [para([*number, *_prose(text)])])


def _below(source: str, word: str, notes: tuple[str, ...] = ()) -> list[Node]:
    lines = [*notes, *([f"{word}: {source}"] if source else [])]
    return [styled("Report Source", [para(_prose(line))]) for line in lines]


def _table(block: DataTable, label: str, source: str) -> list[Node]:
    layout = shape(block)
    rows: list[tuple[bool, tuple[str, ...]]] = []
    for heading, lines in layout.groups:
        rows += [(True, (heading,))] if heading is not None else []
        rows += [(False, line) for line in lines]
    node = table(layout.columns, rows, layout.align, widths(layout), block.row_headers)
    caption = _caption("Table Caption", block.caption, label)
    return [caption, node, *_below(block.source, source, block.notes)]


def _figure(block: Figure, label: str, source: str, folder: Path) -> list[Node]:
    path = f"picture-{len(list(folder.iterdir()))}.png"
    (folder / path).write_bytes(block.png)
    picture = styled("Report Figure", [para([image(path, block.alt, min(block.width_mm, 160))])])
    return [_caption("Image Caption", block.caption, label), picture, *_below(block.source, source)]


def front(document: Document, headers: list[tuple[int, str, str, str]]) -> list[Node]:
    """Return title page and contents; ``headers`` are (level, number, text, id)."""
    title = document.title
    nodes = [styled("Title", [para(inlines(title.title))])]
    if title.subtitle:
        nodes.append(styled("Subtitle", [para(inlines(title.subtitle))]))
    if document.stamps:
        nodes.append(styled("Report Stamp", [para(inlines(" · ".join(document.stamps)))]))
    for name, text in title.lines:
        tab = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}
        nodes.append(styled("Report Line", [para([strong(name), tab, *inlines(text)])]))
    return nodes + _contents(headers, WORDS[document.language]["contents"])


def _contents(headers: list[tuple[int, str, str, str]], heading: str) -> list[Node]:
    # A ready-made field: readable everywhere at once, and Word renews it with page numbers on F9.
    entries = [entry for entry in headers if entry[0] <= 2]
    if not entries:
        return []
    lines = []
    for level, number, text, id in entries:
        tab = [{"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}] if number else []
        link = {"t": "Link", "c": [attributes(), inlines(text), [f"#{id}", ""]]}
        lines.append((f"toc {level}", [*inlines(number), *tab, link]))
    lines[0][1].insert(0, {"t": "RawInline", "c": ["openxml", _CONTENTS_BEGIN]})
    return [
        styled("TOC Heading", [para(inlines(heading))]),
        raw("openxml", _CONTENTS_OPEN),
        *(styled(style, [para(line)]) for style, line in lines),
        raw("openxml", _CONTENTS_END),
    ]


def finished(docx: bytes, document: Document, day: date) -> bytes:
    """Return pandoc's DOCX with the house style, stamps on every page, language and metadata, dated ``day``."""
    parts = _parts(document, day)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if name not in parts]
        for name in [*names, *parts]:
            content = parts[name].encode() if name in parts else _changed(name, source.read(name), document)
            entry = zipfile.ZipInfo(name, date_time=(max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()


def _parts(document: Document, day: date) -> dict[str, str]:
    words = WORDS[document.language]
    values = {
        "title": document.title.title,
        "subject": document.metadata.get("subject", document.title.subtitle),
        "author": document.metadata.get("author", ""),
        "language": LOCALES[document.language],
        "date": day.isoformat(),
        "stamps": " · ".join(document.stamps),
        "page": words["page"],
        "of": words["of"],
    }
    safe = {name: escape(clean(value)).replace("\n", " ") for name, value in values.items()}
    places = {"styles": "word", "header1": "word", "footer1": "word", "core": "docProps"}
    return {f"{place}/{name}.xml": Template(_asset(name)).substitute(safe) for name, place in places.items()}


@cache
def _asset(name: str) -> str:
    return files("evaluation.reporting").joinpath("assets", "word", f"{name}.xml").read_text(encoding="utf-8").strip()


def _changed(name: str, content: bytes, document: Document) -> bytes:
    if name not in {"[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml", "word/settings.xml"}:
        return content
    text = content.decode("utf-8")
    if name == "[Content_Types].xml":
        kinds = "".join(
            f'<Override PartName="/word/{part}1.xml" ContentType="{_TYPES}.{part}+xml"/>'
            for part in ("header", "footer")
        )
        text = text.replace("</Types>", f"{kinds}</Types>")
    elif name == "word/_rels/document.xml.rels":
        links = "".join(
            f'<Relationship Type="{_RELATIONS}/{part}" Id="rId{part.title()}1" Target="{part}1.xml"/>'
            for part in ("header", "footer")
        )
        text = text.replace("</Relationships>", f"{links}</Relationships>")
    elif name == "word/settings.xml":
        locale = LOCALES[document.language]
        text = re.sub(r"<w:themeFontLang[^>]*/>", f'<w:themeFontLang w:val="{locale}"/>', text)
        text = text.replace("<w:defaultTabStop", "<w:autoHyphenation/><w:defaultTabStop", 1)
    else:
        text = _body(text)
    return text.encode("utf-8")


def _body(text: str) -> str:
    text = re.sub(r"<w:sectPr>.*?</w:sectPr>\s*(?=</w:body>)", lambda _: _SECTION, text, flags=re.DOTALL)
    text = re.sub(r'(<pic:cNvPr descr=)"[^"]*"', r'\1""', text)
    # Rows must not break over pages, and tables fill the text width.
    text = text.replace('<w:tblHeader w:val="on" />', "<w:cantSplit/><w:tblHeader/>")
    return text.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
