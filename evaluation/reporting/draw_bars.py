"""Draw categories: bars, pairs of points, steps, points against a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evaluation.reporting import draw_time, numbers, style
from evaluation.reporting.facts import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def bars(axes: Axes, rows: Sequence[Row], names: Sequence[str], words: Sequence[str]) -> None:
    """Horizontal bars from top to bottom with whiskers; a state stands in words where a bar would begin."""
    top = draw_time.top_of(rows)
    for place, (row, label) in enumerate(zip(rows, words, strict=True)):
        if row["status"] != "shown":
            axes.text(top * 0.01, place, label, va="center", ha="left", fontsize=8, color=style.SOFT)
            continue
        value, limits = float(row["value"]), numbers.limits_of(row)
        merged = row["category"] in ("other_merged", "unknown", "other")
        axes.barh(place, value, height=0.62, color="#9a9a9a" if merged else style.BLUE, zorder=2)
        if limits is not None:
            axes.plot(limits, [place, place], color=style.INK, linewidth=1.0, zorder=3)
        axes.annotate(
            label, (max(value, limits[1] if limits else value), place), xytext=(4, 0), textcoords="offset points",
            va="center", ha="left", fontsize=8.5, zorder=4,
        )  # fmt: skip
    _categories(axes, names)
    axes.set_xlim(0, top * 1.14)


def dumbbells(axes: Axes, pairs: Sequence[tuple[Row, Row]], names: Sequence[str], years: tuple[str, str]) -> None:
    """One line a category between an empty point (earlier) and a full point (later), each with its whisker."""
    for place, (before, now) in enumerate(pairs):
        x0, x1 = float(before["value"]), float(now["value"])
        axes.plot([x0, x1], [place, place], color="#b5b5b5", linewidth=1.4, zorder=1)
        for row, shift, color in ((before, -0.17, style.ORANGE), (now, 0.17, style.BLUE)):
            limits = numbers.limits_of(row)
            if limits is not None:
                axes.plot(limits, [place + shift] * 2, color=color, linewidth=1.0, alpha=0.6, zorder=2)
        axes.plot([x0], [place], "o", markersize=5.5, markerfacecolor="white", markeredgecolor=style.ORANGE, zorder=3)
        axes.plot([x1], [place], "o", markersize=5.5, color=style.BLUE, zorder=4)
    _categories(axes, names)
    everything = [row for pair in pairs for row in pair]
    axes.set_xlim(0, draw_time.top_of(everything) * 1.06)
    axes.plot([], [], "o", markersize=5.5, markerfacecolor="white", markeredgecolor=style.ORANGE, label=years[0])
    axes.plot([], [], "o", markersize=5.5, color=style.BLUE, label=years[1])
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2, handletextpad=0.2)


def _categories(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), list(names))
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)


def steps(axes: Axes, points: Sequence[tuple[int, float]], words: Sequence[str]) -> None:
    """Steps downwards through the points, each point with its value; percent from 0 to 100."""
    x, y = [month for month, _ in points], [value for _, value in points]
    axes.step(x, y, where="pre", color=style.BLUE, linewidth=1.8, zorder=3)
    axes.fill_between(x, y, step="pre", color=style.BLUE, alpha=0.10, linewidth=0, zorder=1)
    axes.plot(x, y, "o", markersize=5, color=style.BLUE, zorder=4)
    for (month, value), label in zip(points, words, strict=True):
        axes.annotate(label, (month, value), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=8.5)
    axes.set_xticks(x, [str(month) for month in x])
    axes.set_ylim(0, 122)
    axes.set_yticks([0, 25, 50, 75, 100])


def caseload(
    axes: Axes, years: Sequence[int], series: Mapping[str, Sequence[Row]], line: tuple[float, str] | None, lang: str
) -> None:
    """Points a year for each version of the caseload, and the key as a line that is named where it stands."""
    marks = (("o", style.BLUE), ("D", style.PURPLE), ("s", style.GREEN))
    shift = 0.12 if len(series) > 1 else 0.0
    everything = [row for rows in series.values() for row in rows]
    for place, ((title, rows), (mark, color)) in enumerate(zip(series.items(), marks, strict=False)):
        x = [year + (place - (len(series) - 1) / 2) * 2 * shift for year in years]
        seen = [(at, row) for at, row in zip(x, rows, strict=True) if row["status"] == "shown"]
        for at, row in seen:
            limits = numbers.limits_of(row)
            if limits is not None:
                axes.plot([at, at], limits, color=color, linewidth=1.4, alpha=0.55, zorder=2)
            _beside(axes, at, row, line[0] if line else None, numbers.value_text(row, lang), color)
        axes.plot([a for a, _ in seen], [float(r["value"]) for _, r in seen], mark, markersize=5, color=color,
                  label=title, zorder=6)  # fmt: skip
    by_year = zip(*series.values(), strict=True)
    gaps = [next((row for row in rows if row["status"] == "shown"), rows[0]) for rows in by_year]
    draw_time.gaps(axes, [float(year) for year in years], gaps, lang)
    top = max(draw_time.top_of(everything), line[0] if line else 0.0)
    axes.set_ylim(0, top * 1.2)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.set_xticks(list(years), [str(year) for year in years])
    if line is not None:
        axes.axhline(line[0], color=style.ORANGE, linewidth=1.4, zorder=1, label=line[1])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)


def _beside(axes: Axes, at: float, row: Row, line: float | None, words: str, color: str) -> None:
    """The number of a point: above it, or below it where it would stand on the line of the key."""
    limits, value = numbers.limits_of(row), float(row["value"])
    below = line is not None and 0.75 * line < value < line
    edge = (limits[0] if below else limits[1]) if limits else value
    axes.annotate(
        words, (at, edge), xytext=(0, -5 if below else 5), textcoords="offset points", ha="center",
        va="top" if below else "bottom", fontsize=7.5, color=color, zorder=5,
        bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.85},
    )  # fmt: skip
