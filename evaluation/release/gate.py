"""From counts to released results: rules, merging, values, the full grid, and what was hidden and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from evaluation.release import breakdowns, months
from evaluation.release.columns import cast, version
from evaluation.release.filled import rounded
from evaluation.release.lines import lines
from evaluation.release.prepare import KEYS, prepare
from evaluation.release.totals import Base, Row, bases, cover_differences, hide_with_total, unknown_cells

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.study import Study

PLACE = ("site", "year", "family")


@dataclass(frozen=True, slots=True)
class Released:
    """What leaves the house, and the protected record of what was held back.

    Parameters
    ----------
    results : pandas.DataFrame
        Exactly the columns of `evaluation.results.COLUMNS`.
    changes : pandas.DataFrame
        Change to the year before, per site, indicator and category (see `change.COLUMNS`).
    comparability : pandas.DataFrame
        May two sites, or two years of one site, be compared (see `comparability.COLUMNS`).
    audit : pandas.DataFrame
        Protected: which rule hid or merged which cell.
    titles : dict
        Indicator id to German title.
    """

    results: pd.DataFrame
    changes: pd.DataFrame
    comparability: pd.DataFrame
    audit: pd.DataFrame
    titles: dict[str, str]


def release(
    counts: pl.DataFrame, study: Study, marks: Mapping[str, Any], deliveries: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame] | None = None,
) -> Released:  # fmt: skip
    """Release the counts of a study.

    Parameters
    ----------
    counts : polars.DataFrame
        One row per site, period, indicator, breakdown and category (see `prepare.COUNTS`).
    study : Study
        Its sites, years and thresholds.
    marks : mapping
        Indicator id to an indicator with `mark`, `tables`, `derived` and `function`: the catalogue.
    deliveries : polars.DataFrame
        The table `delivery` (T37): what was delivered, and under which counting rule.
    tables : mapping of name to polars.DataFrame, optional
        Clean tables; they tell which years a file of several years holds.

    Returns
    -------
    Released

    Raises
    ------
    ReleaseError
        The counts are not what they should be; then nothing is released.
    """
    from evaluation.release.change import changes
    from evaluation.release.comparability import annotate, compare
    from evaluation.release.delivered import delivered
    from evaluation.release.derived import with_derived
    from evaluation.release.grid import complete
    from evaluation.release.loss import FILLED_HERE, with_comparability, with_loss
    from evaluation.release.values import valued

    treated = treat(counts.filter(~pl.col("indicator").is_in(FILLED_HERE)), study, marks)
    shown = treated.filter(~pl.col("dropped"))
    results = _columns(valued(shown.to_pandas(), marks), marks)
    told = delivered(deliveries, study.years, tables)
    pairs = compare(study, marks, told)
    results = annotate(with_derived(results, marks), pairs)
    results = complete(results, study, marks, told)
    results = with_comparability(with_loss(results, treated, marks), pairs, marks)
    results = typed(results, study, marks)
    titles = {name: entry.mark.title for name, entry in marks.items()}
    return Released(results, changes(results, pairs, study, marks), pairs, _audit(treated), titles)


def treat(counts: pl.DataFrame, study: Study, marks: Mapping[str, Any]) -> pl.DataFrame:
    """Apply all disclosure rules to the counts.

    Returns
    -------
    polars.DataFrame
        The counts with `fired` (hidden by), `rule` (for the audit), `dropped` (merged or part of a hidden
        breakdown), `withheld` (the number of persons is not shown) and `whole` (denominator with unknown cases).
    """
    rules = study.disclosure
    frame = hide_with_total(prepare(counts, marks, rules))
    known = bases(frame)
    frame = cover_differences(frame, known).with_columns(year=pl.col("period").str.slice(0, 4))
    secret = (pl.col("fired") != "") & (pl.col("kind") == "count") & (pl.col("breakdown") == "")
    frame = rounded(frame, frame.filter(secret & (pl.col("family") == "consultation")))
    month = pl.col("period").str.len_chars() > 4
    inside = ~pl.col("structural") & ((pl.col("breakdown") != "") | month)
    totals = {
        place: {row["indicator"]: row for row in rows}
        for place, rows in _groups(frame.filter((pl.col("breakdown") == "") & ~month), PLACE)
    }
    unknowns = unknown_cells(frame)
    out = [{**row, "rule": row["fired"]} for row in frame.filter(~inside).to_dicts()]
    tables = dict(_groups(frame.filter(inside), (*PLACE, "breakdown")))
    for place, rows in tables.items():
        base = known.get(place[:3], Base())
        found = totals.get(place[:3], {})
        if _without_total(rows, base):
            out += _all_hidden(rows)
        elif place[3]:
            inner = tables.get((*place[:3], breakdowns.NESTED.get(place[3], "")), ())
            here = lines(rows, found, base, unknowns.get(place, []), inner)
            out += breakdowns.treat(here, base.people, rules.dominance)
        else:
            out += months.treat(rows, found, base, rules.dominance)
    return _frame(breakdowns.hide_sums(out), frame)


def _without_total(rows: list[Row], base: Base) -> bool:
    """A table that hangs on a hidden total is hidden as a whole, and so is one that crosses months."""
    whole = [row for row in (base.contacts, base.persons) if row is not None]
    return any(row["fired"] for row in whole) or any(row["fired"] in ("total_hidden", "crossed") for row in rows)


def _all_hidden(rows: list[Row]) -> list[Row]:
    out: list[Row] = []
    for name in sorted({row["indicator"] for row in rows}):
        first = next(row for row in rows if row["indicator"] == name)
        series = first["breakdown"] or months.SERIES
        out.append({**first, "period": first["year"], "breakdown": series, "category": "", "fired": "total_hidden",
                    "rule": "total_hidden"})  # fmt: skip
    return out + [{**row, "rule": row["fired"] or "total_hidden", "dropped": True} for row in rows]


def _groups(frame: pl.DataFrame, names: tuple[str, ...]) -> Iterable[tuple[tuple[Any, ...], list[Row]]]:
    for key, part in frame.partition_by(list(names), as_dict=True, maintain_order=True).items():
        yield key, part.to_dicts()


def _frame(rows: list[Row], like: pl.DataFrame) -> pl.DataFrame:
    schema = dict(like.schema) | {
        "rule": pl.String, "dropped": pl.Boolean, "withheld": pl.Boolean, "whole": pl.Float64
    }  # fmt: skip
    complete = [{"dropped": False, "withheld": False, "whole": None, **row} for row in rows]
    return pl.DataFrame(complete, schema=schema, orient="row").sort([*KEYS, "dropped"])


def _columns(rows: pd.DataFrame, marks: Mapping[str, Any]) -> pd.DataFrame:
    rows["comparability"] = "ok"
    rows["definition_version"] = rows["indicator"].map(lambda name: version(marks[name].mark))
    return cast(rows)


def typed(results: pd.DataFrame, study: Study, marks: Mapping[str, Any]) -> pd.DataFrame:
    """Columns in their order and types; rows in the order of sites, indicators, periods and categories."""
    import pandas as pd

    frame = cast(results)
    place = {site.id: number for number, site in enumerate(study.sites)}
    order = {name: number for number, name in enumerate(marks)}
    keys = pd.DataFrame({"site": frame["site"].map(place), "indicator": frame["indicator"].map(order)})
    frame = frame.assign(_site=keys["site"], _indicator=keys["indicator"])
    frame = frame.sort_values(["_site", "_indicator", "period", "breakdown", "category"], kind="stable")
    return frame.drop(columns=["_site", "_indicator"]).reset_index(drop=True)


def _audit(treated: pl.DataFrame) -> pd.DataFrame:
    held = treated.filter((pl.col("rule") != "") | pl.col("withheld") | pl.col("whole").is_not_null())
    columns = [*KEYS, "numerator", "denominator", "n_units", "n_rest", "max_unit", "k", "rule", "dropped", "withheld"]
    return held.select(columns).to_pandas().reset_index(drop=True)
