"""Attacks on released results of one site: no cell of fewer than k persons can be worked out by adding and subtracting.

The attacker knows every released number and what it counts, as a set of contacts (or persons). A cell is derivable if
its set is a linear combination of the released ones. The test knows all sets, because it made the contacts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation.release import release
from tests.release_study import MARKS, Contact, count, deliveries, study, world

K, K_SENSITIVE = 5, 10
Set = frozenset[int]


def category(contact: Contact, breakdown: str) -> str:
    return {"topic_main": contact.topic, "status_group": contact.status}[breakdown] or "unknown"


def contact_sets(contacts: list[Contact]) -> dict[tuple[str, str], Set]:
    """Every category of every breakdown, every month, and the cells that shares imply, as sets of contacts."""
    found: dict[tuple[str, str], Set] = {}
    for breakdown in ("topic_main", "status_group"):
        for name in {category(c, breakdown) for c in contacts}:
            found[breakdown, name] = frozenset(i for i, c in enumerate(contacts) if category(c, breakdown) == name)
    for month in {c.month for c in contacts}:
        found["month", f"2024-{month:02}"] = frozenset(i for i, c in enumerate(contacts) if c.month == month)
    for name, wanted in (("no_offer", "no_offer"), ("solved", "solved"), ("unknown", None)):
        found["outcome", name] = frozenset(i for i, c in enumerate(contacts) if c.outcome == wanted)
    return found


def released_contact_sets(row: pd.Series, contacts: list[Contact], shown: set[str]) -> list[Set]:
    """The sets of contacts whose size a released row tells."""
    cells = contact_sets(contacts)
    everything = frozenset(range(len(contacts)))
    breakdown, name = row["breakdown"], row["category"]
    part = everything
    if "Q" in row["period"]:
        quarter = int(row["period"][-1])
        part = frozenset(i for i, c in enumerate(contacts) if (c.month + 2) // 3 == quarter)
    elif len(row["period"]) == 7:
        part = cells["month", row["period"]]
    elif breakdown:
        part = frozenset().union(*(s for (b, c), s in cells.items() if b == breakdown and in_category(c, name, shown)))
    found: list[Set] = []
    if row["indicator"] == "consultations":
        found = [part]
    if row["indicator"] == "no_offer_rate":
        found = [part & cells["outcome", "no_offer"], sized(row, part, part - cells["outcome", "unknown"])]
    if row["indicator"] == "topic_share":
        known = everything - cells.get(("topic_main", "unknown"), frozenset())
        found = [part, sized(row, everything, known)]
    assert not found or row["numerator"] == len(found[0]), "the attacker misreads what was released"
    return found


def in_category(name: str, released: str, shown: set[str]) -> bool:
    return name not in shown if released == "other_merged" else name == released


def sized(row: pd.Series, first: Set, second: Set) -> Set:
    """The set that the denominator counts: the one of the two that has its size."""
    assert row["denominator"] in (len(first), len(second))
    return first if row["denominator"] == len(first) else second


def vectors(sets: list[Set], size: int) -> np.ndarray:
    matrix = np.zeros((len(sets), size))
    for place, members in enumerate(sets):
        matrix[place, list(members)] = 1.0
    return matrix


def derivable(target: Set, known: np.ndarray) -> bool:
    wanted = vectors([target], known.shape[1])
    return bool(np.linalg.matrix_rank(np.vstack([known, wanted])) == np.linalg.matrix_rank(known))


def leaks(contacts: list[Contact]) -> list[tuple[str, str, int]]:
    """Cells of 1 to k - 1 persons that the released contact figures give away."""
    results = release(count(contacts), study(), MARKS, deliveries()).results
    rows = results[(results["status"] == "shown") & ~results["category"].eq("")]
    shown = {b: set(rows.loc[(rows["breakdown"] == b) & (rows["indicator"] == "consultations"), "category"])
             for b in ("topic_main", "status_group")}  # fmt: skip
    sets: list[Set] = []
    for _, row in results[results["status"] == "shown"].iterrows():
        sets += released_contact_sets(row, contacts, shown.get(row["breakdown"], set()))
    known = vectors(sets, len(contacts))
    found = []
    for (breakdown, name), members in contact_sets(contacts).items():
        persons = len({contacts[i].person for i in members})
        k = K_SENSITIVE if breakdown == "status_group" or name == "violence" else K
        # With everybody in one category the cell is the total; nobody can see that, the breakdown is hidden.
        everybody = len(members) == len(contacts)
        if everybody:
            assert not shown.get(breakdown), "a breakdown with everybody in one category was shown"
        if 0 < persons < k and not everybody and derivable(members, known):
            found.append((breakdown, name, persons))
    return found


@pytest.mark.parametrize("persons", [8, 15, 30, 80])
@pytest.mark.parametrize("seed", range(12))
def test_no_small_cell_is_derivable(seed: int, persons: int) -> None:
    assert leaks(world(seed, persons)) == []


@settings(max_examples=40, deadline=None)
@example(360169, 5)
@given(st.integers(0, 10**6), st.integers(3, 90))
def test_no_small_cell_is_derivable_in_random_worlds(seed: int, persons: int) -> None:
    assert leaks(world(seed, persons)) == []


def test_the_attacker_would_find_a_leak() -> None:
    """Without merging, the total minus all other topics gives the hidden one away: the attacker must see that."""
    contacts = world(3, 30)
    cells = contact_sets(contacts)
    topics = sorted(name for breakdown, name in cells if breakdown == "topic_main")
    naive = [frozenset(range(len(contacts))), *(cells["topic_main", name] for name in topics[1:])]
    assert derivable(cells["topic_main", topics[0]], vectors(naive, len(contacts)))


@pytest.mark.parametrize("seed", range(12))
def test_no_small_group_of_persons_is_derivable(seed: int) -> None:
    """Person counts: no released count, and no difference of total and released count, lies between 1 and k - 1."""
    contacts = world(seed, 30)
    results = release(count(contacts), study(), MARKS, deliveries()).results
    shown = results[results["status"] == "shown"]
    persons = shown[(shown["indicator"] == "persons_advised") & (shown["category"] != "other_merged")]
    total = len({c.person for c in contacts})
    assert not persons["numerator"].between(1, K - 1).any()
    assert not (total - persons["numerator"]).between(1, K - 1).any()
    assert not (total - shown["n_units"].dropna()).between(1, K - 1).any()
    assert not shown["n_units"].between(1, K - 1).any()
    first = shown[shown["indicator"] == "first_contact_share"]
    for _, row in first.iterrows():
        gaps = [row["numerator"], row["denominator"] - row["numerator"], total - row["denominator"]]
        assert not any(0 < gap < K for gap in gaps)
