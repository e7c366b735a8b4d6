"""A small document with one of everything, shared by the tests of this folder."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from evaluation.reporting.blocks import Block, DataTable, Figure, Notice, PageBreak, Sentence, Text, Title
from evaluation.reporting.document import Document

STAMPS = ("Synthetische Daten – keine echten Personen", "Nicht zur Veröffentlichung freigegeben")
SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><metadata>https://matplotlib.org/</metadata>'
    '<rect width="150" height="40" fill="#1f4e68"/></svg>'
)


@cache
def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 4, 2, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\x20\x20\x20\x20" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def table(rows: int = 3) -> DataTable:
    lines = tuple(("Stadt" if at < 2 else "Land", f"Ort {at}", f"{at}.000", "geheim (•)") for at in range(rows))
    return DataTable(
        "orte", "Kontakte je Ort", ("Typ", "Ort", "Kontakte", "Anteil"), lines,
        notes=("• geheim: zum Schutz einzelner Personen nicht gezeigt.",), source="Lieferungen", group_column=0,
    )  # fmt: skip


def figure() -> Figure:
    data = DataTable("reihe", "Kontakte je Jahr", ("Jahr", "Kontakte"), (("2023", "10"), ("2024", "12")))
    return Figure("reihe", "Kontakte je Jahr", "Die Zahl steigt von 10 auf 12.", "Lieferungen", SVG, png(), data)


def document(*extra: Block, language: str = "de", rows: int = 3) -> Document:
    title = Title("Standortbericht Adlerstadt", "2024", (("Auftraggeber", "Ministerium für Beispiele"),), STAMPS)
    blocks = (
        Text("# Das Wichtigste\n\nEin *betonter* Satz, z. B. 12 %, ein [Verweis](https://example.org/x).\n\n## Lage"),
        Sentence("Es wurden 1.234 Personen beraten."),
        figure(),
        Notice("missing", "Nicht erhoben: Wohndauer."),
        PageBreak(),
        Text("# Anhang {-}"),
        table(rows),
        *extra,
    )
    data = {"date": "2025-03-01", "author": "Institut für Sozialforschung"}
    return Document(title, language, blocks, STAMPS, data)  # type: ignore[arg-type]
