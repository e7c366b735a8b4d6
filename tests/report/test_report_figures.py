"""Figures: the same bytes every time, hidden values named and without any trace in the drawing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.report import Report
from evaluation.reporting import draw_time, figures
from evaluation.reporting.blocks import Figure


def test_same_input_gives_same_bytes(facts) -> None:
    first, second = (figures.timeline(facts(), "persons_advised") for _ in range(2))
    assert first.svg == second.svg
    assert first.png == second.png
    assert "<dc:date>" not in first.svg


def test_figure_has_all_that_a_reader_needs(facts) -> None:
    figure = figures.timeline(facts(), "persons_advised")
    assert figure.caption == "Beratene Personen, Erlenfurt, 2019–2024; Striche: 95-%-Intervalle"
    assert figure.table is not None and len(figure.table.rows) == 6
    assert "RN01" in figure.source
    assert "2019: 392 (95-%-Intervall" in figure.alt
    assert "Beginn der Kontaktbeschränkungen" in figure.alt


def test_hidden_year_is_named_and_never_zero(facts) -> None:
    figure = figures.timeline(facts("moorheide"), "persons_advised")
    assert "2022: geheim (•)" in figure.alt
    assert figure.table is not None
    row = next(row for row in figure.table.rows if row[0] == "2022")
    assert row == ("2022", "geheim (•)", "–", "–")


def test_hidden_value_leaves_no_trace_in_the_drawing(facts) -> None:
    # Even if a number were left in a hidden row, neither the axis nor a point may show it.
    view = facts("moorheide")
    spoiled = view.results.copy()
    hidden = (spoiled["site"] == "moorheide") & (spoiled["period"] == "2022")
    hidden &= spoiled["indicator"] == "persons_advised"
    spoiled.loc[hidden, ["value", "low", "high"]] = 9999.0
    traced = figures.timeline(replace(view, results=spoiled, index={}), "persons_advised")
    assert traced.svg == figures.timeline(view, "persons_advised").svg
    assert "9999" not in traced.alt and "9.999" not in traced.alt


def test_axis_ignores_what_is_not_shown() -> None:
    rows = [{"status": "shown", "value": 10.0, "low": 8.0, "high": 12.0, "kind": "count"},
            {"status": "hidden", "value": 500.0, "low": 400.0, "high": 600.0, "kind": "count"}]  # fmt: skip
    assert draw_time.top_of(rows) == 12.0


def test_line_breaks_where_the_counting_rule_changed(facts) -> None:
    assert facts("steinwerda").breaks("consultations") == {3}
    assert facts("steinwerda").breaks("decentral_share") == set()
    assert "neue Zählregel" in figures.timeline(facts("steinwerda"), "consultations").alt


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_figure_word_draws(facts, lang: str) -> None:
    report = Report(facts("moorheide", 2024, lang))
    shown = [report.timeline("consultations"), report.monthly("consultations"), report.funding_cliff()]
    shown += [report.topic_shift()[-1], report.caseload()[-1], report.topic_years()[0]]
    shown += [report.breakdown("topic_share", "topic_main")[0]]
    for figure in shown:
        assert isinstance(figure, Figure)
        assert figure.alt and figure.caption and figure.source and figure.png.startswith(b"\x89PNG")
        assert len(figure.svg) < 400_000


def test_topic_shift_stays_within_one_counting_rule(facts) -> None:
    figure = Report(facts("steinwerda")).topic_shift()[-1]
    assert isinstance(figure, Figure)
    assert figure.caption.startswith("Themenanteile 2022 und 2024")


def test_heat_map_names_hidden_and_merged_cells_and_keeps_their_numbers_out(facts) -> None:
    view = facts("erlenfurt")
    spoiled = view.results.copy()
    topic = (spoiled["site"] == "erlenfurt") & (spoiled["indicator"] == "topic_share")
    hidden = topic & (spoiled["period"] == "2022") & (spoiled["category"] == "work")
    merged = topic & (spoiled["period"] == "2023") & (spoiled["category"] == "health")
    spoiled.loc[hidden, ["status", "value", "numerator"]] = ["hidden", 77.7, 777.0]
    figure = heat_map(replace(view, results=spoiled[~merged], index={}))
    lines = dict(line.split(": ", 1) for line in figure.alt.split(". ", 1)[1].split("; "))
    assert lines["Arbeit"].split(", 2")[3] == "022 geheim (•)"
    assert lines["Gesundheit"].split(", 2")[4] == "023 in „übrige“"
    assert "77" not in figure.alt
    without = spoiled[~merged].copy()
    without.loc[hidden, ["value", "numerator"]] = None
    assert heat_map(replace(view, results=without, index={})).svg == figure.svg


def test_heat_map_needs_two_years(facts) -> None:
    assert Report(facts("erlenfurt", 2019)).topic_years() == ()


def heat_map(view) -> Figure:
    figure = Report(view).topic_years()[0]
    assert isinstance(figure, Figure)
    return figure
