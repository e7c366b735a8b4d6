"""Reach and use: who comes, how often, and where no offer was found."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators import _agg, _parts
from evaluation.indicators._count import (
    COVERAGE,
    SITE_YEAR,
    By,
    clustered_count,
    clustered_share,
    contacts_only,
    coverage,
    finish,
    flag,
    frame,
    known,
    person_share,
    persons,
    sums_of,
)
from evaluation.indicators._declare import SENSITIVE, indicator
from evaluation.indicators._stock import TARGET_GROUPS, yearly_stock

REVIEWED = "2026-11-22"
PERSON_BREAKDOWNS = ("status_group", "age_group", "sex")


@indicator(
    number="RN01", title="Beratene Personen",
    definition="Personen mit mindestens einem Beratungskontakt im Jahr, gezählt als verschiedene Pseudonyme je "
    "Träger und Jahr; Kontakte ohne Pseudonym bleiben ungezählt. Bei aggregierter Lieferung die gemeldete "
    "Personenzahl des Jahres.",
    kind="count", unit="Personen", breakdowns=PERSON_BREAKDOWNS, reviewed=REVIEWED,
    source="Zählweise der Statistiken von MBE und JMD",
)  # fmt: skip
def persons_advised(consultation: Any, consultation_agg: Any = None, by: By = SITE_YEAR) -> Any:
    """Count distinct client keys with at least one contact.

    Contacts without a key cannot be counted as persons: numerator is a lower bound where coverage (contacts with key /
    contacts) is below 1, and null with the note "no_person_key" where no contact has a key.

    Returns
    -------
    frame
        `by`, numerator, n_units, coverage, note.

    References
    ----------
    Counting of persons in the statistics of MBE and JMD.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 4, "year": [2024] * 4, "client_key": ["p", "p", "q", None]})
    >>> persons_advised(contacts)[["site", "numerator", "coverage"]].to_dict("records")
    [{'site': 'a', 'numerator': 2.0, 'coverage': 0.75}]
    """
    told = nw.when(nw.col("n_units") > 0).then(nw.col("n_units").cast(nw.Float64))
    found = sums_of(consultation, by).select(*by, numerator=told, coverage=COVERAGE)
    if consultation_agg is not None and tuple(by) == SITE_YEAR:
        delivered = _agg.totals(consultation_agg).filter(~nw.col("persons").is_null())
        delivered = _agg.without(delivered, found).with_columns(numerator=nw.col("persons"))
        found = _agg.stacked(found, delivered, ("numerator", "coverage"))
    note = nw.when(nw.col("numerator").is_null()).then(nw.lit("no_person_key"))
    found = found.with_columns(n_units=nw.col("numerator"), note=note)
    return finish(found, by, ("numerator", "n_units", "coverage", "note"))


@indicator(
    number="RN02", title="Beratungsgespräche",
    definition="Alle Beratungskontakte des Jahres. Gezählt werden Kontakte, nicht Personen oder Fälle; Lieferungen "
    "mit anderer Zählregel bleiben außen vor.",
    kind="count", unit="Kontakte", monthly=True, additive_over=("site", "period"), reviewed=REVIEWED,
    breakdowns=("topic_main", "status_group", "age_group", "sex", "channel", "service_point_id", "residence_class"),
    source="Jahresberichte Landkreis Rastatt und Landkreis Waldshut",
)  # fmt: skip
def consultations(consultation: Any, consultation_agg: Any = None, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts, the persons behind them and Σn² over persons.

    Aggregated deliveries (T12) fill sites and years without single contacts: their totals, and by a breakdown the rows
    of this one dimension (`_parts.parts`). They have n_units only where one row tells the persons of the year. The note
    "counting_rule" marks totals whose delivery counts something else.

    Returns
    -------
    frame
        `by`, numerator, n_units, max_unit, sum_nn, coverage; totals with T12 also note.

    References
    ----------
    Yearly reports of the districts of Rastatt and Waldshut count talks.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> consultations(contacts)[["site", "numerator", "n_units", "sum_nn"]].to_dict("records")
    [{'site': 'a', 'numerator': 3, 'n_units': 2, 'sum_nn': 5.0}]
    """
    single = clustered_count(contacts_only(consultation, delivery), by)
    columns = ("numerator", "n_units", "max_unit", "sum_nn", "coverage")
    if consultation_agg is not None and len(by) == 3 and tuple(by)[:2] == SITE_YEAR:
        told = _parts.parts(consultation_agg, by[2], consultation)
        told = told.with_columns(numerator=nw.col("contacts"), n_units=nw.col("persons"))
        return finish(_parts.stacked((single, told), by, columns), by, columns)
    if consultation_agg is None or tuple(by) != SITE_YEAR:
        return single
    totals = _agg.without(_agg.totals(consultation_agg), frame(consultation))
    other = totals.filter(nw.col("other_rule") > 0).select(*SITE_YEAR, note=nw.lit("counting_rule"))
    totals = totals.with_columns(numerator=nw.col("contacts"), n_units=nw.col("persons"))
    found = _agg.stacked(nw.from_native(single), totals, columns)
    return finish(found.join(other, on=list(SITE_YEAR), how="left"), by, (*columns, "note"))


