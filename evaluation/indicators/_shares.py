"""Distributions of contacts: one row per category, with the sums over persons."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import UNKNOWN, By, finish, flag, frame, honest, per_unit

COLUMNS = (
    "numerator",
    "denominator",
    "n_units",
    "n_rest",
    "max_unit",
    "sum_xx",
    "sum_xn",
    "sum_nn",
    "coverage",
)


def distribution(mentions: Any, contacts: Any, category: str, by: By, unit: str = "client_key") -> Any:
    """Contacts per category among all contacts of the group.

    Parameters
    ----------
    mentions : frame
        One row per contact and category (columns `by`, `category`, `unit`).
    contacts : frame
        One row per contact: the denominator.
    category : str
        Column of the categories.

    Returns
    -------
    frame
        `by`, the category and the columns of `_count.clustered_share`.
    """
    return shares(per_unit(mentions, (*by, category), unit), per_unit(contacts, by, unit), category, by, unit)


def known_distribution(contacts: Any, category: str, by: By, unit: str = "client_key") -> Any:
    """As `distribution` of the contacts with a known category, of which each contact has one.

    Known is told apart after grouping, so that lazy calls share the group with counts by the same category.
    """
    cells = per_unit(contacts, (*by, category), unit)
    return shares(cells.filter(is_known(category)), whole_of(cells, category, by, unit), category, by, unit)


def is_known(category: str) -> Any:
    """True for a told category; null is "unknown" since `per_unit`."""
    return ~nw.col(category).is_in(UNKNOWN)


def whole_of(cells: Any, category: str, by: By, unit: str) -> Any:
    """One row per group and person with a known category: n contacts with one. `cells` as of `per_unit`."""
    told = cells.with_columns(n=nw.col("n") * flag(is_known(category)))
    return together(told, by, unit).filter(nw.col("n") > 0)


def together(cells: Any, by: By, unit: str) -> Any:
    """Rows of one group and person added up: n, keyed."""
    return cells.group_by(*by, unit).agg(nw.col("n").sum(), nw.col("keyed").max())


def shares(cells: Any, whole: Any, category: str, by: By, unit: str) -> Any:
    """Columns of a distribution from its n per group, category and person, and n of the whole per group and person."""
    whole = whole.with_columns(kn=nw.col("n") * nw.col("keyed"))
    cells = cells.select(*by, category, unit, "keyed", x=nw.col("n"), kx=nw.col("n") * nw.col("keyed"))
    cells = cells.join(whole.select(*by, unit, "kn"), on=[*by, unit], how="left")
    cells = cells.with_columns(kn=nw.col("kn").fill_null(0))
    cells = cells.with_columns(
        has=flag(nw.col("kx") > 0),
        every=flag((nw.col("keyed") == 1) & (nw.col("kx") == nw.col("kn"))),
        xx=nw.col("kx") * nw.col("kx"),
        xn=nw.col("kx") * nw.col("kn"),
    )
    sums = {"numerator": "x", "n_units": "has", "every": "every", "sum_xx": "xx", "sum_xn": "xn", "keyed_x": "kx"}
    found = cells.group_by(*by, category).agg(
        **{name: nw.col(column).sum() for name, column in sums.items()}, max_unit=nw.col("kx").max()
    )
    found = found.join(_group_totals(whole, by), on=list(by), how="left")
    found = found.with_columns(n_rest=nw.col("people") - nw.col("every"))
    names = (*sums, "max_unit", "denominator", "sum_nn", "keyed_n", "n_rest")
    return finish(honest(found.with_columns(nw.col(*names).cast(nw.Int64))), (*by, category), COLUMNS)


def _group_totals(whole: Any, by: By) -> Any:
    whole = whole.with_columns(nn=nw.col("kn") * nw.col("kn"))
    return whole.group_by(*by).agg(
        denominator=nw.col("n").sum(),
        people=nw.col("keyed").sum(),
        sum_nn=nw.col("nn").sum(),
        keyed_n=nw.col("kn").sum(),
    )


def exploded(native: Any, column: str, separator: str = "|") -> Any:
    """One row per different entry of a column of lists (or of texts joined by `separator`); none where it is empty."""
    found = frame(native).filter(~nw.col(column).is_null())
    kind = found.collect_schema()[column]
    if isinstance(kind, nw.List):
        return found.with_columns(nw.col(column).list.unique()).explode(column).filter(~nw.col(column).is_null())
    plain = nw.to_native(found)
    if hasattr(plain, "assign"):
        values = plain[column].map(lambda v: _parts(v, separator))
        plain = plain.assign(**{column: values}).explode(column)
        plain[column] = plain[column].astype("str").where(plain[column].notna())
        return frame(plain.reset_index(drop=True)).filter(~nw.col(column).is_null())
    raise TypeError(f"{column} must hold lists")


def _parts(entry: Any, separator: str) -> list[str]:
    parts = entry.split(separator) if isinstance(entry, str) else entry
    return list(dict.fromkeys(str(part).strip() for part in parts if part is not None))
