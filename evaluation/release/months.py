"""Monthly series of a site and year: months if every month passes, else quarters, else nothing."""

from __future__ import annotations

from typing import Any

from evaluation.release.breakdowns import kept
from evaluation.release.lines import cell
from evaluation.release.merge import Cell, safe, union
from evaluation.release.totals import Base, Row, differs_by_few, same_kind

SERIES = "month"


def treat(rows: list[Row], totals: dict[str, Row], base: Base, dominance: float) -> list[Row]:
    """Apply the disclosure rules to the monthly rows of one site, year and family.

    Counts decide for the whole family, because their months add up to the year; other series follow or are hidden.

    Returns
    -------
    list of dict
        The rows that go on; a hidden series is one row of the year with the breakdown "month".
    """
    series: dict[str, list[Row]] = {}
    for row in rows:
        series.setdefault(row["indicator"], []).append(row)
    counts = {name: found for name, found in series.items() if found[0]["kind"] == "count"}
    step = _finest(counts, totals, dominance)
    out: list[Row] = []
    for name, found in series.items():
        if step == "month" and (name in counts or _follows(found, totals.get(name), counts, dominance)):
            out += [kept(row, base.people) for row in found]
        elif step == "quarter" and name in counts and _adds_up(found, totals.get(name)):
            out += [*_quarters(found), *_dropped(found, "month_hidden")]
        else:
            out += [_hidden(found[0]), *_dropped(found, "series_hidden")]
    return out


def _finest(counts: dict[str, list[Row]], totals: dict[str, Row], dominance: float) -> str:
    if not counts or any(name not in totals for name in counts):
        return ""
    if not all(_complete(found, totals[name]) for name, found in counts.items()):
        return ""
    if all(_passes(found, dominance) for found in counts.values()):
        return "month"
    adding = [found for name, found in counts.items() if _adds_up(found, totals[name])]
    quarters = [list(_by_quarter(found).values()) for found in adding]
    good = all(safe(union([cell(row) for row in part]), dominance) for parts in quarters for part in parts)
    spread = all(sum(1 for part in parts if _total(part)) > 1 for parts in quarters)
    return "quarter" if quarters and good and spread else ""


def _follows(rows: list[Row], total: Row | None, counts: dict[str, list[Row]], dominance: float) -> bool:
    """Another series may go by month if each month passes and none is a few persons short of what was counted."""
    if total is None or total["fired"] or total["whole"] is not None or not _passes(rows, dominance):
        return False
    bases = [row for found in counts.values() for row in found if same_kind(row, rows[0])]
    by_month = {row["period"]: row for row in bases}
    return not any(row["period"] in by_month and differs_by_few(row, by_month[row["period"]]) for row in rows)


def _passes(rows: list[Row], dominance: float) -> bool:
    cells: list[Cell] = [cell(row) for row in rows]
    several = sum(1 for entry in cells if entry.numerator) > 1
    return several and all(safe(entry, dominance) and not entry.fired for entry in cells)


def _complete(rows: list[Row], total: Row) -> bool:
    """Nothing of the year lies outside its months (persons come in several months, so their sum is larger)."""
    return total["numerator"] is not None and _total(rows) >= total["numerator"] - 1e-9


def _adds_up(rows: list[Row], total: Row | None) -> bool:
    return total is not None and total["numerator"] is not None and abs(_total(rows) - total["numerator"]) < 1e-9


def _total(rows: list[Row]) -> float:
    return float(sum(row["numerator"] or 0.0 for row in rows))


def _by_quarter(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: str(row["period"])):
        year, month = row["period"].split("-")
        found.setdefault(f"{year}-Q{(int(month) + 2) // 3}", []).append(row)
    return found


def _quarters(rows: list[Row]) -> list[Row]:
    out = []
    for quarter, part in _by_quarter(rows).items():
        joined = union([cell(row) for row in part])
        merged: dict[str, Any] = {
            **part[0], "period": quarter, "numerator": joined.numerator, "n_units": joined.units,
            "max_unit": joined.largest, "n_rest": None, "fired": "", "rule": "", "withheld": True,
            "sum_nn": None if any(row["sum_nn"] is None for row in part)
            else sum(row["sum_nn"] ** 0.5 for row in part) ** 2,
        }  # fmt: skip
        out.append(merged)
    return out


def _dropped(rows: list[Row], rule: str) -> list[Row]:
    return [{**row, "rule": row["fired"] or rule, "dropped": True} for row in rows]


def _hidden(row: Row) -> Row:
    return {**row, "period": row["period"][:4], "breakdown": SERIES, "fired": "series_hidden", "rule": "series_hidden"}
