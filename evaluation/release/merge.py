"""Which categories of a breakdown are put together, so that no small cell can be worked out by subtraction."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MERGED = "other_merged"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known for certain about a cell.

    Parameters
    ----------
    numerator : float
        What was counted.
    units : float
        At least so many different persons stand behind it.
    largest : float
        At most so much comes from one person.
    k : float
        Smallest number of persons that may be shown.
    fired : bool
        A primary rule hides the cell.
    """

    numerator: float
    units: float
    largest: float
    k: float
    fired: bool = False


Cells = Mapping[str, Cell]


def union(cells: Iterable[Cell]) -> Cell:
    """Put cells together, with bounds that hold whoever stands in more than one of them.

    A union has at least as many persons as its largest part, and nobody contributes more than the sum of the maxima.

    Examples
    --------
    >>> union([Cell(3, 2, 2, 5, True), Cell(20, 7, 6, 5)])
    Cell(numerator=23, units=7, largest=8, k=5, fired=False)
    """
    parts = list(cells)
    return Cell(
        sum(part.numerator for part in parts),
        max(part.units for part in parts),
        sum(part.largest for part in parts),
        max(part.k for part in parts),
    )


def safe(cell: Cell, dominance: float) -> bool:
    """True if the cell may be shown: nobody in it, or enough persons and none of them dominates."""
    if cell.numerator == 0:
        return True
    return cell.units >= cell.k and cell.largest <= dominance * cell.numerator


def pattern(indicators: Mapping[str, Cells], dominance: float) -> frozenset[str] | None:
    """Find the one set of categories that all indicators of a breakdown merge.

    To the categories that a rule hides comes the smallest other one that makes them safe together; where no single
    one does, the smallest ones are added until it holds.

    Parameters
    ----------
    indicators : mapping of mappings
        Per indicator the cells by category. All of them get the same pattern; otherwise one could be subtracted
        from the other.
    dominance : float
        Largest part of a cell that one person may contribute.

    Returns
    -------
    frozenset of str or None
        The categories to be merged, possibly none; None if the whole breakdown has to be hidden.

    Examples
    --------
    >>> cells = {"work": Cell(90, 40, 9, 5), "debt": Cell(8, 6, 2, 5), "return": Cell(2, 2, 1, 5, True)}
    >>> sorted(pattern({"consultations": cells}, 0.5))
    ['debt', 'return']
    """
    merged = {name for cells in indicators.values() for name, cell in cells.items() if cell.fired and cell.numerator}
    order = _by_size(indicators)
    while merged and not _all_hold(indicators, merged, dominance):
        rest = [name for name in order if name not in merged]
        if not rest:
            return None
        enough = (name for name in rest if _all_hold(indicators, {*merged, name}, dominance))
        merged.add(next(enough, rest[0]))
    if not merged or _several_remain(indicators, merged):
        return frozenset(merged)
    return None


def concentrated(cells: Cells) -> bool:
    """True if there are several categories and everything lies in one of them: then all share its attribute."""
    return sum(1 for cell in cells.values() if cell.numerator) == 1


def _by_size(indicators: Mapping[str, Cells]) -> list[str]:
    size: dict[str, tuple[float, float]] = {}
    for cells in indicators.values():
        for name, cell in cells.items():
            units, numerator = size.get(name, (0.0, 0.0))
            size[name] = (max(units, cell.units), max(numerator, cell.numerator))
    return sorted((name for name in size if size[name][1]), key=lambda name: (*size[name], name))


def _all_hold(indicators: Mapping[str, Cells], merged: set[str], dominance: float) -> bool:
    return all(_holds(cells, merged, dominance) for cells in indicators.values())


def _holds(cells: Cells, merged: set[str], dominance: float) -> bool:
    parts = [cell for name, cell in cells.items() if name in merged and cell.numerator]
    if not parts:
        return True
    return safe(union(parts), dominance) and (len(parts) > 1 or not parts[0].fired)


def _several_remain(indicators: Mapping[str, Cells], merged: set[str]) -> bool:
    """Every indicator must keep a category beside the merged ones; otherwise the merged cell is the total."""
    widest = max(indicators.values(), key=lambda cells: sum(1 for cell in cells.values() if cell.numerator))
    inside = sum(1 for name, cell in widest.items() if cell.numerator and name in merged)
    outside = sum(1 for name, cell in widest.items() if cell.numerator and name not in merged)
    return inside > 1 and outside > 0


def at_least(cases: float, largest: float | None) -> float:
    """Fewest persons that can stand behind so many cases if nobody has more than `largest` of them.

    Examples
    --------
    >>> at_least(30, 12), at_least(30, None)
    (3, 1)
    """
    if cases <= 0:
        return 0
    return math.ceil(cases / largest) if largest else 1
