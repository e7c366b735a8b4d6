"""Stocks, municipalities, accommodation with its ratings, and context figures (T02, T08–T10, KX)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from evaluation.example.generator_draw import Draw, quotas
from evaluation.example.generator_world import KREISE, NULL_SITE, PLACES, SEED, YEARS, Place, status_stock

QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
RATING_YEAR = 2023
RATED_OBJECTS = {"erlenfurt": 12, "auental": 3, "wiesenrode": 4}
FACTORS = 10
TYPES = {
    "erlenfurt": (("gu", 3, 0.34), ("wp", 6, 0.36), ("dez", 4, 0.30)),
    "steinwerda": (("gu", 3, 0.62), ("wp", 2, 0.20), ("dez", 1, 0.18)),
    "brackelstedt": (("gu", 1, 0.40), ("wp", 2, 0.35), ("dez", 1, 0.25)),
    "wiesenrode": (("gu", 2, 0.42), ("wp", 2, 0.30), ("dez", 1, 0.28)),
    "auental": (("wp", 2, 0.55), ("dez", 1, 0.45)),
    "moorheide": (("gu", 1, 0.35), ("wp", 2, 0.40), ("dez", 1, 0.25)),
}
"""Kinds of accommodation: code, number of objects, share of the persons housed."""

CLOSED = {("wiesenrode", "gu", 2): dt.date(2021, 7, 1)}
SOURCE = "Statistisches Landesamt Werdaland (erfunden)"


def population(place: Place, year: int) -> list[dict[str, Any]]:
    """Stock of the target group by municipality and group: quarterly, at Moorheide on 31 December only."""
    days = QUARTER_ENDS[3:] if place.aggregated == "yearly" else QUARTER_ENDS
    shares = {m.ags8: float(m.population) for m in place.municipalities}
    rows = []
    for month, day in days:
        for group, n in status_stock(place, year).items():
            for ags, part in quotas(n, shares).items():
                rows.append({
                    "ags": ags, "ref_date": dt.date(year, month, day), "group": group, "n": part,
                    "source_code": "azr", "rounding": "none", "suppressed": False,
                })  # fmt: skip
    return rows


def municipalities(place: Place, year: int) -> list[dict[str, Any]]:
    """The site's municipalities at the end of a year."""
    return [
        {
            "ags8": m.ags8, "name": m.name, "gebietsstand": dt.date(year, 12, 31),
            "population": _inhabitants(place, m.population, year), "area_km2": m.area_km2, "bbsr_gemeindetyp": m.bbsr,
            "regiostar7": m.regiostar7, "travel_time_to_service_min": 12.0 if m.bbsr != "50" else 34.0,
        }
        for m in place.municipalities
    ]  # fmt: skip


def _inhabitants(place: Place, start: int, year: int) -> int:
    return start if place.id == NULL_SITE else start - (year - YEARS[0]) * (start // 400)


def _foreigner_share(place: Place, year: int) -> float:
    if place.id == NULL_SITE:
        return 4.2
    return round(3.0 + 0.4 * (year - YEARS[0]) + (0.9 if year >= 2022 else 0), 1)


def accommodations(place: Place, year: int) -> list[dict[str, Any]]:
    """Accommodation on 30 June and 31 December; the persons housed add up to the stock of the target group."""
    rows = []
    for ref_date in (dt.date(year, 6, 30), dt.date(year, 12, 31)):
        housed = quotas(int(place.at(place.stock, year)), {kind: share for kind, _, share in TYPES[place.id]})
        for kind, objects, _ in TYPES[place.id]:
            open_ones = [n for n in range(1, objects + 1) if CLOSED.get((place.id, kind, n), dt.date.max) > ref_date]
            for number, persons in quotas(housed[kind], dict.fromkeys(open_ones, 1.0)).items():
                rows.append(_object(place, kind, number, persons) | {"ref_date": ref_date})
    return rows


def _object(place: Place, kind: str, number: int, persons: int) -> dict[str, Any]:
    municipality = place.municipalities[(number - 1) % len(place.municipalities)]
    step = place.id in ("steinwerda", "brackelstedt")
    return {
        "accommodation_id": f"{place.code}-{kind.upper()}{number}", "ags8": municipality.ags8, "type": kind,
        "operator_org_id": f"{place.code}-O2", "operator_kind": "free_nonprofit", "capacity": persons + persons // 6,
        "occupied": persons, "women": persons * 3 // 10, "children": persons // 4, "care_key_num": 2,
        "care_key_den": 150, "key_rule": "step" if step else "linear", "contract_standard": kind != "dez",
        "avg_stay_months": {"gu": 14.5, "wp": 22.0, "dez": 31.5}[kind], "source_code": "own_count",
        "measured_or_estimated": "demo",
    }  # fmt: skip


def ratings(place: Place, year: int, seed: int = SEED) -> list[dict[str, Any]]:
    """Ratings by three raters of the objects of three sites in the rating year; the raters mostly agree."""
    if year != RATING_YEAR or place.id not in RATED_OBJECTS:
        return []
    draw = Draw(seed, place.id, "ratings")
    objects = [row["accommodation_id"] for row in accommodations(place, year)[: RATED_OBJECTS[place.id]]]
    rows = []
    for place_in_line, accommodation in enumerate(objects):
        quality = 0.85 - 0.7 * place_in_line / max(1, len(objects) - 1)
        true = [draw.pick({1: quality, 0: 0.25, -1: 1 - quality}) for _ in range(FACTORS)]
        for rater, role in (("R1", "external"), ("R2", "external"), ("R3", "refugee")):
            for factor, level in enumerate(true, start=1):
                seen = level if draw.chance(0.85) else max(-1, min(1, level + draw.pick({-1: 1.0, 1: 1.0})))
                rows.append({
                    "rating_id": f"{accommodation}-{rater}-{factor:02d}", "accommodation_id": accommodation,
                    "visit_date": dt.date(year, 5, 15), "factor": str(factor), "rating": seen, "rater_id": rater,
                    "rater_role": role,
                })  # fmt: skip
    return rows


def context_figures() -> list[dict[str, Any]]:
    """Population, area and share of foreigners of the invented municipalities and districts, every 31 December."""
    rows = []
    for place in PLACES.values():
        name, people, area = KREISE[place.kreis]
        areas = [(m.ags8, m.name, m.population, m.area_km2) for m in place.municipalities]
        for ags, label, start, km2 in [*areas, (place.kreis, name, people, area)]:
            for year in YEARS:
                for figure, value, unit in (
                    ("population", _inhabitants(place, start, year), "Personen"),
                    ("area_km2", km2, "km²"),
                    ("foreigner_share", _foreigner_share(place, year), "%"),
                ):
                    rows.append({
                        "site_id": place.id, "ags": ags, "area_name": label, "ref_date": dt.date(year, 12, 31),
                        "figure": figure, "value": float(value), "unit": unit, "table_code": "erfunden",
                        "source": SOURCE, "licence": "synthetisch",
                    })  # fmt: skip
    return rows
