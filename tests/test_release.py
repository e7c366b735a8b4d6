"""The door: what is hidden, what is merged, what is shown, and with which interval."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest

from evaluation.errors import ReleaseError
from evaluation.release import Released, release
from evaluation.release.write import check, write
from evaluation.results import COLUMNS, NUMBERS, STATUSES
from evaluation.stats import intervals
from tests.release_study import MARKS, count, deliveries, entry, frame, row, study, world


def made(rows: list[dict[str, object]], marks: dict[str, object] | None = None) -> pd.DataFrame:
    return release(frame(rows), study(), {**MARKS, **(marks or {})}, deliveries()).results


def one(
    results: pd.DataFrame, indicator: str, breakdown: str = "", category: str = "", period: str = "2024"
) -> pd.Series:
    place = {"indicator": indicator, "breakdown": breakdown, "category": category, "period": period}
    found = results[np.logical_and.reduce([results[name] == value for name, value in place.items()])]
    assert len(found) == 1, found
    return found.iloc[0]


def contacts(n: int, units: int, largest: int = 1, squares: int | None = None, **place: str) -> dict[str, object]:
    return row("consultations", **place, numerator=n, n_units=units, max_unit=largest, sum_nn=squares or n)


def test_results_are_the_results_table() -> None:
    sites, years = ("a", "b"), (2023, 2024)
    released = release(count(world(1, 60)), study(sites, years), MARKS, deliveries(sites, years))
    assert list(released.results.columns) == list(COLUMNS)
    assert {name: str(kind) for name, kind in released.results.dtypes.items()} == COLUMNS
    assert set(released.results["status"]) <= set(STATUSES)
    assert not released.results.duplicated(["site", "period", "indicator", "breakdown", "category"]).any()


@pytest.mark.parametrize("seed", range(8))
def test_rows_that_are_not_shown_carry_no_number(seed: int) -> None:
    results = release(count(world(seed, 25)), study(), MARKS, deliveries()).results
    silent = results[results["status"] != "shown"]
    assert len(silent) and silent[list(NUMBERS)].isna().all().all()
    assert (results.loc[results["status"] == "shown", "value"].notna()).all()
    assert set(results.loc[results["status"] == "hidden", "reason"]) == {"disclosure"}


def test_the_grid_is_complete_and_says_why() -> None:
    years, sites = (2023, 2024), ("a", "b")
    told = deliveries(("a",), (2024,)).filter(pl.col("table_name") == "consultation")
    results = release(count(world(1, 60)), study(sites, years), MARKS, told).results
    answers = results[results["period"].str.len() == 4].drop_duplicates(["site", "period", "indicator"])
    assert len(answers) == 2 * 2 * len(MARKS)
    b = results[results["site"] == "b"]
    assert set(b["status"]) == {"not_collected"} and set(b["reason"]) == {"nothing_delivered"}
    without = release(count(world(1, 60)).filter(pl.col("indicator") != "staff_fte"), study(), MARKS, told).results
    assert one(without, "staff_fte")["reason"] == "table_not_delivered"


@pytest.mark.parametrize(
    ("units", "status"), [(0, "shown"), (1, "hidden"), (4, "hidden"), (5, "shown")]
)  # fmt: skip
def test_k_counts_persons_never_contacts(units: int, status: str) -> None:
    n = 40 if units else 0
    assert one(made([contacts(n, units, 1)]), "consultations")["status"] == status


@pytest.mark.parametrize(("largest", "status"), [(20, "shown"), (21, "hidden")])
def test_one_person_with_more_than_half_hides_the_cell(largest: int, status: str) -> None:
    assert one(made([contacts(40, 12, largest)]), "consultations")["status"] == status


def test_a_zero_is_shown_as_zero() -> None:
    found = one(made([contacts(0, 0, 0)]), "consultations")
    assert (found["status"], found["value"]) == ("shown", 0.0)


def test_both_sides_of_a_share_need_k() -> None:
    def share(x: int, units: int, rest: int) -> str:
        told = row("first_contact_share", numerator=x, denominator=30, n_units=units, n_rest=rest)
        return str(one(made([told]), "first_contact_share")["status"])

    assert [share(20, 20, 10), share(27, 27, 3), share(3, 3, 27), share(30, 30, 0), share(0, 0, 30)] == [
        "shown", "hidden", "hidden", "shown", "shown",
    ]  # fmt: skip


def test_unknown_persons_give_yearly_totals_only() -> None:
    rows = [
        row("consultations", numerator=300),
        row("consultations", breakdown="topic_main", category="work", numerator=200),
        row("consultations", breakdown="topic_main", category="debt", numerator=100),
        row("consultations", period="2024-01", numerator=300),
    ]
    results = made(rows)
    total = one(results, "consultations")
    assert (total["status"], total["method"]) == ("shown", "none_no_person_key")
    assert one(results, "consultations", "topic_main")["status"] == "hidden"
    assert one(results, "consultations", "month")["status"] == "hidden"
    assert set(results.loc[results["indicator"] == "consultations", "category"]) == {""}


def test_few_cases_of_unknown_persons_are_hidden() -> None:
    assert one(made([row("consultations", numerator=4)]), "consultations")["status"] == "hidden"


def test_a_hidden_total_hides_everything_of_its_family() -> None:
    rows = [
        contacts(40, 12, 30, 1000),
        row("persons_advised", numerator=12, n_units=12),
        contacts(20, 6, 5, breakdown="topic_main", category="work"),
        contacts(20, 6, 5, breakdown="topic_main", category="debt"),
        contacts(40, 12, 5, period="2024-01"),
        row("topic_share", breakdown="topic_main", category="work", numerator=20, denominator=40, n_units=6, n_rest=6),
        row("topic_share", breakdown="topic_main", category="debt", numerator=20, denominator=40, n_units=6, n_rest=6),
        row("staff_fte", numerator=2.5),
    ]
    results = made(rows)
    family = results[results["indicator"].isin(["consultations", "persons_advised", "topic_share"])]
    assert set(family["status"]) == {"hidden"}
    assert one(results, "staff_fte")["value"] == 2.5


TOPICS = [("work", 90, 40, 3), ("housing", 50, 30, 3), ("debt", 8, 6, 3), ("leisure", 2, 2, 1)]


def by_topic() -> list[dict[str, object]]:
    rows = [contacts(150, 60, 9, 600), row("persons_advised", numerator=60, n_units=60)]
    for topic, n, units, most in TOPICS:
        place = {"breakdown": "topic_main", "category": topic}
        rows.append(contacts(n, units, most, n * 2, **place))
        rows.append(row("persons_advised", **place, numerator=units, n_units=units))
        rows.append(row("topic_share", **place, numerator=n, denominator=150, n_units=units, n_rest=60 - units // 2,
                        max_unit=most, sum_xx=n * 2, sum_xn=n * 3, sum_nn=600))  # fmt: skip
    return rows


def test_small_categories_merge_in_the_same_way_everywhere() -> None:
    results = made(by_topic())
    for indicator in ("consultations", "topic_share"):
        part = results[(results["indicator"] == indicator) & (results["breakdown"] == "topic_main")]
        assert set(part["category"]) == {"work", "housing", "other_merged"}
        merged = one(results, indicator, "topic_main", "other_merged")
        assert merged["numerator"] == 10 and math.isnan(merged["n_units"])
    assert one(results, "topic_share", "topic_main", "other_merged")["denominator"] == 150


def test_persons_in_several_categories_cannot_be_added() -> None:
    results = made(by_topic())
    assert one(results, "persons_advised", "topic_main", "other_merged")["status"] == "hidden"
    assert one(results, "persons_advised", "topic_main", "work")["numerator"] == 40


def test_sensitive_categories_need_the_larger_k() -> None:
    rows = [contacts(150, 60, 9, 600)]
    for topic, n, units in [("work", 100, 40), ("housing", 30, 20), ("violence", 20, 9)]:
        rows.append(contacts(n, units, 3, n * 2, breakdown="topic_main", category=topic))
    results = made(rows)
    assert set(results.loc[results["breakdown"] == "topic_main", "category"]) == {"work", "other_merged"}
    rows[-1] = contacts(20, 10, 3, 40, breakdown="topic_main", category="violence")
    assert one(made(rows), "consultations", "topic_main", "violence")["numerator"] == 20


def test_everything_in_one_category_tells_about_everyone() -> None:
    rows = [contacts(40, 12, 5, 80), contacts(40, 12, 5, 80, breakdown="topic_main", category="work"),
            contacts(0, 0, 0, breakdown="topic_main", category="debt")]  # fmt: skip
    results = made(rows)
    assert one(results, "consultations", "topic_main")["status"] == "hidden"
    rows[1] = contacts(40, 12, 5, 80, breakdown="topic_main", category="unknown")
    assert one(made(rows), "consultations", "topic_main")["reason"] == "category_unknown"


def test_few_unknown_cases_count_into_the_denominator() -> None:
    """147 of 150 contacts have a topic; 147 would tell that three have none."""
    rows = [contacts(150, 60, 9, 600), contacts(3, 2, 2, 5, breakdown="topic_main", category="unknown")]
    for topic, n, units in [("work", 90, 40), ("housing", 49, 30), ("debt", 8, 6)]:
        place = {"breakdown": "topic_main", "category": topic}
        rows.append(contacts(n, units, 3, n * 2, **place))
        rows.append(row("topic_share", **place, numerator=n, denominator=147, n_units=units, n_rest=60 - units // 2,
                        max_unit=3, sum_xx=n * 2, sum_xn=n * 3, sum_nn=590))  # fmt: skip
    results = made(rows)
    shares = results[results["indicator"].eq("topic_share") & results["breakdown"].eq("topic_main")]
    assert set(shares["denominator"]) == {150.0} and shares["numerator"].sum() == 150
    assert set(shares["reason"]) == {"unknown_included"}
    assert one(results, "consultations", "topic_main", "other_merged")["numerator"] == 11


def test_months_become_quarters_become_nothing() -> None:
    def series(units: int, n: int) -> pd.DataFrame:
        months = [contacts(20, 12, 3, 40, period=f"2024-{m:02}") for m in range(1, 12)]
        return made([contacts(220 + n, 90, 9, 900), *months, contacts(n, units, 1, n, period="2024-12")])

    periods = {8: 13, 3: 5}
    for units, length in periods.items():
        shown = series(units, 8).query("indicator == 'consultations' and status == 'shown'")
        assert len(shown) == length
    quarter = one(series(3, 8), "consultations", period="2024-Q4")
    assert quarter["numerator"] == 48 and math.isnan(quarter["n_units"])
    two = [contacts(3, 3, 1, 3, period="2024-01"), contacts(7, 6, 2, 9, period="2024-06")]
    lonely = made([contacts(10, 9, 2, 14), *two])
    assert one(lonely, "consultations", "month")["status"] == "hidden"


def test_structural_figures_are_shown_without_interval() -> None:
    found = one(made([row("staff_fte", numerator=0.5)]), "staff_fte")
    assert (found["value"], found["method"]) == (0.5, "none_full_count")
    assert math.isnan(found["n_units"]) and math.isnan(found["low"])


def test_staff_attributes_need_five_heads() -> None:
    marks = {"fixed_term_share": entry("fixed_term_share", "share", ("position",), per=100.0, protection="P1")}

    def status(heads: int) -> str:
        told = row("fixed_term_share", numerator=1.5, denominator=4.0, n_units=2, n_rest=heads - 2)
        return str(one(made([told], marks), "fixed_term_share")["status"])

    assert status(4) == "hidden" and status(5) != "hidden"


def test_intervals_come_from_released_counts() -> None:
    results = made([contacts(60, 12, 6, 300), row("persons_advised", numerator=12, n_units=12)])
    persons, talks = one(results, "persons_advised"), one(results, "consultations")
    exact = intervals.poisson_exact(12)
    assert (persons["low"], persons["high"]) == pytest.approx((exact.low, exact.high))
    clustered = intervals.clustered_rate(60, 1.0, 300)  # the design effect is 5 exactly: rounding changes nothing
    assert (talks["low"], talks["high"]) == pytest.approx((clustered.low, clustered.high))
    assert (talks["method"], talks["confidence"]) == ("clustered_rate", 0.95)


def test_the_design_effect_is_rounded_up_so_that_limits_tell_nothing_more() -> None:
    first, second = (one(made([contacts(60, 12, 6, squares)]), "consultations") for squares in (281, 299))
    assert (first["low"], first["high"]) == (second["low"], second["high"])


def test_too_few_persons_and_too_few_cases() -> None:
    few = one(made([row("persons_advised", numerator=7, n_units=7)]), "persons_advised")
    assert (few["status"], few["method"]) == ("shown", "none_few_persons") and math.isnan(few["low"])
    marks = {"s": entry("s", "share", per=100.0)}
    nine = row("s", numerator=0, denominator=9, n_units=0, n_rest=9)
    assert one(made([nine], marks), "s")["status"] == "too_few"


def test_notes_become_states() -> None:
    rows = frame([row("staff_fte"), row("consultations")])
    rows = rows.with_columns(note=pl.Series(["not_reported", "counting_rule"]))
    results = release(rows, study(), MARKS, deliveries()).results
    assert one(results, "staff_fte")["status"] == "not_collected"
    assert one(results, "consultations")["status"] == "not_comparable"


def test_a_hidden_input_hides_what_is_derived() -> None:
    def half(results: pd.DataFrame) -> pd.DataFrame:
        shown = results[(results["status"] == "shown") & (results["breakdown"] == "")]
        return shown.assign(value=shown["value"] / 2)[["site", "period", "value"]]

    marks = {"half": entry("half", "index", ("results",), half, of=("persons_advised",))}
    shown = one(made([row("persons_advised", numerator=60, n_units=60)], marks), "half")
    assert (shown["value"], shown["kind"]) == (30.0, "index")
    assert one(made([row("persons_advised", numerator=3, n_units=3)], marks), "half")["status"] == "hidden"
    assert one(made([], marks), "half")["status"] == "not_applicable"


def test_alternatives_about_the_same_whole_stand_for_themselves() -> None:
    marks = {"key": entry("key", "ratio", ("position",), per=100.0), "need": entry("need", "count", ("position",))}
    rows = [row(name, breakdown="rule", category=rule, numerator=x, denominator=d, n_units=120)
            for name, d in (("key", 2.0), ("need", None)) for rule, x in (("linear", 0.2), ("step", 1.0))]  # fmt: skip
    assert one(made(rows, marks), "key", "rule", "step")["value"] == 50.0
    few = [{**told, "n_units": 3} for told in rows]
    assert one(made(few, marks), "key", "rule", "step")["status"] == "hidden"


def test_suppression_loss_counts_cells() -> None:
    marks = {"suppression_loss": entry("suppression_loss", "share", (), per=100.0, unit_counted="none")}
    loss = one(made(by_topic(), marks), "suppression_loss")
    assert (loss["numerator"], loss["denominator"]) == (6.0, 14.0)  # 2 of 4 topics in each of three indicators


def test_the_audit_says_which_rule_and_is_protected(tmp_path: object) -> None:
    audit = release(frame(by_topic()), study(), MARKS, deliveries()).audit
    rules = {(r.indicator, r.category): r.rule for r in audit.itertuples()}
    assert rules["consultations", "leisure"] == "few_units" and rules["consultations", "debt"] == "merged"


def test_the_same_counts_give_the_same_results() -> None:
    counts = count(world(5, 40))
    first = release(counts, study(), MARKS, deliveries())
    second = release(counts.sample(fraction=1.0, shuffle=True, seed=1), study(), MARKS, deliveries())
    pd.testing.assert_frame_equal(first.results, second.results)
    pd.testing.assert_frame_equal(first.changes, second.changes)


def test_a_hidden_value_changes_nothing_that_is_released() -> None:
    """Two studies that differ in a hidden cell alone give the same files (the merged sum and the total stay)."""

    def with_leisure(n: int) -> Released:
        rows = by_topic()
        for r in rows:
            if r["category"] == "leisure" and r["indicator"] != "persons_advised":
                r["numerator"] = n
            if r["category"] == "debt" and r["indicator"] != "persons_advised":
                r["numerator"] = 10 - n
        return release(frame(rows), study(), MARKS, deliveries())

    pd.testing.assert_frame_equal(with_leisure(2).results, with_leisure(3).results)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: f.drop("n_units"), "n_units"),
        (lambda f: pl.concat([f, f]), "consultations"),
        (lambda f: f.with_columns(indicator=pl.lit("nobody")), "nobody"),
    ],
)
def test_wrong_counts_stop_the_release(spoil: object, words: str) -> None:
    with pytest.raises(ReleaseError, match=words):
        release(spoil(frame([contacts(40, 12, 3)])), study(), MARKS, deliveries())  # type: ignore[operator]


def test_a_number_in_a_hidden_row_stops_the_writing() -> None:
    results = made([contacts(40, 3, 20)])
    results.loc[results["indicator"] == "consultations", "value"] = 40.0
    with pytest.raises(ReleaseError, match="consultations"):
        check(results)


def test_files_are_written_whole_and_labelled(tmp_path: object) -> None:
    import dataclasses
    import stat
    from pathlib import Path

    import pyreadstat

    place = dataclasses.replace(study(), root=Path(str(tmp_path)))
    released = release(frame(by_topic()), place, MARKS, deliveries())
    folder = write(released, place)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "results.parquet").astype(COLUMNS), released.results)
    raw = (folder / "results.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfsite;period;indicator") and b"\r\n" in raw
    assert len(pd.read_csv(folder / "results.csv", sep=";")) == len(released.results)
    book = pd.read_csv(folder / "codebook.csv", sep=";", keep_default_na=False)
    assert set(book["column"]) >= set(COLUMNS) and (book["de"] != "").all() and (book["en"] != "").all()
    data, meta = pyreadstat.read_sav(str(folder / "results.sav"))
    assert len(data) == len(released.results)
    assert meta.column_names_to_labels["value"] == "Wert in der Einheit der Kennzahl"
    assert "geheim (•)" in meta.variable_value_labels["status"].values()
    audit = place.protected / "audit.parquet"
    assert stat.S_IMODE(audit.stat().st_mode) == 0o600
    assert not list(folder.glob(".*"))


def test_a_canary_in_the_counts_is_nowhere_in_the_released_files(tmp_path: object) -> None:
    import dataclasses
    from pathlib import Path

    place = dataclasses.replace(study(), root=Path(str(tmp_path)))
    hidden = row("first_contact_share", numerator=7771234, denominator=7771240, n_units=2, n_rest=4)
    rows = [contacts(40, 12, 5, 80), hidden]
    folder = write(release(frame(rows), place, MARKS, deliveries()), place)
    for path in folder.rglob("*"):
        assert b"777123" not in path.read_bytes(), path.name
    results = pd.read_parquet(folder / "results.parquet")
    assert not (results[list(NUMBERS)] == 7771234).any().any()
