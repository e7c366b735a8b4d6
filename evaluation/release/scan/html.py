"""Pages and drawings: every text node, attribute and comment, drawings inside pages included."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from evaluation.release.scan.content import Content, Grid

_REFERENCES = ("href", "src", "srcset", "action", "data", "poster", "formaction", "{http://www.w3.org/1999/xlink}href")
_BLOCKS = "//p|//td|//th|//li|//dd|//dt|//caption|//figcaption|//summary|//h1|//h2|//h3|//h4|//title"
_DRAWING = re.compile(r"^data:image/svg\+xml;base64,(.*)$", re.DOTALL)
_URL = re.compile(r"url\(\s*['\"]?([^)'\"]+)")


def read_page(data: bytes | str) -> Content:
    """The content of an HTML page or fragment."""
    from lxml import html

    text = data.decode("utf-8", errors="replace") if isinstance(data, bytes) else data
    if not text.strip():
        return Content()
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    content = Content(texts=[str(node) for node in root.xpath("//text()[not(parent::style)]")])
    content.texts += [element.text_content() for element in root.xpath(_BLOCKS)]
    content.texts += [str(node.text or "") for node in root.xpath("//comment()")]
    for style in root.xpath("//style/text()|//@style"):
        content.links += _URL.findall(str(style))
    for element in root.iter("*"):
        _attributes(element, content)
    content.grids = [_table(table) for table in root.xpath("//table")]
    return content


def read_drawing(data: bytes) -> Content:
    """The texts and references of an SVG drawing; its namespaces are none."""
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    content = Content(texts=[str(node) for node in root.xpath("//text()|//comment()")])
    for element in root.iter("*"):
        _attributes(element, content)
    return content


def _attributes(element: Any, content: Content) -> None:
    for name, value in element.attrib.items():
        if name in _REFERENCES:
            drawing = _DRAWING.match(value)
            if drawing:
                try:
                    content.add(read_drawing(base64.b64decode(drawing[1])))
                except (binascii.Error, ValueError, SyntaxError):
                    content.texts.append(value)
            elif not value.startswith("data:"):
                content.links.append(value)
        elif name not in ("style", "class", "d", "points", "transform"):
            content.texts.append(str(value))


def _table(table: Any) -> Grid:
    holder = next((parent for parent in table.iterancestors("div") if parent.get("class") == "data-table"), None)
    name = str((holder if holder is not None else table).get("id") or "")
    head = table.xpath("./thead/tr")
    columns = tuple(_text(cell) for cell in head[0].xpath("./th|./td")) if head else ()
    rows, groups, group = [], [], ""
    for row in table.xpath("./tbody/tr|./tr"):
        cells = tuple(_text(cell) for cell in row.xpath("./th|./td"))
        if row.get("class") == "group" or (len(cells) == 1 < len(columns)):
            group = cells[0] if cells else ""
        else:
            rows.append(cells)
            groups.append(group)
    caption = " ".join(_text(found) for found in table.xpath("./caption"))
    return Grid(name, columns, tuple(rows), caption, tuple(groups))


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())
