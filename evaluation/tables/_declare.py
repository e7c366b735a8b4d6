"""What a table is: columns with labels, types, code lists and protection classes, in one declaration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Protection = Literal["P0", "P1", "P2", "P3", "P4"]
DType = Literal[
    "id", "text", "int", "dec", "bool", "code", "codes", "date", "month", "year", "ags5", "ags8", "ags", "ars12"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        English snake_case name, the one used in code.
    dtype : str
        One of the types of DType; keys (ags…, id) are text and keep leading zeros.
    de, en : str
        Labels as printed; the German label is accepted as a header in deliveries.
    codes : str, optional
        Number of the code list, such as "CL22", for the types code and codes.
    required : bool
        A row without a value here is set aside.
    protection : str, optional
        Protection class where it differs from the table's.
    minimum, maximum : float, optional
        Bounds; a value outside is set aside with its row.
    aliases : tuple of str
        Further headers that deliveries use.
    note_de, note_en : str, optional
        What the column means, where the label does not say enough; printed in templates and in the data dictionary.
    example : str, optional
        A made-up value as a provider would write it.
    """

    name: str
    dtype: DType
    de: str
    en: str
    codes: str | None = None
    required: bool = False
    protection: Protection | None = None
    minimum: float | None = None
    maximum: float | None = None
    aliases: tuple[str, ...] = ()
    note_de: str = ""
    note_en: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, its key and its protection class.

    `year_from` names the column whose year is the year of the row (a year, month or date column);
    None means that the delivery says the year. `key` names the columns that tell the rows of one site and year apart.
    """

    number: str
    name: str
    de: str
    en: str
    row_de: str
    row_en: str
    protection: Protection
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    year_from: str | None = None
    delivered: bool = True
    """False for tables that the study file or the program itself fills (site, delivery, comparability)."""
    schema_version: str = "1"
    renamed: dict[str, str] = field(default_factory=dict, hash=False)
    """Headers of older schema versions: old header to present name."""

    def column(self, name: str) -> Column:
        """The column of this name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)
