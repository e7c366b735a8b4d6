"""Topics: what people come for, how the weight of topics moves, how broad the work is."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from evaluation.indicators import _derive as derive
from evaluation.indicators import _parts
from evaluation.indicators._count import SITE_YEAR, UNKNOWN, By, contacts_only, finish, known, per_unit
from evaluation.indicators._declare import derived, indicator
from evaluation.indicators._shares import COLUMNS, exploded, is_known, known_distribution, shares, together, whole_of

REVIEWED = "2026-11-22"
SHIFT_MINIMUM, CONCENTRATION_MINIMUM = 10, 50


@indicator(
    number="TH01", title="Themenanteil",
    definition="Kontakte mit diesem Hauptthema je Kontakt mit bekanntem Hauptthema. Die Anteile ergänzen sich zu "
    "100 %: Steigt einer, fallen andere.",
    kind="share", unit="%", per=100, own_breakdown="topic_main", reviewed=REVIEWED, minimum_denominator=10,
    source="DeZIM-Institut, MBE-Nutzerbefragung; BAMF-Forschungsbericht 25; Landkreis Waldshut",
)  # fmt: skip
def topic_share(consultation: Any, delivery: Any = None, consultation_agg: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts per main topic among contacts with a known main topic.

    Aggregated deliveries (T12) fill sites and years without single contacts (`_parts.parts`): they have n_units only
    where one row tells the persons of a topic's year, and no sums over persons. Where they count something else than
    contacts, one row without topic carries the note "counting_rule".

    Returns
    -------
    frame
        `by`, topic_main and the columns of `_count.clustered_share`; with T12 also note.

    References
    ----------
    BAMF research report 25 and DeZIM survey of MBE users report topics of counselling.

    Examples
    --------
    >>> contacts = pd.DataFrame({"site": ["a"] * 4, "year": [2024] * 4, "client_key": ["p", "p", "q", "q"],
    ...                          "topic_main": ["work", "housing", "work", None]})
    >>> topic_share(contacts)[["topic_main", "numerator", "denominator", "n_rest"]].to_dict("list")
    {'topic_main': ['housing', 'work'], 'numerator': [1, 2], 'denominator': [3, 3], 'n_rest': [2, 1]}
    """
    single = known_distribution(contacts_only(consultation, delivery), "topic_main", by)
    if consultation_agg is None or tuple(by) != SITE_YEAR:
        return single
    keys = (*by, "topic_main")
    other = _parts.other_rule(consultation_agg, "topic_main", consultation)
    other = other.with_columns(topic_main=nw.lit(""), n_units=nw.lit(0.0))  # nobody stands behind a row without number
    parts = (single, _told_topics(consultation_agg, consultation), other)
    note = nw.when(nw.col("topic_main") == "").then(nw.lit("counting_rule"))
    return finish(_parts.stacked(parts, keys, COLUMNS).with_columns(note=note), keys, (*COLUMNS, "note"))


def _told_topics(consultation_agg: Any, consultation: Any) -> Any:
    """Contacts per known main topic as providers told them, and their sum."""
    told = known(_parts.parts(consultation_agg, "topic_main", consultation), "topic_main")
    whole = told.group_by(*SITE_YEAR).agg(denominator=nw.col("contacts").sum())
    told = told.join(whole, on=list(SITE_YEAR), how="left")
    return told.with_columns(numerator=nw.col("contacts"), n_units=nw.col("persons"))


