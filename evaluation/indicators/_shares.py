"""Distributions of contacts: one row per category, with the sums over persons."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import By, finish, flag, frame, honest, per_unit

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
    whole = per_unit(contacts, by, unit)
    whole = whole.with_columns(kn=nw.col("n") * nw.col("keyed"))
    parts = per_unit(mentions, (*by, category), unit).drop("x").rename({"n": "x"})
    cells = parts.join(whole.select(*by, unit, "kn"), on=[*by, unit], how="left")
    cells = cells.with_columns(kx=nw.col("x") * nw.col("keyed"), kn=nw.col("kn").fill_null(0))
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