@indicator(
    number="RN03", title="Reichweitenquote",
    definition="Beratene Personen der Zielgruppen (Asylverfahren, Duldung, schutzberechtigt, § 24) je 100 Personen "
    "im Bestand derselben Gruppen; Bestand als Mittel der vier Quartalsstichtage, sonst des 31.12. des Vorjahres "
    "und des Jahres. Kein Anteil: Beratene müssen nicht am Ort wohnen.",
    kind="rate", unit="je 100", per=100, breakdowns=("status_group",), reviewed=REVIEWED, source="eigene Festlegung",
    minimum_denominator=10,
    # Set against all persons advised, the numerator tells how many have another residence status.
    sensitive=(*SENSITIVE, ""),
)  # fmt: skip
def reach_rate(consultation: Any, population: Any, by: By = SITE_YEAR, groups: tuple[str, ...] = TARGET_GROUPS) -> Any:
    """Count persons advised of the groups that have a stock, and the yearly mean of that stock.

    Returns
    -------
    frame
        `by`, numerator, denominator, n_units, coverage, note ("reference_dates" where the dates give no yearly mean).

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame(
    ...     {"site": ["a"] * 2, "year": [2024] * 2, "client_key": ["p", "q"], "status_group": ["schutz", "eu"]}
    ... )
    >>> stock = pd.DataFrame(
    ...     {"site": ["a"] * 2, "ags": ["99001"] * 2, "ref_date": pd.to_datetime(["2023-12-31", "2024-12-31"]),
    ...      "group": ["schutz"] * 2, "n": [40, 60]}
    ... )
    >>> reach_rate(contacts, stock)[["site", "numerator", "denominator"]].to_dict("records")
    [{'site': 'a', 'numerator': 1, 'denominator': 50.0}]
    """
    groups_with_stock = yearly_stock(population, ("site", "year", "group"), groups)
    stock = groups_with_stock.rename({"group": "status_group"})
    contacts = frame(consultation, by)
    target = contacts.join(stock, on=["site", "year", "status_group"], how="inner")
    people = persons(target, by).group_by(*by).agg(numerator=nw.len())
    denominators = stock.group_by(*by).agg(denominator=nw.col("stock").sum())
    asked = known(contacts, "status_group").filter(nw.col("status_group").is_in(groups))
    both = frame(population).select("site").unique()
    base = coverage(asked, by).join(both, on="site", how="inner")
    found = base.join(people, on=list(by), how="left").join(denominators, on=list(by), how="left")
    found = found.with_columns(numerator=nw.col("numerator").fill_null(0).cast(nw.Int64))
    note = nw.when(nw.col("denominator").is_null()).then(nw.lit("reference_dates"))
    found = found.with_columns(n_units=nw.col("numerator"), note=note)
    return finish(found, by, ("numerator", "denominator", "n_units", "coverage", "note"))


