"""T02: municipalities by territorial status, a reference table from official statistics."""

from __future__ import annotations

from evaluation.tables._common import SOURCE_CODE
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T02", name="municipality", de="Gemeinde", en="Municipality", protection="P0",
    row_de="eine Gemeinde zu einem Gebietsstand", row_en="one municipality at one territorial status",
    key=("ags8", "gebietsstand"), year_from="gebietsstand",
    columns=(
        Column(
            "ags8", "ags8", "Amtlicher Gemeindeschlüssel", "Municipality key", required=True,
            aliases=("AGS", "Gemeindeschlüssel", "Gemeindekennziffer"), example="99001001",
            note_de="Acht Ziffern als Text; die führende Null bleibt.",
            note_en="Eight digits as text; the leading zero stays.",
        ),
        Column("ars12", "ars12", "Amtlicher Regionalschlüssel", "Regional key", aliases=("ARS", "Regionalschlüssel")),
        Column("name", "text", "Bezeichnung", "Name", aliases=("Gemeinde", "Gemeindename")),
        Column(
            "gebietsstand", "date", "Gebietsstand", "Territorial status", required=True, aliases=("Stichtag", "Stand"),
            example="31.12.2024",
        ),
        Column("gemeindeverband", "text", "Gemeindeverband", "Association of municipalities"),
        Column(
            "population", "int", "Einwohnerzahl", "Population", minimum=0, aliases=("Einwohner", "Bevölkerung", "EW"),
            example="24310",
        ),
        Column(
            "area_km2", "dec", "Fläche (km²)", "Area (km²)", minimum=0, aliases=("Fläche", "Gebietsfläche"),
            example="58,4",
        ),
        Column(
            "bbsr_gemeindetyp", "code", "Stadt-/Gemeindetyp (BBSR)", "Type of municipality (BBSR)", codes="CL02",
            aliases=("Gemeindetyp", "BBSR-Typ"),
            note_de="Gilt für Einheitsgemeinden und Gemeindeverbände, nicht für einzelne Mitgliedsgemeinden.",
            note_en="Defined for unitary municipalities and associations, not for single member municipalities.",
        ),
        Column(
            "regiostar7", "code", "Raumtyp (RegioStaR 7)", "Type of region (RegioStaR 7)", codes="CL03",
            aliases=("RegioStaR7", "RegioStaR"),
        ),
        Column("ags_predecessor", "codes", "Vorgängergemeinde(n)", "Predecessor municipalities"),
        Column("lat", "dec", "geografische Breite", "Latitude", minimum=-90, maximum=90, aliases=("Breitengrad",)),
        Column("lon", "dec", "geografische Länge", "Longitude", minimum=-180, maximum=180, aliases=("Längengrad",)),
        Column(
            "travel_time_to_service_min", "dec", "Fahrzeit ÖPNV zur Beratung (min)",
            "Public transport to the next service point (min)", minimum=0, maximum=600, aliases=("Fahrzeit ÖPNV",),
        ),
        SOURCE_CODE,
    ),
)
