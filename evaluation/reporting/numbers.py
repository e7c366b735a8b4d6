"""Numbers, intervals, dates and states as a reader sees them, in the format of the report's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from evaluation.languages import text

MARK = "•"
"""The one mark of a hidden value, whatever rule hid it."""
NARROW = "\u202f"
NONE = "–"

TWO_DECIMALS = ("index", "profile", "mean")
ONE_DECIMAL = ("rate", "ratio", "median", "mean")
WHOLE_UNITS = ("Personen", "Kontakte", "Gespräche")


def number(value: float, lang: str, decimals: int = 0) -> str:
    """A number in the language's format, rounded half up, with a true minus sign.

    Examples
    --------
    >>> number(1234.5, "de", 1), number(1234.5, "en", 1), number(-0.04, "de", 1), number(2.5, "de")
    ('1.234,5', '1,234.5', '0,0', '3')
    """
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(_rounded(value, decimals), format=pattern, locale=lang).replace("-", "−")


def signed(value: float, lang: str, decimals: int = 0) -> str:
    """A difference with its sign; a difference that rounds to nothing carries none.

    Examples
    --------
    >>> signed(3.26, "de", 1), signed(-3.26, "de", 1), signed(0.01, "de", 1)
    ('+3,3', '−3,3', '0,0')
    """
    return ("+" if _rounded(value, decimals) > 0 else "") + number(value, lang, decimals)


def percent(value: float, lang: str, decimals: int = 0) -> str:
    """A percentage with its sign; German sets a narrow space that does not break.

    Examples
    --------
    >>> percent(12.34, "de", 1).replace(NARROW, "_"), percent(12.34, "en", 1)
    ('12,3_%', '12.3%')
    """
    return number(value, lang, decimals) + (f"{NARROW}%" if lang == "de" else "%")


def share(numerator: float, denominator: float, value: float, lang: str, *, structural: bool = False) -> str:
    """A share by the size of its base: nothing below 10, "x von n" below 20, whole percent below 100.

    Parameters
    ----------
    numerator, denominator : float
        Cases that count and all cases.
    value : float
        The share in percent.
    lang : str
        Language.
    structural : bool
        True where posts or money are counted and no case: then the base sets the decimals only.

    Examples
    --------
    >>> share(3, 9, 33.3, "de"), share(7, 15, 46.7, "de"), share(30, 99, 30.3, "en"), share(41, 123, 33.33, "en")
    ('zu wenige Fälle', '7 von 15', '30%', '33.3%')
    """
    if structural or math.isnan(denominator):
        return percent(value, lang, 1 if denominator >= 100 else 0)
    if denominator < 10:
        return state("too_few", lang)
    if denominator < 20:
        return text("{x} von {n}", lang).format(x=number(numerator, lang), n=number(denominator, lang))
    return percent(value, lang, 1 if denominator >= 100 else 0)


def decimals_of(row: Mapping[str, Any]) -> int:
    """Decimals that a result is printed with: by kind and unit, for shares by the size of the base."""
    kind, unit = str(row.get("kind", "")), str(row.get("unit", ""))
    if kind == "published" and unit == "%":
        return 1
    if kind == "share" or unit == "%":
        return 1 if _number(row.get("denominator")) >= 100 else 0
    if unit == "VZÄ":
        return 2
    if unit in WHOLE_UNITS and kind != "ratio":
        return 0
    if kind in TWO_DECIMALS and unit != "Monate":
        return 2
    value = _number(row.get("value"))
    if kind in ONE_DECIMAL or (kind == "published" and not float(value).is_integer()):
        return 0 if abs(value) >= 1000 else 1
    return 0


def value_text(row: Mapping[str, Any], lang: str, *, structural: bool = False) -> str:
    """The value of a result as a table cell prints it: a number without unit (but with %), or its state.

    Examples
    --------
    >>> value_text({"status": "hidden", "kind": "count"}, "de")
    'geheim (•)'
    >>> value_text({"status": "shown", "kind": "count", "unit": "Personen", "value": 1412.0}, "de")
    '1.412'
    """
    if row.get("status") != "shown":
        return state(str(row.get("status")), lang)
    value = _number(row.get("value"))
    if math.isnan(value):
        return NONE
    base = _number(row.get("denominator"))
    if row.get("kind") == "share" and (row.get("unit") == "%" or base < 20):
        return share(_number(row.get("numerator")), base, value, lang, structural=structural)
    if row.get("unit") == "%":
        return percent(value, lang, decimals_of(row))
    return number(value, lang, decimals_of(row))


def limits_of(row: Mapping[str, Any], *, structural: bool = False) -> tuple[float, float] | None:
    """Both limits of a shown result, or None where none are given or printed."""
    if row.get("status") != "shown":
        return None
    low, high = _number(row.get("low")), _number(row.get("high"))
    if math.isnan(low) or math.isnan(high):
        return None
    few = row.get("kind") == "share" and _number(row.get("denominator")) < 20
    return None if few and not structural else (low, high)


def interval_text(row: Mapping[str, Any], lang: str) -> str:
    """The interval of a result as "[low; high]", or a dash where there is none.

    Examples
    --------
    >>> interval_text({"status": "shown", "kind": "count", "low": 373.2, "high": 453.8}, "de")
    '[373; 454]'
    """
    limits = limits_of(row)
    if limits is None:
        return NONE
    low, high = (limit_text(limit, row, lang) for limit in limits)
    return f"[{low}; {high}]"


def interval_words(row: Mapping[str, Any], lang: str) -> str:
    """The interval of a result in words for a sentence, or nothing where there is none.

    Examples
    --------
    >>> interval_words({"status": "shown", "kind": "count", "low": 373, "high": 454, "confidence": 0.95}, "de")
    '95-%-Intervall 373 bis 454'
    """
    limits = limits_of(row)
    if limits is None:
        return ""
    level = _number(row.get("confidence"))
    name = text("{level}-%-Intervall", lang).format(level=number(100 * (0.95 if math.isnan(level) else level), lang))
    low, high = (limit_text(limit, row, lang) for limit in limits)
    return text("{name} {low} bis {high}", lang).format(name=name, low=low, high=high)


def limit_text(limit: float, row: Mapping[str, Any], lang: str) -> str:
    """One limit of a result, with as many decimals as its value."""
    decimals = decimals_of(row)
    return percent(limit, lang, decimals) if row.get("unit") == "%" else number(limit, lang, decimals)


def state(status: str, lang: str) -> str:
    """The words for a status in which there is no number; hidden is always the same words."""
    words = {
        "hidden": text("geheim (•)", lang),
        "not_collected": text("nicht erhoben", lang),
        "not_applicable": text("nicht einschlägig", lang),
        "too_few": text("zu wenige Fälle", lang),
        "not_comparable": text("nicht vergleichbar", lang),
    }
    return words.get(status, NONE)


def counted(n: float, one: str, many: str, lang: str) -> str:
    """A whole number with its noun in the right form; English nouns do without a capital letter.

    Examples
    --------
    >>> counted(1, "Person", "Personen", "de"), counted(2, "Person", "Personen", "de"), counted(0, "row", "rows", "en")
    ('1 Person', '2 Personen', '0 rows')
    """
    from babel import Locale

    noun = one if Locale.parse(lang).plural_form(n) == "one" else many
    return f"{number(n, lang)} {noun if lang == 'de' else noun[:1].lower() + noun[1:]}"


def date_text(value: dt.date | str, lang: str) -> str:
    """A date in words.

    Examples
    --------
    >>> date_text("2025-02-03", "de"), date_text("2025-02-03", "en")
    ('3. Februar 2025', '3 February 2025')
    """
    from babel.dates import format_date

    day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return format_date(day, "d. MMMM y" if lang == "de" else "d MMMM y", locale=lang)


def date_short(value: dt.date | str, lang: str) -> str:
    """A date for a narrow column.

    Examples
    --------
    >>> date_short("2025-02-03", "de"), date_short("2025-02-03", "en")
    ('03.02.2025', '2025-02-03')
    """
    day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{day:%d.%m.%Y}" if lang == "de" else day.isoformat()


def period_text(period: str, lang: str) -> str:
    """A period of the results in words: a year stays, a month gets its name.

    Examples
    --------
    >>> period_text("2024", "de"), period_text("2024-03", "de")
    ('2024', 'März 2024')
    """
    from babel.dates import format_date

    if len(period) != 7:
        return period
    return format_date(dt.date(int(period[:4]), int(period[5:]), 1), "LLLL y", locale=lang)


def month_short(month: int, lang: str) -> str:
    """The short name of a month for the head of a column.

    Examples
    --------
    >>> month_short(3, "de"), month_short(3, "en")
    ('Mär', 'Mar')
    """
    from babel.dates import format_date

    return format_date(dt.date(2024, month, 1), "LLL", locale=lang).rstrip(".")


def _rounded(value: float, decimals: int) -> Decimal:
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(exact) if exact == 0 else exact


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
