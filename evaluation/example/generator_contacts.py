"""Single counselling contacts (T11) of one site and year, as the provider's own record keeping holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluation.example.generator_draw import Draw, pseudonym, quotas, split
from evaluation.example.generator_world import PLACES, SEED, Place, status_stock, topic_shares

SEX = {"m": 0.57, "f": 0.43}
SEX_OF_FEW = {"erlenfurt": {"m": 0.56, "f": 0.43, "d": 0.01}}
"""Sites where one or two persons make a category of their own."""
AGE = {"18-26": 0.27, "27-44": 0.46, "45-64": 0.21, "65+": 0.06}
YEARS_IN_DE = {"<1": 0.15, "1-<3": 0.25, "3-<5": 0.25, "5-<10": 0.28, "10+": 0.07}
LANGUAGE = {"ara": 0.36, "prs": 0.17, "tir": 0.10, "kmr": 0.10, "pus": 0.07, "rus": 0.08, "tur": 0.07, "eng": 0.05}
ACCESS = {"word_of_mouth": 0.30, "accommodation": 0.22, "authority": 0.16, "jobcenter": 0.10, "return": 0.12,
          "language_course": 0.06, "volunteer": 0.04}  # fmt: skip
CHANNEL = {"office": 0.46, "open_hours": 0.14, "outreach": 0.13, "phone": 0.13, "messenger": 0.07,
           "accompaniment": 0.07}  # fmt: skip
CHANNEL_PANDEMIC = {"phone": 0.48, "messenger": 0.18, "office": 0.20, "outreach": 0.09, "accompaniment": 0.05}
OUTCOME = {"solved": 0.45, "follow_up": 0.33, "referred": 0.11, "no_offer": 0.05, "not_entitled": 0.03,
           "broken_off": 0.03}  # fmt: skip
INTERPRETING = {"none": 0.45, "staff_lang": 0.20, "professional": 0.10, "community": 0.09, "remote": 0.08,
                "family": 0.07, "child": 0.01}  # fmt: skip
MONTHS = (1.1, 1.0, 1.1, 0.95, 0.95, 1.0, 0.85, 0.8, 1.1, 1.1, 1.05, 0.8)
FAVOURITE = 0.6
"""Share of a person's contacts that turn on one topic: contacts of a person are alike."""


@dataclass(slots=True)
class Person:
    """One person advised in a year, with the number of her contacts and planted topics."""

    key: str
    contacts: int
    traits: dict[str, Any]
    topics: list[str]


def contacts(place: Place, year: int, seed: int = SEED) -> list[dict[str, Any]]:
    """All contacts of a site in a year, one dict a row, in the order of months.

    Examples
    --------
    >>> from evaluation.example.generator_world import BRACKELSTEDT
    >>> rows = contacts(BRACKELSTEDT, 2019)
    >>> len(rows), len({row["client_key"] for row in rows})
    (384, 109)
    """
    draw = Draw(seed, place.id, year, "contacts")
    people = _people(place, year, seed, draw)
    _deal_topics(place, year, people, draw)
    months = draw.spread(sum(person.contacts for person in people), _month_weights(place, year))
    rows = []
    for person in people:
        own = sorted(months.pop() for _ in range(person.contacts))
        first = draw.chance(0.45)
        for number, (month, topic) in enumerate(zip(own, person.topics, strict=True)):
            rows.append(_contact(place, year, month, topic, person, draw) | {"first_contact": first and number == 0})
    rows.sort(key=lambda row: row["month"])
    return [{"contact_id": f"{place.code}-{year}-{n:05d}", **row} for n, row in enumerate(rows, start=1)]


def _month_weights(place: Place, year: int) -> dict[int, float]:
    weights = dict(enumerate(MONTHS, start=1))
    if place.pandemic and year == 2020:
        weights |= {month: weights[month] * 0.45 for month in (4, 5, 6)}
    return weights


def _people(place: Place, year: int, seed: int, draw: Draw) -> list[Person]:
    """Persons with exact yearly totals: planted ones first, the others with a heavy-tailed number of contacts."""
    n_persons, n_contacts = int(place.at(place.persons, year)), int(place.at(place.contacts, year))
    planted = [(topic, n) for topic, _, single in place.reserved.get(year, ()) for n in single]
    often = list(place.heavy.get(year, ()))
    rest = n_persons - len(planted) - len(often)
    free = n_contacts - sum(n for _, n in planted) - sum(often) - rest
    extra = split(free, [draw.heavy(place.cap) - 1.0 for _ in range(rest)])
    counts = [n for _, n in planted] + often + [1 + n for n in extra]
    traits = _traits(place, year, n_persons, draw)
    people = [
        Person(pseudonym(seed, place.id, year, number), n, trait, [])
        for number, (n, trait) in enumerate(zip(counts, traits, strict=True))
    ]
    for person, (topic, n) in zip(people, planted, strict=False):
        person.topics = [topic] * n
    return people


