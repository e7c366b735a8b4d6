"""Sentences with correct numbers and cautious words, tied to the interval and to the comparability of a figure."""

from __future__ import annotations

import math
from dataclasses import replace

from evaluation.languages import text
from evaluation.reporting import labels, phrases
from evaluation.reporting.change import Change, change, released
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.numbers import decimals_of, interval_words, percent, period_text, signed, value_text


def statement(facts: Facts, now: Row, before: Row | None = None, *, verdict: bool = True) -> str:
    """One figure in words: its level with interval, the earlier level, and what may be said about the change.

    Parameters
    ----------
    facts : Facts
        The bundle of the report.
    now, before : mapping
        Results of the same indicator in two periods; without `before` only the level is stated.
    verdict : bool
        Whether to say what the interval allows to say about the change.
    """
    parts = [_level(facts, now)]
    if before is None:
        return parts[0]
    step = moved(facts, before, now)
    if now["status"] == "shown" and before["status"] == "shown":
        joined = text("{now}; {year} waren es {value}", facts.lang)
        if step.verdict == "not_comparable":
            joined = text("{now}; für {year} sind {value} gemeldet", facts.lang)
        if step.verdict == "unchanged":
            joined = text("{now}, gerundet ebenso wie {year}", facts.lang)
        earlier = _value(facts, before)
        parts = [joined.format(now=parts[0].rstrip("."), year=before["period"], value=earlier) + "."]
    elif now["status"] == "shown":
        parts.append(_without_value(facts, before))
    return " ".join([*parts, *(_verdict(facts, step, before, now) if verdict else ())])


def year_before(facts: Facts, now: Row) -> Row | None:
    """The same result a year earlier; None where the study did not run yet, or a published figure has no value."""
    if facts.year - 1 not in facts.years:
        return None
    before = facts.row(str(now["indicator"]), facts.year - 1, str(now["breakdown"]), str(now["category"]))
    return None if now.get("kind") == "published" and before["status"] != "shown" else before


def moved(facts: Facts, before: Row, now: Row) -> Change:
    """The change between two results of one site: as released for neighbouring years, else from both intervals."""
    step = _step(facts, before, now)
    equal = step.verdict in ("up", "down") and not step.sized and _value(facts, before) == _value(facts, now)
    return replace(step, verdict="unchanged") if equal else step


def _step(facts: Facts, before: Row, now: Row) -> Change:
    if int(str(now["period"])[:4]) - int(str(before["period"])[:4]) == 1:
        told = facts.released_change(now)
        if told is not None:
            return released(told)
    breaks = facts.breaks(str(now["indicator"]), str(now["site"]))
    first, last = int(str(before["period"])[:4]), int(str(now["period"])[:4])
    return change(before, now, any(first < facts.years[place] <= last for place in breaks))


def _level(facts: Facts, row: Row) -> str:
    if row["status"] != "shown":
        return _without_value(facts, row)
    lang, indicator = facts.lang, str(row["indicator"])
    subject = named(facts, row)
    own = phrases.level(indicator, row.get("value") == 1, lang) if not row["category"] else ""
    template = own or text("{year} lag {subject} bei {value}", lang)
    period = period_text(str(row["period"]), lang)
    sentence = template.format(year=period, subject=subject, value=_value(facts, row, bare=bool(own)))
    interval = interval_words(row, lang)
    return f"{upper(sentence)} ({interval})." if interval else f"{upper(sentence)}."


def named(facts: Facts, row: Row) -> str:
    """What a result is about, as the subject of a sentence, with its category where it has one."""
    indicator, category = str(row["indicator"]), str(row.get("category") or "")
    if row.get("breakdown") == "horizon" and category and indicator == "secured_share":
        return text("der Anteil der auch nach {n} Monaten gesicherten Stellen", facts.lang).format(n=category)
    subject = phrases.subject(indicator, facts.title(indicator), facts.lang)
    if not category:
        return subject
    label = labels.category(str(row["breakdown"]), category, facts.lang)
    return text("{subject} („{label}“)", facts.lang).format(subject=subject, label=label)


def _value(facts: Facts, row: Row, *, bare: bool = False) -> str:
    printed = value_text(row, facts.lang, structural=facts.structural(str(row["indicator"])))
    words = row.get("kind") == "count" and row.get("value") == 1 and bare
    if words:
        return text("ein", facts.lang)
    return printed if bare else printed + phrases.unit_suffix(str(row.get("unit", "")), facts.lang)


def _without_value(facts: Facts, row: Row) -> str:
    lang = facts.lang
    subject = upper(named(facts, row))
    year = period_text(str(row["period"]), lang)
    templates = {
        "hidden": text("{subject} ist für {year} geheim (•), damit niemand erkennbar wird.", lang),
        "not_collected": text("{subject} wurde für {year} nicht erhoben.", lang),
        "not_applicable": text("{subject} ist für {year} nicht einschlägig ({reason}).", lang),
        "too_few": text("{subject} wird für {year} nicht angegeben: zu wenige Fälle.", lang),
        "not_comparable": text("{subject} ist für {year} nicht vergleichbar ({reason}).", lang),
    }
    template = templates.get(str(row["status"]), text("{subject} liegt für {year} nicht vor.", lang))
    reason = labels.reason_of(row, lang)
    return template.format(subject=subject, year=year, reason=reason)


