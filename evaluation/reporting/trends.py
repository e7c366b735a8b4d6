"""The yearly trend in words: from five comparable years on, with its interval, never without."""

from __future__ import annotations

from evaluation.languages import text
from evaluation.reporting.blocks import Block, Notice, Sentence
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.numbers import number, percent, signed, state
from evaluation.reporting.shown import Blocks

COUNTED = {"persons_trend": "persons_advised", "consultations_trend": "consultations"}


def trend(facts: Facts, indicator: str) -> Block | Blocks:
    """What may be said about the course of the years: "persons_trend" or "consultations_trend".

    Nothing where the years themselves have no value: that is said beside them.
    """
    row = facts.row(indicator)
    if not any(entry["status"] == "shown" for entry in facts.series(COUNTED.get(indicator, indicator))):
        return Blocks()
    if row["status"] == "too_few":
        words = text(
            "Von einem Trend wird erst ab fünf vergleichbaren Jahren gesprochen; hier liegen weniger vor.", facts.lang
        )
        return Notice("info", words)
    if row["status"] != "shown":
        words = text("Über den Verlauf der Jahre lässt sich nichts sagen: {reason}.", facts.lang)
        return Notice("missing", words.format(reason=state(str(row["status"]), facts.lang)))
    return Sentence(sentence(facts, row))


def sentence(facts: Facts, row: Row) -> str:
    """A shown trend as a sentence; it takes a direction only where the interval leaves out zero."""
    lang, last = facts.lang, int(str(row["period"])[:4])
    low, high = float(row["low"]), float(row["high"])
    words = {"what": _what(row, lang), "first": last - int(row["denominator"]) + 1, "last": last}
    if low <= 0 <= high:
        undecided = text(
            "Ob sich die Zahl der {what} über die Jahre {first} bis {last} verändert hat, lässt sich nicht "
            "entscheiden: Die Zahlen sind mit {low} bis {high} je Jahr vereinbar.",
            lang,
        )
        return undecided.format(low=_signed(row, low, lang), high=_signed(row, high, lang), **words)
    near, far = sorted((abs(low), abs(high)))
    sizes = {"value": abs(float(row["value"])), "low": near, "high": far}
    return _moved(low > 0, lang).format(**words, **{name: _size(row, size, lang) for name, size in sizes.items()})


def decided(facts: Facts, indicator: str) -> Row | None:
    """The released trend of an indicator where its interval leaves out zero; None otherwise."""
    row = facts.row(indicator) if indicator in facts.indicators else None
    if row is None or row["status"] != "shown" or float(row["low"]) <= 0 <= float(row["high"]):
        return None
    return row


def certainty(row: Row, lang: str) -> str:
    """How sure a decided trend is, in a few words."""
    up, down = text("Zunahme über die Jahre erkennbar", lang), text("Abnahme über die Jahre erkennbar", lang)
    return up if float(row["low"]) > 0 else down


def _what(row: Row, lang: str) -> str:
    if row["indicator"] == "persons_trend":
        return text("beratenen Menschen", lang)
    return text("geführten Beratungsgespräche", lang)


def _moved(up: bool, lang: str) -> str:
    if up:
        return text(
            "Über die Jahre {first} bis {last} nahm die Zahl der {what} im Mittel um {value} je Jahr zu "
            "(95-%-Intervall {low} bis {high}).",
            lang,
        )
    return text(
        "Über die Jahre {first} bis {last} nahm die Zahl der {what} im Mittel um {value} je Jahr ab "
        "(95-%-Intervall {low} bis {high}).",
        lang,
    )


def _size(row: Row, size: float, lang: str) -> str:
    return percent(size, lang, 1) if str(row["unit"]).startswith("%") else number(size, lang, 0)


def _signed(row: Row, value: float, lang: str) -> str:
    if str(row["unit"]).startswith("%"):
        return signed(value, lang, 1) + ("\u202f%" if lang == "de" else "%")
    return signed(value, lang, 0)
