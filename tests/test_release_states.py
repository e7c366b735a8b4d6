"""Methods and states of results: what a figure's uncertainty rests on, and why a figure is missing."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import polars as pl
import pytest

from evaluation.indicators._declare import catalogue
from evaluation.release import release
from evaluation.release.comparability import compare
from evaluation.release.delivered import covered, delivered
from evaluation.stats import intervals
from tests.release_study import MARKS, deliveries, entry, frame, row, study

Row = dict[str, object]


def result(rows: list[Row], name: str, marks: dict[str, object] | None = None, category: str = "") -> pd.Series:
    results = release(frame(rows), study(), {**MARKS, **(marks or {})}, deliveries()).results
    found = results[(results["indicator"] == name) & (results["category"] == category)]
    assert len(found) == 1, found
    return found.iloc[0]


def test_contacts_without_sums_over_persons_have_no_interval() -> None:
    """162 contacts of 52 persons cluster in persons; that is unknown here, so a plain Poisson interval would lie."""
    found = result([row("consultations", numerator=162, n_units=52)], "consultations")
    assert (found["status"], found["value"], found["method"]) == ("shown", 162.0, "none_no_person_key")
    assert math.isnan(found["low"]) and math.isnan(found["confidence"])
    marks = {"talks": entry("talks", "share", per=100.0), "load": entry("load", "rate", per=1.0)}
    share = row("talks", numerator=60, denominator=162, n_units=30, n_rest=40)
    rate = row("load", numerator=162, denominator=2.5, n_units=52)
    assert result([share], "talks", marks)["method"] == "none_no_person_key"
    assert result([rate], "load", marks)["method"] == "none_no_person_key"


def test_no_contact_among_many_without_sums_has_no_interval_either() -> None:
    marks = {"talks": entry("talks", "share", per=100.0)}
    none = row("talks", numerator=0, denominator=162, n_units=0, n_rest=52)
    assert result([none], "talks", marks)["method"] == "none_no_person_key"


def test_persons_keep_their_exact_interval() -> None:
    found = result([row("persons_advised", numerator=52, n_units=52)], "persons_advised")
    exact = intervals.poisson_exact(52)
    assert found["method"] == "poisson_exact"
    assert (found["low"], found["high"]) == pytest.approx((exact.low, exact.high))
    person_share = row("first_contact_share", numerator=20, denominator=52, n_units=20, n_rest=32)
    assert result([person_share], "first_contact_share")["method"] == "wilson"


def test_persons_per_post_count_the_persons_behind_them() -> None:
    marks = {"load": entry("load", "ratio", ("consultation", "position"))}
    found = result([row("load", numerator=214, denominator=5.0, n_units=214)], "load", marks)
    exact = intervals.poisson_exact(214, 5.0)
    assert (found["method"], found["low"]) == ("poisson_exact", pytest.approx(exact.low))
    few = result([row("load", numerator=7, denominator=2.0, n_units=7)], "load", marks)
    assert few["method"] == "none_few_persons"


def test_many_cases_of_the_denominator_do_not_stand_in_for_persons() -> None:
    """Seven persons among a stock of 500: a rate of so few has no interval, however large the stock."""
    marks = {"reach": entry("reach", "rate", per=100.0)}
    found = result([row("reach", numerator=7, denominator=500, n_units=7)], "reach", marks)
    assert (found["status"], found["method"]) == ("shown", "none_few_persons")


def test_profiles_keep_their_value_and_limits() -> None:
    marks = {"icc": entry("icc", "profile", ("position",), unit_counted="none")}
    own = pl.DataFrame({"site": ["a"], "period": ["2024"], "indicator": ["icc"], "breakdown": [""], "category": [""],
                        "value": [0.948], "low": [0.87], "high": [0.98], "method": ["icc_anova"]})  # fmt: skip
    counts = pl.concat([frame([row("staff_fte", numerator=1.0)]), own], how="diagonal")
    results = release(counts, study(), {**MARKS, **marks}, deliveries()).results
    found = results[results["indicator"] == "icc"].iloc[0]
    shown = (found["status"], found["value"], found["low"], found["high"], found["confidence"], found["method"])
    assert shown == ("shown", 0.948, 0.87, 0.98, 0.95, "icc_anova")


def test_noise_in_the_last_digits_changes_nothing() -> None:
    def value(x: float) -> pd.DataFrame:
        return release(frame([row("staff_fte", numerator=x)]), study(), MARKS, deliveries()).results

    assert 0.1 + 0.2 != 0.3
    pd.testing.assert_frame_equal(value(0.1 + 0.2), value(0.3), check_exact=True)


FILES = deliveries(("a",), (2024,)).with_columns(
    rows_in=pl.lit(10, pl.Int64), rows_clean=pl.lit(10, pl.Int64), delivery_id=pl.lit("a/2024")
)


def grid(files: pl.DataFrame, name: str) -> tuple[str, str]:
    results = release(frame([]), study(("a", "b")), MARKS, files).results
    found = results[(results["indicator"] == name) & (results["site"] == "a")].iloc[0]
    return str(found["status"]), str(found["reason"])


@pytest.mark.parametrize(
    ("rows_in", "rows_clean", "reason"),
    [(None, None, "delivery_refused"), (545, 0, "no_usable_rows"), (0, 0, "no_usable_rows")],
)
def test_a_refused_or_unused_file_is_not_delivered(rows_in: int | None, rows_clean: int | None, reason: str) -> None:
    talks = pl.col("table_name") == "consultation"
    files = FILES.with_columns(
        rows_in=pl.when(talks).then(pl.lit(rows_in, pl.Int64)).otherwise("rows_in"),
        rows_clean=pl.when(talks).then(pl.lit(rows_clean, pl.Int64)).otherwise("rows_clean"),
    )
    assert grid(files, "consultations") == ("not_collected", reason)
    counts = delivered(files, (2024,)).tables(("a", 2024))
    assert counts == ({"position"} if rows_in != 0 else {"position", "consultation"})


def test_a_refused_file_is_no_side_of_a_comparison() -> None:
    b = FILES.with_columns(site=pl.lit("b"), rows_in=pl.lit(None, pl.Int64), counting_rule=pl.lit("persons"))
    told = delivered(pl.concat([FILES, b]), (2024,))
    pairs = compare(study(("a", "b")), MARKS, told)
    assert set(pairs["reason"]) == {"missing"}


def test_the_clean_tables_tell_the_years_of_a_file_of_several_years() -> None:
    rows = {"site": ["a", "a", "b"], "year": [2022, 2024, 2024], "delivery": ["d", "d", "other"]}
    tables = {"position": pl.DataFrame(rows)}
    told = {"site": "a", "year": None, "table_name": "position", "delivery_id": "d"}
    assert covered(told, (2022, 2023, 2024), tables) == [("a", 2022), ("a", 2024)]
    assert covered(told, (2022, 2023)) == [("a", 2022), ("a", 2023)]
    files = pl.DataFrame([told | {"rows_in": 2, "rows_clean": 2}])
    results = release(frame([]), study(years=(2022, 2023, 2024)), MARKS, files, tables).results
    reasons = results[results["indicator"] == "staff_fte"].set_index("period")["reason"].to_dict()
    assert reasons == {"2022": "no_usable_rows", "2023": "nothing_delivered", "2024": "no_usable_rows"}


def test_shares_of_several_municipalities_say_why_there_is_none() -> None:
    one = study()
    places = tuple(
        dataclasses.replace(one.sites[0], id=name, type=kind, gemeinde_ags8=towns)
        for name, kind, towns in (("a", "rural", ("99001001", "99001002")), ("b", "rural", ("99001003",)),
                                  ("c", "county", ("99001001", "99001002")))
    )  # fmt: skip
    marks = {name: catalogue()[name] for name in ("foreigner_share", "population")}
    results = release(frame([]), dataclasses.replace(one, sites=places), marks, deliveries(("a", "b", "c"))).results
    told = results.set_index(["site", "indicator"])[["status", "reason"]].agg(":".join, axis=1).to_dict()
    assert told["a", "foreigner_share"] == "not_applicable:several_areas"
    assert {told[key] for key in told if key != ("a", "foreigner_share")} == {"not_collected:table_not_delivered"}


def mentioned(any_units: int, main_units: int) -> list[Row]:
    """40 contacts mention the topic, in 30 it is the main one; one person has up to nine of the 40."""
    topics = {"work": (40, any_units, 30, main_units), "housing": (90, 50, 60, 30)}
    rows = [row("consultations", numerator=90, n_units=60, max_unit=9, sum_nn=300)]
    for name, (any_n, units, main_n, mains) in topics.items():
        rows.append(row("consultations", breakdown="topic_main", category=name, numerator=main_n, n_units=mains,
                        max_unit=5, sum_nn=main_n * 3))  # fmt: skip
        rows.append(row("topic_any", breakdown="topic_any", category=name, numerator=any_n, denominator=90,
                        n_units=units, n_rest=20, max_unit=9, sum_xx=any_n * 2, sum_xn=any_n * 3,
                        sum_nn=300))  # fmt: skip
    return rows


@pytest.mark.parametrize(("any_units", "main_units", "status"), [(28, 20, "shown"), (28, 25, "hidden")])
def test_persons_beside_the_main_topic_are_counted_as_far_as_certain(
    any_units: int, main_units: int, status: str
) -> None:
    """At least 28 - 20 = 8 persons mention the topic without ever having it as main topic."""
    marks = {"topic_any": entry("topic_any", "share", per=100.0, own_breakdown="topic_any")}
    assert result(mentioned(any_units, main_units), "topic_any", marks, "work")["status"] == status


def test_one_person_may_not_dominate_what_stands_beside_the_main_topic() -> None:
    marks = {"topic_any": entry("topic_any", "share", per=100.0, own_breakdown="topic_any")}
    rows = mentioned(26, 21)  # 5 persons for certain, so one of them may have 6 of the 10 contacts
    assert result(rows, "topic_any", marks, "work")["status"] == "hidden"


def told_in_sums(unknown: int) -> pd.DataFrame:
    """Yearly sums of 100 contacts of 60 persons; `unknown` of them stand under no topic."""
    work, housing = 70 - unknown, 30
    rows = [row("consultations", numerator=100, n_units=60), row("persons_advised", numerator=60, n_units=60)]
    for topic, n, units in (("work", work, 40), ("housing", housing, 25)):
        rows.append(row("consultations", breakdown="topic_main", category=topic, numerator=n, n_units=units))
    results = release(frame(rows), study(), MARKS, deliveries()).results
    return results[(results["indicator"] == "consultations") & (results["breakdown"] == "topic_main")]


def test_contacts_left_out_of_sums_may_be_those_of_one_person() -> None:
    """Seven contacts without topic are not seven persons: nothing is known of who stands behind them."""
    whole, short = (told_in_sums(n).set_index("category")["numerator"].to_dict() for n in (0, 7))
    assert whole == {"housing": 30, "work": 70}
    assert short == {"other_merged": 37, "work": 63}


def test_contacts_and_persons_of_sums_are_not_set_against_each_other() -> None:
    """55 contacts of 52 persons: 3 is no cell of persons, so that nothing has to be hidden."""
    rows = [row("consultations", numerator=55, n_units=52), row("persons_advised", numerator=52, n_units=52)]
    assert result(rows, "persons_advised")["status"] == "shown"
