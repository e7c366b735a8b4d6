"""Dates, months and years as they stand in German tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from evaluation.cleaning.numbers import Parsed

_NAMES = {
    1: ("januar", "jänner", "jaenner", "january", "jan"),
    2: ("februar", "february", "feb", "feber"),
    3: ("märz", "maerz", "marz", "march", "mär", "mrz", "mar"),
    4: ("april", "apr"),
    5: ("mai", "may"),
    6: ("juni", "june", "jun"),
    7: ("juli", "july", "jul"),
    8: ("august", "aug"),
    9: ("september", "sept", "sep"),
    10: ("oktober", "october", "okt", "oct"),
    11: ("november", "nov"),
    12: ("dezember", "december", "dez", "dec"),
}
MONTHS: dict[str, int] = {name: number for number, names in _NAMES.items() for name in names}

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$")
_GERMAN = re.compile(r"^(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$")
_NAMED = re.compile(r"^(\d{1,2})\.?\s*([a-zäöü]+)\.?\s+(\d{4})$")
_MONTH_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})$|^(\d{4})(\d{2})$")
_MONTH_GERMAN = re.compile(r"^(\d{1,2})[-/.](\d{4})$")
_MONTH_NAMED = re.compile(r"^([a-zäöü]+)\.?\s*[-/,' ]?\s*(\d{4}|\d{2})$")
_SERIAL = re.compile(r"^(2\d|3\d|4\d|5\d)\d{3}(?:,0+)?$")
_YEAR = re.compile(r"^(\d{4})(?:[.,]0+)?$")
_EPOCH = dt.date(1899, 12, 30)


def read_date(cell: str) -> Parsed:
    """One cell as a date.

    Examples
    --------
    >>> read_date("31.12.2024"), read_date("31.02.2024")
    ((datetime.date(2024, 12, 31), 'date_format'), (None, 'date_unreadable'))
    """
    text = " ".join(cell.casefold().split())
    rule: str | None = "date_format"
    if match := _ISO.match(text):
        year, month, day, rule = *match.groups(), None
    elif match := _GERMAN.match(text):
        day, month, year = match.groups()
        if len(year) == 2:
            year, rule = f"20{year}", "date_two_digit_year"
    elif (match := _NAMED.match(text)) and match[2] in MONTHS:
        day, month, year = match[1], str(MONTHS[match[2]]), match[3]
    elif _SERIAL.match(text):
        return _EPOCH + dt.timedelta(days=int(text[:5])), "date_serial"
    else:
        return None, "date_unreadable"
    try:
        return dt.date(int(year), int(month), int(day)), rule
    except ValueError:
        return None, "date_unreadable"


def _month_parts(text: str) -> tuple[int, int, str | None] | None:
    if match := _MONTH_ISO.match(text):
        year, month = (match[1], match[2]) if match[1] else (match[3], match[4])
        return int(year), int(month), None if re.match(r"^\d{4}-\d{2}$", text) else "month_format"
    if match := _MONTH_GERMAN.match(text):
        return int(match[2]), int(match[1]), "month_format"
    if (match := _MONTH_NAMED.match(text)) and match[1] in MONTHS:
        year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
        return int(year), MONTHS[match[1]], "month_format"
    return None


def month_reader(year: int | None = None) -> Callable[[str], Parsed]:
    """A function that reads one cell as a month "YYYY-MM"; `year` completes a bare month name.

    Examples
    --------
    >>> read = month_reader()
    >>> read("März 2024"), read("15.03.2024"), read("Lenz")
    (('2024-03', 'month_format'), ('2024-03', 'month_from_date'), (None, 'month_unreadable'))
    """

    def read(cell: str) -> Parsed:
        text = " ".join(cell.casefold().split())
        parts = _month_parts(text)
        if parts is None and year is not None and text.rstrip(".") in MONTHS:
            parts = (year, MONTHS[text.rstrip(".")], "month_without_year")
        if parts is None:
            day = read_date(cell)[0]
            return (None, "month_unreadable") if day is None else (f"{day:%Y-%m}", "month_from_date")
        if not (1900 <= parts[0] <= 2200 and 1 <= parts[1] <= 12):
            return None, "month_unreadable"
        return f"{parts[0]:04d}-{parts[1]:02d}", parts[2]

    return read


def read_year(cell: str) -> Parsed:
    """One cell as a year.

    Examples
    --------
    >>> read_year("2024"), read_year("31.12.2024"), read_year("heuer")
    ((2024, None), (2024, 'date_format'), (None, 'year_unreadable'))
    """
    if match := _YEAR.match(cell.strip()):
        return int(match[1]), None
    day = read_date(cell)[0]
    return (None, "year_unreadable") if day is None else (day.year, "date_format")