@indicator(
    number="RN04", title="Kontakte je Person",
    definition="Beratungskontakte mit Pseudonym je beratener Person im Jahr.",
    kind="ratio", unit="Kontakte je Person", breakdowns=PERSON_BREAKDOWNS, reviewed=REVIEWED,
    source="Rechnungshof Baden-Württemberg, Denkschrift 2022 Nr. 15: Intensität", minimum_denominator=10,
)  # fmt: skip
def contacts_per_person(consultation: Any, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts with a key and persons, with Σn² over persons.

    Returns
    -------
    frame
        `by`, numerator (contacts), denominator and n_units (persons), max_unit, sum_nn, coverage.

    References
    ----------
    Rechnungshof Baden-Württemberg, Denkschrift 2022 No. 15, on intensity.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> contacts_per_person(contacts)[["numerator", "denominator", "sum_nn"]].to_dict("records")
    [{'numerator': 3, 'denominator': 2, 'sum_nn': 5}]
    """
    people = nw.col("n_units")
    found = sums_of(contacts_only(consultation, delivery), by).select(
        *by, "max_unit", "sum_nn", numerator=nw.col("keyed_n"), denominator=people, n_units=people, coverage=COVERAGE
    )
    found = found.filter(people > 0)
    return finish(found, by, ("numerator", "denominator", "n_units", "max_unit", "sum_nn", "coverage"))


@indicator(
    number="RN04", title="Häufigkeit der Kontakte",
    definition="Beratene Personen mit 1, 2–5, 6–10 und mehr als 10 Kontakten im Jahr je beratener Person.",
    kind="share", unit="%", per=100, own_breakdown="contact_class", reviewed=REVIEWED, minimum_denominator=10,
    source="Rechnungshof Baden-Württemberg, Denkschrift 2022 Nr. 15: Intensität",
)  # fmt: skip
def contact_frequency(consultation: Any, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count persons by their number of contacts: 1, 2–5, 6–10, more than 10.

    Returns
    -------
    frame
        `by`, contact_class, numerator, denominator, n_units, n_rest; all four classes for every group.

    References
    ----------
    Rechnungshof Baden-Württemberg, Denkschrift 2022 No. 15, on intensity.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> contact_frequency(contacts)[["contact_class", "numerator", "denominator"]].head(2).to_dict("list")
    {'contact_class': ['1', '2–5'], 'numerator': [1, 1], 'denominator': [2, 2]}
    """
    units = persons(contacts_only(consultation, delivery), by)
    classes = {"1": (1, 1), "2–5": (2, 5), "6–10": (6, 10), "> 10": (11, None)}
    parts = []
    for name, (low, high) in classes.items():
        inside = nw.col("n") >= low if high is None else (nw.col("n") >= low) & (nw.col("n") <= high)
        part = nw.from_native(person_share(units.with_columns(x=flag(inside)), by))
        parts.append(part.with_columns(contact_class=nw.lit(name)))
    columns = ("numerator", "denominator", "n_units", "n_rest")
    return finish(nw.concat(parts, how="vertical"), (*by, "contact_class"), columns)


@indicator(
    number="RN05", title="Erstkontaktanteil",
    definition="Personen mit einem Erstkontakt im Jahr je beratener Person mit Angabe dazu.",
    kind="share", unit="%", per=100, reviewed=REVIEWED, minimum_denominator=10,
    source="Statistik der Migrationsberatung für erwachsene Zugewanderte (MBE)",
)  # fmt: skip
def first_contact_share(consultation: Any, by: By = SITE_YEAR) -> Any:
    """Count persons with a first contact among the persons for whom it is known.

    Returns
    -------
    frame
        `by`, numerator, denominator, n_units, n_rest.

    References
    ----------
    Statistics of the counselling service for adult immigrants (MBE).

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"],
    ...                          "first_contact": [True, False, False]})
    >>> first_contact_share(contacts)[["numerator", "denominator", "n_rest"]].to_dict("records")
    [{'numerator': 1, 'denominator': 2, 'n_rest': 1}]
    """
    told = frame(consultation, by).filter(~nw.col("first_contact").is_null())
    return person_share(persons(told.with_columns(x=flag(nw.col("first_contact") == True)), by), by)  # noqa: E712


@indicator(
    number="RN10", title="Angebotslücke je 100 Kontakte",
    definition="Kontakte mit dem Ergebnis »Angebot fehlt« je 100 Kontakte mit bekanntem Ergebnis.",
    kind="share", unit="je 100 Kontakte", per=100, direction="lower", reviewed=REVIEWED,
    source="Bundesarbeitsgemeinschaft der Freien Wohlfahrtspflege: Förderlücken", minimum_denominator=10,
)  # fmt: skip
def no_offer_rate(consultation: Any, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts for which no offer exists among contacts with a known outcome.

    Returns
    -------
    frame
        `by` and the columns of `_count.clustered_share`.

    References
    ----------
    Six fields of action of the welfare associations (BAGFW): gaps in support.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"],
    ...                          "outcome": ["no_offer", "solved", "na"]})
    >>> no_offer_rate(contacts)[["numerator", "denominator", "n_units"]].to_dict("records")
    [{'numerator': 1, 'denominator': 2, 'n_units': 1}]
    """
    contacts = known(contacts_only(consultation, delivery), "outcome")
    return clustered_share(contacts.with_columns(x=flag(nw.col("outcome") == "no_offer")), by)
