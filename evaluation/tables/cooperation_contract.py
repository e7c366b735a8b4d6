"""T07: contracts and agreements of cooperation."""

from __future__ import annotations

from evaluation.tables._common import REPORTING_YEAR, SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T07",
    name="cooperation_contract",
    de="Kooperationsvereinbarung",
    en="Cooperation contract",
    protection="P1",
    row_de="eine Vereinbarung und ein Jahr",
    row_en="one agreement and year",
    key=("contract_id",),
    year_from="reporting_year",
    columns=(
        SITE_ID,
        REPORTING_YEAR,
        Column("contract_id", "id", "Vertrags-ID", "Contract id", required=True, aliases=("Vertragsnummer",)),
        Column(
            "parties",
            "codes",
            "Vertragspartner",
            "Parties",
            aliases=("Partner", "beteiligte Organisationen"),
            example="O-01 | O-03",
        ),
        Column("type", "code", "Art", "Type", codes="CL20", aliases=("Vertragsart", "Art der Vereinbarung")),
        Column("subject", "codes", "Vertragsgegenstand", "Subject", codes="CL21", aliases=("Gegenstand",)),
        Column("tasks_regulated", "codes", "geregelte Aufgaben", "Tasks regulated", codes="CL29"),
        Column("start", "date", "Beginn", "Start", aliases=("Vertragsbeginn", "gültig ab")),
        Column("end", "date", "Ende", "End", aliases=("Vertragsende", "gültig bis")),
        Column(
            "notice_months",
            "dec",
            "Kündigungsfrist (Monate)",
            "Notice period (months)",
            minimum=0,
            maximum=120,
            aliases=("Kündigungsfrist",),
        ),
        Column("datasharing_clause", "bool", "Datenschutzklausel", "Data sharing clause"),
        Column("conflict_clause", "bool", "Konfliktklausel", "Conflict clause"),
    ),
)
