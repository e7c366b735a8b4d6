"""The planted truths of the demo are found in the released results, and nothing is found where nothing was planted.

Every expected value is planted in evaluation/example/generator_world.py and told in docs/planted_truths.md.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from evaluation.example.generator_world import CLIFF_SITE, NULL_SITE, OVERLOADED_SITE, PLACES, YEARS

ROOT = Path(__file__).resolve().parents[1]
FIRST, LAST = str(YEARS[0]), str(YEARS[-1])


@pytest.fixture(scope="module")
def released() -> Any:
    from evaluation.indicators._declare import catalogue
    from evaluation.indicators._run import count
    from evaluation.release import release
    from evaluation.sources import discover, load, reconcile
    from evaluation.study import load_study

    study = load_study(ROOT)
    deliveries, _ = discover(study)
    clean = reconcile([load(delivery, study) for delivery in deliveries], study)
    counts = count(clean.tables | study.tables())
    return release(counts, study, catalogue(), clean.tables["delivery"])


def row(released: Any, site: str, period: str, indicator: str, breakdown: str = "", category: str = "") -> Any:
    """The one released row of this place."""
    frame = released.results
    for column, value in (("site", site), ("period", period), ("indicator", indicator),
                          ("breakdown", breakdown), ("category", category)):  # fmt: skip
        frame = frame[frame[column] == value]
    assert len(frame) == 1, (site, period, indicator, breakdown, category)
    return frame.iloc[0]


def shown(released: Any, site: str, indicator: str) -> Any:
    """All shown yearly rows of a site and indicator."""
    frame = released.results
    return frame[
        (frame["site"] == site)
        & (frame["indicator"] == indicator)
        & (frame["status"] == "shown")
        & (frame["period"].str.len() == 4)
    ]


@pytest.mark.parametrize("site", sorted(PLACES))
def test_released_totals_are_the_planted_contacts(released: Any, site: str) -> None:
    place = PLACES[site]
    for year in YEARS:
        found = row(released, site, str(year), "consultations")
        if place.aggregated == "quarterly" and year < 2022:
            assert found["status"] == "not_comparable"
        else:
            assert found["value"] == place.at(place.contacts, year)


def test_rural_decline_and_midsize_growth_exceed_their_uncertainty(released: Any) -> None:
    before, after = (row(released, "auental", year, "consultations") for year in (FIRST, LAST))
    assert after["high"] < before["low"] and after["value"] == pytest.approx(before["value"] / 2)
    before, after = (row(released, "erlenfurt", year, "consultations") for year in (FIRST, LAST))
    assert after["low"] > before["high"] and after["value"] > 1.9 * before["value"]
    before, after = (row(released, "moorheide", year, "consultations")["value"] for year in (FIRST, LAST))
    assert after < 0.55 * before


def test_topics_move_to_work_and_education(released: Any) -> None:
    # Planted: work 8 to 19 % (so 2.4 times), total variation 0.23; merging of small topics can only lower the distance.
    for site, least in (("erlenfurt", 0.20), ("wiesenrode", 0.15), ("auental", 0.08), ("moorheide", 0.12)):
        assert least <= row(released, site, LAST, "topic_shift")["value"] <= 0.24
        assert 2.0 < row(released, site, LAST, "topic_shift", "topic_main", "work")["value"] < 2.6
        assert row(released, site, LAST, "topic_shift", "topic_main", "residence")["value"] < 0.8
    work = row(released, "erlenfurt", LAST, "topic_share", "topic_main", "work")
    assert work["value"] == pytest.approx(19, abs=1.5)
    assert work["low"] > row(released, "erlenfurt", FIRST, "topic_share", "topic_main", "work")["value"]


def test_topics_of_aggregates_need_the_number_of_persons(released: Any) -> None:
    # Moorheide tells the persons of each topic and year; Steinwerda sends quarters, over which persons do not add up.
    work = row(released, "moorheide", LAST, "topic_share", "topic_main", "work")
    assert work["status"] == "shown" and work["value"] == pytest.approx(19, abs=1.5)
    for year in YEARS:
        part = released.results[
            (released.results["site"] == "steinwerda")
            & (released.results["period"] == str(year))
            & released.results["indicator"].isin(["topic_share", "topic_shift"])
        ]
        assert not part.empty and "shown" not in set(part["status"])


def test_caseload_is_far_above_its_key_at_one_site_only(released: Any) -> None:
    # The key is 2:150, that is 75 persons per full-time equivalent.
    loads = {site: row(released, site, LAST, "caseload_entitled")["value"] for site in PLACES}
    assert loads.pop(OVERLOADED_SITE) > 1.7 * 75
    assert all(load < 1.06 * 75 for load in loads.values())


def test_key_deviation_by_steps(released: Any) -> None:
    # 610 persons: 5 groups of 150 need 10; the yearly mean of 4.5 is filled.
    over = row(released, OVERLOADED_SITE, LAST, "key_deviation", "rule", "step")
    assert over["status"] == "shown" and over["value"] == pytest.approx(122.2, abs=0.1)
    within = row(released, NULL_SITE, LAST, "key_deviation", "rule", "step")
    assert within["status"] == "shown" and within["value"] == pytest.approx(0)


def test_funding_cliff_at_one_site(released: Any) -> None:
    for site in PLACES:
        secured = row(released, site, LAST, "secured_share", "horizon", "12")
        assert secured["status"] == "shown"
        assert secured["value"] == pytest.approx(20 if site == CLIFF_SITE else 100)
    assert row(released, CLIFF_SITE, "2023", "secured_share", "horizon", "12")["value"] == pytest.approx(100)


def test_change_of_the_counting_rule_is_not_comparable(released: Any) -> None:
    pairs = released.comparability
    own = pairs[
        (pairs["site_a"] == "steinwerda")
        & (pairs["site_b"] == "steinwerda")
        & (pairs["indicator"] == "consultations")
        & (pairs["reporting_year"] == 2022)
    ]
    assert own["status"].tolist() == ["no"]
    assert own["reason"].tolist() == ["counting_rule_changed"]
    changes = released.changes
    jump = changes[
        (changes["site"] == "steinwerda")
        & (changes["period"] == "2022")
        & (changes["indicator"] == "consultations")
        & (changes["breakdown"] == "")
    ]
    assert jump["change"].notna().sum() == 0


def test_heavy_users_hide_their_cell_and_widen_the_interval(released: Any) -> None:
    for year in ("2023", LAST):
        frame = shown(released, "erlenfurt", "consultations")
        debt = frame[(frame["period"] == year) & (frame["category"] == "debt")]
        assert debt.empty
        total = row(released, "erlenfurt", year, "consultations")
        poisson = 2 * 1.96 * total["value"] ** 0.5  # width of a plain count's interval
        assert total["high"] - total["low"] > 2.5 * poisson


def test_small_cells_are_not_released(released: Any) -> None:
    frame = released.results
    at_auental = frame[(frame["site"] == "auental") & (frame["status"] == "shown")]
    assert at_auental[(at_auental["category"] == "violence") & (at_auental["numerator"] > 0)].empty
    persons = frame[(frame["indicator"] == "persons_advised") & (frame["status"] == "shown") & (frame["value"] > 0)]
    assert persons["n_units"].min() >= 5
    assert frame[(frame["category"] == "d") & (frame["status"] == "shown") & (frame["numerator"] > 0)].empty


def test_hidden_rows_have_no_numbers(released: Any) -> None:
    hidden = released.results[released.results["status"] != "shown"]
    assert hidden[["numerator", "denominator", "value", "low", "high", "n_units"]].isna().all(axis=None)


def test_stock_explains_the_decline_at_wiesenrode(released: Any) -> None:
    rates = []
    for before, year in pairwise(YEARS):
        parts = {
            part: row(released, "wiesenrode", str(year), "demand_stock_decomposition", "effect", part)["value"]
            for part in ("stock", "demand", "interaction")
        }
        change = row(released, "wiesenrode", str(year), "demand_stock_decomposition")["value"]
        planted = PLACES["wiesenrode"]
        assert sum(parts.values()) == pytest.approx(change)
        assert change == planted.at(planted.contacts, year) - planted.at(planted.contacts, before)
        rates.append((change, parts["stock"], parts["demand"]))
    assert sum(stock for _, stock, _ in rates) < 0.9 * sum(change for change, _, _ in rates)
    assert all(abs(demand) < 10 for _, _, demand in rates)


def test_nothing_is_found_at_the_null_site(released: Any) -> None:
    changes = released.changes
    about_the_data = ("suppression_loss", "completeness")  # facts about deliveries and release, not about the site
    at_null = changes[(changes["site"] == NULL_SITE) & ~changes["indicator"].isin(about_the_data)]
    found = at_null[at_null["verdict"].isin(["increase", "decrease"])]
    assert not at_null.empty
    assert found[["period", "indicator", "breakdown", "category"]].to_numpy().tolist() == []
    for indicator in ("consultations", "persons_advised", "contacts_per_person", "reach_rate"):
        rows = [row(released, NULL_SITE, str(year), indicator) for year in YEARS]
        assert max(r["low"] for r in rows) < min(r["high"] for r in rows)
    for year in YEARS[1:]:
        assert row(released, NULL_SITE, str(year), "topic_shift")["value"] < 0.02


def test_ukraine_group_appears_in_2022_but_not_at_the_null_site(released: Any) -> None:
    def group(site: str, year: str) -> float:
        return float(row(released, site, year, "persons_advised", "status_group", "para24")["value"])

    frame = shown(released, NULL_SITE, "persons_advised")
    assert frame[(frame["category"] == "para24") & (frame["value"] > 0)].empty
    assert group("erlenfurt", "2022") > 10
    before = shown(released, "erlenfurt", "persons_advised")
    assert before[(before["category"] == "para24") & (before["period"] < "2022") & (before["value"] > 0)].empty


def test_raters_agree_where_enough_objects_were_rated(released: Any) -> None:
    # ICC(A,1) of the planted mean scores, computed apart from the library with pingouin: 0.948 [0.87; 0.98]
    agreement = row(released, "erlenfurt", "2023", "accommodation_icc")
    assert agreement["value"] == pytest.approx(0.948, abs=0.001)
    assert (agreement["low"], agreement["high"]) == (pytest.approx(0.87, abs=0.01), pytest.approx(0.98, abs=0.01))
    for site in ("wiesenrode", "auental"):
        assert row(released, site, "2023", "accommodation_icc")["status"] == "too_few"


@pytest.mark.parametrize("site", sorted(PLACES))
def test_structural_figures_are_never_hidden(released: Any, site: str) -> None:
    frame = released.results[released.results["site"] == site]
    for name in ("key_deviation", "required_fte", "completeness", "staff_fte", "secured_share"):
        found = frame[frame["indicator"] == name]
        assert "shown" in set(found["status"]) and "hidden" not in set(found["status"]), name
    told = frame[(frame["indicator"] == "caseload_entitled") & (frame["status"] == "shown")]
    rules = frame[(frame["indicator"] == "key_deviation") & (frame["status"] == "shown")]
    assert {(year, rule) for year in told["period"] for rule in ("linear", "step")} == set(
        zip(rules["period"], rules["category"], strict=True)
    )


def test_yearly_sums_have_no_interval_but_their_persons_have(released: Any) -> None:
    for indicator in ("consultations", "consultations_per_fte"):
        found = row(released, "moorheide", LAST, indicator)
        assert (found["status"], found["method"]) == ("shown", "none_no_person_key")
        assert found[["low", "high"]].isna().all()
    for indicator in ("persons_advised", "caseload_active"):
        assert row(released, "moorheide", LAST, indicator)["method"] == "poisson_exact"
    assert row(released, "erlenfurt", LAST, "caseload_active")["method"] == "poisson_exact"


def test_shares_of_several_municipalities_are_not_applicable(released: Any) -> None:
    for site, place in (("auental", "not_applicable"), ("moorheide", "not_applicable"), ("erlenfurt", "shown")):
        found = row(released, site, LAST, "foreigner_share")
        assert found["status"] == place and (place == "shown" or found["reason"] == "several_areas")


def test_topics_that_are_mentioned_at_all_are_mostly_shown(released: Any) -> None:
    """At more than 100 persons a topic is hidden only where few persons mention it beside their main topic."""
    frame = released.results[released.results["indicator"] == "topic_share_any"]
    for site in ("erlenfurt", "brackelstedt"):
        here = frame[(frame["site"] == site) & (frame["numerator"].isna() | (frame["numerator"] > 0))]
        assert (here["status"] == "hidden").mean() < 0.25
