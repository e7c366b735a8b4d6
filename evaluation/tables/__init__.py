"""All tables: one file a table, found by walking this package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from evaluation.errors import InputError
from evaluation.tables._declare import Column as Column
from evaluation.tables._declare import Table as Table

if TYPE_CHECKING:
    TABLES: Mapping[str, Table]

__all__ = ["TABLES", "Column", "Table", "headers", "normalise_header", "table"]

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "²": "2", "³": "3"})


@cache
def _collect() -> Mapping[str, Table]:
    tables = []
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            found = getattr(importlib.import_module(f"{__name__}.{module.name}"), "TABLE", None)
            if isinstance(found, Table):
                tables.append(found)
    tables.sort(key=lambda item: (not item.number.startswith("T"), item.number))
    return MappingProxyType({item.name: item for item in tables})


def __getattr__(name: str) -> Any:
    # The modules are walked when somebody asks for the tables, not when the package is imported.
    if name == "TABLES":
        return _collect()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def table(name: str) -> Table:
    """The table of this name.

    Raises
    ------
    InputError
        If there is no such table; the message lists those that exist.

    Examples
    --------
    >>> table("consultation").number
    'T11'
    """
    found = _collect().get(name)
    if found is None:
        known = ", ".join(_collect())
        raise InputError(
            f"Die Tabelle »{name}« gibt es nicht. Bekannt sind: {known}.",
            f"There is no table {name!r}. Known tables: {known}.",
        )
    return found


def normalise_header(text: str) -> str:
    """A header as it is compared: small letters and digits only, umlauts spelt out.

    Examples
    --------
    >>> normalise_header(" VZÄ  (besetzt) "), normalise_header("vzae_besetzt")
    ('vzaebesetzt', 'vzaebesetzt')
    """
    return "".join(sign for sign in text.casefold().translate(_UMLAUTS) if sign.isalnum())


def headers(table: Table) -> dict[str, str]:
    """Every accepted header of a table, normalised, with the column that it means.

    Accepted are the English name, both labels, the aliases and the headers of older schema versions.

    Examples
    --------
    >>> found = headers(table("position"))
    >>> found[normalise_header("VZÄ besetzt")], found[normalise_header("Köpfe")]
    ('fte_filled', 'heads')
    """
    accepted: dict[str, str] = {}
    for column in table.columns:
        for header in (column.name, column.de, column.en, *column.aliases):
            accepted.setdefault(normalise_header(header), column.name)
    for old, name in table.renamed.items():
        accepted.setdefault(normalise_header(old), name)
    return accepted
