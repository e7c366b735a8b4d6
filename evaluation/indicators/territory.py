"""Territory: where the people live that come, and where they are advised."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from evaluation.indicators import _derive as derive
from evaluation.indicators._count import (
    SITE_YEAR,
    By,
    clustered_rate,
    clustered_share,
    contacts_only,
    finish,
    flag,
    frame,
    known,
)
from evaluation.indicators._declare import derived, indicator
from evaluation.indicators._residence import size_classes, with_residence_class
from evaluation.indicators._shares import known_distribution
from evaluation.indicators._stock import yearly_stock
from evaluation.indicators.topics import shift
from evaluation.stats.change import kitagawa

REVIEWED = "2026-11-22"


@indicator(
    number="TE01", title="Beratungsdichte nach Wohnort",
    definition="Kontakte von Menschen, die in Gemeinden dieser Größenklasse wohnen, je 1.000 Personen der "
    "Zielgruppen (Jahresmittel) in diesen Gemeinden; nur Gemeinden, deren Bestand geliefert wurde.",
    kind="rate", unit="je 1.000", per=1000, own_breakdown="residence_class", reviewed=REVIEWED,
    source="eigene Festlegung; Größenklassen: BBSR", minimum_denominator=10,
)  # fmt: skip
def density_by_residence(
    consultation: Any, population: Any, municipality: Any, delivery: Any = None, by: By = SITE_YEAR
) -> Any:
    """Count contacts by size class of residence, and the stock of the target groups there.

    Contacts of which only the size class was delivered count in it; contacts from municipalities without a delivered
    stock are left out.

    Returns
    -------
    frame
        `by`, residence_class, numerator, denominator, n_units, max_unit, sum_nn, coverage.

    References
    ----------
    Own definition; size classes of the BBSR.

    Examples
    --------
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"],
    ...                          "residence_ags8": ["99001001", "99001001", "99009009"]})
    >>> stock = pd.DataFrame({"site": ["a"] * 2, "ags": ["99001001"] * 2, "group": ["schutz"] * 2, "n": [40, 60],
    ...                       "ref_date": pd.to_datetime(["2023-12-31", "2024-12-31"])})
    >>> places = pd.DataFrame({"ags8": ["99001001"], "bbsr_gemeindetyp": ["30"]})
    >>> density_by_residence(contacts, stock, places)[["residence_class", "numerator", "denominator"]].values.tolist()
    [['30', 2, 50.0]]
    """
    areas = yearly_stock(population, ("site", "year", "ags")).filter(~nw.col("stock").is_null())
    areas = areas.rename({"ags": "residence_ags8"})
    classes = size_classes(municipality).rename({"ags8": "residence_ags8", "bbsr_gemeindetyp": "residence_class"})
    stock = areas.join(classes, on="residence_ags8", how="inner").group_by(*by, "residence_class")
    exposure = stock.agg(denominator=nw.col("stock").sum())
    contacts = frame(with_residence_class(contacts_only(consultation, delivery).to_native(), municipality))
    inside = contacts.join(
        areas.select(*SITE_YEAR, "residence_ags8", "stock"), on=[*SITE_YEAR, "residence_ags8"], how="left"
    )
    inside = inside.filter(~nw.col("stock").is_null() | nw.col("residence_ags8").is_null())
    inside = known(
        inside.join(exposure.select(*SITE_YEAR).unique(), on=list(SITE_YEAR), how="inner"), "residence_class"
    )
    return clustered_rate(inside, exposure, (*by, "residence_class"))


@indicator(
    number="TE03", title="Bestand der Zielgruppen",
    definition="Personen im Asylverfahren, mit Duldung, Schutzberechtigte und Personen nach § 24 am Ort: Mittel der "
    "vier Quartalsstichtage, sonst des 31.12. des Vorjahres und des Jahres.",
    kind="count", unit="Personen", breakdowns=("status_group",), protection="P2", interval=False, reviewed=REVIEWED,
    source="Ausländerzentralregister oder gemeldete Quelle der Lieferung",
)  # fmt: skip
def target_stock(population: Any, by: By = SITE_YEAR) -> Any:
    """Yearly mean of the stock of the target groups.

    Returns
    -------
    frame
        `by`, numerator, n_units, note ("reference_dates" where the dates give no yearly mean).

    References
    ----------
    Stock by reference date as published from the central register of foreigners (AZR).

    Examples
    --------
    >>> stock = pd.DataFrame({"site": ["a"] * 2, "ags": ["99001"] * 2, "group": ["schutz"] * 2, "n": [40, 60],
    ...                       "ref_date": pd.to_datetime(["2023-12-31", "2024-12-31"])})
    >>> target_stock(stock)[["year", "numerator"]].dropna().to_dict("records")
    [{'year': 2024, 'numerator': 50.0}]
    """
    inner = tuple("group" if column == "status_group" else column for column in by)
    found = yearly_stock(population, inner)
    if "group" in inner:
        found = found.rename({"group": "status_group"})
    note = nw.when(nw.col("stock").is_null()).then(nw.lit("reference_dates"))
    found = found.with_columns(numerator=nw.col("stock"), n_units=nw.col("stock"), note=note)
    return finish(found, by, ("numerator", "n_units", "note"))


@indicator(
    number="TE02", title="Anteil der Beratungsstellen",
    definition="Kontakte dieser Beratungsstelle je Kontakt mit bekannter Beratungsstelle des Standorts.",
    kind="share", unit="%", per=100, own_breakdown="service_point_id", reviewed=REVIEWED, minimum_denominator=10,
    source="Landkreis Zwickau: Integrationsberatungsstellen",
)  # fmt: skip
def service_point_share(consultation: Any, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts per service point among the contacts of the site.

    Returns
    -------
    frame
        `by`, service_point_id and the columns of `_count.clustered_share`.

    References
    ----------
    Integration advice centres of the district of Zwickau.

    Examples
    --------
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"],
    ...                          "service_point_id": ["s1", "s2", "s2"]})
    >>> service_point_share(contacts)[["service_point_id", "numerator", "denominator"]].values.tolist()
    [['s1', 1, 3], ['s2', 2, 3]]
    """
    return known_distribution(contacts_only(consultation, delivery), "service_point_id", by)


