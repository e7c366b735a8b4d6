"""Draw results over time: points with their intervals, gaps that say what they are, marked events."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evaluation.languages import text
from evaluation.reporting import numbers, style
from evaluation.reporting.facts import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shown(rows: Sequence[Row]) -> list[Row]:
    """The rows that have a number; only they may decide about the limits of an axis."""
    return [row for row in rows if row["status"] == "shown" and not math.isnan(float(row["value"]))]


def top_of(rows: Sequence[Row]) -> float:
    """The largest value or upper limit among the shown rows."""
    tops = [max(float(row["value"]), (numbers.limits_of(row) or (0.0, 0.0))[1]) for row in shown(rows)]
    return max(tops, default=1.0) or 1.0


def limit_axis(axes: Axes, rows: Sequence[Row], room: float = 1.12) -> None:
    """The y axis from 0 (or the lowest shown value below it) to the highest shown limit."""
    lows = [min(float(row["value"]), (numbers.limits_of(row) or (0.0, 0.0))[0]) for row in shown(rows)]
    bottom = min(0.0, *lows) if lows else 0.0
    axes.set_ylim(bottom * room, max(top_of(rows), 0.0) * room)


def line_with_whiskers(axes: Axes, x: Sequence[float], rows: Sequence[Row], breaks: set[int], color: str) -> None:
    """Points with whiskers; neighbours are joined by a thin line unless a value or comparability lies between."""
    for place, row in enumerate(rows):
        if row["status"] != "shown":
            continue
        value, limits = float(row["value"]), numbers.limits_of(row)
        if limits is not None:
            axes.plot([x[place]] * 2, limits, color=color, linewidth=1.6, alpha=0.55, solid_capstyle="butt", zorder=3)
        axes.plot([x[place]], [value], marker="o", markersize=5, color=color, zorder=4)
        if place and place not in breaks and rows[place - 1]["status"] == "shown":
            before = float(rows[place - 1]["value"])
            axes.plot([x[place - 1], x[place]], [before, value], color=color, linewidth=1.0, alpha=0.8, zorder=2)


def value_labels(axes: Axes, x: Sequence[float], rows: Sequence[Row], lang: str, structural: bool) -> None:
    """The number above each point, clear of its whisker."""
    for place, row in enumerate(rows):
        if row["status"] == "shown":
            limits = numbers.limits_of(row)
            top = limits[1] if limits else float(row["value"])
            words = numbers.value_text(row, lang, structural=structural)
            axes.annotate(
                words, (x[place], top), xytext=(0, 4), textcoords="offset points", ha="center", va="bottom",
                fontsize=8.5, zorder=6,
                bbox={"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.85},
            )  # fmt: skip


def gaps(axes: Axes, x: Sequence[float], rows: Sequence[Row], lang: str, fontsize: float = 8.0) -> None:
    """A pale band with the state in words where there is no number; never a point at zero."""
    for place, row in enumerate(rows):
        if row["status"] != "shown":
            axes.axvspan(x[place] - 0.4, x[place] + 0.4, color=style.VOID, linewidth=0, zorder=0)
            axes.text(
                x[place], 0.05, numbers.state(str(row["status"]), lang), rotation=90, ha="center", va="bottom",
                transform=axes.get_xaxis_transform(), fontsize=fontsize, color=style.SOFT, zorder=1,
            )  # fmt: skip


def event_lines(axes: Axes, events: Sequence[Mapping[str, Any]], first: float, monthly: bool = False) -> None:
    """A dotted line at the date of each event with its letter at the top; near ones share the place in turn."""
    last = -math.inf
    for letter, event in zip(LETTERS, events, strict=False):
        at = event_place(str(event["date"]), monthly)
        if at < first - 0.5:
            continue
        axes.axvline(at, color=style.SOFT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        step = 0.0 if at - last > (3 if monthly else 0.25) else -0.17
        axes.text(
            at, 1.0 + step, letter, transform=axes.get_xaxis_transform(), ha="center", va="center", fontsize=7.5,
            color="white", fontweight=600, zorder=7,
            bbox={"boxstyle": "circle,pad=0.22", "fc": style.SOFT, "ec": "white", "linewidth": 0.6},
        )  # fmt: skip
        last = at if step == 0.0 else -math.inf


def event_place(date: str, monthly: bool) -> float:
    """Where a date stands on an axis of years (a year's value at its middle) or of months since year 0."""
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:10])
    part = (month - 1 + (day - 1) / 31) / 12
    return (year + part) * 12 - 0.5 if monthly else year + part - 0.5


def event_key(figure: Figure, events: Sequence[str]) -> None:
    """The meaning of the letters, below the figure."""
    if events:
        lines = "\n".join(events)
        figure.supxlabel(lines, x=0.01, ha="left", fontsize=8, color=style.SOFT, linespacing=1.5)


def event_words(events: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Each event in words with its letter and date."""
    words = []
    for letter, event in zip(LETTERS, events, strict=False):
        name = event.get(lang) or event.get("de") or ""
        day = numbers.date_text(str(event["date"]), lang)
        words.append(text("{letter}: {name} ({day})", lang).format(letter=letter, name=name, day=day))
    return words


def break_marks(axes: Axes, x: Sequence[float], breaks: set[int]) -> None:
    """Two short strokes on the axis between the years of a break."""
    for place in sorted(breaks):
        middle = (x[place - 1] + x[place]) / 2
        axes.axvline(middle, color=style.ORANGE, linewidth=1.2, linestyle=(0, (5, 2)), zorder=1)
