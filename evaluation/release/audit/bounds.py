"""How closely the attacker can determine the cells of one group: linear and integer bounds with scipy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from evaluation.release.audit.system import CLOSE, Group, Numbers, contradiction

EXACT_UP_TO = 300
"""Unknown cells of a group up to which the bounds of every hidden cell are computed to the end."""
INTEGER_UP_TO = 150
WHOLE = 1e-6
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Bound:
    """Least and largest possible value of a cell.

    Parameters
    ----------
    low, high : float
        The bounds.
    method : str
        "integer": bounds for whole numbers; "linear": for real numbers, which may be wider; "reached": the cell can
        be at least so small and so large, which is as far as its protection asks.
    """

    low: float
    high: float
    method: str


Needs = Mapping[str, tuple[float, float]]


class Lines:
    """The constraints of a group in the shape that linprog wants."""

    def __init__(self, group: Group) -> None:
        equal = np.abs(group.high - group.low) <= CLOSE
        self.equal: Any = group.matrix[np.flatnonzero(equal)]
        self.exactly = group.low[equal]
        above = np.flatnonzero(~equal & np.isfinite(group.high))
        below = np.flatnonzero(~equal & np.isfinite(group.low))
        self.under: Any = csr_array(vstack([group.matrix[above], -group.matrix[below]]))
        self.limit = np.concatenate([group.high[above], -group.low[below]])
        self.box = np.column_stack([group.least, group.most])

    def extreme(self, cost: Numbers, group: Group) -> Numbers | None:
        """The point with the least cost; None if the cost has no limit."""
        found = linprog(
            cost,
            A_ub=self.under if self.under.shape[0] else None, b_ub=self.limit if self.under.shape[0] else None,
            A_eq=self.equal if self.equal.shape[0] else None, b_eq=self.exactly if self.equal.shape[0] else None,
            bounds=self.box, method="highs",
        )  # fmt: skip
        if found.status == 3:
            return None
        if found.status != 0:
            raise contradiction(group.cells)
        return np.asarray(found.x)


def bound(group: Group, needs: Needs) -> dict[str, Bound]:
    """Bounds of the cells of a group that have a protection interval (need_low, need_high)."""
    wanted = [place for place, cell in enumerate(group.cells) if cell in needs]
    if len(group.cells) <= EXACT_UP_TO:
        lines = Lines(group)
        return {group.cells[place]: _one(group, lines, place) for place in wanted}
    return _reached(group, needs, wanted)


def _one(group: Group, lines: Lines, place: int) -> Bound:
    ends, whole = [], True
    for sign in (1.0, -1.0):
        cost = np.zeros(len(group.cells))
        cost[place] = sign
        point = lines.extreme(cost, group)
        end = -sign * np.inf if point is None else float(point[place])
        whole = whole and (point is None or _is_whole(group, point))
        ends.append(end)
    low, high = (end + 0.0 for end in ends)
    if not group.integer[place]:
        return Bound(low, high, "linear")
    low, high = float(np.ceil(low - WHOLE)) + 0.0, float(np.floor(high + WHOLE)) + 0.0
    if whole:
        return Bound(low, high, "integer")
    return _integer(group, place, low, high)


def _integer(group: Group, place: int, low: float, high: float) -> Bound:
    """Bounds for whole numbers by branch and bound, where the group is small."""
    if len(group.cells) > INTEGER_UP_TO:
        return Bound(low, high, "linear")
    ends = []
    for sign, end in ((1.0, low), (-1.0, high)):
        if not np.isfinite(end):
            ends.append(end)
            continue
        cost = np.zeros(len(group.cells))
        cost[place] = sign
        found = milp(
            cost, integrality=group.integer.astype(int), bounds=Bounds(group.least, group.most),
            constraints=LinearConstraint(group.matrix, group.low, group.high), options={"time_limit": SECONDS},
        )  # fmt: skip
        if found.status == 2:
            raise contradiction(group.cells)
        if found.status != 0:
            return Bound(low, high, "linear")
        ends.append(float(np.round(found.x[place])))
    return Bound(ends[0], ends[1], "integer")


def _reached(group: Group, needs: Needs, wanted: list[int]) -> dict[str, Bound]:
    """Large groups: push many cells towards their protection limits at once, then the rest one by one."""
    lines = Lines(group)
    low = np.array([needs[group.cells[place]][0] for place in wanted])
    high = np.array([needs[group.cells[place]][1] for place in wanted])
    least = np.full(len(wanted), np.inf)
    most = np.full(len(wanted), -np.inf)
    places = np.array(wanted, dtype=int)
    for sign, need, ends in ((1.0, high, most), (-1.0, -low, least)):
        progress = True
        while progress:
            left = np.flatnonzero(sign * ends < need - WHOLE)
            point = _push(group, places[left], sign, need[left]) if len(left) else None
            if point is None:
                break
            ends[:] = np.maximum(ends, point[places]) if sign > 0 else np.minimum(ends, point[places])
            progress = bool((sign * ends[left] >= need[left] - WHOLE).any())
    open_cells = (most < high - WHOLE) | (least > low + WHOLE)
    found = {
        group.cells[place]: Bound(float(least[number]), float(most[number]), "reached")
        for number, place in enumerate(wanted) if not open_cells[number]
    }  # fmt: skip
    return found | {group.cells[place]: _one(group, lines, place) for place in places[open_cells].tolist()}


def _push(group: Group, places: Any, sign: float, need: Numbers) -> Numbers | None:
    """A possible point in which as many cells as can be are beyond their limits (helper t <= sign * y, t <= need)."""
    count, extra = len(group.cells), len(places)
    pick = csr_array((np.full(extra, -sign), (np.arange(extra), places)), shape=(extra, count))
    helper = hstack([pick, eye_array(extra)])
    wide = Group(
        group.cells, np.concatenate([group.least, np.full(extra, -np.inf)]), np.concatenate([group.most, need]),
        np.concatenate([group.integer, np.zeros(extra, dtype=bool)]),
        csr_array(vstack([hstack([group.matrix, csr_array((group.matrix.shape[0], extra))]), helper])),
        np.concatenate([group.low, np.full(extra, -np.inf)]), np.concatenate([group.high, np.zeros(extra)]),
    )  # fmt: skip
    cost = np.concatenate([np.zeros(count), -np.ones(extra)])
    point = Lines(wide).extreme(cost, wide)
    return None if point is None else point[:count]


def _is_whole(group: Group, point: Numbers) -> bool:
    inside = point[group.integer]
    return bool((np.abs(inside - np.round(inside)) <= WHOLE).all())
