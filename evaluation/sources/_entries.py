"""One file of one delivery while deliveries are joined, and rows that move from clean to set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from evaluation.cleaning import ROW
from evaluation.sources.delivery import Delivery
from evaluation.sources.loaded import Loaded, Part


@dataclass(frozen=True, slots=True)
class Entry:
    """A file with the delivery it belongs to."""

    delivery: Delivery
    part: Part
    sha256: str
    format: str


def entries(loaded: Iterable[Loaded]) -> list[Entry]:
    """All files of all deliveries, in the order of the deliveries."""
    return [
        Entry(item.delivery, part, file.sha256, file.format)
        for item in loaded
        for file, part in zip(item.delivery.files, item.parts, strict=True)
    ]


def without_rows(entry: Entry, rule: str, mask: pl.Series | None = None) -> Entry:
    """The entry with clean rows (all, or those of a mask) moved to those set aside."""
    part = entry.part
    chosen = pl.Series([True], dtype=pl.Boolean).new_from_index(0, part.frame.height) if mask is None else mask
    gone = part.frame.filter(chosen)
    lists = [name for name, dtype in gone.schema.items() if isinstance(dtype, pl.List)]
    text = gone.with_columns(pl.col(name).list.join(" | ") for name in lists).cast(pl.String)
    front = pl.DataFrame([part.numbers.filter(chosen).alias(ROW)]).with_columns(_rules=pl.lit(rule, pl.String))
    aside = pl.concat([part.set_aside, pl.concat([front, text], how="horizontal")], how="diagonal_relaxed")
    changed = replace(part, frame=part.frame.filter(~chosen), numbers=part.numbers.filter(~chosen), set_aside=aside)
    return replace(entry, part=changed)


def moved(entry: Entry, cells: set[tuple[str, int]], rule: str) -> tuple[Entry, int]:
    """The entry without its rows of these site-years, and how many they were."""
    if not cells or not entry.part.frame.height:
        return entry, 0
    wanted = pl.DataFrame(sorted(cells), schema={"site": pl.String, "year": pl.Int32}, orient="row")
    mask = entry.part.frame.with_row_index("_n").join(wanted, on=["site", "year"], how="semi")["_n"]
    chosen = pl.Series([False]).new_from_index(0, entry.part.frame.height).scatter(mask, True)
    return (without_rows(entry, rule, chosen), len(mask)) if len(mask) else (entry, 0)
