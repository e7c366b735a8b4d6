"""The sites beside each other as the study and official statistics describe them, and what so few can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.languages import text
from evaluation.reporting import comparison_rows as rows
from evaluation.reporting import labels, numbers, sources, tables
from evaluation.reporting.blocks import Block, DataTable, Notice, Sentence
from evaluation.reporting.comparison_rows import Site
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks

CONTEXT = ("population", "area", "population_density", "foreigner_share")
DESIGNS: tuple[tuple[tuple[int, ...], bool], ...] = (
    ((2, 2), False), ((3, 3), False), ((2, 2, 2), False), ((2, 2, 2), True),
)  # fmt: skip
LEVEL = 0.05


def sites(facts: Facts) -> DataTable:
    """The sites by type and name: role, beginning, key."""
    lang = facts.lang
    cells = tuple(
        (
            rows.type_name(kind, lang),
            str(site["name"]),
            labels.code("CL06", str(site.get("role") or ""), lang) or numbers.NONE,
            labels.code("CL02", str(site.get("bbsr_gemeindetyp") or ""), lang) or numbers.NONE,
            numbers.date_short(str(site["start_date"]), lang) if site.get("start_date") else numbers.NONE,
            _key(site, lang),
        )
        for kind, members in rows.by_type(facts)
        for site in members
    )
    header = (
        text("Standorttyp", lang), text("Standort", lang), text("Rolle", lang),
        text("Stadt- und Gemeindetyp (BBSR)", lang), text("Beginn", lang), text("Betreuungsschlüssel", lang),
    )  # fmt: skip
    columns, lines = rows.without_empty(header, cells)
    return DataTable(
        id="standorte", caption=text("Die Standorte nach Typ und Namen", lang), columns=columns, rows=lines,
        align=("l",) * len(columns), group_column=0, source=text("Studiendatei.", lang),
    )  # fmt: skip


def _key(site: Site, lang: str) -> str:
    key, rule = str(site.get("caseload_key") or ""), labels.code("CL26", str(site.get("caseload_rule") or ""), lang)
    return f"{key} ({rule})" if key and rule else key or numbers.NONE


def structure(facts: Facts) -> Block:
    """System and organisation of the sites: what a difference of figures may go along with."""
    lang = facts.lang
    cells = tuple(
        (
            rows.type_name(kind, lang),
            str(site["name"]),
            labels.code("CL04", str(site.get("system") or ""), lang) or numbers.NONE,
            labels.code("CL05", str(site.get("integration_mgmt_type") or ""), lang) or numbers.NONE,
            labels.code("CL03", str(site.get("regiostar7") or ""), lang) or numbers.NONE,
        )
        for kind, members in rows.by_type(facts)
        for site in members
    )
    header = (
        text("Standorttyp", lang), text("Standort", lang), text("Hilfesystem", lang), text("Organisationstyp", lang),
        text("Raumtyp (RegioStaR 7)", lang),
    )  # fmt: skip
    columns, lines = rows.without_empty(header, cells)
    if len(columns) == 2:
        return Notice("missing", text("Hilfesystem und Organisation der Standorte sind nicht angegeben.", lang))
    return DataTable(
        id="standorte-organisation", caption=text("Hilfesystem und Organisation der Standorte", lang), columns=columns,
        rows=lines, align=("l",) * len(columns), group_column=0, source=text("Studiendatei.", lang),
    )  # fmt: skip


def context_table(facts: Facts) -> Blocks:
    """Published figures of the sites, each with its reference date, and their system and organisation."""
    lang = facts.lang
    listed = [name for name in CONTEXT if any(_latest(facts, name, site)["status"] == "shown" for site in facts.sites)]
    if not listed:
        words = text("Veröffentlichte Angaben der amtlichen Statistik liegen für keinen Standort vor.", lang)
        return Blocks([Notice("missing", words), structure(facts)])
    found = {name: [_latest(facts, name, site) for site in facts.sites] for name in listed}
    cells = tuple(
        (rows.type_name(str(site["type"]), lang), str(site["name"]),
         *(_published(facts, found[name][place]) for name in listed))
        for place, site in enumerate(facts.sites)
    )  # fmt: skip
    header = (
        text("Standorttyp", lang), text("Standort", lang), *(rows.headed(facts, rows.Item(name)) for name in listed),
    )  # fmt: skip
    table = DataTable(
        id="kontext", caption=text("Kontext der Standorte mit Bezugszeitpunkt", lang), columns=header, rows=cells,
        align=("l", "l", *("r" for _ in listed)), group_column=0, notes=_date_notes(facts, found),
        source=sources.line(facts, listed),
    )  # fmt: skip
    return Blocks([table, structure(facts)])


def _latest(facts: Facts, indicator: str, site: Site) -> Row:
    """The most recent published figure up to the report's year."""
    series = rows.series(facts, rows.Item(indicator), site)
    return next((found for found in reversed(series) if found["status"] == "shown"), series[-1])


