"""The marks @indicator and @derived, and the catalogue that collects what they mark.

A mark only hangs a frozen record on the function; the catalogue walks the theme modules.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

Kind = Literal["share", "rate", "ratio", "mean", "median", "count", "index", "profile", "published"]
Direction = Literal["higher", "lower", "neutral"]
F = TypeVar("F", bound=Callable[..., Any])

_DELICATE = ("health", "psych", "violence", "discrimination", "return")
SENSITIVE: tuple[str, ...] = (
    "status_group",
    *(f"{breakdown}={topic}" for breakdown in ("topic_main", "topic_any") for topic in _DELICATE),
)
"""Special categories: residence status, health, violence, discrimination, return."""

BREAKDOWN_TITLES: dict[str, str] = {
    "age_group": "Altersgruppe",
    "channel": "Beratungsform",
    "contact_class": "Kontakte je Person",
    "effect": "Teil der Veränderung",
    "factor": "Prüffaktor",
    "field": "Feld",
    "horizon": "Monate nach dem Stichtag",
    "measure": "Maß",
    "residence_class": "Wohnortklasse (BBSR)",
    "rule": "Schlüsselregel",
    "service_point_id": "Beratungsstelle",
    "sex": "Geschlecht",
    "status_group": "Aufenthaltsgruppe",
    "topic_any": "Thema (auch als weiteres Thema)",
    "topic_main": "Hauptthema",
    "type": "Art der Unterbringung",
}
"""German titles of all breakdowns; those of a code list also stand with their column."""

BREAKDOWN_CODES: dict[str, str] = {
    "age_group": "CL24",
    "channel": "CL31",
    "factor": "CL27",
    "residence_class": "CL02",
    "rule": "CL26",
    "sex": "CL23",
    "status_group": "CL22",
    "topic_any": "CL32",
    "topic_main": "CL32",
    "type": "CL25",
}
"""Code lists behind breakdowns; the categories of the others print as they are or from CATEGORY_TITLES."""

CATEGORY_TITLES: dict[str, str] = {
    "demand": "veränderte Nutzung",
    "stock": "veränderter Bestand",
    "interaction": "Zusammenwirken",
    "tvd": "Verschiebung (0 bis 1)",
    "js_bits": "Jensen-Shannon-Abstand (Bit)",
    "hhi": "Konzentration (HHI)",
    "shannon": "Breite (Shannon, normiert)",
}
"""German titles of categories that are in no code list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is printed about an indicator, and how release has to treat its counts."""

    number: str
    """Number in the catalogue of the field, such as RN02."""
    title: str
    definition: str
    kind: Kind
    unit: str
    direction: Direction = "neutral"
    breakdowns: tuple[str, ...] = ()
    additive_over: tuple[str, ...] = ("site",)
    protection: str = "P3"
    unit_counted: Literal["persons", "organisations", "none"] = "persons"
    """What n_units counts. "none" is for structural figures behind which no person stands."""
    per: float = 1.0
    """The value is numerator / denominator * per: 100 for shares in percent, 1000 for densities."""
    monthly: bool = False
    """True where the indicator is also counted by month (the function accepts by=("site", "month"))."""
    of: tuple[str, ...] = ()
    """Ids of the released indicators from which a derived indicator is computed."""
    source: str = ""
    reviewed: str = ""
    own_breakdown: str = ""
    """Column that the function itself adds, such as topic_main of topic_share; it then has no total row."""
    minimum_denominator: float | None = None
    """Below this denominator no value is shown (status too_few)."""
    interval: bool = True
    """False for full counts of a register (posts, euros, places): no interval, method "none_register"."""
    sensitive: tuple[str, ...] = SENSITIVE
    """Breakdowns, or single categories written "breakdown=category", that need the larger k of the study."""

    def is_sensitive(self, breakdown: str, category: str) -> bool:
        """True if the cell needs the larger k: a special category of personal data.

        Examples
        --------
        >>> mark = Mark(number="X", title="", definition="", kind="count", unit="")
        >>> mark.is_sensitive("topic_main", "violence"), mark.is_sensitive("topic_main", "work")
        (True, False)
        """
        return breakdown in self.sensitive or f"{breakdown}={category}" in self.sensitive


@dataclass(frozen=True, slots=True)
class Indicator:
    """A marked function with its place in the catalogue."""

    id: str
    theme: str
    mark: Mark
    function: Callable[..., Any]

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that the function needs: its arguments without a default."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.default is inspect.Parameter.empty)

    @property
    def optional_tables(self) -> tuple[str, ...]:
        """Names of the tables that the function also uses where they exist: its arguments with default None."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.default is None)

    @property
    def derived(self) -> bool:
        """True if the indicator is computed from released results, not from tables."""
        return bool(self.mark.of)


def indicator(**fields: Any) -> Callable[[F], F]:
    """Mark a function as an indicator: clean tables in, counts out."""
    return _hang(Mark(**fields))


def derived(**fields: Any) -> Callable[[F], F]:
    """Mark a function as a derived indicator: released results in, results out."""
    return _hang(Mark(**fields))


def _hang(mark: Mark) -> Callable[[F], F]:
    def hang(function: F) -> F:
        function.__mark__ = mark  # type: ignore[attr-defined]
        return function

    return hang


def catalogue(folder: Path | None = None) -> dict[str, Indicator]:
    """All indicators by id, in the order of themes and of their files.

    Parameters
    ----------
    folder : Path, optional
        Folder of a study: what its `indicators/*.py` mark comes after the package's or replaces those of the same
        name, at their place; the theme is then "study".

    Raises
    ------
    StudyError
        If a file of the study cannot be run or names an indicator twice.

    Examples
    --------
    >>> catalogue()["consultations"].mark.number
    'RN02'
    """
    if folder is None:
        return _package()
    from evaluation.indicators._own import own

    return _package() | own(folder, _package())


@cache
def _package() -> dict[str, Indicator]:
    import evaluation.indicators as package

    found: dict[str, Indicator] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        if not module_info.name.startswith("_"):
            collect(importlib.import_module(f"{package.__name__}.{module_info.name}"), found)
    return found


def collect(module: Any, found: dict[str, Indicator]) -> None:
    """Add the marked functions of a module; two of one name are an error."""
    theme = module.__name__.rsplit(".", 1)[-1]
    for name, mark, function in marked(module):
        if name in found:
            raise ValueError(f"two indicators are called {name}: in {found[name].theme}.py and in {theme}.py")
        found[name] = Indicator(name, theme, mark, function)


def marked(module: Any) -> Iterator[tuple[str, Mark, Callable[..., Any]]]:
    """Name, mark and function of every marked function that a module defines itself."""
    for name, function in vars(module).items():
        mark = getattr(function, "__mark__", None)
        if mark is not None and function.__module__ == module.__name__:
            yield name, mark, function
