"""The front of a report: title page, the essentials, profile of the site, chronicle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.languages import text
from evaluation.reporting import gaps, labels, numbers
from evaluation.reporting.blocks import Block, DataTable, Notice, Title
from evaluation.reporting.facts import COMPARISON, Facts
from evaluation.reporting.gaps import Gap

CONTEXT = ("population", "area", "population_density", "foreigner_share")


def title_page(facts: Facts) -> Title:
    """The title page with client, authors, funding, state of the data and stamps."""
    lang, study = facts.lang, facts.study
    name = facts.words(facts.site_info().get("name"))
    if facts.site == COMPARISON:
        title = text("Vergleichsbericht {year}", lang).format(year=facts.year)
    else:
        title = text("Standortbericht {year}: {name}", lang).format(year=facts.year, name=name)
    authors = study.get("authors") or ()
    lines = (
        (text("Auftrag", lang), facts.words(study.get("client"))),
        (text("Wissenschaftliche Begleitung", lang), ", ".join(str(author) for author in authors)),
        (text("Förderung", lang), facts.words(study.get("funding"))),
        (text("Berichtsjahr", lang), str(facts.year)),
        (text("Stand der Daten", lang), data_state(facts)),
        (text("Rechtlicher Hinweis", lang), facts.words(study.get("legal_note"))),
        (text("Programmversion", lang), str(facts.provenance.get("version") or "")),
        (text("Kontakt", lang), facts.words(study.get("contact"))),
    )
    return Title(title, facts.words(study.get("title")), tuple(line for line in lines if line[1]), stamps(facts))


def stamps(facts: Facts) -> tuple[str, ...]:
    """Marks that stand on every page: synthetic data, or that nothing is cleared for publication yet."""
    given = facts.study.get("stamps")
    if given:
        listed = given.get(facts.lang, ()) if isinstance(given, Mapping) else given
        return tuple(facts.words(stamp) for stamp in listed)
    if facts.study.get("synthetic"):
        return (text("Synthetische Daten: alle Angaben sind erfunden", facts.lang),)
    return (text("Nicht zur Veröffentlichung freigegeben", facts.lang),)


def data_state(facts: Facts) -> str:
    """The day on which the last delivery of the report arrived."""
    days = [str(d["received"]) for d in facts.deliveries if d.get("received") and _until(d, facts.year)]
    if not days:
        return ""
    return text("letzte Lieferung vom {day}", facts.lang).format(day=numbers.date_text(max(days), facts.lang))


def _until(delivery: Mapping[str, Any], year: int) -> bool:
    return min((int(y) for y in delivery.get("years") or [year]), default=year) <= year


def profile(facts: Facts) -> DataTable:
    """The site as the study file describes it."""
    lang, info = facts.lang, facts.site_info()
    key = str(info.get("caseload_key") or "")
    rule = labels.code("CL26", str(info.get("caseload_rule") or ""), lang)
    since = str(info.get("start_date") or "")
    rows: list[tuple[str, str]] = [
        (text("Name", lang), facts.words(info.get("name"))),
        (text("Standorttyp (Forschungsdesign)", lang), labels.code("CL01", str(info.get("type", "")), lang)),
        (text("Stadt- und Gemeindetyp (BBSR)", lang), labels.code("CL02", str(info.get("bbsr_gemeindetyp", "")), lang)),
        (text("Raumtyp (RegioStaR 7)", lang), labels.code("CL03", str(info.get("regiostar7", "")), lang)),
        (text("Kreisschlüssel", lang), str(info.get("kreis_ags5") or "")),
        (text("Gemeindeschlüssel", lang), ", ".join(info.get("gemeinde_ags8") or ())),
        (text("Hilfesystem", lang), labels.code("CL04", str(info.get("system", "")), lang)),
        (text("Organisationstyp", lang), labels.code("CL05", str(info.get("integration_mgmt_type", "")), lang)),
        (text("Rolle in der Studie", lang), labels.code("CL06", str(info.get("role", "")), lang)),
        (text("Beginn der Arbeit", lang), numbers.date_text(since, lang) if since else ""),
        (text("Betreuungsschlüssel", lang), f"{key} ({rule})" if key and rule else key),
    ]
    return DataTable(
        id="standortprofil", caption=text("Profil des Standorts", lang),
        columns=(text("Merkmal", lang), text("Angabe", lang)), rows=tuple(row for row in rows if row[1]),
        align=("l", "l"), source=text("Studiendatei.", lang),
    )  # fmt: skip


def chronicle(facts: Facts) -> Block:
    """Context events of the site in order of their dates, with what was expected of them beforehand."""
    lang, events = facts.lang, facts.events()
    if not events:
        return Notice("info", text("Für diesen Standort sind keine Kontextereignisse festgehalten.", lang))
    everywhere, here = text("alle Standorte", lang), text("dieser Standort", lang)
    cells = tuple(
        (
            numbers.date_text(str(event["date"]), lang),
            facts.words({"de": event.get("de"), "en": event.get("en")}),
            here if event.get("sites") else everywhere,
        )
        for event in events
    )
    return DataTable(
        id="chronik", caption=text("Chronik der Ereignisse, die eine Zeitreihe brechen können", lang),
        columns=(text("Datum", lang), text("Ereignis", lang), text("betrifft", lang)), rows=cells,
        align=("l", "l", "l"), source=text("Studiendatei (vor der Auswertung festgehalten).", lang),
    )  # fmt: skip


def missing(facts: Facts, indicators: Sequence[str]) -> Gap | None:
    """Why there is nothing to show for these indicators; nothing where at least one has a value."""
    rows = [row for indicator in indicators for row in facts.every(indicator)]
    if any(row["status"] == "shown" for row in rows):
        return None
    named, states = [], []
    for indicator in indicators:
        own = facts.every(indicator)
        states += [str(row["status"]) for row in own]
        status = _most([str(row["status"]) for row in own])
        row = next((row for row in reversed(own) if row["status"] == status), facts.row(indicator))
        named.append((f"„{facts.title(indicator)}“", gaps.why(facts, row)))
    return gaps.gap(facts, _most(states), named)


def _most(states: Sequence[str]) -> str:
    return max(set(states), key=lambda state: (states.count(state), state)) if states else "not_collected"
