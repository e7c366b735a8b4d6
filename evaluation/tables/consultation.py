"""T11: single counselling contacts, pseudonymous, by month."""

from __future__ import annotations

from evaluation.tables._common import SITE_ID
from evaluation.tables._declare import Column, Table

_PERSON = (
    Column(
        "residence_ags8", "ags8", "Wohngemeinde", "Municipality of residence",
        aliases=("Wohnort (AGS)", "Wohnort AGS", "AGS Wohnort", "Gemeindeschlüssel Wohnort"), example="99001004",
        note_de="Amtlicher Gemeindeschlüssel des Wohnorts, nicht der Beratungsstelle.",
        note_en="Key of the municipality where the person lives, not of the service point.",
    ),
    Column(
        "residence_class", "code", "Wohnortklasse (BBSR)", "Size class of residence (BBSR)", codes="CL02",
        aliases=("Wohnortklasse", "Gemeindetyp Wohnort"),
        note_de="Statt der Wohngemeinde, wo diese zu klein ist, um sie zu nennen.",
        note_en="In place of the municipality where that is too small to be named.",
    ),
    Column(
        "status_group", "code", "Aufenthaltsgruppe", "Residence status group", codes="CL22",
        aliases=("Aufenthaltsstatus", "Status", "Statusgruppe"),
    ),
    Column("sex", "code", "Geschlecht", "Sex", codes="CL23", aliases=("m/w/d",)),
    Column("age_group", "code", "Altersgruppe", "Age group", codes="CL24", aliases=("Altersklasse", "Alter")),
    Column(
        "years_in_de", "code", "Aufenthaltsdauer", "Years in Germany", codes="CL33",
        aliases=("Aufenthaltsdauer in Deutschland", "Jahre in Deutschland"),
    ),
    Column("language", "code", "Sprache", "Language", codes="CLLANG", aliases=("Muttersprache", "Beratungssprache")),
)

_CONTACT = (
    Column(
        "channel", "code", "Beratungsform", "Channel", codes="CL31",
        aliases=("Kontaktart", "Form der Beratung", "Kontaktform"), example="Büro",
    ),
    Column(
        "duration_min", "int", "Dauer (min)", "Duration (min)", minimum=5, maximum=480,
        aliases=("Dauer", "Dauer in Minuten", "Minuten", "Beratungsdauer"), example="45",
    ),
    Column("duration_class", "code", "Dauer (Klasse)", "Duration (class)", codes="CLDUR", aliases=("Dauerklasse",)),
    Column(
        "topic_main", "code", "Hauptthema", "Main topic", codes="CL32",
        aliases=("Beratungsthema", "Thema", "Beratungsanlass", "Hauptanliegen", "Anliegen"), example="Wohnen",
    ),
    Column(
        "topics_other", "codes", "weitere Themen", "Further topics", codes="CL32",
        aliases=("Nebenthemen", "weitere Beratungsthemen", "Themen (weitere)"), example="Sprache | Arbeit",
        note_de="Mehrere durch | getrennt, ohne das Hauptthema.",
        note_en="Several separated by |, without the main topic.",
    ),
    Column("interpreting", "code", "Sprachmittlung", "Interpreting", codes="CL34", aliases=("Dolmetschen",)),
    Column("first_contact", "bool", "Erstkontakt", "First contact", aliases=("Erstberatung", "Erstgespräch")),
    Column("access_route", "code", "Zugangsweg", "Access route", codes="CL35", aliases=("Zugang über", "Zugang")),
    Column("outcome", "code", "Ergebnis", "Outcome", codes="CL36", aliases=("Beratungsergebnis",)),
    Column("referred_to", "code", "verwiesen an", "Referred to", codes="CL07", aliases=("Verweis an", "vermittelt an")),
    Column(
        "staff_function", "code", "Funktion der Fachkraft", "Function of staff", codes="CL14", aliases=("Fachkraft",),
    ),
    Column(
        "consent_research", "code", "Einwilligung Forschung", "Consent to research", codes="CL37",
        aliases=("Einwilligung",),
        note_de="Zeilen mit »abgelehnt« oder »widerrufen« dürfen nicht geliefert werden.",
        note_en="Rows with refused or withdrawn consent must not be delivered.",
    ),
    Column("complexity", "code", "Komplexität", "Complexity", codes="CL38"),
)

TABLE = Table(
    number="T11", name="consultation", de="Beratungskontakt", en="Consultation", protection="P3",
    row_de="ein Beratungskontakt", row_en="one counselling contact",
    key=("contact_id",), year_from="month",
    columns=(
        SITE_ID,
        Column(
            "contact_id", "id", "Kontakt-ID", "Contact id", required=True,
            aliases=("Kontaktnummer", "Beratungs-ID", "Gesprächs-ID", "lfd. Nr."), example="K-000123",
        ),
        Column(
            "month", "month", "Monat", "Month", required=True,
            aliases=("Beratungsmonat", "Datum", "Beratungsdatum", "Kontaktdatum"), example="2024-03",
            note_de="Nur der Monat; das Tagesdatum bleibt beim Träger.",
            note_en="The month only; the day stays with the provider.",
        ),
        Column(
            "service_point_id", "id", "Beratungsstellen-ID", "Service point id", protection="P1",
            aliases=("Beratungsstelle", "BST", "Beratungsstelle ID"), example="BS-1",
        ),
        Column(
            "client_key", "id", "Klient:innen-Pseudonym", "Client pseudonym",
            aliases=("Pseudonym", "Klientenschlüssel", "Klient:in", "Klienten-ID", "Klient-ID"), example="p7f3a0c2",
            note_de="Gilt für einen Träger und ein Jahr; leer in anonymer Beratung. Nie ein Name oder Aktenzeichen.",
            note_en="Holds for one provider and year; empty in anonymous counselling. Never a name or file number.",
        ),
        Column(
            "client_key_kind", "code", "Art des Pseudonyms", "Kind of pseudonym", codes="CL30",
            aliases=("Pseudonymart",),
        ),
        Column(
            "co_advised_n", "int", "mitberatene Personen", "Persons co-advised", minimum=0, maximum=20,
            aliases=("Mitberatene", "Anzahl Mitberatene"), example="2",
        ),
        *_CONTACT, *_PERSON,
    ),
)
