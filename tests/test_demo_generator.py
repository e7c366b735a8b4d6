"""The demo's deliveries are what the generator writes, and hold what the world of the demo plants."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from evaluation.example.broken import BROKEN, write_broken
from evaluation.example.generator import deliveries, write_demo
from evaluation.example.generator_aggregates import aggregates
from evaluation.example.generator_contacts import contacts, topic_counts
from evaluation.example.generator_errors import PLANTED
from evaluation.example.generator_places import accommodations, ratings
from evaluation.example.generator_staffing import funding_end, fundings, positions
from evaluation.example.generator_world import (
    CLIFF_SITE,
    ERLENFURT,
    NULL_SITE,
    OVERLOADED_SITE,
    PLACES,
    TOPICS,
    YEARS,
    topic_shares,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = ROOT / "data_raw" / "demo"


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".gitattributes"
    }


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder)
    return folder


def test_committed_deliveries_are_the_generated_ones(fresh: Path) -> None:
    made, committed = _files(fresh), _files(COMMITTED)
    assert sorted(made) == sorted(committed)
    # Workbooks are compared member by member: how hard zlib packs them differs between Python builds.
    differing = [
        name
        for name in made
        if not name.endswith(".xlsx") and made[name].read_bytes() != committed[name].read_bytes()
    ]  # fmt: skip
    differing += [name for name in made if name.endswith(".xlsx") and _members(made[name]) != _members(committed[name])]
    assert differing == []


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_demo_is_small(fresh: Path) -> None:
    assert sum(path.stat().st_size for path in _files(fresh).values()) < 3_000_000


def test_another_seed_gives_other_contacts_with_the_same_planted_totals() -> None:
    first, second = contacts(ERLENFURT, 2024), contacts(ERLENFURT, 2024, seed=1)
    assert len(first) == len(second) == 850
    assert first != second
    assert {row["client_key"] for row in first}.isdisjoint({row["client_key"] for row in second})


@pytest.mark.parametrize("site", sorted(PLACES))
def test_contacts_hold_the_planted_totals(site: str) -> None:
    place = PLACES[site]
    for year in YEARS:
        rows = contacts(place, year)
        assert len(rows) == place.at(place.contacts, year)
        assert len({row["client_key"] for row in rows}) == place.at(place.persons, year)
        assert Counter(row["topic_main"] for row in rows) == topic_counts(place, year)


def test_pseudonyms_are_new_every_year_and_nowhere_shared() -> None:
    seen: set[str] = set()
    for place in PLACES.values():
        for year in YEARS:
            keys = {row["client_key"] for row in contacts(place, year)}
            assert all(len(key) == 16 and int(key, 16) >= 0 for key in keys)
            assert seen.isdisjoint(keys)
            seen |= keys


def test_topics_move_at_four_sites_and_stay_at_two() -> None:
    moved = {
        site: sum(abs(topic_shares(place, 2024)[t] - TOPICS[t]) for t in TOPICS) / 2 for site, place in PLACES.items()
    }
    assert {site for site, distance in moved.items() if distance > 0} == {
        "erlenfurt",
        "wiesenrode",
        "auental",
        "moorheide",
    }
    assert all(distance == pytest.approx(0.23) for distance in moved.values() if distance)


def test_one_person_has_more_than_half_of_the_debt_contacts_at_erlenfurt() -> None:
    for year in (2023, 2024):
        debt = Counter(row["client_key"] for row in contacts(ERLENFURT, year) if row["topic_main"] == "debt")
        assert max(debt.values()) > sum(debt.values()) / 2


def test_small_cells_at_auental() -> None:
    for year in YEARS:
        rows = contacts(PLACES["auental"], year)
        assert len({row["client_key"] for row in rows if row["topic_main"] == "violence"}) == 2
    oldest = {row["client_key"] for row in contacts(PLACES["auental"], 2024) if row["age_group"] == "65+"}
    assert 0 < len(oldest) < 5
    sexes = {row["client_key"]: row["sex"] for row in contacts(ERLENFURT, 2024)}
    assert 0 < Counter(sexes.values())["d"] < 5


def test_nothing_is_planted_at_the_null_site() -> None:
    place = PLACES[NULL_SITE]
    assert max(place.contacts) - min(place.contacts) <= 15
    assert max(place.persons) - min(place.persons) <= 3
    assert len({tuple(topic_shares(place, year).items()) for year in YEARS}) == 1
    assert len(set(place.fte)) == 1


def test_stock_falls_at_wiesenrode_while_the_rate_stays() -> None:
    place = PLACES["wiesenrode"]
    rates = [contacts_ / stock for contacts_, stock in zip(place.contacts, place.stock, strict=True)]
    assert max(rates) - min(rates) < 0.02
    assert place.stock[-1] < 0.75 * place.stock[0]


def test_caseload_key_is_far_exceeded_at_one_site_only() -> None:
    over = {}
    for site, place in PLACES.items():
        housed = sum(row["occupied"] for row in accommodations(place, 2024) if row["ref_date"].month == 12)
        fte = sum(row["fte_filled"] for row in positions(place, 2024) if row["ref_date"].month == 12)
        step = place.id in (OVERLOADED_SITE, NULL_SITE)
        needed = -(-housed // 150) * 2 if step else housed / 75
        over[site] = needed / fte - 1
    assert over.pop(OVERLOADED_SITE) > 1
    assert all(abs(value) < 0.06 for value in over.values())


def test_funding_cliff_stands_at_one_site_in_the_last_year() -> None:
    for site, place in PLACES.items():
        rows = [row for row in positions(place, 2024) if row["ref_date"].month == 12]
        soon = sum(row["fte_filled"] for row in rows if row["contract_end"] and row["contract_end"].year <= 2025)
        share = soon / sum(row["fte_filled"] for row in rows)
        assert (share > 0.7) if site == CLIFF_SITE else (share == 0)
        paid = {row["funding_id"]: row["end"] for row in fundings(place, 2024)}
        assert all(paid[row["funding_id"]] == row["contract_end"] for row in rows)
    assert funding_end(PLACES[CLIFF_SITE], 2023).year > 2025


def test_counting_rule_changes_once() -> None:
    rules = {
        (place.id, year): {row["counting_rule"] for row in aggregates(place, year)}
        for place in PLACES.values()
        if place.aggregated
        for year in YEARS
    }
    assert {key for key, rule in rules.items() if rule == {"cases"}} == {("steinwerda", y) for y in (2019, 2020, 2021)}
    assert all(rule in ({"cases"}, {"contacts"}) for rule in rules.values())


def test_aggregates_add_up() -> None:
    rows = aggregates(PLACES["moorheide"], 2022)
    totals = Counter()
    for row in rows:
        totals[row["dim"]] += row["n_contacts"]
    assert totals["total"] == totals["topic_main"] == totals["status_group"] == 224


def test_enough_objects_are_rated_at_erlenfurt_only() -> None:
    objects = {site: len({row["accommodation_id"] for row in ratings(place, 2023)}) for site, place in PLACES.items()}
    assert objects["erlenfurt"] >= 10
    assert max(n for site, n in objects.items() if site != "erlenfurt") < 10
    assert len({row["rater_id"] for row in ratings(ERLENFURT, 2023)}) >= 2


def test_keys_lie_under_land_99_and_the_rest_of_the_study_agrees() -> None:
    from evaluation.study import load_study

    study = load_study(ROOT)
    assert study.synthetic
    assert {site.id for site in study.sites} == set(PLACES)
    assert study.years == YEARS
    for site in study.sites:
        assert site.land == "99" and site.kreis_ags5 == PLACES[site.id].kreis
        assert site.gemeinde_ags8 == tuple(m.ags8 for m in PLACES[site.id].municipalities)
        assert all(key.startswith(site.kreis_ags5) for key in site.gemeinde_ags8)


def test_null_site_holds_no_planted_error() -> None:
    assert NULL_SITE not in {error.site for error in PLANTED}


def test_every_planted_error_changes_a_delivered_sheet() -> None:
    sheets = {
        (delivery.sites[0], year, page.table)
        for delivery in deliveries()
        for year in delivery.years
        for file in delivery.files
        for page in file.sheets
    }
    assert {(error.site, error.year, error.table) for error in PLANTED} <= sheets


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_broken_deliveries_are_written_inside_the_folder(kind: str, tmp_path: Path) -> None:
    folder = write_broken(kind, tmp_path / "data_raw")
    assert folder.is_relative_to(tmp_path / "data_raw")
    assert any(folder.iterdir())
    assert (folder / "lieferung.toml").exists() == (kind != "no_note")
