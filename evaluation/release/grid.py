"""The full grid: every site, year and indicator has an answer, if only that nothing was delivered and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from evaluation.languages import text

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from evaluation.study import Study


def complete(
    results: pd.DataFrame, study: Study, marks: Mapping[str, Any], deliveries: pl.DataFrame
) -> pd.DataFrame:
    """Add a row with status and reason wherever a site has nothing for an indicator in a year."""
    import pandas as pd

    from evaluation.release.columns import cast, version

    there = set(zip(results["site"], results["period"].str[:4], results["indicator"], strict=True))
    tables = delivered(deliveries, study.years)
    rows = []
    for site in study.sites:
        for year in study.years:
            for name, entry in marks.items():
                if (site.id, str(year), name) in there:
                    continue
                status, reason = _why(site, year, entry, tables.get((site.id, year), frozenset()))
                rows.append({
                    "site": site.id, "period": str(year), "indicator": name, "kind": entry.mark.kind,
                    "breakdown": "", "category": "", "unit": entry.mark.unit, "status": status, "reason": reason,
                    "method": "", "comparability": "ok", "definition_version": version(entry.mark),
                })  # fmt: skip
    if not rows:
        return results
    empty = cast(pd.DataFrame(rows))
    return empty if results.empty else pd.concat([results, empty], ignore_index=True)


def delivered(deliveries: pl.DataFrame, years: Iterable[int]) -> dict[tuple[str, int], frozenset[str]]:
    """Tables that a site delivered for a year; a file of several sites or years counts for all of them."""
    found: dict[tuple[str, int], set[str]] = {}
    for row in deliveries.to_dicts():
        for place in covered(row, years):
            found.setdefault(place, set()).add(str(row.get("table_name") or ""))
    return {place: frozenset(names) for place, names in found.items()}


def covered(row: Mapping[str, Any], years: Iterable[int]) -> list[tuple[str, int]]:
    """Sites and years of a delivered file.

    Examples
    --------
    >>> covered({"site": "a, b", "year": None}, (2023, 2024))
    [('a', 2023), ('a', 2024), ('b', 2023), ('b', 2024)]
    """
    sites = [name.strip() for name in str(row.get("site") or "").split(",") if name.strip()]
    told = list(years) if row.get("year") is None else [int(row["year"])]
    return [(site, year) for site in sites for year in told]


def _why(site: Any, year: int, entry: Any, tables: frozenset[str]) -> tuple[str, str]:
    if (site.start_date and year < site.start_date.year) or (site.end_date and year > site.end_date.year):
        return "not_applicable", "site_not_active"
    if entry.derived:
        return "not_applicable", "inputs_missing"
    if not tables:
        return "not_collected", "nothing_delivered"
    needed = [name for name in entry.tables if name not in ("site", "service_point", "municipality")]
    if needed and not tables & set(needed):
        return "not_collected", "table_not_delivered"
    return "not_collected", "no_usable_rows"


def reason_text(reason: str, lang: str) -> str:
    """What a reason id of a result means, as printed.

    Examples
    --------
    >>> reason_text("nothing_delivered", "de")
    'Der Standort hat für dieses Jahr nichts geliefert.'
    """
    words = {
        "disclosure": text("Geheim gehalten, damit niemand erkennbar wird.", lang),
        "site_not_active": text("Der Standort gehörte in diesem Jahr noch nicht oder nicht mehr zur Studie.", lang),
        "inputs_missing": text("Die Kennzahlen, aus denen sie berechnet wird, liegen nicht vor.", lang),
        "nothing_delivered": text("Der Standort hat für dieses Jahr nichts geliefert.", lang),
        "table_not_delivered": text("Die nötige Tabelle wurde für dieses Jahr nicht geliefert.", lang),
        "no_usable_rows": text("Geliefert, aber ohne verwendbare Angaben dazu.", lang),
        "value_missing": text("Der Wert wurde nicht gemeldet.", lang),
        "unknown_included": text("Wenige Fälle ohne Angabe zählen in der Bezugsgröße mit.", lang),
        "missing_rounded": text("Fehlende Angaben sind auf ein Vielfaches von fünf aufgerundet.", lang),
        "category_unknown": text("Das Merkmal wurde bei keinem Fall angegeben.", lang),
        "denominator_missing": text("Die Bezugsgröße wurde nicht geliefert.", lang),
        "no_cases": text("Es gab keine Fälle, auf die sich die Kennzahl bezieht.", lang),
        "denominator": text("Weniger als zehn Fälle: kein Anteil.", lang),
        "minimum": text("Zu wenige Fälle für diese Kennzahl.", lang),
        "too_few": text("Zu wenige Fälle für diese Kennzahl.", lang),
        "one_rater": text("Nur eine Person hat bewertet.", lang),
        "not_reported": text("Nicht alle Angaben wurden gemeldet.", lang),
        "incomplete": text("Die Angaben sind unvollständig.", lang),
        "no_person_key": text("Es gibt nur Angaben ohne Personenschlüssel.", lang),
        "counting_rule": text("Geliefert nach einer anderen Zählregel.", lang),
        "five_years": text("Weniger als fünf Jahre: keine Aussage über einen Verlauf.", lang),
        "Stichtage": text("Die Angaben haben verschiedene Stichtage und werden nicht verrechnet.", lang),
    }
    return words.get(reason, reason)
