"""T03: organisations of the local field."""

from __future__ import annotations

from evaluation.tables._common import REPORTING_YEAR, SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T03",
    name="organisation",
    de="Organisation",
    en="Organisation",
    protection="P1",
    row_de="ein Akteur vor Ort und Jahr",
    row_en="one actor of the local field and year",
    key=("org_id",),
    year_from="reporting_year",
    columns=(
        SITE_ID,
        REPORTING_YEAR,
        Column(
            "org_id",
            "id",
            "Organisations-ID",
            "Organisation id",
            required=True,
            aliases=("Träger-ID", "Akteurs-ID"),
            example="O-03",
        ),
        Column(
            "name",
            "text",
            "Bezeichnung",
            "Name",
            aliases=("Organisation", "Träger", "Akteur", "Name der Organisation"),
            note_de="Wird in Berichten nur mit Zustimmung genannt.",
            note_en="Named in reports only with agreement.",
        ),
        Column("org_type", "code", "Akteurstyp", "Type of actor", codes="CL07", aliases=("Organisationstyp",)),
        Column("sector", "code", "Sektor", "Sector", codes="CL08"),
        Column(
            "is_fsa_provider",
            "bool",
            "Träger der FSA",
            "Provider of refugee social work",
            aliases=("FSA-Träger", "Träger der Flüchtlingssozialarbeit"),
        ),
        Column(
            "is_migrant_org",
            "bool",
            "Migrantenselbstorganisation",
            "Migrant organisation",
            aliases=("MSO", "Migrantenorganisation"),
        ),
        Column("legal_form", "code", "Rechtsform", "Legal form", codes="CL09"),
        Column("reach", "code", "Reichweite", "Reach", codes="CL10", aliases=("Wirkungskreis",)),
        Column(
            "in_network_boundary",
            "bool",
            "im Netzwerk (Abgrenzung)",
            "Within the network boundary",
            aliases=("im Netzwerk",),
        ),
        Column("boundary_rule", "code", "Abgrenzungsregel", "Boundary rule", codes="CL11"),
    ),
)
