"""Many contacts in one run: each group of contacts and persons is added up once, on whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

ALWAYS_TOLD = ("site", "year", "month")
"""Columns of a group that are never "unknown"."""
_LARGEST = 2**62


class Contacts(pl.LazyFrame):
    """A lazy table of contacts that remembers its sums per group and person; what is derived from it does not."""

    memory: Memory | None = None


class Memory:
    """Sums per group and person of one table, made when first asked for and kept for the run."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows
        self.codes: dict[str, tuple[pl.Series, pl.Series]] = {}
        self.sums: dict[tuple[str, ...], pl.LazyFrame | None] = {}
        self.parts: dict[tuple[str, ...], Contacts] = {}

    def per_unit(self, by: Sequence[str], unit: str) -> pl.LazyFrame | None:
        """Columns by, unit and n; None where the columns are not texts, years and numbered persons."""
        columns = (*by, unit)
        if columns not in self.sums:
            self.sums[columns] = self._added_up(columns) if self._fits(columns) else None
        return self.sums[columns]

    def without(self, deliveries: Sequence[str]) -> Contacts:
        """The contacts of all other deliveries, with a memory of their own."""
        key = tuple(deliveries)
        if key not in self.parts:
            self.parts[key] = remembering(self.rows.filter(~pl.col("delivery").is_in(key)))
        return self.parts[key]

    def _fits(self, columns: tuple[str, ...]) -> bool:
        types = self.rows.schema
        kinds = {"year": pl.Int64, columns[-1]: pl.UInt32}
        if any(types.get(name) != kinds.get(name, pl.String) for name in columns):
            return False
        return not any(self.rows[name].null_count() for name in columns if name in ALWAYS_TOLD)

    def _added_up(self, columns: tuple[str, ...]) -> pl.LazyFrame | None:
        codes = {name: self._coded(name) for name in columns}
        sizes = {name: max(len(values), 1) for name, (_, values) in codes.items()}
        key, places, size = pl.lit(0, pl.UInt64), {}, 1
        for name in columns:
            key = key + pl.col(name).cast(pl.UInt64) * size
            places[name], size = size, size * sizes[name]
        if size > _LARGEST:
            return None
        found = pl.LazyFrame({name: code for name, (code, _) in codes.items()}).select(key=key)
        sums = found.group_by("key").agg(n=pl.len()).collect(engine="streaming")
        told = {
            name: codes[name][1].gather((sums["key"] // places[name] % sizes[name]).cast(pl.UInt32)) for name in columns
        }
        return pl.LazyFrame({**told, "n": sums["n"].cast(pl.Int64)})

    def _coded(self, name: str) -> tuple[pl.Series, pl.Series]:
        """A column as numbers from 0, and the value of each number."""
        if name not in self.codes:
            column = self.rows[name]
            self.codes[name] = _texts(column) if column.dtype == pl.String else _numbers(column)
        return self.codes[name]


def _texts(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    filled = column if column.name in ALWAYS_TOLD else column.fill_null("unknown")
    values = filled.unique()
    return filled.cast(pl.Enum(values)).to_physical(), values


def _numbers(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Years and persons: 0 stands for null."""
    low, high = (int(column.min() or 0), int(column.max() or 0))  # type: ignore[arg-type]
    told = pl.int_range(low, high + 1, eager=True).cast(column.dtype)
    values = pl.concat([pl.Series([None], dtype=column.dtype), told])
    return (column.cast(pl.Int64) - (low - 1)).fill_null(0).cast(pl.UInt32), values


def remembering(rows: pl.DataFrame) -> Contacts:
    """These contacts as a lazy table that remembers its sums."""
    found = Contacts(rows)
    found.memory = Memory(rows)
    return found


def memory_of(native: Any) -> Memory | None:
    """The memory of a table of contacts, if it is one that remembers."""
    plain = nw.to_native(native, pass_through=True)
    return plain.memory if isinstance(plain, Contacts) else None
