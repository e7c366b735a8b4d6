"""T01: the sites of a study, as study.toml declares them."""

from __future__ import annotations

from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T01",
    name="site",
    de="Standort",
    en="Site",
    protection="P0",
    delivered=False,
    row_de="ein Standort der Studie",
    row_en="one site of the study",
    key=("site_id",),
    columns=(
        Column("site_id", "id", "Standort-ID", "Site id", required=True, example="auental"),
        Column("name", "text", "Bezeichnung", "Name", required=True, aliases=("Standortname", "Standort")),
        Column("study_id", "id", "Studien-ID", "Study id"),
        Column(
            "site_type",
            "code",
            "Standorttyp",
            "Site type",
            codes="CL01",
            required=True,
            note_de="Wird von der Studie gesetzt, nie still aus der Einwohnerzahl abgeleitet.",
            note_en="Set by the study, never silently derived from the population.",
        ),
        Column("bbsr_gemeindetyp", "code", "Stadt-/Gemeindetyp (BBSR)", "Type of municipality (BBSR)", codes="CL02"),
        Column("regiostar7", "code", "Raumtyp (RegioStaR 7)", "Type of region (RegioStaR 7)", codes="CL03"),
        Column("land", "code", "Bundesland", "Federal state", codes="CLLAND"),
        Column("kreis_ags5", "ags5", "Kreisschlüssel", "District key"),
        Column(
            "gemeinde_ags8",
            "codes",
            "Amtliche Gemeindeschlüssel",
            "Municipality keys",
            aliases=("Amtlicher Gemeindeschlüssel",),
            note_de="Ein Standort kann mehrere Gemeinden umfassen.",
            note_en="A site may span several municipalities.",
        ),
        Column("ortsteil", "text", "Ortsteil", "Part of town"),
        Column("system", "code", "Hilfesystem", "Service system", codes="CL04"),
        Column(
            "integration_mgmt_type",
            "code",
            "Organisationstyp Integrationsmanagement",
            "Type of integration management",
            codes="CL05",
        ),
        Column("role", "code", "Rolle im Vergleich", "Role in the comparison", codes="CL06"),
        Column(
            "caseload_key",
            "text",
            "Betreuungsschlüssel",
            "Caseload key",
            example="2:150",
            note_de="Stellen : Personen, als Angabe und nicht gekürzt.",
            note_en="Posts : persons, as a notation and not reduced.",
        ),
        Column("caseload_rule", "code", "Schlüsselregel", "Rule of the key", codes="CL26"),
        Column("start_date", "date", "Beginn", "Start"),
        Column("end_date", "date", "Ende", "End"),
    ),
)
