"""Rules about what must never be delivered: columns and cells that point to a person."""

from __future__ import annotations

from evaluation.findings import Rule

_AGAIN = (
    "Die Datei wird nicht geladen. Bitte die Spalte entfernen, am besten mit »evaluation export«, und neu liefern.",
    "The file is not loaded. Please remove the column, best with `evaluation export`, and deliver again.",
)
_CELLS = (
    "Die Datei wird nicht geladen. Bitte die Angaben entfernen, am besten mit »evaluation export«, und neu liefern.",
    "The file is not loaded. Please remove the entries, best with `evaluation export`, and deliver again.",
)


def _column(name: str, de: str, en: str) -> Rule:
    return Rule(
        f"forbidden_column_{name}", "blocks", f"Die Spalte „{{detail}}“ enthält {de}.",
        f"The column “{{detail}}” holds {en}.", *_AGAIN,
    )  # fmt: skip


def _cells(name: str, de: str, en: str) -> Rule:
    return Rule(
        f"forbidden_cells_{name}", "blocks", f"In der Spalte „{{detail}}“ stehen {de}.",
        f"The column “{{detail}}” holds {en}.", *_CELLS,
    )  # fmt: skip


FORBIDDEN_RULES: tuple[Rule, ...] = (
    _column("name", "Namen von Menschen", "names of persons"),
    _column(
        "identifier", "Nummern, die einen Menschen bezeichnen (AZR-Nummer, Ausweis, Aktenzeichen)",
        "numbers that denote a person (AZR number, identity document, file number)",
    ),
    _column("contact", "Telefonnummern oder E-Mail-Adressen", "telephone numbers or e-mail addresses"),
    _column("birth", "Geburtsdaten", "dates of birth"),
    _column("address", "Anschriften", "addresses"),
    _column("signature", "Unterschriften", "signatures"),
    _column("text", "freien Text über Menschen (Schutzklasse P4)", "free text about persons (protection class P4)"),
    _cells("email", "E-Mail-Adressen", "e-mail addresses"),
    _cells("phone", "Telefonnummern", "telephone numbers"),
    _cells("azr", "zwölfstellige Nummern, wie sie das Ausländerzentralregister vergibt",
           "numbers of twelve digits, as the central register of foreigners assigns them"),
    _cells("birth", "Tagesdaten, die Geburtsdaten sein können", "dates that may be dates of birth"),
    _cells("long", "längere freie Texte", "longer free texts"),
    Rule(
        "delivery_purged", "info",
        "Die Aufbewahrung dieser Lieferung ist beendet ({detail}), ihre Personentabellen sind gelöscht.",
        "The retention of this delivery has ended ({detail}); its person tables are deleted.",
        "Sie wird nicht mehr geladen; bitte auch den Ordner unter data_raw löschen.",
        "It is not loaded any more; please delete its folder under data_raw, too.",
    ),
)  # fmt: skip
