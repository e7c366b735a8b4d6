"""KX: published figures of official statistics, taken as delivered."""

from __future__ import annotations

from evaluation.tables._common import REF_DATE, SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="KX",
    name="context_figure",
    de="Kontextzahl",
    en="Context figure",
    protection="P0",
    row_de="eine veröffentlichte Zahl eines Gebiets zu einem Stichtag",
    row_en="one published figure of one area at one reference date",
    key=("ags", "ref_date", "figure", "table_code"),
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
            example="99001",
        ),
        Column("area_name", "text", "Gebiet", "Area", aliases=("Name des Gebiets", "Kreis", "Gemeinde")),
        REF_DATE,
        Column("figure", "code", "Kennzahl", "Figure", codes="CLKX", required=True, aliases=("Merkmal",)),
        Column(
            "value",
            "dec",
            "Wert",
            "Value",
            example="58431",
            note_de="Leer, wenn das Amt ein Zeichen statt einer Zahl veröffentlicht.",
            note_en="Empty where the office publishes a sign in place of a number.",
        ),
        Column("symbol", "code", "Zeichen", "Sign", codes="CL74"),
        Column("unit", "text", "Einheit", "Unit", example="Personen"),
        Column("table_code", "text", "Tabellennummer", "Table number", aliases=("Statistik", "Tabelle")),
        Column(
            "source",
            "text",
            "Quelle",
            "Source",
            required=True,
            aliases=("Datenquelle", "Herausgeber"),
            example="Statistisches Landesamt (erfunden)",
        ),
        Column("licence", "text", "Lizenz", "Licence", aliases=("License", "Nutzungsbedingungen")),
    ),
)
