"""Words of the comparison: sites by type and name, never by value, never pooled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from evaluation.languages import text
from evaluation.reporting import draw_panels, figures, front, labels, numbers, sentences, sources, style, tables
from evaluation.reporting.blocks import Block, DataTable, Figure, Notice, Sentence
from evaluation.reporting.change import Change
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks


def at(facts: Facts, site: Mapping[str, Any]) -> Facts:
    """The same bundle, seen from one site."""
    return replace(facts, site=str(site["id"]))


def comparability(facts: Facts) -> Block:
    """Indicators in rows, sites in columns: may the value of the report's year be compared with the other sites?"""
    lang = facts.lang
    listed = [name for name in facts.indicators if facts.mark(name).get("kind") != "published"]
    if not listed:
        return Notice("missing", text("Es sind keine Indikatoren freigegeben.", lang))
    cells, reasons = [], dict[str, None]()
    for name in listed:
        rows = [facts.any_row(name, str(site["id"])) for site in facts.sites]
        cells.append((facts.title(name), *(_comparable(row, lang) for row in rows)))
        reasons |= dict.fromkeys(str(row.get("comparability", "")).partition(":")[2] for row in rows)
    notes = tuple(sentences.upper(labels.reason("", reason, lang)) + "." for reason in reasons if reason)
    return DataTable(
        id="vergleichbarkeit", caption=text("Vergleichbarkeit der Angaben {year}", lang).format(year=facts.year),
        columns=(text("Indikator", lang), *(str(site["name"]) for site in facts.sites)), rows=tuple(cells),
        align=("l", *("l" for _ in facts.sites)), notes=notes, source=text("Prüfung der Lieferungen.", lang),
    )  # fmt: skip


def _comparable(row: Mapping[str, Any], lang: str) -> str:
    if row["status"] in ("not_collected", "not_applicable"):
        return numbers.state(str(row["status"]), lang)
    words = {"ok": text("ja", lang), "limited": text("eingeschränkt", lang), "no": text("nein", lang)}
    return words.get(str(row.get("comparability") or "ok").partition(":")[0], numbers.NONE)


def sites(facts: Facts) -> DataTable:
    """The sites side by side: type, system, key, beginning."""
    lang = facts.lang
    cells = tuple(
        (
            labels.code("CL01", str(site["type"]), lang),
            str(site["name"]),
            labels.code("CL02", str(site.get("bbsr_gemeindetyp") or ""), lang) or numbers.NONE,
            labels.code("CL05", str(site.get("integration_mgmt_type") or ""), lang) or numbers.NONE,
            labels.code("CL06", str(site.get("role") or ""), lang) or numbers.NONE,
            str(site.get("caseload_key") or numbers.NONE),
        )
        for site in facts.sites
    )
    header = (
        text("Standorttyp", lang), text("Standort", lang), text("Stadt- und Gemeindetyp (BBSR)", lang),
        text("Organisationstyp", lang), text("Rolle", lang), text("Schlüssel", lang),
    )  # fmt: skip
    return DataTable(
        id="standorte", caption=text("Die Standorte nach Typ und Name", lang), columns=header, rows=cells,
        align=("l",) * len(header), group_column=0, source=text("Studiendatei.", lang),
    )  # fmt: skip


def comparison_table(facts: Facts, indicator: str) -> Block:
    """One indicator at all sites: year before, report's year, interval, change; by type and name."""
    rows = [(site, at(facts, site)) for site in facts.sites]
    if not any(shown(seen.series(indicator)) for _, seen in rows):
        return front.missing(facts, (indicator,)) or Notice("missing", text("Keine Jahreswerte.", facts.lang))
    lang, before = facts.lang, facts.year - 1
    cells = tuple(_comparison_row(seen, site, indicator, before) for site, seen in rows)
    everything = [seen.row(indicator, year) for _, seen in rows for year in (before, facts.year)]
    header = (
        text("Standorttyp", lang), text("Standort", lang), str(before), str(facts.year),
        text("95-%-Intervall {year}", lang).format(year=facts.year), text("gegenüber {year}", lang).format(year=before),
    )  # fmt: skip
    return DataTable(
        id=f"vergleich-{indicator}", caption=figures.unit_words(facts, indicator), columns=header, rows=cells,
        align=("l", "l", "r", "r", "r", "l"), notes=tables.notes(facts, everything), group_column=0,
        source=sources.line(facts, (indicator,)),
    )  # fmt: skip


