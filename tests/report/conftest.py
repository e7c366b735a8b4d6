"""A handmade released bundle of six fictional sites, so that the report's words are tested without the pipeline."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from evaluation.languages import text
from evaluation.reporting.facts import Facts
from evaluation.results import COLUMNS, NUMBERS

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
SITES = [
    ("erlenfurt", "Erlenfurt", "mid", 1.4), ("steinwerda", "Steinwerda", "mid", 1.0),
    ("brackelstedt", "Brackelstedt", "small", 0.6), ("wiesenrode", "Wiesenrode", "small", 0.5),
    ("auental", "Auental", "rural", 0.3), ("moorheide", "Moorheide", "rural", 0.2),
]  # fmt: skip
GROWTH = {"mid": 1.08, "small": 1.0, "rural": 0.87}
TOPICS = {"residence": 0.24, "benefits": 0.2, "housing": 0.15, "language": 0.14, "work": 0.1, "training": 0.08,
          "health": 0.05, "other_merged": 0.04}  # fmt: skip
DEFINITIONS: dict[str, dict[str, Any]] = {
    "persons_advised": ("RN01", "Beratene Personen", "Persons advised", "count", "Personen", "consultation"),
    "consultations": ("RN02", "Beratungsgespräche", "Consultations", "count", "Kontakte", "consultation"),
    "first_contact_share": ("RN05", "Erstkontaktanteil", "Share of first contacts", "share", "%", "consultation"),
    "topic_share": ("TH01", "Themenanteil", "Topic share", "share", "%", "consultation"),
    "secured_share": ("FI02", "Gesicherter Anteil", "Secured share", "share", "%", "funding"),
    "caseload_entitled": ("PE01", "Betreuungsrelation (berechtigte)", "Caseload (entitled)", "ratio",
                          "Personen je VZÄ", "position"),
    "staff_fte": ("PE01", "Besetzte Stellen (VZÄ)", "Posts filled (FTE)", "count", "VZÄ", "position"),
    "required_fte": ("PE02", "Erforderliche Stellen", "Posts required", "count", "VZÄ", "position"),
    "key_deviation": ("PE02", "Schlüsselabweichung", "Deviation from key", "index", "%", "position"),
    "decentral_share": ("UN01", "Dezentrale Quote", "Decentral share", "share", "%", "accommodation"),
    "inflow_share": ("TE04", "Herkunftsquote", "Inflow share", "share", "%", "consultation"),
}  # type: ignore[dict-item]  # fmt: skip


def definition(number: str, de: str, en: str, kind: str, unit: str, table: str) -> dict[str, Any]:
    structural = table in ("position", "funding")
    return {
        "number": number, "title": {"de": de, "en": en}, "kind": kind, "unit": {"de": unit, "en": text(unit, "en")},
        "definition": {"de": f"{de} im Berichtsjahr.", "en": f"{en} in the year of the report."}, "tables": [table],
        "direction": "neutral", "breakdowns": ["topic_main"] if number == "TH01" else [], "protection": "P3",
        "source": {"de": "Katalog der Indikatoren", "en": "Catalogue of indicators"}, "reviewed": "2026-01-15",
        "unit_counted": "none" if structural else "persons",
    }  # fmt: skip


def result(site: str, period: str, indicator: str, x: float, n: float | None = None, **more: Any) -> dict[str, Any]:
    """One shown row with limits of about the right width (a fixture, not an estimate)."""
    kind, unit = DEFINITIONS[indicator][3], DEFINITIONS[indicator][4]  # type: ignore[index]
    value = x if n is None else x / n * (100 if kind == "share" else 1)
    spread = 1.96 * math.sqrt(max(x, 1)) if n is None else 100 * 1.96 * math.sqrt(max(x, 1)) / n
    structural = DEFINITIONS[indicator][5] in ("position", "funding")  # type: ignore[index]
    row = dict.fromkeys(COLUMNS, "") | {
        "site": site, "period": period, "indicator": indicator, "kind": kind, "unit": unit, "numerator": x,
        "denominator": n, "value": value, "low": None if structural else max(0.0, value - spread),
        "high": None if structural else value + spread, "confidence": None if structural else 0.95, "n_units": x,
        "method": "none_full_count" if structural else "clustered_rate" if n is None else "clustered_share",
        "status": "shown", "comparability": "ok", "definition_version": "1",
    }  # fmt: skip
    row |= more
    if row["status"] != "shown":
        row |= dict.fromkeys(NUMBERS) | {"method": ""}
    return row


def rows_of(site: str, site_type: str, size: float) -> list[dict[str, Any]]:
    found = []
    for step, year in enumerate(YEARS):
        grown, period = GROWTH[site_type] ** step, str(year)
        persons, contacts = round(280 * size * grown), round(900 * size * grown)
        found += [
            result(site, period, "persons_advised", persons, method="poisson_exact"),
            result(site, period, "consultations", contacts),
            result(site, period, "first_contact_share", round(persons * 0.4), persons),
            result(site, period, "inflow_share", round(contacts * 0.2), contacts),
            result(site, period, "decentral_share", 60 + step, 100),
            result(site, period, "caseload_entitled", 300 * size * grown / (4 * size), 1.0),
            result(site, period, "staff_fte", 4.0 * size),
            result(site, period, "required_fte", 4.0 * size * grown, breakdown="rule", category="linear"),
            result(site, period, "required_fte", 6.0, breakdown="rule", category="step"),
            result(site, period, "key_deviation", 100 * (grown - 1), breakdown="rule", category="linear"),
            result(site, period, "key_deviation", 100 * (grown - 1) - 4, breakdown="rule", category="step"),
        ]
        for topic, share in TOPICS.items():
            moved = share * (1 + 0.12 * step * (topic in ("work", "training")) - 0.05 * step * (topic == "benefits"))
            found.append(result(site, period, "topic_share", round(contacts * moved), contacts,
                                breakdown="topic_main", category=topic))  # fmt: skip
        for months, secured in ((3, 4.0), (6, 3.5), (12, 2.0), (24, 1.0), (36, 0.5)):
            found.append(result(site, period, "secured_share", secured, 4.0, breakdown="horizon", category=str(months)))
        for month in range(1, 13):
            hidden = contacts / 12 < 12 and month % 5 == 0
            state = {"status": "hidden", "reason": "disclosure"} if hidden else {}
            period = f"{year}-{month:02d}"
            found.append(result(site, period, "consultations", round(contacts / 12 + month % 4), **state))
    return found


def frame() -> pd.DataFrame:
    rows = [row for site, _, kind, size in SITES for row in rows_of(site, kind, size)]
    for row in rows:
        place = (row["site"], row["period"], row["indicator"])
        state = {
            ("moorheide", "2022", "persons_advised"): "hidden",
            ("moorheide", "2021", "consultations"): "not_collected",
            ("auental", "2023", "first_contact_share"): "hidden",
        }.get(place)
        if state:
            row |= dict.fromkeys(NUMBERS) | {"status": state, "reason": "disclosure" if state == "hidden" else "",
                                             "method": ""}  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def study() -> dict[str, Any]:
    return {
        "id": "demo", "title": {"de": "Wissenschaftliche Begleitung", "en": "Accompanying research"},
        "synthetic": True, "years": list(YEARS), "authors": ["Team"], "client": {"de": "Ministerium", "en": "Ministry"},
        "sites": [
            {"id": site, "name": name, "type": kind, "bbsr_gemeindetyp": "21", "regiostar7": "73", "system": "ibs",
             "role": "model", "start_date": "2018-03-01", "caseload_key": "2:150", "caseload_rule": "linear",
             "kreis_ags5": "99101", "gemeinde_ags8": ["99101001"], "integration_mgmt_type": "one_stop"}
            for site, name, kind, _ in SITES
        ],
        "events": [
            {"date": "2020-03-22", "sites": [], "de": "Beginn der Kontaktbeschränkungen", "en": "Contact restrictions"},
            {"date": "2022-01-01", "sites": ["steinwerda"], "de": "Umstellung der Zählregel: Gespräche statt Fälle",
             "en": "Change of the counting rule"},
            {"date": "2022-02-24", "sites": [], "de": "Beginn der Zuwanderung aus der Ukraine", "en": "Ukraine"},
        ],
        "expectations": [], "disclosure": {"k": 5, "k_sensitive": 10, "dominance": 0.5},
    }  # fmt: skip


def deliveries() -> list[dict[str, Any]]:
    return [
        {"id": f"{site}/{year}", "site": site, "sites": [site], "years": [year], "sender": f"Träger {name}",
         "received": f"{year + 1}-02-03", "tables": ["consultation"], "rows_in": 900, "rows_clean": 890,
         "rows_set_aside": 10, "counting_rule": "cases" if site == "steinwerda" and year < 2022 else "contacts",
         "findings": [{"rule": "unknown_code", "severity": "set_aside", "count": 10,
                       "de": "Unbekannter Code.", "en": "Unknown code."}]}
        for site, name, *_ in SITES for year in YEARS
    ]  # fmt: skip


def make_facts(site: str = "erlenfurt", year: int = 2024, lang: str = "de") -> Facts:
    return Facts(
        results=frame(), comparability=pd.DataFrame(), study=study(), deliveries=deliveries(),
        definitions={name: definition(*entry) for name, entry in DEFINITIONS.items()},  # type: ignore[misc]
        provenance={"version": "0.1.0", "inputs": {"kontakte_2024.csv": "0" * 64}}, site=site, year=year, lang=lang,
    )  # fmt: skip


@pytest.fixture
def facts():
    """A function that opens the handmade bundle."""
    return make_facts
