"""T05: posts at reference dates, heads and full-time equivalents kept apart."""

from __future__ import annotations

from evaluation.tables._common import MEASURED, REF_DATE, SITE_ID, SOURCE_CODE
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T05", name="position", de="Stelle", en="Position", protection="P1",
    row_de="eine Stelle an einem Stichtag", row_en="one post at one reference date",
    key=("position_id", "ref_date"), year_from="ref_date",
    columns=(
        SITE_ID, REF_DATE,
        Column(
            "position_id", "id", "Stellen-ID", "Position id", required=True,
            aliases=("Stelle", "Stellennummer", "Stellen-Nr."), example="ST-04",
        ),
        Column("service_point_id", "id", "Beratungsstellen-ID", "Service point id", aliases=("Beratungsstelle",)),
        Column("employer_org_id", "id", "Anstellungsträger", "Employer", aliases=("Träger", "Arbeitgeber")),
        Column("function", "code", "Funktion", "Function", codes="CL14", aliases=("Tätigkeit", "Stellenart")),
        Column(
            "fte_planned", "dec", "VZÄ geplant", "FTE planned", minimum=0, maximum=500,
            aliases=("VZÄ Soll", "Soll-VZÄ", "Planstellen", "VZÄ bewilligt"), example="1,0",
        ),
        Column(
            "fte_filled", "dec", "VZÄ besetzt", "FTE filled", minimum=0, maximum=500,
            aliases=("VZÄ Ist", "Ist-VZÄ", "VZÄ", "Vollzeitäquivalente", "Stellenanteil"), example="0,75",
            note_de="Leer, wenn nicht gemeldet; 0 nur, wenn die Stelle unbesetzt ist.",
            note_en="Empty where not reported; 0 only where the post is vacant.",
        ),
        Column(
            "heads", "int", "Personen (Köpfe)", "Heads", minimum=0, maximum=1000,
            aliases=("Köpfe", "Personen", "Anzahl Personen", "Mitarbeitende", "Anzahl Mitarbeitende"), example="1",
        ),
        Column("fixed_term", "bool", "befristet", "Fixed-term", aliases=("Befristung",)),
        Column(
            "contract_end", "date", "Vertragsende", "End of contract", protection="P3",
            aliases=("Befristet bis", "befristet bis zum"),
        ),
        Column("funding_id", "id", "Förder-ID", "Funding id", aliases=("Förderung", "Finanzierung")),
        Column("qualification", "code", "Qualifikation", "Qualification", codes="CL15", protection="P3"),
        Column(
            "state_recognised", "bool", "staatlich anerkannt", "State-recognised", protection="P3",
            aliases=("staatliche Anerkennung",),
            note_de="Staatlich anerkannte Sozialarbeit; bedeutsam für § 203 StGB.",
            note_en="State-recognised social worker; matters for secrecy under section 203 StGB.",
        ),
        Column("vacancy_days", "int", "Vakanztage", "Days vacant", minimum=0, maximum=366),
        Column("started", "date", "besetzt seit", "Started", protection="P3", aliases=("Eintritt", "Beginn")),
        Column("left", "date", "ausgeschieden am", "Left", protection="P3", aliases=("Austritt", "Ende")),
        Column("exit_reason", "code", "Austrittsgrund", "Reason for leaving", codes="CL16", protection="P3"),
        Column(
            "supervision_hours", "dec", "Supervisionsstunden", "Supervision hours", minimum=0, maximum=1000,
            aliases=("Supervision (h)",),
        ),
        Column("training_days", "dec", "Fortbildungstage", "Training days", minimum=0, maximum=366),
        Column(
            "remark", "text", "Bemerkung", "Remark", protection="P1", aliases=("Bemerkungen", "Hinweis"),
            note_de="Sachlicher Hinweis zur Zahl; keine Namen, keine Angaben über einzelne Personen.",
            note_en="A factual note on the figure; no names, nothing about single persons.",
        ),
        SOURCE_CODE, MEASURED,
    ),
)
