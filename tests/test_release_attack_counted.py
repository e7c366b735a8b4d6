"""The same attack on what the real indicators count: all contact figures of a site against every small cell."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from evaluation.indicators._declare import catalogue
from evaluation.indicators._run import count
from evaluation.release import release
from tests.release_study import deliveries, study

BREAKDOWNS = ("topic_main", "status_group", "age_group", "sex", "channel", "service_point_id", "residence_class")
CODES = {
    "topic_main": ("work", "housing", "language", "debt", "violence", None),
    "status_group": ("asyl", "duldung", "schutz", "eu", None), "age_group": ("18_26", "27_64", None),
    "sex": ("f", "m", "d", None), "channel": ("office", "phone", "outreach", None),
    "service_point_id": ("s1", "s2", "s3"), "residence_class": ("40", "50", None),
    "outcome": ("solved", "referred", "no_offer", None),
}  # fmt: skip
OF_PERSON = ("status_group", "age_group", "sex", "residence_class")
Set = frozenset[int]


def contacts(seed: int, persons: int) -> list[dict[str, Any]]:
    """Contacts of one site in 2024; rare categories, heavy users, unknown values, some without a key."""
    draw = random.Random(seed)
    weights = {name: [draw.choice([9, 4, 1, 0.3]) for _ in codes] for name, codes in CODES.items()}
    pick = {name: lambda name=name: draw.choices(CODES[name], weights[name])[0] for name in CODES}  # type: ignore[misc]
    rows: list[dict[str, Any]] = []
    for person in range(persons):
        own = {name: pick[name]() for name in OF_PERSON}
        for _ in range(draw.choice([1, 1, 2, 3, 12])):
            other = [t for t in CODES["topic_main"][:-1] if draw.random() < 0.1]
            free = {name: pick[name]() for name in CODES if name not in OF_PERSON}
            rows.append({
                **own, **free, "site": "a", "year": 2024, "delivery": "a/2024", "contact_id": str(len(rows)),
                "month": f"2024-{draw.randint(1, 12):02}", "topics_other": other or None,
                "client_key": None if draw.random() < 0.03 else f"p{person}",
                "first_contact": draw.choice([True, False]),
            })  # fmt: skip
    return rows


def value(row: dict[str, Any], name: str) -> str:
    return row[name] or "unknown"


def cells_of(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Set]:
    """Every category of every breakdown, month and outcome, and topics beside the main topic, as sets of contacts."""
    found: dict[tuple[str, str], set[int]] = {}
    for place, row in enumerate(rows):
        names = [(name, value(row, name)) for name in (*BREAKDOWNS, "outcome")] + [("month", row["month"])]
        mentioned = {row["topic_main"], *(row["topics_other"] or ())} - {None}
        names += [("topic_any", topic) for topic in mentioned]
        names += [("beside", topic) for topic in mentioned - {row["topic_main"]}]
        names += [("key", "some" if row["client_key"] else "none")]
        for name in names:
            found.setdefault(name, set()).add(place)
    return {name: frozenset(members) for name, members in found.items()}


class Attacker:
    """Knows all contacts of a site and reads every released figure as sets of them."""

    def __init__(self, rows: list[dict[str, Any]], shown: pd.DataFrame) -> None:
        self.cells, self.everything = cells_of(rows), frozenset(range(len(rows)))
        talks = shown[shown["indicator"] == "consultations"]
        self.apart = {name: set(talks.loc[talks["breakdown"] == name, "category"]) for name in BREAKDOWNS}

    def part(self, row: Any) -> Set:
        if "Q" in row.period:
            quarter = range(3 * int(row.period[-1]) - 2, 3 * int(row.period[-1]) + 1)
            return self.union("month", [f"2024-{month:02}" for month in quarter])
        if len(row.period) == 7:
            return self.union("month", [row.period])
        if row.category == "other_merged":
            names = [name for breakdown, name in self.cells if breakdown == row.breakdown]
            return self.union(row.breakdown, [name for name in names if name not in self.apart[row.breakdown]])
        return self.union(row.breakdown, [row.category]) if row.breakdown else self.everything

    def union(self, breakdown: str, names: list[str]) -> Set:
        return frozenset().union(*(self.cells.get((breakdown, name), frozenset()) for name in names))

    def read(self, row: Any) -> list[Set]:
        part = self.part(row)
        known = {
            "topic_share": self.everything - self.union("topic_main", ["unknown"]),
            "service_point_share": self.everything - self.union("service_point_id", ["unknown"]),
            "topic_share_any": frozenset().union(*(s for (b, _), s in self.cells.items() if b == "topic_any")),
        }
        top, bottoms = part, []
        if row.indicator == "no_offer_rate":
            top, bottoms = part & self.union("outcome", ["no_offer"]), [part, part - self.union("outcome", ["unknown"])]
        elif row.indicator == "contacts_per_person":
            top = part & self.union("key", ["some"])
        elif row.indicator in known:
            bottoms = [self.everything, known[row.indicator]]
        assert len(top) == row.numerator, "the attacker misreads what was released"
        return [top, *[bottom for bottom in bottoms if len(bottom) == row.denominator][-1:]]


READ = (
    "consultations", "topic_share", "topic_share_any", "no_offer_rate", "service_point_share", "contacts_per_person",
)  # fmt: skip


def leaks(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    marks = catalogue()
    counts = count({"consultation": pl.DataFrame(rows, infer_schema_length=None)})
    results = release(counts, study(), marks, deliveries()).results
    shown = results[results["status"] == "shown"]
    attacker = Attacker(rows, shown)
    sets = [s for row in shown[shown["indicator"].isin(READ)].itertuples() for s in attacker.read(row)]
    matrix = np.zeros((len(sets) + 1, len(rows)))
    for place, members in enumerate(sets):
        matrix[place, list(members)] = 1.0
    _, sizes, directions = np.linalg.svd(matrix, full_matrices=False)
    basis, found = directions[sizes > 1e-9], []
    for (breakdown, name), members in attacker.cells.items():
        persons = len({rows[place]["client_key"] for place in members})
        of = "topic_any" if breakdown == "beside" else breakdown
        wanted = np.zeros(len(rows))
        wanted[list(members)] = 1.0
        if breakdown != "key" and persons < (10 if marks["consultations"].mark.is_sensitive(of, name) else 5):
            derivable = np.linalg.norm(wanted - basis.T @ (basis @ wanted)) < 1e-7
            found += [(breakdown, name, persons)] if derivable else []
    return found


@pytest.mark.parametrize("persons", [12, 25, 60])
@pytest.mark.parametrize("seed", range(4))
def test_no_small_cell_is_derivable_from_real_indicators(seed: int, persons: int) -> None:
    assert leaks(contacts(seed, persons)) == []
