"""Columns that many tables share."""

from __future__ import annotations

from evaluation.tables._declare import Column

SITE_ID = Column(
    "site_id",
    "id",
    "Standort-ID",
    "Site id",
    aliases=("Standort", "Modellstandort", "site"),
    example="auental",
    note_de="Nur nötig, wenn eine Datei mehrere Standorte enthält; sonst sagt die Lieferung den Standort.",
    note_en="Needed only where one file holds several sites; otherwise the delivery names the site.",
)
REPORTING_YEAR = Column(
    "reporting_year",
    "year",
    "Berichtsjahr",
    "Reporting year",
    minimum=1990,
    maximum=2100,
    aliases=("Jahr", "Erhebungsjahr"),
    example="2024",
    note_de="Nur nötig, wenn eine Datei mehrere Jahre enthält; sonst sagt die Lieferung das Jahr.",
    note_en="Needed only where one file holds several years; otherwise the delivery names the year.",
)
REF_DATE = Column(
    "ref_date",
    "date",
    "Stichtag",
    "Reference date",
    required=True,
    aliases=("Stand", "Stichtagsdatum", "Datum"),
    example="31.12.2024",
    note_de="Tag, für den die Zeile gilt.",
    note_en="Day for which the row holds.",
)
SOURCE_CODE = Column(
    "source_code",
    "code",
    "Datenquelle",
    "Data source",
    codes="CL45",
    protection="P0",
    aliases=("Quelle",),
    note_de="Register, Statistik oder eigene Zählung, aus der die Zahl stammt; Quellen werden nie gemischt.",
    note_en="Register, statistics or own count that the figure comes from; sources are never mixed.",
)
MEASURED = Column(
    "measured_or_estimated",
    "code",
    "gemessen/geschätzt",
    "Measured or estimated",
    codes="CLME",
    protection="P0",
    aliases=("Art der Angabe", "Erhebungsart"),
)
