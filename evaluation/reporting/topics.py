"""The shift of topics between the first and the last comparable year, as figure, table and sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from evaluation.languages import text
from evaluation.reporting import draw_bars, labels, numbers, sentences, sources, style, tables
from evaluation.reporting.blocks import DataTable, Figure
from evaluation.reporting.change import Change, change
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.figures import value_with_interval

Moved: TypeAlias = Sequence[tuple[str, Row, Row, Change]]
"""Topic, its result in the first and in the last year, and the change."""


def comparable_years(facts: Facts, indicator: str, by: str) -> tuple[int, int] | None:
    """First and last year with a shown breakdown and no change of the counting rule between them."""
    years = list(facts.years)
    start = max(facts.breaks(indicator), default=0)
    good = [year for year in years[start:] if by and len(shown(facts.rows(indicator, by, year))) > 1]
    return (good[0], good[-1]) if len(good) > 1 and good[-1] == facts.year else None


def moved_topics(facts: Facts, by: str, first: int, last: int) -> list[tuple[str, Row, Row, Change]]:
    """Topics that are shown in both years, with their change; remainders are left out."""
    before = {str(row["category"]): row for row in shown(facts.rows("topic_share", by, first))}
    found = []
    for row in shown(facts.rows("topic_share", by, last)):
        code = str(row["category"])
        nobody = code in before and tables.empty(row) and tables.empty(before[code])
        if code in before and not nobody and code not in ("", "other_merged", "unknown"):
            found.append((code, before[code], row, change(before[code], row)))
    return found


def topic_shift(facts: Facts, by: str, first: int, last: int) -> Figure:
    """One line a topic from its share in the first year to its share in the last year, with intervals."""
    lang = facts.lang
    moved = moved_topics(facts, by, first, last)
    names = [labels.category(by, code, lang) for code, *_ in moved]
    with style.house_style():
        figure, axes = style.canvas(0.85 + 0.265 * len(moved))
        draw_bars.dumbbells(axes, [(before, now) for _, before, now, _ in moved], names, (str(first), str(last)))
        style.localised(axes.xaxis, lang, 0, percent=True)
        style.whole_ticks(axes.xaxis)
        template = text("Themenanteile {first} und {last}, {place}; Striche: 95-%-Intervalle", lang)
        caption = template.format(first=first, last=last, place=facts.words(facts.site_info().get("name")))
        table = _topic_table(facts, moved, names, first, last)
        values = "; ".join(
            f"{name}: {first}: {value_with_interval(facts, before)}, {last}: {value_with_interval(facts, now)}"
            for name, (_, before, now, _) in zip(names, moved, strict=True)
        )
        alt = text("Punktpaare je Thema. {values}.", lang).format(values=values)
        source = sources.line(facts, ("topic_share",))
        return style.finish(figure, id="themenverschiebung", caption=caption, alt=alt, source=source, table=table)


def _topic_table(facts: Facts, moved: Moved, names: Sequence[str], first: int, last: int) -> DataTable:
    lang = facts.lang
    rows = tuple(
        (
            name,
            tables.cell(facts, before),
            tables.cell(facts, now),
            sentences.points(step.difference, lang),
            sentences.certainty(step, now, lang),
        )
        for name, (_, before, now, step) in zip(names, moved, strict=True)
    )
    header = (
        text("Thema", lang), str(first), str(last), text("Unterschied", lang), text("Einordnung", lang),
    )  # fmt: skip
    return DataTable(
        id="daten-themenverschiebung", caption=text("Themenanteile im Vergleich zweier Jahre", lang), columns=header,
        rows=rows, align=("l", "r", "r", "r", "l"), source=sources.line(facts, ("topic_share",)),
    )  # fmt: skip


def topic_sentence(facts: Facts, moved: Moved, first: int, last: int, *, reminder: bool = True) -> str:
    """Which topics gained or lost share, and how many cannot be decided; shares always add up to the whole."""
    lang = facts.lang
    by = facts.breakdown_of("topic_share")
    parts = []
    for verdict, template in (
        ("up", text("Der Anteil nahm zwischen {first} und {last} zu bei: {names}.", lang)),
        ("down", text("Der Anteil nahm zwischen {first} und {last} ab bei: {names}.", lang)),
    ):
        names = [labels.category(by, code, lang) for code, _, _, step in moved if step.verdict == verdict]
        if names:
            parts.append(template.format(first=first, last=last, names=sentences.joined(names, lang)))
    open_ones = sum(step.verdict not in ("up", "down") for *_, step in moved)
    if open_ones:
        one, many = text("weiteren Thema", lang), text("weiteren Themen", lang)
        if len(parts) == 0:
            one, many = text("Thema", lang), text("Themen", lang)
        template = text("Bei {topics} lässt sich nicht entscheiden, ob sich der Anteil verändert hat.", lang)
        parts.append(template.format(topics=numbers.counted(open_ones, one, many, lang)))
    whole = text("Anteile ergänzen sich zum Ganzen: Wächst ein Thema, so müssen andere anteilig abnehmen.", lang)
    parts += [whole] if reminder else []
    return " ".join(parts)