@derived(
    number="TE02", title="Territoriale Verschiebung",
    definition="Abstand der Verteilung der Kontakte auf die Beratungsstellen von der des ersten gezeigten Jahres: "
    "halbe Summe der absoluten Unterschiede der Anteile (0 = gleich, 1 = vollständig verlagert).",
    kind="index", unit="0 bis 1", of=("service_point_share",), reviewed=REVIEWED, interval=False,
    source="Landkreis Zwickau: territoriale Veränderung der Beratung",
)  # fmt: skip
def territorial_shift(results: pd.DataFrame) -> pd.DataFrame:
    """Distance of each year's shares of service points from those of the first shown year.

    A site with a single service point cannot shift: it has no rows.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table; rows as in `topics.topic_shift`.

    References
    ----------
    Total variation distance; territorial change of counselling in the district of Zwickau.

    Examples
    --------
    >>> years = {"2019": (120, 90, 60, 60, 70), "2024": (180, 110, 40, 30, 40)}
    >>> rows = [derive.row("a", year, "service_point_share", breakdown="service_point_id", category=c, numerator=x,
    ...                    denominator=400) for year, counts in years.items() for c, x in zip("abcde", counts)]
    >>> float(territorial_shift(derive.table(rows))["value"].round(4).iloc[0])
    0.2
    """
    points = results[results["indicator"] == "service_point_share"]
    one_point = points.groupby("site")["category"].transform("nunique") == 1
    wanted = points[~one_point | (points["status"] == "hidden")]
    return shift(wanted, "service_point_share", "service_point_id", "territorial_shift")


