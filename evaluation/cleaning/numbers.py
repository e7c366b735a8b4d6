"""Numbers as they stand in German tables: decimal comma, thousands points, brackets, footnotes, units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Parsed = tuple[Any, str | None]
"""A value (None where there is none) and the rule that was needed to read it."""

_BRACKET = re.compile(r"^(?P<number>[^()\[\]]*\d)\s*[(\[].*[)\]]$")
_LIMITED = re.compile(r"^\(\s*(?P<number>[^()]*\d)\s*\)$")
_FOOTNOTE = re.compile(r"^(?P<number>.*\d)\s*(?:[*†‡]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\s\d\))$")
_UNIT = re.compile(
    r"^(?P<number>.*\d)\s*(?:%|€|eur|euro|km²|qkm|km2|std\.?|h|min\.?|stunden|minuten|personen|vzä|fte)$", re.IGNORECASE
)
_SPACES = re.compile(r"(?<=\d)[\s'’\u202f\u00a0](?=\d{3}(?:\D|$))")
_WHOLE = re.compile(r"^[+-]?\d+$")
_THOUSANDS_DOT = re.compile(r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$")
_THOUSANDS_COMMA = re.compile(r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+$")
_GERMAN = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$")
_ENGLISH = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+$")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notation:
    """What a column's other values say about its dots and commas."""

    dot_is_decimal: bool = False
    comma_is_decimal: bool = False
    comma_is_thousands: bool = False


def notation(cells: Iterable[str]) -> Notation:
    """Decide from the unambiguous cells of a column what dots and commas mean.

    Examples
    --------
    >>> notation(["4.75", "5.375"]).dot_is_decimal
    True
    """
    dot = comma = thousands = False
    for cell in cells:
        number = _peeled(cell)[0]
        thousands = thousands or ("," in number and bool(_ENGLISH.match(number)))
        if _ENGLISH.match(number) and not _THOUSANDS_DOT.match(number):
            dot = True
        elif _GERMAN.match(number) and not _THOUSANDS_COMMA.match(number):
            comma = True
    return Notation(dot, comma, thousands)


def _peeled(cell: str) -> tuple[str, str | None]:
    """The bare number out of a cell, and the rule that was needed to get at it."""
    number, rule = cell.strip().replace("−", "-").replace("–", "-"), None
    patterns = (
        ("number_limited", _LIMITED),
        ("number_bracket", _BRACKET),
        ("number_footnote", _FOOTNOTE),
        ("number_unit", _UNIT),
    )
    for name, pattern in patterns:
        match = pattern.match(number)
        if match:
            number, rule = match["number"].strip(), rule or name
    return _SPACES.sub("", number), rule


def _read(number: str, known: Notation, whole: bool) -> tuple[float | int | None, str | None]:
    """The number and, where it is not written plainly, the rule; a rule without a number means unreadable."""
    if _WHOLE.match(number):
        return int(number), None
    if _THOUSANDS_DOT.match(number):
        return _dotted(number, known, whole)
    if _THOUSANDS_COMMA.match(number) and (number.count(",") > 1 or known.comma_is_thousands):
        return int(number.replace(",", "")), "number_format"
    if _THOUSANDS_COMMA.match(number) and not known.comma_is_decimal and (whole or known.dot_is_decimal):
        return None, "number_ambiguous"
    if _GERMAN.match(number):
        return float(number.replace(".", "").replace(",", ".")), "number_format"
    if _ENGLISH.match(number):
        return float(number.replace(",", "")), "number_format"
    if _SCIENTIFIC.match(number):
        return float(number.replace(",", ".")), "number_format"
    return None, "number_unreadable"


def _dotted(number: str, known: Notation, whole: bool) -> tuple[float | int | None, str | None]:
    """A number such as 1.234: thousands or decimals, as the rest of the column says."""
    if number.count(".") > 1 or whole or (known.comma_is_decimal and not known.dot_is_decimal):
        return int(number.replace(".", "")), "number_format"
    if known.dot_is_decimal and not known.comma_is_decimal:
        return float(number), "number_format"
    return None, "number_ambiguous"


def number_reader(known: Notation, whole: bool) -> Callable[[str], Parsed]:
    """A function that reads one cell as a number (a whole one if `whole`).

    Examples
    --------
    >>> read = number_reader(Notation(comma_is_decimal=True), whole=False)
    >>> read("1.234,5"), read("0 (3)"), read("viele")
    ((1234.5, 'number_format'), (0.0, 'number_bracket'), (None, 'number_unreadable'))
    """

    def read(cell: str) -> Parsed:
        number, peeled = _peeled(cell)
        value, rule = _read(number, known, whole)
        if value is None:
            return None, rule
        if abs(value) > 2**53:
            return None, "number_unreadable"
        if whole:
            if float(value) != int(value):
                return None, "number_not_whole"
            return int(value), peeled or rule
        return float(value), peeled or rule

    return read
