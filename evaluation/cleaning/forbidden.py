"""Refuse what must never be delivered: columns and cells that point to a person, told by place and number only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from evaluation.cleaning import patterns
from evaluation.cleaning.headers import Matched, printable
from evaluation.cleaning.raw import ROW
from evaluation.cleaning.rules import Place, found
from evaluation.findings import Finding
from evaluation.tables import Column, Table, normalise_header

LONGEST_TEXT = 60
"""Characters from which on a cell that is not declared text counts as free text."""
OLD_YEARS = 12
"""A day so many years before the delivery may be a date of birth; it is no day of counselling."""

HEADER_RULES = {
    "name": "forbidden_column_name",
    "identifier": "forbidden_column_identifier",
    "contact": "forbidden_column_contact",
    "birth": "forbidden_column_birth",
    "address": "forbidden_column_address",
    "signature": "forbidden_column_signature",
}
"""Kind of personal detail that a header announces, and the rule that refuses it."""

_PERSON_NAME = re.compile(
    r"vorname|nachname|familienname|zuname|rufname|geburtsname|maedchenname|vollstaendigername|stelleninhaber"
    r"|firstname|lastname|surname|familyname|givenname|forename|fullname|maidenname"
    r"|^(name|names?)(der|des|d|of)?(the)?(klient|client|person|ratsuch|berat|fachkraft|mitarb|gefluecht|refugee|staff)"
    r"|^(klient|client|person|ratsuchende|fachkraft|mitarbeit|berater)\w*name$"
)
_BARE_NAME = re.compile(r"^(name|namen|names|namevorname|nameundvorname)$")
_REGISTER = re.compile(
    r"^azr|azrn|auslaenderzentralregister|ausweis|passnummer|reisepass|passport|sozialversicherungsn"
)
_FILE_NUMBER = re.compile(
    r"^(aktenzeichen|az|aktennummer|aktennr|aktenid|fallakte|bamfaktenzeichen|casefile|filenumber)$"
)
_CONTACT = re.compile(
    r"telefon|handy|mobil(nummer|nr|funk|$)|phone|^tel(nr|nummer)?$|^fax|email|^mail(adresse)?$|whatsapp"
)
_BIRTH = re.compile(r"geburtsdat|geburtstag|geburtsjahr|^geb(datum|dat|am|jahr)?$|geborenam|^jahrgang$|birth|^dob$")
_ADDRESS = re.compile(r"adresse|anschrift|strasse|^str(nr)?$|hausn(ummer|r)|^address|homeaddress|streetaddress|^street")
_NO_HOME = re.compile(r"mailadresse|internetadresse|webadresse")
_SIGNATURE = re.compile(r"unterschrift|signature")
_KEY_HEADER = re.compile(r"^(ars|ags)|(regional|gemeinde|gebiets|kreis)schl|gemeindekennz|regionalkey|areakey")
_HEADERS = (
    ("name", _PERSON_NAME), ("name", _BARE_NAME), ("identifier", _REGISTER), ("identifier", _FILE_NUMBER),
    ("contact", _CONTACT), ("birth", _BIRTH), ("signature", _SIGNATURE), ("address", _ADDRESS),
)  # fmt: skip
_ALWAYS = re.compile("|".join(pattern.pattern for pattern in (_PERSON_NAME, _REGISTER, _BIRTH)))
"""Headers that are personal in whatever table they stand."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """A delivered column: its text, header as delivered and as printed, declaration if it has one."""

    text: pl.Series
    header: str
    printed: str
    column: Column | None = None


def forbidden_findings(
    raw: tuple[pl.DataFrame, pl.DataFrame], matched: Matched, table: Table, place: Place, years: tuple[int, ...] = ()
) -> list[Finding]:
    """What in a file points to a person; any finding blocks the file.

    Tables about persons (protection class P2 and P3) are searched column by column and cell by cell; of the others
    only extra columns with names, register numbers or dates of birth are refused, so that an organisation may be
    named with its e-mail address. Columns of class P4 are refused everywhere.

    Parameters
    ----------
    raw : pair of polars.DataFrame
        Text as delivered: declared columns by their names, and the extra columns.
    matched : Matched
        What the headers mean.
    table : Table
        The declaration.
    place : Place
        Delivery, file and sheet.
    years : tuple of int
        Years of the delivery.

    Returns
    -------
    list of Finding
        One per column and rule, with the number of cells, never a value.
    """
    findings: list[Finding] = []
    for cells in _delivered(raw, matched, table):
        hits = [*_by_header(cells, table), *(_by_cells(cells, table, years) if _about_persons(table) else ())]
        findings += [
            found(rule, place, column=cells.printed, count=number, detail=cells.printed)
            for rule, number in hits
            if number
        ]
    return findings


def forbidden_header(header: str) -> str | None:
    """The kind of personal detail that a header announces where rows are persons or their contacts, or None.

    Examples
    --------
    >>> forbidden_header("Vorname"), forbidden_header("AZR-Nr."), forbidden_header("E-Mail"), forbidden_header("Monat")
    ('name', 'identifier', 'contact', None)
    """
    key = normalise_header(header)
    for kind, pattern in _HEADERS:
        if pattern.search(key) and not (kind == "address" and _NO_HOME.search(key)):
            return kind
    return None


def _about_persons(table: Table) -> bool:
    return table.protection in ("P2", "P3", "P4")


def _rows_are_persons(table: Table) -> bool:
    return table.protection in ("P3", "P4") or any(column.protection == "P3" for column in table.columns)


def purged_finding(delivery: str, day: str) -> Finding:
    """The finding of a delivery that is not loaded, because its retention ended on this day.

    Examples
    --------
    >>> purged_finding("auental/2019", "2029-12-31").rule
    'delivery_purged'
    """
    return found("delivery_purged", Place(delivery), detail=day)


def _kinds(table: Table) -> tuple[str, ...]:
    """Kinds of headers that are personal in this table; elsewhere a name or address is that of an organisation."""
    if table.protection in ("P3", "P4"):
        return tuple(HEADER_RULES)
    if table.protection == "P2":
        return ("contact",)
    return ("name",) if _rows_are_persons(table) else ()


def _delivered(raw: tuple[pl.DataFrame, pl.DataFrame], matched: Matched, table: Table) -> Iterator[_Cells]:
    named, extra = raw
    for column in table.columns:
        if column.name in named.columns and column.name != "site_id":
            at = matched.columns[column.name]
            header = matched.headers[at]
            yield _Cells(named[column.name].cast(pl.String), header, printable(header, at), column)
    others = [series for series in extra.get_columns() if series.name != ROW]
    for at, series in zip(matched.extra, others, strict=True):
        yield _Cells(series.cast(pl.String), matched.headers[at], printable(matched.headers[at], at))


def _filled(text: pl.Series) -> pl.Series:
    """Filled cells without blanks around them."""
    text = text.str.strip_chars().drop_nulls()
    return text.filter(text != "")


def _count(values: pl.Series, pattern: str) -> int:
    return int(values.str.contains(pattern).sum())


def _by_header(cells: _Cells, table: Table) -> Iterator[tuple[str, int]]:
    if cells.column is not None:
        if (cells.column.protection or table.protection) == "P4":
            yield "forbidden_column_text", _filled(cells.text).len()
        return
    kind = forbidden_header(cells.header)
    if kind not in _kinds(table) and not _ALWAYS.search(normalise_header(cells.header)):
        kind = None
    if kind is None:
        return
    values = _filled(cells.text)
    if kind == "contact":  # a question about the telephone has answers, not numbers
        number = int((values.str.contains("@") | (values.str.count_matches(r"\d") >= 6)).sum())
    else:
        number = values.len() - _count(values, patterns.ANSWER)
    yield HEADER_RULES[kind], number


def _by_cells(cells: _Cells, table: Table, years: tuple[int, ...]) -> Iterator[tuple[str, int]]:
    dtype = cells.column.dtype if cells.column is not None else "extra"
    if dtype not in ("id", "text", "code", "codes", "extra"):
        return
    text = cells.text
    if dtype in ("code", "codes"):  # few different words: most columns need no second look
        words = text.unique()
        if not words.str.contains(patterns.SUSPECT).any() and not (words.str.len_chars() > LONGEST_TEXT).any():
            return
    # Blanks around a cell neither make nor hide what is searched for: only the few cells in doubt are stripped.
    near = _filled(text.filter(text.str.contains(patterns.SUSPECT)))
    long = _filled(text.filter(text.str.len_chars() > LONGEST_TEXT))
    told = {
        "forbidden_cells_email": _count(near, patterns.EMAIL),
        "forbidden_cells_phone": int(near.str.contains(patterns.MOBILE).sum()) if dtype == "id" else _phones(near),
        "forbidden_cells_azr": _register_numbers(near, cells),
        "forbidden_cells_birth": _birth_dates(near, years) if _rows_are_persons(table) else 0,
        "forbidden_cells_long": 0 if dtype in ("text", "codes") else int((long.str.len_chars() > LONGEST_TEXT).sum()),
    }
    yield from ((rule, number) for rule, number in told.items() if number)


def _phones(values: pl.Series) -> int:
    return int((values.str.contains(patterns.MOBILE) | values.str.contains(patterns.LANDLINE)).sum())


def _register_numbers(values: pl.Series, cells: _Cells) -> int:
    suspicious = values.filter(values.str.contains(patterns.AZR))
    if cells.column is None and _KEY_HEADER.search(normalise_header(cells.header)):
        suspicious = suspicious.filter(~suspicious.str.contains(patterns.AREA_KEY))
    return suspicious.len()


def _birth_dates(values: pl.Series, years: tuple[int, ...]) -> int:
    """Cells with a day, where one of them lies long before the delivery, and cells that say "born"."""
    told = _count(values, patterns.BORN)
    days = values.str.extract_groups(patterns.DAY).struct.unnest() if values.len() else pl.DataFrame()
    if not days.width or not years:
        return told
    day_years = days.select(pl.coalesce("late", "early").cast(pl.Int32, strict=False)).to_series().drop_nulls()
    old = (day_years <= max(years) - OLD_YEARS).any()
    return max(told, day_years.len()) if old else told
