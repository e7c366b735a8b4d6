"""Service points, posts, funding, agreements and organisations of a site and year (T03–T07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from evaluation.example.generator_draw import Draw
from evaluation.example.generator_world import CLIFF_SITE, NULL_SITE, SEED, YEARS, Place

LAST = YEARS[-1]
PERMANENT_SHARE = {"brackelstedt": 1.0, "erlenfurt": 0.6, "steinwerda": 0.5, "wiesenrode": 0.5, "auental": 0.4,
                   "moorheide": 0.2}  # fmt: skip
"""Share of the full-time equivalents on permanent funds of the municipality."""

GRANT_YEARS = {"brackelstedt": 3, "erlenfurt": 3, "steinwerda": 3, "wiesenrode": 2, "auental": 2, "moorheide": 3}
"""Calendar years for which a grant is secured beyond the current one."""

ORGANISATIONS = (
    ("1", "Kreisverwaltung, Sachgebiet Integration", "county_admin", "public", "kdor", "county"),
    ("2", "Brückenbogen Wohlfahrt gGmbH", "fsa", "free_nonprofit", "ggmbh", "county"),
    ("3", "Rathaus, Amt für Soziales", "town_admin", "public", "kdor", "town"),
    ("4", "Neue Nachbarn – Initiative für Zugewanderte", "mso", "migrant", "ev", "town"),
    ("5", "Sprachwerkstatt Werdaland", "language", "private", "gmbh", "region"),
)


def organisations(place: Place, year: int) -> list[dict[str, Any]]:
    """The organisations of the local field."""
    return [
        {
            "reporting_year": year, "org_id": f"{place.code}-O{number}", "name": name, "org_type": org_type,
            "sector": sector, "is_fsa_provider": org_type == "fsa", "is_migrant_org": org_type == "mso",
            "legal_form": form, "reach": reach, "in_network_boundary": number != "5", "boundary_rule": "nominal",
        }
        for number, name, org_type, sector, form, reach in ORGANISATIONS
    ]  # fmt: skip


def service_points(place: Place, year: int) -> list[dict[str, Any]]:
    """One counselling office a site, a second one with few hours where the site spans several municipalities."""
    rows = []
    for number, municipality in enumerate(place.municipalities[:2], start=1):
        rows.append(
            {
                "reporting_year": year, "service_point_id": f"{place.code}-{number}",
                "name": f"Integrationsberatung {municipality.name}", "org_id_operator": f"{place.code}-O2",
                "org_id_partner": f"{place.code}-O1", "ags8": municipality.ags8, "service_type": "counselling",
                "opening_hours_week": 24.5 if number == 1 else 6.0, "walk_in": number == 1,
                "outreach_hours_week": 8.0 if number == 1 else 2.5, "barrier_free": number == 1,
                "languages_offered": ["deu", "ara", "eng"] if number == 1 else ["deu", "ara"],
                "catchment_rule": "open", "opened": dt.date(2018, 3, 1),
            }
        )  # fmt: skip
    return rows


def _posts(place: Place, year: int) -> list[tuple[float, bool]]:
    """Full-time equivalents of the posts of a year: permanent ones first, no post above 1.0."""
    total = place.at(place.fte, year)
    permanent = round(total * PERMANENT_SHARE[place.id] * 4) / 4
    posts: list[tuple[float, bool]] = []
    for amount, fixed in ((permanent, False), (total - permanent, True)):
        while amount > 0:
            part = min(1.0, amount) if amount != 1.25 else 0.75
            posts.append((part, fixed))
            amount -= part
    return posts


def funding_end(place: Place, year: int) -> dt.date:
    """End of the grant that pays the fixed-term posts, as known at the end of a year.

    At the site with the cliff the grant of the last year ends on 30 June of the next one; elsewhere, and there in
    earlier years, at least two more years are secured.
    """
    if place.id == CLIFF_SITE and year == LAST:
        return dt.date(LAST + 1, 6, 30)
    month, day = (6, 30) if place.id == "steinwerda" else (12, 31)
    return dt.date(year + GRANT_YEARS[place.id], month, day)


def positions(place: Place, year: int, seed: int = SEED) -> list[dict[str, Any]]:
    """Posts on 30 June and 31 December, with heads and full-time equivalents."""
    draw = Draw(seed, place.id, "posts")
    rows = []
    for ref_date in (dt.date(year, 6, 30), dt.date(year, 12, 31)):
        for number, (fte, fixed) in enumerate(_posts(place, year), start=1):
            vacant = place.id == "auental" and year == 2022 and number == 1
            rows.append(
                {
                    "ref_date": ref_date, "position_id": f"{place.code}-P{number:02d}",
                    "service_point_id": f"{place.code}-1", "employer_org_id": f"{place.code}-O2",
                    "function": "kik" if number == 1 else "social_worker",
                    "fte_planned": fte + 0.5 if vacant else fte, "fte_filled": fte, "heads": 1,
                    "fixed_term": fixed, "contract_end": funding_end(place, year) if fixed else None,
                    "funding_id": f"{place.code}-F{2 if fixed else 1}",
                    "qualification": draw.pick({"sa_ba": 0.5, "sa_ma": 0.2, "related": 0.2, "career_changer": 0.1}),
                    "state_recognised": draw.chance(0.7), "vacancy_days": 0, "supervision_hours": 12.0,
                    "training_days": float(draw.between(1, 6)), "source_code": "provider",
                    "measured_or_estimated": "demo",
                }
            )  # fmt: skip
    return rows


def fundings(place: Place, year: int) -> list[dict[str, Any]]:
    """The municipality's own line (permanent) and the state's grant (fixed-term), with euros in proportion to posts."""
    posts = _posts(place, year)
    permanent = sum(fte for fte, fixed in posts if not fixed)
    granted = sum(fte for fte, fixed in posts if fixed)
    cost = 62_000.0 + 1_500.0 * (year - YEARS[0])
    rows = []
    if permanent:
        rows.append(_line(place, year, 1, permanent * cost) | {
            "programme": "other", "programme_text": "Haushalt der Kommune", "level": "municipal",
            "start": dt.date(2018, 1, 1), "end": None, "legal_basis": "statutory", "own_share_pct": 100.0,
        })  # fmt: skip
    if granted:
        rows.append(_line(place, year, 2, granted * cost) | {
            "programme": "other", "programme_text": "Landesprogramm Soziale Betreuung (erfunden)", "level": "state",
            "start": dt.date(year, 1, 1), "end": funding_end(place, year), "legal_basis": "guideline",
            "decision_date": dt.date(year, 2, 14), "gap_days": 44, "own_share_pct": 10.0,
        })  # fmt: skip
    return rows


def _line(place: Place, year: int, number: int, euros: float) -> dict[str, Any]:
    return {
        "reporting_year": year, "funding_id": f"{place.code}-F{number}", "granted_eur": round(euros, 2),
        "spent_eur": round(euros * 0.97, 2), "decision_date": None, "gap_days": None,
    }  # fmt: skip


def contracts(place: Place, year: int) -> list[dict[str, Any]]:
    """Agreements of cooperation; the site where nothing is planted has one, the others two."""
    first = {
        "reporting_year": year, "contract_id": f"{place.code}-V1", "parties": [f"{place.code}-O1", f"{place.code}-O2"],
        "type": "contract", "subject": ["ibs_operation"], "tasks_regulated": ["t01", "t02", "t06"],
        "start": dt.date(2018, 3, 1), "end": None, "notice_months": 6.0, "datasharing_clause": True,
        "conflict_clause": False,
    }  # fmt: skip
    if place.id == NULL_SITE:
        return [first]
    second = {
        "reporting_year": year, "contract_id": f"{place.code}-V2", "parties": [f"{place.code}-O2", f"{place.code}-O5"],
        "type": "agreement", "subject": ["language_courses"], "tasks_regulated": ["t04"],
        "start": dt.date(2019, 1, 1), "end": dt.date(2026, 12, 31), "notice_months": 3.0, "datasharing_clause": False,
        "conflict_clause": False,
    }  # fmt: skip
    return [first, second]
