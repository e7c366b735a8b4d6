"""A second, slow implementation in plain loops, compared on random tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from evaluation.indicators._run import count
from tests.indicators.random_tables import tables

Rows = list[dict[str, Any]]
SEEDS = (1, 2, 3)
UNKNOWN = (None, "unknown", "na")


def shares(contacts: Rows, counts: Any) -> dict[str, float]:
    """Sums of a share of contacts: `counts` says whether a contact counts."""
    x: Counter[Any] = Counter()
    n: Counter[Any] = Counter()
    for row in contacts:
        n[row["client_key"]] += 1
        x[row["client_key"]] += bool(counts(row))
    keyed = [person for person in n if person is not None]
    told = sum(n[p] for p in keyed) / sum(n.values())
    return {
        "numerator": sum(x.values()), "denominator": sum(n.values()), "coverage": told,
        "n_units": sum(x[p] > 0 for p in keyed), "n_rest": sum(n[p] > x[p] for p in keyed),
        "max_unit": max(x[p] for p in keyed), "sum_xx": sum(x[p] ** 2 for p in keyed) / told,
        "sum_xn": sum(x[p] * n[p] for p in keyed) / told, "sum_nn": sum(n[p] ** 2 for p in keyed) / told,
    }  # fmt: skip


def groups(rows: Rows, *columns: str) -> dict[tuple[Any, ...], Rows]:
    found: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in columns)].append(row)
    return found


def no_offer_rate(rows: Rows) -> dict[str, float]:
    return shares([row for row in rows if row["outcome"] not in UNKNOWN], lambda row: row["outcome"] == "no_offer")


def consultations(rows: Rows) -> dict[str, float]:
    sums = shares(rows, lambda row: True)
    return {name: sums[name] for name in ("numerator", "n_units", "max_unit", "sum_nn", "coverage")}


def persons_advised(rows: Rows) -> dict[str, float]:
    people = {row["client_key"] for row in rows} - {None}
    return {"numerator": len(people), "n_units": len(people)}


def contacts_per_person(rows: Rows) -> dict[str, float]:
    n = Counter(row["client_key"] for row in rows if row["client_key"] is not None)
    return {"numerator": sum(n.values()), "denominator": len(n), "sum_nn": sum(k**2 for k in n.values())}


def first_contact_share(rows: Rows) -> dict[str, float]:
    told = [row for row in rows if row["first_contact"] is not None and row["client_key"] is not None]
    people = {row["client_key"] for row in told}
    first = {row["client_key"] for row in told if row["first_contact"]}
    return {"numerator": len(first), "denominator": len(people), "n_rest": len(people - first)}


TOTALS = (no_offer_rate, consultations, persons_advised, contacts_per_person, first_contact_share)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("slow", TOTALS, ids=lambda f: f.__name__)
def test_totals_as_in_plain_loops(slow: Any, seed: int) -> None:
    given = tables(seed)
    found = {(r["site"], r["period"]): r for r in count(given, [slow.__name__]).to_dicts() if not r["breakdown"]}
    for (site, year), rows in groups(given["consultation"].to_dicts(), "site", "year").items():
        for name, value in slow(rows).items():
            assert found[(site, str(year))][name] == pytest.approx(value), (site, year, name)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("breakdown", ["status_group", "age_group", "sex"])
@pytest.mark.parametrize("slow", [consultations, persons_advised], ids=lambda f: f.__name__)
def test_breakdowns_as_in_plain_loops(slow: Any, breakdown: str, seed: int) -> None:
    given = tables(seed)
    rows = count(given, [slow.__name__]).to_dicts()
    found = {(r["site"], r["period"], r["category"]): r for r in rows if r["breakdown"] == breakdown}
    contacts = [row | {breakdown: row[breakdown] or "unknown"} for row in given["consultation"].to_dicts()]
    for (site, year, category), part in groups(contacts, "site", "year", breakdown).items():
        for name, value in slow(part).items():
            if name in ("numerator", "n_units", "max_unit"):
                assert found[(site, str(year), category)][name] == value, (category, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_months_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    found = {(r["site"], r["period"]): r["numerator"] for r in count(given, ["consultations"]).to_dicts()
             if not r["breakdown"]}  # fmt: skip
    expected = Counter((row["site"], row["month"]) for row in given["consultation"].to_dicts())
    months = {place: n for place, n in found.items() if len(place[1]) == 7}
    assert {place: n for place, n in months.items() if n} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_topics_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    found = {(r["site"], r["period"], r["category"]): r for r in count(given, ["topic_share"]).to_dicts()}
    for (site, year), rows in groups(given["consultation"].to_dicts(), "site", "year").items():
        told = [row for row in rows if row["topic_main"] not in UNKNOWN]
        for topic in {row["topic_main"] for row in told}:
            for name, value in shares(told, lambda row, topic=topic: row["topic_main"] == topic).items():
                assert found[(site, str(year), topic)][name] == pytest.approx(value), (topic, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_topics_with_several_mentions_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    found = {(r["site"], r["period"], r["category"]): r for r in count(given, ["topic_share_any"]).to_dicts()}
    for (site, year), rows in groups(given["consultation"].to_dicts(), "site", "year").items():
        named = [row | {"all": {row["topic_main"], *(row["topics_other"] or [])} - {None}} for row in rows]
        told = [row for row in named if row["all"]]
        for topic in set().union(*(row["all"] for row in told)):
            for name, value in shares(told, lambda row, topic=topic: topic in row["all"]).items():
                assert found[(site, str(year), topic)][name] == pytest.approx(value), (topic, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_reach_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    stock: dict[Any, float] = {}
    for row in given["population"].to_dicts():
        stock[(row["site"], row["group"], row["ref_date"].isoformat())] = (
            stock.get((row["site"], row["group"], row["ref_date"].isoformat()), 0) + row["n"]
        )
    found = {(r["site"], r["period"]): r for r in count(given, ["reach_rate"]).to_dicts() if not r["breakdown"]}
    for (site, year), rows in groups(given["consultation"].to_dicts(), "site", "year").items():
        dates = [f"{year - 1}-12-31", f"{year}-12-31"]
        if year == 2023:
            dates = [f"2023-{day}" for day in ("03-31", "06-30", "09-30", "12-31")]
        mean = sum(stock[(site, group, date)] for group in ("asyl", "schutz") for date in dates) / len(dates)
        people = {row["client_key"] for row in rows if row["status_group"] in ("asyl", "schutz")} - {None}
        here = found[(site, str(year))]
        assert (here["numerator"], here["denominator"]) == (len(people), pytest.approx(mean)), (site, year)


@pytest.mark.parametrize("seed", SEEDS)
def test_classes_of_contacts_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    found = {(r["site"], r["period"], r["category"]): r for r in count(given, ["contact_frequency"]).to_dicts()}
    for (site, year), rows in groups(given["consultation"].to_dicts(), "site", "year").items():
        n = Counter(row["client_key"] for row in rows if row["client_key"] is not None)
        name = {k: "1" if k == 1 else "2–5" if k <= 5 else "6–10" if k <= 10 else "> 10" for k in n.values()}
        expected = Counter(name[k] for k in n.values())
        for category in ("1", "2–5", "6–10", "> 10"):
            here = found[(site, str(year), category)]
            assert (here["numerator"], here["denominator"]) == (expected[category], len(n))


@pytest.mark.parametrize("seed", SEEDS)
def test_inflow_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    place = {row["service_point_id"]: row["ags8"] for row in given["service_point"].to_dicts()}
    found = {(r["site"], r["period"]): r for r in count(given, ["inflow_share"]).to_dicts() if not r["breakdown"]}
    for (site, year), rows in groups(given["consultation"].to_dicts(), "site", "year").items():
        told = [row for row in rows if row["residence_ags8"] is not None]
        slow = shares(told, lambda row: row["residence_ags8"] != place[row["service_point_id"]])
        for name, value in slow.items():
            assert found[(site, str(year))][name] == pytest.approx(value), (site, year, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_secured_posts_as_in_plain_loops(seed: int) -> None:
    given = tables(seed)
    grants = {(r["site"], r["year"], r["funding_id"]): r for r in given["funding"].to_dicts()}
    found = {(r["site"], r["period"], r["category"]): r for r in count(given, ["secured_share"]).to_dicts()}
    for (site, year), posts in groups(given["position"].to_dicts(), "site", "year").items():
        here = [p for p in posts if p["ref_date"].month == 12 and p["fte_filled"] is not None]
        for horizon in (3, 6, 12, 24, 36):
            secured = known = 0.0
            for post in here:
                grant = grants.get((site, year, post["funding_id"]), {})
                end = post["contract_end"] if post["funding_id"] is None else grant.get("end")
                ever = grant.get("legal_basis") == "statutory" or (
                    post["funding_id"] is None and post["fixed_term"] is False
                )
                if ever or end is not None:
                    known += post["fte_filled"]
                    later = (end.year - year) * 12 + end.month - 12 - (end.day < 28) if end else 0
                    secured += post["fte_filled"] * (ever or later >= horizon)
            row = found[(site, str(year), str(horizon))]
            assert (row["numerator"], row["denominator"]) == (pytest.approx(secured), pytest.approx(known))