def _verdict(facts: Facts, step: Change, before: Row, now: Row) -> list[str]:
    lang = facts.lang
    years = {"before": before["period"], "now": now["period"]}
    subject = named(facts, now)
    if step.verdict in ("up", "down"):
        up = text("{subject} nahm gegenüber {before} zu ({size}).", lang)
        down = text("{subject} nahm gegenüber {before} ab ({size}).", lang)
        template = up if step.verdict == "up" else down
        if not step.sized:
            plain_up = text("{subject} nahm gegenüber {before} zu.", lang)
            template = plain_up if step.verdict == "up" else text("{subject} nahm gegenüber {before} ab.", lang)
        size = size_words(step, now, lang) if step.sized else ""
        return [upper(template.format(subject=subject, size=size, **years))]
    if step.verdict == "undecided":
        open_question = text("Ob sich {subject} verändert hat, lässt sich nicht entscheiden{range}.", lang)
        return [open_question.format(subject=subject, range=_compatible(step, lang))]
    if step.verdict == "not_comparable":
        template = text("Die Angaben für {before} und {now} sind nicht vergleichbar: {why}.", lang)
        why = labels.reason("not_comparable", step.reason or "counting_rule", lang)
        return [template.format(why=why, **years)]
    if step.verdict == "no_interval" and str(now.get("method")) == "none_no_person_key":
        template = text(
            "Für Jahressummen ohne Personenschlüssel gibt es kein Intervall; ob sich {subject} verändert hat, lässt "
            "sich nicht entscheiden.", lang,
        )  # fmt: skip
        return [template.format(subject=subject)]
    return []


def size_words(step: Change, now: Row, lang: str) -> str:
    """Limits of a change that the interval tells: percent for counts and rates, percentage points for shares."""
    if step.relative:
        low, high = (_bounded(limit, lang) for limit in (step.low, step.high))
    else:
        decimals = max(1, decimals_of(now))
        low, high = signed(step.low, lang, decimals), signed(step.high, lang, decimals)
    unit = "" if step.relative or now.get("unit") != "%" else text(" Prozentpunkte", lang)
    template = text("95-%-Intervall der Veränderung {low} bis {high}{unit}", lang)
    return template.format(low=low, high=high, unit=unit)


def _bounded(limit: float, lang: str) -> str:
    if math.isinf(limit):
        return text("unbegrenzt", lang)
    return ("+" if limit > 0 else "") + percent(limit, lang)


def _compatible(step: Change, lang: str) -> str:
    if not step.relative or math.isinf(step.high) or step.low <= -100:
        return ""
    template = text(
        ": Die Zahlen sind mit einer Abnahme um {down} ebenso vereinbar wie mit einer Zunahme um {up}", lang
    )
    return template.format(down=percent(-step.low, lang), up=percent(step.high, lang))


def certainty(step: Change | None, row: Row, lang: str) -> str:
    """The word that stands beside a statement: how sure it is."""
    if row["status"] != "shown":
        return labels.reason_of(row, lang)
    words = {
        "up": text("Zunahme erkennbar", lang),
        "down": text("Abnahme erkennbar", lang),
        "unchanged": text("unverändert", lang),
        "undecided": text("nicht entscheidbar", lang),
        "not_comparable": text("Jahre nicht vergleichbar", lang),
    }
    if step is not None and step.verdict in ("up", "down") and not step.sized:
        more, fewer = text("mehr als im Vorjahr ({basis})", lang), text("weniger als im Vorjahr ({basis})", lang)
        return (more if step.verdict == "up" else fewer).format(basis=basis(row, lang))
    if step is not None and step.verdict in words:
        return words[step.verdict]
    return text("mit Intervall", lang) if interval_words(row, lang) else basis(row, lang)


def basis(row: Row, lang: str) -> str:
    """Why a figure without interval can be told, in a word or two."""
    words = {"none_full_count": text("Vollerhebung", lang), "none_published": text("amtliche Angabe", lang)}
    return words.get(str(row.get("method") or ""), text("ohne Intervall", lang))


def split_words(facts: Facts, rows: list[Row]) -> str:
    """The parts of a change in words: how much falls to which."""
    lang, year = facts.lang, facts.year
    parts = {
        "demand": text("{value} auf die veränderte Inanspruchnahme", lang),
        "stock": text("{value} auf den veränderten Bestand", lang),
        "interaction": text("{value} auf das Zusammenwirken beider", lang),
    }
    value = {str(row["category"]): signed(float(row["value"]), lang) for row in shown(rows)}
    listed = [words.format(value=value[name]) for name, words in parts.items() if name in value]
    template = text("Von der Veränderung der Gesprächszahl {before} auf {year} entfallen rechnerisch {parts}.", lang)
    return template.format(before=year - 1, year=year, parts=joined(listed, lang))


def points(value: float, lang: str) -> str:
    """A difference of two shares in percentage points."""
    return text("{value} Prozentpunkte", lang).format(value=signed(value, lang, 1))


def upper(sentence: str) -> str:
    """The sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def joined(items: list[str], lang: str) -> str:
    """A list in words: "a, b und c".

    Examples
    --------
    >>> joined(["a", "b", "c"], "de"), joined(["a"], "de")
    ('a, b und c', 'a')
    """
    if len(items) < 2:
        return "".join(items)
    return text("{list} und {last}", lang).format(list=", ".join(items[:-1]), last=items[-1])
