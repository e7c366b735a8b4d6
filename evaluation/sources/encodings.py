"""Bytes of a delivered text file to UTF-8: byte order marks, UTF-16, Windows encodings, mixtures, double encoding."""

from __future__ import annotations

import codecs
import re
from functools import cache

import numpy as np

from evaluation.cleaning import Place, found
from evaluation.findings import Finding

_CHUNK = 1 << 20
_SAMPLE = 4096
_ROWS_TOLD = 50
_DOUBLED = re.compile(rb"\xc3\x83(?:\xc2|\xc5|\xc6|\xcb|\xe2)|\xc3\x82\xc2[\xa0-\xbf]|\xc3\xa2\xe2\x82\xac")
_DOUBLE_MARKS = (b"\xc3\x83", b"\xc3\x82\xc2", b"\xc3\xa2\xe2")
_TWICE = "äöüÄÖÜßéèàáçñâêîôûóúíëïõãåøœ§°²³µ€–—„“”‚‘’…•"


def to_utf8(data: bytes, place: Place) -> tuple[bytes, list[Finding]]:
    """The text as UTF-8 without a byte order mark, and what had to be done for it.

    Examples
    --------
    >>> text, findings = to_utf8("Köpfe".encode("cp1252"), Place())
    >>> text.decode(), findings[0].rule
    ('Köpfe', 'encoding_converted')
    """
    if not data:
        return b"", [found("file_empty", place)]
    wide = _wide_encoding(data)
    if wide:
        try:
            text = data.decode(wide).replace("\ufeff", "")
        except UnicodeDecodeError:
            return b"", [found("file_unreadable", place, detail=wide.upper())]
        if "\x00" in text:
            return b"", [found("file_nul", place)]
        if not text.strip():
            return b"", [found("file_empty", place)]
        return text.encode("utf-8"), [found("encoding_converted", place, detail="UTF-16")]
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\x00" in data:
        return b"", [found("file_nul", place)]
    findings: list[Finding] = []
    again = not data.isascii()
    if again and not is_utf8(data):
        again = _maybe_utf8(data)  # what was encoded twice would look like UTF-8 before the conversion
        data, findings = _legacy(data, place) if again else _windows_only(data, place)
    if again and any(mark in data for mark in _DOUBLE_MARKS) and _DOUBLED.search(data):
        data, more = _undouble(data, place)
        findings += more
    blank = not data or data.isspace()
    return (b"", [*findings, found("file_empty", place)]) if blank else (data, findings)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16, told by its byte order mark or by NUL bytes at every other place."""
    if data.startswith(codecs.BOM_UTF16_LE) and not data.startswith(codecs.BOM_UTF32_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most = 0.6 * max(1, len(sample) // 2)
    if odd > most and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > most and odd == 0 else None


def is_utf8(data: bytes) -> bool:
    """True if the bytes are valid UTF-8; read in pieces, so that a large file needs no second copy in memory."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def windows(line: bytes) -> str:
    """Text in cp1252, or latin-1 where a byte is unknown to it."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _maybe_utf8(data: bytes) -> bool:
    """True if a lead byte of UTF-8 is anywhere followed by a continuation byte."""
    signs = np.frombuffer(data, dtype=np.uint8)
    for start in range(0, len(signs), _CHUNK):
        piece = signs[start : start + _CHUNK + 1]
        follow = piece[np.flatnonzero(piece[:-1] >= 0xC2) + 1]
        if ((follow >= 0x80) & (follow <= 0xBF)).any():
            return True
    return False


def _windows_only(data: bytes, place: Place) -> tuple[bytes, list[Finding]]:
    """Windows text of which nothing can be UTF-8: converted in pieces, so that a large file needs little memory."""
    pieces = []
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        signs = np.frombuffer(piece, dtype=np.uint8)
        # Only the bytes 80 to 9F differ between cp1252 and latin-1, and latin-1 is read faster.
        text = windows(piece) if ((signs & 0xE0) == 0x80).any() else piece.decode("latin-1")
        pieces.append(text.encode("utf-8"))
    return b"".join(pieces), [found("encoding_converted", place, detail="Windows-1252/Latin-1")]


def _legacy(data: bytes, place: Place) -> tuple[bytes, list[Finding]]:
    """Windows text, or a file in which some lines are UTF-8 and others are not."""
    lines = data.split(b"\n")
    foreign = [number for number, line in enumerate(lines) if not line.isascii() and not is_utf8(line)]
    unicode_lines = sum(1 for line in lines if not line.isascii()) - len(foreign)
    for number in foreign:
        lines[number] = windows(lines[number]).encode("utf-8")
    converted = b"\n".join(lines)
    if not unicode_lines:
        return converted, [found("encoding_converted", place, detail="Windows-1252/Latin-1")]
    findings = [found("encoding_mixed", place, row=number + 1, detail="Windows-1252") for number in foreign]
    if len(findings) > _ROWS_TOLD:
        findings = [found("encoding_mixed", place, count=len(foreign), detail="Windows-1252")]
    return converted, findings


@cache
def _doubles() -> tuple[re.Pattern[str], dict[str, str]]:
    """What letters look like after their UTF-8 bytes were read as Windows text, and the letters."""
    broken: dict[str, str] = {}
    for letter in _TWICE:
        raw = letter.encode("utf-8")
        broken[raw.decode("latin-1")] = letter
        broken["".join(_one(byte) for byte in raw)] = letter
    ordered = sorted(broken, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))), broken


def _one(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _undouble(data: bytes, place: Place) -> tuple[bytes, list[Finding]]:
    pattern, broken = _doubles()
    lines = data.split(b"\n")
    repaired = []
    for number, line in enumerate(lines):
        if _DOUBLED.search(line):
            text = pattern.sub(lambda match: broken[match[0]], line.decode("utf-8"))
            if text.encode("utf-8") != line:
                lines[number] = text.encode("utf-8")
                repaired.append(number + 1)
    if len(repaired) > _ROWS_TOLD:
        return b"\n".join(lines), [found("encoding_double", place, count=len(repaired))]
    return b"\n".join(lines), [found("encoding_double", place, row=row) for row in repaired]
