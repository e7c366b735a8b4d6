"""How an indicator is spoken of: its name inside a sentence, and own sentences where the usual one is stiff."""

from __future__ import annotations

from evaluation.languages import text


def subject(indicator: str, title: str, lang: str) -> str:
    """The indicator as the subject of a sentence, singular, with its article in lower case.

    Examples
    --------
    >>> subject("consultations", "Beratungsgespräche", "de")
    'die Zahl der Beratungsgespräche'
    >>> subject("something_else", "Neue Angabe", "de")
    'der Wert „Neue Angabe“'
    """
    known = _counselling(lang) | _structure(lang)
    return known.get(indicator) or text("der Wert „{title}“", lang).format(title=title)


def _counselling(lang: str) -> dict[str, str]:
    return {
        "persons_advised": text("die Zahl der beratenen Menschen", lang),
        "consultations": text("die Zahl der Beratungsgespräche", lang),
        "reach_rate": text("die Reichweitenquote", lang),
        "contacts_per_person": text("die mittlere Zahl der Gespräche je Person", lang),
        "first_contact_share": text("der Anteil der Menschen mit einem Erstkontakt", lang),
        "no_offer_rate": text("die Zahl der Gespräche ohne passendes Angebot je 100 Gespräche", lang),
        "topic_shift": text("die Themenverschiebung", lang),
        "topic_concentration": text("die Themenkonzentration", lang),
        "density_by_residence": text("die Beratungsdichte nach Wohnort", lang),
        "territorial_shift": text("die räumliche Verschiebung", lang),
        "inflow_share": text("der Anteil der Gespräche mit Menschen aus anderen Gemeinden", lang),
        "contact_frequency": text("der Anteil der Menschen", lang),
        "topic_share": text("der Themenanteil", lang),
        "topic_share_any": text("der Themenanteil einschließlich weiterer Nennungen", lang),
        "service_point_share": text("der Anteil der Gespräche an der Beratungsstelle", lang),
        "target_stock": text("der Bestand der Zielgruppen", lang),
    }


def _structure(lang: str) -> dict[str, str]:
    return {
        "caseload_entitled": text("die Betreuungsrelation der berechtigten Menschen", lang),
        "caseload_active": text("die Betreuungsrelation der beratenen Menschen", lang),
        "required_fte": text("der nach dem Schlüssel nötige Stellenumfang", lang),
        "staff_not_reported": text("die Zahl der Beschäftigten ohne gemeldeten Stellenumfang", lang),
        "persons_housed": text("die Zahl der untergebrachten Menschen", lang),
        "suppression_loss": text("der Anteil der geheimen und zusammengefassten Angaben", lang),
        "comparability_share": text("der Anteil der vergleichbaren Angaben", lang),
        "key_deviation": text("die Abweichung vom Betreuungsschlüssel", lang),
        "filled_share": text("der Anteil der besetzten Stellen", lang),
        "consultations_per_fte": text("die Zahl der Gespräche je Vollzeitstelle", lang),
        "fixed_term_share": text("der Anteil befristeter Stellen", lang),
        "staff_heads": text("die Zahl der Beschäftigten", lang),
        "staff_fte": text("der besetzte Stellenumfang", lang),
        "remaining_term": text("die mittlere Restlaufzeit der Stellen", lang),
        "secured_share": text("der Anteil gesicherter Stellen", lang),
        "statutory_share": text("der gesetzlich gesicherte Anteil der Mittel", lang),
        "decentral_share": text("der Anteil dezentral untergebrachter Menschen", lang),
        "accommodation_score": text("die Bewertung der Unterkünfte", lang),
        "completeness": text("die Vollständigkeit der Angaben", lang),
        "area": text("die Fläche", lang),
        "population": text("die Einwohnerzahl", lang),
        "population_density": text("die Einwohnerdichte", lang),
        "foreigner_share": text("der Ausländeranteil", lang),
    }


def level(indicator: str, one: bool, lang: str) -> str:
    """The first half of a sentence that states a count; empty where the usual sentence will do.

    `{year}` and `{value}` are its places.
    """
    if indicator == "persons_advised":
        many = text("{year} wurden {value} Menschen beraten", lang)
        return text("{year} wurde {value} Mensch beraten", lang) if one else many
    if indicator == "consultations":
        many = text("{year} wurden {value} Beratungsgespräche geführt", lang)
        return text("{year} wurde {value} Beratungsgespräch geführt", lang) if one else many
    return ""


def unit_suffix(unit: str, lang: str) -> str:
    """The unit behind a number in a sentence; nothing where the sentence or the number already says it.

    Examples
    --------
    >>> unit_suffix("Monate", "de"), unit_suffix("%", "de"), unit_suffix("Personen", "de")
    (' Monaten', '', '')
    """
    inflected = {
        "km²": text(" km²", lang),
        "Monate": text(" Monaten", lang),
        "Personen je VZÄ": text(" Menschen je VZÄ", lang),
        "VZÄ": text(" Vollzeitstellen (VZÄ)", lang),
        "je 1.000": text(" je 1.000 Menschen der Zielgruppe", lang),
        "je 100": text(" je 100", lang),
        "Einwohner je km²": text(" Menschen je km²", lang),
    }
    return inflected.get(unit, "")
