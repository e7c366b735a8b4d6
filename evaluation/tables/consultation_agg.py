"""T12: counselling statistics as providers usually deliver them: counts by period and one dimension."""

from __future__ import annotations

from evaluation.tables._common import MEASURED, SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T12", name="consultation_agg", protection="P2",
    de="Beratungsstatistik (aggregiert)", en="Consultation statistics (aggregated)",
    row_de="eine Ausprägung eines Merkmals einer Beratungsstelle in einem Zeitraum",
    row_en="one category of one dimension of one service point in one period",
    key=("period", "service_point_id", "dim", "value"), year_from="period",
    columns=(
        SITE_ID,
        Column(
            "period", "text", "Zeitraum", "Period", required=True,
            aliases=("Jahr", "Quartal", "Berichtszeitraum", "Berichtsjahr"), example="2024-Q1",
            note_de="Jahr (2024) oder Quartal (2024-Q1).", note_en="Year (2024) or quarter (2024-Q1).",
        ),
        Column(
            "service_point_id", "id", "Beratungsstellen-ID", "Service point id", protection="P1",
            aliases=("Beratungsstelle", "BST", "Beratungsstelle ID"), example="BS-1",
        ),
        Column(
            "dim", "code", "Merkmal", "Dimension", codes="CLDIM", required=True, aliases=("Gliederung", "Dimension"),
            example="Hauptthema",
        ),
        Column(
            "value", "text", "Ausprägung", "Category", aliases=("Kategorie", "Wert"), example="Wohnen",
            note_de="Bezeichnung oder Schlüssel aus der Schlüsselliste des Merkmals; leer beim Merkmal »insgesamt«.",
            note_en="Label or code out of the dimension's code list; empty for the dimension »total«.",
        ),
        Column(
            "n_contacts", "int", "Gespräche", "Contacts", minimum=0,
            aliases=(
                "Anzahl Gespräche", "Beratungen", "Anzahl Beratungen", "Kontakte", "Anzahl Kontakte",
                "Beratungsgespräche", "Anzahl",
            ), example="312",
        ),
        Column(
            "n_persons", "int", "Personen", "Persons", minimum=0,
            aliases=("Anzahl Personen", "beratene Personen", "Klient:innen", "Ratsuchende"), example="118",
        ),
        Column(
            "n_co_advised", "int", "Mitberatene", "Persons co-advised", minimum=0,
            aliases=("mitberatene Personen", "Anzahl Mitberatene"),
        ),
        Column(
            "hours", "dec", "Stunden", "Hours", minimum=0, aliases=("Beratungsstunden", "Stunden gesamt"),
            example="204,5",
        ),
        Column(
            "counting_rule", "code", "Zählregel", "Counting rule", codes="CL39", protection="P0",
            aliases=("Zählweise", "gezählt werden"),
            note_de="Was gezählt wurde; fehlt die Spalte, gilt die Zählregel der Lieferung.",
            note_en="What was counted; where the column is missing, the delivery's counting rule holds.",
        ),
        MEASURED,
    ),
)
