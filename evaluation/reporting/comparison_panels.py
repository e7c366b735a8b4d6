"""Small multiples: one panel a site on one scale, its type mates in light grey behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evaluation.languages import text
from evaluation.reporting import comparison_patterns as patterns
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import draw_time, labels, numbers, sources, style, tables
from evaluation.reporting.blocks import DataTable, Figure
from evaluation.reporting.comparison_rows import Item, Site
from evaluation.reporting.facts import Facts, Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MATE, APART = "#c9c9c9", "#8c8c8c"
MOST_COLUMNS = 3
FEW_MATES, MANY_YEARS, LONG_NAME = 5, 8, 22


def small_multiples(facts: Facts, figure: Item) -> Figure:
    """The yearly values of one figure at every site, by type and name."""
    lines = _grid(facts)
    columns = max(len(sites) for _, sites in lines)
    beside = [site for site in facts.sites if _beside(facts, figure, site)]
    everything = [one for site in beside or facts.sites for one in rows.series(facts, figure, site)]
    with style.house_style():
        drawing, axes = style.canvas(
            0.4 + 1.2 * len(lines), len(lines), columns, sharex=True, sharey=True, squeeze=False
        )
        for line, (kind, sites) in enumerate(lines):
            for place in range(columns):
                panel = axes[line][place]
                if place < len(sites):
                    _panel(panel, facts, figure, sites[place])
                else:
                    panel.set_visible(False)
            first = lines.index((kind, sites)) == next(i for i, (other, _) in enumerate(lines) if other == kind)
            if first:
                axes[line][0].set_ylabel(rows.type_name(kind, facts.lang), fontsize=8, color=style.SOFT)
        _scales(axes, facts, figure, everything, [len(sites) for _, sites in lines])
        return style.finish(
            drawing, id=f"kleinbilder-{figure.slug}", caption=_caption(facts, figure), alt=_alt(facts, figure),
            source=sources.line(facts, (figure.indicator,)), table=_table(facts, figure),
        )  # fmt: skip


def _grid(facts: Facts) -> list[tuple[str, list[Site]]]:
    """Lines of panels: each type begins a new line."""
    return [
        (kind, sites[start : start + MOST_COLUMNS])
        for kind, sites in rows.by_type(facts)
        for start in range(0, len(sites), MOST_COLUMNS)
    ]


def _beside(facts: Facts, figure: Item, site: Site) -> bool:
    """True if the site's value of the report's year may be read beside the others."""
    return rows.comparable(rows.row(facts, figure, site))[0] != "no"


def _panel(axes: Axes, facts: Facts, figure: Item, site: Site) -> None:
    x = [float(year) for year in facts.years]
    mates = [other for other in facts.sites if other["type"] == site["type"] and other["id"] != site["id"]]
    beside = _beside(facts, figure, site)
    own = rows.series(facts, figure, site)
    if not draw_time.shown(own):
        _empty(axes, facts, own, str(site["name"]))
        return
    for mate in mates if beside else ():
        if _beside(facts, figure, mate):
            _mate_line(axes, facts, figure, mate)
    found = set(rows.breaks(facts, figure.indicator, site))
    _gaps(axes, facts, own)
    draw_time.break_marks(axes, x, found)
    for colour, answers in ((style.BLUE, ("ok", "limited")), (APART, ("no",))):
        masked = [one if rows.comparable(one)[0] in answers else {**one, "status": "elsewhere"} for one in own]
        draw_time.line_with_whiskers(axes, x, masked, found, colour)
    _ends(axes, facts, figure, own)
    name = str(site["name"])
    named = name if beside else text("{name} (nicht vergleichbar)", facts.lang).format(name=name)
    _title(axes, named, style.INK if beside else style.SOFT)


def _title(axes: Axes, name: str, colour: str) -> None:
    """The site's name; a long one in smaller type, so that it keeps to its panel."""
    axes.set_title(name, pad=5, color=colour, fontsize=9 if len(name) <= LONG_NAME else 7)


def _empty(axes: Axes, facts: Facts, own: Sequence[Row], name: str) -> None:
    """A panel without any value says why, once."""
    states = ", ".join(dict.fromkeys(rows.state(facts, one) for one in reversed(own)))
    axes.set_facecolor(style.VOID)
    axes.grid(False)
    axes.text(0.5, 0.5, states, transform=axes.transAxes, ha="center", va="center", fontsize=8, color=style.SOFT)
    _title(axes, name, style.INK)


def _gaps(axes: Axes, facts: Facts, own: Sequence[Row]) -> None:
    """A pale band with the state in words where there is no number; never a point at zero."""
    for year, one in zip(facts.years, own, strict=True):
        if one["status"] != "shown":
            axes.axvspan(year - 0.4, year + 0.4, color=style.VOID, linewidth=0, zorder=0)
            axes.text(
                year, 0.05, rows.state(facts, one), rotation=90, ha="center", va="bottom", fontsize=6.5, zorder=5,
                transform=axes.get_xaxis_transform(), color=style.SOFT,
            )  # fmt: skip


def _ends(axes: Axes, facts: Facts, figure: Item, own: Sequence[Row]) -> None:
    """The numbers of the first (where there is room) and the last year, above their points."""
    structural = facts.structural(figure.indicator)
    ends = {facts.years[0]: own[0], facts.years[-1]: own[-1]}
    for year, one in list(ends.items())[-1 if len(own) > MANY_YEARS else 0 :]:
        if one["status"] == "shown":
            top = (numbers.limits_of(one, structural=structural) or (0.0, float(one["value"])))[1]
            axes.annotate(
                numbers.value_text(one, facts.lang, structural=structural), (float(year), top), xytext=(0, 3),
                textcoords="offset points", ha="center", va="bottom", fontsize=7.5, zorder=6,
                bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.8},
            )  # fmt: skip