def reference(found: Row) -> str:
    """The reference date of a published figure, or its year where the results name none."""
    reason = str(found.get("reason") or "")
    day = next((part for part in reason.replace("/", " ").split() if len(part) == 10 and part[4:5] == "-"), "")
    return day or str(found["period"])


def _published(facts: Facts, found: Row) -> str:
    if found["status"] != "shown":
        return numbers.state(str(found["status"]), facts.lang)
    date = reference(found)
    when = numbers.date_short(date, facts.lang) if len(date) == 10 else date
    return f"{tables.cell(facts, found)}\n({when})"


def _date_notes(facts: Facts, found: Mapping[str, Sequence[Row]]) -> tuple[str, ...]:
    lang = facts.lang
    notes = [text("In Klammern: Stichtag oder Jahr der Angabe.", lang)]
    for name, figures in found.items():
        if len({reference(one) for one in figures if one["status"] == "shown"}) > 1:
            template = text("{title}: verschiedene Bezugszeitpunkte, nicht nebeneinander zu lesen.", lang)
            notes.append(template.format(title=facts.title(name)))
    return tuple(notes)


def what_sites_can_show(facts: Facts) -> Blocks:
    """The smallest p that an exact comparison of types could reach, in general and for the sites of this study."""
    from evaluation.stats.permutation import permutation_floor

    lang = facts.lang
    own = tuple(len(members) for _, members in rows.by_type(facts))
    designs: list[tuple[tuple[int, ...], bool]] = list(DESIGNS)
    if len(own) > 1 and sum(own) <= 12 and all(own != sizes for sizes, _ in designs):
        designs.append((own, False))
    cells = tuple(
        (_design(sizes, ordered, lang), numbers.number(floor, lang, 2 if floor >= 0.095 else 3), _follows(floor, lang),
         _is_own(sizes, own, lang))
        for sizes, ordered in designs
        for floor in [permutation_floor(sizes, ordered=ordered)]
    )  # fmt: skip
    header = (
        text("Vergleich", lang), text("kleinster erreichbarer p-Wert", lang), text("Folge", lang),
        text("diese Studie", lang),
    )  # fmt: skip
    columns, lines = rows.without_empty(header, cells, keep=3)
    source = text(
        "Eigene Berechnung: exakte Umordnung der Standorte, zweiseitig; gezählt werden Standorte, nicht Menschen.", lang
    )
    table = DataTable(
        id="kleinste-p-werte", caption=text("Was ein exakter Vergleich von Standorttypen höchstens zeigen kann", lang),
        columns=columns, rows=lines, align=("l", "r", "l", "l")[: len(columns)], source=source,
    )  # fmt: skip
    return Blocks([_one_type(lang), table] if len(own) < 2 else [table])


def _one_type(lang: str) -> Block:
    return Sentence(text("Alle Standorte haben denselben Typ: Ein Vergleich von Typen ist hier nicht möglich.", lang))


def _design(sizes: Sequence[int], ordered: bool, lang: str) -> str:
    words = text(" gegen ", lang).join(numbers.number(size, lang) for size in sizes)
    named = text("{sizes} Standorte", lang).format(sizes=words)
    return named + (text(", Reihenfolge der Typen vorab festgehalten", lang) if ordered else "")


def _follows(floor: float, lang: str) -> str:
    if floor > LEVEL:
        return text("nicht entscheidbar, was immer die Werte sind", lang)
    return text("auch dann nur „vereinbar mit“: Standorte sind nicht zufällig zugeteilt", lang)


def _is_own(sizes: Sequence[int], own: Sequence[int], lang: str) -> str:
    if tuple(sizes) == tuple(own):
        return text("alle Typen zusammen", lang)
    within = len(sizes) == 2 and list(own).count(sizes[0]) >= 2 and sizes[0] == sizes[1]
    return text("je zwei Typen", lang) if within else numbers.NONE


def chronicle(facts: Facts) -> Block:
    """Events that may break a time series, with the sites that they concern."""
    lang, events = facts.lang, facts.events()
    if not events:
        return Notice("info", text("Die Studie hat keine Kontextereignisse festgehalten.", lang))
    named, everywhere = {str(site["id"]): str(site["name"]) for site in facts.sites}, text("alle Standorte", lang)
    cells = tuple(
        (
            numbers.date_text(str(event["date"]), lang),
            facts.words({"de": event.get("de"), "en": event.get("en")}),
            ", ".join(named.get(str(site), str(site)) for site in event.get("sites") or ()) or everywhere,
        )
        for event in events
    )
    return DataTable(
        id="chronik", caption=text("Chronik der Ereignisse, die eine Zeitreihe brechen können", lang),
        columns=(text("Datum", lang), text("Ereignis", lang), text("betrifft", lang)), rows=cells,
        align=("l", "l", "l"), source=text("Studiendatei (vor der Auswertung festgehalten).", lang),
    )  # fmt: skip
