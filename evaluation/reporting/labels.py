"""Names of columns, codes, reasons and methods as they are printed."""

from __future__ import annotations

from functools import cache
from typing import Any

from evaluation.languages import text

LAST = {"other": 1, "other_merged": 2, "unknown": 3, "na": 3}
CODE_LISTS = {
    "age_group": "CL24", "channel": "CL31", "factor": "CL27", "residence_class": "CL02", "rule": "CL26", "sex": "CL23",
    "status_group": "CL22", "topic_any": "CL32", "topic_main": "CL32", "type": "CL25",
}  # fmt: skip
"""Code lists behind the breakdowns of indicators."""
TOLD_BY_TITLE = ("contact_class", "service_point_id", "residence_class", "effect")
"""Breakdowns that the title of their indicator already names."""
ORDERED = {"effect": ("demand", "stock", "interaction")}


def column(name: str, lang: str) -> str:
    """The label of a breakdown.

    Examples
    --------
    >>> column("horizon", "de")
    'Zahl der Monate nach dem Stichtag'
    """
    special = {
        "age_group": text("Altersgruppe", lang),
        "channel": text("Beratungsform", lang),
        "contact_class": text("Zahl der Gespräche je Person", lang),
        "effect": text("Teil der Veränderung", lang),
        "factor": text("Prüffaktor", lang),
        "field": text("Feld", lang),
        "horizon": text("Zahl der Monate nach dem Stichtag", lang),
        "measure": text("Maß", lang),
        "residence_class": text("Größenklasse des Wohnorts", lang),
        "rule": text("Schlüsselregel", lang),
        "service_point_id": text("Beratungsstelle", lang),
        "sex": text("Geschlecht", lang),
        "status_group": text("Aufenthaltsgruppe", lang),
        "topic_any": text("Thema", lang),
        "topic_main": text("Hauptthema", lang),
        "type": text("Art der Unterbringung", lang),
    }
    found = _column(name)
    return special.get(name) or ((found.de if lang == "de" else found.en) if found else name.replace("_", " "))


def category(breakdown: str, code: str, lang: str) -> str:
    """The label of a category of a breakdown.

    Examples
    --------
    >>> category("horizon", "12", "de"), category("topic_main", "other_merged", "en")
    ('12 Monate', 'other (merged)')
    """
    if code in ("other_merged", "unknown"):
        merged, unknown = text("übrige (zusammengefasst)", lang), text("unbekannt", lang)
        return merged if code == "other_merged" else unknown
    if breakdown == "horizon" and code.isdigit():
        return text("{n} Monate", lang).format(n=code)
    if breakdown == "service_point_id":
        return text("Beratungsstelle {id}", lang).format(id=code)
    special = {
        "demand": text("veränderte Inanspruchnahme", lang),
        "stock": text("veränderter Bestand", lang),
        "interaction": text("Zusammenwirken beider", lang),
        "tvd": text("Verschiebung (0 bis 1)", lang),
        "js_bits": text("Jensen-Shannon-Abstand (Bit)", lang),
        "hhi": text("Konzentration (HHI)", lang),
        "shannon": text("Breite (Shannon, normiert)", lang),
    }
    list_number = _list_of(breakdown)
    if list_number and any(entry.code == code for entry in _codes(list_number)):
        from evaluation.vocabulary import label

        return str(label(list_number, code, lang))
    return special.get(code, code)


def by_category(title: str, breakdown: str, lang: str) -> str:
    """An indicator by its categories as a caption.

    Examples
    --------
    >>> by_category("Themenanteil", "topic_main", "de"), by_category("Häufigkeit der Kontakte", "contact_class", "de")
    ('Themenanteil nach Hauptthema', 'Häufigkeit der Kontakte')
    """
    if breakdown in TOLD_BY_TITLE:
        return title
    return text("{title} nach {by}", lang).format(title=title, by=inside(column(breakdown, lang), lang))


def inside(label: str, lang: str) -> str:
    """A label as it stands inside a sentence: English does without its capital.

    Examples
    --------
    >>> inside("Main topic", "en"), inside("Hauptthema", "de")
    ('main topic', 'Hauptthema')
    """
    return label if lang == "de" else label[:1].lower() + label[1:]


