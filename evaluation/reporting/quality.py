"""Completeness of the delivered fields: what is partly filled in a table, the rest in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.languages import text
from evaluation.reporting import labels, numbers, sources, tables
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks

INDICATOR, BY = "completeness", "field"


def completeness(facts: Facts, years: int = 3) -> Blocks:
    """Fields that are filled in part, over the last years; full, empty and too small ones are counted or named."""
    lang = facts.lang
    now = [row for row in facts.rows(INDICATOR, BY) if row["category"]]
    shown = [row for row in now if row["status"] == "shown"]
    if not shown:
        status = "hidden" if any(row["status"] == "hidden" for row in facts.every(INDICATOR)) else "not_collected"
        template = text("Die Vollständigkeit wird für {year} nicht gezeigt: {reason}.", lang)
        words = template.format(year=facts.year, reason=labels.reason(status, "", lang))
        return Blocks([Notice("privacy" if status == "hidden" else "missing", words)])
    full = [row for row in shown if row.get("numerator") == row.get("denominator")]
    never = [row for row in shown if row.get("numerator") == 0]
    partly = [row for row in shown if row not in full and row not in never]
    blocks: list[Block] = [Sentence(_summary(facts, shown, full, never))]
    if partly:
        blocks.append(_table(facts, partly, years))
    return Blocks(blocks)


def _summary(facts: Facts, shown: Sequence[Row], full: Sequence[Row], never: Sequence[Row]) -> str:
    lang = facts.lang
    template = text("Im Jahr {year} sind {full} von {all} geprüften Feldern vollständig ausgefüllt.", lang)
    words = template.format(all=len(shown), full=len(full), year=facts.year)
    if never:
        names = ", ".join(_field(str(row["category"]), lang) for row in never)
        words += " " + text("Nie ausgefüllt sind: {names}.", lang).format(names=names)
    return words


def _table(facts: Facts, partly: Sequence[Row], years: int) -> DataTable:
    lang, wanted = facts.lang, facts.years[-years:]
    cells = tuple(
        (
            _field(str(row["category"]), lang),
            *(tables.cell(facts, facts.row(INDICATOR, year, BY, str(row["category"]))) for year in wanted),
        )
        for row in partly
    )
    return DataTable(
        id="vollstaendigkeit", caption=text("Nur teilweise ausgefüllte Felder", lang),
        columns=(labels.column(BY, lang), *(str(year) for year in wanted)), rows=cells,
        notes=tables.notes(facts, partly), source=sources.line(facts, (INDICATOR,)),
    )  # fmt: skip


def _field(category: str, lang: str) -> str:
    """The printed name of a field that is written table.column.

    Examples
    --------
    >>> _field("consultation.topic_main", "de")
    'Beratungskontakt: Hauptthema'
    """
    from evaluation.tables import TABLES

    name, _, column = category.partition(".")
    table = TABLES.get(name)
    found = next((c for c in table.columns if c.name == column), None) if table else None
    if found is None:
        return category or numbers.NONE
    return f"{labels.table(name, lang)}: {found.de if lang == 'de' else found.en}"
