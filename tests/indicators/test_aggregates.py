"""Aggregated deliveries by topic, status and residence: a slow loop over random rows, and what must not be added."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from evaluation.indicators._run import count
from tests.indicators.random_tables import contacts, frame

DIMS = {
    "topic_main": ("work", "housing", "psych", "unknown"),
    "status_group": ("asyl", "schutz"),
    "residence_class": ("21", "50"),
    "total": (None,),
}
IDS = ["consultations", "topic_share"]
HERE = {"site": "cc", "year": 2024, "period": "2024", "counting_rule": "contacts", "service_point_id": "p"}


def told(dim: str, value: str | None, n_contacts: int | None, n_persons: int | None = None, **more: Any) -> Any:
    return {**HERE, "dim": dim, "value": value, "n_contacts": n_contacts, "n_persons": n_persons, **more}


def rows(seed: int) -> list[dict[str, Any]]:
    """Yearly and quarterly deliveries of one or two service points that tell every dimension in full."""
    draw = random.Random(seed)
    found = []
    for site, quarterly in (("cc", False), ("dd", True)):
        for year in (2023, 2024):
            for period in [f"{year}-Q{q}" for q in (1, 2, 3, 4)] if quarterly else [str(year)]:
                for point in ("p", "q")[: draw.randint(1, 2)]:
                    whole = [draw.randint(0, 20) for _ in range(40)]
                    for dim, values in DIMS.items():
                        parts = [sum(whole[place :: len(values)]) for place in range(len(values))]
                        found += [
                            told(dim, value, n, draw.choice([None, n // 3]), site=site, year=year, period=period,
                                 service_point_id=point)
                            for value, n in zip(values, parts, strict=True)
                        ]  # fmt: skip
    return found


def counted(agg: list[dict[str, Any]], *ids: str, **tables: Any) -> list[dict[str, Any]]:
    return count({"consultation_agg": frame("consultation_agg", agg), **tables}, list(ids or IDS)).to_dicts()


def cells(found: list[dict[str, Any]], indicator: str, breakdown: str) -> dict[Any, Any]:
    return {
        (row["site"], row["period"], row["category"]): (row["numerator"], row["denominator"], row["n_units"])
        for row in found
        if row["indicator"] == indicator and row["breakdown"] == breakdown
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_breakdowns_as_in_plain_loops(seed: int) -> None:
    given = rows(seed)
    found = counted(given)
    for dim in ("topic_main", "status_group", "residence_class"):
        parts: dict[Any, list[Any]] = defaultdict(list)
        for row in given:
            if row["dim"] == dim:
                parts[(row["site"], str(row["year"]), row["value"])].append(row)
        expected = {}
        for place, part in parts.items():
            n = sum(row["n_contacts"] for row in part)
            alone = part[0]["n_persons"] if len(part) == 1 else None
            expected[place] = (n, None, 0 if n == 0 else alone)
        assert cells(found, "consultations", dim) == expected
    contacted = cells(found, "consultations", "topic_main")
    known = {place: cell for place, cell in contacted.items() if place[2] != "unknown"}
    whole = {place[:2]: sum(cell[0] for other, cell in known.items() if other[:2] == place[:2]) for place in known}
    shares = {place: (n, whole[place[:2]], units) for place, (n, _, units) in known.items()}
    assert cells(found, "topic_share", "topic_main") == shares
    totals = cells(found, "consultations", "")
    for (site, period, _), (n, _, _) in totals.items():
        assert n == sum(cell[0] for place, cell in contacted.items() if place[:2] == (site, period))


def test_pandas_polars_and_lazy_frames_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for given in (
        {"consultation_agg": frame("consultation_agg", rows(1))},
        {"consultation_agg": frame("consultation_agg", rows(1)), "consultation": contacts(1)},
    ):
        found = count(given, IDS)
        assert found.filter(pl.col("site") == "cc", pl.col("breakdown") == "topic_main").height > 0
        assert_frame_equal(found, count({name: one.to_pandas() for name, one in given.items()}, IDS))
        with monkeypatch.context() as patch:
            patch.setattr("evaluation.indicators._run.MANY", 1)
            assert_frame_equal(found, count(given, IDS))


def test_single_contacts_go_before_aggregates() -> None:
    agg = [told("topic_main", "work", 99, 40, site="aa"), told("total", None, 99, 40, site="aa")]
    found = counted(agg, consultation=contacts(1))
    assert cells(found, "consultations", "topic_main")[("aa", "2024", "work")][0] != 99
    assert counted(agg, consultation=contacts(1)) == count({"consultation": contacts(1)}, IDS).to_dicts()


def test_a_category_that_is_not_told_is_no_zero() -> None:
    found = counted([told("total", None, 30, 9), told("topic_main", "work", 20, 8)])
    assert cells(found, "consultations", "topic_main") == {("cc", "2024", "work"): (20, None, 8)}
    assert cells(found, "topic_share", "topic_main") == {("cc", "2024", "work"): (20, 20, 8)}


@pytest.mark.parametrize(
    "bad",
    [
        told("topic_main", "housing", None),  # a number is missing: shares of the rest would be of no whole
        told("topic_main", "housing", 25),  # more topics than contacts: several topics were counted per contact
        told("topic_main", "housing", 5, counting_rule="cases"),
    ],
    ids=["missing", "several", "cases"],
)
def test_what_is_no_whole_distribution_of_contacts_is_left_out(bad: dict[str, Any]) -> None:
    agg = [told("total", None, 30, 9), told("topic_main", "work", 20, 8), bad, told("status_group", "eu", 30, 9)]
    found = counted(agg)
    assert cells(found, "consultations", "topic_main") == {}
    assert not [cell for cell in cells(found, "topic_share", "topic_main").values() if cell[0] is not None]
    assert cells(found, "consultations", "status_group") == {("cc", "2024", "eu"): (30, None, 9)}
    assert cells(found, "consultations", "") == {("cc", "2024", ""): (30, None, 9)}


def test_another_counting_rule_is_said() -> None:
    found = counted([told("topic_main", "work", 20, 8, counting_rule="cases")], "topic_share")
    assert [(row["category"], row["numerator"], row["note"]) for row in found] == [("", None, "counting_rule")]


def test_aggregates_have_no_sums_over_persons() -> None:
    for row in counted(rows(1)):
        assert [row[name] for name in ("n_rest", "max_unit", "sum_xx", "sum_xn", "sum_nn", "coverage")] == [None] * 6
