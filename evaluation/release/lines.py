"""One indicator's row of categories within a breakdown of a site and year, and what is certain about its cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evaluation.release.merge import Cell, Cells
from evaluation.release.prepare import UNKNOWN
from evaluation.release.totals import Base, Row, missing_units


@dataclass(slots=True)
class Line:
    """One indicator's row of categories within a breakdown of a site and year."""

    rows: dict[str, Row]
    total: Row | None
    base: Row | None
    unknowns: list[Row] = field(default_factory=list)
    inner: dict[str, Row] = field(default_factory=dict)
    """Rows by category that are a part of this line's rows, released in another breakdown."""
    subset: bool = False
    """True if the figure counts some categories only, by definition; the others stand in another line."""

    @property
    def first(self) -> Row:
        """Any row of the line, for what all rows share."""
        return next(iter(self.rows.values()))

    @property
    def constant(self) -> float | None:
        """The denominator that all categories share, if they do."""
        found = {row["denominator"] for row in self.rows.values()}
        return found.pop() if len(found) == 1 else None

    @property
    def follows(self) -> bool:
        """True for a figure within each category: it takes the pattern of the others and may not change it."""
        inside = self.first["kind"] in ("share", "ratio", "mean") or self.first["n_rest"] is not None
        return inside and (self.constant is None or self.first["kind"] == "ratio")

    @property
    def whole(self) -> float | None:
        """What the categories add up to, if they partition anything."""
        if self.first["kind"] == "share" and self.constant is not None:
            return self.constant
        found = self.total or self.base
        return None if found is None else found["numerator"]

    @property
    def summed(self) -> float:
        """The sum of all categories."""
        return sum(number(row, "numerator") for row in self.rows.values())

    @property
    def overlapping(self) -> bool:
        """True if cases stand in more than one category, so that categories cannot be added."""
        return self.whole is not None and self.summed > self.whole + 1e-9

    @property
    def missing(self) -> float:
        """Cases of the base that stand in no category of this line."""
        counted = self.whole if self.first["kind"] == "share" else self.summed
        if self.base is None or counted is None or UNKNOWN in self.rows or self.subset:
            return 0.0
        return max(0.0, float(self.base["numerator"]) - counted)

    def cells(self) -> Cells:
        """The bounds of every category, and of the cases that stand in none."""
        found = {name: cell(row) for name, row in self.rows.items()}
        if self.missing and not self.overlapping and self.base is not None:
            units = missing_units(self.missing, self.base, self.unknowns)
            k = self.first["k"] if self.first["breakdown"] == "status_group" else self.base["k"]
            largest = min(self.missing, self.base["max_unit"] or self.missing)
            largest = min(largest, self.missing - units + 1) if units else self.missing
            found[UNKNOWN] = Cell(self.missing, units, largest, k, units < k)
        return found


def number(row: Row, column: str) -> float:
    """The number in a column of a row, 0 where it is missing."""
    return float(row[column] or 0.0)


def cell(row: Row) -> Cell:
    """The bounds of a counted category; where persons are not known, none can be vouched for."""
    units, numerator = row["n_units"], number(row, "numerator")
    largest = row["max_unit"]
    if largest is None:
        largest = 0.0 if units is not None else numerator
    return Cell(numerator, 0.0 if units is None else units, largest, row["k"], row["fired"] != "")


def lines(
    rows: Iterable[Row], totals: dict[str, Row], base: Base, unknowns: list[Row], inner: Iterable[Row] = ()
) -> dict[str, Line]:
    """Sort the rows of one breakdown of one site, year and family by indicator."""
    found: dict[str, Line] = {}
    narrower = {row["category"]: row for row in inner if row["kind"] == "count" and not row["heads"]}
    for row in rows:
        name = row["indicator"]
        line = found.setdefault(name, Line({}, totals.get(name), base.of(row), unknowns, narrower))
        line.rows[row["category"]] = row
    return found
