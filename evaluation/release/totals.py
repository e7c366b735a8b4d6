"""Rules that look at the totals of a site and year together: what hides a total hides all that hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from evaluation.release.merge import at_least
from evaluation.release.prepare import KEYS, UNKNOWN

Row = dict[str, Any]
PLACE = ("site", "period", "family")
MAX_COVERED = 0.1
"""Cases without the information that a share may count into its denominator, as a part of the total."""


@dataclass(frozen=True, slots=True)
class Base:
    """The totals that everything of a family is a part of: contacts, and persons."""

    contacts: Row | None = None
    persons: Row | None = None

    def of(self, row: Row) -> Row | None:
        """The base that counts the same thing as this row."""
        return self.persons if row["heads"] else self.contacts

    @property
    def people(self) -> float | None:
        """Number of persons behind the whole, where it is known."""
        found = self.persons or self.contacts
        return None if found is None else found["n_units"]


def bases(frame: pl.DataFrame) -> dict[tuple[Any, ...], Base]:
    """The totals of kind count per site, period and family."""
    totals = frame.filter((pl.col("breakdown") == "") & (pl.col("kind") == "count") & ~pl.col("structural"))
    found: dict[tuple[Any, ...], Base] = {}
    for row in totals.sort("numerator", descending=True, nulls_last=True).to_dicts():
        place = tuple(row[name] for name in PLACE)
        known = found.get(place, Base())
        if row["heads"]:
            found[place] = Base(known.contacts, known.persons or row)
        else:
            found[place] = Base(known.contacts or row, known.persons)
    return found


def hide_with_total(frame: pl.DataFrame) -> pl.DataFrame:
    """Where a count of a family is hidden as a total, hide everything of that family in that site and year."""
    year = pl.col("period").str.slice(0, 4)
    total = (pl.col("breakdown") == "") & (pl.col("period").str.len_chars() == 4)
    hidden = frame.filter(total & (pl.col("kind") == "count") & ~pl.col("structural") & (pl.col("fired") != ""))
    places = hidden.select("site", "family", year=year, gone=pl.lit(True)).unique()
    joined = frame.with_columns(year=year).join(places, on=["site", "family", "year"], how="left")
    gone = pl.col("gone").fill_null(False) & ~pl.col("structural") & (pl.col("fired") == "")
    fired = pl.when(gone).then(pl.lit("total_hidden")).otherwise(pl.col("fired"))
    return joined.with_columns(fired=fired).drop("gone", "year").sort(frame.columns[:5])


def cover_differences(frame: pl.DataFrame, known: Mapping[tuple[Any, ...], Base]) -> pl.DataFrame:
    """Treat totals that are a few persons short of another released total: the difference would show them.

    A share whose denominator lacks at most MAX_COVERED of the total (cases without the information) counts them in
    (column `whole`). Everything else is hidden.
    """
    total = (pl.col("breakdown") == "") & (pl.col("period").str.len_chars() == 4) & (pl.col("fired") == "")
    hit = []
    for row in frame.filter(total & ~pl.col("structural") & ~pl.col("organisational")).to_dicts():
        place = tuple(row[name] for name in PLACE)
        base = known.get(place, Base()).of(row)
        if base is None or base["indicator"] == row["indicator"]:
            continue
        short = differs_by_few(row, base)
        whole = base["numerator"]
        little = is_share(row) and short and whole - row["denominator"] <= MAX_COVERED * whole
        if short:
            hit.append({name: row[name] for name in KEYS} | {"whole": whole if little else None, "short": not little})
    schema = dict(KEYS) | {"whole": pl.Float64, "short": pl.Boolean}
    joined = frame.join(pl.DataFrame(hit, schema=schema, orient="row"), on=list(KEYS), how="left")
    fired = pl.when(pl.col("short").fill_null(False)).then(pl.lit("difference")).otherwise(pl.col("fired"))
    return joined.with_columns(fired=fired).drop("short").sort(list(KEYS))


def unknown_cells(frame: pl.DataFrame) -> dict[tuple[Any, ...], list[Row]]:
    """Counted cells of persons or contacts whose category is unknown, per site, period, family and breakdown."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    cells = frame.filter((pl.col("category") == UNKNOWN) & (pl.col("kind") == "count") & ~pl.col("structural"))
    for row in cells.to_dicts():
        found.setdefault(tuple(row[name] for name in (*PLACE, "breakdown")), []).append(row)
    return found


def missing_units(missing: float, base: Row, unknowns: Iterable[Row]) -> float:
    """Fewest persons that can stand behind `missing` cases of a base.

    Exact where the cell "unknown" of the same breakdown counts them (`unknowns`); an equal number elsewhere is chance.
    """
    same = [
        row["n_units"] for row in unknowns
        if row["numerator"] == missing and same_kind(row, base)
    ]  # fmt: skip
    if same:
        return float(min(0.0 if units is None else units for units in same))
    if base["heads"]:
        return missing
    return float(at_least(missing, base["max_unit"] or missing))


def is_share(row: Row) -> bool:
    """True if the numerator is a part of the denominator."""
    return row["kind"] == "share" or row["n_rest"] is not None


def same_kind(one: Row, other: Row) -> bool:
    """True if both count contacts, or both count persons."""
    return bool(one["heads"]) == bool(other["heads"])


def differs_by_few(row: Row, base: Row, unknowns: Iterable[Row] = ()) -> bool:
    """True if what a row leaves out of the base is a cell of fewer than k persons.

    A share leaves out what its denominator lacks, everything else what its numerator lacks. Contacts without a person
    key, which ratios per person leave out, belong to nobody; there fewer than k contacts count as few.
    """
    part = row["denominator"] if is_share(row) else row["numerator"]
    if part is None or base["numerator"] is None:
        return False
    missing = base["numerator"] - part
    if missing <= 0:
        return False
    if row["kind"] == "ratio":
        return bool(missing < row["k"])
    return missing_units(missing, base, unknowns) < row["k"]
