"""Codes, yes/no entries and area keys as they stand in deliveries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from evaluation.cleaning.numbers import Parsed

_YES = frozenset(("ja", "j", "yes", "y", "x", "1", "1,0", "true", "wahr", "✓", "✔", "☒", "☑", "t", "trifft zu"))
_NO = frozenset(("nein", "n", "no", "0", "0,0", "false", "falsch", "f", "☐", "trifft nicht zu"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DIGITS_ONLY = re.compile(r"^\d+$")
_KEY_AND_NAME = re.compile(r"^(\d{2,12})\s*[,;:-]?\s+[^\W\d].*$")
_LENGTHS = {"ags5": (5,), "ags8": (8,), "ags": (2, 3, 5, 8, 12), "ars12": (12,)}
_LANDS = frozenset(f"{number:02d}" for number in range(1, 17)) | {"99"}


def read_bool(cell: str) -> Parsed:
    """One cell as yes or no.

    Examples
    --------
    >>> read_bool("Ja"), read_bool("x"), read_bool("vielleicht")
    ((True, None), (True, None), (None, 'bool_unknown'))
    """
    word = " ".join(cell.casefold().split())
    if word in _YES:
        return True, None
    return (False, None) if word in _NO else (None, "bool_unknown")


def plain(label: str) -> str:
    """A label as it is compared when the exact one is unknown: umlauts spelt out, letters and digits only.

    Examples
    --------
    >>> plain("Kita / Schule") == plain("kita/schule")
    True
    """
    spelt = unicodedata.normalize("NFKC", label).casefold().translate(_UMLAUTS)
    kept = "".join(sign for sign in spelt if sign.isalnum() or sign in "<>+§")
    return kept


def code_reader(known: Mapping[str, str], usual: Collection[str] = ()) -> Callable[[str], Parsed]:
    """A function that reads one cell as a code, from a mapping of labels and aliases to codes.

    `usual` are the spellings of the code list itself; every other one is told as a repair, where they are given.

    Examples
    --------
    >>> read = code_reader({"duldung": "duldung", "asylverfahren": "asyl"})
    >>> read(" Asylverfahren "), read("Irgendwas")
    (('asyl', None), (None, 'code_unknown'))
    """
    loose: dict[str, str | None] = {}
    for label, code in known.items():
        key = plain(label)
        loose[key] = code if loose.get(key, code) == code else None

    def read(cell: str) -> Parsed:
        word = " ".join(cell.split()).casefold()
        code = known.get(word)
        if code is None and word.endswith(",0") and word[:-2].isdigit():
            code = known.get(word[:-2])
        if code is None and plain(cell):
            code = loose.get(plain(cell))
        if code is None:
            return None, "code_unknown"
        return code, "code_spelling" if usual and cell not in usual else None

    return read


def codes_reader(known: Mapping[str, str]) -> Callable[[str], Parsed]:
    """A function that reads one cell as a list of codes, split at | ; line breaks, and else at commas.

    Examples
    --------
    >>> codes_reader({"wohnen": "housing", "sprache": "language"})("Wohnen | Sprache")
    (['housing', 'language'], None)
    """
    one = code_reader(known)

    def read(cell: str) -> Parsed:
        whole = one(cell)[0]
        if whole is not None:
            return [whole], None
        for pattern in (r"[|;\n]", r"[|;,\n]", r"[|;,/\n]"):
            parts = [part for part in re.split(pattern, cell) if part.strip()]
            codes = [one(part)[0] for part in parts]
            if parts and None not in codes:
                return list(dict.fromkeys(codes)), None
        parts = [part for part in re.split(r"[|;,\n]", cell) if part.strip()]
        kept = list(dict.fromkeys(code for part in parts if (code := one(part)[0]) is not None))
        return (kept, "codes_unknown_part") if kept else (None, "code_unknown")

    return read


def key_reader(dtype: str) -> Callable[[str], Parsed]:
    """A function that reads one cell as an area key of this type; keys stay text with their leading zero.

    Examples
    --------
    >>> key_reader("ags5")("8216"), key_reader("ags8")("082160430022"), key_reader("ags5")("Rastatt")
    (('08216', 'key_zero'), ('08216022', 'key_from_ars'), (None, 'key_unknown'))
    """
    lengths = _LENGTHS[dtype]

    def read(cell: str) -> Parsed:
        text, rule = cell.strip(), None
        if match := _KEY_AND_NAME.match(text):
            text, rule = match[1], "key_with_name"
        if re.search(r"\d[.,]0+$", text):
            text, rule = re.sub(r"[.,]0+$", "", text), "key_decimals"
        text = re.sub(r"[\s\u00a0]+", "", text)
        if dtype == "ags" and text.upper() == "DG":
            return "DG", None
        if not _DIGITS_ONLY.match(text):
            return None, "key_unknown"
        if dtype in ("ags8", "ags") and len(text) in (11, 12):
            full = text.zfill(12)
            return (full[:5] + full[9:], "key_from_ars") if full[:2] in _LANDS else (None, "key_unknown")
        if len(text) not in lengths and len(text) + 1 in lengths and text[0] != "0" and f"0{text}"[:2] in _LANDS:
            return f"0{text}", "key_zero"
        allowed = len(text) in lengths and text[:2] in _LANDS
        return (text, rule) if allowed else (None, "key_unknown")

    return read
