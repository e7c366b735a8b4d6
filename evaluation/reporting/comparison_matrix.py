"""May these figures be compared? The matrix of indicators and sites, the pairs that must not, the broken series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.languages import text
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import labels, numbers
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.comparison_rows import Site
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.sentences import joined
from evaluation.reporting.shown import Blocks

ABSENT = ("not_collected", "not_applicable")
THEMES = ("RN", "TH", "TE", "PE", "FI", "UN", "KX", "DQ")


def theme(number: str, lang: str) -> str:
    """The theme of an indicator, from the letters of its number.

    Examples
    --------
    >>> theme("PE02", "de")
    'Personal'
    """
    words = {
        "RN": text("Reichweite und Nutzung", lang), "TH": text("Themen", lang), "TE": text("Raum", lang),
        "PE": text("Personal", lang), "FI": text("Finanzierung", lang), "UN": text("Unterbringung", lang),
        "DQ": text("Datenqualität", lang), "KX": text("Kontext", lang),
    }  # fmt: skip
    return words.get(number[:2], number[:2])


def comparability_matrix(facts: Facts) -> Blocks:
    """Indicator by site: comparable, with limits, or not, and why; then the pairs and the breaks of series."""
    lang = facts.lang
    if not facts.indicators:
        return Blocks([Notice("missing", text("Es sind keine Indikatoren freigegeben.", lang))])
    somewhere = (name for name in facts.indicators if _somewhere(facts, name))
    listed = sorted(somewhere, key=lambda name: _place(facts, name))
    blocks: list[Block] = []
    notes = _reasons(facts, listed)
    portions = rows.columns_of_sites(facts)
    for place, sites in enumerate(portions, start=1):
        last = place == len(portions)
        blocks.append(_matrix(facts, listed, (sites, place), _explained(notes, lang) if last else (), notes))
    nowhere = [facts.title(name) for name in facts.indicators if name not in listed]
    if nowhere:
        template = text("Für {year} liegt an keinem Standort ein Wert vor: {names}.", lang)
        words = template.format(year=facts.year, names=joined(list(dict.fromkeys(nowhere)), lang))
        blocks.append(Sentence(words, "not_collected"))
    return Blocks([*blocks, *_pairs(facts), *_breaks(facts)])


def _place(facts: Facts, indicator: str) -> tuple[int, str]:
    """Where an indicator stands: by theme and number."""
    number = str(facts.mark(indicator).get("number", ""))
    return (THEMES.index(number[:2]) if number[:2] in THEMES else len(THEMES), number)


def _somewhere(facts: Facts, indicator: str) -> bool:
    return any(found["status"] not in ABSENT for site in facts.sites for found in [_answer(facts, indicator, site)])


def _answer(facts: Facts, indicator: str, site: Site) -> Row:
    """The site's total; for an indicator that has categories only, the first of them with a value."""
    total = facts.row(indicator, site=str(site["id"]))
    if total["status"] not in ABSENT:
        return total
    breakdown = facts.breakdown_of(indicator)
    parts = facts.rows(indicator, breakdown, site=str(site["id"])) if breakdown else []
    return next((part for part in parts if part["status"] == "shown"), parts[0] if parts else total)


def _reasons(facts: Facts, listed: Sequence[str]) -> dict[str, int]:
    """Reasons of the matrix with the number of their note."""
    found: dict[str, int] = {}
    for name in listed:
        for site in facts.sites:
            answer, reason = rows.comparable(_answer(facts, name, site))
            if answer != "ok" and reason:
                found.setdefault(reason, len(found) + 1)
    return found


def _explained(notes: Mapping[str, int], lang: str) -> tuple[str, ...]:
    """What the words and the numbers of the matrix mean."""
    general = text(
        "ja: neben den übrigen Standorten lesbar; eingeschränkt: nur mit der Anmerkung lesbar; nein: nur für den "
        "Standort selbst lesbar.", lang,
    )  # fmt: skip
    found = (f"{number}: {labels.reason('not_comparable', reason, lang)}." for reason, number in notes.items())
    return (general, *found)


