"""Figures of single questions: breakdowns, topic shift, funding cliff, caseload against its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.languages import text
from evaluation.reporting import draw_bars, labels, numbers, sentences, sources, style, tables
from evaluation.reporting.blocks import Block, DataTable, Figure, Sentence
from evaluation.reporting.change import Change, change
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.figures import unit_words, value_with_interval


def bars(facts: Facts, indicator: str, by: str, rows: Sequence[Row]) -> Figure:
    """Categories of one year as bars with intervals, in the order of their code list; states in words."""
    lang = facts.lang
    names = [labels.category(by, str(row["category"]), lang) for row in rows]
    words = [numbers.value_text(row, lang, structural=facts.structural(indicator)) for row in rows]
    with style.house_style():
        figure, axes = style.canvas(0.75 + 0.27 * len(rows))
        draw_bars.bars(axes, rows, names, words)
        style.localised(axes.xaxis, lang, 0, facts.unit(indicator) == "%")
        style.whole_ticks(axes.xaxis)
        style.y_label(axes, f"{unit_words(facts, indicator)}, {facts.year}")
        template = text("{title} nach: {by}, {place}, {year}", lang)
        caption = template.format(
            title=facts.title(indicator), by=labels.column(by, lang), year=facts.year,
            place=facts.words(facts.site_info().get("name")),
        )  # fmt: skip
        values = "; ".join(f"{name}: {value_with_interval(facts, row)}" for name, row in zip(names, rows, strict=True))
        alt = text("Balkendiagramm: {caption}. {values}.", lang).format(caption=caption, values=values)
        source = sources.line(facts, (indicator,))
        return style.finish(figure, id=f"balken-{indicator}-{by}", caption=caption, alt=alt, source=source)


def comparable_years(facts: Facts, indicator: str, by: str) -> tuple[int, int] | None:
    """First and last year with a shown breakdown and no change of the counting rule between them."""
    years = list(facts.years)
    start = max(facts.breaks(indicator), default=0)
    good = [year for year in years[start:] if by and len(shown(facts.rows(indicator, by, year))) > 1]
    return (good[0], good[-1]) if len(good) > 1 and good[-1] == facts.year else None


def moved_topics(facts: Facts, by: str, first: int, last: int) -> list[tuple[str, Row, Row, Change]]:
    """Topics that are shown in both years, with their change; remainders are left out."""
    before = {str(row["category"]): row for row in shown(facts.rows("topic_share", by, first))}
    found = []
    for row in shown(facts.rows("topic_share", by, last)):
        code = str(row["category"])
        if code in before and code not in ("", "other_merged", "unknown"):
            found.append((code, before[code], row, change(before[code], row)))
    return found


def topic_shift(facts: Facts, by: str, first: int, last: int) -> Figure:
    """One line a topic from its share in the first year to its share in the last year, with intervals."""
    lang = facts.lang
    moved = moved_topics(facts, by, first, last)
    names = [labels.category(by, code, lang) for code, *_ in moved]
    with style.house_style():
        figure, axes = style.canvas(1.0 + 0.3 * len(moved))
        draw_bars.dumbbells(axes, [(before, now) for _, before, now, _ in moved], names, (str(first), str(last)))
        style.localised(axes.xaxis, lang, 0, percent=True)
        style.whole_ticks(axes.xaxis)
        template = text("Themen in {first} und {last}, {place}; Striche: 95-%-Intervalle", lang)
        caption = template.format(first=first, last=last, place=facts.words(facts.site_info().get("name")))
        table = _topic_table(facts, moved, names, first, last)
        values = "; ".join(
            f"{name}: {first}: {value_with_interval(facts, before)}, {last}: {value_with_interval(facts, now)}"
            for name, (_, before, now, _) in zip(names, moved, strict=True)
        )
        alt = text("Punktpaare je Thema. {values}.", lang).format(values=values)
        source = sources.line(facts, ("topic_share",))
        return style.finish(figure, id="themenverschiebung", caption=caption, alt=alt, source=source, table=table)


def _topic_table(
    facts: Facts, moved: Sequence[tuple[str, Row, Row, Change]], names: Sequence[str], first: int, last: int
) -> DataTable:
    lang = facts.lang
    rows = tuple(
        (
            name,
            tables.cell(facts, before),
            tables.cell(facts, now),
            sentences.points(step.difference, lang),
            sentences.certainty(step, now, lang),
        )
        for name, (_, before, now, step) in zip(names, moved, strict=True)
    )
    header = (
        text("Thema", lang), str(first), str(last), text("Unterschied", lang), text("Einordnung", lang),
    )  # fmt: skip
    return DataTable(
        id="daten-themenverschiebung", caption=text("Themenanteile im Vergleich zweier Jahre", lang), columns=header,
        rows=rows, align=("l", "r", "r", "r", "l"), source=sources.line(facts, ("topic_share",)),
    )  # fmt: skip


def topic_sentence(facts: Facts, moved: Sequence[tuple[str, Row, Row, Change]], first: int, last: int) -> str:
    """Which topics gained or lost share, and how many cannot be decided; shares always add up to the whole."""
    lang = facts.lang
    by = facts.breakdown_of("topic_share")
    parts = []
    for verdict, template in (
        ("up", text("Der Anteil nahm zwischen {first} und {last} zu bei: {names}.", lang)),
        ("down", text("Der Anteil nahm zwischen {first} und {last} ab bei: {names}.", lang)),
    ):
        names = [labels.category(by, code, lang) for code, _, _, step in moved if step.verdict == verdict]
        if names:
            parts.append(template.format(first=first, last=last, names=sentences.joined(names, lang)))
    open_ones = sum(step.verdict not in ("up", "down") for *_, step in moved)
    if open_ones:
        one, many = text("weiteren Thema", lang), text("weiteren Themen", lang)
        if len(parts) == 0:
            one, many = text("Thema", lang), text("Themen", lang)
        template = text("Bei {topics} lässt sich nicht entscheiden, ob sich der Anteil verändert hat.", lang)
        parts.append(template.format(topics=numbers.counted(open_ones, one, many, lang)))
    parts.append(text("Anteile ergänzen sich zum Ganzen: Wächst ein Thema, so müssen andere anteilig abnehmen.", lang))
    return " ".join(parts)


def funding_cliff(facts: Facts, rows: Sequence[Row]) -> Figure:
    """The share of posts that is still secured after so many months, as steps downwards."""
    lang = facts.lang
    seen = shown(rows)
    points = [(int(row["category"]), float(row["value"])) for row in seen]
    words = [numbers.value_text(row, lang, structural=True) for row in seen]
    with style.house_style():
        figure, axes = style.canvas(2.5)
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
    norm = key_norm(str(info.get("caseload_key") or ""))
    with style.house_style():
        figure, axes = style.canvas(3.0)
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


def key_norm(key: str) -> float:
    """Persons per post of a key such as 2:150; 0 where there is none.

    Examples
    --------
    >>> key_norm("2:150"), key_norm("")
    (75.0, 0.0)
    """
    posts, _, persons = key.partition(":")
    return float(persons) / float(posts) if persons and float(posts) else 0.0


def key_sentences(facts: Facts) -> list[Block]:
    """The deviation from the key in words, linear and in steps."""
    by = facts.breakdown_of("key_deviation")
    found: list[Block] = []
    for row in facts.rows("key_deviation", by):
        if row["status"] == "shown":
            found.append(Sentence(_key_sentence(facts, by, row)))
    return found


def _key_sentence(facts: Facts, by: str, row: Row) -> str:
    lang, value = facts.lang, float(row["value"])
    rule = labels.category(by, str(row["category"]), lang) if row["category"] else ""
    ruled = text(" ({rule} gerechnet)", lang).format(rule=rule) if rule else ""
    over = text("{year} lag die Betreuungsrelation um {value} über dem Schlüssel{rule}.", lang)
    under = text("{year} lag die Betreuungsrelation um {value} unter dem Schlüssel{rule}.", lang)
    even = text("{year} entsprach die Betreuungsrelation dem Schlüssel{rule}.", lang)
    size = numbers.percent(abs(value), lang)
    template = even if size in (numbers.percent(0, lang),) else over if value > 0 else under
    return template.format(year=facts.year, value=size, rule=ruled)
