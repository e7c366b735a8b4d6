"""What reading a delivery gives: tables, rows set aside, findings and row counts per file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from evaluation.findings import Finding

if TYPE_CHECKING:
    from evaluation.sources.delivery import Delivery


@dataclass(frozen=True, slots=True)
class FileRows:
    """Row counts of one file (or sheet): rows_in = rows_clean + rows_set_aside."""

    file: str
    sheet: str
    table: str
    rows_in: int
    rows_clean: int
    rows_set_aside: int
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one file gave: clean rows with their row numbers, rows set aside, extra columns, findings."""

    file: str
    sheet: str
    table: str
    frame: pl.DataFrame
    numbers: pl.Series
    set_aside: pl.DataFrame
    extra: pl.DataFrame = field(default_factory=pl.DataFrame)
    findings: tuple[Finding, ...] = ()
    loaded: bool = True
    """False where the file as a whole could not be loaded."""

    @property
    def rows(self) -> FileRows:
        """Row counts of this file."""
        clean, aside = self.frame.height, self.set_aside.height
        return FileRows(self.file, self.sheet, self.table, clean + aside, clean, aside)


def together(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames one below the other; columns that one of them lacks are null there."""
    return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()


@dataclass(frozen=True, slots=True)
class Loaded:
    """One delivery, read and cleaned."""

    delivery: Delivery
    parts: tuple[Part, ...]

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Clean tables by name."""
        return {name: together([p.frame for p in self._of(name)]) for name in self._names()}

    @property
    def set_aside(self) -> dict[str, pl.DataFrame]:
        """Rows set aside by table, as delivered, with file, row and rules in front."""
        return {name: together([aside_of(p) for p in self._of(name)]) for name in self._names()}

    @property
    def extra(self) -> dict[str, pl.DataFrame]:
        """Columns that belong to no table, by file; protected like the file itself."""
        return {f"{part.file}{part.sheet and '/' + part.sheet}": part.extra for part in self.parts if part.extra.width}

    @property
    def findings(self) -> list[Finding]:
        """Findings of all files."""
        return [finding for part in self.parts for finding in part.findings]

    @property
    def rows(self) -> list[FileRows]:
        """Row counts of all files."""
        return [part.rows for part in self.parts]

    def _names(self) -> list[str]:
        return list(dict.fromkeys(part.table for part in self.parts if part.loaded))

    def _of(self, name: str) -> list[Part]:
        return [part for part in self.parts if part.table == name and part.loaded]


def aside_of(part: Part) -> pl.DataFrame:
    """The rows of a file that were set aside, with file and sheet in front."""
    front = [pl.lit(part.file, pl.String).alias("_file"), pl.lit(part.sheet, pl.String).alias("_sheet")]
    return part.set_aside.select(*front, pl.all())
