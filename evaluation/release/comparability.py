"""May two sites, or two years of one site, be compared? Answered from what was delivered, before any number (T40)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from evaluation.languages import text
from evaluation.release.needs import COUNTED, Need, need_of

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.release.delivered import Delivered
    from evaluation.study import Study

COLUMNS = (
    "indicator", "site_a", "site_b", "reporting_year", "previous_year", "counting_rule_equal", "period_equal",
    "coverage", "status", "reason", "de", "en",
)  # fmt: skip
"""A pair of sites in a year, or (site_a = site_b, `previous_year` set) a site in a year and the year before."""
MIN_COVERAGE = 90.0


def compare(study: Study, marks: Mapping[str, Any], told: Delivered) -> pd.DataFrame:
    """Compare all pairs of sites within a year, and each site with its own year before.

    A counting rule that differs, or that is known on one side only, ends the comparison of all figures of
    counselling; a part of the year, another form of delivery, another basis or another schema version limits it.
    Where one side delivered nothing on an indicator, there is nothing to compare (reason "missing"): no break.

    Returns
    -------
    pandas.DataFrame
        The columns of COLUMNS; status is "ok", "limited" or "no".
    """
    import pandas as pd

    facts = _facts(told)
    sides = [
        (a.id, year, b.id, year) for year in study.years for a, b in combinations(sorted(study.sites, key=_id), 2)
    ] + [
        (site.id, now, site.id, before)
        for site in study.sites
        for before, now in zip(study.years, study.years[1:], strict=False)
    ]  # fmt: skip
    needs = {name: need_of(name, marks) for name in marks}
    rows = []
    for site_a, year_a, site_b, year_b in sides:
        a, b = facts.get((site_a, year_a), {}), facts.get((site_b, year_b), {})
        cache: dict[Need, dict[str, Any]] = {}
        for name, need in needs.items():
            if need not in cache:
                cache[need] = _verdict(a, b, need, site_a == site_b)
            place = {"indicator": name, "site_a": site_a, "site_b": site_b, "reporting_year": year_a,
                     "previous_year": year_b if site_a == site_b else None}  # fmt: skip
            rows.append({**place, **cache[need]})
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"previous_year": "Int64", "coverage": "float64"})


def annotate(results: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Write into each result whether its site can be compared with most of the other sites in that year."""
    between = pairs[(pairs["site_a"] != pairs["site_b"]) & (pairs["reason"] != "missing")]
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in between.itertuples(index=False):
        for site in (row.site_a, row.site_b):
            found.setdefault((site, str(row.reporting_year), row.indicator), []).append((row.status, row.reason))
    words = {place: _summary(verdicts) for place, verdicts in found.items()}
    places = zip(results["site"], results["period"].str[:4], results["indicator"], strict=True)
    return results.assign(comparability=[words.get(place, "ok") for place in places])


def reason_text(reason: str, lang: str) -> str:
    """What a reason id of the comparison means, as printed.

    Examples
    --------
    >>> reason_text("counting_rule_differs", "de")
    'Die Standorte zählen nach verschiedenen Regeln.'
    """
    words = {
        "": "",
        "counting_rule_differs": text("Die Standorte zählen nach verschiedenen Regeln.", lang),
        "counting_rule_changed": text("Die Zählregel hat sich gegenüber dem Vorjahr geändert.", lang),
        "counting_rule_unknown": text("Die Zählregel ist nicht bekannt.", lang),
        "coverage": text("Eine Lieferung deckt das Jahr nicht ganz ab.", lang),
        "form_differs": text("Einzelgespräche und Jahressummen stehen einander gegenüber.", lang),
        "basis_differs": text("Die beiden Seiten beruhen auf verschiedenen Tabellen.", lang),
        "schema_differs": text("Die Lieferungen haben verschiedene Schemaversionen.", lang),
        "missing": text("Auf einer Seite wurde dazu nichts geliefert.", lang),
    }
    return words.get(reason, reason)


def _id(site: Any) -> str:
    return str(site.id)


def _facts(told: Delivered) -> dict[tuple[str, int], dict[str, Any]]:
    """Per site and year: tables, and the counting rules, schema versions and coverage of counselling deliveries."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for place, files in told.files.items():
        counted = [row for row in files if row.get("table_name") in COUNTED]
        coverages = [float(row["coverage"]) for row in counted if row.get("coverage") is not None]
        found[place] = {
            "tables": told.tables(place), "coverage": min([100.0, *coverages]),
            "rules": {row.get("counting_rule") or "" for row in counted},
            "schemas": {row.get("schema_version") or "" for row in counted},
        }  # fmt: skip
    return found


def _verdict(a: Mapping[str, Any], b: Mapping[str, Any], need: Need, one_site: bool) -> dict[str, Any]:
    counted = need.counted
    rule = bool(counted) and a.get("rules") == b.get("rules") and "" not in a.get("rules", {""})
    coverage = min(a.get("coverage", 0.0), b.get("coverage", 0.0)) if counted else None
    status, reason = "ok", ""
    if not all(need.met(side.get("tables", frozenset())) for side in (a, b)):
        status, reason = "no", "missing"
    elif counted and not rule:
        known = a["rules"] - {""} and b["rules"] - {""}
        differs = "counting_rule_changed" if one_site else "counting_rule_differs"
        status, reason = "no", differs if known else "counting_rule_unknown"
    else:
        reason = _limit(a, b, need, coverage)
        status = "limited" if reason else "ok"
    return {
        "counting_rule_equal": rule if counted else None,
        "period_equal": None if coverage is None else coverage >= MIN_COVERAGE,
        "coverage": coverage, "status": status, "reason": reason,
        "de": reason_text(reason, "de"), "en": reason_text(reason, "en"),
    }  # fmt: skip


def _limit(a: Mapping[str, Any], b: Mapping[str, Any], need: Need, coverage: float | None) -> str:
    """What limits a comparison that is allowed, if anything does."""
    if coverage is not None and coverage < MIN_COVERAGE:
        return "coverage"
    if (a["tables"] & need.counted) != (b["tables"] & need.counted):
        return "form_differs"
    if need.used(a["tables"]) != need.used(b["tables"]):
        return "basis_differs"
    return "schema_differs" if need.counted and a["schemas"] != b["schemas"] else ""


def _summary(verdicts: list[tuple[str, str]]) -> str:
    half = len(verdicts) / 2
    for status, worst in (("no", ("no",)), ("limited", ("no", "limited"))):
        reasons = [reason for found, reason in verdicts if found in worst]
        if len(reasons) > half:
            return f"{status}:{max(sorted(set(reasons)), key=reasons.count)}"
    return "ok"
