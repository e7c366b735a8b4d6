"""The course of a figure within one site, and what the courses of a type of site have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.languages import text
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import numbers
from evaluation.reporting.change import Change
from evaluation.reporting.comparison_rows import Item, Site
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.sentences import joined, moved

Direction = Literal["up", "down", "same", "undecided", "no_value"]
FULL_COUNT = ("none_full_count", "none_register", "none_published")
TREND_YEARS = 5
LEVEL = 0.05
HARDLY = 1.0
"""A full count that changed by less than this (percent, or percentage points of a share) counts as hardly changed."""


@dataclass(frozen=True, slots=True)
class Course:
    """From the first to the last comparable year of one site.

    Parameters
    ----------
    site : mapping
        The site.
    first, last : mapping or None
        Results of the first comparable year and of the report's year.
    direction : str
        up or down where it can be told, same for a full count that (hardly) changed, else undecided or no_value.
    basis : str
        What the direction rests on: interval, monotone (exact test of the yearly values), full (full count), none.
    step : Change
        The change with its limits, where there are any.
    """

    site: Site
    first: Row | None
    last: Row | None
    direction: Direction
    basis: Literal["interval", "monotone", "full", "none"]
    step: Change


def course(facts: Facts, figure: Item, site: Site) -> Course:
    """The course of a figure at a site since the last break of its series."""
    start = max(rows.breaks(facts, figure.indicator, site), default=0)
    stretch = rows.series(facts, figure, site)[start:]
    seen = [found for found in stretch if found["status"] == "shown"]
    if not stretch or stretch[-1]["status"] != "shown" or len(seen) < 2:
        return Course(site, None, None, "no_value", "none", Change("no_value"))
    step = moved(facts, seen[0], seen[-1])
    direction, basis = _direction(step, seen, gaps=len(seen) < len(stretch[stretch.index(seen[0]) :]))
    return Course(site, seen[0], seen[-1], direction, basis, step)


def year_before(facts: Facts, figure: Item, site: Site) -> Course:
    """The course of a figure at a site from the year before to the report's year."""
    if facts.year - 1 not in facts.years or len(facts.years) - 1 in rows.breaks(facts, figure.indicator, site):
        return Course(site, None, None, "no_value", "none", Change("not_comparable"))
    before, now = rows.row(facts, figure, site, facts.year - 1), rows.row(facts, figure, site)
    step = moved(facts, before, now)
    if step.verdict in ("no_value", "not_comparable"):
        return Course(site, None, None, "no_value", "none", step)
    direction, basis = _direction(step, [before, now], gaps=True)
    return Course(site, before, now, direction, basis, step)


def _direction(
    step: Change, seen: Sequence[Row], gaps: bool
) -> tuple[Direction, Literal["interval", "monotone", "full", "none"]]:
    if step.verdict == "undecided" or (step.verdict in ("up", "down") and step.sized):
        return step.verdict, "interval"
    if step.verdict == "not_comparable":
        return "undecided", "none"
    if {str(found.get("method")) for found in seen} <= set(FULL_COUNT):
        return _counted(seen[0], seen[-1]), "full"
    if not gaps and len(seen) >= TREND_YEARS:
        return _monotone([float(found["value"]) for found in seen]), "monotone"
    return "undecided", "none"


def _counted(first: Row, last: Row) -> Direction:
    before, now = float(first["value"]), float(last["value"])
    size = abs(now - before) if last.get("unit") == "%" or not before else 100 * abs(now / before - 1)
    return "same" if size < HARDLY else "up" if now > before else "down"


def _monotone(values: Sequence[float]) -> Direction:
    from evaluation.stats.change import mann_kendall_exact

    found = mann_kendall_exact(list(values))
    if not found.p <= LEVEL:
        return "undecided"
    return "up" if found.s > 0 else "down"


def pattern(facts: Facts, courses: Sequence[Course]) -> str:
    """What the courses of a type have in common, in a few words; never a mean."""
    lang = facts.lang
    known = [one for one in courses if one.direction != "no_value"]
    if not known:
        return text("kein Verlauf zu zeigen", lang)
    up, down = (_sites(known, direction) for direction in ("up", "down"))
    if up and down:
        return text("gegenläufig: Zunahme an {up}, Abnahme an {down}", lang).format(
            up=_of(len(up), len(known), lang), down=_of(len(down), len(known), lang)
        )
    if not up and not down:
        if all(one.direction == "same" for one in known):
            return text("kaum oder nicht verändert", lang)
        return text("keine Veränderung entscheidbar", lang)
    template = text("Zunahme an {sites}", lang) if up else text("Abnahme an {sites}", lang)
    words = template.format(sites=_of(len(up or down), len(known), lang))
    rest = {one.direction for one in known} - {"up", "down"}
    if rest:
        words += text("; sonst kaum verändert", lang) if rest == {"same"} else text("; sonst nicht entscheidbar", lang)
    return words


def _of(some: int, all: int, lang: str) -> str:
    if all == 1:
        return text("dem einen Standort mit Verlauf", lang)
    counted = {"some": numbers.number(some, lang), "all": numbers.number(all, lang)}
    return text("{some} von {all} Standorten", lang).format(**counted)


def counter_examples(facts: Facts, courses: Sequence[Course]) -> str:
    """Who runs against the common direction, who cannot be decided and who has no value, by name."""
    lang = facts.lang
    up, down = (_sites(courses, direction) for direction in ("up", "down"))
    parts = []
    if up and down:
        against = down if len(up) > len(down) else up if len(down) > len(up) else []
        if against:
            parts.append(text("Gegenbeispiel: {sites}.", lang).format(sites=joined(against, lang)))
        else:
            parts.append(
                text("Zunahme: {up}. Abnahme: {down}. Ein gemeinsames Muster gibt es nicht.", lang).format(
                    up=joined(up, lang), down=joined(down, lang)
                )
            )
    elif up or down:
        parts.append(text("Kein Gegenbeispiel.", lang))
    for direction, template in (
        ("same", text("Kaum verändert: {sites}.", lang)),
        ("undecided", text("Nicht entscheidbar: {sites}.", lang)),
        ("no_value", text("Ohne vergleichbaren Verlauf: {sites}.", lang)),
    ):
        found = _sites(courses, direction)
        if found and len(found) < len(courses):
            parts.append(template.format(sites=joined(found, lang)))
    return " ".join(parts)


def _sites(courses: Sequence[Course], direction: str) -> list[str]:
    return [str(one.site["name"]) for one in courses if one.direction == direction]


def direction_words(one: Course, lang: str) -> str:
    """A course as an arrow with its word; the word stands alone where the arrow cannot be seen."""
    if one.step.verdict == "not_comparable":
        return text("nicht vergleichbar", lang)
    if one.direction == "same" and one.first is not None and one.last is not None:
        same = one.first["value"] == one.last["value"]
        return text("= unverändert", lang) if same else text("≈ kaum verändert", lang)
    if one.basis == "none" and one.direction == "undecided":
        return text("offen (kein Intervall)", lang)
    words = {
        "up": text("↑ Zunahme", lang),
        "down": text("↓ Abnahme", lang),
        "undecided": text("offen", lang),
    }
    return words.get(one.direction, numbers.NONE)


def basis_words(one: Course, lang: str) -> str:
    """What the direction of a course rests on."""
    words = {
        "interval": text("Intervall", lang),
        "monotone": text("Jahresfolge", lang),
        "full": text("Vollerhebung", lang),
        "none": numbers.NONE,
    }
    return words[one.basis]
