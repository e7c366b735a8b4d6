"""Small multiples: one panel a site, the same scale everywhere, one row or more a type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from evaluation.reporting import draw_time, labels, style
from evaluation.reporting.facts import Facts, Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = 3


def panels(facts: Facts, indicator: str, series: Mapping[str, Sequence[Row]]) -> Figure:
    """A grid of panels; each type begins a new row with its name above; missing sites leave no frame."""
    rows = grid(facts)
    columns = max(len(sites) for _, sites in rows)
    figure, axes = style.canvas(0.35 + 1.55 * len(rows), len(rows), columns, sharex=True, sharey=True, squeeze=False)
    everything = [row for values in series.values() for row in values]
    percent = any(row.get("unit") == "%" for row in everything)
    for line, (kind, sites) in enumerate(rows):
        mates = [str(site["id"]) for site in facts.sites if site["type"] == kind]
        for place in range(columns):
            if place >= len(sites):
                axes[line][place].set_visible(False)
                continue
            site = sites[place]
            _panel(axes[line][place], facts, indicator, str(site["id"]), [series[mate] for mate in mates], series)
            name = labels.code("CL01", kind, facts.lang)
            axes[line][place].set_title(f"{site['name']}", pad=5)
            if place == 0:
                axes[line][place].set_ylabel(name, color=style.SOFT, fontsize=8)
    first = axes[0][0]
    draw_time.limit_axis(first, everything, 1.1)
    style.whole_ticks(first.yaxis, 4)
    top = draw_time.top_of(everything)
    style.localised(first.yaxis, facts.lang, 0 if top >= 8 else 1 if top >= 0.8 else 2, percent)
    _years(axes, rows, facts.years)
    return figure


def grid(facts: Facts) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Rows of at most three sites of one type, in the order of types and names."""
    rows: list[tuple[str, list[Mapping[str, Any]]]] = []
    for kind, members in groupby(facts.sites, key=lambda site: str(site["type"])):
        listed = list(members)
        rows += [(kind, listed[start : start + COLUMNS]) for start in range(0, len(listed), COLUMNS)]
    return rows


def _panel(
    axes: Any, facts: Facts, indicator: str, site: str, mates: Sequence[Sequence[Row]], series: Mapping[str, Any]
) -> None:
    x = [float(year) for year in facts.years]
    for rows in mates:
        if rows is not series[site]:
            seen = [float(row["value"]) if row["status"] == "shown" else float("nan") for row in rows]
            axes.plot(x, seen, color="#c4c4c4", linewidth=1.0, zorder=1)
    rows, breaks = series[site], facts.breaks(indicator, site)
    draw_time.gaps(axes, x, rows, facts.lang, fontsize=6.5)
    draw_time.break_marks(axes, x, breaks)
    draw_time.line_with_whiskers(axes, x, rows, breaks, style.BLUE)


def _years(axes: Any, rows: Sequence[tuple[str, Sequence[Any]]], years: Sequence[int]) -> None:
    """Year labels below the lowest panel of every column."""
    step = 1 if len(years) <= 4 else 2 if len(years) <= 9 else 4
    ticks = list(years)[::-1][::step][::-1]
    for place in range(len(axes[0])):
        axes[0][place].set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axes[0][place].set_xticks(ticks, [str(year) for year in ticks])
        lowest = max(line for line, (_, sites) in enumerate(rows) if place < len(sites))
        axes[lowest][place].tick_params(axis="x", labelbottom=True)
