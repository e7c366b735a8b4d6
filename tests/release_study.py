"""A small world for the tests of the release: persons with contacts, counted here by plain loops."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from evaluation.indicators._declare import Mark
from evaluation.release.prepare import COUNTS
from evaluation.study import Site, Study

TOPICS = ("work", "housing", "language", "debt", "violence")
STATUSES = ("duldung", "gestattung", "anerkannt")


@dataclass(frozen=True)
class Contact:
    """One counselling contact; None is an unknown category."""

    person: int
    month: int
    topic: str | None
    status: str | None
    outcome: str | None
    first: bool | None


@dataclass(frozen=True)
class Entry:
    """What the catalogue holds of an indicator."""

    id: str
    mark: Mark
    tables: tuple[str, ...] = ("consultation",)
    function: Callable[..., Any] | None = None
    optional_tables: tuple[str, ...] = ()

    @property
    def derived(self) -> bool:
        return bool(self.mark.of)


def entry(
    name: str, kind: str, tables: tuple[str, ...] = ("consultation",), function: Any = None, **fields: Any
) -> Entry:
    """An entry of a catalogue with a mark."""
    mark = Mark(number="", title=name, definition=name, kind=kind, **{"unit": "", **fields})  # type: ignore[arg-type]
    return Entry(name, mark, tables, function)


MARKS = {
    one.id: one
    for one in (
        entry("persons_advised", "count", breakdowns=("topic_main", "status_group")),
        entry("consultations", "count", breakdowns=("topic_main", "status_group"), monthly=True),
        entry("first_contact_share", "share", per=100.0),
        entry("no_offer_rate", "share", per=100.0, breakdowns=("topic_main",)),
        entry("topic_share", "share", per=100.0, breakdowns=("topic_main",)),
        entry("staff_fte", "count", ("position",), unit_counted="none"),
    )
}
MARKS["consultations"] = replace(MARKS["consultations"], optional_tables=("consultation_agg",))


def study(sites: Iterable[str] = ("a",), years: tuple[int, ...] = (2024,), **fields: Any) -> Study:
    """A study with these sites and years."""
    places = tuple(Site(id=name, name=name.upper(), type="rural") for name in sites)
    title = {"de": "T", "en": "T"}
    return Study(id="t", root=Path("."), title=title, synthetic=True, years=years, sites=places, **fields)


def deliveries(sites: Iterable[str] = ("a",), years: tuple[int, ...] = (2024,), **rules: str) -> pl.DataFrame:
    """One delivery of consultations and posts per site and year; `rules` maps a site to its counting rule."""
    rows = [
        {"site": site, "year": year, "table_name": table, "counting_rule": rules.get(site, "contacts"),
         "schema_version": "1"}
        for site in sites for year in years for table in ("consultation", "position")
    ]  # fmt: skip
    return pl.DataFrame(rows)


def world(seed: int, persons: int = 30) -> list[Contact]:
    """Random contacts of one site and year: few heavy users, rare topics, some unknown values."""
    draw = random.Random(seed)
    weights = [draw.choice([8, 4, 2, 1, 0.3, 0.1]) for _ in TOPICS]
    found = []
    for person in range(persons):
        status = draw.choices([*STATUSES, None], [6, 3, draw.choice([0.3, 1]), 0.5])[0]
        first = draw.choice([True, True, False, None if draw.random() < 0.2 else False])
        for _ in range(draw.choice([1, 1, 2, 3, 4, 9])):
            topic = None if draw.random() < 0.05 else draw.choices(TOPICS, weights)[0]
            outcome = None if draw.random() < 0.05 else draw.choices(["solved", "no_offer"], [9, 1])[0]
            month = draw.randint(1, 12) if persons > 60 else draw.choice([1, 2, 3, 5, 8, 11])
            found.append(Contact(person, month, topic, status, outcome, first))
    return found


def row(
    indicator: str, site: str = "a", period: str = "2024", breakdown: str = "", category: str = "", **numbers: Any
) -> dict[str, Any]:
    """One row of counts."""
    place = {"site": site, "period": period, "indicator": indicator, "breakdown": breakdown, "category": category}
    return dict.fromkeys(COUNTS) | place | numbers


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame of counts."""
    return pl.DataFrame(rows, schema=COUNTS, orient="row")


def count(contacts: list[Contact], site: str = "a", year: int = 2024) -> pl.DataFrame:
    """Count the indicators of MARKS by plain loops."""
    rows = [row("staff_fte", site, str(year), numerator=2.5)]
    groups: list[tuple[str, str, str, list[Contact]]] = [("", "", str(year), contacts)]
    for breakdown, attribute in (("topic_main", "topic"), ("status_group", "status")):
        for value in sorted({getattr(c, attribute) or "unknown" for c in contacts}):
            part = [c for c in contacts if (getattr(c, attribute) or "unknown") == value]
            groups.append((breakdown, value, str(year), part))
    for month in sorted({c.month for c in contacts}):
        groups.append(("", "", f"{year}-{month:02}", [c for c in contacts if c.month == month]))
    for breakdown, category, period, part in groups:
        place = {"site": site, "period": period, "breakdown": breakdown, "category": category}
        rows.append(row("consultations", **place, **_contacts(part)))
        heads = len(_people(part))
        rows.append(row("persons_advised", **place, numerator=heads, n_units=heads))
        if len(period) == 4 and breakdown in ("", "topic_main"):
            told = [c for c in part if c.outcome]
            rows.append(row("no_offer_rate", **place, **_share(told, lambda c: c.outcome == "no_offer")))
    known = [c for c in contacts if c.topic]
    for topic in sorted({c.topic for c in known if c.topic}):
        place = {"site": site, "period": str(year), "breakdown": "topic_main", "category": topic}
        rows.append(row("topic_share", **place, **_share(known, lambda c, t=topic: c.topic == t)))  # type: ignore[misc]
    asked, new = _people([c for c in contacts if c.first is not None]), _people([c for c in contacts if c.first])
    numbers = {"numerator": len(new), "denominator": len(asked), "n_units": len(new), "n_rest": len(asked - new)}
    rows.append(row("first_contact_share", site, str(year), **numbers))
    return frame(rows)


def _people(contacts: Iterable[Contact]) -> set[int]:
    return {c.person for c in contacts}


def _per_person(contacts: Iterable[Contact]) -> dict[int, int]:
    found: dict[int, int] = {}
    for c in contacts:
        found[c.person] = found.get(c.person, 0) + 1
    return found


def _contacts(part: list[Contact]) -> dict[str, Any]:
    each = _per_person(part)
    return {"numerator": len(part), "n_units": len(each), "max_unit": max(each.values(), default=0),
            "sum_nn": sum(n * n for n in each.values())}  # fmt: skip


def _share(part: list[Contact], counts: Callable[[Contact], bool]) -> dict[str, Any]:
    inside = [c for c in part if counts(c)]
    x, n = _per_person(inside), _per_person(part)
    return {
        "numerator": len(inside), "denominator": len(part), "n_units": len(x),
        "n_rest": len(_people(c for c in part if not counts(c))), "max_unit": max(x.values(), default=0),
        "sum_xx": sum(v * v for v in x.values()), "sum_xn": sum(v * n[p] for p, v in x.items()),
        "sum_nn": sum(v * v for v in n.values()),
    }  # fmt: skip
