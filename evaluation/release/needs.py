"""Which tables an indicator needs, so that it can be counted and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COUNTED = ("consultation", "consultation_agg")
"""Tables of counselling: single contacts, or sums of them."""
BESIDE = frozenset({"site", "service_point", "municipality", "context_event", "delivery"})
"""Tables that describe others: whether they were delivered does not decide whether an indicator can be counted."""


@dataclass(frozen=True, slots=True)
class Need:
    """What must have been delivered so that an indicator can be counted.

    Parameters
    ----------
    tables : frozenset of frozenset of str
        Of each of these sets one table is enough.
    basis : tuple of tuple of str
        Tables of which the first one delivered is used; another one on the other side limits the comparison.
    """

    tables: frozenset[frozenset[str]]
    basis: tuple[tuple[str, ...], ...] = ()

    @property
    def counted(self) -> frozenset[str]:
        """Tables of counselling among those needed: their counting rule, coverage and form matter."""
        return frozenset().union(*self.tables) & frozenset(COUNTED)

    def lacking(self, tables: frozenset[str]) -> frozenset[str]:
        """Tables that would help where these were delivered."""
        return frozenset().union(*(group for group in self.tables if not tables & group))

    def met(self, tables: frozenset[str]) -> bool:
        """True if these tables are enough."""
        return bool(tables) and not self.lacking(tables)

    def used(self, tables: frozenset[str]) -> list[str]:
        """The tables that are the basis of the figure where these were delivered, "" where none was."""
        return [next((name for name in names if name in tables), "") for names in self.basis]


def need_of(name: str, marks: Mapping[str, Any]) -> Need:
    """What an indicator needs; a derived one needs what its inputs need."""
    entry = marks[name]
    if entry.derived:
        parts = [need_of(of, marks) for of in entry.mark.of if of in marks]
        basis = dict.fromkeys(names for part in parts for names in part.basis)
        return Need(frozenset().union(*(part.tables for part in parts)), tuple(basis))
    optional = [table for table in getattr(entry, "optional_tables", ()) if table not in BESIDE]
    needed = [table for table in entry.tables if table not in BESIDE]
    groups = {frozenset({table, *({"consultation_agg"} & set(optional) if table in COUNTED else ())})
              for table in needed}  # fmt: skip
    others = tuple(table for table in optional if table not in COUNTED)
    if needed:
        return Need(frozenset(groups), (others,) if others else ())
    return Need(frozenset({frozenset(optional)}) if optional else frozenset())
