"""The definitions of all indicators of a report, in one table by theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluation.languages import text
from evaluation.reporting import labels, numbers
from evaluation.reporting.blocks import Block, DataTable, Notice
from evaluation.reporting.facts import Facts

ARROWS = {"higher": " ↑", "lower": " ↓"}


def definitions(facts: Facts) -> Block:
    """One row an indicator: number, title with definition, tables and source, unit with reading direction."""
    lang = facts.lang
    if not facts.indicators:
        return Notice("missing", text("Es sind keine Indikatoren freigegeben.", lang))
    header = (
        text("Thema", lang), text("Nr.", lang), text("Indikator, Definition und Grundlage", lang),
        text("Einheit", lang),
    )  # fmt: skip
    return DataTable(
        id="indikatorenblaetter", caption=text("Indikatoren dieses Berichts", lang), columns=header,
        rows=tuple(_row(facts, name, facts.mark(name)) for name in facts.indicators), align=("l",) * 4,
        notes=_legend(facts), group_column=0,
    )  # fmt: skip


def _row(facts: Facts, indicator: str, mark: Mapping[str, Any]) -> tuple[str, ...]:
    lang = facts.lang
    tables = ", ".join(labels.table(name, lang) for name in mark.get("tables") or ())
    parts = [facts.words(mark.get("definition"))]
    parts += [text("Tabellen: {tables}.", lang).format(tables=tables)] if tables else []
    source = facts.words(mark.get("source")).rstrip(".")
    parts += [text("Quelle: {source}.", lang).format(source=source)] if source else []
    unit = facts.unit(indicator) + ARROWS.get(str(mark.get("direction", "")), "")
    number = str(mark.get("number", ""))
    words = f"{facts.title(indicator)}\n{' '.join(parts)}"
    return (theme(str(mark.get("theme", "")), lang), number, words, unit)


def theme(name: str, lang: str) -> str:
    """The printed name of a theme."""
    words = {
        "context": text("Gebiet und Bevölkerung", lang), "staffing": text("Stellen", lang),
        "caseload": text("Betreuungsrelation", lang), "funding": text("Finanzierung", lang),
        "accommodation": text("Unterbringung", lang), "reach": text("Reichweite und Nutzung", lang),
        "trend": text("Verlauf über die Jahre", lang), "topics": text("Themen", lang), "territory": text("Raum", lang),
        "quality": text("Datenqualität", lang),
    }  # fmt: skip
    return words.get(name) or name or text("Weitere Indikatoren", lang)


def _legend(facts: Facts) -> tuple[str, ...]:
    """What is the same for all: the arrows, the day of the last review, the classes of protection."""
    lang = facts.lang
    arrows = text("↑ höhere Werte sind erwünscht, ↓ niedrigere; ohne Pfeil weder hoch noch niedrig.", lang)
    days = sorted({str(facts.mark(name).get("reviewed") or "") for name in facts.indicators} - {""})
    found = [arrows]
    if days:
        template = text("Alle Definitionen wurden zuletzt geprüft am {day}.", lang)
        several = text("Die Definitionen wurden zuletzt geprüft zwischen dem {first} und dem {day}.", lang)
        words = template if len(days) == 1 else several
        first, last = (numbers.date_text(day, lang) for day in (days[0], days[-1]))
        found.append(words.format(first=first, day=last))
    return tuple(found)
