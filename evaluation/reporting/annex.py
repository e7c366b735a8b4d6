"""The annex: definition sheets, origin of the figures, methods, reading aid, privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.languages import text
from evaluation.reporting import labels, numbers
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.facts import Facts
from evaluation.reporting.shown import Blocks

SMALLEST_RISES = ((3, 12), (5, 15), (8, 20), (10, 23), (15, 29), (20, 36), (30, 49), (50, 73), (100, 131))
"""Smallest rise of a count of independent persons that the exact comparison of two equal periods tells from chance."""


def definitions(facts: Facts) -> Blocks:
    """One definition sheet for every indicator that this report shows."""
    sheets = [_sheet(facts, indicator, facts.mark(indicator)) for indicator in facts.indicators]
    return Blocks(sheets or [Notice("missing", text("Es sind keine Indikatoren freigegeben.", facts.lang))])


def _sheet(facts: Facts, indicator: str, mark: Mapping[str, Any]) -> DataTable:
    lang = facts.lang
    breakdowns = ", ".join(labels.column(name, lang) for name in mark.get("breakdowns") or ())
    tables = ", ".join(labels.table(name, lang) for name in mark.get("tables") or ())
    rows = (
        (text("Nummer", lang), str(mark.get("number", ""))),
        (text("Definition", lang), facts.words(mark.get("definition"))),
        (text("Art und Einheit", lang), f"{kind(str(mark.get('kind', '')), lang)}, {facts.unit(indicator)}"),
        (text("Leserichtung", lang), direction(str(mark.get("direction", "neutral")), lang)),
        (text("Gliederungen", lang), breakdowns),
        (text("Tabellen", lang), tables),
        (text("Schutzklasse", lang), str(mark.get("protection", ""))),
        (text("Fachliche Quelle", lang), facts.words(mark.get("source"))),
        (text("Zuletzt geprüft", lang), str(mark.get("reviewed") or "")),
    )
    return DataTable(
        id=f"definition-{indicator}", caption=facts.title(indicator),
        columns=(text("Merkmal", lang), text("Angabe", lang)), rows=tuple(row for row in rows if row[1].strip(", ")),
        align=("l", "l"),
    )  # fmt: skip


def kind(name: str, lang: str) -> str:
    """The kind of an indicator in words."""
    words = {
        "share": text("Anteil", lang), "rate": text("Rate", lang), "ratio": text("Verhältnis", lang),
        "mean": text("Mittelwert", lang), "median": text("Median", lang), "count": text("Anzahl", lang),
        "index": text("Kennwert", lang), "profile": text("Profil", lang),
        "published": text("veröffentlichte Angabe der amtlichen Statistik", lang),
    }  # fmt: skip
    return words.get(name, name)


def direction(name: str, lang: str) -> str:
    """How a high value is to be read."""
    words = {
        "higher": text("höhere Werte sind erwünscht", lang),
        "lower": text("niedrigere Werte sind erwünscht", lang),
        "neutral": text("weder hoch noch niedrig ist an sich erwünscht", lang),
    }
    return words.get(name, name)


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


def methods(facts: Facts) -> DataTable:
    """Per indicator of this report: how its interval was computed, and on how many cases the last year rests."""
    lang = facts.lang
    cells = [cells for indicator in facts.indicators if (cells := _method_row(facts, indicator))]
    header = (
        text("Indikator", lang), text("Nummer", lang), text("Verfahren", lang),
        text("Menschen im Zähler {year}", lang).format(year=facts.year),
    )  # fmt: skip
    return DataTable(
        id="verfahren", caption=text("Verfahren je Indikator", lang), columns=header, rows=tuple(cells),
        align=("l", "l", "l", "r"), source=text("Freigegebene Ergebnisse der Studie.", lang),
    )  # fmt: skip


def _method_row(facts: Facts, indicator: str) -> tuple[str, ...] | None:
    rows = [row for row in facts.series(indicator) if row["status"] == "shown"]
    if not rows:
        return None
    names = dict.fromkeys(labels.method(str(row.get("method") or ""), facts.lang) for row in rows)
    units = rows[-1].get("n_units") if rows[-1]["period"] == str(facts.year) else None
    known = units is not None and units == units and not facts.structural(indicator)
    shown = numbers.number(float(units), facts.lang) if known and units is not None else numbers.NONE
    return (facts.title(indicator), str(facts.mark(indicator).get("number", "")), "; ".join(names), shown)


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
    """Expectations that the study file recorded before the evaluation and that concern this site."""
    lang, info = facts.lang, facts.site_info()
    listed = [
        (facts.words({"de": e.get("de"), "en": e.get("en")}), facts.title(str(e["indicator"])), _registered(e, lang))
        for e in facts.study.get("expectations") or ()
        if _concerns(e, facts.site, str(info.get("type", "")))
    ]
    if not listed:
        return Notice("info", text("Für diesen Standort wurden vorab keine Erwartungen festgehalten.", lang))
    header: Sequence[str] = (text("Erwartung", lang), text("Indikator", lang), text("festgehalten am", lang))
    return DataTable(
        id="erwartungen", caption=text("Vor der Auswertung festgehaltene Erwartungen", lang), columns=tuple(header),
        rows=tuple(listed), align=("l", "l", "l"), source=text("Studiendatei.", lang),
    )  # fmt: skip


def _registered(expectation: Mapping[str, Any], lang: str) -> str:
    day = expectation.get("registered")
    return numbers.date_text(str(day), lang) if day else numbers.NONE


def _concerns(expectation: Mapping[str, Any], site: str, site_type: str) -> bool:
    sites, wanted = expectation.get("sites") or (), expectation.get("type") or ""
    return (not sites or site in sites) and (not wanted or wanted == site_type)
