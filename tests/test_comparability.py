"""Comparability of sites and years, and the change to the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from evaluation.release import Released, comparability, release
from evaluation.release.change import VERDICTS
from evaluation.release.comparability import COLUMNS
from evaluation.release.delivered import delivered
from evaluation.stats import intervals
from evaluation.study import Study
from tests.release_study import MARKS, deliveries, entry, frame, row, study

SITES, YEARS = ("a", "b", "c"), (2023, 2024)


def compare(place: Study, marks: Mapping[str, Any], files: pl.DataFrame) -> pd.DataFrame:
    return comparability.compare(place, marks, delivered(files, place.years))


def pair(pairs: pd.DataFrame, a: str, b: str, year: int, indicator: str = "consultations") -> pd.Series:
    place = (pairs["site_a"] == a) & (pairs["site_b"] == b) & (pairs["reporting_year"] == year)
    found = pairs[place & (pairs["indicator"] == indicator)]
    assert len(found) == 1
    return found.iloc[0]


def test_every_pair_and_every_year_is_answered() -> None:
    pairs = compare(study(SITES, YEARS), MARKS, deliveries(SITES, YEARS))
    assert tuple(pairs.columns) == COLUMNS
    between, within = 3 * 2 * len(MARKS), 3 * 1 * len(MARKS)
    assert len(pairs) == between + within
    assert set(pairs["status"]) == {"ok"} and (pairs["de"] == "").all()


def test_another_counting_rule_ends_the_comparison_of_talks_only() -> None:
    pairs = compare(study(SITES, YEARS), MARKS, deliveries(SITES, YEARS, c="persons"))
    found = pair(pairs, "a", "c", 2024)
    assert (found["status"], found["reason"]) == ("no", "counting_rule_differs")
    assert found["de"] == "Die Standorte zählen nach verschiedenen Regeln."
    assert found["en"] == "The sites count by different rules."
    assert pair(pairs, "a", "b", 2024)["status"] == "ok"
    assert pair(pairs, "a", "c", 2024, "staff_fte")["status"] == "ok"


def test_the_odd_one_out_is_marked_not_the_others() -> None:
    rows = [row("consultations", site, "2024", numerator=50, n_units=20, max_unit=3, sum_nn=100) for site in SITES]
    results = release(frame(rows), study(SITES, YEARS), MARKS, deliveries(SITES, YEARS, c="persons")).results
    told = results[(results["indicator"] == "consultations") & (results["period"] == "2024")].set_index("site")
    assert told["comparability"].to_dict() == {"a": "ok", "b": "ok", "c": "no:counting_rule_differs"}


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"counting_rule": None}, "no", "counting_rule_unknown"),
        ({"schema_version": "2"}, "limited", "schema_differs"),
        ({"coverage": 50.0}, "limited", "coverage"),
        ({"table_name": "consultation_agg"}, "limited", "form_differs"),
        ({"table_name": "funding"}, "no", "missing"),
    ],
)
def test_other_limits(change: dict[str, object], status: str, reason: str) -> None:
    told = deliveries(("a", "b"), (2024,)).with_columns(coverage=pl.lit(100.0))
    here = (pl.col("site") == "b") & (pl.col("table_name") == "consultation")
    for name, value in change.items():
        told = told.with_columns(pl.when(here).then(pl.lit(value)).otherwise(pl.col(name)).alias(name))
    found = pair(compare(study(("a", "b"), (2024,)), MARKS, told), "a", "b", 2024)
    assert (found["status"], found["reason"]) == (status, reason)


def two_years(before: dict[str, object], now: dict[str, object], **rules: str) -> Released:
    indicator = str(before.pop("indicator"))
    rows = [row(indicator, period="2023", **before), row(indicator, period="2024", **(before | now))]
    told = pl.concat([deliveries(("a",), (2023,)), deliveries(("a",), (2024,), **rules)])
    marks = {**MARKS, "s": entry("s", "share", per=100.0), "rate": entry("rate", "rate", per=1000.0)}
    return release(frame(rows), study(("a",), YEARS), marks, told)


def change_of(released: Released, indicator: str) -> pd.Series:
    found = released.changes[(released.changes["indicator"] == indicator) & (released.changes["breakdown"] == "")]
    assert len(found) == 1 and set(released.changes["verdict"]) <= set(VERDICTS)
    return found.iloc[0]


def test_persons_are_compared_by_the_exact_ratio() -> None:
    # METHODS: with equal exposure 50 -> 73 is the smallest rise that can be told from chance, 50 -> 72 is not.
    told = {"indicator": "persons_advised", "numerator": 50, "n_units": 50}
    found = change_of(two_years(dict(told), {"numerator": 73, "n_units": 73}), "persons_advised")
    exact = intervals.rate_ratio_exact(73, 1, 50, 1)
    assert (found["verdict"], found["unit"], found["method"]) == ("increase", "%", "rate_ratio_exact")
    limits = (46.0, 100 * exact.low - 100, 100 * exact.high - 100)
    assert (found["change"], found["low"], found["high"]) == pytest.approx(limits)
    fewer = change_of(two_years(dict(told), {"numerator": 72, "n_units": 72}), "persons_advised")
    assert fewer["verdict"] == "undecided"


def test_rates_know_their_exposure() -> None:
    before = {"indicator": "rate", "numerator": 40, "denominator": 1000, "n_units": 40}
    found = change_of(two_years(before, {"denominator": 500}), "rate")
    assert (found["change"], found["verdict"]) == (pytest.approx(100.0), "increase")


def test_shares_of_persons_are_compared_by_newcombe() -> None:
    # Newcombe 1998, Stat Med 17:873-890, example (a): 56/70 and 48/80, difference 0.2, 0.0524 to 0.3339.
    before = {"indicator": "s", "numerator": 48, "denominator": 80, "n_units": 48, "n_rest": 32}
    found = change_of(two_years(before, {"numerator": 56, "denominator": 70, "n_units": 56, "n_rest": 14}), "s")
    assert (found["verdict"], found["unit"]) == ("increase", "Prozentpunkte")
    assert (found["change"], found["low"], found["high"]) == pytest.approx((20.0, 5.24, 33.39), abs=0.005)


def test_contacts_of_few_heavy_users_stay_undecided() -> None:
    """200 to 260 contacts would be a rise if contacts were independent; with ten contacts a person it is not."""
    told = {"indicator": "consultations", "numerator": 200, "n_units": 20, "max_unit": 10, "sum_nn": 2000}
    clustered = two_years(dict(told), {"numerator": 260, "n_units": 26, "sum_nn": 2600})
    found = change_of(clustered, "consultations")
    assert (found["verdict"], found["method"], found["change"]) == ("undecided", "ratio_clustered", pytest.approx(30.0))
    once = {"max_unit": 1, "sum_nn": 200, "n_units": 200}
    single = two_years(told | once, {"numerator": 260, "n_units": 260, "sum_nn": 260})
    assert change_of(single, "consultations")["verdict"] == "increase"


def test_another_counting_rule_is_no_change() -> None:
    told = {"indicator": "consultations", "numerator": 200, "n_units": 100, "max_unit": 5, "sum_nn": 500}
    found = change_of(two_years(told, {"numerator": 400}, a="persons"), "consultations")
    assert (found["verdict"], found["reason"]) == ("not_comparable", "counting_rule_changed")
    assert np.isnan(found["change"]) and np.isnan(found["low"])


def test_hidden_years_give_no_change() -> None:
    found = change_of(two_years({"indicator": "persons_advised", "numerator": 50, "n_units": 50},
                                {"numerator": 3, "n_units": 3}), "persons_advised")  # fmt: skip
    assert (found["verdict"], found["reason"]) == ("not_available", "disclosure")
    assert np.isnan(found["change"])


def test_full_counts_change_without_interval() -> None:
    def verdict(now: float) -> str:
        years = two_years({"indicator": "staff_fte", "numerator": 2.0}, {"numerator": now})
        return str(change_of(years, "staff_fte")["verdict"])

    assert [verdict(2.0), verdict(2.5), verdict(1.5)] == ["unchanged", "increase", "decrease"]


def test_a_table_of_every_other_year_is_a_gap_and_no_break() -> None:
    ratings = {"scores": entry("scores", "mean", ("accommodation_rating",), unit_counted="none")}
    told = deliveries(("a",), (2023, 2024))
    rated = deliveries(("a",), (2023,)).with_columns(table_name=pl.lit("accommodation_rating"))
    pairs = compare(study(("a",), (2023, 2024)), ratings, pl.concat([told, rated]))
    assert pairs[["status", "reason"]].to_numpy().tolist() == [["no", "missing"]]


def test_sums_stand_in_for_contacts_only_where_the_indicator_takes_them() -> None:
    told = deliveries(("a", "b"), (2024,)).with_columns(
        table_name=pl.when(pl.col("site") == "b").then(pl.lit("consultation_agg")).otherwise("table_name")
    )
    pairs = compare(study(("a", "b"), (2024,)), MARKS, told)
    assert pair(pairs, "a", "b", 2024)["reason"] == "form_differs"
    assert pair(pairs, "a", "b", 2024, "topic_share")["reason"] == "missing"


def test_another_basis_limits_the_comparison() -> None:
    mark = entry("load", "ratio", ("position",), unit_counted="none")
    marks = {"load": replace(mark, optional_tables=("accommodation", "population", "site"))}
    stocks = deliveries(("a", "b"), (2024,)).filter(pl.col("table_name") == "consultation").with_columns(
        table_name=pl.when(pl.col("site") == "a").then(pl.lit("accommodation")).otherwise(pl.lit("population"))
    )  # fmt: skip
    told = pl.concat([deliveries(("a", "b"), (2024,)), stocks])
    found = pair(compare(study(("a", "b"), (2024,)), marks, told), "a", "b", 2024, "load")
    assert (found["status"], found["reason"]) == ("limited", "basis_differs")
