"""Figures of single questions: breakdowns, topic shift, funding cliff, caseload against its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.languages import text
from evaluation.reporting import draw_bars, keys, labels, numbers, sources, style, tables
from evaluation.reporting.blocks import Figure
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.figures import unit_words, value_with_interval


def bars(facts: Facts, indicator: str, by: str, rows: Sequence[Row]) -> Figure:
    """Categories of one year as bars with intervals, in the order of their code list; states in words."""
    lang, rows = facts.lang, [row for row in rows if not tables.empty(row)]
    names = [labels.category(by, str(row["category"]), lang) for row in rows]
    words = [numbers.value_text(row, lang, structural=facts.structural(indicator)) for row in rows]
    with style.house_style():
        figure, axes = style.canvas(0.62 + 0.235 * len(rows))
        draw_bars.bars(axes, rows, names, words)
        style.localised(axes.xaxis, lang, 0, facts.unit(indicator) == "%")
        style.whole_ticks(axes.xaxis)
        style.y_label(axes, f"{unit_words(facts, indicator)}, {facts.year}")
        title = labels.by_category(facts.title(indicator), by, lang)
        template = text("{title}, {place}, {year}", lang)
        caption = template.format(title=title, year=facts.year, place=facts.words(facts.site_info().get("name")))
        values = "; ".join(f"{name}: {value_with_interval(facts, row)}" for name, row in zip(names, rows, strict=True))
        alt = text("Balkendiagramm: {caption}. {values}.", lang).format(caption=caption, values=values)
        source = sources.line(facts, (indicator,))
        return style.finish(figure, id=f"balken-{indicator}-{by}", caption=caption, alt=alt, source=source)


def funding_cliff(facts: Facts, rows: Sequence[Row]) -> Figure:
    """The share of posts that is still secured after so many months, as steps downwards."""
    lang = facts.lang
    seen = shown(rows)
    points = [(int(row["category"]), float(row["value"])) for row in seen]
    words = [numbers.value_text(row, lang, structural=True) for row in seen]
    with style.house_style():
        figure, axes = style.canvas(2.05)
        draw_bars.steps(axes, points, words)
        style.localised(axes.yaxis, lang, 0, percent=True)
        axes.set_xlabel(text("Monate nach dem Stichtag", lang))
        style.y_label(axes, text("Gesicherter Stellenumfang", lang))
        template = text("Finanzierungsklippe: gesicherter Stellenumfang, {place}, Stand {year}", lang)
        caption = template.format(place=facts.words(facts.site_info().get("name")), year=facts.year)
        months = text("nach {n} Monaten {value}", lang)
        values = "; ".join(months.format(n=row["category"], value=value_with_interval(facts, row)) for row in rows)
        alt = text("Treppenlinie. Gesichert sind {values}.", lang).format(values=values)
        table = tables.breakdown_table(facts, "secured_share", "horizon")
        source = sources.line(facts, ("secured_share",))
        return style.finish(figure, id="finanzierungsklippe", caption=caption, alt=alt, source=source, table=table)


def caseload(facts: Facts, indicators: Sequence[str]) -> Figure:
    """Persons per full-time post and year as points against the line of the caseload key."""
    lang, info = facts.lang, facts.site_info()
    series = {facts.title(name): facts.series(name) for name in indicators}
    norm = keys.key_norm(str(info.get("caseload_key") or ""))
    with style.house_style():
        figure, axes = style.canvas(2.55)
        norm_words = text("Schlüssel {key}: {norm} Menschen je VZÄ", lang)
        named = norm_words.format(key=info.get("caseload_key"), norm=numbers.number(norm, lang))
        line = (norm, named) if norm else None
        draw_bars.caseload(axes, facts.years, series, line, lang)
        style.localised(axes.yaxis, lang)
        style.whole_ticks(axes.yaxis)
        style.y_label(axes, text("Menschen je besetzter Vollzeitstelle (VZÄ)", lang))
        template = text("Betreuungsrelation und Schlüssel, {place}, {first}–{last}", lang)
        caption = template.format(
            place=facts.words(info.get("name")), first=facts.years[0], last=facts.years[-1]
        )  # fmt: skip
        source = sources.line(facts, indicators)
        table = tables.indicator_table(facts, indicators)
        alt = _caseload_alt(facts, series, line[1] if line else "")
        return style.finish(figure, id="betreuungsrelation", caption=caption, alt=alt, source=source, table=table)


def _caseload_alt(facts: Facts, series: Mapping[str, Sequence[Row]], line: str) -> str:
    parts = [
        f"{title}: " + "; ".join(f"{row['period']}: {value_with_interval(facts, row)}" for row in rows)
        for title, rows in series.items()
    ]
    template = text("Punkte je Jahr gegen eine waagerechte Linie. {line}. {values}.", facts.lang)
    return template.format(line=line or text("Kein Schlüssel festgelegt", facts.lang), values=". ".join(parts))
