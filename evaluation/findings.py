"""Findings: what was repaired, set aside or refused, told by file, place and rule, never by a person's value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "repaired", "set_aside", "blocks"]
SEVERITIES: tuple[str, ...] = ("info", "repaired", "set_aside", "blocks")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of intake or cleaning with the sentence that a finding prints.

    The sentences may contain {detail}, which the finder fills with a name of a header, a table, an encoding or a
    rule's parameter, never with a value out of a person's row.
    """

    id: str
    severity: Severity
    de: str
    en: str
    next_de: str
    next_en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at one place. `count` > 1 where one rule hit a whole column or file at once."""

    rule: str
    severity: Severity
    de: str
    en: str
    delivery: str = ""
    site: str = ""
    year: int | None = None
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    count: int = 1


COLUMNS: tuple[str, ...] = (
    "delivery",
    "site",
    "year",
    "file",
    "sheet",
    "row",
    "column",
    "rule",
    "severity",
    "count",
    "de",
    "en",
)
"""Columns of the findings table (data_processed/findings.parquet and .csv)."""
