"""The raw formats: every module of this package that says FORMAT and read() is one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from evaluation.sources.delivery import DeliveredFile, Delivery
    from evaluation.sources.loaded import Part
    from evaluation.study import Study


class Format(Protocol):
    """A module that reads one raw format."""

    FORMAT: str
    """Its name in lieferung.toml."""
    TABLES_READ: tuple[str, ...]
    """Tables that it delivers; empty means every table."""
    SUFFIXES: tuple[str, ...]
    """File types that it reads."""

    def read(self, file: DeliveredFile, delivery: Delivery, study: Study) -> Part:
        """Read one file of a delivery."""
        ...


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name, collected by walking the package.

    Examples
    --------
    >>> sorted(formats())
    ['regionalstatistik', 'template']
    """
    found: dict[str, Format] = {}
    package = importlib.import_module("evaluation.sources")
    for entry in pkgutil.iter_modules(package.__path__):
        if not entry.name.startswith("_"):
            module = importlib.import_module(f"evaluation.sources.{entry.name}")
            if hasattr(module, "FORMAT"):
                found[module.FORMAT] = module
    return MappingProxyType(found)