def _matrix(
    facts: Facts,
    listed: Sequence[str],
    portion: tuple[Sequence[Site], int],
    remarks: tuple[str, ...],
    notes: Mapping[str, int],
) -> DataTable:
    lang, (sites, place) = facts.lang, portion
    cells = []
    for name in listed:
        answers = [_cell(_answer(facts, name, site), notes, lang) for site in sites]
        cells.append((theme(str(facts.mark(name).get("number", "")), lang), facts.title(name), *answers))
    caption = text("Vergleichbarkeit der Angaben {year}: Indikator und Standort", lang).format(year=facts.year)
    return DataTable(
        id=f"vergleichbarkeit-{place}", caption=caption, group_column=0,
        columns=(text("Bereich", lang), text("Indikator", lang), *rows.names(sites)), rows=tuple(cells),
        align=("l", "l", *("l" for _ in sites)), notes=remarks,
        source=text("Vergleich der Lieferungen: Zählregel, Zeitraum, Form und Version.", lang),
    )  # fmt: skip


def _cell(found: Row, notes: Mapping[str, int], lang: str) -> str:
    if found["status"] not in ("shown", "not_comparable"):
        return numbers.state(str(found["status"]), lang)
    answer, reason = rows.comparable(found)
    words = {"ok": text("ja", lang), "limited": text("eingeschränkt", lang), "no": text("nein", lang)}
    return f"{words[answer]} ({notes[reason]})" if reason in notes else words[answer]


def _pairs(facts: Facts) -> list[Block]:
    """Which sites must not be read beside each other, or only with a remark, and which figures that concerns."""
    lang, found = facts.lang, list[tuple[str, ...]]()
    wanted = [pair for pair in rows.pairs(facts) if pair["reason"] != "missing"]
    words = {"no": text("nicht vergleichbar", lang), "limited": text("eingeschränkt", lang)}
    for status, named in words.items():
        for reason in dict.fromkeys(str(pair["reason"]) for pair in wanted if pair["status"] == status):
            matching = [pair for pair in wanted if pair["status"] == status and pair["reason"] == reason]
            why = labels.reason("not_comparable", reason, lang)
            found += [(one, others, named, why, which) for one, others, which in _stars(facts, matching)]
    if not found:
        return []
    caption = text("Welche Standorte nicht oder nur eingeschränkt nebeneinander gelesen werden dürfen", lang)
    header = (
        text("Standort", lang), text("gegenüber", lang), text("Vergleich", lang), text("Grund", lang),
        text("betrifft", lang),
    )  # fmt: skip
    return [DataTable(
        id="vergleichbarkeit-paare", caption=caption,
        columns=header, rows=tuple(found), align=("l",) * 5,
        source=text("Vergleich der Lieferungen: Zählregel, Zeitraum, Form und Version.", lang),
    )]  # fmt: skip


def _stars(facts: Facts, found: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Pairs gathered around the site that has most of them: site, partners, numbers of the figures."""
    figures: dict[frozenset[str], set[str]] = {}
    for pair in found:
        key = frozenset((str(pair["site_a"]), str(pair["site_b"])))
        figures.setdefault(key, set()).add(str(facts.mark(str(pair["indicator"])).get("number", "")))
    order = [str(site["id"]) for site in facts.sites]
    named = {str(site["id"]): str(site["name"]) for site in facts.sites}
    stars: list[tuple[str, str, str]] = []
    while figures:
        centre = max(order, key=lambda site: sum(site in pair for pair in figures))
        own = [pair for pair in figures if centre in pair]
        others = [site for site in order if any(site in pair for pair in own) and site != centre]
        which = sorted(set().union(*(figures[pair] for pair in own)) - {""})
        stars.append((named[centre], joined([named[site] for site in others], facts.lang), ", ".join(which)))
        figures = {pair: which for pair, which in figures.items() if pair not in own}
    return stars


def _breaks(facts: Facts) -> list[Block]:
    """Years of one site that must not be compared with its year before."""
    lang = facts.lang
    found: dict[tuple[str, int, str], list[str]] = {}
    for site in facts.sites:
        for name in facts.indicators:
            for place, reason in rows.breaks(facts, name, site).items():
                number = str(facts.mark(name).get("number", ""))
                found.setdefault((str(site["name"]), facts.years[place], reason), []).append(number)
    if not found:
        return []
    cells = tuple(
        (site, text("{before} und {now}", lang).format(before=year - 1, now=year),
         labels.reason("not_comparable", reason, lang), ", ".join(sorted(set(which) - {""})))
        for (site, year, reason), which in found.items()
    )  # fmt: skip
    header = (text("Standort", lang), text("Jahre", lang), text("Grund", lang), text("betrifft", lang))
    return [DataTable(
        id="vergleichbarkeit-jahre", caption=text("Brüche in den Reihen einzelner Standorte", lang), columns=header,
        rows=cells, align=("l",) * 4, source=text("Vergleich der Lieferungen mit denen des Vorjahres.", lang),
    )]  # fmt: skip
