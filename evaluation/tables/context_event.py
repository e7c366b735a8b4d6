"""T34: events that break time series, as study.toml declares them."""

from __future__ import annotations

from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T34",
    name="context_event",
    de="Kontextereignis",
    en="Context event",
    protection="P0",
    delivered=False,
    row_de="ein Ereignis",
    row_en="one event",
    key=("event_id", "site_id"),
    year_from="date",
    columns=(
        Column("event_id", "id", "Ereignis-ID", "Event id", required=True),
        Column("date", "date", "Datum", "Date", required=True),
        Column("end_date", "date", "Ende", "End"),
        Column(
            "site_id",
            "id",
            "Standort-ID",
            "Site id",
            note_de="Leer heißt: alle Standorte.",
            note_en="Empty means: all sites.",
        ),
        Column("land", "code", "Bundesland", "Federal state", codes="CLLAND"),
        Column("event_type", "code", "Art des Ereignisses", "Kind of event", codes="CLEVENT"),
        Column("name", "text", "Bezeichnung", "Name", required=True),
        Column("effect_expected", "text", "erwarteter Effekt", "Expected effect"),
    ),
)
