"""Counting shared by all themes: frames in, sums per group out.

All functions take pandas, Polars or DuckDB frames (anything that narwhals reads). Those that end a count give the same
kind of frame back; those in between (`frame`, `known`, `flag`) give narwhals frames and expressions.

Columns of a count: the `by` columns, numerator, denominator, n_units (distinct persons behind the numerator), n_rest
(distinct persons in the complement), max_unit (contacts of the person with most), sum_xx, sum_xn, sum_nn (sums over
persons of x², x·n, n²; x = contacts that count, n = all contacts), coverage (contacts with a person key / contacts).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from evaluation.indicators._shared import memory_of

By = Sequence[str]
SITE_YEAR = ("site", "year")
UNKNOWN = ("unknown", "na")
KEYED_ENOUGH = 0.8
"""Sums over persons stand for all contacts where at least this part of the contacts carries a key."""


def frame(native: Any, by: By = ()) -> Any:
    """A native frame as narwhals frame: years as integers, missing categories of `by` as "unknown".

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a", "a"], "year": [2024, 2024], "sex": ["f", None]})
    >>> frame(contacts, by=("site", "year", "sex"))["sex"].to_list()
    ['f', 'unknown']
    """
    found = nw.from_native(native)
    changes = [nw.col(column).fill_null("unknown") for column in by if column not in ("site", "year", "month")]
    if found.collect_schema().get("year", nw.Int64) != nw.Int64:
        changes.append(nw.col("year").cast(nw.Int64))
    return found.with_columns(*changes) if changes else found


def flag(condition: Any) -> Any:
    """A condition as 0 or 1; an unknown condition is 0."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def known(native: Any, *columns: str) -> Any:
    """Only rows in which these code columns have a known value (not missing, not "unknown", not "na")."""
    found = frame(native)
    for column in columns:
        found = found.filter(~nw.col(column).is_null(), ~nw.col(column).is_in(UNKNOWN))
    return found


def contacts_only(consultation: Any, delivery: Any = None) -> Any:
    """Rows of deliveries that count contacts; rows of deliveries with another counting rule are left out.

    Without the table of deliveries every row is taken as a contact.
    """
    found = frame(consultation)
    others = other_rule_deliveries(delivery)
    if others and (memory := memory_of(found)) is not None:
        return frame(memory.without(others))
    return found.filter(~nw.col("delivery").is_in(others)) if others else found


def other_rule_deliveries(delivery: Any) -> list[str]:
    """Ids of the deliveries of contacts whose counting rule is not contacts."""
    if delivery is None:
        return []
    found = eager(delivery).filter(nw.col("table_name") == "consultation", ~nw.col("counting_rule").is_null())
    return sorted(set(found.filter(nw.col("counting_rule") != "contacts")["delivery_id"].to_list()))


def eager(native: Any) -> Any:
    """The frame in memory; DuckDB relations and lazy frames are computed."""
    found = nw.from_native(native)
    return found.collect() if isinstance(found, nw.LazyFrame) else found


def per_unit(native: Any, by: By, unit: str = "client_key") -> Any:
    """One row per group and person: x (contacts that count; all if there is no column x), n (contacts), keyed.

    Contacts without a key form one row with keyed = 0. In a run over many contacts the sums of all rows of a group are
    remembered, and lazy calls make the same plan, so that collecting them together computes it once.
    """
    if (units := _remembered(native, by, unit)) is None:
        found = frame(native, by)
        every = "x" not in found.collect_schema().names()
        units = found.group_by(*by, unit).agg(x=nw.len() if every else nw.col("x").sum(), n=nw.len())
    return units.with_columns(
        nw.col("x").cast(nw.Int64), nw.col("n").cast(nw.Int64), keyed=flag(~nw.col(unit).is_null())
    )


def _remembered(native: Any, by: By, unit: str) -> Any:
    memory = memory_of(native)
    known = memory.per_unit(by, unit) if memory is not None else None
    return None if known is None else nw.from_native(known).with_columns(x=nw.col("n"))


def cluster_sums(units: Any, by: By) -> Any:
    """Sums over persons, from `per_unit` rows, before `honest` has looked at the contacts without key."""
    units = units.with_columns(kx=nw.col("x") * nw.col("keyed"), kn=nw.col("n") * nw.col("keyed"))
    units = units.with_columns(
        has=flag(nw.col("kx") > 0),
        rest=flag(nw.col("kn") > nw.col("kx")),
        xx=nw.col("kx") * nw.col("kx"),
        xn=nw.col("kx") * nw.col("kn"),
        nn=nw.col("kn") * nw.col("kn"),
    )
    sums = {
        "numerator": "x",
        "denominator": "n",
        "n_units": "has",
        "n_rest": "rest",
        "sum_xx": "xx",
        "sum_xn": "xn",
        "sum_nn": "nn",
        "keyed_x": "kx",
        "keyed_n": "kn",
    }
    totals = {name: nw.col(column).sum() for name, column in sums.items()}
    found = units.group_by(*by).agg(**totals, max_unit=nw.col("kx").max())
    return found.with_columns(nw.col(*sums, "max_unit").cast(nw.Int64))


