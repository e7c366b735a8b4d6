"""The full grid: every site, year and indicator has an answer, if only that nothing was delivered and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evaluation.languages import text
from evaluation.release.needs import Need, need_of

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.release.delivered import Delivered
    from evaluation.study import Study


def complete(results: pd.DataFrame, study: Study, marks: Mapping[str, Any], told: Delivered) -> pd.DataFrame:
    """Add a row with status and reason wherever a site has nothing for an indicator in a year."""
    import pandas as pd

    from evaluation.release.columns import cast, version

    there = set(zip(results["site"], results["period"].str[:4], results["indicator"], strict=True))
    rows = []
    for site in study.sites:
        for year in study.years:
            for name, entry in marks.items():
                if (site.id, str(year), name) in there:
                    continue
                status, reason = _why(site, year, entry, told, need_of(name, marks))
                rows.append({
                    "site": site.id, "period": str(year), "indicator": name, "kind": entry.mark.kind,
                    "breakdown": "", "category": "", "unit": entry.mark.unit, "status": status, "reason": reason,
                    "method": "", "comparability": "ok", "definition_version": version(entry.mark),
                })  # fmt: skip
    if not rows:
        return results
    empty = cast(pd.DataFrame(rows))
    return empty if results.empty else pd.concat([results, empty], ignore_index=True)


def _why(site: Any, year: int, entry: Any, told: Delivered, need: Need) -> tuple[str, str]:
    place = (site.id, year)
    if (site.start_date and year < site.start_date.year) or (site.end_date and year > site.end_date.year):
        return "not_applicable", "site_not_active"
    if entry.derived:
        return "not_applicable", "inputs_missing"
    if _of_several_areas(site) and entry.mark.kind == "published" and "site" not in entry.mark.additive_over:
        return "not_applicable", "several_areas"
    return "not_collected", _missing(need, told, place)


def _of_several_areas(site: Any) -> bool:
    return site.type != "county" and len(site.gemeinde_ags8) > 1


def _missing(need: Need, told: Delivered, place: tuple[str, int]) -> str:
    lacking = need.lacking(told.tables(place))
    if not lacking and need.tables:
        return "table_not_delivered" if "" in need.used(told.tables(place)) else "no_usable_rows"
    if lacking & told.refused.get(place, frozenset()):
        return "delivery_refused"
    if lacking & told.unused.get(place, frozenset()):
        return "no_usable_rows"
    if not told.tables(place):
        return "delivery_refused" if place in told.refused else "nothing_delivered"
    return "table_not_delivered" if lacking else "no_usable_rows"


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
        "delivery_refused": text("Geliefert, aber wegen Fehlern in der Lieferung nicht angenommen.", lang),
        "several_areas": text("Anteile mehrerer Gemeinden lassen sich nicht zusammenzählen.", lang),
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