def code_list(number: str, lang: str) -> str:
    """What a code list is about, by the first column that uses it; the number itself where none does.

    Examples
    --------
    >>> code_list("CL31", "de")
    'Beratungsform'
    """
    from evaluation.tables import TABLES

    found = next((c for table in TABLES.values() for c in table.columns if c.codes == number), None)
    return number if found is None else found.de if lang == "de" else found.en


def category_order(breakdown: str, code: str) -> tuple[int, int, str]:
    """Where a category stands: by its code list, numbers by size, remainders last."""
    if code in LAST:
        return (LAST[code], 0, code)
    list_number = _list_of(breakdown)
    codes = [entry.code for entry in _codes(list_number)] if list_number else list(ORDERED.get(breakdown, ()))
    place = codes.index(code) if code in codes else int(code) if code.isdigit() else len(codes)
    if breakdown == "contact_class":
        return (0, len(code) if code[:1] != ">" else 99, code)
    return (0, place, code)


@cache
def _column(name: str) -> Any:
    from evaluation.tables import TABLES

    return next((c for table in TABLES.values() for c in table.columns if c.name == name), None)


def _list_of(breakdown: str) -> str:
    if breakdown in CODE_LISTS:
        return CODE_LISTS[breakdown]
    found = _column(breakdown)
    return (found.codes or "") if found else ""


@cache
def _codes(list_number: str) -> tuple[Any, ...]:
    from evaluation.vocabulary import codes

    return tuple(codes(list_number))


def code(list_number: str, value: str, lang: str) -> str:
    """The label of a code of a code list; the code itself where the list does not know it."""
    if any(entry.code == value for entry in _codes(list_number)):
        from evaluation.vocabulary import label

        return str(label(list_number, value, lang))
    return value


def table(name: str, lang: str) -> str:
    """The printed name of a clean table."""
    from evaluation.tables import TABLES

    found = TABLES.get(name)
    return name if found is None else found.de if lang == "de" else found.en


def method(name: str, lang: str) -> str:
    """What an interval was computed with."""
    words = {
        "wilson": text("Wilson-Intervall", lang),
        "clopper_pearson": text("exaktes Intervall nach Clopper und Pearson", lang),
        "poisson_exact": text("exaktes Poisson-Intervall", lang),
        "byar": text("Intervall nach Byar", lang),
        "clustered_rate": text("Intervall mit Berücksichtigung mehrfacher Gespräche je Person", lang),
        "clustered_share": text("Intervall mit Berücksichtigung mehrfacher Gespräche je Person", lang),
        "none_no_person_key": text("kein Intervall: Jahressumme ohne Personenschlüssel", lang),
        "none_full_count": text("kein Intervall: Vollerhebung", lang),
        "none_published": text("kein Intervall: veröffentlichte Angabe", lang),
        "none_few_persons": text("kein Intervall: weniger als zehn Menschen", lang),
        "none": text("kein Intervall", lang),
        "kitagawa": text("Zerlegung nach Kitagawa", lang),
        "icc_anova": text("Intraklassenkorrelation", lang),
        "newcombe": text("Intervall der Differenz nach Newcombe", lang),
        "newcombe_clustered": text("Intervall der Differenz, mehrfache Gespräche je Person berücksichtigt", lang),
        "rate_ratio_exact": text("exaktes Intervall des Verhältnisses", lang),
        "ratio_clustered": text("Intervall des Verhältnisses, mehrfache Gespräche je Person berücksichtigt", lang),
        "theil_sen": text("mittlere Steigung nach Theil und Sen", lang),
        "poisson_trend": text("mittlere Steigung nach dem Poisson-Modell", lang),
        "index": text("Kennwert aus freigegebenen Anteilen", lang),
        "index_merged": text("Kennwert aus freigegebenen Anteilen, kleine Gruppen zusammengefasst", lang),
        "": text("kein Intervall", lang),
    }
    if name.startswith("from_"):
        year, _, merged = name.removeprefix("from_").partition("_")
        rest = text(", kleine Gruppen zusammengefasst", lang) if merged else ""
        return text("Abstand vom Jahr {year}", lang).format(year=year) + rest
    return words.get(name, name.replace("_", " "))


