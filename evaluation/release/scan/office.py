"""Word documents and workbooks: paragraphs, alternative texts, metadata, references."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from evaluation.release.scan.content import Content, grid_of

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ALTERNATIVE = ("descr", "title", "alt", "tooltip")


def read_archive(path: Path) -> Content:
    """The content of an Office document (DOCX, XLSX): texts of all parts, with the metadata."""
    content = Content()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                _part(archive.read(name), content)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        content.add(_workbook(path))
    return content


def _part(data: bytes, content: Content) -> None:
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for element in root.iter("*"):
        if element.tag == _RELATIONSHIP and element.get("TargetMode") == "External":
            content.links.append(str(element.get("Target")))
        content.texts += [element.get(name) for name in _ALTERNATIVE if element.get(name)]
        if element.tag == f"{_WORD}p":
            content.texts.append("".join(node.text or "" for node in element.iter(f"{_WORD}t", f"{_WORD}instrText")))
        elif element.text and element.text.strip() and not str(element.tag).startswith(_WORD):
            content.texts.append(element.text)
    for number, table in enumerate(root.iter(f"{_WORD}tbl"), start=1):
        content.grids.append(grid_of(f"table {number}", _rows(table)))


def _rows(table: Any) -> list[list[str]]:
    return [
        ["".join(node.text or "" for node in cell.iter(f"{_WORD}t")) for cell in row.iter(f"{_WORD}tc")]
        for row in table.iter(f"{_WORD}tr")
    ]


def _workbook(path: Path) -> Content:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    content = Content()
    for name in book.sheet_names:
        rows = [["" if cell is None else str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        content.grids.append(grid_of(name, rows))
        content.texts += [cell for row in rows for cell in row if cell]
    return content
