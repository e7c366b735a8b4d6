"""What the columns and codes of the released tables mean, in German and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from evaluation.languages import LANGUAGES, text

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.study import Study


def column_label(name: str, lang: str) -> str:
    """What a column of the results table holds.

    Examples
    --------
    >>> column_label("n_units", "en")
    'Persons or organisations behind the numerator'
    """
    words = {
        "site": text("Standort", lang),
        "period": text("Zeitraum (Jahr, Quartal oder Monat)", lang),
        "indicator": text("Kennzahl", lang),
        "kind": text("Art der Kennzahl", lang),
        "breakdown": text("Gliederung (leer: insgesamt)", lang),
        "category": text("Kategorie der Gliederung", lang),
        "numerator": text("Zähler", lang),
        "denominator": text("Nenner", lang),
        "value": text("Wert in der Einheit der Kennzahl", lang),
        "unit": text("Einheit", lang),
        "low": text("untere Grenze des Intervalls", lang),
        "high": text("obere Grenze des Intervalls", lang),
        "confidence": text("Konfidenz des Intervalls", lang),
        "method": text("Verfahren des Intervalls", lang),
        "n_units": text("Personen oder Organisationen hinter dem Zähler", lang),
        "status": text("Zustand", lang),
        "reason": text("Grund oder Stichtag", lang),
        "comparability": text("Vergleichbarkeit mit den übrigen Standorten", lang),
        "definition_version": text("Stand der Definition", lang),
    }
    return words[name]


def status_label(status: str, lang: str) -> str:
    """What a state of a result means.

    Examples
    --------
    >>> status_label("hidden", "de")
    'geheim (•)'
    """
    words = {
        "shown": text("gezeigt", lang),
        "hidden": text("geheim (•)", lang),
        "not_collected": text("nicht erhoben", lang),
        "not_applicable": text("nicht einschlägig", lang),
        "too_few": text("zu wenige Fälle", lang),
        "not_comparable": text("nicht vergleichbar", lang),
    }
    return words[status]


def kind_label(kind: str, lang: str) -> str:
    """What a kind of indicator is."""
    words = {
        "share": text("Anteil", lang), "rate": text("Rate", lang), "ratio": text("Verhältnis", lang),
        "mean": text("Mittelwert", lang), "median": text("Median", lang), "count": text("Anzahl", lang),
        "index": text("Kennwert", lang), "profile": text("Profil", lang),
        "published": text("veröffentlichte Angabe der amtlichen Statistik", lang),
    }  # fmt: skip
    return words[kind]


def reading(lang: str) -> str:
    """How the CSV files are to be read."""
    return text(
        "CSV-Dateien: UTF-8 mit BOM, Semikolon als Trenner, Dezimalpunkt; leere Zahl = nicht gezeigt (siehe status), "
        "nie null.", lang,
    )  # fmt: skip


def codebook(results: pd.DataFrame, study: Study, titles: Mapping[str, str]) -> pd.DataFrame:
    """One row per column, and per code that occurs: column, code, German and English label."""
    import pandas as pd

    rows: list[tuple[str, str, str, str]] = [("", "", *_both(lambda lang: reading(lang)))]
    for name in results.columns:
        rows.append((name, "", *_both(lambda lang, name=name: column_label(name, lang))))
        rows += _codes(name, results, study, titles)
    return pd.DataFrame(rows, columns=["column", "code", "de", "en"])


def code_labels(name: str, results: pd.DataFrame, study: Study, titles: Mapping[str, str]) -> dict[str, str]:
    """German labels of the codes of a column, as far as they are known."""
    return {code: de for _, code, de, _ in _codes(name, results, study, titles)}


def _codes(
    name: str, results: pd.DataFrame, study: Study, titles: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    there = [code for code in dict.fromkeys(results[name]) if isinstance(code, str) and code]
    if name == "site":
        yield from ((name, site.id, site.name, site.name) for site in study.sites)
    elif name == "indicator":
        for code in there:
            yield (name, code, *_both(lambda lang, code=code: text(titles.get(code, code), lang)))
    elif name in ("status", "kind"):
        label = status_label if name == "status" else kind_label
        for code in there:
            yield (name, code, *_both(lambda lang, code=code, label=label: label(code, lang)))
    elif name == "reason":
        from evaluation.release.grid import reason_text

        for code in there:
            yield (name, code, *_both(lambda lang, code=code: reason_text(code, lang)))
    elif name == "category":
        for breakdown, code in results[["breakdown", "category"]].drop_duplicates().itertuples(index=False, name=None):
            if code:
                yield (name, f"{breakdown}={code}", *_category(breakdown, code))


def _category(breakdown: str, code: str) -> tuple[str, str]:
    if code == "other_merged":
        return _both(lambda lang: text("übrige (zusammengefasst)", lang))
    number = _code_list(breakdown)
    if number:
        from evaluation.vocabulary import codes

        for entry in codes(number):
            if entry.code == code:
                return entry.de, entry.en
    return code, code


def _code_list(breakdown: str) -> str:
    from evaluation.tables import TABLES

    wanted = {"topic_any": "topic_main"}.get(breakdown, breakdown)
    found = (column.codes for table in TABLES.values() for column in table.columns if column.name == wanted)
    return next((number for number in found if number), "")


def _both(label: Any) -> tuple[str, str]:
    de, en = (label(lang) for lang in LANGUAGES)
    return de, en
