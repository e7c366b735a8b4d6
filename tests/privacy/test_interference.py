"""Nothing of a hidden value reaches what is published: changed hidden values leave every byte as it was."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.release import release
from evaluation.release.write import write
from tests.release_study import MARKS, Contact, count, deliveries, study

LARGE = [Contact(person, 1 + person % 6, topic, "anerkannt", "solved", True)
         for topic, first in (("work", 0), ("housing", 100)) for person in range(first, first + 24)]  # fmt: skip


def small(**sizes: int) -> list[Contact]:
    """Few persons per topic, one contact each in January; who comes under which topic is what must stay hidden."""
    topics = [topic for topic, size in sizes.items() for _ in range(size)]
    return [Contact(1000 + n, 1, topic, "anerkannt", "solved", True) for n, topic in enumerate(topics)]


def published(contacts: list[Contact], folder: Path) -> dict[str, str]:
    """Hash of every file that a release writes outside of the protected folder."""
    home = replace(study(), root=folder)
    write(release(count(contacts), home, MARKS, deliveries()), home)
    files = sorted(path for path in home.released.rglob("*") if path.is_file())
    assert len(files) > 4
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"debt": 3, "language": 4}, {"debt": 4, "language": 3}),
        ({"debt": 2, "language": 4}, {"debt": 3, "language": 3}),
    ],
)  # fmt: skip
def test_other_hidden_values_with_the_same_margins_give_the_same_bytes(
    tmp_path: Path, before: dict[str, int], after: dict[str, int]
) -> None:
    first = published(LARGE + small(**before), tmp_path / "a")
    second = published(LARGE + small(**after), tmp_path / "b")
    assert first == second


def test_a_shown_value_does_change_the_files(tmp_path: Path) -> None:
    """Otherwise the test above could not fail."""
    first = published(LARGE + small(debt=3, language=4), tmp_path / "a")
    moved = [replace(c, topic="work") if c.person == 101 else c for c in LARGE]
    second = published(moved + small(debt=3, language=4), tmp_path / "b")
    assert first["results.csv"] != second["results.csv"]
    hidden = release(count(LARGE + small(debt=3, language=4)), study(), MARKS, deliveries()).results
    shown = set(hidden[(hidden["breakdown"] == "topic_main") & (hidden["status"] == "shown")]["category"])
    assert {"debt", "language"}.isdisjoint(shown), "the small topics are hidden or merged"
