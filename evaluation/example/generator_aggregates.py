"""Consultation statistics as aggregates (T12): the same work, counted by the provider and delivered as sums."""

from __future__ import annotations

from typing import Any

from evaluation.example.generator_contacts import contacts
from evaluation.example.generator_world import SEED, Place

RULE_CHANGE = 2022
"""From this year Steinwerda counts contacts; before, it counted cases."""

CASES_PER_PERSON = 1.08
DIMENSIONS = ("topic_main", "status_group")


def counting_rule(place: Place, year: int) -> str:
    """What the provider of an aggregated site counts in a year."""
    return "cases" if place.aggregated == "quarterly" and year < RULE_CHANGE else "contacts"


def aggregates(place: Place, year: int, seed: int = SEED) -> list[dict[str, Any]]:
    """The aggregated statistics of a site and year: totals, main topics and residence-status groups.

    Examples
    --------
    >>> from evaluation.example.generator_world import MOORHEIDE
    >>> aggregates(MOORHEIDE, 2024)[0]["n_contacts"]
    162
    """
    rows = contacts(place, year, seed)
    if place.aggregated == "yearly":
        return _period(place, str(year), rows, counting_rule(place, year), with_persons=True)
    out = []
    for quarter in (1, 2, 3, 4):
        part = [row for row in rows if (int(row["month"][5:]) + 2) // 3 == quarter]
        out += _period(place, f"{year}-Q{quarter}", part, counting_rule(place, year), with_persons=False)
    return out


def _period(
    place: Place, period: str, rows: list[dict[str, Any]], rule: str, with_persons: bool
) -> list[dict[str, Any]]:
    def line(dim: str, value: str | None, part: list[dict[str, Any]]) -> dict[str, Any]:
        persons = len({row["client_key"] for row in part})
        count = round(persons * CASES_PER_PERSON) if rule == "cases" else len(part)
        minutes = sum(row["duration_min"] for row in part)
        return {
            "period": period,
            "service_point_id": f"{place.code}-1",
            "dim": dim,
            "value": value,
            "n_contacts": count,
            "n_persons": persons if with_persons else None,
            "n_co_advised": sum(row["co_advised_n"] for row in part) if dim == "total" else None,
            "hours": round(minutes / 60, 1) if dim == "total" else None,
            "counting_rule": rule,
        }

    out = [line("total", None, rows)]
    for dim in DIMENSIONS:
        out += [line(dim, value, part) for value, part in _groups(rows, dim)]
    return out


def _groups(rows: list[dict[str, Any]], dim: str) -> list[tuple[str, list[dict[str, Any]]]]:
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row[dim], []).append(row)
    return sorted(parts.items())
