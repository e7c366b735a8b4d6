"""Trends over years within one site, from released results: five comparable years at least, else "too few"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from evaluation.indicators import _derive as derive
from evaluation.indicators._declare import derived

REVIEWED = "2026-11-22"
MINIMUM_YEARS = 5
Fit = Callable[[list[float], list[float]], tuple[float, float, float, str]]


@derived(
    number="RN01", title="Trend der beratenen Personen",
    definition="Mittlere Veränderung je Jahr seit dem ersten vergleichbaren Jahr, aus einer Poisson-Regression der "
    "Personenzahlen auf das Jahr. Erst ab fünf vergleichbaren Jahren. Wer in mehreren Jahren kam, ist nicht bekannt.",
    kind="index", unit="% je Jahr", of=("persons_advised",), reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def persons_trend(results: pd.DataFrame) -> pd.DataFrame:
    """Yearly change of persons advised in percent, up to each year, from released yearly counts.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table; value, low, high in percent per year, n in denominator (number of years).

    References
    ----------
    R glm(family = poisson) with profile-likelihood limits; see evaluation.stats.change.poisson_trend.

    Examples
    --------
    >>> rows = [derive.row("a", str(year), "persons_advised", numerator=n, value=n, n_units=n)
    ...         for year, n in zip(range(2019, 2024), (100, 90, 81, 73, 66))]
    >>> trend = persons_trend(derive.table(rows))
    >>> trend["status"].to_list()[-2:], round(float(trend["value"].iloc[-1]), 1)
    (['too_few', 'shown'], -9.9)
    """
    return _trends(results, "persons_advised", "persons_trend", "% je Jahr", _persons)


@derived(
    number="RN02", title="Trend der Beratungsgespräche",
    definition="Median der Veränderungen je Jahr zwischen allen Paaren vergleichbarer Jahre (Theil-Sen), mit exaktem "
    "Intervall nach Kendall. Erst ab fünf vergleichbaren Jahren.",
    kind="index", unit="Gespräche je Jahr", of=("consultations",), reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def consultations_trend(results: pd.DataFrame) -> pd.DataFrame:
    """Yearly change of consultations, up to each year, without any assumption on how contacts cluster in persons.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table; value, low, high in consultations per year, n in denominator (number of years).

    References
    ----------
    Sen 1968, JASA 63:1379-1389.

    Examples
    --------
    >>> rows = [derive.row("a", str(2019 + i), "consultations", numerator=n, value=n)
    ...         for i, n in enumerate((100, 96, 90, 91, 80))]
    >>> trend = consultations_trend(derive.table(rows)).iloc[-1]
    >>> [float(trend[name]) for name in ("value", "low", "high")], trend["method"]
    ([-5.0, -11.0, 1.0], 'theil_sen')
    """
    return _trends(results, "consultations", "consultations_trend", "Gespräche je Jahr", _contacts)


def _persons(years: list[float], counts: list[float]) -> tuple[float, float, float, str]:
    from evaluation.stats.trend import poisson_trend

    trend = poisson_trend(counts, [1.0] * len(counts), years)
    return 100 * (trend.value - 1), 100 * (trend.low - 1), 100 * (trend.high - 1), trend.method


def _contacts(years: list[float], counts: list[float]) -> tuple[float, float, float, str]:
    from evaluation.stats.change import theil_sen

    trend = theil_sen(counts, years)
    return float(trend.value), float(trend.low), float(trend.high), trend.method


def _trends(results: pd.DataFrame, of: str, name: str, unit: str, fit: Fit) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for site, years in derive.by_site(derive.yearly(results, of)):
        for last in years:
            rows.append(_trend(site, last, _comparable(years, last), {"name": name, "unit": unit}, fit))
    return derive.table(rows)


def _trend(site: str, last: str, known: list[tuple[float, float]], named: dict[str, str], fit: Fit) -> dict[str, Any]:
    common = {"kind": "index", "unit": named["unit"]}
    if len(known) < MINIMUM_YEARS:
        return derive.row(site, last, named["name"], status="too_few", reason="five_years", **common)
    value, low, high, method = fit([year for year, _ in known], [count for _, count in known])
    numbers = {"value": value, "low": low, "high": high, "confidence": 0.95, "denominator": float(len(known))}
    return derive.row(site, last, named["name"], method=method, **numbers, **common)


def _comparable(years: dict[str, pd.DataFrame], last: str) -> list[tuple[float, float]]:
    """Year and count of the shown results up to a year; a result that is not comparable starts the series anew."""
    known: list[tuple[float, float]] = []
    for year, part in years.items():
        if year > last:
            break
        if str(part["comparability"].iloc[0]).startswith("no:") or (part["status"] == "not_comparable").any():
            known = []
        if part["status"].iloc[0] == "shown" and float(part["numerator"].iloc[0]) > 0:
            known.append((float(year), float(part["numerator"].iloc[0])))
    return known
