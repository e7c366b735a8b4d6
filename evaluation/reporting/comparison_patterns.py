"""Patterns by type of site: the common direction, the counter-example, and what was expected beforehand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.languages import text
from evaluation.reporting import comparison_course as courses
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import numbers, sources, tables
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.comparison_course import Course
from evaluation.reporting.comparison_rows import Item
from evaluation.reporting.comparison_tables import type_range
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.sentences import joined
from evaluation.reporting.shown import Blocks

SUMMARY = (
    "persons_advised", "consultations", "reach_rate", "contacts_per_person", "first_contact_share", "no_offer_rate",
    "topic_shift", "inflow_share", "caseload_active", "caseload_entitled", "filled_share",
    "secured_share/horizon=12", "decentral_share",
)  # fmt: skip
"""Figures whose patterns stand on the first page."""


def pattern(facts: Facts, figure: Item) -> Blocks:
    """Range by type, course at every site, and per type the common direction and the counter-example."""
    blocks: list[Block] = [type_range(facts, figure)]
    if not rows.this_year(facts, figure):
        return Blocks(blocks)
    blocks.append(_courses(facts, figure))
    for kind, sites in rows.by_type(facts):
        found = [courses.course(facts, figure, site) for site in sites]
        template = text("{type}: {pattern}. {counter}", facts.lang)
        words = template.format(
            type=rows.type_name(kind, facts.lang), pattern=courses.pattern(facts, found),
            counter=courses.counter_examples(facts, found),
        )  # fmt: skip
        blocks.append(Sentence(words.strip()))
    return Blocks(blocks)


def _courses(facts: Facts, figure: Item) -> DataTable:
    lang = facts.lang
    cells = tuple(
        (rows.type_name(kind, lang), str(site["name"]), *_course_cells(facts, courses.course(facts, figure, site)))
        for kind, sites in rows.by_type(facts)
        for site in sites
    )
    header = (
        text("Standorttyp", lang), text("Standort", lang), text("Jahre", lang), text("Werte", lang),
        text("Veränderung", lang), text("Richtung", lang), text("Grundlage", lang),
    )  # fmt: skip
    caption = text("{title}: Verlauf je Standort", lang).format(title=rows.headed(facts, figure))
    note = text(
        "Verglichen wird ab dem letzten Bruch der Reihe mit dem Berichtsjahr; in Klammern das 95-%-Intervall der "
        "Veränderung. Jahresfolge: exakter Test nach Mann und Kendall auf eine Richtung der Jahreswerte, ab fünf "
        "Jahren. Vollerhebungen, die sich um weniger als 1 % oder 1 Prozentpunkt verändert haben, gelten als "
        "kaum verändert.",
        lang,
    )
    return DataTable(
        id=f"verlauf-{figure.slug}", caption=caption, columns=header, rows=cells,
        align=("l", "l", "l", "r", "r", "l", "l"), group_column=0, notes=(note,),
        source=sources.line(facts, (figure.indicator,)),
    )  # fmt: skip


def _course_cells(facts: Facts, one: Course) -> tuple[str, ...]:
    if one.first is None or one.last is None:
        now = text("kein Verlauf", facts.lang)
        return (numbers.NONE, now, numbers.NONE, numbers.NONE, numbers.NONE)
    values = [numbers.value_text(row, facts.lang, structural=facts.structural(str(row["indicator"])))
              for row in (one.first, one.last)]  # fmt: skip
    return (
        f"{one.first['period']}–{one.last['period']}",
        " → ".join(values),
        size(one, facts.lang),
        courses.direction_words(one, facts.lang),
        courses.basis_words(one, facts.lang),
    )


def size(one: Course, lang: str) -> str:
    """The change of a course with its interval: percent for counts and rates, points for shares, else a difference."""
    if one.first is None or one.last is None:
        return numbers.NONE
    step, before, now = one.step, float(one.first["value"]), float(one.last["value"])
    relative = step.relative or (one.last.get("kind") in ("count", "rate", "ratio") and before >= 10)
    if relative and before > 0:
        words = _signed_percent(100 * (now / before - 1), lang)
        limits = [_signed_percent(limit, lang) for limit in (step.low, step.high)] if step.relative else []
    else:
        decimals = max(1, numbers.decimals_of(one.last))
        words = numbers.signed(step.difference, lang, decimals)
        limits = [numbers.signed(limit, lang, decimals) for limit in (step.low, step.high) if not math.isnan(limit)]
        words += text(" Prozentpunkte", lang) if one.last.get("unit") == "%" else ""
    return f"{words}\n[{limits[0]}; {limits[1]}]" if limits else words


def _signed_percent(value: float, lang: str) -> str:
    if math.isinf(value):
        return text("unbegrenzt", lang)
    return ("+" if value > 0 else "") + numbers.percent(value, lang)


def summary(facts: Facts) -> Blocks:
    """The patterns of the types on one page: which direction is common, never who has more."""
    lang = facts.lang
    kinds = rows.by_type(facts)
    seen = [figure for figure in map(rows.item, SUMMARY) if rows.anywhere(facts, figure)]
    cells = []
    for figure in seen:
        found = [[courses.course(facts, figure, site) for site in sites] for _, sites in kinds]
        if any(one.direction != "no_value" for group in found for one in group):
            cells.append((rows.title(facts, figure), *(courses.pattern(facts, group) for group in found)))
    if not cells:
        return Blocks([Notice("missing", text("Für kein Muster liegen genügend Jahre vor.", lang))])
    header = (text("Angabe", lang), *(_kind_head(kind, len(sites), lang) for kind, sites in kinds))
    note = text("Verglichen wird jeder Standort mit sich selbst, ab dem letzten Bruch seiner Reihe bis {year}.", lang)
    table = DataTable(
        id="muster-ueberblick", columns=header, rows=tuple(cells), align=("l",) * len(header),
        caption=text("Muster je Standorttyp im Überblick: Richtung der Veränderung innerhalb der Standorte", lang),
        notes=(note.format(year=facts.year),),
        source=text("Freigegebene Ergebnisse der Studie.", lang),
    )  # fmt: skip
    return Blocks([table, *(Sentence(words) for words in expectation_sentences(facts))])


def _kind_head(kind: str, number: int, lang: str) -> str:
    sites = text("ein Standort", lang) if number == 1 else text("{n} Standorte", lang).format(n=number)
    return f"{rows.type_name(kind, lang)} ({sites})"


def expectations(facts: Facts) -> Block:
    """What the study file expected beforehand beside what was observed at each site."""
    lang = facts.lang
    listed = _expectations(facts)
    if not listed:
        return Notice("info", text("Die Studie hat vorab keine Erwartungen festgehalten.", lang))
    cells = tuple(
        (
            _dated(facts, one),
            "\n".join(f"{course.site['name']}: {courses.direction_words(course, lang)}" for course in found),
            _judged(str(one.get("direction")), found, lang),
        )
        for one, found in listed
    )
    header = (
        text("Erwartung (festgehalten am)", lang), text("beobachtet", lang), text("Abgleich", lang),
    )  # fmt: skip
    note = text("„Vereinbar mit“ heißt nicht, dass die Erwartung der Grund ist.", lang)
    late = [one for one, _ in listed if _is_late(one, facts)]
    notes = (note, text("Nach Beginn der Daten festgehalten: {names}.", lang).format(
        names="; ".join(facts.words({"de": one.get("de"), "en": one.get("en")}).rstrip(".") for one in late)
    )) if late else (note,)  # fmt: skip
    return DataTable(
        id="erwartungen-beobachtet", caption=text("Vorab festgehaltene Erwartungen und beobachtete Muster", lang),
        columns=header, rows=cells, align=("l",) * 3, notes=notes,
        source=text("Studiendatei; freigegebene Ergebnisse.", lang),
    )  # fmt: skip


def _dated(facts: Facts, one: Mapping[str, Any]) -> str:
    words = facts.words({"de": one.get("de"), "en": one.get("en")})
    return f"{words} ({numbers.date_short(str(one['registered']), facts.lang)})" if one.get("registered") else words


def expectation_sentences(facts: Facts) -> list[str]:
    """Each expectation in one sentence with its comparison."""
    template = text("Erwartet war: {expected} Beobachtet: {judged}.", facts.lang)
    return [
        template.format(
            expected=facts.words({"de": one.get("de"), "en": one.get("en")}),
            judged=_judged(str(one.get("direction")), found, facts.lang),
        )
        for one, found in _expectations(facts)
    ]


def _expectations(facts: Facts) -> list[tuple[Mapping[str, Any], list[Course]]]:
    listed = []
    for one in facts.study.get("expectations") or ():
        figure = Item(str(one.get("indicator")))
        wanted = [
            site
            for site in facts.sites
            if (not one.get("sites") or site["id"] in one["sites"]) and one.get("type") in (None, "", site["type"])
        ]
        if str(one.get("indicator")) in facts.definitions:
            listed.append((one, [courses.course(facts, figure, site) for site in wanted]))
    return listed


def _is_late(one: Mapping[str, Any], facts: Facts) -> bool:
    registered = str(one.get("registered") or "")
    return bool(registered) and int(registered[:4]) > facts.years[0]


def _judged(direction: str, found: Sequence[Course], lang: str) -> str:
    wanted = {"increase": ("up",), "decrease": ("down",), "none": ("same", "undecided")}.get(direction, ())
    against = {"increase": "down", "decrease": "up"}.get(direction, "")
    fits = [str(one.site["name"]) for one in found if one.direction in wanted]
    contrary = [
        str(one.site["name"])
        for one in found
        if one.direction == against or (direction == "none" and one.direction in ("up", "down"))
    ]
    open_ones = [one for one in found if str(one.site["name"]) not in (*fits, *contrary)]
    if not fits and not contrary:
        return text("nicht entscheidbar", lang)
    if contrary:
        template = text("nicht vereinbar an {against}", lang)
        words = template.format(against=joined(contrary, lang))
        return f"{words}; " + text("vereinbar an {sites}", lang).format(sites=joined(fits, lang)) if fits else words
    if not open_ones:
        if len(fits) == 1:
            return text("mit der Erwartung vereinbar", lang)
        everywhere = text("an allen {n} Standorten mit der Erwartung vereinbar", lang)
        both = text("an beiden Standorten mit der Erwartung vereinbar", lang)
        return both if len(fits) == 2 else everywhere.format(n=len(fits))
    return text("mit der Erwartung vereinbar an {sites}; sonst nicht entscheidbar", lang).format(
        sites=joined(fits, lang)
    )


def values_of(facts: Facts, series: Sequence[Row]) -> str:
    """The yearly values of a site in one line, states in words."""
    return ", ".join(f"{one['period']}: {tables.cell(facts, one).replace('*', '')}" for one in series)
