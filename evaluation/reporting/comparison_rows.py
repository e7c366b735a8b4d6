"""What a comparison reads from the released results: one figure at every site, in the order of types and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Literal, TypeAlias

from evaluation.errors import ReportError
from evaluation.languages import text
from evaluation.reporting import figures, labels, numbers
from evaluation.reporting.blocks import Notice
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row

Site: TypeAlias = Mapping[str, Any]
KEPT = "broken_series"
Comparable: TypeAlias = Literal["ok", "limited", "no"]


@dataclass(frozen=True, slots=True)
class Item:
    """One figure that is compared: the total of an indicator, or one category of a breakdown."""

    indicator: str
    breakdown: str = ""
    category: str = ""

    @property
    def slug(self) -> str:
        """The figure's name as part of the id of a table or figure."""
        return "-".join(part for part in (self.indicator, self.breakdown, self.category) if part)


def item(name: str) -> Item:
    """The figure that a chapter names: "consultations", or "secured_share/horizon=12" for one category.

    Examples
    --------
    >>> item("secured_share/horizon=12").category
    '12'
    """
    indicator, _, rest = name.partition("/")
    breakdown, _, category = rest.partition("=")
    if rest and not (breakdown and category):
        raise ReportError(
            f"»{name}« ist keine Angabe: erwartet wird »indikator« oder »indikator/gliederung=kategorie«.",
            f"'{name}' is no figure: expected 'indicator' or 'indicator/breakdown=category'.",
        )
    return Item(indicator, breakdown, category)


def title(facts: Facts, figure: Item) -> str:
    """The printed name of a figure, with its category."""
    if not figure.category:
        return facts.title(figure.indicator)
    return f"{facts.title(figure.indicator)}: {labels.category(figure.breakdown, figure.category, facts.lang)}"


def headed(facts: Facts, figure: Item) -> str:
    """Name and, where a number needs it, unit of a figure."""
    named = figures.unit_words(facts, figure.indicator)
    category = labels.category(figure.breakdown, figure.category, facts.lang) if figure.category else ""
    return f"{named}: {category}" if category else named


def row(facts: Facts, figure: Item, site: Site, year: int | None = None) -> Row:
    """The figure at a site in a year; where only the whole breakdown has a state, that state."""
    where = {"breakdown": figure.breakdown, "site": str(site["id"])}
    found = facts.row(figure.indicator, year, category=figure.category, **where)
    if figure.category and found["status"] == "not_collected" and not found.get("reason"):
        merged = facts.row(figure.indicator, year, category="other_merged", **where)
        if merged["status"] == "shown":
            return {**merged, "status": "merged", "category": figure.category}
        whole = facts.row(figure.indicator, year, category="", **where)
        total = facts.row(figure.indicator, year, site=str(site["id"]))
        for state in (whole, total):
            if state["status"] != "shown" and (state.get("reason") or state["status"] != "not_collected"):
                return {**state, "breakdown": figure.breakdown, "category": figure.category}
    return found


def state(facts: Facts, found: Row) -> str:
    """Why a figure has no number, in a few words."""
    if found["status"] == "merged":
        return text("in „übrige“", facts.lang)
    return numbers.state(str(found["status"]), facts.lang)


def series(facts: Facts, figure: Item, site: Site) -> list[Row]:
    """The yearly results of a figure at a site, one row a year."""
    return [row(facts, figure, site, year) for year in facts.years]


def anywhere(facts: Facts, figure: Item) -> bool:
    """True if at least one site has a value to show in any year up to the report's."""
    return any(shown(series(facts, figure, site)) for site in facts.sites)


def this_year(facts: Facts, figure: Item) -> bool:
    """True if at least one site has a value, or a hidden one, in the report's year."""
    return any(row(facts, figure, site)["status"] in ("shown", "hidden") for site in facts.sites)


def missing(facts: Facts, figure: Item) -> Notice:
    """Why a figure is shown at no site in the report's year, and from which year the last value is."""
    return unavailable(facts, [title(facts, figure)], *_states(facts, figure))


def all_missing(facts: Facts, items: Sequence[Item]) -> list[Notice]:
    """The same for several figures; those with the same reason share a note."""
    found: dict[str, tuple[list[str], dict[str, list[str]], int]] = {}
    for figure in items:
        states, last = _states(facts, figure)
        found.setdefault(repr((states, last)), ([], states, last))[0].append(title(facts, figure))
    return [unavailable(facts, *one) for one in found.values()]