@indicator(
    number="TH01", title="Themenanteil (Mehrfachnennung)",
    definition="Kontakte, in denen das Thema Haupt- oder weiteres Thema war, je Kontakt mit mindestens einem "
    "bekannten Thema. Ein Kontakt zählt bei jedem genannten Thema; nie mit den Hauptthemen zusammenzählen.",
    kind="share", unit="%", per=100, own_breakdown="topic_any", reviewed=REVIEWED, minimum_denominator=10,
    source="BAMF-Forschungsbericht 25 (Mehrfachnennungen)",
)  # fmt: skip
def topic_share_any(consultation: Any, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts per topic mentioned, main or further, among contacts with any known topic.

    A topic that stands twice at one contact counts once. `contact_id` tells contacts apart.

    Returns
    -------
    frame
        `by`, topic_any and the columns of `_count.clustered_share`.

    References
    ----------
    BAMF research report 25 (multiple answers).

    Examples
    --------
    >>> contacts = pd.DataFrame({"site": ["a"] * 2, "year": [2024] * 2, "client_key": ["p", "q"],
    ...     "contact_id": ["1", "2"], "topic_main": ["work", "housing"], "topics_other": [["housing"], None]})
    >>> topic_share_any(contacts)[["topic_any", "numerator", "denominator"]].to_dict("list")
    {'topic_any': ['housing', 'work'], 'numerator': [2, 1], 'denominator': [2, 2]}
    """
    contacts, unit = contacts_only(consultation, delivery), "client_key"
    main = per_unit(contacts, tuple(dict.fromkeys((*by, "topic_main"))), unit)
    no_main = nw.col("topic_main").is_null() | nw.col("topic_main").is_in(UNKNOWN)
    alone = known(exploded(contacts.filter(no_main), "topics_other"), "topics_other")
    alone = alone.select(*dict.fromkeys((*by, "contact_id", unit))).unique()
    rows = contacts.with_columns(topic_main=nw.col("topic_main").fill_null(""))
    other = known(exploded(rows, "topics_other"), "topics_other").filter(nw.col("topics_other") != nw.col("topic_main"))
    parts = [
        main.filter(is_known("topic_main")).with_columns(topic_any=nw.col("topic_main")),
        per_unit(other.with_columns(topic_any=nw.col("topics_other")), (*by, "topic_any"), unit),
    ]
    columns = (*by, unit, "n", "keyed")
    cells = nw.concat([part.select("topic_any", *columns) for part in parts], how="vertical")
    wholes = [whole_of(main, "topic_main", by, unit), per_unit(alone, by, unit)]
    whole = together(nw.concat([part.select(*columns) for part in wholes], how="vertical"), by, unit)
    return shares(together(cells, (*by, "topic_any"), unit), whole, "topic_any", by, unit)


@derived(
    number="TH02", title="Themenverschiebung",
    definition="Abstand der Themenverteilung von der des ersten gezeigten Jahres: halbe Summe der absoluten "
    "Unterschiede der Anteile (0 = gleich, 1 = nichts gemeinsam); daneben Jensen-Shannon-Abstand in Bit und je "
    "Thema das Verhältnis der Anteile.",
    kind="index", unit="0 bis 1", of=("topic_share",), reviewed=REVIEWED, source="eigene Festlegung", interval=False,
)  # fmt: skip
def topic_shift(results: pd.DataFrame) -> pd.DataFrame:
    """Distance of each year's topic shares from those of the first shown year, from released shares.

    Rows: total (total variation), breakdown "measure" (tvd, js_bits), breakdown "topic_main" (ratio of shares).
    Merged categories make the distances lower bounds (method ends in "_merged").

    Returns
    -------
    pandas.DataFrame
        Columns of the results table.

    References
    ----------
    Lin 1991, IEEE Trans Inf Theory 37:145-151 (Jensen-Shannon divergence).

    Examples
    --------
    >>> rows = [derive.row("a", period, "topic_share", breakdown="topic_main", category=c, numerator=x, denominator=100)
    ...         for period, counts in {"2020": (40, 30, 20, 10), "2024": (20, 30, 20, 30)}.items()
    ...         for c, x in zip("abcd", counts)]
    >>> shift = topic_shift(derive.table(rows))
    >>> shift.loc[shift["breakdown"] == "measure", ["category", "value"]].round(4).to_dict("list")
    {'category': ['tvd', 'js_bits'], 'value': [0.2, 0.0623]}
    """
    return shift(results, "topic_share", "topic_main", "topic_shift")


def shift(results: pd.DataFrame, indicator_id: str, breakdown: str, name: str) -> pd.DataFrame:
    """Distances of a released distribution from that of the first shown year, per site."""
    rows: list[dict[str, Any]] = []
    for site, years in derive.by_site(derive.yearly(results, indicator_id, breakdown)):
        base = next((year for year, part in years.items() if derive.state(part)[0] == "shown"), None)
        for year, part in years.items():
            if base is None or year > base:
                rows += _shift_rows((site, year, name, breakdown), part, years.get(base or "", part), base or "")
    return derive.table(rows)


def _shift_rows(
    place: tuple[str, str, str, str], now: pd.DataFrame, then: pd.DataFrame, base: str
) -> list[dict[str, Any]]:
    site, year, name, breakdown = place
    status, reason = derive.state(now, then)
    common = {"kind": "index", "unit": "0 bis 1", "comparability": derive.comparability(now, then)}
    if status == "shown" and min(now["denominator"].min(), then["denominator"].min()) < SHIFT_MINIMUM:
        status, reason = "too_few", "minimum"
    if status != "shown":
        return [derive.row(site, year, name, status=status, reason=reason, **common)]
    p, q = derive.shares(now), derive.shares(then)
    new, old, merged = derive.aligned(p, q)
    common["method"] = f"from_{base}_merged" if merged else f"from_{base}"
    tvd, bits = derive.total_variation(new, old), derive.jensen_shannon_bits(new, old)
    measures = (("", "", tvd), ("measure", "tvd", tvd), ("measure", "js_bits", bits))
    found = [derive.row(site, year, name, breakdown=b, category=c, value=v, **common) for b, c, v in measures]
    ratios = {c: p[c] / q[c] for c in sorted({*p} & {*q} - {derive.OTHER}) if q[c] > 0}
    common["unit"] = "Verhältnis"
    return found + [
        derive.row(site, year, name, breakdown=breakdown, category=c, value=v, **common) for c, v in ratios.items()
    ]


@derived(
    number="TH03", title="Themenkonzentration",
    definition="Summe der quadrierten Themenanteile (HHI; 1 = alles in einem Thema); daneben Shannon-Entropie "
    "geteilt durch ihren Höchstwert (1 = alle Themen gleich häufig). Erst ab 50 Kontakten mit bekanntem Thema.",
    kind="index", unit="0 bis 1", of=("topic_share",), reviewed=REVIEWED, source="eigene Festlegung", interval=False,
    minimum_denominator=CONCENTRATION_MINIMUM,
)  # fmt: skip
def topic_concentration(results: pd.DataFrame) -> pd.DataFrame:
    """Herfindahl index and normalised Shannon entropy of the released topic shares.

    Merged categories count as one (method ends in "_merged"): HHI is then an upper bound.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table: total (HHI) and breakdown "measure" (hhi, shannon).

    References
    ----------
    Shannon 1948, Bell System Technical Journal 27:379-423.

    Examples
    --------
    >>> rows = [derive.row("a", "2024", "topic_share", breakdown="topic_main", category=c, numerator=x, denominator=100)
    ...         for c, x in zip("abcd", (40, 30, 20, 10))]
    >>> topic_concentration(derive.table(rows))["value"].round(4).to_list()
    [0.3, 0.3, 0.9232]
    """
    rows: list[dict[str, Any]] = []
    for site, years in derive.by_site(derive.yearly(results, "topic_share", "topic_main")):
        for year, part in years.items():
            status, reason = derive.state(part)
            common = {"kind": "index", "unit": "0 bis 1", "comparability": derive.comparability(part)}
            if status == "shown" and part["denominator"].min() < CONCENTRATION_MINIMUM:
                status, reason = "too_few", "minimum"
            if status != "shown":
                rows.append(derive.row(site, year, "topic_concentration", status=status, reason=reason, **common))
                continue
            p = derive.shares(part)
            common["method"] = "index_merged" if derive.OTHER in p else "index"
            hhi, breadth = derive.herfindahl(list(p.values())), derive.shannon_evenness(list(p.values()))
            measures = (("", "", hhi), ("measure", "hhi", hhi), ("measure", "shannon", breadth))
            for b, c, v in measures:
                rows.append(derive.row(site, year, "topic_concentration", breakdown=b, category=c, value=v, **common))
    return derive.table(rows)
