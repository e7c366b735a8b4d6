"""Rules about rows: which are set aside, which are only counted."""

from __future__ import annotations

from evaluation.findings import Rule

_ASIDE = (
    "Die Zeile wurde zur Seite gelegt; bitte berichtigen und die Datei neu liefern.",
    "The row was set aside; please correct it and deliver the file again.",
)
_CHECK = ("Bitte prüfen, ob das gemeint ist.", "Please check that this is what is meant.")
_NONE = ("Nichts zu tun.", "Nothing to do.")

ROW_RULES: tuple[Rule, ...] = (
    # rows set aside
    Rule("required_missing", "set_aside", "Eine Pflichtangabe fehlt.", "A required value is missing.", *_ASIDE),
    Rule("number_unreadable", "set_aside", "Eine Zahl ist nicht lesbar.", "A number is not readable.", *_ASIDE),
    Rule(
        "number_ambiguous",
        "set_aside",
        "Bei einer Zahl ist unklar, ob Punkt oder Komma Tausender- oder Dezimalzeichen ist.",
        "In a number it is unclear whether dot or comma marks thousands or decimals.",
        *_ASIDE,
    ),
    Rule("number_not_whole", "set_aside", "Eine ganze Zahl wird erwartet.", "A whole number is expected.", *_ASIDE),
    Rule(
        "date_unreadable",
        "set_aside",
        "Ein Datum ist nicht lesbar oder unmöglich.",
        "A date is not readable or impossible.",
        *_ASIDE,
    ),
    Rule("month_unreadable", "set_aside", "Ein Monat ist nicht lesbar.", "A month is not readable.", *_ASIDE),
    Rule("year_unreadable", "set_aside", "Ein Jahr ist nicht lesbar.", "A year is not readable.", *_ASIDE),
    Rule(
        "bool_unknown_required",
        "set_aside",
        "Eine verpflichtende Ja/Nein-Angabe ist nicht lesbar.",
        "A required yes/no entry is not readable.",
        *_ASIDE,
    ),
    Rule(
        "key_unknown_required",
        "set_aside",
        "Ein verpflichtender Gebietsschlüssel hat keine erlaubte Form ({detail} Stellen).",
        "A required area key has no allowed form ({detail} digits).",
        *_ASIDE,
    ),
    Rule(
        "code_unknown_required",
        "set_aside",
        "Eine verpflichtende Ausprägung steht nicht in der Codeliste {detail}.",
        "A required category is not in code list {detail}.",
        *_ASIDE,
    ),
    Rule(
        "out_of_range",
        "set_aside",
        "Ein Wert liegt außerhalb des erlaubten Bereichs ({detail}).",
        "A value lies outside the allowed range ({detail}).",
        *_ASIDE,
    ),
    Rule(
        "row_duplicate",
        "set_aside",
        "Die Zeile steht genau so schon einmal in der Datei.",
        "The row stands in the file already, exactly alike.",
        "Nur die erste Zeile zählt.",
        "Only the first row counts.",
    ),
    Rule(
        "key_duplicate",
        "set_aside",
        "Der Schlüssel ({detail}) steht in der Datei schon einmal, mit anderem Inhalt.",
        "The key ({detail}) stands in the file already, with other content.",
        "Nur die erste Zeile zählt; bitte klären, welche gilt.",
        "Only the first row counts; please settle which one is right.",
    ),
    Rule(
        "year_outside",
        "set_aside",
        "Das Jahr der Zeile liegt außerhalb der Lieferung ({detail}).",
        "The year of the row lies outside the delivery ({detail}).",
        *_ASIDE,
    ),
    Rule(
        "site_not_in_delivery",
        "set_aside",
        "Der Standort der Zeile gehört nicht zur Lieferung ({detail}).",
        "The site of the row does not belong to the delivery ({detail}).",
        *_ASIDE,
    ),
    Rule(
        "row_too_long",
        "set_aside",
        "Die Zeile hat mehr Felder als die Kopfzeile.",
        "The row has more fields than the header row.",
        "Meist fehlt ein Anführungszeichen um einen Text mit Trennzeichen; bitte berichtigen.",
        "Usually quotes are missing around a text with a delimiter; please correct it.",
    ),
    Rule(
        "consent_refused",
        "set_aside",
        "Die Einwilligung in die Forschung wurde verweigert oder widerrufen.",
        "Consent to research was refused or withdrawn.",
        "Solche Zeilen dürfen nicht geliefert werden; ihre Werte wurden nicht aufbewahrt.",
        "Such rows must not be delivered; their values were not kept.",
    ),
    # counted only
    Rule(
        "row_identical",
        "info",
        "Gleiche Zeilen ohne eigenen Schlüssel; sie zählen alle.",
        "Identical rows without a key of their own; all of them count.",
        "Bitte prüfen, ob es Doppelmeldungen sind.",
        "Please check whether they are reported twice.",
    ),
    Rule("rows_empty", "info", "Leere Zeilen wurden übergangen.", "Empty rows were passed over.", *_NONE),
    Rule(
        "row_short",
        "repaired",
        "Eine Zeile hat weniger Felder als die Kopfzeile; der Rest gilt als leer.",
        "A row has fewer fields than the header row; the rest counts as empty.",
        *_CHECK,
    ),
)
