"""PDF files: the text that is drawn, alternative texts, metadata, and where links lead.

The strings of the pages are decoded with the fonts' own tables, without laying the pages out: a scan need not know
where every glyph stands, and finding that out takes several times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.release.scan.content import Content

_STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]+>"
_TOKEN = re.compile(
    rb"/ActualText\s*(?P<spoken>" + _STRING + rb")|(?P<string>" + _STRING + rb")(?!>)"
    rb"|/(?P<font>[^\s/<>()\[\]]+)\s+[-\d.]+\s+Tf|/(?P<form>[^\s/<>()\[\]]+)\s+Do\b|(?<![\w/])(?P<end>ET|BT|EMC)(?!\w)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"(": b"(", b")": b")", b"\\": b"\\"}
_SINGLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_DEEPEST = 60

Table = tuple[int, Mapping[int, str]]
"""Bytes per code, and the text of each code."""


def read_pdf(path: Path) -> Content:
    """The content of a PDF file."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        content = Content()
        fonts: dict[Any, Table] = {}
        for page in reader.pages:
            stream = page.get("/Contents")
            content.texts += _drawn(_bytes(stream), page.get("/Resources"), fonts, 0)
            content.links += _targets(page)
        catalogue: Any = reader.trailer["/Root"]
        content.texts += [str(value) for value in (reader.metadata or {}).values()]
        content.texts += _alternatives(catalogue.get("/StructTreeRoot"), 0)
        if catalogue.get("/Metadata") is not None:
            packet = catalogue["/Metadata"].get_object().get_data().decode("utf-8", errors="replace")
            content.texts += re.sub(r"<[^>]*>", "\n", packet).splitlines()
    except PyPdfError as error:
        raise ValueError("PDF") from error
    return content


def _bytes(stream: Any) -> bytes:
    thing = stream.get_object() if stream is not None else None
    if isinstance(thing, list):
        return b"\n".join(part.get_object().get_data() for part in thing)
    data: bytes = thing.get_data() if thing is not None else b""
    return data


def _drawn(data: bytes, resources: Any, fonts: dict[Any, Table], depth: int) -> Iterator[str]:
    """The strings that a page or form draws, one a text object, and the texts told beside it."""
    told = resources.get_object() if resources is not None else {}
    named = {str(name): font for name, font in _entries(told, "/Font")}
    forms = {str(name): form for name, form in _entries(told, "/XObject")}
    table: Table = (1, {})
    drawing, replaced = False, False
    parts: list[str] = []
    for match in _TOKEN.finditer(data):
        if match["end"]:
            drawing = match["end"] == b"BT" or (drawing and match["end"] == b"EMC")
            replaced = False
            if parts and not drawing:
                yield "".join(parts)
                parts = []
        elif match["font"] and (name := f"/{match['font'].decode('latin-1')}") in named:
            table = _table(named[name], fonts)
        elif match["form"] and depth < _DEEPEST:
            form: Any = forms.get(f"/{match['form'].decode('latin-1')}")
            thing: Any = form.get_object() if form is not None else {}
            if thing.get("/Subtype") == "/Form":
                yield from _drawn(thing.get_data(), thing.get("/Resources") or resources, fonts, depth + 1)
        elif match["spoken"]:  # what a hyphen or ligature says stands in place of its glyphs
            parts.append(_beside(_raw(match["spoken"])))
            replaced = True
        elif match["string"] and drawing and not replaced:
            parts.append(_decoded(_raw(match["string"]), table))
        elif match["string"] and not drawing:
            yield _beside(_raw(match["string"]))


def _entries(resources: Any, name: str) -> list[tuple[Any, Any]]:
    found = resources.get(name) if resources else None
    return list(found.get_object().items()) if found is not None else []


def _raw(string: bytes) -> bytes:
    """The bytes of a string as written, in brackets or in hexadecimal digits."""
    if string.startswith(b"<"):
        digits = b"".join(string[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())

    def plain(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() else _ESCAPED.get(sign, b"")

    return _ESCAPE.sub(plain, string[1:-1])


def _beside(raw: bytes) -> str:
    """A string that is not drawn, such as a replacement text."""
    return raw[2:].decode("utf-16-be", errors="replace") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1")


def _decoded(raw: bytes, table: Table) -> str:
    width, known = table
    codes = (int.from_bytes(raw[at : at + width], "big") for at in range(0, len(raw), width))
    return "".join(known.get(code, chr(code) if width == 1 else "\ufffd") for code in codes)


def _table(font: Any, fonts: dict[Any, Table]) -> Table:
    """The table of a font's codes; read once."""
    name = getattr(font, "idnum", id(font))
    if name not in fonts:
        thing = font.get_object()
        width = 2 if thing.get("/Subtype") == "/Type0" else 1
        mapped = thing.get("/ToUnicode")
        if mapped is None and width == 2:
            raise ValueError("font without text")
        fonts[name] = width, _codes(mapped.get_object().get_data()) if mapped is not None else {}
    return fonts[name]


def _codes(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        found |= {int(code, 16): _word(text) for code, text in _SINGLE.findall(block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, start, several in _RANGE.findall(block):
            codes = range(int(low, 16), int(high, 16) + 1)
            if several:
                words = [_word(text) for text in re.findall(rb"<([0-9A-Fa-f]+)>", several)]
            else:
                first = _word(start)
                words = [first[:-1] + chr(ord(first[-1]) + step) for step in range(len(codes))]
            found |= dict(zip(codes, words, strict=False))
    return found


def _word(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace")


def _targets(page: Any) -> list[str]:
    found = []
    annotations = page.get("/Annots")
    for annotation in annotations.get_object() if annotations is not None else ():
        action = annotation.get_object().get("/A")
        target = action.get_object().get("/URI") if action is not None else None
        found += [str(target)] if target else []
    return found


def _alternatives(node: Any, depth: int) -> list[str]:
    """Alternative and replacement texts in the structure of a tagged PDF."""
    if node is None or depth > _DEEPEST:
        return []
    thing = node.get_object()
    if isinstance(thing, list):
        return [text for child in thing for text in _alternatives(child, depth + 1)]
    if not isinstance(thing, dict):
        return []
    own = [str(thing[name]) for name in ("/Alt", "/ActualText", "/E", "/T") if name in thing]
    return own + _alternatives(thing.get("/K"), depth + 1)
