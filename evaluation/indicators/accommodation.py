"""Accommodation: how people live, and how their homes are rated."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from evaluation.indicators import _derive as derive
from evaluation.indicators._count import SITE_YEAR, By, eager, finish, flag, frame, known
from evaluation.indicators._declare import derived, indicator
from evaluation.indicators._stock import dates

REVIEWED = "2026-11-22"
DECENTRAL = ("wp", "dez", "private")
FACTORS, RATERS, OBJECTS = 10, 2, 10


@indicator(
    number="UN01", title="Dezentrale Quote",
    definition="Am letzten Stichtag des Jahres in Wohnprojekten, dezentralen kommunalen Wohnungen oder eigenen "
    "Wohnungen lebende Personen je untergebrachter Person mit bekannter Unterbringungsart.",
    kind="share", unit="%", per=100, direction="higher", interval=False, protection="P2", reviewed=REVIEWED,
    source="Landkreis Zwickau (etwa zwei Drittel); Heim-TÜV III",
)  # fmt: skip
def decentral_share(accommodation: Any, by: By = SITE_YEAR) -> Any:
    """Persons in decentral housing and persons housed, on the last reference date of the year.

    Returns
    -------
    frame
        site, year, numerator, denominator, n_units, n_rest.

    References
    ----------
    Heim-TÜV III: more than half of the asylum seekers in Saxony lived decentrally in 2015.

    Examples
    --------
    >>> homes = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-12-31"] * 2),
    ...                       "type": ["gu", "wp"], "occupied": [50, 100]})
    >>> decentral_share(homes)[["numerator", "denominator", "n_rest"]].values.tolist()
    [[100, 150, 50]]
    """
    rows = known(_last_date(accommodation), "type").filter(~nw.col("occupied").is_null())
    rows = rows.with_columns(x=flag(nw.col("type").is_in(DECENTRAL)) * nw.col("occupied"))
    found = rows.group_by(*SITE_YEAR).agg(numerator=nw.col("x").sum(), denominator=nw.col("occupied").sum())
    found = found.with_columns(nw.col("numerator", "denominator").cast(nw.Int64))
    found = found.with_columns(n_units=nw.col("numerator"), n_rest=nw.col("denominator") - nw.col("numerator"))
    return finish(found, SITE_YEAR, ("numerator", "denominator", "n_units", "n_rest"))


@indicator(
    number="UN01", title="Untergebrachte Personen",
    definition="Am letzten Stichtag des Jahres in der gemeldeten Unterbringung lebende Personen.",
    kind="count", unit="Personen", breakdowns=("type",), interval=False, protection="P2", reviewed=REVIEWED,
    source="Landkreis Zwickau: Gemeinschaftsunterkünfte und Wohnprojekte",
)  # fmt: skip
def persons_housed(accommodation: Any, by: By = SITE_YEAR) -> Any:
    """Persons housed on the last reference date of the year.

    Returns
    -------
    frame
        `by`, numerator, n_units, note ("not_reported" where a number is missing).

    References
    ----------
    District of Zwickau: about one third in shared accommodation, two thirds in decentral projects.

    Examples
    --------
    >>> homes = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-12-31"] * 2),
    ...                       "type": ["gu", "wp"], "occupied": [50, 100]})
    >>> persons_housed(homes)["numerator"].to_list()
    [150.0]
    """
    rows = frame(_last_date(accommodation), by).with_columns(gap=flag(nw.col("occupied").is_null()))
    found = rows.group_by(*by).agg(n=nw.col("occupied").sum(), gap=nw.col("gap").sum())
    told = nw.when(nw.col("gap") == 0).then(nw.col("n").cast(nw.Float64))
    note = nw.when(nw.col("gap") > 0).then(nw.lit("not_reported"))
    return finish(found.with_columns(numerator=told, n_units=told, note=note), by, ("numerator", "n_units", "note"))


def _last_date(accommodation: Any) -> Any:
    rows = dates(accommodation, "ref_date").with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64))
    last = rows.group_by(*SITE_YEAR).agg(last=nw.col("ref_date").max())
    return rows.join(last, on=list(SITE_YEAR), how="inner").filter(nw.col("ref_date") == nw.col("last"))


@indicator(
    number="UN03", title="Heim-TÜV-Wert",
    definition="Mittel der zehn Prüffaktoren (−1, 0, +1) je Unterkunft, gemittelt über die Unterkünfte, "
    "ungewichtet. Nur Unterkünfte mit allen zehn Faktoren; mindestens zwei unabhängige Bewertungen.",
    kind="mean", unit="−1 bis +1", direction="higher", breakdowns=("factor",), unit_counted="none", interval=False,
    protection="P1", reviewed=REVIEWED, source="Sächsischer Ausländerbeauftragter, Heim-TÜV",
)  # fmt: skip
def accommodation_score(accommodation_rating: Any, by: By = SITE_YEAR) -> Any:
    """Sum of the scores of the accommodations, and their number; with `by` factor the mean of each factor.

    Several ratings of a factor are averaged first.

    Returns
    -------
    frame
        `by`, numerator, denominator, note ("one_rater" where an accommodation had fewer than two raters).

    References
    ----------
    Commissioner for Foreigners of Saxony, Heim-TÜV: ten factors, traffic lights.

    Examples
    --------
    >>> rated = pd.DataFrame({"site": "a", "year": 2024, "accommodation_id": "u", "rating": [1] * 10 + [0] * 10,
    ...     "factor": [str(f) for f in range(1, 11)] * 2, "rater_id": ["r"] * 10 + ["s"] * 10})
    >>> accommodation_score(rated)[["numerator", "denominator"]].values.tolist()
    [[0.5, 1.0]]
    """
    rows = frame(accommodation_rating).with_columns(nw.col("rating").cast(nw.Float64))
    homes = (*SITE_YEAR, "accommodation_id")
    factors = rows.group_by(*homes, "factor").agg(nw.col("rating").mean())
    raters = rows.group_by(*homes).agg(raters=nw.col(_rater(rows)).n_unique())
    scores = factors.group_by(*dict.fromkeys((*by, "accommodation_id"))).agg(score=nw.col("rating").mean(), k=nw.len())
    if "factor" not in by:
        scores = scores.filter(nw.col("k") == FACTORS)
    scores = scores.join(raters, on=list(homes), how="left").with_columns(one=nw.lit(1.0))
    found = scores.group_by(*by).agg(x=nw.col("score").sum(), n=nw.col("one").sum(), raters=nw.col("raters").min())
    enough = nw.col("raters") >= RATERS
    note = nw.when(nw.col("raters") < RATERS).then(nw.lit("one_rater"))
    found = found.with_columns(numerator=nw.when(enough).then(nw.col("x")), denominator=nw.col("n"), note=note)
    return finish(found, by, ("numerator", "denominator", "note"))


def _rater(rows: Any) -> str:
    return "rater_id" if "rater_id" in rows.collect_schema().names() else "rater_role"


@derived(
    number="UN03", title="Schwächster Prüffaktor",
    definition="Der Prüffaktor mit dem niedrigsten Mittel über die Unterkünfte des Standorts.",
    kind="index", unit="−1 bis +1", direction="higher", of=("accommodation_score",), unit_counted="none",
    interval=False, protection="P1", reviewed=REVIEWED, source="Sächsischer Ausländerbeauftragter, Heim-TÜV",
)  # fmt: skip
def weakest_factor(results: pd.DataFrame) -> pd.DataFrame:
    """The lowest of the released means of the ten factors, with its factor as category.

    Returns
    -------
    pandas.DataFrame
        Columns of the results table, breakdown "factor"; of equal factors the first in the list.

    References
    ----------
    Commissioner for Foreigners of Saxony, Heim-TÜV.

    Examples
    --------
    >>> rows = [derive.row("a", "2024", "accommodation_score", breakdown="factor", category=c, value=v)
    ...         for c, v in {"1": 0.5, "2": -0.2, "10": 0.1}.items()]
    >>> weakest_factor(derive.table(rows))[["category", "value"]].values.tolist()
    [['2', -0.2]]
    """
    rows: list[dict[str, Any]] = []
    for site, years in derive.by_site(derive.yearly(results, "accommodation_score", "factor")):
        for year, part in years.items():
            status, reason = derive.state(part)
            common: dict[str, Any] = {
                "kind": "index",
                "unit": "−1 bis +1",
                "comparability": derive.comparability(part),
                "breakdown": "factor",
            }
            if status == "shown":
                order = part.assign(place=part["category"].astype(int)).sort_values(["value", "place"])
                common |= {"category": str(order["category"].iloc[0]), "value": float(order["value"].iloc[0])}
            rows.append(derive.row(site, year, "weakest_factor", status=status, reason=reason, **common))
    return derive.table(rows)


@indicator(
    number="UN03", title="Übereinstimmung der Bewertenden",
    definition="Intraklassenkorrelation ICC(A,1) der Heim-TÜV-Werte; nur wo mindestens zehn Unterkünfte von "
    "denselben mindestens zwei Personen bewertet wurden.",
    kind="profile", unit="−1 bis +1", unit_counted="none", interval=False, protection="P1", reviewed=REVIEWED,
    source="Shrout & Fleiss 1979; McGraw & Wong 1996",
)  # fmt: skip
def accommodation_icc(accommodation_rating: Any, by: By = SITE_YEAR) -> Any:
    """Agreement of the raters in the score of an accommodation (mean of its factors); needs pandas.

    Returns
    -------
    pandas.DataFrame
        site, year, numerator and value (ICC), low, high, method, n_units (accommodations), note ("too_few").

    References
    ----------
    Shrout & Fleiss 1979, Psychol Bull 86:420-428; McGraw & Wong 1996.

    Examples
    --------
    >>> rated = pd.DataFrame({"site": "a", "year": 2024, "accommodation_id": ["u", "v"], "factor": "1",
    ...                       "rating": [1, 0], "rater_id": "r"})
    >>> accommodation_icc(rated)[["site", "note"]].values.tolist()
    [['a', 'too_few']]
    """
    rows = eager(frame(accommodation_rating).with_columns(nw.col("rating").cast(nw.Float64))).to_pandas()
    rater = "rater_id" if "rater_id" in rows.columns else "rater_role"
    keys = [*SITE_YEAR, "accommodation_id", rater]
    scores = rows.dropna(subset=["rating"]).groupby(keys, as_index=False)["rating"].mean()
    found = [{"site": s, "year": y, **_agreement(part, rater)} for (s, y), part in scores.groupby(list(SITE_YEAR))]
    columns = [*SITE_YEAR, "numerator", "value", "low", "high", "method", "n_units", "note"]
    return pd.DataFrame(found, columns=columns)


def _agreement(scores: pd.DataFrame, rater: str) -> dict[str, Any]:
    from evaluation.stats._inputs import TooFew
    from evaluation.stats.scales import icc

    wide = scores.pivot(index="accommodation_id", columns=rater, values="rating")
    wide = wide.loc[:, wide.notna().sum() >= OBJECTS].dropna()
    if len(wide) < OBJECTS or wide.shape[1] < RATERS:
        return {"note": "too_few"}
    try:
        found = icc(wide).loc["ICC(A,1)"]
    except TooFew:
        return {"note": "too_few"}
    value = float(found["value"])
    limits = {"low": float(found["low"]), "high": float(found["high"])}
    return {"numerator": value, "value": value, **limits, "method": str(found["method"]), "n_units": float(len(wide))}
