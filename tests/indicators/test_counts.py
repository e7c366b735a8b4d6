"""What single indicators must get right: keys, counting rules, aggregates, reference dates, published vectors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from evaluation.indicators import _derive as derive
from evaluation.indicators._declare import catalogue
from evaluation.indicators._run import count
from evaluation.indicators.accommodation import accommodation_icc, accommodation_score
from evaluation.indicators.caseload import key_deviation, required_fte
from evaluation.indicators.territory import territorial_shift
from evaluation.indicators.topics import topic_concentration, topic_shift
from tests.indicators.random_tables import frame

HERE = {"site": "aa", "year": 2024}


def contacts(*keys: str | None, **columns: Any) -> pl.DataFrame:
    rows = [
        {**HERE, "contact_id": f"c{n}", "month": "2024-03", "client_key": key, **columns} for n, key in enumerate(keys)
    ]
    return frame("consultation", rows)


def totals(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame("consultation_agg", [{**HERE, "dim": "total", "counting_rule": "contacts", **row} for row in rows])


def one(found: pl.DataFrame, **where: str) -> dict[str, Any]:
    """The only row of these counts with breakdown "" (or as told)."""
    rows = found.filter(*(pl.col(name) == value for name, value in {"breakdown": "", **where}.items()))
    assert rows.height == 1
    return rows.row(0, named=True)


def test_contacts_without_any_key_count_but_nobody_is_known() -> None:
    found = count({"consultation": contacts(None, None)}, ["consultations", "persons_advised"])
    contacted = one(found, indicator="consultations", period="2024")
    assert (contacted["numerator"], contacted["n_units"], contacted["sum_nn"], contacted["coverage"]) == (
        2,
        None,
        None,
        0,
    )
    people = one(found, indicator="persons_advised")
    assert (people["numerator"], people["n_units"], people["note"]) == (None, None, "no_person_key")


def test_a_few_contacts_without_key_make_persons_a_lower_bound_and_the_sums_stand_for_all() -> None:
    found = count({"consultation": contacts("p", "p", "p", "q", None)}, ["consultations", "persons_advised"])
    contacted = one(found, indicator="consultations", period="2024")
    assert contacted["n_units"] == 2
    assert contacted["coverage"] == pytest.approx(0.8)
    assert contacted["sum_nn"] == pytest.approx((9 + 1) / 0.8)
    assert one(found, indicator="persons_advised")["numerator"] == 2


def test_where_too_many_keys_are_missing_there_are_no_sums() -> None:
    contacted = one(count({"consultation": contacts("p", None)}, ["consultations"]), period="2024")
    assert (contacted["numerator"], contacted["n_units"], contacted["sum_nn"]) == (2, 1, None)


def test_quarters_add_up_for_contacts_but_not_for_persons() -> None:
    agg = totals(
        {"period": "2024-Q1", "n_contacts": 10, "n_persons": 4}, {"period": "2024-Q2", "n_contacts": 5, "n_persons": 3}
    )
    found = count({"consultation_agg": agg}, ["consultations", "persons_advised"])
    assert one(found, indicator="consultations")["numerator"] == 15
    assert one(found, indicator="consultations")["n_units"] is None
    assert found.filter(pl.col("indicator") == "persons_advised").is_empty()


def test_a_year_in_one_row_tells_its_persons() -> None:
    found = count({"consultation_agg": totals({"period": "2024", "n_contacts": 10, "n_persons": 4})}, ["consultations"])
    assert (one(found)["numerator"], one(found)["n_units"]) == (10, 4)


def test_dimensions_are_never_added_to_the_total() -> None:
    agg = pl.concat([totals({"period": "2024", "n_contacts": 10}),
                     totals({"period": "2024", "dim": "topic_main", "value": "work", "n_contacts": 10})])  # fmt: skip
    assert one(count({"consultation_agg": agg}, ["consultations"]))["numerator"] == 10


def test_a_missing_quarter_makes_the_sum_unknown() -> None:
    agg = totals({"period": "2024-Q1", "n_contacts": 10}, {"period": "2024-Q2", "n_contacts": None})
    assert one(count({"consultation_agg": agg}, ["consultations"]))["numerator"] is None


def test_cases_are_no_contacts() -> None:
    agg = totals({"period": "2024", "n_contacts": 10, "counting_rule": "cases"})
    found = one(count({"consultation_agg": agg}, ["consultations"]))
    assert (found["numerator"], found["note"]) == (None, "counting_rule")


def test_single_rows_of_a_delivery_that_counts_cases_are_left_out_and_marked() -> None:
    rule = {**HERE, "delivery_id": "d", "table_name": "consultation", "counting_rule": "cases", "rows_in": 2}
    given = {"consultation": contacts("p", "q", topic_main="work"), "delivery": frame("delivery", [rule])}
    found = count(given, ["consultations", "topic_share", "persons_advised"])
    contacted = one(found, indicator="consultations", period="2024")
    assert (contacted["numerator"], contacted["note"]) == (None, "counting_rule")
    assert found.filter(pl.col("indicator") == "topic_share", pl.col("numerator") > 0).is_empty()
    assert one(found, indicator="persons_advised")["numerator"] == 2


def test_single_contacts_go_before_totals() -> None:
    given = {"consultation": contacts("p"), "consultation_agg": totals({"period": "2024", "n_contacts": 99})}
    assert one(count(given, ["consultations"]), period="2024")["numerator"] == 1


def test_delivered_but_nothing_matched_is_zero_and_not_delivered_is_no_row() -> None:
    found = count({"consultation": contacts("p", outcome="na")}, ["no_offer_rate"])
    assert (one(found)["numerator"], one(found)["denominator"]) == (0, 0)
    assert count({}, ["no_offer_rate"]).is_empty()


def test_months_between_the_first_and_the_last_are_zero_and_none_beyond() -> None:
    given = pl.concat([contacts("p"), contacts("q").with_columns(month=pl.lit("2024-06"))])
    found = count({"consultation": given}, ["consultations"]).filter(pl.col("period").str.len_chars() == 7)
    assert dict(found.select("period", "numerator").rows()) == {
        "2024-03": 1, "2024-04": 0, "2024-05": 0, "2024-06": 1
    }  # fmt: skip


def test_topics_of_the_list_that_nobody_had_are_zero() -> None:
    found = count({"consultation": contacts("p", "q", topic_main="work")}, ["topic_share"])
    debt = one(found, breakdown="topic_main", category="debt")
    assert (debt["numerator"], debt["denominator"], debt["n_units"]) == (0, 2, 0)


def test_unknown_topics_are_a_category_of_the_count_and_no_part_of_the_share() -> None:
    given = pl.concat([contacts("p", topic_main="work"), contacts("q")])
    found = count({"consultation": given}, ["consultations", "topic_share"])
    assert one(found, indicator="consultations", breakdown="topic_main", category="unknown")["numerator"] == 1
    assert one(found, indicator="topic_share", breakdown="topic_main", category="work")["denominator"] == 1


def homes(persons: int, fte: float, **columns: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    day = {"site": "aa", "year": 2024, "ref_date": dt.date(2024, 12, 31)}
    post = {**day, "position_id": "p", "fte_filled": fte, "heads": 1}
    home = {**day, "accommodation_id": "u", "occupied": persons, "care_key_num": 2, "care_key_den": 150, **columns}
    return frame("position", [post]), frame("accommodation", [home])


@pytest.mark.parametrize(("persons", "linear", "step"), [(160, 2.1333, 4), (150, 2, 2), (151, 2.0133, 4), (0, 0, 0)])
def test_linear_and_step_keys(persons: int, linear: float, step: float) -> None:
    # 160 persons at 2:150: 2.133 and 4 posts (a step rule makes 151 persons 4 posts).
    found = required_fte(*homes(persons, 2.0))
    assert found["numerator"].to_list() == [pytest.approx(linear, abs=1e-4), pytest.approx(step)]


def test_deviation_from_the_key_is_caseload_over_norm() -> None:
    posts, home = homes(160, 2.0)
    row = key_deviation(posts, home).filter(pl.col("rule") == "linear").row(0, named=True)
    assert row["numerator"] / row["denominator"] == pytest.approx((160 / 2.0) / (150 / 2) - 1)


def test_caseload_pairs_only_figures_of_the_same_date() -> None:
    posts, home = homes(160, 2.0)
    home = home.with_columns(ref_date=pl.lit(dt.date(2024, 6, 30)))
    found = one(count({"position": posts, "accommodation": home}, ["caseload_entitled"]))
    assert (found["numerator"], found["denominator"], found["note"]) == (None, None, "reference_dates")


def test_heads_without_fte_are_kept_apart() -> None:
    # Saxon parliament, paper 6/198: Mittelsachsen 4 heads, FTE not reported.
    post = {"site": "aa", "year": 2014, "ref_date": dt.date(2014, 11, 30), "position_id": "p", "heads": 4}
    found = count({"position": frame("position", [post])}, ["staff_heads", "staff_fte", "staff_not_reported"])
    assert one(found, indicator="staff_heads")["numerator"] == 4
    assert (one(found, indicator="staff_fte")["numerator"], one(found, indicator="staff_fte")["note"]) == (
        None,
        "not_reported",
    )
    assert one(found, indicator="staff_not_reported")["numerator"] == 4


def shares(period: str, counted: dict[str, float], **fields: Any) -> list[dict[str, Any]]:
    total = sum(counted.values())
    return [derive.row("aa", period, "topic_share", breakdown="topic_main", category=topic, numerator=x,
                       denominator=total, **fields) for topic, x in counted.items()]  # fmt: skip


P, Q = {"a": 40.0, "b": 30.0, "c": 20.0, "d": 10.0}, {"a": 20.0, "b": 30.0, "c": 20.0, "d": 30.0}


def test_published_vectors_of_shift_and_concentration() -> None:
    # Computed with scipy: TVD .20, JSD .0623 bits, HHI .30, H/lnK .9232.
    shift = topic_shift(derive.table(shares("2020", Q) + shares("2024", P))).set_index(["breakdown", "category"])[
        "value"
    ]
    assert shift[("measure", "tvd")] == pytest.approx(0.20)
    assert shift[("measure", "js_bits")] == pytest.approx(0.0623, abs=5e-5)
    assert shift[("topic_main", "a")] == pytest.approx(2.0)
    breadth = topic_concentration(derive.table(shares("2024", P))).set_index(["breakdown", "category"])["value"]
    assert breadth[("measure", "hhi")] == pytest.approx(0.30)
    assert breadth[("measure", "shannon")] == pytest.approx(0.9232, abs=5e-5)


@pytest.mark.parametrize("function", [topic_shift, topic_concentration])
def test_a_hidden_input_hides_the_result(function: Any) -> None:
    hidden = derive.row("aa", "2024", "topic_share", breakdown="topic_main", status="hidden", reason="disclosure")
    found = function(derive.table([*shares("2020", Q), hidden]))
    now = found[found["period"] == "2024"]
    assert set(now["status"]) == {"hidden"}
    assert now["value"].isna().all()


def test_few_contacts_have_no_concentration() -> None:
    found = topic_concentration(derive.table(shares("2024", {"a": 30.0, "b": 19.0})))
    assert found["status"].to_list() == ["too_few"]


def test_merged_categories_make_the_shift_a_lower_bound() -> None:
    merged = {"a": 20.0, "b": 30.0, "other_merged": 50.0}
    whole = topic_shift(derive.table(shares("2020", P) + shares("2024", Q)))["value"].iloc[0]
    found = topic_shift(derive.table(shares("2020", P) + shares("2024", merged))).iloc[0]
    assert found["method"] == "from_2020_merged"
    assert found["value"] <= whole + 1e-12


def ratings(objects: int, raters: int) -> pl.DataFrame:
    rows = [
        {**HERE, "accommodation_id": f"u{home}", "visit_date": dt.date(2024, 5, 1), "factor": str(factor),
         "rating": (home + factor * rater) % 3 - 1, "rater_id": f"r{rater}"}
        for home in range(objects) for factor in range(1, 11) for rater in range(1, raters + 1)
    ]  # fmt: skip
    return frame("accommodation_rating", rows)


def test_one_rater_gives_no_score_and_few_objects_no_agreement() -> None:
    assert accommodation_score(ratings(3, 1))["note"].to_list() == ["one_rater"]
    assert accommodation_score(ratings(3, 2))["denominator"].to_list() == [3]
    assert accommodation_icc(ratings(9, 2))["note"].to_list() == ["too_few"]
    assert accommodation_icc(ratings(10, 2))["n_units"].to_list() == [10]


def test_an_accommodation_without_all_ten_factors_has_no_score() -> None:
    part = ratings(3, 2).filter((pl.col("accommodation_id") != "u0") | (pl.col("factor") != "7"))
    assert accommodation_score(part)["denominator"].to_list() == [2]


def test_special_categories_need_the_larger_k() -> None:
    mark = catalogue()["topic_share"].mark
    assert all(mark.is_sensitive("topic_main", topic) for topic in ("violence", "psych", "return", "discrimination"))
    assert mark.is_sensitive("status_group", "duldung")
    assert not mark.is_sensitive("topic_main", "housing")


def points(period: str, counted: dict[str, float]) -> list[dict[str, Any]]:
    rows = shares(period, counted)
    return [row | {"indicator": "service_point_share", "breakdown": "service_point_id"} for row in rows]


def test_shift_over_five_service_points_and_none_over_one() -> None:
    # (120, 90, 60, 60, 70) to (180, 110, 40, 30, 40): 0.20.
    then = dict(zip("abcde", (120.0, 90.0, 60.0, 60.0, 70.0), strict=True))
    now = dict(zip("abcde", (180.0, 110.0, 40.0, 30.0, 40.0), strict=True))
    found = territorial_shift(derive.table(points("2020", then) + points("2024", now)))
    assert found["value"].iloc[0] == pytest.approx(0.20)
    alone = derive.table(points("2020", {"a": 50.0}) + points("2024", {"a": 70.0}))
    assert territorial_shift(alone).empty
