"""Origin of the figures, reading aid, privacy, and expectations beside what was observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.languages import text
from evaluation.reporting import messages, numbers, topics, trends
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.facts import Facts
from evaluation.reporting.shown import Blocks

SMALLEST_RISES = ((3, 12), (5, 15), (8, 20), (10, 23), (15, 29), (20, 36), (30, 49), (50, 73), (100, 131))
"""Smallest rise of a count of independent persons that the exact comparison of two equal periods tells from chance."""


def provenance(facts: Facts) -> Blocks:
    """Package version, parameters and the check sums of the inputs, so that the report can be made again."""
    lang, origin = facts.lang, facts.provenance
    parameters = dict(origin.get("parameters") or {}) | {"site": facts.site, "year": facts.year, "lang": lang}
    rows = [(text("Programmversion", lang), str(origin.get("version") or numbers.NONE))]
    rows += [(text("Parameter {name}", lang).format(name=name), str(value)) for name, value in parameters.items()]
    table = DataTable(
        id="herkunft", caption=text("Angaben zur Wiederholung des Berichts", lang),
        columns=(text("Angabe", lang), text("Wert", lang)), rows=tuple(rows), align=("l", "l"),
    )  # fmt: skip
    inputs = _inputs(origin.get("inputs") or ())
    if not inputs:
        return Blocks([table])
    sums = DataTable(
        id="pruefsummen", caption=text("Prüfsummen (SHA-256) der Eingangsdateien", lang),
        columns=(text("Datei", lang), text("Prüfsumme, erste 16 Stellen", lang)),
        rows=tuple((name, digest[:16]) for name, digest in inputs), align=("l", "l"),
    )  # fmt: skip
    return Blocks([table, sums])


def _inputs(inputs: Any) -> list[tuple[str, str]]:
    """Input files and check sums, whether the bundle lists them as pairs, mappings or one mapping."""
    if isinstance(inputs, Mapping):
        return sorted((str(name), str(digest)) for name, digest in inputs.items())
    pairs = [(i.get("file") or i.get("name"), i.get("sha256")) if isinstance(i, Mapping) else i for i in inputs]
    return sorted((str(name), str(digest)) for name, digest in pairs)


def reading_aid(facts: Facts) -> Blocks:
    """From which rise on a small count can be told from chance."""
    lang = facts.lang
    header = tuple(numbers.number(first, lang) for first, _ in SMALLEST_RISES)
    row = tuple(numbers.number(second, lang) for _, second in SMALLEST_RISES)
    note = text(
        "Exakter Vergleich zweier gleich langer Zeiträume auf dem Niveau von 5 %, gezählt sind voneinander unabhängige "
        "Menschen. Gespräche häufen sich bei einzelnen Menschen und brauchen einen größeren Abstand.", lang,
    )  # fmt: skip
    table = DataTable(
        id="lesehilfe-anstieg",
        caption=text("Ab welchem Anstieg sich eine Zunahme vom Zufall unterscheiden lässt", lang),
        columns=(text("Anzahl im ersten Jahr", lang), *header),
        rows=((text("mindestens im zweiten Jahr", lang), *row),), notes=(note,),
        source=text("Eigene Berechnung; exakter Vergleich zweier Poisson-Zahlen.", lang),
    )  # fmt: skip
    words = text(
        "Lesebeispiel: Wurden im ersten Jahr 20 Menschen gezählt, so lässt sich erst ab 36 Menschen im zweiten Jahr "
        "von einer Zunahme sprechen. Die meisten Veränderungen eines kleinen Standorts von einem Jahr zum nächsten "
        "bleiben deshalb unentschieden. Das ist eine Aussage über die Zahl, nicht über die Arbeit.", lang,
    )  # fmt: skip
    return Blocks([table, Sentence(words)])


def privacy_note(facts: Facts) -> Notice:
    """Which rules of disclosure control this report follows, with the study's thresholds."""
    rules = facts.study.get("disclosure") or {}
    template = text(
        "Werte werden nur gezeigt, wenn mindestens {k} verschiedene Menschen hinter ihnen stehen, bei besonders "
        "schutzwürdigen Merkmalen mindestens {k_sensitive}, und wenn kein einzelner Mensch mehr als {dominance} der "
        "Gespräche ausmacht. Kleine Gruppen werden zusammengefasst. Was geheim bleibt, trägt überall dasselbe Zeichen: "
        "geheim (•).", facts.lang,
    )  # fmt: skip
    share = numbers.percent(100 * float(rules.get("dominance", 0.5)), facts.lang)
    words = template.format(k=rules.get("k", 5), k_sensitive=rules.get("k_sensitive", 10), dominance=share)
    return Notice("privacy", words)


def expectations(facts: Facts) -> Block:
    """Expectations that the study file recorded before the evaluation, beside what can be said by now."""
    lang, info = facts.lang, facts.site_info()
    listed = [
        (facts.words({"de": e.get("de"), "en": e.get("en")}), _registered(e, lang), _observed(facts, e))
        for e in facts.study.get("expectations") or ()
        if _concerns(e, facts.site, str(info.get("type", "")))
    ]
    if not listed:
        return Notice("info", text("Für diesen Standort wurden vorab keine Erwartungen festgehalten.", lang))
    observed = text("beobachtet bis {year}", lang).format(year=facts.year)
    header: Sequence[str] = (text("Erwartung", lang), text("festgehalten am", lang), observed)
    return DataTable(
        id="erwartungen", caption=text("Vor der Auswertung festgehaltene Erwartungen", lang), columns=tuple(header),
        rows=tuple(listed), align=("l", "l", "l"),
        source=text("Studiendatei; freigegebene Ergebnisse der Studie.", lang),
    )  # fmt: skip


def _observed(facts: Facts, expectation: Mapping[str, Any]) -> str:
    """What the figures say about an expectation: the trend of its indicator, or the topics that gained share."""
    lang, indicator = facts.lang, str(expectation["indicator"])
    if indicator == "topic_shift":
        by = facts.breakdown_of("topic_share")
        span = topics.comparable_years(facts, "topic_share", by)
        if span is None:
            return text("keine Angabe", lang)
        return topics.topic_sentence(facts, topics.moved_topics(facts, by, *span), *span, reminder=False)
    known = facts.row(messages.TRENDS.get(indicator, indicator))
    if indicator not in messages.TRENDS or known["status"] != "shown":
        return text("keine Angabe", lang)
    course = trends.decided(facts, messages.TRENDS[indicator])
    return trends.certainty(course, lang) if course else text("nicht entscheidbar", lang)


def _registered(expectation: Mapping[str, Any], lang: str) -> str:
    day = expectation.get("registered")
    return numbers.date_text(str(day), lang) if day else numbers.NONE


def _concerns(expectation: Mapping[str, Any], site: str, site_type: str) -> bool:
    sites, wanted = expectation.get("sites") or (), expectation.get("type") or ""
    return (not sites or site in sites) and (not wanted or wanted == site_type)
