"""The essentials on one page: at most seven statements, each with number, certainty and evidence."""

from __future__ import annotations

from evaluation.languages import text
from evaluation.reporting import keys, sentences, topics, trends
from evaluation.reporting.blocks import Block, DataTable, Notice
from evaluation.reporting.facts import Facts
from evaluation.reporting.front import CONTEXT

MOST = 7
ENOUGH = 4
INDICATORS: tuple[tuple[str, str, str], ...] = (
    ("persons_advised", "", ""),
    ("consultations", "", ""),
    ("topic_share", "", ""),
    ("caseload_entitled", "", ""),
    ("secured_share", "horizon", "12"),
    ("decentral_share", "", ""),
    ("inflow_share", "", ""),
    ("first_contact_share", "", ""),
    ("no_offer_rate", "", ""),
)
"""What the first page speaks of, in this order, until seven statements have a number; the context of the site only
where less than ENOUGH can be said."""
TRENDS = {counted: course for course, counted in trends.COUNTED.items()}


def key_messages(facts: Facts) -> Block:
    """At most seven statements, each with its number, how sure it is, and where it comes from."""
    lang = facts.lang
    cells: list[tuple[str, ...]] = []
    context = tuple((indicator, "", "") for indicator in CONTEXT)
    for indicator, breakdown, category in INDICATORS + context:
        if indicator in CONTEXT and len(cells) >= ENOUGH:
            break
        if len(cells) < MOST and indicator in facts.indicators:
            found = _topics(facts) if indicator == "topic_share" else _message(facts, indicator, breakdown, category)
            cells += [(str(len(cells) + 1), *found)] if found else []
    if not cells:
        return Notice("missing", text("Für dieses Jahr liegt keine Angabe vor, die sich nennen lässt.", lang))
    header = (text("Nr.", lang), text("Aussage", lang), text("Sicherheit", lang), text("Beleg", lang))
    return DataTable(
        id="das-wichtigste", caption=text("Das Wichtigste in höchstens sieben Aussagen", lang), columns=header,
        rows=tuple(cells), align=("l", "l", "l", "l"),
        source=text("Freigegebene Ergebnisse der Studie; Beleg: Nummer des Indikators im Anhang.", lang),
    )  # fmt: skip


def _topics(facts: Facts) -> tuple[str, ...] | None:
    """The topics whose share has visibly changed since the first comparable year."""
    by = facts.breakdown_of("topic_share")
    span = topics.comparable_years(facts, "topic_share", by)
    if span is None:
        return None
    moved = topics.moved_topics(facts, by, *span)
    open_ones = {step.verdict in ("up", "down") for *_, step in moved}
    certain = text("teils erkennbar", facts.lang) if True in open_ones else text("nicht entscheidbar", facts.lang)
    certain = text("erkennbar", facts.lang) if open_ones == {True} else certain
    words = topics.topic_sentence(facts, moved, *span, reminder=False)
    return (words, certain, str(facts.mark("topic_share").get("number", "")))


def _message(facts: Facts, indicator: str, breakdown: str, category: str) -> tuple[str, ...] | None:
    now = facts.row(indicator, None, breakdown, category)
    if now["status"] not in ("shown", "hidden"):
        return None
    before = sentences.year_before(facts, now)
    moved = sentences.moved(facts, before, now) if before else None
    number = str(facts.mark(indicator).get("number", indicator))
    certain = sentences.certainty(moved, now, facts.lang)
    if indicator == "caseload_entitled" and now["status"] == "shown":
        return (" ".join(keys.key_sentences(facts)[:2]), sentences.basis(now, facts.lang), number)
    course = trends.decided(facts, TRENDS.get(indicator, ""))
    if course is None or now["status"] != "shown":
        return (sentences.statement(facts, now, before), certain, number)
    told = moved is not None and moved.verdict in ("up", "down", "not_comparable")
    words = sentences.statement(facts, now, before, verdict=told)
    up, down = text("Zunahme erkennbar", facts.lang), text("Abnahme erkennbar", facts.lang)
    return (f"{words} {trends.sentence(facts, course)}", up if float(course["low"]) > 0 else down, number)
