"""The basis of the data: deliveries, counting rules, rows in and set aside, findings, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from evaluation.languages import text
from evaluation.reporting import labels, numbers, sentences
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.facts import COMPARISON, Facts
from evaluation.reporting.shown import Blocks


def deliveries(facts: Facts) -> list[Mapping[str, Any]]:
    """Deliveries of the report's site (all for the comparison) for years up to the report's, oldest first."""
    own = [d for d in facts.deliveries if facts.site == COMPARISON or facts.site in _sites(d)]
    own = [d for d in own if not d.get("years") or min(int(year) for year in d["years"]) <= facts.year]
    return sorted(own, key=lambda d: (max((int(y) for y in d.get("years") or [0]), default=0), str(d.get("id"))))


def data_basis(facts: Facts) -> Blocks:
    """Everything that a reader must know about the data before the results."""
    own = deliveries(facts)
    if not own:
        words = text("Zu diesem Standort liegen keine Lieferungen vor; alle Angaben sind „nicht erhoben“.", facts.lang)
        return Blocks([Notice("missing", words)])
    blocks: list[Block] = [Sentence(rows_sentence(facts, own)), delivery_table(facts, own)]
    rules = counting_rules(facts, own)
    if rules is not None:
        blocks.append(rules)
    findings = findings_table(facts, own)
    if findings is not None:
        blocks.append(findings)
    blocks.append(Notice("privacy", hidden_sentence(facts)))
    return Blocks(blocks)


def rows_sentence(facts: Facts, own: Iterable[Mapping[str, Any]]) -> str:
    """How many rows came in, how many were used, and that the difference is explained."""
    lang, listed = facts.lang, list(own)
    total, clean, aside = (sum(int(d.get(name) or 0) for d in listed) for name in ROWS)
    one, many = text("Lieferung", lang), text("Lieferungen", lang)
    template = text(
        "Die Grundlage bilden {deliveries} mit {rows}. Davon gingen {clean} in die Auswertung ein; {aside} wurden "
        "mit Angabe der Regel beiseitegelegt.", lang,
    )  # fmt: skip
    return template.format(
        deliveries=numbers.counted(len(listed), one, many, lang),
        rows=numbers.counted(total, text("Zeile", lang), text("Zeilen", lang), lang),
        clean=numbers.number(clean, lang), aside=numbers.number(aside, lang),
    )  # fmt: skip


ROWS = ("rows_in", "rows_clean", "rows_set_aside")


def delivery_table(facts: Facts, own: Iterable[Mapping[str, Any]]) -> DataTable:
    """One row a delivery: who, what, when, and its rows."""
    lang = facts.lang
    cells = tuple(
        (
            _years(delivery),
            str(delivery.get("sender") or numbers.NONE),
            numbers.number(len(delivery.get("tables") or ()), lang),
            numbers.date_short(delivery["received"], lang) if delivery.get("received") else numbers.NONE,
            *(numbers.number(int(delivery.get(name) or 0), lang) for name in ROWS),
        )
        for delivery in own
    )
    header = (
        text("Jahr", lang), text("Absender", lang), text("Tabellen", lang), text("Eingang", lang),
        text("Zeilen", lang), text("verwendet", lang), text("beiseite", lang),
    )  # fmt: skip
    return DataTable(
        id="lieferungen", caption=text("Lieferungen und ihre Zeilen", lang), columns=header, rows=cells,
        align=("l", "l", "r", "l", "r", "r", "r"), notes=_table_names(own, lang),
        source=text("Lieferverzeichnis der Studie.", lang),
    )  # fmt: skip


def _table_names(own: Iterable[Mapping[str, Any]], lang: str) -> tuple[str, ...]:
    names = dict.fromkeys(labels.table(name, lang) for delivery in own for name in delivery.get("tables") or ())
    return (text("Gelieferte Tabellen: {names}.", lang).format(names=", ".join(sorted(names))),) if names else ()


def counting_rules(facts: Facts, own: Iterable[Mapping[str, Any]]) -> Block | None:
    """The counting rule of the consultations by year; a change is named below the table."""
    lang = facts.lang
    by_year: dict[int, set[str]] = {}
    for delivery in own:
        for year in delivery.get("years") or ():
            if delivery.get("counting_rule") and int(year) in facts.years:
                by_year.setdefault(int(year), set()).add(labels.code("CL39", str(delivery["counting_rule"]), lang))
    if not by_year or facts.site == COMPARISON:
        return None
    cells = tuple((str(year), ", ".join(sorted(by_year[year]))) for year in sorted(by_year))
    if len({cell for _, cell in cells}) == 1:
        template = text("Gezählt wurde in allen gelieferten Jahren nach derselben Regel: {rule}.", lang)
        return Sentence(template.format(rule=cells[0][1]))
    note = text(
        "Die Zählregel hat sich geändert. Jahre mit verschiedener Zählregel werden nicht verglichen; in den "
        "Abbildungen ist der Übergang markiert.", lang,
    )  # fmt: skip
    return DataTable(
        id="zaehlregeln", caption=text("Zählregel der Beratungen nach Jahr", lang),
        columns=(text("Jahr", lang), text("Zählregel", lang)), rows=cells, align=("l", "l"),
        notes=(note,), source=text("Lieferverzeichnis der Studie.", lang),
    )  # fmt: skip


def findings_table(facts: Facts, own: Iterable[Mapping[str, Any]]) -> DataTable | None:
    """Findings of intake and cleaning by rule: how often, and what was done."""
    lang = facts.lang
    merged: dict[tuple[str, str], int] = {}
    for delivery in own:
        for finding in delivery.get("findings") or ():
            words = facts.words({"de": finding.get("de"), "en": finding.get("en")})
            key = (str(finding.get("severity")), _named_lists(words, lang))
            merged[key] = merged.get(key, 0) + int(finding.get("count") or 1)
    if not merged:
        return None
    order = {"blocks": 0, "set_aside": 1, "repaired": 2, "info": 3}
    listed = sorted(merged.items(), key=lambda item: (order.get(item[0][0], 9), item[0][1]))
    cells = tuple(
        (sentences.upper(severity(name, lang)), words, numbers.number(count, lang)) for (name, words), count in listed
    )
    return DataTable(
        id="pruefbefunde", caption=text("Prüfbefunde nach Regel", lang),
        columns=(text("Folge", lang), text("Befund", lang), text("Anzahl", lang)), rows=cells,
        align=("l", "l", "r"), source=text("Prüfung der Lieferungen.", lang),
    )  # fmt: skip


def _named_lists(words: str, lang: str) -> str:
    """A finding with code lists by their subject and not by their number."""
    quoted = text("„{title}“", lang)
    return re.sub(
        r"\bCL(?:\d\d|[A-Z]{2,4})\b", lambda found: quoted.format(title=labels.code_list(found.group(), lang)), words
    )


def severity(name: str, lang: str) -> str:
    """What a finding led to, in a word."""
    words = {
        "blocks": text("gesperrt", lang),
        "set_aside": text("beiseitegelegt", lang),
        "repaired": text("berichtigt", lang),
        "info": text("Hinweis", lang),
    }
    return words.get(name, name)


def hidden_counts(facts: Facts) -> tuple[int, int]:
    """How many of the site's results up to the report's year are hidden, and how many are shown or hidden."""
    frame = facts.results
    own = frame[frame["period"].str[:4].astype(int) <= facts.year]
    if facts.site != COMPARISON:
        own = own[own["site"] == facts.site]
    return int((own["status"] == "hidden").sum()), int(own["status"].isin(["shown", "hidden"]).sum())


def hidden_sentence(facts: Facts) -> str:
    """How much is hidden (DQ06), and how to read it."""
    lang = facts.lang
    loss = facts.row("suppression_loss") if "suppression_loss" in facts.indicators else None
    if loss is not None and loss["status"] == "shown" and loss["numerator"]:
        template = text(
            "Von {total} ausgezählten Feldern des Jahres {year} sind {hidden} ({share}) geheim (•) oder mit anderen "
            "zusammengefasst, weil hinter ihnen zu wenige Menschen stehen oder weil sich sonst ein geheimer Wert "
            "errechnen ließe. Geheim heißt nicht null.", lang,
        )  # fmt: skip
        hidden, total = (numbers.number(float(loss[name]), lang) for name in ("numerator", "denominator"))
        share = numbers.value_text(loss, lang, structural=True)
        return template.format(total=total, hidden=hidden, share=share, year=facts.year)
    return _hidden_here(facts)


def _hidden_here(facts: Facts) -> str:
    lang = facts.lang
    hidden, total = hidden_counts(facts)
    if not hidden:
        return text("In diesem Bericht ist kein Wert geheim.", lang)
    template = text(
        "{hidden} von {total} Angaben ({share}) sind geheim (•), weil hinter ihnen zu wenige Menschen stehen oder weil "
        "sich sonst ein geheimer Wert errechnen ließe. Geheim heißt nicht null.", lang,
    )  # fmt: skip
    share = numbers.share(hidden, total, 100 * hidden / total, lang) if total >= 20 else numbers.NONE
    return template.format(hidden=numbers.number(hidden, lang), total=numbers.number(total, lang), share=share)


def _sites(delivery: Mapping[str, Any]) -> list[str]:
    return [str(site) for site in delivery.get("sites") or [delivery.get("site")]]


def _years(delivery: Mapping[str, Any]) -> str:
    years = sorted(int(year) for year in delivery.get("years") or ())
    if not years:
        return numbers.NONE
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
