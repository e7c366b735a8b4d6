"""The categories of a breakdown at all sites: few categories beside each other, many below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from evaluation.languages import text
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import labels, numbers, sources, tables
from evaluation.reporting.blocks import Block, DataTable, Notice
from evaluation.reporting.comparison_rows import Site
from evaluation.reporting.comparison_tables import remarks
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks

Found: TypeAlias = Mapping[str, Mapping[str, Row]]
FEW = 5


def breakdown_side_by_side(facts: Facts, indicator: str, by: str) -> Blocks:
    """A breakdown at all sites, by type and name, in the report's year."""
    found = {str(site["id"]): _categories(facts, indicator, by, site) for site in facts.sites}
    codes = [code for code in _codes(found, by) if any(_mentioned(one.get(code)) for one in found.values())]
    if not codes:
        return Blocks([_states(facts, indicator, by)])
    if len(codes) <= FEW:
        return Blocks([_sites_in_rows(facts, indicator, by, (codes, found))])
    portions = rows.columns_of_sites(facts)
    return Blocks([_sites_in_columns(facts, indicator, by, (codes, found, sites)) for sites in portions])


def _sites_in_rows(facts: Facts, indicator: str, by: str, content: tuple[Sequence[str], Found]) -> Block:
    lang, (codes, found) = facts.lang, content
    cells = tuple(
        (rows.type_name(kind, lang), str(site["name"]), *(_part(facts, indicator, by, (found, site, c)) for c in codes))
        for kind, sites in rows.by_type(facts)
        for site in sites
    )
    header = (text("Standorttyp", lang), text("Standort", lang), *(labels.category(by, code, lang) for code in codes))
    return DataTable(
        id=f"vergleich-{indicator}-{by}", caption=_caption(facts, indicator, by), columns=header, rows=cells,
        align=("l", "l", *("r" for _ in codes)), group_column=0, notes=_notes(facts, found, by, codes),
        source=sources.line(facts, (indicator,)),
    )  # fmt: skip


def _sites_in_columns(
    facts: Facts, indicator: str, by: str, content: tuple[Sequence[str], Found, Sequence[Site]]
) -> Block:
    lang, (codes, found, sites) = facts.lang, content
    cells = tuple(
        (labels.category(by, code, lang), *(_part(facts, indicator, by, (found, site, code)) for site in sites))
        for code in codes
    )
    members = {kind: [site for site in group if site in sites] for kind, group in rows.by_type(facts)}
    listed = {rows.type_name(kind, lang): ", ".join(rows.names(own)) for kind, own in members.items() if own}
    types = "; ".join(f"{kind}: {names}" for kind, names in listed.items())
    return DataTable(
        id=f"vergleich-{indicator}-{by}-{sites[0]['id']}", caption=_caption(facts, indicator, by),
        columns=(labels.column(by, lang), *rows.names(sites)), rows=cells,
        notes=(f"{types}.", *_notes(facts, found, by, codes)), source=sources.line(facts, (indicator,)),
    )  # fmt: skip


def _caption(facts: Facts, indicator: str, by: str) -> str:
    template = text("{title} nach: {by}, {year}", facts.lang)
    title = rows.headed(facts, rows.Item(indicator))
    return template.format(title=title, by=labels.column(by, facts.lang), year=facts.year)


def _notes(facts: Facts, found: Found, by: str, codes: Sequence[str]) -> tuple[str, ...]:
    everything = [one for part in found.values() for one in part.values()]
    missing = [labels.category(by, code, facts.lang) for code in _codes(found, by) if code not in codes]
    template = text("Überall null oder in „übrige“: {names}.", facts.lang)
    left_out = (template.format(names=", ".join(missing)),) if missing else ()
    return (*remarks(facts, everything), *left_out)


def _categories(facts: Facts, indicator: str, by: str, site: Site) -> dict[str, Row]:
    found = facts.rows(indicator, by, site=str(site["id"]))
    return {str(one["category"]): one for one in found if one["category"]}


def _codes(found: Found, by: str) -> list[str]:
    return sorted({code for one in found.values() for code in one}, key=lambda code: labels.category_order(by, code))


def _mentioned(found: Row | None) -> bool:
    """True if a category has a value other than zero, or a state that has to be told."""
    return found is not None and (found["status"] != "shown" or float(found["value"]) != 0)


def _part(facts: Facts, indicator: str, by: str, place: tuple[Found, Site, str]) -> str:
    """One category at one site: its value, part of what was merged, none, or the state of the whole breakdown."""
    everything, site, code = place
    found = everything[str(site["id"])]
    if code in found:
        if found[code]["status"] == "shown" and rows.comparable(found[code])[0] == "no":
            return text("nicht vergleichbar", facts.lang)
        value, interval = tables.cell(facts, found[code]), numbers.interval_text(found[code], facts.lang)
        bare = interval.replace(f"{numbers.NARROW}%", "").replace("%", "")
        return value if interval == numbers.NONE else f"{value}\n{bare}"
    if "other_merged" in found:
        return text("in „übrige“", facts.lang)
    return numbers.NONE if found else numbers.state(str(_whole(facts, indicator, by, site)["status"]), facts.lang)


def _whole(facts: Facts, indicator: str, by: str, site: Site) -> Row:
    """The state of a breakdown that has no categories at a site; that of the total where it has none of its own."""
    whole = facts.row(indicator, breakdown=by, site=str(site["id"]))
    if whole["status"] == "not_collected" and not whole.get("reason"):
        return facts.row(indicator, site=str(site["id"]))
    return whole


def _states(facts: Facts, indicator: str, by: str) -> Notice:
    """Why a breakdown has nothing to show, site by site."""
    found: dict[str, list[str]] = {}
    for site in facts.sites:
        state = numbers.state(str(_whole(facts, indicator, by, site)["status"]), facts.lang)
        found.setdefault(state, []).append(str(site["name"]))
    template = text("{title} nach: {by}", facts.lang)
    named = template.format(title=facts.title(indicator), by=labels.column(by, facts.lang))
    return rows.unavailable(facts, [named], found)
