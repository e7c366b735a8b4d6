"""From hits (position, column, rule) to findings: one per row, or one per column where a whole column was converted."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from evaluation.cleaning.rules import RULES, Place, found, found_rows
from evaluation.findings import Finding
from evaluation.tables import Column, Table

ROWS_TOLD = 200
"""More hits than this of one repair in one column are told in one finding with their count."""

_WHOLE_COLUMN = frozenset(
    (
        "number_format",
        "date_format",
        "month_format",
        "markup_in_text",
        "exact_zero",
        "row_identical",
        "month_from_date",
        "code_spelling",
    )
)
_DIGITS = {"ags5": "5", "ags8": "8", "ags": "2, 3, 5, 8", "ars12": "12"}


def bounds(column: Column) -> str:
    """The allowed range of a column, as printed."""
    low = "" if column.minimum is None else f"{column.minimum:g}"
    high = "" if column.maximum is None else f"{column.maximum:g}"
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"


def detail_of(rule: str, column: Column | None, details: Mapping[str, str]) -> str:
    """What stands for {detail} in the sentence of a rule: a parameter of the rule, never a cell."""
    if rule in details:
        return details[rule]
    if column is None:
        return ""
    if rule.startswith("code"):
        return column.codes or "CLDIM"
    if rule.startswith("key_unknown"):
        return _DIGITS.get(column.dtype, "")
    return bounds(column) if rule == "out_of_range" else ""


def hit_findings(
    hits: pl.DataFrame, rows: pl.Series, table: Table, place: Place, texts: Mapping[str, Mapping[str, str]]
) -> list[Finding]:
    """Findings of a frame's hits.

    Parameters
    ----------
    hits : polars.DataFrame
        Columns index (position), column (declared name), rule.
    rows : polars.Series
        Row numbers of the file, by position.
    table : Table
        Declaration of the columns.
    place : Place
        Delivery, site, year, file and sheet.
    texts : mapping
        "headers": declared name to delivered header; "details": rule to the text for {detail}.
    """
    findings: list[Finding] = []
    declared = {column.name: column for column in table.columns}
    for (name, rule), group in hits.group_by(["column", "rule"], maintain_order=True):
        column = declared.get(str(name))
        header = texts["headers"].get(str(name), column.de if column else str(name))
        detail = detail_of(str(rule), column, texts["details"])
        many = RULES[str(rule)].severity != "set_aside" and group.height > ROWS_TOLD
        if many or rule in _WHOLE_COLUMN:
            findings.append(found(str(rule), place, column=header, count=group.height, detail=detail))
        else:
            numbers = rows.gather(group["index"]).to_list()
            findings += found_rows(str(rule), place, numbers, column=header, detail=detail)
    return findings
