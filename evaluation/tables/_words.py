"""Words for types, protection classes and allowed values, in German and English."""

from __future__ import annotations

from evaluation.tables._declare import Column

TYPES: dict[str, tuple[str, str]] = {
    "id": ("Kennung (Text)", "identifier (text)"),
    "text": ("Text", "text"),
    "int": ("ganze Zahl", "whole number"),
    "dec": ("Zahl", "number"),
    "bool": ("ja/nein", "yes/no"),
    "code": ("Schlüssel", "code"),
    "codes": ("Liste, durch | getrennt", "list, separated by |"),
    "date": ("Datum (31.12.2024 oder 2024-12-31)", "date (31.12.2024 or 2024-12-31)"),
    "month": ("Monat (2024-03)", "month (2024-03)"),
    "year": ("Jahr (2024)", "year (2024)"),
    "ags5": ("Kreisschlüssel, 5 Ziffern als Text", "district key, 5 digits as text"),
    "ags8": ("Gemeindeschlüssel, 8 Ziffern als Text", "municipality key, 8 digits as text"),
    "ags": ("amtlicher Gebietsschlüssel als Text", "official area key as text"),
    "ars12": ("Regionalschlüssel, 12 Ziffern als Text", "regional key, 12 digits as text"),
}

PROTECTION: dict[str, tuple[str, str]] = {
    "P0": ("öffentlich", "public"),
    "P1": ("Angaben über Organisationen", "about organisations"),
    "P2": ("zusammengefasste Angaben über Personen", "aggregated, about persons"),
    "P3": ("pseudonyme Angaben über einzelne Personen", "pseudonymous, about single persons"),
    "P4": ("freier Text über Personen, verlässt den Träger nie", "free text about persons, never leaves the provider"),
}


def number(value: float) -> str:
    """A bound as it is printed: without decimals where there are none.

    Examples
    --------
    >>> number(480), number(0.5)
    ('480', '0.5')
    """
    return str(int(value)) if float(value).is_integer() else str(value)


def bounds(column: Column) -> tuple[str, str]:
    """The bounds of a column in words, empty where it has none.

    Examples
    --------
    >>> bounds(Column("n", "int", "Anzahl", "Number", minimum=0, maximum=20))
    ('0 bis 20', '0 to 20')
    """
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{number(low)} bis {number(high)}", f"{number(low)} to {number(high)}"
    if low is not None:
        return f"ab {number(low)}", f"from {number(low)}"
    if high is not None:
        return f"bis {number(high)}", f"up to {number(high)}"
    return "", ""
