"""Runs over many contacts remember sums per group and person; the counts must be those of the plain path."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from evaluation.indicators import _shared
from evaluation.indicators._count import per_unit
from evaluation.indicators._run import count
from tests.indicators.random_tables import contacts, frame, tables

ROWS = pl.DataFrame(
    {
        "site": ["a", "a", "a", "b"],
        "year": pl.Series([2023, 2024, 2024, 2024], dtype=pl.Int64),
        "client_key": pl.Series([7, 7, None, 9], dtype=pl.UInt32),
        "sex": ["f", None, "f", "m"],
        "weight": [1, 2, 3, 4],
        "delivery": ["d", "d", "e", "e"],
    }
)
ORDER = ["site", "year", "sex", "client_key"]


def other_rule(given: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with one site of which a delivery counts cases instead of contacts."""
    rows = given["consultation"].with_columns(delivery=pl.col("site"))
    notes = [
        {"site": site, "year": 2024, "delivery_id": site, "table_name": "consultation", "counting_rule": rule}
        for site, rule in (("aa", "contacts"), ("bb", "cases"))
    ]
    return given | {"consultation": rows, "delivery": frame("delivery", notes)}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("change", [dict, other_rule], ids=["contacts", "other_rule"])
def test_counts_are_those_of_the_plain_path(change: Any, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given = change(tables(seed))
    plain = count(given)
    monkeypatch.setattr("evaluation.indicators._run.MANY", 1)
    assert_frame_equal(plain, count(given))


def test_sums_per_person_are_those_of_a_plain_frame() -> None:
    by = ("site", "year", "sex")
    found = per_unit(_shared.remembering(ROWS), by).collect().to_native()
    assert_frame_equal(
        found.select(*ORDER, "x", "n", "keyed").sort(ORDER),
        per_unit(ROWS, by).to_native().select(*ORDER, "x", "n", "keyed").sort(ORDER),
    )


def test_each_group_is_added_up_once_in_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    add_up = _shared.Memory._added_up

    def noted(memory: _shared.Memory, columns: tuple[str, ...]) -> pl.LazyFrame | None:
        asked.append(columns)
        return add_up(memory, columns)

    monkeypatch.setattr(_shared.Memory, "_added_up", noted)
    monkeypatch.setattr("evaluation.indicators._run.MANY", 1)
    count({"consultation": contacts(1)}, ["persons_advised", "consultations", "contacts_per_person", "topic_share"])
    assert len(asked) == len(set(asked))
    assert ("site", "year", "topic_main", "client_key") in asked


def test_only_the_whole_table_remembers() -> None:
    remembering = _shared.remembering(ROWS)
    assert _shared.memory_of(nw.from_native(remembering)) is not None
    assert _shared.memory_of(remembering.filter(pl.col("sex") == "f")) is None
    assert _shared.memory_of(ROWS) is None


def test_other_kinds_of_columns_are_left_to_the_plain_path() -> None:
    memory = _shared.remembering(ROWS).memory
    assert memory is not None
    assert memory.per_unit(("site", "year", "weight"), "client_key") is None
    assert memory.per_unit(("site", "year"), "sex") is None
