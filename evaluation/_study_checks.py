"""Kinds of values in study.toml: one rule a kind, and the error that names key, place and what is allowed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.errors import StudyError

RESERVED = ("comparison", "index", "run")
WINDOWS = ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
"""Names that no folder can have under Windows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is allowed, as a test and in words."""

    accepts: Callable[[Any], bool]
    de: str
    en: str
    item: Rule | None = None
    """For a list: the rule of its entries."""


def wrong(place: str, key: str, de: str, en: str) -> StudyError:
    """The error for a key at a place of study.toml."""
    key = _printed(key)
    return StudyError(f"study.toml, {place}: »{key}« {de}", f"study.toml, {place}: '{key}' {en}")


def known(section: dict[str, Any], allowed: Collection[str], place: str) -> None:
    """Refuse keys that are not allowed here."""
    names = ", ".join(allowed)
    for key in section:
        if key not in allowed:
            raise wrong(place, key, f"ist nicht bekannt. Erlaubt sind: {names}.", f"is not known. Allowed: {names}.")


def checked(section: dict[str, Any], key: str, rule: Rule, place: str) -> Any:
    """The value of a key that must be there, if its rule accepts it."""
    if key not in section:
        raise wrong(place, key, f"fehlt. Erlaubt: {rule.de}.", f"is missing. Allowed: {rule.en}.")
    value = section[key]
    if rule.accepts(value):
        return value
    bad = next((one for one in value if not rule.item.accepts(one)), None) if _is_list(value) and rule.item else None
    if bad is None:
        de, en = shown(value)
        raise wrong(place, key, f"ist {de}. Erlaubt: {rule.de}.", f"is {en}. Allowed: {rule.en}.")
    de, en = shown(bad)
    raise wrong(place, key, f"enthält {de}. Erlaubt: {rule.de}.", f"holds {en}. Allowed: {rule.en}.")


def words(limit: int = 300, empty: bool = False, lines: bool = False) -> Rule:
    """Text up to a length; `empty` allows none, `lines` allows line breaks."""
    least = 0 if empty else 1

    def accepts(value: Any) -> bool:
        if not isinstance(value, str) or not least <= len(value.strip()) or len(value) > limit:
            return False
        return not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") and not (lines and c in "\r\n\t") for c in value)

    return Rule(
        accepts,
        f"ein Text mit {least} bis {limit} Zeichen, ohne Steuerzeichen" + ("" if lines else " und Zeilenumbrüche"),
        f"a text of {least} to {limit} characters, without control characters" + ("" if lines else " or line breaks"),
    )


def identifier(limit: int = 32) -> Rule:
    """An id that is also the name of a folder on every system."""
    pattern = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{limit - 1}}}")
    return Rule(
        lambda v: isinstance(v, str) and bool(pattern.fullmatch(v)) and v not in (*RESERVED, *WINDOWS),
        f"Kleinbuchstaben, Ziffern, - und _, höchstens {limit} Zeichen, kein Pfad und nicht {'/'.join(RESERVED)} oder "
        "ein Gerätename von Windows (con, prn, aux, nul, com1 bis com9, lpt1 bis lpt9)",
        f"lower-case letters, digits, - and _, at most {limit} characters, no path and not {'/'.join(RESERVED)} or "
        "a device name of Windows (con, prn, aux, nul, com1 to com9, lpt1 to lpt9)",
    )


def matching(pattern: str, de: str, en: str, empty: bool = False) -> Rule:
    """Text of a pattern, described in words; `empty` also allows ""."""
    whole = re.compile(pattern)
    also = (' oder ""', ' or ""') if empty else ("", "")
    return Rule(
        lambda v: isinstance(v, str) and (bool(whole.fullmatch(v)) or (empty and not v)), de + also[0], en + also[1]
    )


def digits(length: int, example: str, empty: bool = False) -> Rule:
    """An official key of so many digits, as text, because keys may begin with 0."""
    return matching(
        f"[0-9]{{{length}}}",
        f'{length} Ziffern, als Text in Anführungszeichen, etwa "{example}"',
        f'{length} digits, as text in quotation marks, such as "{example}"',
        empty,
    )


def one_of(names: Sequence[str], empty: bool = False) -> Rule:
    """One of these words; `empty` also allows ""."""
    allowed = (*names, "") if empty else tuple(names)
    listed = ", ".join(name or '""' for name in allowed) or "–"
    return Rule(lambda v: isinstance(v, str) and v in allowed, listed, listed)


def code(number: str, empty: bool = False) -> Rule:
    """A code of a code list."""
    from evaluation.vocabulary import codes

    rule = one_of([entry.code for entry in codes(number)], empty)
    return Rule(rule.accepts, f"{rule.de} (als Text in Anführungszeichen)", f"{rule.en} (as text in quotation marks)")


def whole(least: int, most: int) -> Rule:
    """A whole number within limits."""
    return Rule(
        lambda v: isinstance(v, int) and not isinstance(v, bool) and least <= v <= most,
        f"eine ganze Zahl, mindestens {least} und höchstens {most}",
        f"a whole number, at least {least} and at most {most}",
    )


SHARE = Rule(
    lambda v: isinstance(v, int | float) and not isinstance(v, bool) and 0 < v <= 1,
    "eine Zahl größer als 0 und höchstens 1",
    "a number greater than 0 and at most 1",
)
FLAG = Rule(lambda v: isinstance(v, bool), "true oder false", "true or false")
DATE = Rule(
    lambda v: isinstance(v, dt.date) and not isinstance(v, dt.datetime),
    "ein Datum ohne Uhrzeit und ohne Anführungszeichen (2024-12-31)",
    "a date without a time and without quotation marks (2024-12-31)",
)
TABLE = Rule(lambda v: isinstance(v, dict), "ein Abschnitt mit Schlüsseln", "a section with keys")


def list_of(item: Rule, least: int = 0) -> Rule:
    """A list whose entries follow a rule and occur once each."""
    some = (", mindestens einer", ", at least one") if least else ("", "")
    return Rule(
        lambda v: _is_list(v) and len(v) >= least and all(map(item.accepts, v)) and len(set(v)) == len(v),
        f"eine Liste in eckigen Klammern, jeder Eintrag nur einmal{some[0]}; ein Eintrag: {item.de}",
        f"a list in square brackets, each entry once{some[1]}; an entry: {item.en}",
        item,
    )


def shown(value: Any) -> tuple[str, str]:
    """A value as the error names it, in German and English, without words of the programming language."""
    if isinstance(value, str):
        return (f"{_printed(value)!r}",) * 2 if value.strip() else ("leer", "empty")
    if isinstance(value, bool):
        return (str(value).lower(),) * 2
    if isinstance(value, int | float):
        short = f"{value}" if isinstance(value, float) or abs(value) < 10**12 else ""  # an endless one cannot be shown
        return f"die Zahl {short}".strip(), f"the number {short}".strip()
    if isinstance(value, list):
        twice = [one for n, one in enumerate(value) if one in value[:n]]
        return _repeated(twice[0]) if twice else ("eine Liste", "a list") if value else ("leer", "empty")
    if isinstance(value, dict):
        return "ein Abschnitt mit Schlüsseln", "a section with keys"
    if isinstance(value, dt.datetime | dt.time):
        return "eine Angabe mit Uhrzeit", "a value with a time of day"
    return f"das Datum {value.isoformat()}", f"the date {value.isoformat()}"


def _repeated(value: Any) -> tuple[str, str]:
    de, en = shown(value)
    return f"eine Liste, in der {de} doppelt vorkommt", f"a list in which {en} occurs twice"


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _printed(text: str) -> str:
    """Text on one line, cut where it is long."""
    line = "".join(c if c.isprintable() else "?" for c in text)
    return line if len(line) <= 60 else line[:59] + "…"
