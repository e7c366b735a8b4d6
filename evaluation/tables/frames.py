"""Tables as frames: the empty frame, its Polars schema, and the pandera schema that checks it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from evaluation.tables._declare import Column, Table

if TYPE_CHECKING:
    import pandera.polars as pa
    import polars as pl

FRONT: tuple[str, ...] = ("site", "year", "delivery")
"""Columns that every clean table has in front of the declared ones."""

PATTERNS: dict[str, str] = {
    "month": r"^\d{4}-(0[1-9]|1[0-2])$",
    "ags5": r"^\d{5}$",
    "ags8": r"^\d{8}$",
    "ags": r"^(DG|\d{2}|\d{3}|\d{5}|\d{8})$",
    "ars12": r"^\d{12}$",
}
"""What keys and months look like in a clean table."""


@cache
def _polars_types() -> dict[str, Any]:
    import polars as pl

    special = {
        "int": pl.Int64(),
        "dec": pl.Float64(),
        "bool": pl.Boolean(),
        "date": pl.Date(),
        "year": pl.Int32(),
        "codes": pl.List(pl.String()),
    }
    texts = dict.fromkeys(("id", "text", "code", "month", "ags5", "ags8", "ags", "ars12"), pl.String())
    return {**texts, **special}


def polars_schema(table: Table) -> pl.Schema:
    """Polars schema of the clean table: site, year and delivery, then the declared columns.

    Examples
    --------
    >>> from evaluation.tables import table
    >>> list(polars_schema(table("context_figure")).items())[1]
    ('year', Int32)
    """
    import polars as pl

    front = {"site": pl.String(), "year": pl.Int32(), "delivery": pl.String()}
    return pl.Schema({**front, **{column.name: _polars_types()[column.dtype] for column in table.columns}})


def empty(table: Table) -> pl.DataFrame:
    """The clean table without rows.

    Examples
    --------
    >>> from evaluation.tables import table
    >>> empty(table("consultation")).shape[0]
    0
    """
    import polars as pl

    return pl.DataFrame(schema=polars_schema(table))


@cache
def pandera_schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of a clean table, to be used with ``validate(frame, lazy=True)``.

    Every column carries its German label as title and as metadata both labels, the code list and the protection
    class. pandera's own error texts print values: use `failures` to say what is wrong without them.
    """
    import pandera.polars as pa

    types = polars_schema(table)
    front = {name: pa.Column(types[name], nullable=False) for name in FRONT}
    declared = {
        column.name: pa.Column(
            types[column.name],
            checks=_checks(column),
            nullable=not column.required,
            title=column.de,
            metadata={
                "de": column.de,
                "en": column.en,
                "codes": column.codes,
                "protection": column.protection or table.protection,
            },
        )
        for column in table.columns
    }
    metadata = {"number": table.number, "de": table.de, "en": table.en, "protection": table.protection}
    return pa.DataFrameSchema({**front, **declared}, name=table.name, title=table.de, metadata=metadata)


def _checks(column: Column) -> list[Any]:
    """The checks of one column; the error text of each is the rule that a finding tells."""
    import pandera.polars as pa

    checks: list[Any] = []
    if column.codes is not None:
        checks.append(_code_check(column))
    if column.dtype in PATTERNS:
        checks.append(pa.Check.str_matches(PATTERNS[column.dtype], error="pattern"))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error="minimum"))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum, error="maximum"))
    return checks


def _code_check(column: Column) -> Any:
    import pandera.polars as pa
    import polars as pl

    from evaluation.vocabulary import codes

    allowed = [entry.code for entry in codes(column.codes or "")]
    if column.dtype == "code":
        return pa.Check.isin(allowed, error="code")

    def all_known(data: Any) -> Any:
        found = pl.col(data.key).list.eval(pl.element().is_in(allowed)).list.all()
        return data.lazyframe.select(found.fill_null(True))

    return pa.Check(all_known, error="code")


def failures(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Where a clean table breaks its own declaration, without the values.

    Parameters
    ----------
    table : Table
        The declaration.
    frame : polars.DataFrame
        The table to check.

    Returns
    -------
    polars.DataFrame
        One row per failure: column, rule ("code", "pattern", "minimum", "maximum", "required", or pandera's name of a
        missing column or wrong type) and row (position from 0; null where the whole column fails).
    """
    import polars as pl
    from pandera.errors import SchemaErrors

    shape = pl.Schema({"column": pl.String(), "rule": pl.String(), "row": pl.Int64()})
    try:
        pandera_schema(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = pl.DataFrame(errors.failure_cases)
        named = pl.when(pl.col("check") == "column_in_dataframe").then("failure_case").otherwise("column")
        rule = pl.col("check").replace({"not_nullable": "required"})
        found = cases.select(named.alias("column"), rule.alias("rule"), pl.col("index").cast(pl.Int64).alias("row"))
        return found.sort("column", "rule", "row").cast(shape)
    return pl.DataFrame(schema=shape)
