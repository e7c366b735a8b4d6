"""The published figures of Saxony go through the whole line: read right, never paired across dates, gaps said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def results() -> Any:
    from evaluation.indicators._declare import catalogue
    from evaluation.indicators._run import count
    from evaluation.release import release
    from evaluation.sources import discover, load, reconcile
    from evaluation.study import load_study

    study = load_study(HERE)
    deliveries, findings = discover(study)
    assert [f.rule for f in findings if f.severity == "blocks"] == []
    clean = reconcile([load(delivery, study) for delivery in deliveries], study)
    assert [f.rule for f in clean.findings if f.severity in ("blocks", "set_aside")] == []
    return release(count(clean.tables | study.tables()), study, catalogue(), clean.tables["delivery"]).results


def _of(results: Any, indicator: str, period: str) -> Any:
    rows = results[(results["indicator"] == indicator) & (results["period"] == period) & (results["breakdown"] == "")]
    return rows.set_index("site")


def test_totals_and_density_are_the_published_ones(results: Any) -> None:
    # Regionalstatistik 12411-01-01-4 and 11111-01-01-4, 31.12.2018, row 14 Sachsen: 4077937 persons, 18449,96 km²
    population, area = _of(results, "population", "2018"), _of(results, "area", "2018")
    assert population["value"].sum() == 4_077_937
    assert area["value"].sum() == pytest.approx(18_449.96, abs=0.011)
    density = _of(results, "population_density", "2018")
    assert density.loc["zwickau", "value"] == pytest.approx(317_531 / 949.78)
    assert density.loc["leipzig", "value"] == pytest.approx(587_857 / 297.80)


def test_dirty_cells_of_the_staffing_answer(results: Any) -> None:
    # Sächsischer Landtag, Drs. 6/198: heads and full-time equivalents, November 2014
    heads, fte = _of(results, "staff_heads", "2014"), _of(results, "staff_fte", "2014")
    assert heads["value"].sum() == 108
    assert fte["value"].sum() == pytest.approx(73.5)
    assert fte.loc["landkreis-leipzig", "value"] == 0
    assert fte.loc["mittelsachsen", "status"] == "not_collected"
    assert heads.loc["mittelsachsen", "value"] == 4
    assert _of(results, "staff_not_reported", "2014").loc["mittelsachsen", "value"] == 4


def test_figures_of_different_dates_are_never_paired(results: Any) -> None:
    for year in range(2011, 2025):
        rows = _of(results, "population_density", str(year))
        assert set(rows["status"]) == ({"shown"} if year == 2018 else set(rows["status"]) - {"shown"})
        assert len(rows) == 13
    for indicator in ("caseload_entitled", "reach_rate", "key_deviation"):
        rows = results[results["indicator"] == indicator]
        assert (rows["status"] != "shown").all()


def test_shares_of_foreigners_stand_as_published(results: Any) -> None:
    # Regionalatlas AI0208: Zwickau 1,2 (2011) and 6,6 (2024)
    for period, share in (("2011", 1.2), ("2024", 6.6)):
        row = _of(results, "foreigner_share", period).loc["zwickau"]
        assert row["value"] == share
        assert row["kind"] == "published"
        assert str(row["low"]) == "nan"


def test_what_was_not_collected_is_said(results: Any) -> None:
    rows = results[results["indicator"] == "consultations"]
    assert len(rows) == 13 * 14
    assert set(rows["status"]) == {"not_collected"}
