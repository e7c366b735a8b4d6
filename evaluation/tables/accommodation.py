"""T09: accommodation at reference dates, with places, persons and care keys."""

from __future__ import annotations

from evaluation.tables._common import MEASURED, REF_DATE, SITE_ID, SOURCE_CODE
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T09", name="accommodation", de="Unterbringung", en="Accommodation", protection="P2",
    row_de="eine Unterkunft oder ein Gebiet an einem Stichtag",
    row_en="one accommodation, or one area, at one reference date",
    key=("accommodation_id", "ref_date"), year_from="ref_date",
    columns=(
        SITE_ID, REF_DATE,
        Column(
            "accommodation_id", "id", "Unterkunfts-ID", "Accommodation id", required=True, protection="P1",
            aliases=("Unterkunft", "Unterkunftsnummer"), example="U-02",
        ),
        Column(
            "ags8", "ags8", "Amtlicher Gemeindeschlüssel", "Municipality key", aliases=("AGS", "Gemeindeschlüssel"),
            example="99001001",
        ),
        Column(
            "type", "code", "Art", "Type", codes="CL25",
            aliases=("Unterkunftsart", "Art der Unterkunft", "Unterbringungsart", "Unterbringungsform"),
        ),
        Column("operator_org_id", "id", "Betreiber", "Operator", protection="P1", aliases=("Betreiber-ID", "Träger")),
        Column("operator_kind", "code", "Betreiberart", "Kind of operator", codes="CL08", protection="P1"),
        Column(
            "capacity", "int", "Plätze", "Places", minimum=0, protection="P1",
            aliases=("Kapazität", "Anzahl Plätze", "Platzzahl"), example="60",
        ),
        Column(
            "occupied", "int", "belegt", "Occupied", minimum=0,
            aliases=("Belegung", "belegte Plätze", "Bewohner", "Bewohner:innen", "Personen"), example="48",
        ),
        Column("women", "int", "Frauen", "Women", minimum=0, aliases=("davon Frauen",)),
        Column("children", "int", "Kinder", "Children", minimum=0, aliases=("davon Kinder", "Minderjährige")),
        Column(
            "care_key_num", "int", "Betreuungsschlüssel Zähler", "Care key, numerator", minimum=0, maximum=100,
            protection="P1", example="2", note_de="Bei 2:150 die 2 (Stellen).",
            note_en="The 2 of 2:150 (posts).",
        ),
        Column(
            "care_key_den", "int", "Betreuungsschlüssel Nenner", "Care key, denominator", minimum=1, maximum=10000,
            protection="P1", example="150", note_de="Bei 2:150 die 150 (Personen).",
            note_en="The 150 of 2:150 (persons).",
        ),
        Column("key_rule", "code", "Schlüsselregel", "Rule of the key", codes="CL26", protection="P1"),
        Column("contract_standard", "bool", "vertraglicher Standard", "Contractual standard", protection="P1"),
        Column(
            "avg_stay_months", "dec", "mittlere Verweildauer (Monate)", "Mean stay (months)", minimum=0, maximum=600,
            aliases=("Verweildauer", "mittlere Verweildauer"),
        ),
        SOURCE_CODE, MEASURED,
    ),
)
