"""Numbers as readers see them: format of the language, rules for small bases, states in words."""

from __future__ import annotations

import pytest

from evaluation.reporting import numbers

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0.0, 0, "0", "0"),
        (-12.34, 1, "−12,3", "−12.3"),
        (0.5, 0, "1", "1"),  # half up, as official statistics round; not half to even
        (2.675, 2, "2,68", "2.68"),
    ],
)
def test_number_formats(value: float, decimals: int, german: str, english: str) -> None:
    assert numbers.number(value, "de", decimals) == german
    assert numbers.number(value, "en", decimals) == english


# Rules for shares by the size of the base: under 10 none, 10-19 "x von n", 20-99 whole percent, from 100 one decimal.
@pytest.mark.parametrize(
    ("x", "n", "printed"),
    [
        (4, 9, "zu wenige Fälle"),
        (5, 10, "5 von 10"),
        (7, 19, "7 von 19"),
        (7, 20, f"35{NARROW}%"),
        (33, 99, f"33{NARROW}%"),
        (33, 100, f"33,0{NARROW}%"),
    ],
)
def test_share_by_base(x: int, n: int, printed: str) -> None:
    assert numbers.share(x, n, 100 * x / n, "de") == printed


def test_no_percent_and_no_interval_under_twenty_cases() -> None:
    row = {"status": "shown", "kind": "share", "unit": "%", "numerator": 7, "denominator": 15, "value": 46.7,
           "low": 24.8, "high": 69.9, "confidence": 0.95}  # fmt: skip
    assert numbers.value_text(row, "de") == "7 von 15"
    assert numbers.interval_text(row, "de") == numbers.NONE
    assert numbers.interval_words(row, "de") == ""


@pytest.mark.parametrize("status", ["hidden", "not_collected", "not_applicable", "too_few", "not_comparable"])
def test_a_state_is_words_and_never_a_number_or_blank(status: str) -> None:
    row = {"status": status, "kind": "count", "value": float("nan"), "low": float("nan"), "high": float("nan")}
    for lang in ("de", "en"):
        printed = numbers.value_text(row, lang)
        assert printed.strip()
        assert not any(letter.isdigit() for letter in printed)
        assert numbers.interval_text(row, lang) == numbers.NONE


def test_hidden_is_one_mark_in_both_languages() -> None:
    row = {"status": "hidden", "kind": "share"}
    assert numbers.value_text(row, "de") == "geheim (•)"
    assert numbers.value_text(row, "en") == "confidential (•)"


def test_interval_has_the_decimals_of_its_value() -> None:
    row = {"status": "shown", "kind": "share", "unit": "%", "numerator": 41, "denominator": 123, "value": 33.33,
           "low": 25.6, "high": 42.06, "confidence": 0.95}  # fmt: skip
    assert numbers.interval_text(row, "de") == f"[25,6{NARROW}%; 42,1{NARROW}%]"
    assert numbers.interval_words(row, "en") == "95% interval 25.6% to 42.1%"


def test_plural_follows_the_number() -> None:
    assert numbers.counted(1, "Person", "Personen", "de") == "1 Person"
    assert numbers.counted(1000, "Person", "Personen", "de") == "1.000 Personen"
