"""The catalogue of all rules of intake and cleaning, and how a finding is made from a rule."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from evaluation.cleaning.rules_cell import CELL_RULES
from evaluation.cleaning.rules_delivery import DELIVERY_RULES
from evaluation.cleaning.rules_file import FILE_RULES
from evaluation.cleaning.rules_forbidden import FORBIDDEN_RULES
from evaluation.cleaning.rules_row import ROW_RULES
from evaluation.findings import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

_ALL = (*DELIVERY_RULES, *FILE_RULES, *FORBIDDEN_RULES, *CELL_RULES, *ROW_RULES)
RULES: dict[str, Rule] = {rule.id: rule for rule in _ALL}

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>&{}`$]+")
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding was made: delivery, site, year, file and sheet."""

    delivery: str = ""
    site: str = ""
    year: int | None = None
    file: str = ""
    sheet: str = ""


def safe_name(name: object) -> str:
    """A header, file or sheet name fit to be printed: no control characters, no markup, at most 60 characters.

    Examples
    --------
    >>> safe_name("<b>Monat</b>")
    'bMonat/b'
    """
    plain = " ".join(_UNPRINTABLE.sub("", str(name).replace("\n", " ")).split())
    return plain if len(plain) <= _NAME_LENGTH else plain[: _NAME_LENGTH - 1] + "…"


def found(
    rule_id: str,
    place: Place = Place(),
    *,
    row: int | None = None,
    column: str = "",
    count: int = 1,
    detail: str | tuple[str, str] = "",
) -> Finding:
    """A finding of this rule at this place; `detail` is one text or a German and an English one.

    Examples
    --------
    >>> found("column_missing", Place(file="kontakte.csv"), detail="Monat").de
    'Die Pflichtspalte „Monat“ fehlt. Bitte die Spalte ergänzen und neu liefern.'
    """
    rule = RULES[rule_id]
    detail_de, detail_en = (detail, detail) if isinstance(detail, str) else detail
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        de=f"{rule.de} {rule.next_de}".replace("{detail}", detail_de),
        en=f"{rule.en} {rule.next_en}".replace("{detail}", detail_en),
        delivery=place.delivery,
        site=place.site,
        year=place.year,
        file=safe_name(place.file),
        sheet=safe_name(place.sheet),
        row=row,
        column=safe_name(column),
        count=count,
    )


def found_rows(rule_id: str, place: Place, rows: Iterable[int], *, column: str = "", detail: str = "") -> list[Finding]:
    """One finding per row, all with the same sentence."""
    first = found(rule_id, place, column=column, detail=detail)
    rule, severity, de, en, delivery, site, year, file, sheet, _, name, count = astuple(first)
    return [Finding(rule, severity, de, en, delivery, site, year, file, sheet, row, name, count) for row in rows]


def findings_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """The findings as a Polars frame with the columns of `evaluation.findings.COLUMNS`.

    Examples
    --------
    >>> findings_frame([found("file_empty", Place(file="leer.csv"))]).select("file", "rule", "severity").rows()
    [('leer.csv', 'file_empty', 'blocks')]
    """
    import polars as pl

    from evaluation.findings import COLUMNS

    numbers = {"year": pl.Int32, "row": pl.Int64, "count": pl.Int64}
    listed = list(findings)
    return pl.DataFrame(
        {name: [getattr(finding, name) for finding in listed] for name in COLUMNS},
        schema={name: numbers.get(name, pl.String) for name in COLUMNS},
    )
