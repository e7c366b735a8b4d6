"""Which delivered header means which column: English or German, any order, with or without units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from evaluation.cleaning.rules import Place, found, safe_name
from evaluation.findings import Finding
from evaluation.tables import Table, headers, normalise_header

_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]")
_NAME = re.compile(r"^(?=.*[^\W\d_])[\w\s()\[\].,/:%€²§&+–-]{1,80}$")
_LONG_NUMBER = re.compile(r"\d{5,}|@")
SITE_HEADERS: tuple[str, ...] = ("site_id", "Standort-ID", "Site id", "Standort", "site", "Modellstandort")
YEAR_HEADERS: tuple[str, ...] = ("year", "Jahr", "Berichtsjahr", "Reporting year", "reporting_year", "Erhebungsjahr")


@dataclass(frozen=True, slots=True)
class Matched:
    """What the headers of a file mean.

    `columns` maps a column name to its position; `site_id` and `year` may stand there also where the table does not
    declare them. `extra` are positions of headers that mean nothing. `headers` are the delivered headers.
    """

    columns: dict[str, int]
    extra: tuple[int, ...]
    headers: tuple[str, ...]
    renamed: tuple[int, ...] = ()
    duplicates: tuple[int, ...] = ()

    def header(self, name: str) -> str:
        """The header under which a column was delivered, fit to be printed."""
        return safe_name(self.headers[self.columns[name]]) if name in self.columns else name


def folded(header: str) -> str:
    """A header in the loosest form that is compared: no brackets, no accents, umlauts as plain vowels.

    Examples
    --------
    >>> folded("Fläche (km²)") == folded("Flache")
    True
    """
    bare = _BRACKETS.sub("", header.replace("ß", "ss"))
    spread = unicodedata.normalize("NFKD", bare)
    return normalise_header("".join(sign for sign in spread if not unicodedata.combining(sign)))


def _tidy(header: str) -> str:
    text = unicodedata.normalize("NFKC", header.replace("\ufeff", "").replace("\u200b", ""))
    return " ".join(text.split()).strip("*# :;")


@cache
def accepted(table: Table) -> tuple[dict[str, str], dict[str, str]]:
    """Accepted headers of a table: exactly normalised, and in the loose form where it is unique."""
    exact = headers(table)
    for name, others in (("site_id", SITE_HEADERS), ("year", YEAR_HEADERS)):
        for header in others:
            exact.setdefault(normalise_header(header), name)
    loose: dict[str, str] = {}
    several: set[str] = set()
    for column in table.columns:
        for header in (column.name, column.de, column.en, *column.aliases):
            key = folded(header)
            if loose.setdefault(key, column.name) != column.name:
                several.add(key)
    return exact, {key: name for key, name in loose.items() if key not in several and key}


def match_headers(delivered: Sequence[str], table: Table) -> Matched:
    """Match delivered headers with the columns of a table.

    Examples
    --------
    >>> from evaluation.tables import table
    >>> match_headers(["VZÄ (besetzt)", "Stichtag", "Kommentar"], table("position")).columns
    {'fte_filled': 0, 'ref_date': 1}
    """
    exact, loose = accepted(table)
    old = {normalise_header(header) for header in table.renamed}
    columns: dict[str, int] = {}
    twice = []
    keys = [normalise_header(_tidy(header)) for header in delivered]
    for position, key in enumerate(keys):
        if key in exact and columns.setdefault(exact[key], position) != position:
            twice.append(position)
    # A header that fits only loosely never competes with one that fits exactly.
    for position, header in enumerate(delivered):
        name = exact.get(folded(_tidy(header))) or loose.get(folded(_tidy(header)))
        if keys[position] not in exact and name is not None:
            columns.setdefault(name, position)
    used = {*columns.values(), *twice}
    extra = [position for position in range(len(delivered)) if position not in used]
    renamed = [position for position, key in enumerate(keys) if key in old and position in columns.values()]
    return Matched(columns, tuple(extra), tuple(delivered), tuple(renamed), tuple(twice))


def printable(header: str, position: int) -> str:
    """The header if it looks like a name, else its place: a value that stands in its stead must not be printed."""
    text = _tidy(header)
    if _NAME.match(text) and not _LONG_NUMBER.search(text):
        return safe_name(text)
    return f"{position + 1}."


def header_findings(matched: Matched, table: Table, place: Place, filled: Mapping[int, bool]) -> list[Finding]:
    """Findings about the header row; `filled` says which extra positions hold any value."""
    missing = [column for column in table.columns if column.required and column.name not in matched.columns]
    required = [column for column in table.columns if column.required]
    if not matched.columns or (required and len(missing) == len(required)):
        return [found("header_not_found", place, detail=(table.de, table.en))]
    findings = [
        found("header_duplicate", place, detail=printable(matched.headers[at], at)) for at in matched.duplicates
    ]
    findings += [found("column_missing", place, detail=(column.de, column.en)) for column in missing]
    findings += [
        found(
            "column_renamed",
            place,
            column=printable(matched.headers[at], at),
            detail=printable(matched.headers[at], at),
        )
        for at in matched.renamed
    ]
    for at in matched.extra:
        if filled.get(at, True) or matched.headers[at].strip():
            name = printable(matched.headers[at], at)
            findings.append(found("column_extra", place, column=name, detail=name))
    return findings