def _traits(place: Place, year: int, n: int, draw: Draw) -> list[dict[str, Any]]:
    """Traits of n persons whose distributions are exact, so that nothing shifts where nothing is planted."""
    columns: dict[str, list[Any]] = {
        "status_group": draw.spread(n, status_stock(place, year)),
        "sex": draw.spread(n, SEX_OF_FEW.get(place.id, SEX)),
        "age_group": draw.spread(n, AGE),
        "years_in_de": draw.spread(n, YEARS_IN_DE),
        "language": draw.spread(n, LANGUAGE),
        "access_route": draw.spread(n, ACCESS),
        "residence_ags8": draw.spread(n, _residence(place)),
    }
    people = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for person in people:
        if person["status_group"] == "para24":
            person["language"] = "ukr" if draw.chance(0.6) else "rus"
            person["years_in_de"] = "<1" if year == 2022 else "1-<3"
    return people


def _residence(place: Place) -> dict[str, float]:
    """Where the persons live: in the site's own municipalities, and some in the nearest town."""
    weights = {m.ags8: 0.88 * m.population for m in place.municipalities}
    neighbour = next(p for p in PLACES.values() if p.kreis == place.kreis and p.id != place.id)
    return weights | {neighbour.municipalities[0].ags8: 0.12 * sum(m.population for m in place.municipalities)}


def topic_counts(place: Place, year: int) -> dict[str, int]:
    """Exact number of contacts by main topic in a year, planted topics included."""
    fixed = {topic: total for topic, total, _ in place.reserved.get(year, ())}
    shares = {topic: share for topic, share in topic_shares(place, year).items() if topic not in fixed}
    return quotas(int(place.at(place.contacts, year)) - sum(fixed.values()), shares) | fixed


def _deal_topics(place: Place, year: int, people: list[Person], draw: Draw) -> None:
    """Deal the exact topic counts to the persons: most of a person's contacts turn on one topic."""
    left = topic_counts(place, year)
    for person in people:
        for topic in person.topics:
            left[topic] -= 1
    order = [person for person in people if not person.topics]
    draw.shuffle(order)
    for person in sorted(order, key=lambda p: -p.contacts):
        favourite = draw.pick(left)
        often = min(left[favourite], -int(-FAVOURITE * person.contacts // 1))
        person.topics = [favourite] * often
        left[favourite] -= often
        while len(person.topics) < person.contacts:
            topic = draw.pick(left)
            left[topic] -= 1
            person.topics.append(topic)
        draw.shuffle(person.topics)


def _contact(place: Place, year: int, month: int, topic: str, person: Person, draw: Draw) -> dict[str, Any]:
    pandemic = place.pandemic and "2020-04" <= f"{year}-{month:02d}" <= "2021-04"
    others = {other: share for other, share in topic_shares(place, year).items() if other != topic}
    more = sorted({draw.pick(others) for _ in range(draw.between(1, 2))}) if draw.chance(0.3) else []
    return {
        "month": f"{year}-{month:02d}",
        "service_point_id": f"{place.code}-{1 + draw.chance(0.25) if len(place.municipalities) > 1 else 1}",
        "client_key": person.key,
        "client_key_kind": "service_year",
        "co_advised_n": draw.pick({0: 0.62, 1: 0.2, 2: 0.1, 3: 0.06, 5: 0.02}),
        "channel": draw.pick(CHANNEL_PANDEMIC if pandemic else CHANNEL),
        "duration_min": draw.pick({15: 0.2, 20: 0.15, 30: 0.3, 45: 0.2, 60: 0.1, 90: 0.05}),
        "topic_main": topic,
        "topics_other": more,
        "interpreting": draw.pick(INTERPRETING),
        "outcome": draw.pick(OUTCOME) if draw.chance(0.97) else None,
        "staff_function": "social_worker" if draw.chance(0.85) else "kik",
        "consent_research": "given" if draw.chance(0.8) else "not_asked",
        **person.traits,
    }
