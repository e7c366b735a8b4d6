"""Sentences say what the interval allows, name what is missing, and never claim effects or ranks."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib import resources

import pytest

from evaluation.reporting import sentences
from evaluation.reporting.change import change
from evaluation.reporting.wording import check_wording


def counted(value: float, low: float, high: float, year: str, method: str = "poisson_exact") -> dict:
    return {"site": "erlenfurt", "indicator": "persons_advised", "kind": "count", "unit": "Personen", "period": year,
            "breakdown": "", "category": "", "value": value, "low": low, "high": high, "confidence": 0.95,
            "status": "shown", "method": method, "comparability": "ok", "reason": ""}  # fmt: skip


def test_undecided_change_is_said_to_be_undecided(facts) -> None:
    # 412 of an exact Poisson count: 373.2 to 453.8; 390: 352.2 to 430.7 (Garwood)
    words = sentences.statement(facts(), counted(412, 373.2, 453.8, "2024"), counted(390, 352.2, 430.7, "2023"))
    assert words.startswith("2024 wurden 412 Menschen beraten (95-%-Intervall 373 bis 454); 2023 waren es 390.")
    assert "lässt sich nicht entscheiden" in words
    assert " nahm " not in words


# Smallest rises that the exact comparison of two equal periods tells from chance: METHODS, table of section 1.1.
@pytest.mark.parametrize(("before", "now"), [(3, 12), (5, 15), (8, 20), (10, 23), (15, 29), (20, 36), (30, 49),
                                             (50, 73), (100, 131)])  # fmt: skip
def test_smallest_visible_rise(before: int, now: int) -> None:
    earlier, seen, less = (counted(x, x * 0.5, x * 2, "2023") for x in (before, now, now - 1))
    assert change(earlier, seen).verdict == "up"
    assert change(earlier, less).verdict == "undecided"


def test_visible_decrease_names_its_interval(facts) -> None:
    words = sentences.statement(facts(), counted(200, 173.2, 229.7, "2024"), counted(300, 267.0, 335.9, "2023"))
    assert "nahm gegenüber 2023 ab (95-%-Intervall der Veränderung −" in words


def test_changed_counting_rule_forbids_the_comparison(facts) -> None:
    view = facts("steinwerda", 2022)
    now, before = view.row("consultations"), view.row("consultations", 2021)
    words = sentences.statement(view, now, before)
    assert "nicht vergleichbar" in words and "Zählregel" in words
    assert " nahm " not in words and "Intervall der Veränderung" not in words


@pytest.mark.parametrize(("lang", "mark"), [("de", "geheim (•)"), ("en", "confidential (•)")])
def test_hidden_value_is_named_and_no_number_is_told(facts, lang: str, mark: str) -> None:
    view = facts("moorheide", 2022, lang)
    words = sentences.statement(view, view.row("persons_advised"), view.row("persons_advised", 2021))
    assert mark in words
    assert re.findall(r"\d+", words.replace("2022", "").replace("2021", "")) == []


def test_full_count_without_interval_claims_no_chance(facts) -> None:
    view = facts()
    row = view.row("secured_share", None, "horizon", "12")
    words = sentences.statement(view, row, {**row, "period": "2023", "value": 100.0})
    assert words.startswith("2024 lag der Anteil der auch nach 12 Monaten gesicherten Stellen bei 50")
    assert "Intervall" not in words


def test_released_change_is_used_as_released(facts) -> None:
    import pandas as pd

    told = {"site": "erlenfurt", "period": "2024", "previous": "2023", "indicator": "persons_advised",
            "breakdown": "", "category": "", "change": 8.0, "unit": "%", "low": 1.0, "high": 15.0, "method": "x",
            "verdict": "increase", "reason": ""}  # fmt: skip
    view = replace(facts(), changes=pd.DataFrame([told]), moves={})
    words = sentences.statement(view, view.row("persons_advised"), view.row("persons_advised", 2023))
    assert "nahm gegenüber 2023 zu" in words and "+1" in words and "+15" in words


@pytest.mark.parametrize(
    "text",
    ["Die Beratung hat eine Wirkung.", "Das führt zu mehr Teilhabe.", "Der Anstieg ist signifikant.", "im Ranking vorn",
     "besser als die anderen Standorte", "wegen der Pandemie", "The project had an effect.", "This proves it.",
     "a league table of sites", "significantly higher"],
)  # fmt: skip
def test_wording_check_finds(text: str) -> None:
    assert check_wording(text)


@pytest.mark.parametrize(
    "text", ["Alle können mitwirken.", "Die Auswirkungen sind unbekannt.", "vereinbar mit einer Abnahme",
             "compatible with a decrease", "Die Zahl nahm ab."],
)  # fmt: skip
def test_wording_check_lets_pass(text: str) -> None:
    assert not check_wording(text)


@pytest.mark.parametrize("name", ["reports", "trend", "comparison", "data_check", "indicators"])
def test_every_text_of_the_reports_is_clean(name: str) -> None:
    file = resources.files("evaluation.languages") / "en" / f"{name}.toml"
    pairs = tomllib.loads(file.read_text(encoding="utf-8"))["texts"]
    texts = [text for pair in pairs.items() for text in pair]
    assert {text: found for text in texts if (found := check_wording(text))} == {}