def reason(status: str, reason_id: str, lang: str) -> str:
    """Why a chapter or a value has no number, or what to mind beside a number, in a few words."""
    words = _missing_words(lang) | _few_words(lang) | _comparison_words(lang)
    fallback = {
        "hidden": text("geheim gehalten, damit niemand erkennbar wird", lang),
        "not_collected": text("der Standort hat dazu nichts geliefert", lang),
        "not_applicable": text("für diesen Standort nicht einschlägig", lang),
        "too_few": text("zu wenige Fälle für eine belastbare Zahl", lang),
        "not_comparable": text("mit den übrigen Angaben nicht vergleichbar", lang),
    }
    return words.get(reason_id) or fallback.get(status, reason_id.replace("_", " "))


def _missing_words(lang: str) -> dict[str, str]:
    """Why there is no number: hidden, not delivered, not to be computed."""
    return {
        "disclosure": text("geheim gehalten, damit niemand erkennbar wird", lang),
        "site_not_active": text("der Standort gehörte in diesem Jahr nicht zur Studie", lang),
        "inputs_missing": text("die Angaben, aus denen sich der Wert errechnet, liegen nicht vor", lang),
        "nothing_delivered": text("der Standort hat für dieses Jahr nichts geliefert", lang),
        "delivery_refused": text("geliefert, aber wegen Fehlern in der Lieferung nicht angenommen", lang),
        "table_not_delivered": text("die nötige Tabelle wurde nicht geliefert", lang),
        "no_usable_rows": text("geliefert, aber ohne verwendbare Angaben dazu", lang),
        "value_missing": text("der Wert wurde nicht gemeldet", lang),
        "not_reported": text("nicht alle Angaben wurden gemeldet", lang),
        "incomplete": text("die Angaben sind unvollständig", lang),
        "no_person_key": text("es gibt nur Angaben ohne Personenschlüssel", lang),
        "several_areas": text("Anteile mehrerer Gemeinden lassen sich nicht zusammenzählen", lang),
        "category_unknown": text("das Merkmal wurde bei keinem Fall angegeben", lang),
        "denominator_missing": text("die Bezugsgröße wurde nicht geliefert", lang),
        "no_cases": text("es gab keine Fälle, auf die sich der Wert bezieht", lang),
        "yearly_only": text("geliefert ist nur die Jahressumme", lang),
        "Stichtage": text("die Angaben haben verschiedene Stichtage und werden nicht verrechnet", lang),
    }


def _few_words(lang: str) -> dict[str, str]:
    """What is too few for a number, and what to mind beside one."""
    few = text("zu wenige Fälle für eine belastbare Zahl", lang)
    return {
        "denominator": text("weniger als zehn Fälle, deshalb kein Anteil", lang),
        "minimum": few,
        "too_few": few,
        "five_years": text("weniger als fünf Jahre, deshalb keine Aussage über einen Verlauf", lang),
        "one_rater": text("nur eine Person hat bewertet", lang),
        "missing_rounded": text("fehlende Angaben sind auf ein Vielfaches von fünf aufgerundet", lang),
        "unknown_included": text("wenige Fälle ohne Angabe zählen in der Bezugsgröße mit", lang),
    }


def _comparison_words(lang: str) -> dict[str, str]:
    """Why sites or years are not, or hardly, to be compared."""
    return {
        "counting_rule": text("die Zählregel ist verschieden oder wurde geändert", lang),
        "counting_rule_differs": text("die Standorte zählen nach verschiedenen Regeln", lang),
        "counting_rule_changed": text("die Zählregel wurde gegenüber dem Vorjahr geändert", lang),
        "counting_rule_unknown": text("die Zählregel ist nicht bekannt", lang),
        "coverage": text("eine Lieferung deckt das Jahr nicht ganz ab", lang),
        "form_differs": text("Einzelgespräche und Jahressummen stehen einander gegenüber", lang),
        "basis_differs": text("die beiden Seiten beruhen auf verschiedenen Tabellen", lang),
        "no_value": text("in einem der beiden Jahre gibt es keinen Wert", lang),
        "zero_before": text("der Wert des Vorjahres war null", lang),
        "no_interval": text("ohne Intervall ist nicht zu sagen, ob sich etwas verändert hat", lang),
        "schema_differs": text("die Lieferungen haben verschiedene Schemaversionen", lang),
        "missing": text("auf einer Seite wurde dazu nichts geliefert", lang),
        "merged_categories": text("kleine Gruppen sind in beiden Jahren verschieden zusammengefasst", lang),
    }


def reason_of(row: Any, lang: str) -> str:
    """Why this result has no number, in a few words."""
    return reason(str(row["status"]), str(row.get("reason") or ""), lang)
