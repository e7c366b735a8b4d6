"""Figures of all sites in one table: by type and name, each with interval and change, never pooled."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.languages import text
from evaluation.reporting import comparison_course as courses
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import labels, numbers, sources, tables
from evaluation.reporting.blocks import Block, DataTable
from evaluation.reporting.comparison_rows import Item, Site
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks

MOST_COLUMNS = 4


def side_by_side(facts: Facts, items: Sequence[Item]) -> Blocks:
    """Several figures at all sites; what must not be compared stands in a table of its own."""
    seen = [figure for figure in items if rows.this_year(facts, figure)]
    blocks: list[Block] = []
    for start in range(0, len(seen), MOST_COLUMNS):
        part = seen[start : start + MOST_COLUMNS]
        blocks.append(_table(facts, part))
        apart = _apart(facts, part)
        blocks += [apart] if apart else []
    return Blocks([*blocks, *rows.all_missing(facts, [figure for figure in items if figure not in seen])])


def _table(facts: Facts, items: Sequence[Item]) -> DataTable:
    lang = facts.lang
    cells = tuple(
        (rows.type_name(kind, lang), str(site["name"]), *(_cell(facts, figure, site) for figure in items))
        for kind, sites in rows.by_type(facts)
        for site in sites
    )
    header = (text("Standorttyp", lang), text("Standort", lang), *(rows.headed(facts, figure) for figure in items))
    caption = text("Angaben {year} je Standort mit 95-%-Intervall und Veränderung zum Vorjahr", lang)
    return DataTable(
        id="vergleich-" + "-".join(figure.slug for figure in items)[:60], caption=caption.format(year=facts.year),
        columns=header, rows=cells, align=("l", "l", *("r" for _ in items)), group_column=0,
        notes=_notes(facts, items), source=sources.line(facts, [figure.indicator for figure in items]),
    )  # fmt: skip


def _cell(facts: Facts, figure: Item, site: Site) -> str:
    """Value, interval and change on three lines; a state in words; no number that must not be compared."""
    found = rows.row(facts, figure, site)
    answer, _ = rows.comparable(found)
    if found["status"] == "shown" and answer == "no":
        return text("nicht vergleichbar †", facts.lang)
    if found["status"] != "shown":
        return rows.state(facts, found)
    return value_lines(facts, figure, site, found)


def value_lines(facts: Facts, figure: Item, site: Site, found: Row) -> str:
    """Value, interval (where there is one) and change to the year before, each on its own line."""
    lines = [tables.cell(facts, found)]
    structural = facts.structural(figure.indicator)
    if numbers.limits_of(found, structural=structural) is not None:
        lines.append(numbers.interval_text(found, facts.lang))
    if found.get("kind") != "published" and facts.year - 1 in facts.years:
        lines.append(courses.direction_words(courses.year_before(facts, figure, site), facts.lang))
    return "\n".join(line for line in lines if line != numbers.NONE)


def _notes(facts: Facts, items: Sequence[Item]) -> tuple[str, ...]:
    lang = facts.lang
    found = [rows.row(facts, figure, site) for figure in items for site in facts.sites]
    readable = [one for one in found if rows.comparable(one)[0] != "no"]
    last = text(
        "Pfeile: Veränderung gegenüber {before}, wenn das 95-%-Intervall der Veränderung die Null ausschließt oder "
        "eine Vollerhebung sich um mindestens 1 % oder 1 Prozentpunkt verändert hat; offen: nicht entscheidbar. "
        "Reihenfolge nach Typ und Namen, nicht nach Werten.",
        lang,
    )  # fmt: skip
    return (*remarks(facts, readable), last.format(before=facts.year - 1))


def remarks(facts: Facts, found: Sequence[Row]) -> tuple[str, ...]:
    """The remarks that printed values need; shares of posts or money have no cases behind them."""
    states = [one if not facts.structural(str(one["indicator"])) else {**one, "kind": ""} for one in found]
    return tables.notes(facts, states)


def _apart(facts: Facts, items: Sequence[Item]) -> DataTable | None:
    """Values that are only to be read for their own site, each with the reason."""
    lang, cells = facts.lang, list[tuple[str, ...]]()
    for figure in items:
        for site in facts.sites:
            found = rows.row(facts, figure, site)
            answer, reason = rows.comparable(found)
            if found["status"] == "shown" and answer == "no":
                value = " ".join(value_lines(facts, figure, site, found).replace("*", "").split("\n"))
                why = labels.reason("not_comparable", reason, lang)
                cells.append((str(site["name"]), rows.headed(facts, figure), value, why))
    if not cells:
        return None
    header = (text("Standort", lang), text("Angabe", lang), str(facts.year), text("Grund", lang))
    return DataTable(
        id="nur-fuer-sich-" + "-".join(figure.slug for figure in items)[:50], columns=header, rows=tuple(cells),
        caption=text("† Nur für den Standort selbst zu lesen, nicht neben den anderen", lang),
        align=("l", "l", "r", "l"), source=sources.line(facts, [figure.indicator for figure in items]),
    )  # fmt: skip


def type_range(facts: Facts, figure: Item) -> Block:
    """Per type: the values of its sites and their span; never a mean."""
    lang = facts.lang
    if not rows.this_year(facts, figure):
        return rows.missing(facts, figure)
    cells = tuple(_range_row(facts, figure, kind, sites) for kind, sites in rows.by_type(facts))
    everything = [rows.row(facts, figure, site) for site in facts.sites]
    header = (
        text("Standorttyp", lang), text("Spanne der Standortwerte", lang), text("Standorte nach Namen", lang),
        text("ohne Wert im Vergleich", lang),
    )  # fmt: skip
    caption = text("{title}: Spanne je Standorttyp {year}", lang)
    return DataTable(
        id=f"spanne-{figure.slug}", caption=caption.format(title=rows.headed(facts, figure), year=facts.year),
        columns=header, rows=cells, align=("l", "l", "l", "l"), source=sources.line(facts, (figure.indicator,)),
        notes=(*remarks(facts, [one for one in everything if rows.comparable(one)[0] != "no"]),
               text("Kein Mittelwert: Die Standorte eines Typs sind einzelne Fälle und keine Stichprobe.", lang)),
    )  # fmt: skip


def _range_row(facts: Facts, figure: Item, kind: str, sites: Sequence[Site]) -> tuple[str, ...]:
    lang = facts.lang
    found = [(str(site["name"]), rows.row(facts, figure, site)) for site in sites]
    good = [(name, one) for name, one in found if one["status"] == "shown" and rows.comparable(one)[0] != "no"]
    states = [(name, "not_comparable" if one["status"] == "shown" else str(one["status"])) for name, one in found]
    inside = {name for name, _ in good}
    without = [f"{name} ({numbers.state(status, lang)})" for name, status in states if name not in inside]
    values = sorted((one for _, one in good), key=lambda one: float(one["value"]))
    structural = facts.structural(figure.indicator)
    ends = [numbers.value_text(one, lang, structural=structural) for one in values[:1] + values[-1:]]
    span = numbers.NONE if not values else ends[0] if len(set(ends)) == 1 else text("{low} bis {high}", lang).format(
        low=ends[0], high=ends[1]
    )  # fmt: skip
    listed = "; ".join(f"{name} {tables.cell(facts, one)}" for name, one in good)
    return (rows.type_name(kind, lang), span, listed or numbers.NONE, "; ".join(without) or numbers.NONE)
