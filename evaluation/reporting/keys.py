"""The caseload in words: persons per full-time post, what the key asks for, and how far the one is from the other."""

from __future__ import annotations

from evaluation.languages import text
from evaluation.reporting import labels, numbers, sentences
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts, Row


def key_norm(key: str) -> float:
    """Persons per post of a key such as 2:150; 0 where there is none.

    Examples
    --------
    >>> key_norm("2:150"), key_norm("")
    (75.0, 0.0)
    """
    posts, _, persons = key.partition(":")
    return float(persons) / float(posts) if persons and float(posts) else 0.0


def key_sentences(facts: Facts) -> list[str]:
    """Persons per post beside the key, the deviation by either rule, and the posts that the key asks for."""
    found = (relation(facts), deviation(facts), needed(facts))
    return [words for words in found if words]


def relation(facts: Facts) -> str:
    """How many entitled persons there were per filled full-time post, and what the key provides for."""
    lang, row = facts.lang, facts.row("caseload_entitled")
    if row["status"] != "shown":
        return ""
    before = sentences.year_before(facts, row)
    words = text("Auf eine besetzte Vollzeitstelle kamen {year} {value} berechtigte Menschen", lang)
    words = words.format(year=facts.year, value=numbers.value_text(row, lang))
    if before is not None and before["status"] == "shown":
        earlier = text(" ({year}: {value})", lang)
        words += earlier.format(year=before["period"], value=numbers.value_text(before, lang))
    key = str(facts.site_info().get("caseload_key") or "")
    if key_norm(key):
        norm = numbers.number(key_norm(key), lang, 0 if key_norm(key).is_integer() else 1)
        words += text("; der Schlüssel {key} sieht {norm} vor", lang).format(key=key, norm=norm)
    return words + "."


def deviation(facts: Facts) -> str:
    """How far the caseload lies from its key by each rule."""
    lang, by = facts.lang, facts.breakdown_of("key_deviation")
    parts = [_part(row, by, lang) for row in facts.rows("key_deviation", by) if row["status"] == "shown"]
    template = text("{year} lag die Betreuungsrelation {parts}.", lang)
    return template.format(year=facts.year, parts=sentences.joined(parts, lang)) if parts else ""


def _part(row: Row, by: str, lang: str) -> str:
    value = float(row["value"])
    size = numbers.percent(abs(value), lang)
    over, under = text("{size} über dem Schlüssel", lang), text("{size} unter dem Schlüssel", lang)
    even = text("auf der Höhe des Schlüssels", lang)
    words = even if size == numbers.percent(0, lang) else (over if value > 0 else under).format(size=size)
    rule = labels.category(by, str(row["category"]), lang) if row["category"] else ""
    return words + (text(" ({rule} gerechnet)", lang).format(rule=rule) if rule else "")


def needed(facts: Facts) -> str:
    """The posts that the key asks for by either rule, beside those that are filled."""
    lang = facts.lang
    part = text("{value} VZÄ ({rule} gerechnet)", lang)
    parts = [
        part.format(value=numbers.value_text(row, lang), rule=labels.category("rule", str(row["category"]), lang))
        for row in shown(facts.rows("required_fte", "rule"))
    ]
    filled = facts.row("staff_fte")
    if not parts or filled["status"] != "shown":
        return ""
    template = text("Nach dem Schlüssel wären im Jahr {year} nötig: {parts}. Besetzt waren {filled} VZÄ.", lang)
    posts = numbers.value_text(filled, lang)
    return template.format(year=facts.year, parts=sentences.joined(parts, lang), filled=posts)