def honest(sums: Any) -> Any:
    """Null what contacts without a person key make unknowable, and scale the sums to all contacts.

    n_units and max_unit are null where contacts count but none of them has a key (where some have, n_units is a lower
    bound, see coverage). The sums over persons are divided by the coverage, as if the others clustered alike; below
    `KEYED_ENOUGH` they are null.
    """
    share = nw.when(nw.col("denominator") > 0).then(nw.col("keyed_n") / nw.col("denominator")).otherwise(nw.lit(1.0))
    sums = sums.with_columns(coverage=share)
    has_units = (nw.col("keyed_x") > 0) | (nw.col("numerator") == 0)
    has_rest = (nw.col("keyed_n") > nw.col("keyed_x")) | (nw.col("numerator") == nw.col("denominator"))
    enough = nw.col("coverage") >= KEYED_ENOUGH
    return sums.with_columns(
        nw.when(has_units).then(nw.col("n_units")).alias("n_units"),
        nw.when(has_units).then(nw.col("max_unit")).alias("max_unit"),
        nw.when(has_rest).then(nw.col("n_rest")).alias("n_rest"),
        *(nw.when(enough).then(nw.col(s) / nw.col("coverage")).alias(s) for s in ("sum_xx", "sum_xn", "sum_nn")),
    )


def clustered_share(contacts: Any, by: By = SITE_YEAR, unit: str = "client_key") -> Any:
    """Contacts that count (column x, 0 or 1) among all contacts, with the sums for the person-clustered interval.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"], "x": [1, 0, 0]})
    >>> clustered_share(contacts)[["numerator", "denominator", "n_units", "n_rest"]].to_dict("records")
    [{'numerator': 1, 'denominator': 3, 'n_units': 1, 'n_rest': 2}]
    """
    sums = honest(cluster_sums(per_unit(contacts, by, unit), by))
    return finish(sums, by, ("numerator", "denominator", "n_units", "n_rest", "max_unit", *SUMS, "coverage"))


SUMS = ("sum_xx", "sum_xn", "sum_nn")


def clustered_count(contacts: Any, by: By = SITE_YEAR, unit: str = "client_key") -> Any:
    """Number of contacts with the persons behind them and Σn².

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "client_key": ["p", "p", "q"]})
    >>> clustered_count(contacts).to_dict("records")
    [{'site': 'a', 'year': 2024, 'numerator': 3, 'n_units': 2, 'max_unit': 2, 'sum_nn': 5.0, 'coverage': 1.0}]
    """
    return finish(honest(sums_of(contacts, by, unit)), by, ("numerator", "n_units", "max_unit", "sum_nn", "coverage"))


def clustered_rate(contacts: Any, exposure: Any, by: By = SITE_YEAR, unit: str = "client_key") -> Any:
    """Contacts per exposure: `clustered_count` with the column denominator of the frame `exposure` (keys: `by`)."""
    counts = nw.from_native(clustered_count(contacts, by, unit))
    joined = counts.join(frame(exposure).select(*by, "denominator"), on=list(by), how="left")
    return finish(joined, by, ("numerator", "denominator", "n_units", "max_unit", "sum_nn", "coverage"))


def persons(native: Any, by: By = SITE_YEAR, unit: str = "client_key") -> Any:
    """One row per group and person with a key: x and n as in `per_unit`."""
    return per_unit(native, by, unit).filter(nw.col("keyed") == 1)


def sums_of(native: Any, by: By = SITE_YEAR, unit: str = "client_key") -> Any:
    """Sums over persons of all contacts of a group, before `honest`: one plan for whatever counts the same rows."""
    return cluster_sums(per_unit(native, by, unit), by)


def coverage(native: Any, by: By = SITE_YEAR, unit: str = "client_key") -> Any:
    """Per group the contacts and the part of them that carries a person key."""
    return sums_of(native, by, unit).select(*by, contacts=nw.col("denominator"), coverage=COVERAGE)


COVERAGE = nw.col("keyed_n") / nw.col("denominator")
"""Of `sums_of`: the part of the contacts that carries a person key."""


def person_share(people: Any, by: By = SITE_YEAR) -> Any:
    """Persons that count (column x > 0) among persons, from one row per group and person.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"site": ["a"] * 3, "year": [2024] * 3, "x": [2, 0, 0]})
    >>> person_share(people).to_dict("records")
    [{'site': 'a', 'year': 2024, 'numerator': 1, 'denominator': 3, 'n_units': 1, 'n_rest': 2}]
    """
    found = frame(people, by).with_columns(has=flag(nw.col("x") > 0))
    found = found.group_by(*by).agg(numerator=nw.col("has").sum(), denominator=nw.len())
    found = found.with_columns(nw.col("numerator", "denominator").cast(nw.Int64))
    found = found.with_columns(n_units=nw.col("numerator"), n_rest=nw.col("denominator") - nw.col("numerator"))
    return finish(found, by, ("numerator", "denominator", "n_units", "n_rest"))


def finish(found: Any, by: By, columns: Sequence[str]) -> Any:
    """The named columns in order, sorted by group, as the kind of frame that came in."""
    return nw.maybe_reset_index(found.select(*by, *columns).sort(*by)).to_native()
