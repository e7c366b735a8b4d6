"""Stability of funding: how long posts are secured, and on what legal basis."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import SITE_YEAR, By, finish, flag, frame
from evaluation.indicators._declare import indicator
from evaluation.indicators._stock import dates, month_day

REVIEWED = "2026-11-22"
CAP = 60
HORIZONS = (3, 6, 12, 24, 36)
STATUTORY = ("statutory", "ordinance")


@indicator(
    number="FI01", title="Restlaufzeit der Finanzierung",
    definition="Monate vom 31.12. bis zum Ende der Finanzierung der Stelle, mit den besetzten VZÄ gewichtet; "
    "höchstens 60, gesetzlich gesicherte und dauerhafte Stellen zählen 60. Stellen ohne bekanntes Ende bleiben "
    "außen vor.",
    kind="mean", unit="Monate", direction="higher", unit_counted="none", interval=False, protection="P1",
    reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def remaining_term(position: Any, funding: Any, by: By = SITE_YEAR) -> Any:
    """FTE-weighted months to the end of funding, and FTE, on 31 December.

    Returns
    -------
    frame
        site, year, numerator (FTE · months), denominator (FTE with known end), coverage (known FTE / all FTE), note
        ("reference_dates" where no posts were told for 31 December).

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-12-31"] * 2),
    ...     "fte_filled": [1.0, 0.5], "funding_id": ["f", "g"], "fixed_term": [True, False]})
    >>> grants = pd.DataFrame({"site": ["a"] * 2, "year": [2024] * 2, "funding_id": ["f", "g"],
    ...     "end": pd.to_datetime(["2025-06-30", None]), "legal_basis": ["guideline", "statutory"]})
    >>> remaining_term(posts, grants)[["numerator", "denominator"]].values.tolist()
    [[36.0, 1.5]]
    """
    posts = _secured(position, funding)
    known = posts.filter(~nw.col("months").is_null()).with_columns(x=nw.col("months") * nw.col("fte"))
    sums = known.group_by(*SITE_YEAR).agg(numerator=nw.col("x").sum(), denominator=nw.col("fte").sum())
    return finish(_with_base(sums, position, posts), SITE_YEAR, ("numerator", "denominator", "coverage", "note"))


@indicator(
    number="FI02", title="Gesicherter Anteil der Stellen",
    definition="Besetzte VZÄ, deren Finanzierung am 31.12. noch mindestens so viele Monate reicht, je besetztem VZÄ "
    "mit bekanntem Ende; gesetzlich gesicherte und dauerhafte Stellen reichen immer.",
    kind="share", unit="%", per=100, direction="higher", unit_counted="none", interval=False, protection="P1",
    own_breakdown="horizon", reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def secured_share(position: Any, funding: Any, by: By = SITE_YEAR) -> Any:
    """FTE secured for 3, 6, 12, 24 and 36 months after 31 December.

    Returns
    -------
    frame
        site, year, horizon ("3" to "36"), numerator, denominator, coverage, note.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-12-31"] * 2),
    ...     "fte_filled": [1.0, 0.5], "funding_id": ["f", "g"], "fixed_term": [True, False]})
    >>> grants = pd.DataFrame({"site": ["a"] * 2, "year": [2024] * 2, "funding_id": ["f", "g"],
    ...     "end": pd.to_datetime(["2025-06-30", None]), "legal_basis": ["guideline", "statutory"]})
    >>> secured_share(posts, grants)[["horizon", "numerator", "denominator"]].values.tolist()[:3]
    [['12', 0.5, 1.5], ['24', 0.5, 1.5], ['3', 1.5, 1.5]]
    """
    posts = _secured(position, funding)
    known = posts.filter(~nw.col("months").is_null())
    parts = []
    for horizon in HORIZONS:
        reached = known.with_columns(x=flag(nw.col("months") >= horizon) * nw.col("fte"))
        sums = reached.group_by(*SITE_YEAR).agg(numerator=nw.col("x").sum(), denominator=nw.col("fte").sum())
        parts.append(_with_base(sums, position, posts).with_columns(horizon=nw.lit(str(horizon))))
    columns = ("numerator", "denominator", "coverage", "note")
    return finish(nw.concat(parts, how="vertical"), (*SITE_YEAR, "horizon"), columns)


@indicator(
    number="FI03", title="Gesetzlich gesicherter Anteil der Mittel",
    definition="Bewilligte Mittel auf gesetzlicher Grundlage oder Verordnung je Euro bewilligter Mittel mit "
    "bekannter Rechtsgrundlage.",
    kind="share", unit="%", per=100, direction="higher", unit_counted="none", interval=False, protection="P1",
    reviewed=REVIEWED, source="Sächsisches Integrations- und Teilhabegesetz (SächsIntG), 2024",
)  # fmt: skip
def statutory_share(funding: Any, by: By = SITE_YEAR) -> Any:
    """Euros granted on a statutory basis and euros granted.

    Returns
    -------
    frame
        site, year, numerator, denominator.

    References
    ----------
    SächsIntG of 29 May 2024.

    Examples
    --------
    >>> import pandas as pd
    >>> grants = pd.DataFrame({"site": ["a"] * 2, "year": [2024] * 2, "granted_eur": [3000.0, 1000.0],
    ...                        "legal_basis": ["statutory", "guideline"]})
    >>> statutory_share(grants)[["numerator", "denominator"]].values.tolist()
    [[3000.0, 4000.0]]
    """
    rows = frame(funding).filter(~nw.col("granted_eur").is_null(), ~nw.col("legal_basis").is_null())
    rows = rows.with_columns(x=flag(nw.col("legal_basis").is_in(STATUTORY)) * nw.col("granted_eur").cast(nw.Float64))
    found = rows.group_by(*SITE_YEAR).agg(numerator=nw.col("x").sum(), denominator=nw.col("granted_eur").sum())
    return finish(
        found.with_columns(nw.col("numerator", "denominator").cast(nw.Float64)), SITE_YEAR, ("numerator", "denominator")
    )


def _posts(position: Any) -> Any:
    rows = dates(position, "ref_date").with_columns(year=nw.col("ref_date").dt.year().cast(nw.Int64))
    names = rows.collect_schema().names()
    if "contract_end" in names:
        return dates(rows, "contract_end")
    return rows.with_columns(contract_end=nw.when(nw.col("year") < 0).then(nw.col("ref_date")))


def _secured(position: Any, funding: Any) -> Any:
    """Posts of 31 December: site, year, fte, months of funding left (0 to 60; null where the end is not known)."""
    posts = _posts(position).filter(month_day("ref_date") == 1231, ~nw.col("fte_filled").is_null())
    grants = dates(funding, "end").with_columns(statutory=flag(nw.col("legal_basis") == "statutory"))
    grants = grants.group_by(*SITE_YEAR, "funding_id").agg(nw.col("end").max(), nw.col("statutory").max())
    posts = posts.select(*SITE_YEAR, "fte_filled", "funding_id", "fixed_term", "contract_end")
    posts = posts.join(grants, on=[*SITE_YEAR, "funding_id"], how="left")
    own = nw.col("funding_id").is_null()
    for ever in (nw.col("statutory") == 1, own & (nw.col("fixed_term") == False)):  # noqa: E712
        posts = posts.with_columns(permanent=_either(posts, flag(ever)))
    left = nw.when(own).then(_months("contract_end")).otherwise(_months("end"))
    months = nw.when(nw.col("permanent") > 0).then(nw.lit(float(CAP))).otherwise(left.clip(0, CAP))
    return posts.select(*SITE_YEAR, fte=nw.col("fte_filled").cast(nw.Float64), months=months)


def _either(posts: Any, more: Any) -> Any:
    return nw.col("permanent") + more if "permanent" in posts.collect_schema().names() else more


def _months(end: str) -> Any:
    """Months from 31 December of the year to a date: whole months, and days of the last month as a part of 31."""
    day = nw.col(end).dt.day().cast(nw.Float64)
    last = nw.col(end).dt.offset_by("1d").dt.month() != nw.col(end).dt.month()
    part = nw.when(last).then(nw.lit(1.0)).otherwise(day / 31)
    whole = (
        (nw.col(end).dt.year().cast(nw.Float64) - nw.col("year")) * 12 + nw.col(end).dt.month().cast(nw.Float64) - 13
    )
    return whole + part


def _with_base(sums: Any, position: Any, posts: Any) -> Any:
    """Every site and year with posts; note "reference_dates" where none were told for 31 December."""
    base = _posts(position).select(*SITE_YEAR).unique()
    total = posts.group_by(*SITE_YEAR).agg(all_fte=nw.col("fte").sum())
    found = base.join(total, on=list(SITE_YEAR), how="left").join(sums, on=list(SITE_YEAR), how="left")
    note = (
        nw.when(nw.col("all_fte").is_null())
        .then(nw.lit("reference_dates"))
        .when(nw.col("denominator").is_null())
        .then(nw.lit("not_reported"))
    )
    whole = nw.when(nw.col("all_fte") > 0).then(nw.col("denominator") / nw.col("all_fte"))
    return found.with_columns(coverage=whole, note=note.cast(nw.String))
