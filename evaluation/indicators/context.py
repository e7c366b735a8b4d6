"""Context of a site: figures of official statistics, taken as published."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._context import figures
from evaluation.indicators._count import SITE_YEAR, By, finish
from evaluation.indicators._declare import indicator

REVIEWED = "2026-11-22"
SOURCE = "Statistische Ämter des Bundes und der Länder, Regionaldatenbank"
PUBLISHED: dict[str, Any] = {
    "kind": "published",
    "unit_counted": "none",
    "interval": False,
    "protection": "P0",
    "reviewed": REVIEWED,
}


@indicator(
    number="KX01", title="Bevölkerung",
    definition="Einwohnerinnen und Einwohner zum genannten Stichtag, wie veröffentlicht; bei mehreren Gemeinden die "
    "Summe.",
    unit="Personen", source=f"{SOURCE} (12411)", **PUBLISHED,
)  # fmt: skip
def population(context_figure: Any, site: Any, by: By = SITE_YEAR) -> Any:
    """Published population of the site's district or municipalities.

    Returns
    -------
    frame
        site, year, numerator, note (reference date).

    References
    ----------
    Regionaldatenbank, table 12411.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"ags": ["14524"], "ref_date": pd.to_datetime(["2018-12-31"]), "figure": ["population"],
    ...                       "value": [317531.0]})
    >>> sites = pd.DataFrame({"site": ["zwickau"], "site_type": ["county"], "kreis_ags5": ["14524"],
    ...                       "gemeinde_ags8": [None]})
    >>> population(facts, sites).to_dict("records")
    [{'site': 'zwickau', 'year': 2018, 'numerator': 317531.0, 'note': '2018-12-31'}]
    """
    return _one(figures(context_figure, site, "population"))


@indicator(
    number="KX02", title="Fläche",
    definition="Fläche des Gebiets zum genannten Stichtag, wie veröffentlicht; bei mehreren Gemeinden die Summe.",
    unit="km²", source=f"{SOURCE} (11111)", **PUBLISHED,
)  # fmt: skip
def area(context_figure: Any, site: Any, by: By = SITE_YEAR) -> Any:
    """Published area of the site's district or municipalities in square kilometres.

    Returns
    -------
    frame
        site, year, numerator, note (reference date).

    References
    ----------
    Regionaldatenbank, table 11111.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"ags": ["99001001", "99001002"], "ref_date": pd.to_datetime(["2018-12-31"] * 2),
    ...                       "figure": ["area_km2"] * 2, "value": [30.0, 12.5]})
    >>> sites = pd.DataFrame({"site": ["a"], "site_type": ["rural"], "kreis_ags5": ["99001"],
    ...                       "gemeinde_ags8": [["99001001", "99001002"]]})
    >>> area(facts, sites)["numerator"].to_list()
    [42.5]
    """
    return _one(figures(context_figure, site, "area_km2"))


@indicator(
    number="KX03", title="Bevölkerungsdichte",
    definition="Einwohnerinnen und Einwohner je km²; nur aus Bevölkerung und Fläche desselben Stichtags.",
    unit="Einwohner je km²", kind="ratio", unit_counted="none", interval=False, protection="P0", reviewed=REVIEWED,
    source=f"{SOURCE} (12411, 11111)",
)  # fmt: skip
def population_density(context_figure: Any, site: Any, by: By = SITE_YEAR) -> Any:
    """Population and area of the same reference date.

    Returns
    -------
    frame
        site, year, numerator, denominator, note: null, or "reference_dates" (and no numbers) where both were published
        but never for the same date of the year.

    References
    ----------
    Regionaldatenbank, tables 12411 and 11111.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"ags": ["14524"] * 2, "ref_date": pd.to_datetime(["2018-12-31", "2018-01-01"]),
    ...                       "figure": ["population", "area_km2"], "value": [317531.0, 949.78]})
    >>> sites = pd.DataFrame({"site": ["zwickau"], "site_type": ["county"], "kreis_ags5": ["14524"],
    ...                       "gemeinde_ags8": [None]})
    >>> population_density(facts, sites)["note"].to_list()
    ['reference_dates']
    """
    people = figures(context_figure, site, "population").rename({"value": "numerator"})
    areas = figures(context_figure, site, "area_km2").rename({"value": "denominator"})
    both = people.join(areas, on=[*SITE_YEAR, "ref_date"], how="inner")
    last = both.group_by(*SITE_YEAR).agg(last=nw.col("ref_date").max())
    both = both.join(last, on=list(SITE_YEAR), how="inner").filter(nw.col("ref_date") == nw.col("last"))
    years = people.select(*SITE_YEAR).unique().join(areas.select(*SITE_YEAR).unique(), on=list(SITE_YEAR), how="inner")
    found = years.join(both.select(*SITE_YEAR, "numerator", "denominator"), on=list(SITE_YEAR), how="left")
    note = nw.when(nw.col("denominator").is_null()).then(nw.lit("reference_dates"))
    return finish(found.with_columns(note=note), SITE_YEAR, ("numerator", "denominator", "note"))


@indicator(
    number="KX04", title="Ausländeranteil",
    definition="Anteil der Bevölkerung ohne deutsche Staatsangehörigkeit zum genannten Stichtag, wie "
    "veröffentlicht; nicht aus Teilgebieten zusammengesetzt.",
    unit="%", source=SOURCE, additive_over=(), **PUBLISHED,
)  # fmt: skip
def foreigner_share(context_figure: Any, site: Any, by: By = SITE_YEAR) -> Any:
    """Published share of foreigners; only for sites of a single area, because shares do not add up.

    Returns
    -------
    frame
        site, year, numerator (per cent), note (reference date).

    References
    ----------
    Regionaldatenbank, share of foreigners.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({"ags": ["14524"], "ref_date": pd.to_datetime(["2023-12-31"]),
    ...                       "figure": ["foreigner_share"], "value": [7.1]})
    >>> sites = pd.DataFrame({"site": ["zwickau"], "site_type": ["county"], "kreis_ags5": ["14524"],
    ...                       "gemeinde_ags8": [None]})
    >>> foreigner_share(facts, sites)["numerator"].to_list()
    [7.1]
    """
    return _one(figures(context_figure, site, "foreigner_share", single=True))


def _one(found: Any) -> Any:
    """The latest figure of each year, with its reference date as note."""
    last = found.group_by(*SITE_YEAR).agg(last=nw.col("ref_date").max())
    found = found.join(last, on=list(SITE_YEAR), how="inner").filter(nw.col("ref_date") == nw.col("last"))
    found = found.with_columns(numerator=nw.col("value"), note=nw.col("ref_date").dt.to_string("%Y-%m-%d"))
    return finish(found, SITE_YEAR, ("numerator", "note"))
