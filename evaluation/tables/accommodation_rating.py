"""T10: ratings of accommodation, one row a factor, a visit and a rater."""

from __future__ import annotations

from evaluation.tables._common import SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T10",
    name="accommodation_rating",
    de="Unterkunftsbewertung",
    en="Accommodation rating",
    protection="P1",
    row_de="ein Prüffaktor einer Unterkunft bei einem Besuch, von einer bewertenden Person",
    row_en="one factor of one accommodation at one visit, by one rater",
    key=("accommodation_id", "visit_date", "factor", "rater_id"),
    year_from="visit_date",
    columns=(
        SITE_ID,
        Column("rating_id", "id", "Bewertungs-ID", "Rating id", aliases=("Bewertung",)),
        Column(
            "accommodation_id",
            "id",
            "Unterkunfts-ID",
            "Accommodation id",
            required=True,
            aliases=("Unterkunft",),
            example="U-02",
        ),
        Column(
            "visit_date",
            "date",
            "Besuchsdatum",
            "Date of visit",
            required=True,
            aliases=("Besuch am", "Datum"),
            example="14.05.2024",
        ),
        Column("factor", "code", "Prüffaktor", "Factor", codes="CL27", required=True, aliases=("Faktor", "Kriterium")),
        Column(
            "rating",
            "int",
            "Ampelwert",
            "Rating",
            required=True,
            minimum=-1,
            maximum=1,
            aliases=("Wert", "Ampel"),
            example="1",
            note_de="−1 rot, 0 gelb, 1 grün.",
            note_en="−1 red, 0 amber, 1 green.",
        ),
        Column(
            "rater_id",
            "id",
            "Bewertende",
            "Rater",
            aliases=("Bewertende-ID", "Bewerter", "Rater-ID"),
            example="R1",
            note_de="Kürzel ohne Namen; unterscheidet mehrere Bewertende derselben Unterkunft.",
            note_en="A sign without a name; tells several raters of the same accommodation apart.",
        ),
        Column(
            "rater_role",
            "code",
            "Bewertendenrolle",
            "Role of the rater",
            codes="CL28",
            aliases=("Rolle der Bewertenden", "Rolle"),
        ),
        Column(
            "comment",
            "text",
            "Anmerkung",
            "Comment",
            protection="P4",
            aliases=("Kommentar", "Anmerkungen"),
            note_de="Bleibt beim Träger und wird nicht geliefert.",
            note_en="Stays with the provider and is not delivered.",
        ),
    ),
)
