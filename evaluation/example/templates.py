"""Annotated empty workbooks for providers, one a table, made from the declaration of the tables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.tables import TABLES, Column, Table
from evaluation.tables._words import PROTECTION, TYPES, bounds, number
from evaluation.vocabulary import codes

DATA, EXPLANATION, DELIVERY, LISTS = "Daten", "Erläuterung", "Lieferung", "Listen"
"""Names of the sheets. Only the first holds data; the last is hidden and feeds the drop-down lists."""

ROWS = 5000
"""Rows of the data sheet that have drop-down lists and bounds."""

_CREATED = datetime(2024, 1, 1)
_TEXT_TYPES = ("id", "text", "codes", "month", "ags5", "ags8", "ags", "ars12")
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"},
    "required": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#C9DAEA"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "text": {"num_format": "@"},
    "date": {"num_format": "dd.mm.yyyy"},
    "mono": {"font_name": "Consolas", "num_format": "@"},
}
_EXPLANATION_HEAD = (
    "Spalte",
    "Column",
    "Name im Programm · name in the program",
    "Bedeutung",
    "Meaning",
    "Typ · type",
    "erlaubte Werte · allowed values",
    "nötig · required",
    "Schutzklasse · protection class",
    "Beispiel · example",
)
_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("study", "Kennung der Studie, wie sie in study.toml steht", "id of the study as in study.toml"),
    (
        "site",
        'Standort-ID; bei mehreren Standorten sites = ["…", "…"] und eine Spalte Standort-ID in der Datei',
        'site id; for several sites: sites = ["…", "…"] and a column site id in the file',
    ),
    ("years", "Jahre, die geliefert werden", "years that are delivered"),
    ("sender", "liefernde Stelle (keine Person)", "sending organisation (not a person)"),
    ("received", "Tag des Eingangs (JJJJ-MM-TT)", "day of receipt (YYYY-MM-DD)"),
    ("legal_basis", "Rechtsgrundlage; ohne sie wird nicht geladen: ", "legal basis; nothing loads without it: "),
    ("purpose", "Zweck in einem Satz; ohne ihn wird nicht geladen", "purpose in a sentence; nothing loads without it"),
    ("retention_until", "Aufbewahrung bis (JJJJ-MM-TT)", "retention until (YYYY-MM-DD)"),
    ("counting_rule", "Zählregel; nötig für Beratungszahlen: ", "counting rule; needed for counselling figures: "),
    ("synthetic", "true nur bei erfundenen Daten", "true only for invented data"),
    ("schema_version", "Fassung dieser Vorlage", "version of this template"),
    ("[[file]] name", "Dateiname", "file name"),
    ("[[file]] table", "Name der Tabelle im Programm", "name of the table in the program"),
    ("[[file]] format", "template für diese Vorlage (CSV oder XLSX)", "template for this template (CSV or XLSX)"),
    ("[[file]] sheet", "Tabellenblatt, falls es nicht »Daten« heißt", "sheet, where it is not called Daten"),
)
_FIELD_CODES = {"legal_basis": "CL73", "counting_rule": "CL39"}


def write_templates(folder: str | Path) -> list[Path]:
    """Write an annotated empty workbook for every delivered table.

    The sheet Daten has the German labels as headers with comments, drop-down lists and bounds; Erläuterung explains
    every column in German and English; Lieferung explains lieferung.toml and holds a text to copy. Columns of class P4
    are explained but have no place in the data. The same declaration gives the same bytes.

    Parameters
    ----------
    folder : path
        Where to write; made if it does not exist.

    Returns
    -------
    list of Path
        The files written, in the order of the tables.

    Examples
    --------
    >>> import tempfile
    >>> [path.name for path in write_templates(tempfile.mkdtemp())][:2]
    ['T02_municipality.xlsx', 'T03_organisation.xlsx']
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [write_template(table, target) for table in TABLES.values() if table.delivered]


def write_template(table: Table, folder: Path) -> Path:
    """Write the workbook of one table into a folder that exists."""
    import xlsxwriter

    path = folder / f"{table.number}_{table.name}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": f"{table.number} {table.de} · {table.en}", "created": _CREATED})
        formats = {name: book.add_format(properties) for name, properties in _FORMATS.items()}
        sheets = {name: book.add_worksheet(name) for name in (DATA, EXPLANATION, DELIVERY, LISTS)}
        columns = delivered_columns(table)
        ranges = _write_lists(sheets[LISTS], columns)
        _write_data(sheets[DATA], columns, ranges, formats)
        _write_explanation(sheets[EXPLANATION], table, formats)
        _write_delivery(sheets[DELIVERY], table, formats)
    return path


def delivered_columns(table: Table) -> tuple[Column, ...]:
    """The columns that a provider may deliver: all but those of class P4.

    Examples
    --------
    >>> from evaluation.tables import table
    >>> "comment" in [column.name for column in delivered_columns(table("accommodation_rating"))]
    False
    """
    return tuple(column for column in table.columns if (column.protection or table.protection) != "P4")


def delivery_text(table: Table) -> str:
    """A lieferung.toml for one file of this table, to copy and to fill in."""
    return f"""\
[lieferung]
study = "…"
site = "…"
years = [2024]
sender = "…"
received = 2025-01-31
legal_basis = "…"
purpose = "…"
retention_until = 2030-12-31
counting_rule = "contacts"
synthetic = false
schema_version = "{table.schema_version}"

[[file]]
name = "{table.number}_{table.name}.xlsx"
table = "{table.name}"
format = "template"
"""


