"""A raw sheet: all cells as text, header and title rows included, with the row numbers of the file."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from evaluation.findings import Finding


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one file or sheet as text.

    `cells` has one text column per column of the file; a cell that a short row lacks is null, an empty one is "".
    `first` is the number of the first row as a reader of the file counts it. `delimited` says that the file is text
    with delimiters, where a value behind the last header means a shifted row.
    """

    cells: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)
    sheet: str = ""
    delimited: bool = True
    first: int = 1

    @property
    def blocked(self) -> bool:
        """True where the file could not be read."""
        return any(finding.severity == "blocks" for finding in self.findings)


def frame_of(records: list[list[str | None]]) -> pl.DataFrame:
    """Records of differing length as a frame of text columns named "0", "1", …; what is missing is null."""
    width = max((len(record) for record in records), default=0)
    columns = [[record[at] if at < len(record) else None for record in records] for at in range(width)]
    return pl.DataFrame([pl.Series(str(at), column, dtype=pl.String) for at, column in enumerate(columns)])
