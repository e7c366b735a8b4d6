"""Topics by year as a heat map: the share in every cell, hidden and merged cells hatched and named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evaluation.languages import text
from evaluation.reporting import labels, numbers, sources, style, tables
from evaluation.reporting.blocks import DataTable, Figure
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INDICATOR = "topic_share"
LEAST_YEARS = 2
PALE = 1.6
"""How far the colours reach above the largest share: dark letters stay readable on the darkest cell (4.5 to 1)."""


@dataclass(frozen=True)
class Cells:
    """What the map shows: one row a topic, one column a year."""

    years: tuple[int, ...]
    codes: tuple[str, ...]
    rows: tuple[tuple[Row, ...], ...]


def cells_of(facts: Facts, by: str) -> Cells | None:
    """Topics and years with at least one shown share; nothing with fewer than two such years."""
    years = tuple(year for year in facts.years if shown(facts.rows(INDICATOR, by, year)))
    if not by or len(years) < LEAST_YEARS:
        return None
    found = [row for year in years for row in facts.rows(INDICATOR, by, year) if row["category"]]
    used = {str(row["category"]) for row in found if not tables.empty(row)}
    codes = tuple(sorted(used, key=lambda code: labels.category_order(by, code)))
    rows = tuple(tuple(tables.category_row(facts, INDICATOR, by, code, year) for year in years) for code in codes)
    return Cells(years, codes, rows)


def topic_years(facts: Facts, cells: Cells, by: str) -> Figure:
    """The map as a figure with alternative text and data table."""
    lang = facts.lang
    names = [labels.category(by, code, lang) for code in cells.codes]
    merged = any(row["status"] == "merged" for line in cells.rows for row in line)
    with style.house_style():
        figure, axes = style.canvas(0.62 + 0.225 * len(names))
        _draw(axes, facts, cells, names)
        _breaks(axes, facts, cells.years)
        place = facts.words(facts.site_info().get("name"))
        template = text("Themen je Jahr: Anteil an den Gesprächen, {place}, {first}–{last}{merged}", lang)
        note = text("; ü: in „übrige“ enthalten", lang) if merged else ""
        caption = template.format(place=place, first=cells.years[0], last=cells.years[-1], merged=note)
        return style.finish(
            figure, id="themen-je-jahr", caption=caption, alt=_alt(facts, cells, names),
            source=sources.line(facts, (INDICATOR,)), table=_table(facts, by, caption),
        )  # fmt: skip


def _draw(axes: Axes, facts: Facts, cells: Cells, names: Sequence[str]) -> None:
    import numpy as np
    import seaborn

    values = np.array([[_value(row) for row in line] for line in cells.rows])
    words = np.array([[_short(row, facts) for row in line] for line in cells.rows])
    blank = np.isnan(values)
    seaborn.heatmap(
        values, mask=blank, annot=words, fmt="", annot_kws={"fontsize": 8, "color": style.INK}, vmin=0.0,
        vmax=PALE * float(np.nanmax(values)), cmap=seaborn.light_palette(style.BLUE, as_cmap=True), linewidths=1.2,
        linecolor="white", cbar=False, ax=axes, yticklabels=list(names),
        xticklabels=[str(year) for year in cells.years],
    )  # fmt: skip
    for at, line in enumerate(cells.rows):
        for place, row in enumerate(line):
            if blank[at, place]:
                _blank(axes, place, at, _short(row, facts))
    axes.grid(False)
    axes.tick_params(length=0, pad=4)
    axes.xaxis.tick_top()
    axes.tick_params(axis="y", rotation=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _blank(axes: Axes, x: int, y: int, words: str) -> None:
    from matplotlib.patches import Rectangle

    field = Rectangle((x + 0.02, y + 0.04), 0.96, 0.92, facecolor=style.VOID, edgecolor="#c4c4c4", hatch="////",
                      linewidth=0)  # fmt: skip
    axes.add_patch(field)
    axes.text(x + 0.5, y + 0.5, words, ha="center", va="center", fontsize=8, color=style.INK,
              bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"})  # fmt: skip


def _breaks(axes: Axes, facts: Facts, years: Sequence[int]) -> None:
    """A strong line between two years that were counted by different rules."""
    changed = {facts.years[place] for place in facts.breaks(INDICATOR)}
    for place in range(1, len(years)):
        if any(years[place - 1] < year <= years[place] for year in changed):
            axes.axvline(place, color=style.ORANGE, linewidth=2.0, zorder=5)


def _value(row: Row) -> float:
    return float(row["value"]) if row["status"] == "shown" else math.nan


def _short(row: Row, facts: Facts) -> str:
    """What fits into a cell; the data table says it in full."""
    if row["status"] == "merged":
        return text("ü", facts.lang)
    if row["status"] != "shown":
        return numbers.MARK if row["status"] == "hidden" else numbers.NONE
    return numbers.percent(float(row["value"]), facts.lang)


def _table(facts: Facts, by: str, caption: str) -> DataTable:
    table = tables.breakdown_table(facts, INDICATOR, by, years=len(facts.years))
    return replace(table, id="daten-themen-je-jahr", caption=caption)


def _alt(facts: Facts, cells: Cells, names: Sequence[str]) -> str:
    lang = facts.lang
    lines = [
        f"{name}: " + ", ".join(f"{y} {tables.cell(facts, row)}" for y, row in zip(cells.years, line, strict=True))
        for name, line in zip(names, cells.rows, strict=True)
    ]
    template = text(
        "Feld aus Themen (Zeilen) und Jahren (Spalten); je größer der Anteil, desto dunkler. {values}.", lang
    )
    return template.format(values="; ".join(lines))
