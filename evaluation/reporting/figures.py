"""Figures over time as report blocks: caption, source, generated alternative text and data table included."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.languages import text
from evaluation.reporting import draw_time, numbers, sources, style, tables
from evaluation.reporting.blocks import Figure
from evaluation.reporting.facts import Facts, Row


def timeline(facts: Facts, indicator: str) -> Figure:
    """Yearly values of one indicator at the report's site, with intervals, breaks and events."""
    rows, events = facts.series(indicator), facts.events()
    breaks = facts.breaks(indicator)
    key = draw_time.event_words(events, facts.lang)
    if breaks:
        key.append(text("Gestrichelte Linie: neue Zählregel, davor und danach nicht vergleichbar", facts.lang))
    with style.house_style():
        figure, axes = style.canvas(2.0 + 0.16 * len(key))
        x = [float(year) for year in facts.years]
        draw_time.limit_axis(axes, rows, 1.36 if events else 1.2)
        draw_time.gaps(axes, x, rows, facts.lang)
        draw_time.event_lines(axes, events, x[0])
        draw_time.break_marks(axes, x, breaks)
        draw_time.line_with_whiskers(axes, x, rows, breaks, style.BLUE)
        draw_time.value_labels(axes, x, rows, facts.lang, facts.structural(indicator))
        axes.set_xlim(x[0] - 0.6, x[-1] + 0.6)
        axes.set_xticks(x, [str(year) for year in facts.years])
        _value_axis(axes.yaxis, rows, facts)
        style.y_label(axes, unit_words(facts, indicator))
        draw_time.event_key(figure, key)
        return style.finish(
            figure, id=f"zeitreihe-{indicator}", caption=timeline_caption(facts, indicator),
            alt=timeline_alt(facts, indicator, rows, key), source=sources.line(facts, (indicator,)),
            table=tables.series_table(facts, indicator, rows),
        )  # fmt: skip


def _value_axis(axis: object, rows: Sequence[Row], facts: Facts) -> None:
    top = draw_time.top_of(rows)
    percent = any(row.get("unit") == "%" for row in rows)
    style.whole_ticks(axis)
    decimals = 0 if top >= 8 else 1 if top >= 0.8 else 2
    style.localised(axis, facts.lang, decimals, percent)


def unit_words(facts: Facts, indicator: str) -> str:
    """Name and unit of an indicator above an axis."""
    unit = facts.unit(indicator)
    return f"{facts.title(indicator)} ({unit})" if tables.needs_unit(facts, indicator) else facts.title(indicator)


def timeline_caption(facts: Facts, indicator: str) -> str:
    """What the figure shows, with its years and what the strokes mean."""
    rows = draw_time.shown(facts.series(indicator))
    has_interval = any(numbers.limits_of(row) for row in rows)
    strokes = text("; Striche: 95-%-Intervalle", facts.lang) if has_interval else ""
    template = text("{title}, {place}, {first}–{last}{strokes}", facts.lang)
    return template.format(
        title=facts.title(indicator), place=facts.words(facts.site_info().get("name")), strokes=strokes,
        first=facts.years[0], last=facts.years[-1],
    )  # fmt: skip


def timeline_alt(facts: Facts, indicator: str, rows: Sequence[Row], key: Sequence[str]) -> str:
    """What can be seen, with all numbers; hidden values are named as hidden."""
    kind = text("Liniendiagramm mit einem Punkt je Jahr: {title}.", facts.lang).format(title=facts.title(indicator))
    values = "; ".join(f"{row['period']}: {value_with_interval(facts, row)}" for row in rows)
    marks = text(" Markiert sind: {events}.", facts.lang).format(events="; ".join(key)) if key else ""
    return f"{kind} {values}.{marks}"


def value_with_interval(facts: Facts, row: Row) -> str:
    """A value with its interval in words, or its state."""
    value = numbers.value_text(row, facts.lang, structural=facts.structural(str(row["indicator"])))
    interval = numbers.interval_words(row, facts.lang)
    return f"{value} ({interval})" if interval else value


def monthly(facts: Facts, indicator: str) -> Figure:
    """Monthly values of one indicator as a line with gaps where a month is hidden or missing."""
    rows, events = facts.months(indicator), facts.events()
    key = draw_time.event_words(events, facts.lang)
    hidden = sum(row["status"] == "hidden" for row in rows)
    if hidden:
        template = text("• am unteren Rand: Monat mit geheimem Wert ({n} von {all} Monaten)", facts.lang)
        key.append(template.format(n=hidden, all=len(rows)))
    with style.house_style():
        figure, axes = style.canvas(1.95 + 0.16 * len(key))
        x = [float(int(row["period"][:4]) * 12 + int(row["period"][5:]) - 1) for row in rows]
        y = [float(row["value"]) if row["status"] == "shown" else math.nan for row in rows]
        draw_time.limit_axis(axes, rows, 1.25)
        draw_time.event_lines(axes, events, x[0], monthly=True)
        axes.plot(x, y, color=style.BLUE, linewidth=1.3, marker="o", markersize=2.6, zorder=3)
        for place, row in zip(x, rows, strict=True):
            if row["status"] != "shown":
                axes.text(place, 0.02, numbers.MARK if row["status"] == "hidden" else "×", ha="center", va="bottom",
                          transform=axes.get_xaxis_transform(), color=style.SOFT, fontsize=8)  # fmt: skip
        axes.set_xlim(x[0] - 1.5, x[-1] + 1.5)
        januaries = [place for place in x if place % 12 == 0]
        axes.set_xticks(januaries, [str(int(place // 12)) for place in januaries])
        _value_axis(axes.yaxis, rows, facts)
        style.y_label(axes, text("{what} je Monat", facts.lang).format(what=unit_words(facts, indicator)))
        draw_time.event_key(figure, key)
        return style.finish(
            figure, id=f"monate-{indicator}", caption=_monthly_caption(facts, indicator, rows),
            alt=_monthly_alt(facts, indicator, rows), source=sources.line(facts, (indicator,)),
            table=tables.month_table(facts, indicator, rows),
        )  # fmt: skip


def _monthly_caption(facts: Facts, indicator: str, rows: Sequence[Row]) -> str:
    template = text("{title} je Monat, {place}, {first} bis {last}", facts.lang)
    first, last = (numbers.period_text(str(row["period"]), facts.lang) for row in (rows[0], rows[-1]))
    place = facts.words(facts.site_info().get("name"))
    return template.format(title=facts.title(indicator), place=place, first=first, last=last)


def _monthly_alt(facts: Facts, indicator: str, rows: Sequence[Row]) -> str:
    seen = draw_time.shown(rows)
    if not seen:
        return text("Liniendiagramm ohne Werte: alle Monate sind geheim oder nicht erhoben.", facts.lang)
    low, high = min(seen, key=lambda r: float(r["value"])), max(seen, key=lambda r: float(r["value"]))
    template = text(
        "Liniendiagramm der Monatswerte: {title}. Kleinster gezeigter Wert {low} ({low_month}), größter {high} "
        "({high_month}); {n} von {all} Monaten ohne gezeigten Wert.", facts.lang,
    )  # fmt: skip
    return template.format(
        title=facts.title(indicator), n=len(rows) - len(seen), all=len(rows),
        low=numbers.value_text(low, facts.lang), low_month=numbers.period_text(str(low["period"]), facts.lang),
        high=numbers.value_text(high, facts.lang), high_month=numbers.period_text(str(high["period"]), facts.lang),
    )  # fmt: skip
