"""The data-protection sheet: purpose, legal basis, data, recipients, retention, rules, and how much is confidential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evaluation.languages import text
from evaluation.reporting import labels, numbers
from evaluation.reporting.blocks import DataTable, Sentence
from evaluation.reporting.shown import Blocks

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.reporting.facts import Facts

MONTH = 7
"""Length of a period that is a month."""


def data_protection(facts: Facts) -> Blocks:
    """The data-protection sheet of one report."""
    return data_protection_sheet(facts.study, facts.results, facts.deliveries, facts.lang, facts.definitions)


def data_protection_sheet(
    study: Mapping[str, Any],
    released: pd.DataFrame,
    deliveries: Sequence[Mapping[str, Any]],
    lang: str = "de",
    definitions: Mapping[str, Any] | None = None,
) -> Blocks:
    """What was processed for what, on which legal basis, and which rules keep persons from being recognised.

    The numbers of confidential figures are told by group of rule, never which figure fell under which rule, and
    never how many are hidden only to protect others.

    Parameters
    ----------
    study : mapping
        The study as in a bundle: client, contact, disclosure, synthetic.
    released : pandas.DataFrame
        Released results of the report.
    deliveries : sequence of mapping
        Deliveries of the report: sender, tables, purpose, legal_basis, retention_until, received.
    lang : {"de", "en"}
        Language.
    definitions : mapping, optional
        Printed definitions of the indicators, for the groups of rules.

    Returns
    -------
    Blocks
        A sentence, the sheet, and the table of rules.
    """
    intro = text(
        "Dieses Blatt fasst zusammen, welche Angaben über Menschen für diesen Bericht verarbeitet wurden und wodurch "
        "sie geschützt sind. Namen, Anschriften, Geburtsdaten und freie Texte verlassen die Beratungsstelle nicht.",
        lang,
    )
    return Blocks([Sentence(intro), _sheet(study, deliveries, lang), _rules(study, released, definitions or {}, lang)])


def _sheet(study: Mapping[str, Any], deliveries: Sequence[Mapping[str, Any]], lang: str) -> DataTable:
    until = sorted({str(entry["retention_until"]) for entry in deliveries if entry.get("retention_until")})
    days = [numbers.date_text(day, lang) for day in dict.fromkeys((until[0], until[-1]))] if until else []
    bases = [labels_of("CL73", str(code), lang) for code in _distinct(deliveries, "legal_basis")]
    told = (
        (text("Zweck der Verarbeitung", lang), "; ".join(_distinct(deliveries, "purpose"))),
        (text("Rechtsgrundlage", lang), ", ".join(bases)),
        (text("Liefernde Stellen", lang), "; ".join(_distinct(deliveries, "sender"))),
        (text("Daten über einzelne Menschen (pseudonym)", lang), _tables(deliveries, ("P3",), lang)),
        (text("Zusammengefasste Daten über Menschen", lang), _tables(deliveries, ("P2",), lang)),
        (text("Daten ohne Bezug zu einzelnen Klient:innen", lang), _tables(deliveries, ("P0", "P1"), lang)),
        (text("Pseudonyme", lang), _pseudonyms(lang)),
        (text("Empfänger des Berichts", lang), _recipients(study, lang)),
        (text("Aufbewahrung der Personentabellen bis", lang), " – ".join(days)),
        (text("Ansprechstelle", lang), str(study.get("contact") or "")),
    )
    return DataTable(
        id="datenschutzblatt", caption=text("Datenschutzblatt", lang),
        columns=(text("Gegenstand", lang), text("Auskunft", lang)), rows=tuple(row for row in told if row[1]),
        align=("l", "l"), source=text("Studiendatei und Begleitzettel der Lieferungen.", lang),
    )  # fmt: skip


def labels_of(number: str, code: str, lang: str) -> str:
    """The label of a code; the code itself where the list does not know it."""
    from evaluation.vocabulary import codes

    return next(((entry.de if lang == "de" else entry.en) for entry in codes(number) if entry.code == code), code)


def _distinct(deliveries: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(str(entry[name]) for entry in deliveries if entry.get(name)))


def _tables(deliveries: Iterable[Mapping[str, Any]], classes: Sequence[str], lang: str) -> str:
    from evaluation.tables import TABLES

    named = dict.fromkeys(name for entry in deliveries for name in entry.get("tables") or ())
    wanted = [name for name in named if name in TABLES and TABLES[name].protection in classes]
    return ", ".join(labels.table(name, lang) for name in wanted)


def _pseudonyms(lang: str) -> str:
    return text(
        "Die Beratungsstellen bilden sie mit einem Schlüssel, den nur sie haben und der für einen Träger und ein Jahr "
        "gilt. Niemand wird über Jahre oder Träger hinweg wiedererkannt.", lang,
    )  # fmt: skip


def _recipients(study: Mapping[str, Any], lang: str) -> str:
    client = study.get("client") or {}
    named = str(client.get(lang) or client.get("de") or "")
    own = text("die beteiligten Standorte", lang)
    return f"{named}; {own}" if named else own


def _rules(study: Mapping[str, Any], released: pd.DataFrame, definitions: Mapping[str, Any], lang: str) -> DataTable:
    disclosure = study.get("disclosure") or {}
    words = _words(disclosure, lang)
    counted = {group: [0, 0] for group in words}
    columns = ["indicator", "kind", "period", "breakdown", "category", "status"]
    for indicator, kind, period, breakdown, category, status in released[columns].itertuples(index=False, name=None):
        if status in ("shown", "hidden"):
            mark = definitions.get(indicator) or {}
            group = group_of(mark, str(kind), str(period), (str(breakdown or ""), str(category or "")))
            if group:
                counted[group][0] += 1
                counted[group][1] += status == "hidden"
    rows = [
        (rule, numbers.number(counted[group][0], lang), numbers.number(counted[group][1], lang))
        for group, rule in words.items() if counted[group][0]
    ]  # fmt: skip
    note = text(
        "Gezählt sind Werte, die sonst gezeigt würden. Welcher Wert unter welche Regel fiel, und welche nur zum Schutz "
        "anderer geheim sind, wird nicht gesagt: Das könnte sie erkennbar machen.", lang,
    )  # fmt: skip
    return DataTable(
        id="datenschutz-regeln", caption=text("Regeln der Geheimhaltung und wie viele Werte sie betreffen", lang),
        columns=(text("Regel", lang), text("geprüfte Werte", lang), text("davon geheim", lang)), rows=tuple(rows),
        notes=(note,), source=text("Freigegebene Ergebnisse der Studie.", lang),
    )  # fmt: skip


def _words(disclosure: Mapping[str, Any], lang: str) -> dict[str, str]:
    """The groups of rules in words, with the study's thresholds."""
    k, larger = disclosure.get("k", 5), disclosure.get("k_sensitive", 10)
    part = numbers.percent(100 * float(disclosure.get("dominance", 0.5)), lang)
    persons = text(
        "Gesamtwerte: mindestens {k} verschiedene Menschen, keine Person mit mehr als {part} der Gespräche", lang
    )
    return {
        "persons": persons.format(k=k, part=part),
        "parts": text("Gliederungen: mindestens {k} Menschen je Gruppe und je Rest", lang).format(k=k),
        "sensitive": text("Besonders schutzwürdige Merkmale: mindestens {k} Menschen", lang).format(k=larger),
        "months": text("Monatswerte: mindestens {k} Menschen je Monat", lang).format(k=k),
        "organisations": text("Organisationen und Beschäftigte: mindestens {k}", lang).format(k=k),
        "derived": text("Abgeleitete Werte: geheim, sobald ein zugrunde liegender Wert geheim ist", lang),
    }


def group_of(mark: Mapping[str, Any], kind: str, period: str, cell: tuple[str, str]) -> str:
    """The group of rules that a result was checked against; empty for figures behind which nobody stands.

    Examples
    --------
    >>> group_of({}, "count", "2024", ("", "")), group_of({}, "count", "2024-03", ("", ""))
    ('persons', 'months')
    >>> group_of({"sensitive": ["status_group"]}, "share", "2024", ("status_group", "duldung"))
    'sensitive'
    """
    breakdown, category = cell
    if kind == "published" or mark.get("unit_counted") == "none":
        return ""
    if mark.get("of"):
        return "derived"
    if mark.get("unit_counted") == "organisations":
        return "organisations"
    if len(period) == MONTH:
        return "months"
    sensitive = mark.get("sensitive") or ()
    if breakdown in sensitive or f"{breakdown}={category}" in sensitive:
        return "sensitive"
    return "parts" if breakdown else "persons"