def _write_lists(sheet: Any, columns: tuple[Column, ...]) -> dict[str, str]:
    """One column of German labels for each code list; returns where each stands."""
    from xlsxwriter.utility import xl_col_to_name

    ranges = {}
    for place, name in enumerate(sorted({column.codes for column in columns if column.codes})):
        labels = [entry.de for entry in codes(name)]
        sheet.write_column(0, place, [name, *labels])
        letter = xl_col_to_name(place)
        ranges[name] = f"={LISTS}!${letter}$2:${letter}${len(labels) + 1}"
    sheet.hide()
    return ranges


def _write_data(sheet: Any, columns: tuple[Column, ...], ranges: dict[str, str], formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for place, column in enumerate(columns):
        cell = "date" if column.dtype == "date" else "text" if column.dtype in _TEXT_TYPES else ""
        sheet.set_column(place, place, max(14, min(30, len(column.de) + 2)), formats.get(cell))
        sheet.write_string(0, place, column.de, formats["required" if column.required else "head"])
        sheet.write_comment(0, place, _comment(column), {"x_scale": 2, "y_scale": 1.6, "author": ""})
        rule = _validation(column, ranges)
        if rule:
            sheet.data_validation(1, place, ROWS, place, rule)


def _comment(column: Column) -> str:
    kind_de, kind_en = TYPES[column.dtype]
    limits_de, limits_en = bounds(column)
    german = [kind_de, limits_de, "nötig" if column.required else "darf leer bleiben", column.note_de]
    english = [column.en, kind_en, limits_en, "required" if column.required else "may stay empty", column.note_en]
    return "\n".join("; ".join(part for part in parts if part) for parts in (german, english))


def _validation(column: Column, ranges: dict[str, str]) -> dict[str, Any]:
    """Drop-down list or bounds of a column; an unknown code only warns, as further spellings are understood."""
    if column.dtype == "bool":
        return {"validate": "list", "source": ["ja", "nein"], "error_type": "warning"}
    if column.dtype == "code" and column.codes:
        return {"validate": "list", "source": ranges[column.codes], "error_type": "warning"}
    low, high = column.minimum, column.maximum
    if column.dtype not in ("int", "dec", "year") or (low is None and high is None):
        return {}
    kind = "decimal" if column.dtype == "dec" else "integer"
    title, message = "Wert außerhalb der Grenzen", f"{bounds(column)[0]} · {bounds(column)[1]}"
    shared = {"validate": kind, "error_title": title, "error_message": message}
    if low is not None and high is not None:
        return {**shared, "criteria": "between", "minimum": low, "maximum": high}
    return {**shared, "criteria": ">=" if high is None else "<=", "value": low if high is None else high}


def _write_explanation(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet.freeze_panes(3, 1)
    for place, width in enumerate((26, 26, 24, 44, 44, 26, 44, 12, 30, 20)):
        sheet.set_column(place, place, width)
    sheet.write_string(
        0, 0, f"{table.number} {table.de} · {table.en}: eine Zeile ist {table.row_de} · one row is {table.row_en}"
    )
    sheet.write_row(2, 0, _EXPLANATION_HEAD, formats["head"])
    for row, column in enumerate(table.columns, start=3):
        for place, value in enumerate(_explain(table, column)):
            sheet.write_string(row, place, value, formats["wrap"])


def _explain(table: Table, column: Column) -> tuple[str, ...]:
    protection = column.protection or table.protection
    words, kind = PROTECTION[protection], TYPES[column.dtype]
    example = column.example or _first_label(column)
    return (
        column.de,
        column.en,
        column.name,
        column.note_de or column.de,
        column.note_en or column.en,
        f"{kind[0]} · {kind[1]}",
        _allowed(column),
        "ja · yes" if column.required else "nein · no",
        f"{protection}: {words[0]} · {words[1]}",
        "" if protection == "P4" else example,
    )


def _first_label(column: Column) -> str:
    if column.codes:
        return codes(column.codes)[0].de
    if column.minimum is not None and column.dtype in ("int", "dec"):
        return number(column.minimum)
    return {"bool": "ja", "date": "31.12.2024"}.get(column.dtype, "")


def _allowed(column: Column) -> str:
    if column.codes:
        return "\n".join(f"{entry.de} · {entry.en} ({entry.code})" for entry in codes(column.codes))
    return " · ".join(part for part in bounds(column) if part)


def _write_delivery(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 60)
    sheet.write_row(0, 0, ("Feld in lieferung.toml", "Bedeutung", "Meaning"), formats["head"])
    for row, (field, de, en) in enumerate(_FIELDS, start=1):
        listed = codes(_FIELD_CODES[field]) if field in _FIELD_CODES else ()
        sheet.write_string(row, 0, field, formats["mono"])
        sheet.write_string(row, 1, de + ", ".join(f"{c.code} = {c.de}" for c in listed), formats["wrap"])
        sheet.write_string(row, 2, en + ", ".join(f"{c.code} = {c.en}" for c in listed), formats["wrap"])
    start = len(_FIELDS) + 3
    sheet.write_string(start - 1, 0, "Zum Kopieren in eine Datei lieferung.toml neben der Tabelle · to copy")
    for row, line in enumerate(delivery_text(table).splitlines(), start=start):
        sheet.write_string(row, 0, line, formats["mono"])
