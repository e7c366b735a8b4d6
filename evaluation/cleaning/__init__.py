"""Repairs shared by all sources: a frame in, a clean frame, the rows set aside and the findings out.

>>> import polars as pl
>>> from evaluation.tables import table
>>> told = pl.DataFrame({"Stellen-ID": ["1", "2"], "Stichtag": ["31.12.2024", "31.12.2024"], "VZÄ": ["0,75", "viel"]})
>>> result = clean(told, table("position"), site="auental")
>>> result.clean["fte_filled"].to_list(), result.set_aside["_rules"].to_list()
([0.75], ['number_unreadable'])
"""

from __future__ import annotations

from typing import Any

from evaluation.cleaning.frame import ROW, Cleaned, Context, clean_columns
from evaluation.cleaning.headers import header_findings, match_headers
from evaluation.cleaning.rules import RULES, Place, findings_frame, found, found_rows, safe_name
from evaluation.tables import Table

__all__ = [
    "ROW",
    "RULES",
    "Cleaned",
    "Context",
    "Place",
    "clean",
    "clean_columns",
    "findings_frame",
    "found",
    "found_rows",
    "safe_name",
]


def clean(frame: Any, table: Table, *, site: str = "", year: int | None = None, years: tuple[int, ...] = ()) -> Cleaned:
    """Clean a scientist's own frame by the rules of a table.

    Parameters
    ----------
    frame : pandas.DataFrame or polars.DataFrame
        Rows as delivered; headers in German or English, in any order.
    table : Table
        The declaration, such as ``evaluation.tables.table("consultation")``.
    site : str
        Site of the rows, where the frame has no column for it.
    year : int, optional
        Year of the rows, where the frame has no column for it.
    years : tuple of int
        Years that are allowed; none means any year.

    Returns
    -------
    Cleaned
        clean (the table), set_aside (rows as delivered with their rules), extra (columns that do not belong to the
        table) and findings. Rows in = rows clean + rows set aside.

    Raises
    ------
    DeliveryError
        If required columns are missing or a header stands twice.
    """
    from evaluation.cleaning.raw import as_text, split_columns
    from evaluation.errors import DeliveryError

    raw = as_text(frame)
    matched = match_headers(raw.columns, table)
    findings = header_findings(matched, table, Place(site=site, year=year), {})
    blocking = [finding for finding in findings if finding.severity == "blocks"]
    if blocking:
        raise DeliveryError(" ".join(f.de for f in blocking), " ".join(f.en for f in blocking))
    named, extra = split_columns(raw, matched)
    context = Context(Place(site=site, year=year), {site: site} if site else {}, years or ((year,) if year else ()))
    result = clean_columns(named, table, context, {name: matched.header(name) for name in matched.columns})
    return Cleaned(result.clean, result.set_aside, findings + result.findings, result.rows, extra)