def _mate_line(axes: Axes, facts: Facts, figure: Item, mate: Site) -> None:
    """The line of a type mate, interrupted where its series breaks or has no value."""
    found = rows.breaks(facts, figure.indicator, mate)
    x, y = list[float](), list[float]()
    for place, (year, one) in enumerate(zip(facts.years, rows.series(facts, figure, mate), strict=True)):
        if place in found:
            x.append(year - 0.5)
            y.append(math.nan)
        x.append(float(year))
        y.append(float(one["value"]) if one["status"] == "shown" and rows.comparable(one)[0] != "no" else math.nan)
    few = sum(site["type"] == mate["type"] for site in facts.sites) <= FEW_MATES
    marker: dict[str, Any] = {"linewidth": 1.3, "marker": "o", "markersize": 2.2} if few else {"linewidth": 0.8}
    axes.plot(x, y, color=MATE, zorder=1, **marker)


def _scales(axes: Any, facts: Facts, figure: Item, everything: Sequence[Row], widths: Sequence[int]) -> None:
    first = axes[0][0]
    draw_time.limit_axis(first, everything, 1.22)
    style.whole_ticks(first.yaxis, 4)
    top = draw_time.top_of(everything)
    percent = any(one.get("unit") == "%" for one in everything)
    style.localised(first.yaxis, facts.lang, 0 if top >= 8 else 1 if top >= 0.8 else 2, percent)
    years = facts.years
    step = 1 if len(years) <= 3 else 2 if len(years) <= 8 else 4
    ticks = list(years)[::-1][::step][::-1]
    first.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    first.set_xticks(ticks, [str(year) for year in ticks])
    for place in range(len(axes[0])):
        lowest = max((line for line, width in enumerate(widths) if place < width), default=0)
        for line in range(len(axes)):
            axes[line][place].tick_params(axis="x", labelbottom=line == lowest)


def _caption(facts: Facts, figure: Item) -> str:
    lang = facts.lang
    template = text("{title} je Standort, {first}–{last}; grau dahinter: die übrigen Standorte desselben Typs", lang)
    caption = template.format(title=rows.headed(facts, figure), first=facts.years[0], last=facts.years[-1])
    seen = [site for site in facts.sites if draw_time.shown(rows.series(facts, figure, site))]
    if any(rows.breaks(facts, figure.indicator, site) for site in seen):
        caption += text("; gestrichelt: Bruch der Reihe", lang)
    return caption + text("; gleiche Skala", lang)


def _alt(facts: Facts, figure: Item) -> str:
    lang = facts.lang
    parts = []
    for kind, sites in rows.by_type(facts):
        values = {site["name"]: patterns.values_of(facts, rows.series(facts, figure, site)) for site in sites}
        parts.append(f"{rows.type_name(kind, lang)}: " + "; ".join(f"{name}: {v}" for name, v in values.items()) + ".")
    start = text("Kleine Liniendiagramme auf gleicher Skala, eines je Standort: {title}.", lang)
    return " ".join([start.format(title=rows.headed(facts, figure)), *parts])


def _table(facts: Facts, figure: Item) -> DataTable:
    lang = facts.lang
    cells = tuple(
        (rows.type_name(kind, lang), str(site["name"]), *(_marked(facts, figure, site, year) for year in facts.years))
        for kind, sites in rows.by_type(facts)
        for site in sites
    )
    everything = [one for site in facts.sites for one in rows.series(facts, figure, site)]
    notes = [note for note in tables.notes(facts, everything) if not note.startswith("*")]
    notes += _break_notes(facts, figure)
    return DataTable(
        id=f"daten-kleinbilder-{figure.slug}", caption=rows.headed(facts, figure),
        columns=(text("Standorttyp", lang), text("Standort", lang), *(str(year) for year in facts.years)),
        rows=cells, align=("l", "l", *("r" for _ in facts.years)), group_column=0, notes=tuple(notes),
        source=sources.line(facts, (figure.indicator,)),
    )  # fmt: skip


def _marked(facts: Facts, figure: Item, site: Site, year: int) -> str:
    """A value; one that must not be read beside the other sites carries a dagger."""
    found = rows.row(facts, figure, site, year)
    value = tables.cell(facts, found).replace("*", "")
    return f"{value} †" if found["status"] == "shown" and rows.comparable(found)[0] == "no" else value


def _break_notes(facts: Facts, figure: Item) -> list[str]:
    lang, notes = facts.lang, list[str]()
    series = {str(site["name"]): rows.series(facts, figure, site) for site in facts.sites}
    if any(one["status"] == "shown" and rows.comparable(one)[0] == "no" for found in series.values() for one in found):
        notes.append(text("† nur für den Standort selbst zu lesen, nicht neben den anderen.", lang))
    for site in facts.sites:
        for place, reason in sorted(rows.breaks(facts, figure.indicator, site).items()):
            template = text("{site}: Bruch zwischen {before} und {now} ({reason}).", lang)
            notes.append(template.format(
                site=site["name"], before=facts.years[place - 1], now=facts.years[place],
                reason=labels.reason("not_comparable", reason, lang),
            ))  # fmt: skip
    return notes
