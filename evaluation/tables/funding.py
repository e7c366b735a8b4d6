"""T06: grants and budget lines by year."""

from __future__ import annotations

from evaluation.tables._common import REPORTING_YEAR, SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T06",
    name="funding",
    de="Finanzierung und Förderung",
    en="Funding",
    protection="P1",
    row_de="eine Förderung oder Haushaltslinie und ein Jahr",
    row_en="one grant or budget line and year",
    key=("funding_id",),
    year_from="reporting_year",
    columns=(
        SITE_ID,
        Column(
            "reporting_year",
            "year",
            "Berichtsjahr",
            "Reporting year",
            minimum=1990,
            maximum=2100,
            aliases=("Jahr", "Haushaltsjahr", "Förderjahr"),
            example="2024",
            note_de=REPORTING_YEAR.note_de,
            note_en=REPORTING_YEAR.note_en,
        ),
        Column("funding_id", "id", "Förder-ID", "Funding id", required=True, aliases=("Förderkennzeichen",)),
        Column("programme", "code", "Förderprogramm", "Programme", codes="CL17", aliases=("Programm", "Richtlinie")),
        Column("programme_text", "text", "Förderprogramm (Text)", "Programme (text)", aliases=("Programmname",)),
        Column("level", "code", "Förderebene", "Level", codes="CL18", aliases=("Ebene", "Mittelgeber")),
        Column(
            "granted_eur",
            "dec",
            "bewilligt (€)",
            "Granted (€)",
            minimum=0,
            aliases=("bewilligte Mittel", "Bewilligungssumme", "Zuwendung", "bewilligt"),
            example="128.400,00",
        ),
        Column(
            "spent_eur",
            "dec",
            "verausgabt (€)",
            "Spent (€)",
            minimum=0,
            aliases=("verausgabte Mittel", "Ausgaben", "verausgabt"),
        ),
        Column("start", "date", "Beginn", "Start", aliases=("Förderbeginn", "Laufzeit von"), example="01.01.2024"),
        Column(
            "end",
            "date",
            "Ende",
            "End",
            aliases=("Förderende", "Laufzeit bis", "finanziert bis"),
            example="31.12.2025",
            note_de="Leer heißt unbefristet, wenn die Rechtsgrundlage gesetzlich ist; sonst unbekannt.",
            note_en="Empty means permanent where the legal basis is statutory; otherwise unknown.",
        ),
        Column("legal_basis", "code", "Rechtsgrundlage", "Legal basis", codes="CL19"),
        Column("decision_date", "date", "Bescheiddatum", "Date of decision", aliases=("Bescheid vom",)),
        Column("gap_days", "int", "Lückentage", "Gap days", minimum=0, maximum=366),
        Column(
            "own_share_pct",
            "dec",
            "Eigenanteil (%)",
            "Own share (%)",
            minimum=0,
            maximum=100,
            aliases=("Eigenanteil", "Eigenmittelanteil"),
        ),
    ),
)