def judged(row: Row) -> Row:
    """The row as a comparison may print it: without a number where its site counts by another rule than the others."""
    if row["status"] != "shown" or not str(row.get("comparability", "")).startswith("no"):
        return row
    return {**row, "status": "not_comparable", "value": math.nan, "low": math.nan, "high": math.nan}


def _comparison_row(seen: Facts, site: Mapping[str, Any], indicator: str, before: int) -> tuple[str, ...]:
    now, earlier = judged(seen.row(indicator)), judged(seen.row(indicator, before))
    moved = sentences.moved(seen, earlier, now) if before in seen.years else None
    return (
        labels.code("CL01", str(site["type"]), seen.lang),
        str(site["name"]),
        tables.cell(seen, earlier),
        tables.cell(seen, now),
        numbers.interval_text(now, seen.lang),
        sentences.certainty(moved, now, seen.lang) if now["status"] == "shown" else numbers.NONE,
    )


def small_multiples(facts: Facts, indicator: str) -> Block:
    """One panel a site on one scale; type mates in grey; sites by type and name."""
    seen = {str(site["id"]): at(facts, site) for site in facts.sites}
    series = {site: [judged(row) for row in view.series(indicator)] for site, view in seen.items()}
    if not any(shown(rows) for rows in series.values()):
        return front.missing(facts, (indicator,)) or Notice("missing", text("Keine Jahreswerte.", facts.lang))
    with style.house_style():
        figure = draw_panels.panels(facts, indicator, series)
        template = text(
            "{title} je Standort, {first}–{last}; grau: Standorte desselben Typs; Striche: 95-%-Intervalle", facts.lang
        )
        caption = template.format(title=facts.title(indicator), first=facts.years[0], last=facts.years[-1])
        if any(facts.breaks(indicator, site) for site in series):
            caption += text("; gestrichelte Linie: neue Zählregel", facts.lang)
        return _finished(facts, indicator, figure, caption, series)


def _finished(facts: Facts, indicator: str, figure: Any, caption: str, series: Mapping[str, Sequence[Any]]) -> Figure:
    lang = facts.lang
    names = {str(site["id"]): str(site["name"]) for site in facts.sites}
    cells = tuple(
        (labels.code("CL01", str(site["type"]), lang), str(site["name"]),
         *(tables.cell(facts, row) for row in series[str(site["id"])]))
        for site in facts.sites
    )  # fmt: skip
    table = DataTable(
        id=f"daten-kleinbilder-{indicator}", caption=figures.unit_words(facts, indicator),
        columns=(text("Standorttyp", lang), text("Standort", lang), *(str(year) for year in facts.years)), rows=cells,
        align=("l", "l", *("r" for _ in facts.years)), group_column=0, source=sources.line(facts, (indicator,)),
        notes=tables.notes(facts, [row for rows in series.values() for row in rows]),
    )  # fmt: skip
    parts = [
        f"{names[site]}: " + ", ".join(f"{row['period']}: {tables.cell(facts, row)}" for row in rows)
        for site, rows in series.items()
    ]
    alt = text("Kleine Liniendiagramme auf gleicher Skala, eines je Standort. {values}.", lang)
    return style.finish(
        figure, id=f"kleinbilder-{indicator}", caption=caption, alt=alt.format(values="; ".join(parts)),
        source=sources.line(facts, (indicator,)), table=table,
    )  # fmt: skip


def patterns(facts: Facts, indicator: str) -> Blocks:
    """Per type of site: the span of the values, what is common in the change, and who runs against it."""
    blocks: list[Block] = []
    for kind, members in groupby(facts.sites, key=lambda site: str(site["type"])):
        blocks.append(Sentence(_pattern(facts, indicator, kind, list(members))))
    blocks.append(Notice("caution", floor_words(facts)))
    return Blocks(blocks)


