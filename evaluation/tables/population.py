"""T08: stock of the target population by area, date and group."""

from __future__ import annotations

from evaluation.tables._common import MEASURED, REF_DATE, SITE_ID
from evaluation.tables._declare import Column, Table

_ALL_DE, _ALL_EN = "Leer heißt: alle zusammen.", "Empty means: all together."

TABLE = Table(
    number="T08",
    name="population",
    de="Zielgruppenbestand",
    en="Target population",
    protection="P2",
    row_de="eine Gruppe in einem Gebiet an einem Stichtag",
    row_en="one group in one area at one reference date",
    key=("ags", "ref_date", "group", "sex", "age_group", "source_code"),
    year_from="ref_date",
    columns=(
        SITE_ID,
        Column(
            "ags",
            "ags",
            "Gebietsschlüssel",
            "Area key",
            required=True,
            aliases=("AGS", "Amtlicher Gemeindeschlüssel", "Kreisschlüssel", "Gemeindeschlüssel", "Regionalschlüssel"),
            example="99001001",
            note_de="Kreis (5 Ziffern) oder Gemeinde (8 Ziffern), als Text.",
            note_en="District (5 digits) or municipality (8 digits), as text.",
        ),
        REF_DATE,
        Column(
            "group",
            "code",
            "Personengruppe",
            "Group",
            codes="CL22",
            note_de=_ALL_DE,
            note_en=_ALL_EN,
            aliases=("Aufenthaltsgruppe", "Aufenthaltsstatus", "Statusgruppe", "Gruppe"),
        ),
        Column("sex", "code", "Geschlecht", "Sex", codes="CL23", note_de=_ALL_DE, note_en=_ALL_EN),
        Column(
            "age_group",
            "code",
            "Altersgruppe",
            "Age group",
            codes="CL24",
            note_de=_ALL_DE,
            note_en=_ALL_EN,
            aliases=("Alter",),
        ),
        Column(
            "n",
            "int",
            "Anzahl",
            "Number",
            minimum=0,
            aliases=("Personen", "Bestand", "Anzahl Personen"),
            example="412",
            note_de="Leer, wenn geheim gehalten oder nicht gemeldet.",
            note_en="Empty where suppressed or not reported.",
        ),
        Column(
            "source_code",
            "code",
            "Datenquelle",
            "Data source",
            codes="CL45",
            protection="P0",
            aliases=("Quelle",),
            note_de="AZR und Bevölkerungsfortschreibung sind verschiedene Bestände und werden nie gemischt.",
            note_en="AZR and population statistics are different stocks and are never mixed.",
        ),
        Column("rounding", "code", "Rundungsverfahren", "Rounding", codes="CLRND", protection="P0"),
        Column("suppressed", "bool", "geheim gehalten", "Suppressed", aliases=("gesperrt",)),
        MEASURED,
    ),
)
