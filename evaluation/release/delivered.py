"""What each site delivered for each year: the files that count, those that were refused, those without usable rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Delivered:
    """The files of a study by site and year.

    Parameters
    ----------
    files : dict
        Per site and year the rows of T37 whose file was read and counts; a file of several sites or years counts for
        all of them.
    refused, unused : dict
        Per site and year the tables whose file was refused, and those of whose file no row is used.
    """

    files: dict[Place, list[Mapping[str, Any]]] = field(default_factory=dict)
    refused: dict[Place, frozenset[str]] = field(default_factory=dict)
    unused: dict[Place, frozenset[str]] = field(default_factory=dict)

    def tables(self, place: Place) -> frozenset[str]:
        """Tables that a site delivered for a year."""
        return frozenset(str(row.get("table_name") or "") for row in self.files.get(place, ()))


def delivered(
    deliveries: pl.DataFrame, years: Iterable[int], tables: Mapping[str, pl.DataFrame] | None = None
) -> Delivered:
    """Sort the files of all deliveries by site and year.

    Parameters
    ----------
    deliveries : polars.DataFrame
        The table `delivery` (T37). A file without rows_in was refused; one without clean rows, though it has rows,
        is not counted. An empty file counts: nothing happened.
    years : iterable of int
        Years of the study.
    tables : mapping of name to polars.DataFrame, optional
        Clean tables; they tell the years of a file that holds several.
    """
    found = Delivered()
    for row in deliveries.to_dicts():
        name = str(row.get("table_name") or "")
        for place in covered(row, years, tables):
            if "rows_in" in row and row["rows_in"] is None:
                found.refused[place] = found.refused.get(place, frozenset()) | {name}
            elif row.get("rows_in") and row.get("rows_clean") == 0:
                found.unused[place] = found.unused.get(place, frozenset()) | {name}
            else:
                found.files.setdefault(place, []).append(row)
    return found


def covered(
    row: Mapping[str, Any], years: Iterable[int], tables: Mapping[str, pl.DataFrame] | None = None
) -> list[Place]:
    """Sites and years of a delivered file.

    Examples
    --------
    >>> covered({"site": "a, b", "year": None}, (2023, 2024))
    [('a', 2023), ('a', 2024), ('b', 2023), ('b', 2024)]
    """
    sites = [name.strip() for name in str(row.get("site") or "").split(",") if name.strip()]
    if row.get("year") is not None:
        return [(site, int(row["year"])) for site in sites]
    every = [(site, year) for site in sites for year in years]
    there = set(_places(row, tables or {}))
    return [place for place in every if place in there] if there.intersection(every) else every


def _places(row: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> Iterator[Place]:
    frame = tables.get(str(row.get("table_name") or ""))
    if frame is not None and {"site", "year", "delivery"} <= set(frame.columns):
        yield from frame.filter(frame["delivery"] == row.get("delivery_id")).select("site", "year").unique().iter_rows()