@derived(
    number="TE03", title="Nachfrage- und Bestandsanteil",
    definition="Veränderung der Kontakte zum Vorjahr, zerlegt in veränderte Nutzung bei gleichem Bestand, "
    "veränderten Bestand bei gleicher Nutzung und das Zusammenwirken beider.",
    kind="index", unit="Kontakte", of=("consultations", "target_stock"), reviewed=REVIEWED, interval=False,
    source="Kitagawa 1955",
)  # fmt: skip
def demand_stock_decomposition(results: pd.DataFrame) -> pd.DataFrame:
    """Split the change of contacts to the year before into demand, stock and interaction.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table: total (change in contacts) and breakdown "effect" (demand, stock, interaction).

    References
    ----------
    Kitagawa 1955, JASA 50:1168-1194.

    Examples
    --------
    >>> figures = {("consultations", "2023"): 1000, ("consultations", "2024"): 1000, ("target_stock", "2023"): 500,
    ...            ("target_stock", "2024"): 400}
    >>> rows = [derive.row("a", year, name, numerator=x, value=x) for (name, year), x in figures.items()]
    >>> demand_stock_decomposition(derive.table(rows))[["category", "value"]].values.tolist()
    [['', 0.0], ['demand', 250.0], ['stock', -200.0], ['interaction', -50.0]]
    """
    stocks = dict(derive.by_site(derive.yearly(results, "target_stock")))
    rows: list[dict[str, Any]] = []
    for site, years in derive.by_site(derive.yearly(results, "consultations")):
        here = stocks.get(site, {})
        for year, now in years.items():
            before = str(int(year) - 1)
            if before in years and year in here and before in here:
                parts = (years[before], here[before], now, here[year])
                rows += _effects(site, year, parts)
    return derive.table(rows)


def _effects(site: str, year: str, parts: tuple[pd.DataFrame, ...]) -> list[dict[str, Any]]:
    name = "demand_stock_decomposition"
    status, reason = derive.state(*parts)
    common = {"kind": "index", "unit": "Kontakte", "comparability": derive.comparability(*parts), "method": "kitagawa"}
    if status != "shown":
        return [derive.row(site, year, name, status=status, reason=reason, **common)]
    contacts0, stock0, contacts1, stock1 = (float(part["value"].iloc[0]) for part in parts)
    if not stock0 or not stock1:
        return [derive.row(site, year, name, status="not_applicable", reason="no_cases", **common)]
    found = kitagawa(contacts0 / stock0, stock0, contacts1 / stock1, stock1)
    effects = (("", "", found.change), *(("effect", e, getattr(found, e)) for e in ("demand", "stock", "interaction")))
    return [derive.row(site, year, name, breakdown=b, category=c, value=v, **common) for b, c, v in effects]


@indicator(
    number="TE04", title="Anteil aus anderen Gemeinden",
    definition="Kontakte von Menschen, die in einer anderen Gemeinde wohnen als der, in der die Beratungsstelle "
    "liegt, je Kontakt mit bekannter Wohngemeinde.",
    kind="share", unit="%", per=100, breakdowns=("service_point_id",), reviewed=REVIEWED, minimum_denominator=10,
    source="Landkreis Zwickau: Beratung ohne territoriale Begrenzung",
)  # fmt: skip
def inflow_share(consultation: Any, service_point: Any, delivery: Any = None, by: By = SITE_YEAR) -> Any:
    """Count contacts of clients living outside the service point's municipality among contacts with known residence.

    Returns
    -------
    frame
        `by` and the columns of `_count.clustered_share`.

    References
    ----------
    Advice without territorial limit in the district of Zwickau.

    Examples
    --------
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "q", "r"],
    ...     "service_point_id": ["s"] * 3, "residence_ags8": ["99001001", "99001002", None]})
    >>> points = pd.DataFrame({"site": ["a"], "service_point_id": ["s"], "ags8": ["99001001"]})
    >>> inflow_share(contacts, points)[["numerator", "denominator", "n_rest"]].to_dict("records")
    [{'numerator': 1, 'denominator': 2, 'n_rest': 1}]
    """
    points = frame(service_point).filter(~nw.col("ags8").is_null())
    points = points.group_by("site", "service_point_id").agg(ags8=nw.col("ags8").max())
    contacts = contacts_only(consultation, delivery).filter(~nw.col("residence_ags8").is_null())
    contacts = contacts.join(points, on=["site", "service_point_id"], how="inner")
    return clustered_share(contacts.with_columns(x=flag(nw.col("residence_ags8") != nw.col("ags8"))), by)