def _states(facts: Facts, figure: Item) -> tuple[dict[str, list[str]], int]:
    """Sites by the state of a figure in the report's year, and the last year in which one had a value."""
    states: dict[str, list[str]] = {}
    for site in facts.sites:
        states.setdefault(state(facts, row(facts, figure, site)), []).append(str(site["name"]))
    years = (
        year for year in facts.years for site in facts.sites if row(facts, figure, site, year)["status"] == "shown"
    )
    return states, max(years, default=0)


def unavailable(facts: Facts, named: Sequence[str], states: Mapping[str, Sequence[str]], last: int = 0) -> Notice:
    """A note that figures cannot be shown, with the state of every site."""
    lang, everywhere = facts.lang, text("alle Standorte", facts.lang)
    one = len(states) == 1
    listed = "; ".join(f"{words} ({everywhere if one else ', '.join(sites)})" for words, sites in states.items())
    template = text("Für {year} nicht zu zeigen: {titles}. Grund: {states}.", lang)
    words = template.format(titles="; ".join(named), year=facts.year, states=listed)
    if last:
        words += " " + text("Der letzte Wert stammt aus {year}.", lang).format(year=last)
    return Notice("privacy" if numbers.state("hidden", lang) in states else "missing", words)


def comparable(found: Row) -> tuple[Comparable, str]:
    """May this value be read beside those of the other sites? Answer and reason id."""
    answer, _, reason = str(found.get("comparability") or "ok").partition(":")
    if answer == "no":
        return "no", reason
    return ("limited", reason) if answer == "limited" else ("ok", "")


def by_type(facts: Facts) -> list[tuple[str, list[Site]]]:
    """The sites of each type, types in a fixed order and sites by name."""
    return [(kind, list(sites)) for kind, sites in groupby(facts.sites, key=lambda site: str(site["type"]))]


def type_name(kind: str, lang: str) -> str:
    """The printed name of a type of site, with a capital letter."""
    name = labels.code("CL01", kind, lang)
    return name[:1].upper() + name[1:]


def names(sites: Sequence[Site]) -> list[str]:
    """The printed names of sites."""
    return [str(site["name"]) for site in sites]


def columns_of_sites(facts: Facts, most: int = 6) -> list[list[Site]]:
    """The sites in portions of about the same size that fit beside each other."""
    sites = [site for _, members in by_type(facts) for site in members]
    portions = -(-len(sites) // most)
    ends = [round(place * len(sites) / portions) for place in range(portions + 1)]
    return [sites[start:end] for start, end in pairwise(ends)]


def without_empty(columns: Sequence[str], lines: Sequence[Sequence[str]], keep: int = 2) -> tuple[Any, Any]:
    """Columns and rows of a table without those columns that say nothing in any row."""
    wanted = [at for at in range(len(columns)) if at < keep or any(line[at] != numbers.NONE for line in lines)]
    return tuple(columns[at] for at in wanted), tuple(tuple(line[at] for at in wanted) for line in lines)


def pairs(facts: Facts) -> list[dict[str, Any]]:
    """The comparability of two sites each in the report's year (T40)."""
    frame = facts.comparability
    if frame is None or frame.empty or "site_a" not in frame.columns:
        return []
    wanted = frame[(frame["reporting_year"].astype(int) == facts.year) & (frame["site_a"] != frame["site_b"])]
    return [{str(name): value for name, value in entry.items()} for entry in wanted.to_dict("records")]


def breaks(facts: Facts, indicator: str, site: Site) -> dict[int, str]:
    """Places in the report's years before which a series must not be read on, each with its reason id."""
    found = dict.fromkeys(facts.breaks(indicator, str(site["id"])), "counting_rule_changed")
    years = facts.years
    for year, reason in _broken(facts).get((str(site["id"]), indicator), ()):
        if year in years[1:]:
            found[years.index(year)] = reason
    return found


def _broken(facts: Facts) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Years that must not be compared with the year before, by site and indicator; found once, kept with the frame."""
    frame = facts.comparability
    if frame is None or frame.empty or "site_a" not in frame.columns:
        return {}
    if KEPT not in frame.attrs:
        broken = (frame["status"] == "no") & (frame["reason"] != "missing")  # a gap is no break
        own = frame[broken & (frame["site_a"] == frame["site_b"])]
        found: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for pair in own.to_dict("records"):
            place = (str(pair["site_a"]), str(pair["indicator"]))
            found.setdefault(place, []).append((int(pair["reporting_year"]), str(pair["reason"])))
        frame.attrs[KEPT] = found
    kept: dict[tuple[str, str], list[tuple[int, str]]] = frame.attrs[KEPT]
    return kept
