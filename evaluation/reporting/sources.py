"""Where a figure comes from, as the line below a table or a figure."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.languages import text
from evaluation.reporting import labels
from evaluation.reporting.facts import Facts


def line(facts: Facts, indicators: Sequence[str]) -> str:
    """The source line: whose data, which tables, which indicators."""
    marks = [facts.mark(indicator) for indicator in indicators]
    numbers = ", ".join(dict.fromkeys(str(mark["number"]) for mark in marks if mark.get("number")))
    delivered = {str(name) for delivery in facts.deliveries for name in delivery.get("tables") or ()}
    needed = (name for mark in marks for name in mark.get("tables", ()))
    names = dict.fromkeys(name for name in needed if name in delivered)
    tables = ", ".join(labels.table(name, facts.lang) for name in names)
    if marks and all(mark.get("theme") == "context" for mark in marks):
        return text("Veröffentlichte Angaben der amtlichen Statistik; {numbers}.", facts.lang).format(
            numbers=numbers or "–"
        )
    if not tables:
        return text("Freigegebene Ergebnisse der Studie, eigene Berechnung; {numbers}.", facts.lang).format(
            numbers=numbers or "–"
        )
    return text("Lieferungen des Standorts ({tables}), eigene Berechnung; {numbers}.", facts.lang).format(
        tables=tables, numbers=numbers or "–"
    )