def _pattern(facts: Facts, indicator: str, kind: str, members: Sequence[Mapping[str, Any]]) -> str:
    lang = facts.lang
    name = sentences.upper(labels.code("CL01", kind, lang))
    views = [(str(site["name"]), at(facts, site)) for site in members]
    rows = [(site, view, judged(view.row(indicator))) for site, view in views]
    seen = [(site, row) for site, _, row in rows if row["status"] == "shown"]
    if not seen:
        return text("{type}: für {year} ist kein Wert zu zeigen.", lang).format(type=name, year=facts.year)
    low, high = (pick(seen, key=lambda item: float(item[1]["value"]))[1] for pick in (min, max))
    listed = sentences.joined([site for site, _ in seen], lang)
    span = numbers.value_text(low, lang) if len(seen) == 1 else text("{low} bis {high}", lang).format(
        low=numbers.value_text(low, lang), high=numbers.value_text(high, lang)
    )  # fmt: skip
    words = text("{type} ({sites}), {year}: {span}.", lang).format(type=name, sites=listed, year=facts.year, span=span)
    if facts.year - 1 not in facts.years:
        return words
    moved = [
        (site, sentences.moved(view, judged(view.row(indicator, facts.year - 1)), row)) for site, view, row in rows
    ]
    return " ".join([words, *_common(facts, moved)])


def _common(facts: Facts, moved: Sequence[tuple[str, Change]]) -> list[str]:
    """What the changes of a type have in common, and the counter-examples by name."""
    lang, found = facts.lang, []
    for verdict, template in (
        ("up", text("Zunahme gegenüber {year} erkennbar: {sites}.", lang)),
        ("down", text("Abnahme gegenüber {year} erkennbar: {sites}.", lang)),
        ("undecided", text("Nicht entscheidbar: {sites}.", lang)),
        ("not_comparable", text("Nach einer anderen Zählregel als {year} gezählt: {sites}.", lang)),
    ):
        names = [site for site, step in moved if step.verdict == verdict]
        if names:
            found.append(template.format(year=facts.year - 1, sites=sentences.joined(names, lang)))
    verdicts = {step.verdict for _, step in moved}
    if {"up", "down"} <= verdicts:
        found.append(text("Ein gemeinsames Muster gibt es nicht: Die Standorte laufen gegeneinander.", lang))
    return found


def floor_words(facts: Facts) -> str:
    """What so few sites cannot show: the smallest p that an exact comparison of the types could reach."""
    lang = facts.lang
    sizes = sorted((len(list(group)) for _, group in groupby(facts.sites, key=lambda site: site["type"])), reverse=True)
    template = text(
        "Mit {sites} in {types} Typen kann kein Vergleich der Typen den Zufall ausschließen: Der kleinste "
        "erreichbare p-Wert einer exakten Umordnung der Standorte ist {p}. Die Angaben beschreiben diese "
        "Standorte; auf andere lassen sie sich nicht übertragen.", lang,
    )  # fmt: skip
    p = permutation_floor(sizes)
    if p <= 0.05:
        return text("Der Vergleich beschreibt diese Standorte; sie sind nicht zufällig ausgewählt.", lang)
    counted = numbers.counted(sum(sizes), text("Standort", lang), text("Standorten", lang), lang)
    return template.format(sites=counted, types=len(sizes), p=numbers.number(p, lang, 2 if p >= 0.1 else 3))


def permutation_floor(sizes: Sequence[int]) -> float:
    """Smallest p of an exact permutation test of any difference between groups of these sizes.

    Groups of equal size may be exchanged without changing the difference.

    Examples
    --------
    >>> round(permutation_floor([3, 3]), 2), round(permutation_floor([2, 2]), 2), round(permutation_floor([2, 2, 2]), 3)
    (0.1, 0.33, 0.067)
    """
    from math import factorial, prod

    arrangements = factorial(sum(sizes)) / prod(factorial(size) for size in sizes)
    exchanges = prod(factorial(list(sizes).count(size)) for size in set(sizes))
    return min(1.0, exchanges / arrangements)
