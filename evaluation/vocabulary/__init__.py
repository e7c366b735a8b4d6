"""Code lists and dated constants: one CSV a list, one row a code, in German and English, with its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from evaluation.errors import InputError

LANGUAGES: tuple[str, ...] = ("de", "en")

RESULT_CATEGORIES: dict[str, tuple[str, str]] = {
    "other_merged": ("übrige (zusammengefasst)", "other (merged)"),
    "unknown": ("unbekannt", "unknown"),
}
"""Categories that results know in addition to the codes of a list: code to German and English label."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list with its labels, its source and the time in which it holds."""

    code: str
    de: str
    en: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None


def normalise(text: str) -> str:
    """A label as it is compared: outer and repeated blanks removed, small letters.

    Examples
    --------
    >>> normalise("  Formular-/Behördenhilfe ")
    'formular-/behördenhilfe'
    """
    return " ".join(text.split()).casefold()


@cache
def lists() -> dict[str, str]:
    """Every code list, such as "CL22", with the name of its file."""
    names = sorted(entry.name for entry in resources.files(__name__).iterdir())
    return {name.split("_", 1)[0]: name for name in names if name.startswith("CL") and name.endswith(".csv")}


@cache
def codes(number: str) -> tuple[Code, ...]:
    """All codes of a list, in the order of its file.

    Raises
    ------
    InputError
        If there is no such list.

    Examples
    --------
    >>> [entry.code for entry in codes("CL39")]
    ['persons', 'cases', 'contacts', 'households']
    """
    if number not in lists():
        raise InputError(
            f"Die Schlüsselliste »{number}« gibt es nicht. Bekannt sind: {', '.join(lists())}.",
            f"There is no code list {number!r}. Known lists: {', '.join(lists())}.",
        )
    return tuple(
        Code(row["code"], row["de"], row["en"], row["source"], _date(row["valid_from"]), _date(row["valid_to"]))
        for row in _rows(lists()[number])
    )


def label(number: str, code: str, lang: str) -> str:
    """The printed label of a code; also of the result categories "other_merged" and "unknown".

    Raises
    ------
    InputError
        If the list or the language is unknown or the list has no such code.

    Examples
    --------
    >>> label("CL31", "outreach", "de"), label("CL32", "other_merged", "en")
    ('aufsuchend', 'other (merged)')
    """
    if lang not in LANGUAGES:
        raise InputError(
            f"Die Sprache »{lang}« gibt es nicht; möglich sind de und en.",
            f"There is no language {lang!r}; de and en are possible.",
        )
    place = LANGUAGES.index(lang)
    found = _labels(number).get(code) or RESULT_CATEGORIES.get(code)
    if found is None:
        known = ", ".join(entry.code for entry in codes(number))
        raise InputError(
            f"Die Schlüsselliste {number} hat keinen Schlüssel »{code}«. Bekannt sind: {known}.",
            f"Code list {number} has no code {code!r}. Known codes: {known}.",
        )
    return found[place]


def lookup(number: str) -> dict[str, str]:
    """Everything that a delivery may write for a code of this list, normalised, with the code.

    Holds the codes themselves, both labels and the spellings of aliases.csv.

    Examples
    --------
    >>> found = lookup("CL31")
    >>> found[normalise("Hausbesuch")], found[normalise("BÜRO")]
    ('outreach', 'office')
    """
    return dict(_lookup(number))


def constants(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of dated constants: caseload_keys, age_limits, stay_limits, dimensions.

    Every value is text as written in the file; `verified` says whether the source was seen.

    Raises
    ------
    InputError
        If there is no such table.

    Examples
    --------
    >>> first = constants("caseload_keys")[0]
    >>> first["posts"], first["persons"], first["verified"]
    ('2', '150', 'yes')
    """
    names = {entry.name for entry in resources.files(__name__).iterdir() if entry.name.endswith(".csv")}
    known = sorted(entry.removesuffix(".csv") for entry in names if not entry.startswith("CL"))
    if name not in known:
        raise InputError(
            f"Die Konstanten »{name}« gibt es nicht. Bekannt sind: {', '.join(known)}.",
            f"There are no constants {name!r}. Known: {', '.join(known)}.",
        )
    return tuple(dict(row) for row in _rows(f"{name}.csv"))


def dimension_list(dim: str) -> str | None:
    """The code list that the categories of a dimension (CLDIM) come from; None for the total.

    Examples
    --------
    >>> dimension_list("topic_main"), dimension_list("total")
    ('CL32', None)
    """
    for row in constants("dimensions"):
        if row["dim"] == dim:
            return row["list"] or None
    raise InputError(f"Das Merkmal »{dim}« gibt es nicht.", f"There is no dimension {dim!r}.")


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    text = (resources.files(__name__) / file).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _labels(number: str) -> dict[str, tuple[str, str]]:
    return {entry.code: (entry.de, entry.en) for entry in codes(number)}


@cache
def _lookup(number: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows("aliases.csv"):
        if row["list"] == number:
            found[normalise(row["alias"])] = row["code"]
    for entry in codes(number):
        found |= {normalise(word): entry.code for word in (entry.code, entry.de, entry.en)}
    return found
