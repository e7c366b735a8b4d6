"""Methods of a report: how each interval was computed, on how many people, and what must not be concluded."""

from __future__ import annotations

from evaluation.languages import text
from evaluation.reporting import labels, numbers, sheets
from evaluation.reporting.blocks import DataTable
from evaluation.reporting.facts import Facts

FAMILIES: dict[str, tuple[str, ...]] = {
    "persons": ("persons_advised", "reach_rate", "first_contact_share"),
    "contacts": ("consultations", "contacts_per_person", "contact_frequency", "consultations_per_fte"),
    "offers": ("no_offer_rate",),
    "caseload": ("caseload_entitled", "caseload_active", "key_deviation", "required_fte"),
    "split": ("demand_stock_decomposition", "target_stock"),
}
"""Indicators whose caution is narrower than that of their theme."""


def methods(facts: Facts) -> DataTable:
    """Per indicator of this report: method, people behind the last year, and above each group what does not follow."""
    lang = facts.lang
    rows = [cells for indicator in facts.indicators if (cells := _row(facts, indicator))]
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))
    header = (
        text("Gruppe", lang), text("Indikator", lang), text("Nummer", lang), text("Verfahren", lang),
        text("Menschen {year}", lang).format(year=facts.year),
    )  # fmt: skip
    note = text("Menschen: verschiedene Menschen im Zähler des Jahres; bei Stellen und Mitteln steht ein Strich.", lang)
    return DataTable(
        id="verfahren", caption=text("Verfahren, Fallzahl und was aus den Zahlen nicht folgt", lang), columns=header,
        rows=tuple(rows), align=("l", "l", "l", "l", "r"), group_column=0, notes=(note,),
        source=text("Freigegebene Ergebnisse der Studie.", lang),
    )  # fmt: skip


def _row(facts: Facts, indicator: str) -> tuple[str, ...] | None:
    rows = [row for row in facts.every(indicator) if row["status"] == "shown" and len(str(row["period"])) == 4]
    if not rows:
        return None
    names = dict.fromkeys(labels.method(str(row.get("method") or ""), facts.lang) for row in rows)
    total = facts.row(indicator)
    units = total.get("n_units") if total["status"] == "shown" else None
    known = units is not None and units == units and not facts.structural(indicator)
    shown = numbers.number(float(units), facts.lang) if known and units is not None else numbers.NONE
    number = str(facts.mark(indicator).get("number", ""))
    return (caution(facts, indicator), facts.title(indicator), number, "; ".join(names), shown)


def caution(facts: Facts, indicator: str) -> str:
    """The group of an indicator with what must not be concluded from it."""
    lang, name = facts.lang, str(facts.mark(indicator).get("theme", ""))
    family = next((family for family, members in FAMILIES.items() if indicator in members), name)
    words = _narrow(lang).get(family) or _wide(lang).get(family)
    if not words:
        return sheets.theme(name, lang)
    return text("Nicht zu schließen: {words}", lang).format(words=words)


def _narrow(lang: str) -> dict[str, str]:
    return {
        "persons": text("Bedarf oder Güte der Arbeit; wer in mehreren Jahren kam, ist nicht bekannt", lang),
        "contacts": text("Zahl der Menschen, Schwere ihrer Lage oder Güte der Beratung", lang),
        "offers": text("Zahl der fehlenden Angebote; gezählt ist, was dokumentiert wurde", lang),
        "caseload": text("Güte der Betreuung, auch wenn der Schlüssel eingehalten ist", lang),
        "split": text("Grund einer Veränderung; die Zerlegung ordnet sie nur", lang),
    }


def _wide(lang: str) -> dict[str, str]:
    return {
        "context": text("Grund einer Veränderung am Standort", lang),
        "staffing": text("geleistete Arbeitszeit; gemeldet sind Stellen an Stichtagen", lang),
        "funding": text("Vorhersage, ob Mittel verlängert werden", lang),
        "accommodation": text("Urteil über eine einzelne Unterkunft", lang),
        "trend": text("Vorhersage oder Ursache; es sind wenige Jahre", lang),
        "topics": text("dass zu einem Thema weniger beraten wird, nur weil sein Anteil sinkt", lang),
        "territory": text("Wege oder Umzüge einzelner Menschen", lang),
        "quality": text("Güte der Arbeit; beschrieben werden die Daten", lang),
    }
