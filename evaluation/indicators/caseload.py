"""Caseload: persons and talks per post, and the distance from the agreed key."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators import _staff as staff
from evaluation.indicators._count import SITE_YEAR, By, finish
from evaluation.indicators._declare import indicator
from evaluation.indicators.reach import consultations, persons_advised

REVIEWED = "2026-11-22"
HALF_POST = 0.5


@indicator(
    number="PE01", title="Betreuungsrelation (berechtigte Personen)",
    definition="Untergebrachte Personen je besetztem VZÄ, als Mittel über die gemeinsamen Stichtage des Jahres und "
    "über alle gemeldeten Stellen; ohne Angaben zur Unterbringung der Bestand der Zielgruppen. Erst ab 0,5 VZÄ.",
    kind="ratio", unit="Personen je VZÄ", direction="lower", interval=False, minimum_denominator=HALF_POST,
    protection="P2", reviewed=REVIEWED, source="Landkreis Karlsruhe, Sachstandsbericht Integrationsmanagement",
)  # fmt: skip
def caseload_entitled(position: Any, accommodation: Any = None, population: Any = None, by: By = SITE_YEAR) -> Any:
    """Persons in care and the mean of filled FTE.

    Returns
    -------
    frame
        site, year, numerator (persons), denominator (FTE), n_units, note ("reference_dates" where the tables have no
        date in common, "not_reported" where an FTE or a number of persons is missing).

    References
    ----------
    District of Karlsruhe 2020: 4,300 persons, 35 FTE, 122.9 persons per FTE.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.to_datetime(["2020-12-31"])
    >>> posts = pd.DataFrame({"site": ["ka"], "ref_date": day, "fte_filled": [35.0], "heads": [38]})
    >>> homes = pd.DataFrame({"site": ["ka"], "ref_date": day, "occupied": [4300]})
    >>> caseload_entitled(posts, homes)[["numerator", "denominator"]].values.tolist()
    [[4300.0, 35.0]]
    """
    found = staff.entitled(position, accommodation, population)
    return staff.ratio(
        found.with_columns(numerator=nw.col("persons"), denominator=nw.col("fte"), n_units=nw.col("persons"))
    )


@indicator(
    number="PE01", title="Betreuungsrelation (beratene Personen)",
    definition="Beratene Personen des Jahres je besetztem VZÄ (Mittel über die Stichtage des Jahres, alle "
    "gemeldeten Stellen). Erst ab 0,5 VZÄ.",
    kind="ratio", unit="Personen je VZÄ", direction="lower", minimum_denominator=HALF_POST, reviewed=REVIEWED,
    source="Landkreis Karlsruhe, Sachstandsbericht Integrationsmanagement",
)  # fmt: skip
def caseload_active(consultation: Any, position: Any, consultation_agg: Any = None, by: By = SITE_YEAR) -> Any:
    """Persons advised and the mean of filled FTE.

    Returns
    -------
    frame
        site, year, numerator (persons), denominator (FTE), n_units, note.

    References
    ----------
    District of Karlsruhe, report on integration management 2020.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> posts = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-06-30", "2024-12-31"]),
    ...                       "fte_filled": [1.0, 0.5], "heads": [1, 1]})
    >>> caseload_active(contacts, posts)[["numerator", "denominator"]].values.tolist()
    [[2.0, 0.75]]
    """
    return staff.per_fte(persons_advised(consultation, consultation_agg), position, ("n_units",))


@indicator(
    number="PE02", title="Erforderliche Stellen nach Schlüssel",
    definition="Stellen, die der vereinbarte Betreuungsschlüssel für die untergebrachten Personen verlangt: "
    "anteilig (Personen · Stellen / Personen des Schlüssels) und stufig (jede angefangene Gruppe zählt voll).",
    kind="count", unit="VZÄ", own_breakdown="rule", interval=False, protection="P2", reviewed=REVIEWED,
    source="Landkreis Zwickau: Betreuungsschlüssel 2:150",
)  # fmt: skip
def required_fte(
    position: Any, accommodation: Any = None, population: Any = None, site: Any = None, by: By = SITE_YEAR
) -> Any:
    """FTE that the key demands, linear and by steps.

    Returns
    -------
    frame
        site, year, rule ("linear", "step"), numerator, n_units (persons in care), note.

    References
    ----------
    Key 2:150 of the district of Zwickau.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.to_datetime(["2024-12-31"])
    >>> posts = pd.DataFrame({"site": ["a"], "ref_date": day, "fte_filled": [2.0], "heads": [2]})
    >>> homes = pd.DataFrame({"site": ["a"], "ref_date": day, "occupied": [160], "care_key_num": [2],
    ...                       "care_key_den": [150]})
    >>> required_fte(posts, homes)[["rule", "numerator"]].round(3).values.tolist()
    [['linear', 2.133], ['step', 4.0]]
    """
    found = staff.required(position, accommodation, population, site)
    found = found.with_columns(numerator=nw.col("required"), n_units=nw.col("persons"))
    return finish(found, (*SITE_YEAR, "rule"), ("numerator", "n_units", "note"))


@indicator(
    number="PE02", title="Abweichung vom Betreuungsschlüssel",
    definition="Erforderliche Stellen nach dem Schlüssel (anteilig und stufig) im Verhältnis zu den besetzten "
    "Stellen, minus 1: über 0 mehr Personen je Stelle als vereinbart. Erst ab 0,5 VZÄ.",
    kind="ratio", unit="%", per=100, direction="lower", own_breakdown="rule", interval=False, protection="P2",
    minimum_denominator=HALF_POST, reviewed=REVIEWED, source="Landkreis Zwickau: Betreuungsschlüssel 2:150",
)  # fmt: skip
def key_deviation(
    position: Any, accommodation: Any = None, population: Any = None, site: Any = None, by: By = SITE_YEAR
) -> Any:
    """Required minus filled FTE, and filled FTE, linear and by steps.

    Returns
    -------
    frame
        site, year, rule, numerator (required - filled), denominator (filled), n_units (persons in care), note.

    References
    ----------
    Key 2:150 of the district of Zwickau.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.to_datetime(["2024-12-31"])
    >>> posts = pd.DataFrame({"site": ["a"], "ref_date": day, "fte_filled": [2.0], "heads": [2]})
    >>> homes = pd.DataFrame({"site": ["a"], "ref_date": day, "occupied": [160], "care_key_num": [2],
    ...                       "care_key_den": [150]})
    >>> key_deviation(posts, homes)[["rule", "numerator", "denominator"]].round(3).values.tolist()
    [['linear', 0.133, 2.0], ['step', 2.0, 2.0]]
    """
    found = staff.required(position, accommodation, population, site).with_columns(
        numerator=nw.col("required") - nw.col("fte"), denominator=nw.col("fte"), n_units=nw.col("persons")
    )
    return finish(found, (*SITE_YEAR, "rule"), staff.RATIO)


@indicator(
    number="PE04", title="Gespräche je VZÄ",
    definition="Beratungskontakte des Jahres je besetztem VZÄ (Mittel über die Stichtage des Jahres). Erst ab 0,5 "
    "VZÄ.",
    kind="rate", unit="Kontakte je VZÄ", minimum_denominator=HALF_POST, reviewed=REVIEWED,
    source="Landkreis Rastatt (1.147 Gespräche, 3,32 VZÄ, 2019); Landkreis Waldshut",
)  # fmt: skip
def consultations_per_fte(
    consultation: Any, position: Any, consultation_agg: Any = None, delivery: Any = None, by: By = SITE_YEAR
) -> Any:
    """Contacts and the mean of filled FTE, with Σn² over persons.

    Returns
    -------
    frame
        site, year, numerator, denominator, n_units, max_unit, sum_nn, note.

    References
    ----------
    District of Rastatt 2019: 1,147 talks, 3.32 FTE, 345.5 per FTE.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> posts = pd.DataFrame({"site": ["a"], "ref_date": pd.to_datetime(["2024-12-31"]), "fte_filled": [1.5]})
    >>> consultations_per_fte(contacts, posts)[["numerator", "denominator", "sum_nn"]].values.tolist()
    [[3.0, 1.5, 5.0]]
    """
    counts = consultations(consultation, consultation_agg, delivery)
    return staff.per_fte(counts, position, ("n_units", "max_unit", "sum_nn"))
