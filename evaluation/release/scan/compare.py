"""Compare every table of a finished file with the status of the results that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evaluation.release.scan.content import Grid
from evaluation.release.scan.words import Words, plain
from evaluation.results import NUMBERS

if TYPE_CHECKING:
    import pandas as pd

COMPARISON = "comparison"
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SLUG = re.compile(r"^(?:table-)?(?:daten-monate|daten-kleinbilder|daten|gliederung|verlauf|spanne)-(.+)$")
_MONTHS = re.compile(r"^(?:table-)?daten-monate-")
_DIGIT = re.compile(r"\d")
_CELL = ("site", "period", "indicator", "breakdown", "category")
_VALUES = (*NUMBERS, "change", "value_before")

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Shown:
    """The results with their status, asked by what a heading says.

    Parameters
    ----------
    results : pandas.DataFrame
        The released results.
    words : Words
        How a report names sites, indicators and categories.
    """

    results: pd.DataFrame
    words: Words

    @cached_property
    def status(self) -> Mapping[Key, str]:
        """Status of every released cell."""
        rows = self.results[[*_CELL, "status"]].fillna("").astype(str).itertuples(index=False, name=None)
        return {(site, period, indicator, by, code): status for site, period, indicator, by, code, status in rows}

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Ids of all indicators, longest first."""
        return tuple(sorted({key[2] for key in self.status}, key=lambda name: (-len(name), name)))

    @cached_property
    def pairs(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Breakdown and category of every indicator."""
        found: dict[str, set[tuple[str, str]]] = {}
        for _, _, indicator, by, code in self.status:
            found.setdefault(indicator, set()).add((by, code))
        return {name: frozenset(pairs) for name, pairs in found.items()}

    def hidden(self, keys: Iterable[Key]) -> bool:
        """True if these cells exist and none of them may be shown."""
        states = [self.status[key] for key in keys if key in self.status]
        return bool(states) and all(state == "hidden" for state in states)


def hidden_numbers(grid: Grid, shown: Shown, site: str = "", year: str = "") -> int:
    """How many cells of a table show a number for a result whose status is hidden.

    Parameters
    ----------
    grid : Grid
        A table of a page, notebook or data file.
    shown : Shown
        The released results.
    site, year : str
        Site and year of the report; "" in data files, which say them row by row.
    """
    if {"site", "period", "indicator"} <= set(grid.columns):
        return _data_file(grid, shown)
    count = 0
    for row, group in zip(grid.rows, grid.groups or ("",) * len(grid.rows), strict=True):
        heads = [head for head in (row[0] if row else "", group) if head]
        for at, cell in enumerate(row[1:], start=1):
            column = grid.columns[at] if at < len(grid.columns) else ""
            if _DIGIT.search(cell) and shown.hidden(_meant(grid, shown, [*heads, column], (site, year, row[0], at))):
                count += 1
    return count


def _meant(grid: Grid, shown: Shown, heads: Sequence[str], place: tuple[str, str, str, int]) -> list[Key]:
    """The results that a cell under these headings may speak of; none where that is not clear."""
    site, year, first, at = place
    indicator, by = _indicator(grid, shown, heads)
    if not indicator:
        return []
    if site in ("", COMPARISON):
        named = [shown.words.sites[plain(head)] for head in heads if plain(head) in shown.words.sites]
        site = named[0] if named else ""
        years = [match[1] for head in (*heads, grid.caption) for match in _YEAR.finditer(head)] or [year]
    else:
        years = [match[1] for head in heads for match in _YEAR.finditer(head)]
    if not site or not years:
        return []
    period = f"{first}-{at:02d}" if _MONTHS.match(grid.name) and len(grid.columns) == 13 else years[-1]
    pairs = _pairs(shown, indicator, by, heads)
    return [(site, period, indicator, breakdown, category) for breakdown, category in pairs]


def _indicator(grid: Grid, shown: Shown, heads: Sequence[str]) -> tuple[str, str]:
    """The indicator that headings or the table's name tell, and the breakdown that the name tells."""
    slug = _SLUG.match(grid.name)
    if slug:
        rest = slug[1].removeprefix("monate-")
        for name in shown.indicators:
            if rest == name or rest.startswith(f"{name}-"):
                return name, rest[len(name) + 1 :]
    for head in heads:
        if found := shown.words.indicator(head):
            return found, ""
    return "", ""


def _pairs(shown: Shown, indicator: str, by: str, heads: Sequence[str]) -> list[tuple[str, str]]:
    """Breakdown and category that headings name; the total where they name none."""
    known = shown.pairs[indicator]
    labels = {pair for head in heads for pair in shown.words.categories.get(plain(head), ())}
    labels |= {pair for pair in known if pair[1] and pair[1] in heads}
    named = [pair for pair in labels & known if not by or pair[0] == by]
    if named:
        whole = {(breakdown, "") for breakdown, _ in named}
        return [*named, *(whole & known)]
    return [] if by else [("", "")]


def _data_file(grid: Grid, shown: Shown) -> int:
    """Rows of a data file that hold a number for a hidden result, by their own status or by that of the results."""
    at = {name: place for place, name in enumerate(grid.columns)}
    values = [at[name] for name in _VALUES if name in at] + [at[name] for name in ("low", "high") if name in at]
    count = 0
    for row in grid.rows:
        told = {name: row[place] for name, place in at.items()}
        told["site"] = shown.words.sites.get(plain(told["site"]), told["site"])  # files with labels in place of codes
        told["indicator"] = shown.words.indicators.get(plain(told["indicator"]), told["indicator"])
        own = told.get("status", "") in shown.words.hidden
        periods = [told["period"], *([told["previous"]] if "previous" in told else [])]
        rest = told["indicator"], told.get("breakdown", ""), told.get("category", "")
        hidden = own or any(shown.status.get((told["site"], period, *rest)) == "hidden" for period in periods)
        count += hidden and any(row[place] not in ("", "nan", "None") for place in values)
    return count
