"""The words of the report's vocabulary: each gives blocks, or the reason why there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evaluation.languages import text
from evaluation.reporting import (
    draw_time,
    figures,
    front,
    gaps,
    heat,
    keys,
    labels,
    pictures,
    sentences,
    tables,
    topics,
)
from evaluation.reporting.blocks import Block, Notice, Sentence
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks

LEAST_BARS, MOST_BARS = 4, 25
"""With few categories, or with more than fit on a page, there is only the table."""


def sentence(facts: Facts, indicator: str, breakdown: str = "", category: str = "") -> Blocks:
    """One figure of the report's year in words, with the year before where the study has it.

    Nothing where the year has no value: the figure or table beside the sentence says why.
    """
    if indicator not in facts.indicators:
        return Blocks([_nothing(facts, (indicator,))])
    now = facts.row(indicator, None, breakdown, category)
    if now["status"] not in ("shown", "hidden"):
        return Blocks()
    words = sentences.statement(facts, now, sentences.year_before(facts, now))
    return Blocks([Sentence(words, str(now["status"]))])


def indicator_table(facts: Facts, indicators: Sequence[str], beside: str = "") -> Block | Blocks:
    """Several indicators over the years; those without any value are named below with the reason.

    Nothing where `beside`, an indicator that stood before, was never shown either: the reason was given there.
    """
    known = [indicator for indicator in indicators if indicator in facts.indicators and facts.totals(indicator)]
    told = [name for name in known if any(row["status"] in ("shown", "hidden") for row in facts.series(name))]
    if not told:
        silent = beside and not draw_time.shown(facts.every(beside))
        return Blocks() if silent else _nothing(facts, known or indicators)
    table = tables.indicator_table(facts, told)
    template = text("Ohne Angabe: {title} ({reason}).", facts.lang)
    without = [
        template.format(title=facts.title(name), reason=gaps.why(facts, _last(facts, name)))
        for name in known
        if name not in told
    ]
    return replace(table, notes=(*table.notes, *without))


def timeline(facts: Facts, indicator: str) -> Block:
    """The yearly values of an indicator as a figure."""
    return _nothing(facts, (indicator,)) if _empty(facts, indicator) else figures.timeline(facts, indicator)


def monthly(facts: Facts, indicator: str) -> Block:
    """The monthly values of an indicator as a figure."""
    rows = facts.months(indicator)
    if draw_time.shown(rows):
        return figures.monthly(facts, indicator)
    whole = facts.row(indicator, breakdown="month")
    hidden = whole["status"] == "hidden" or any(row["status"] == "hidden" for row in rows)
    yearly = "" if _empty(facts, indicator) else "yearly_only"
    reason = labels.reason("hidden" if hidden else "not_collected", "" if hidden else yearly, facts.lang)
    name = text("„{title}“ je Monat", facts.lang).format(title=facts.title(indicator))
    return gaps.gap(facts, "hidden" if hidden else "", [(name, reason)])


def breakdown(facts: Facts, indicator: str, by: str, beside: str = "") -> Blocks:
    """An indicator by the categories of a breakdown: a figure of the report's year and a table of three years.

    Nothing where `beside`, an indicator that stood before, has no breakdown either: the reason was given there.
    """
    now = [row for row in facts.rows(indicator, by) if row["category"]]
    seen = [row for row in draw_time.shown(now) if not tables.empty(row)]
    if not seen:
        told = beside and not any(row["breakdown"] for row in draw_time.shown(facts.every(beside)))
        return Blocks() if told else Blocks([_no_breakdown(facts, indicator, by)])
    if len(now) == 1:
        only = labels.category(by, str(now[0]["category"]), facts.lang)
        template = text("{title}: Für {year} gibt es nur eine Ausprägung, „{only}“", facts.lang)
        words = template.format(title=facts.title(indicator), year=facts.year, only=only)
        value = "" if now[0].get("kind") == "share" else f": {figures.value_with_interval(facts, now[0])}"
        return Blocks([Sentence(f"{words}{value}.")])
    table = tables.breakdown_table(facts, indicator, by)
    no_picture = len(table.rows) > MOST_BARS or len(seen) < max(LEAST_BARS, len(now) / 2)
    return Blocks([table] if no_picture else [pictures.bars(facts, indicator, by, now), table])


def _no_breakdown(facts: Facts, indicator: str, by: str) -> Block:
    whole = next(iter(facts.rows(indicator, by)), None) or facts.row(indicator)
    total = whole["status"] == "shown"
    missing = {**whole, "status": "not_collected", "reason": "yearly_only"} if total else whole
    template = text("„{title}“ nach {by}", facts.lang)
    named = template.format(title=facts.title(indicator), by=labels.inside(labels.column(by, facts.lang), facts.lang))
    name = text("„{title}“", facts.lang).format(title=facts.title(indicator)) if by in labels.TOLD_BY_TITLE else named
    return gaps.gap(facts, str(missing["status"]), [(name, gaps.why(facts, missing))])


def missing(facts: Facts, indicators: Sequence[str]) -> Blocks:
    """A note where none of the indicators has a value to show; no block where one has."""
    note = front.missing(facts, indicators)
    return Blocks([note] if note else [])


def topic_years(facts: Facts) -> Blocks:
    """Shares of topics in all years as a heat map; nothing with fewer than two years of shares."""
    by = facts.breakdown_of("topic_share")
    cells = heat.cells_of(facts, by)
    return Blocks([heat.topic_years(facts, cells, by)] if cells else [])


def topic_shift(facts: Facts) -> Blocks:
    """Shares of topics in the first and the last comparable year: figure, table, and what may be said."""
    by = facts.breakdown_of("topic_share")
    span = topics.comparable_years(facts, "topic_share", by)
    if span is None:
        silent = not any(row["breakdown"] for row in draw_time.shown(facts.every("topic_share")))
        few = text("Für einen Vergleich liegen keine zwei Jahre mit Themen und gleicher Zählregel vor.", facts.lang)
        return Blocks() if silent else Blocks([Notice("missing", few)])
    first, last = span
    moved = topics.moved_topics(facts, by, first, last)
    words = Sentence(topics.topic_sentence(facts, moved, first, last))
    return Blocks([words, topics.topic_shift(facts, by, first, last)])


def funding_cliff(facts: Facts) -> Block:
    """The share of posts that is still secured after so many months, as steps."""
    rows = [row for row in facts.rows("secured_share", "horizon") if row["category"]]
    return pictures.funding_cliff(facts, rows) if draw_time.shown(rows) else _nothing(facts, ("secured_share",))


def caseload(facts: Facts) -> Blocks:
    """Caseload against its key as a figure, with the deviation in words."""
    known = [name for name in ("caseload_entitled", "caseload_active", "caseload_ratio") if not _empty(facts, name)]
    if not known:
        return Blocks([_nothing(facts, ("caseload_entitled", "caseload_active"))])
    return Blocks([*(Sentence(words) for words in keys.key_sentences(facts)), pictures.caseload(facts, known)])


def decomposition(facts: Facts) -> Blocks:
    """Change of consultations as change of stock and change of use."""
    name = "demand_stock_decomposition"
    by = facts.breakdown_of(name)
    rows = [row for row in facts.rows(name, by) if row["category"]] if by else []
    if not draw_time.shown(rows):
        return Blocks([_nothing(facts, (name,))])
    table = tables.breakdown_table(facts, name, by)
    caption = text("Zerlegung der Veränderung der Gesprächszahl gegenüber dem Vorjahr", facts.lang)
    return Blocks([Sentence(sentences.split_words(facts, rows)), replace(table, caption=caption)])


def _empty(facts: Facts, indicator: str) -> bool:
    return not any(row["status"] == "shown" for row in facts.series(indicator))


def _last(facts: Facts, indicator: str) -> Row:
    """The last yearly total that says more than that nothing was delivered."""
    rows = [row for row in facts.series(indicator) if row["status"] not in ("not_collected", "not_applicable")]
    return rows[-1] if rows else facts.row(indicator)


def _nothing(facts: Facts, indicators: Sequence[str]) -> Block:
    note = front.missing(facts, indicators)
    if note is not None:
        return note
    return Notice("missing", text("Für diese Darstellung liegen keine Jahreswerte vor.", facts.lang))
