"""Tables of indicators as blocks: every cell a finished string, every state in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from evaluation.languages import text
from evaluation.reporting import labels, numbers, sources
from evaluation.reporting.blocks import DataTable
from evaluation.reporting.facts import Facts, Row


def series_table(facts: Facts, indicator: str, rows: Sequence[Row]) -> DataTable:
    """The yearly values of one indicator, one row a year: the data of a timeline."""
    lang = facts.lang
    header = (text("Jahr", lang), _headed(facts, indicator), text("95-%-Intervall", lang), text("Verfahren", lang))
    cells = tuple(
        (
            str(row["period"]),
            cell(facts, row),
            numbers.interval_text(row, lang),
            labels.method(str(row.get("method", "")), lang) if row["status"] == "shown" else numbers.NONE,
        )
        for row in rows
    )
    return DataTable(
        id=f"daten-{indicator}", caption=_placed(facts, facts.title(indicator)), columns=header, rows=cells,
        align=("l", "r", "r", "l"), source=sources.line(facts, (indicator,)),
    )  # fmt: skip


def month_table(facts: Facts, indicator: str, rows: Sequence[Row]) -> DataTable:
    """Monthly values, one row a year and one column a month."""
    lang = facts.lang
    values = {str(row["period"]): cell(facts, row) for row in rows}
    years = sorted({period[:4] for period in values})
    names = [numbers.month_short(month, lang) for month in range(1, 13)]
    cells = tuple(
        (year, *(values.get(f"{year}-{month:02d}", numbers.NONE) for month in range(1, 13))) for year in years
    )
    return DataTable(
        id=f"daten-monate-{indicator}",
        caption=_placed(facts, text("{title} je Monat", lang).format(title=facts.title(indicator))),
        columns=(text("Jahr", lang), *names), rows=cells, source=sources.line(facts, (indicator,)),
        notes=_short_states(facts, rows),
    )  # fmt: skip


def indicator_table(facts: Facts, indicators: Sequence[str], years: int = 6) -> DataTable:
    """Several indicators over the last years that have any of them, the last of these years with its interval.

    Years in which none of them was collected take no column, and intervals only where there are some.
    """
    lang = facts.lang
    every = facts.years[-years:]
    told = [year for year in facts.years if any(facts.row(name, year)["status"] in TOLD for name in indicators)]
    wanted = told[-years:] or every
    last = text("95-%-Intervall {year}", lang).format(year=wanted[-1])
    header = (text("Indikator", lang), *(str(year) for year in wanted), last)
    cells = tuple(_indicator_row(facts, indicator, wanted) for indicator in indicators)
    rows = [facts.row(indicator, year) for indicator in indicators for year in wanted]
    header, cells = without_empty_last(header, cells)
    return DataTable(
        id="kennzahlen-" + "-".join(indicators)[:40], caption=_placed(facts, _summary(facts, indicators)),
        columns=header, rows=cells, notes=(*_silent_years(facts, every, wanted), *notes(facts, rows)),
        source=sources.line(facts, indicators),
    )  # fmt: skip


TOLD = ("shown", "hidden", "too_few", "not_comparable")


def without_empty_last(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[Any, Any]:
    """A table without its last column where that holds nothing but dashes."""
    if any(row[-1] != numbers.NONE for row in rows):
        return header, rows
    return header[:-1], tuple(row[:-1] for row in rows)


def _silent_years(facts: Facts, every: Sequence[int], wanted: Sequence[int]) -> tuple[str, ...]:
    silent = [str(year) for year in every if year not in wanted]
    return (text("Ohne Angaben: {years}.", facts.lang).format(years=", ".join(silent)),) if silent else ()


def _summary(facts: Facts, indicators: Sequence[str]) -> str:
    """What a table of several indicators is about: their names where there are two, else their theme."""
    lang = facts.lang
    if len(indicators) <= 2:
        return text(" und ", lang).join(facts.title(name) for name in indicators)
    themes = {
        "context": text("Amtliche Angaben zum Gebiet", lang),
        "staffing": text("Kennzahlen zu den Stellen", lang),
        "accommodation": text("Kennzahlen zur Unterbringung", lang),
        "reach": text("Kennzahlen zu Reichweite und Nutzung", lang),
    }
    return themes.get(str(facts.mark(indicators[0]).get("theme", "")), text("Kennzahlen im Zeitverlauf", lang))


def _indicator_row(facts: Facts, indicator: str, years: Sequence[int]) -> tuple[str, ...]:
    rows = [facts.row(indicator, year) for year in years]
    return (_headed(facts, indicator), *(cell(facts, row) for row in rows), numbers.interval_text(rows[-1], facts.lang))


def breakdown_table(facts: Facts, indicator: str, by: str, years: int = 3) -> DataTable:
    """The categories of a breakdown over the last years, the last year with its interval."""
    lang, every = facts.lang, facts.years[-years:]
    listed = {year: {str(row["category"]): row for row in facts.rows(indicator, by, year)} for year in every}
    found = {year: rows for year, rows in listed.items() if any(row["status"] in TOLD for row in rows.values())}
    wanted = list(found)
    used = {code for rows in found.values() for code, row in rows.items() if code and not empty(row)}
    codes = sorted(used, key=lambda code: labels.category_order(by, code))
    last = text("95-%-Intervall {year}", lang).format(year=wanted[-1])
    cells = []
    for code in codes:
        rows = [found[year].get(code) or _whole_breakdown(facts, indicator, by, code, year) for year in wanted]
        name = labels.category(by, code, lang)
        cells.append((name, *(cell(facts, row) for row in rows), numbers.interval_text(rows[-1], lang)))
    everything = [row for rows in found.values() for row in rows.values()]
    header, lines = without_empty_last((labels.column(by, lang), *(str(year) for year in wanted), last), tuple(cells))
    return DataTable(
        id=f"gliederung-{indicator}-{by}", caption=_placed(facts, labels.by_category(facts.title(indicator), by, lang)),
        columns=header, rows=lines,
        notes=(
            *_silent_years(facts, every, wanted), *notes(facts, everything),
            *unused(facts, by, found[wanted[-1]].values(), used),
        ),
        source=sources.line(facts, (indicator,)),
    )  # fmt: skip


def empty(row: Row) -> bool:
    """True for a category in which nothing was counted; it is named below a table and takes no line."""
    counted = row.get("kind") in ("count", "share", "rate", "ratio")
    return row["status"] == "shown" and counted and row.get("numerator") == 0


def unused(facts: Facts, by: str, rows: Iterable[Row], used: Collection[str] = ()) -> tuple[str, ...]:
    """The categories without a case, with the upper limit of what could have been missed."""
    listed = [row for row in rows if row["category"] and empty(row) and row["category"] not in used]
    names = [labels.category(by, str(row["category"]), facts.lang) for row in listed]
    if not names:
        return ()
    limits = numbers.limits_of(listed[0])
    words = text("Ohne einen Fall: {names}.", facts.lang).format(names=", ".join(names))
    if limits is None:
        return (words,)
    template = text("Ohne einen Fall (95-%-Obergrenze {limit}): {names}.", facts.lang)
    return (template.format(limit=numbers.limit_text(limits[1], listed[0], facts.lang), names=", ".join(names)),)


def category_row(facts: Facts, indicator: str, by: str, code: str, year: int) -> Row:
    """One category in one year; where it is not listed, what became of it."""
    found = next((row for row in facts.rows(indicator, by, year) if row["category"] == code), None)
    return found or _whole_breakdown(facts, indicator, by, code, year)


def _whole_breakdown(facts: Facts, indicator: str, by: str, code: str, year: int) -> Row:
    """The row of a category that is not listed: a state of the whole breakdown, or part of what was merged."""
    whole = facts.row(indicator, year, breakdown=by, category="")
    if whole["status"] != "not_collected":
        return whole
    merged = facts.row(indicator, year, breakdown=by, category="other_merged")
    if merged["status"] != "not_collected" and code != "other_merged":
        return {**merged, "status": "merged", "category": code}
    none = {**whole, "status": "none", "category": code}
    return none if facts.rows(indicator, by, year) else {**whole, "category": code}


def cell(facts: Facts, row: Row) -> str:
    """One result as a table cell."""
    if row["status"] == "merged":
        return text("in „übrige“", facts.lang)
    printed = numbers.value_text(row, facts.lang, structural=facts.structural(str(row["indicator"])))
    return printed + ("*" if str(row.get("comparability", "")).startswith(("no", "limited")) else "")


def notes(facts: Facts, rows: Sequence[Row]) -> tuple[str, ...]:
    """The remarks that the printed cells need, each once."""
    lang, found = facts.lang, []
    statuses = {str(row["status"]) for row in rows}
    reasons = dict.fromkeys(
        str(row["comparability"]).split(":", 1)[-1]
        for row in rows
        if str(row.get("comparability", "")).startswith(("no", "limited"))
    )
    template = text("* Vergleich mit anderen Standorten eingeschränkt oder nicht möglich: {reason}.", lang)
    found += [template.format(reason=labels.reason("not_comparable", reason, lang)) for reason in reasons]
    if "hidden" in statuses:
        found.append(text("geheim (•): geheim gehalten, damit niemand erkennbar wird; der Wert ist nicht null.", lang))
    if any(row.get("kind") == "share" and row["status"] == "shown" and _small(facts, row) for row in rows):
        found.append(text("Unter 20 Fällen steht „x von n“ statt eines Prozentwerts.", lang))
    if "none_no_person_key" in {str(row.get("method")) for row in rows}:
        found.append(text("Kein Intervall, wo nur Jahressummen ohne Personenschlüssel vorliegen.", lang))
    return tuple(found)


def _small(facts: Facts, row: Row) -> bool:
    return float(row.get("denominator") or "nan") < 20 and not facts.structural(str(row["indicator"]))


def _short_states(facts: Facts, rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(note for note in notes(facts, rows) if not note.startswith("*"))


def _headed(facts: Facts, indicator: str) -> str:
    title = facts.title(indicator)
    return f"{title} ({facts.unit(indicator)})" if needs_unit(facts, indicator) else title


def needs_unit(facts: Facts, indicator: str) -> bool:
    """True where a number of this indicator cannot be read without its unit."""
    unit, plain_count = facts.unit(indicator), facts.mark(indicator).get("kind") == "count"
    title = facts.title(indicator).casefold()
    tail = unit.casefold().rsplit("je ", 1)[-1].rsplit("per ", 1)[-1]
    published = facts.mark(indicator).get("kind") == "published" and "km" not in unit
    told = unit.casefold() in title or f"je {tail}" in title or f"per {tail}" in title
    if unit in ("", "%", "1") or published or told:
        return False
    return not plain_count or any(word in unit for word in ("VZÄ", "FTE", "€", "km"))


def _placed(facts: Facts, caption: str) -> str:
    name = facts.words(facts.site_info().get("name"))
    return f"{caption}, {name}" if name else caption
