"""How each invented provider writes its files: headers, labels, dates, numbers, encodings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from evaluation.tables import Table, table
from evaluation.vocabulary import label

Cell = str | int | float | dt.date | None

MONTH_NAMES = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
               "November", "Dezember")  # fmt: skip
YES_NO = {"ja": ("ja", "nein"), "1": ("1", "0"), "true": ("true", "false")}


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one provider's software."""

    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ";"
    headers: str = "de"
    """Language of the headers, or "name" for the column names."""
    labels: str = "code"
    """Codes, or labels in "de" or "en"."""
    german_dates: bool = False
    months: str = "iso"
    """Months as "2024-03" (iso), "März 2024" (name) or "03.2024" (number)."""
    decimal: str = "."
    yes_no: str = "true"
    title_rows: int = 0


@dataclass(slots=True)
class Sheet:
    """One table on its way into a file: headers and written cells."""

    table: str
    header: list[str]
    rows: list[list[Cell]]
    columns: list[str]
    style: Style
    title: list[str] = field(default_factory=list)

    def at(self, column: str) -> int:
        """Position of a declared column."""
        return self.columns.index(column)


PLAIN = Style(headers="de")
STYLES: dict[str, Style] = {
    "erlenfurt": Style(encoding="utf-8-sig", labels="de", german_dates=True, months="name", decimal=",", yes_no="ja"),
    "steinwerda": Style(format="xlsx", labels="de", yes_no="ja", title_rows=3),
    "brackelstedt": PLAIN,
    "wiesenrode": Style(delimiter=",", headers="en", labels="en", yes_no="1"),
    "auental": Style(encoding="cp1252", labels="de", german_dates=True, decimal=",", yes_no="ja"),
    "moorheide": Style(encoding="cp1252", delimiter="\t", labels="de", german_dates=True, decimal=",", yes_no="ja"),
    "amtlich": Style(encoding="cp1252", labels="de", german_dates=True, decimal=","),
}


def style_of(site: str, year: int, name: str) -> Style:
    """The style of one site's file of a table in a year: providers change their software now and then."""
    style = STYLES[site]
    if site == "erlenfurt" and name == "consultation" and year >= 2022:
        return replace(style, format="xlsx", months="iso")
    if site == "erlenfurt" and year == 2021:
        return replace(style, months="number")
    if site == "wiesenrode" and year == 2021:
        return replace(style, encoding="utf-16", delimiter="\t")
    if site == "auental" and name == "consultation" and year % 2 == 1:
        return replace(style, format="xlsx")
    return style


def sheet(name: str, rows: list[dict[str, Any]], style: Style) -> Sheet:
    """Write rows as a sheet in a provider's style; columns that are empty throughout are left out."""
    declared = table(name)
    columns = [c.name for c in declared.columns if any(row.get(c.name) is not None for row in rows)]
    header = [_header(declared, column, style) for column in columns]
    body = [[_cell(declared, column, row.get(column), row, style) for column in columns] for row in rows]
    title = [f"{declared.de} – Meldung", "Angaben ohne Gewähr", ""][: style.title_rows]
    return Sheet(name, header, body, columns, style, title)


def _header(declared: Table, name: str, style: Style) -> str:
    column = declared.column(name)
    return {"de": column.de, "en": column.en}.get(style.headers, name)


def _cell(declared: Table, name: str, value: Any, row: dict[str, Any], style: Style) -> Cell:
    column = declared.column(name)
    if value is None:
        return None
    if column.dtype == "codes":
        return " | ".join(_label(column.codes, item, style) for item in value)
    if column.dtype == "code":
        return _label(column.codes, value, style)
    if declared.name == "consultation_agg" and name == "value":
        return _label({"topic_main": "CL32", "status_group": "CL22"}.get(row["dim"]), value, style)
    if column.dtype == "month":
        return _month(value, style)
    if isinstance(value, bool):
        return YES_NO[style.yes_no][0 if value else 1]
    return _plain(value, style)


def _label(codes: str | None, value: str, style: Style) -> str:
    return value if codes is None or style.labels == "code" else label(codes, value, style.labels)


def _month(value: str, style: Style) -> str:
    year, month = value.split("-")
    return {"iso": value, "name": f"{MONTH_NAMES[int(month) - 1]} {year}", "number": f"{month}.{year}"}[style.months]


def _plain(value: Any, style: Style) -> Cell:
    if isinstance(value, dt.date):
        if style.format == "xlsx":
            return value
        return f"{value:%d.%m.%Y}" if style.german_dates else value.isoformat()
    if isinstance(value, float):
        return value if style.format == "xlsx" else f"{value:.10g}".replace(".", style.decimal)
    return value if style.format == "xlsx" else str(value)
