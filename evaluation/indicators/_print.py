"""The catalogue of indicators as text: what stands in docs/catalogue.md and what `evaluation catalogue` prints."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.indicators._declare import Indicator, catalogue
from evaluation.languages import text


def markdown(lang: str = "de", known: Mapping[str, Indicator] | None = None) -> str:
    """The whole catalogue in Markdown, ordered by number.

    Parameters
    ----------
    lang : str
        "de" or "en".
    known : mapping of id to Indicator, optional
        The catalogue: that of a study (`catalogue(folder)`), else the package's.

    Returns
    -------
    str
        One section per indicator: definition, kind, unit, tables, breakdowns, source.

    Examples
    --------
    >>> markdown("en").splitlines()[0]
    '# Catalogue of indicators'
    """
    intro = text(
        "Erzeugt aus den Marken der Kennzahlen mit »evaluation catalogue«. Jede Kennzahl wird zuerst gezählt; Werte, "
        "Intervalle und Geheimhaltung entstehen bei der Freigabe.",
        lang,
    )
    parts = [f"# {text('Katalog der Kennzahlen', lang)}", intro]
    entries = sorted((catalogue() if known is None else known).values(), key=lambda one: (one.mark.number, one.id))
    return "\n\n".join([*parts, *(_section(one, lang) for one in entries)]) + "\n"


def _section(one: Indicator, lang: str) -> str:
    mark = one.mark
    lines = [f"## {mark.number} {text(mark.title, lang)}", "", text(mark.definition, lang), ""]
    facts = [
        (text("Name", lang), f"`{one.id}` ({one.theme})"),
        (text("Art", lang), _kind(one, lang)),
        *_inputs(one, lang),
    ]
    return "\n".join([*lines, *(f"- {name}: {value}" for name, value in facts if value)])


def _kind(one: Indicator, lang: str) -> str:
    kinds = {
        "share": text("Anteil", lang), "rate": text("Rate", lang), "ratio": text("Verhältnis", lang),
        "mean": text("Mittelwert", lang), "median": text("Median", lang), "count": text("Anzahl", lang),
        "index": text("Index", lang), "profile": text("Profil", lang), "published": text("veröffentlichte Zahl", lang),
    }  # fmt: skip
    directions = {
        "higher": text("höher ist besser", lang), "lower": text("niedriger ist besser", lang),
        "neutral": text("ohne Wertung", lang),
    }  # fmt: skip
    return f"{kinds[one.mark.kind]}, {text(one.mark.unit, lang)}; {directions[one.mark.direction]}"


def _inputs(one: Indicator, lang: str) -> list[tuple[str, str]]:
    mark = one.mark
    breakdowns = tuple(name for name in (mark.own_breakdown, *mark.breakdowns) if name)
    of = text("alle Ergebnisse", lang) if mark.of == ("*",) else _names(mark.of)
    interval = text("mit Intervall", lang) if mark.interval else text("ohne Intervall (Vollzählung)", lang)
    return [
        (text("Tabellen", lang), "" if mark.of else _names(one.tables)),
        (text("wenn geliefert auch", lang), "" if mark.of else _names(one.optional_tables)),
        (text("abgeleitet aus", lang), of),
        (text("Gliederungen", lang), _names(breakdowns)),
        (text("Mindestnenner", lang), "" if mark.minimum_denominator is None else f"{mark.minimum_denominator:g}"),
        (text("Unsicherheit", lang), "" if mark.of or mark.kind == "published" else interval),
        (text("Quelle", lang), text(mark.source, lang)),
        (text("geprüft", lang), mark.reviewed),
    ]


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
