"""T04: places of service: counselling offices, outreach, counselling in accommodation."""

from __future__ import annotations

from evaluation.tables._common import REPORTING_YEAR, SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T04",
    name="service_point",
    de="Beratungsstelle",
    en="Service point",
    protection="P1",
    row_de="eine Beratungsstelle und ein Jahr",
    row_en="one service point and year",
    key=("service_point_id",),
    year_from="reporting_year",
    columns=(
        SITE_ID,
        REPORTING_YEAR,
        Column(
            "service_point_id",
            "id",
            "Beratungsstellen-ID",
            "Service point id",
            required=True,
            aliases=("Beratungsstelle", "BST", "Beratungsstelle ID"),
            example="BS-1",
        ),
        Column("name", "text", "Bezeichnung", "Name", aliases=("Name der Beratungsstelle",)),
        Column("org_id_operator", "id", "Betreiber", "Operator", aliases=("Träger", "Träger-ID", "Betreiber-ID")),
        Column("org_id_partner", "id", "Kooperationspartner", "Partner", aliases=("Partner-ID",)),
        Column(
            "ags8",
            "ags8",
            "Amtlicher Gemeindeschlüssel",
            "Municipality key",
            aliases=("AGS", "Gemeindeschlüssel"),
            example="99001001",
        ),
        Column("service_type", "code", "Art der Beratungsstelle", "Type of service", codes="CL12"),
        Column(
            "opening_hours_week",
            "dec",
            "Öffnungsstunden je Woche",
            "Opening hours a week",
            minimum=0,
            maximum=168,
            aliases=("Öffnungszeiten (h/Woche)", "Öffnungsstunden"),
            example="19,5",
        ),
        Column("walk_in", "bool", "offene Sprechstunde", "Walk-in hours", aliases=("Komm-Struktur",)),
        Column(
            "outreach_hours_week",
            "dec",
            "aufsuchende Stunden je Woche",
            "Outreach hours a week",
            minimum=0,
            maximum=168,
            aliases=("aufsuchende Stunden",),
        ),
        Column("barrier_free", "bool", "barrierefrei", "Barrier-free"),
        Column(
            "languages_offered",
            "codes",
            "Beratungssprachen",
            "Languages offered",
            codes="CLLANG",
            aliases=("Sprachen",),
            example="Deutsch | Arabisch",
        ),
        Column("catchment_rule", "code", "Zuständigkeitsgebiet", "Catchment", codes="CL13", aliases=("Einzugsgebiet",)),
        Column("opened", "date", "eröffnet am", "Opened", aliases=("Eröffnung", "Eröffnungsdatum")),
        Column("closed", "date", "geschlossen am", "Closed", aliases=("Schließung", "Schließungsdatum")),
    ),
)
