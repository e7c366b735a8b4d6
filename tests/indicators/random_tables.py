"""Small random clean tables of two sites and three years, the same for every seed."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import polars as pl

from evaluation.tables import table
from evaluation.tables.frames import polars_schema

SITES, YEARS = ("aa", "bb"), (2022, 2023, 2024)
TOPICS, GROUPS = ("work", "housing", "psych", "violence", None), ("asyl", "schutz", "eu", "unknown", None)
AREAS = {"aa": ("99001001", "99001002"), "bb": ("99002001", "99002002")}


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a clean table: missing columns null, delivery "d"."""
    schema = polars_schema(table(name))
    return pl.DataFrame([{"delivery": "d", **row} for row in rows], schema=schema, orient="row")


def contacts(seed: int, people: int = 12) -> pl.DataFrame:
    """About 400 contacts; some without a key, with heavy users and unknown values."""
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for site in SITES:
        for year in YEARS:
            for person in range(people):
                for _ in range(min(15, int(draw.expovariate(0.25)) + 1)):
                    rows.append(_contact(draw, site, year, f"{site}{year}p{person}", len(rows)))
    return frame("consultation", rows)


def _contact(draw: random.Random, site: str, year: int, key: str, number: int) -> dict[str, Any]:
    return {
        "site": site, "year": year, "contact_id": f"c{number}", "month": f"{year}-{draw.randint(1, 12):02d}",
        "client_key": key if draw.random() < 0.93 else None, "service_point_id": draw.choice([f"{site}1", f"{site}2"]),
        "topic_main": draw.choice(TOPICS), "channel": draw.choice(["office", "phone", None]),
        "topics_other": draw.choice([None, [], ["work"], ["psych", "housing"], ["work", "work"]]),
        "first_contact": draw.choice([True, False, False, None]), "sex": draw.choice(["f", "m", "na"]),
        "outcome": draw.choice(["solved", "no_offer", "na", None]), "status_group": draw.choice(GROUPS),
        "age_group": draw.choice(["18-26", "27-44"]), "residence_ags8": draw.choice([*AREAS[site], "99009009", None]),
    }  # fmt: skip


def tables(seed: int = 1) -> dict[str, pl.DataFrame]:
    """All tables that indicators count."""
    draw = random.Random(seed)
    dates = [dt.date(year, month, day) for year in YEARS for month, day in ((6, 30), (12, 31))]
    found = {"consultation": contacts(seed), "population": _population(draw)}
    rows: dict[str, list[dict[str, Any]]] = {"position": [], "accommodation": [], "funding": [], "service_point": []}
    for site in SITES:
        for date in dates:
            rows["position"] += [_post(draw, site, date, number) for number in range(3)]
            rows["accommodation"] += [_home(draw, site, date, number) for number in range(3)]
        for year in YEARS:
            rows["funding"] += [_grant(draw, site, year, number) for number in range(3)]
            rows["service_point"] += [_point(site, year, number) for number in (1, 2)]
    found |= {name: frame(name, one) for name, one in rows.items()}
    found["accommodation_rating"] = frame("accommodation_rating", _ratings(draw))
    return found | {"context_figure": _figures(draw), "site": _sites(), "municipality": _places()}


def _population(draw: random.Random) -> pl.DataFrame:
    ends = [dt.date(year, 12, 31) for year in (2021, *YEARS)]
    quarters = [dt.date(2023, 3, 31), dt.date(2023, 6, 30), dt.date(2023, 9, 30)]
    rows = [
        {"site": site, "year": date.year, "ags": ags, "ref_date": date, "group": group, "n": draw.randint(5, 80)}
        for site in SITES for ags in AREAS[site] for date in (*ends, *quarters) for group in ("asyl", "schutz")
    ]  # fmt: skip
    return frame("population", rows)


def _post(draw: random.Random, site: str, date: dt.date, number: int) -> dict[str, Any]:
    fte = draw.choice([0.5, 0.75, 1.0]) if (site, date.year, number) != ("bb", 2023, 0) else None
    return {
        "site": site, "year": date.year, "ref_date": date, "position_id": f"{site}{number}", "fte_planned": 1.0,
        "fte_filled": fte, "heads": draw.randint(1, 2), "fixed_term": draw.choice([True, False, None]),
        "funding_id": draw.choice([f"{site}f0", f"{site}f1", f"{site}f2", None]),
        "contract_end": dt.date(date.year + 1, 6, 30),
    }  # fmt: skip


def _home(draw: random.Random, site: str, date: dt.date, number: int) -> dict[str, Any]:
    return {
        "site": site, "year": date.year, "ref_date": date, "accommodation_id": f"{site}{number}",
        "type": ("gu", "wp", "other")[number], "occupied": draw.randint(0, 90), "care_key_num": 2,
        "care_key_den": 150,
    }  # fmt: skip


def _grant(draw: random.Random, site: str, year: int, number: int) -> dict[str, Any]:
    end = draw.choice([dt.date(year + 1, 3, 31), dt.date(year + 2, 12, 31), dt.date(year + 1, 2, 14), None])
    return {
        "site": site, "year": year, "funding_id": f"{site}f{number}", "granted_eur": float(draw.randint(1, 9) * 1000),
        "end": end, "legal_basis": draw.choice(["statutory", "ordinance", "guideline", None]),
    }  # fmt: skip


def _point(site: str, year: int, number: int) -> dict[str, Any]:
    return {"site": site, "year": year, "service_point_id": f"{site}{number}", "ags8": AREAS[site][number - 1]}


def _ratings(draw: random.Random) -> list[dict[str, Any]]:
    return [
        {"site": "aa", "year": 2024, "accommodation_id": f"u{home}", "visit_date": dt.date(2024, 5, 1),
         "factor": str(factor), "rating": draw.randint(-1, 1), "rater_id": rater}
        for home in range(11) for factor in range(1, 11) for rater in ("r", "s")
    ]  # fmt: skip


def _figures(draw: random.Random) -> pl.DataFrame:
    rows = [
        {"site": "aa", "year": year, "ags": ags, "ref_date": dt.date(year, 12, 31), "figure": figure,
         "value": float(draw.randint(10, 900))}
        for year in YEARS for ags in (*AREAS["aa"], *AREAS["bb"], "99002")
        for figure in ("population", "area_km2", "foreigner_share")
    ]  # fmt: skip
    return frame("context_figure", rows)


def _sites() -> pl.DataFrame:
    rows = [
        {"site": site, "year": year, "site_id": site, "name": site, "site_type": kind, "kreis_ags5": AREAS[site][0][:5],
         "gemeinde_ags8": list(AREAS[site]), "caseload_key": "2:150"}
        for site, kind in (("aa", "rural"), ("bb", "county")) for year in YEARS
    ]  # fmt: skip
    return frame("site", rows)


def _places() -> pl.DataFrame:
    kinds = {"99001001": "30", "99001002": "50", "99002001": "21", "99002002": "50", "99009009": "12"}
    rows = [{"site": "aa", "year": 2024, "ags8": ags, "gebietsstand": dt.date(2024, 12, 31), "bbsr_gemeindetyp": kind}
            for ags, kind in kinds.items()]  # fmt: skip
    return frame("municipality", rows)
