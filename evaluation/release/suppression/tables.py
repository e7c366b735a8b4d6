"""From long frames of counts to cells and relations: trees, breakdowns, shared totals, remainders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import scipy.sparse as sp

from evaluation.errors import ReleaseError
from evaluation.release.suppression.levels import levels
from evaluation.release.suppression.problem import TOLERANCE, Problem, named, problem

Key = tuple[str, ...]
REST = "(rest)"
OPTIONAL = ("weight", "low", "high", "upper", "lower")


@dataclass(frozen=True, slots=True)
class Relation:
    """A linear relation between cells: the sum of coefficient times value is zero.

    Parameters
    ----------
    name : str
        What adds up to what, for messages.
    terms : mapping
        Coefficient of every cell; the total has -1, its parts 1.
    """

    name: str
    terms: Mapping[Key, float]


def tree(frame: pl.DataFrame, keys: Sequence[str], column: str, parent: Mapping[str, str]) -> list[Relation]:
    """Relations of a dimension whose values add up: sites to types to all, months to years, regions to the Land.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per cell.
    keys : sequence of str
        Columns that identify a cell.
    column : str
        The dimension, one of the keys.
    parent : mapping
        Every value that is part of another one, and that other one.

    Returns
    -------
    list of Relation
        One for every total in the frame that has a part in the frame.
    """
    place = list(keys).index(column)
    parts: dict[Key, list[Key]] = {}
    cells = {tuple(row) for row in frame.select(keys).rows()}
    for cell in sorted(cells):
        above = parent.get(cell[place])
        if above is not None:
            total = (*cell[:place], above, *cell[place + 1 :])
            if total in cells:
                parts.setdefault(total, []).append(cell)
    return [_sum(total, below, column) for total, below in parts.items()]


def breakdowns(frame: pl.DataFrame, keys: Sequence[str], groups: Mapping[str, str] | None = None) -> list[Relation]:
    """Relations between the categories of a breakdown and the total, which has an empty breakdown and category.

    All breakdowns of a site and year hang together through their shared total.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per cell, with the columns `breakdown` and `category` among the keys.
    keys : sequence of str
        Columns that identify a cell.
    groups : mapping, optional
        Categories that are part of a broader category of the same breakdown; those add up to it, not to the total.
    """
    which, what = list(keys).index("breakdown"), list(keys).index("category")
    inner = groups or {}
    cells = {tuple(row) for row in frame.select(keys).rows()}
    parts: dict[tuple[Key, str], list[Key]] = {}
    for cell in sorted(cells):
        if cell[which] == "" or cell[what] in inner:
            continue
        total = tuple("" if place in (which, what) else name for place, name in enumerate(cell))
        if total in cells:
            parts.setdefault((total, cell[which]), []).append(cell)
    found = [_sum(total, below, breakdown) for (total, breakdown), below in parts.items()]
    return found + (tree(frame, keys, "category", inner) if inner else [])


def tabulate(frame: pl.DataFrame, keys: Sequence[str], relations: Iterable[Relation], k: float = 5.0) -> Problem:
    """Make the problem of a release from its cells and their relations.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per cell: the keys, `value`, `primary`, and as far as known `fixed`, `insider`, `weight`, `low`,
        `high`, `upper`, `lower`. Without levels, hidden counts are protected as `levels` says. Without `insider`,
        the hidden ones are those.
    keys : sequence of str
        Columns that identify a cell.
    relations : iterable of Relation
        What adds up. Where parts fall short of their total, the remainder is a cell of its own, which is hidden
        (nobody publishes it) and protected if it is small: subtraction would show it.
    k : float
        Smallest count that may be shown, for levels that are not given.

    Returns
    -------
    Problem

    Raises
    ------
    ReleaseError
        A cell stands twice, or parts are larger than their total.
    """
    cells = [tuple(row) for row in frame.select(keys).rows()]
    place = {cell: number for number, cell in enumerate(cells)}
    if len(place) < len(cells):
        twice = named([cell for number, cell in enumerate(cells) if place[cell] != number])
        raise ReleaseError(
            f"Dieselbe Zelle steht zweimal in den Tabellen: {twice}. Es wird nichts freigegeben.",
            f"The same cell stands twice in the tables: {twice}. Nothing is released.",
        )
    values = frame["value"].to_numpy().astype(float)
    lines: list[tuple[list[int], list[float]]] = []
    rests: list[tuple[Key, float]] = []
    for relation in relations:
        used = [place[cell] for cell in relation.terms]
        factors = list(relation.terms.values())
        rest = -float(np.dot(values[used], factors))
        if rest < -TOLERANCE:
            raise _too_large(relation)
        if rest > TOLERANCE:
            used, factors = [*used, len(cells) + len(rests)], [*factors, 1.0]
            rests.append((_rest_key(relation), rest))
        lines.append((used, factors))
    return _problem(frame, [*cells, *(key for key, _ in rests)], [rest for _, rest in rests], lines, k)


def _problem(frame: pl.DataFrame, cells: list[Key], rests: list[float], lines: list[Any], k: float) -> Problem:
    count, more = len(frame), len(rests)
    value = np.concatenate([frame["value"].to_numpy().astype(float), rests])
    primary = np.concatenate([frame["primary"].to_numpy(), np.ones(more, dtype=bool)])
    upper, lower = levels(value, k)
    needed = primary & ((np.arange(count + more) < count) | (value < k))
    upper, lower = np.where(needed, upper, 0.0), np.where(needed, lower, 0.0)
    usual: dict[str, Any] = {
        "weight": np.append(np.ones(count), np.zeros(more)), "low": np.zeros(count + more),
        "high": np.full(count + more, np.inf), "upper": upper, "lower": lower,
    }  # fmt: skip
    for name in OPTIONAL:
        if name in frame.columns:
            usual[name] = np.concatenate([frame[name].to_numpy().astype(float), usual[name][count:]])
    usual["fixed"] = np.append(_flags(frame, "fixed", np.zeros(count, dtype=bool)), np.zeros(more, dtype=bool))
    alone = (value == 1) & primary
    usual["insider"] = np.append(_flags(frame, "insider", alone[:count]), alone[count:])
    rows = np.repeat(np.arange(len(lines)), [len(used) for used, _ in lines])
    columns = [column for used, _ in lines for column in used]
    factors = [factor for _, parts in lines for factor in parts]
    matrix = sp.csr_array((factors, (rows, columns)), shape=(len(lines), count + more))
    return problem(value, matrix, primary=primary, cells=cells, **usual)


def _flags(frame: pl.DataFrame, name: str, default: Any) -> Any:
    return frame[name].to_numpy() if name in frame.columns else default


def _sum(total: Key, parts: list[Key], what: str) -> Relation:
    shown = " · ".join(name for name in total if name)
    return Relation(f"{shown} [{what}]", {total: -1.0, **dict.fromkeys(parts, 1.0)})


def _rest_key(relation: Relation) -> Key:
    return (relation.name, REST)


def _too_large(relation: Relation) -> ReleaseError:
    return ReleaseError(
        f"Die Teile sind zusammen größer als ihre Summe: {relation.name}. Mehrfachnennungen und Personenzahlen, die "
        "sich überschneiden, dürfen nicht als additiv angegeben werden. Es wird nichts freigegeben.",
        f"The parts are larger than their total: {relation.name}. Multiple mentions and overlapping numbers of "
        "persons must not be declared additive. Nothing is released.",
    )
