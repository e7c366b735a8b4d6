"""Breakdowns of a site and year: one merging pattern for all indicators, or the breakdown is hidden."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.release.lines import Line, cell, number
from evaluation.release.merge import MERGED, Cell, Cells, at_least, concentrated, pattern, safe, union
from evaluation.release.prepare import UNKNOWN
from evaluation.release.totals import MAX_COVERED, Row, differs_by_few, same_kind

NESTED = {"topic_any": "topic_main"}
"""Breakdowns whose categories hold those of another one: a topic mentioned at all, and as main topic."""
ADDED_UP = {"type": ("decentral_share",)}
"""Totals that add up some categories of a breakdown: with merged categories they would tell what was merged."""
ALTERNATIVES = ("rule", "factor", "horizon")
"""Breakdowns whose categories are several answers about the same whole: nothing adds up, each stands for itself."""
PLACES = ("service_point_id", "size_class")
"""Breakdowns by a property of the service, not of the person: everything in one category tells nothing about anyone."""


def treat(found: dict[str, Line], people: float | None, dominance: float) -> list[Row]:
    """Apply the disclosure rules to one breakdown of one site, year and family.

    Returns
    -------
    list of dict
        The rows that go on (`fired` says whether hidden), with `rule` "merged" for rows that went into another.
    """
    closed = {name: line for name, line in found.items() if line.total is not None and line.total["fired"]}
    found = {name: line for name, line in found.items() if name not in closed}
    return _hidden(closed, "total_hidden") + (_treat(found, people, dominance) if found else [])


def _treat(found: dict[str, Line], people: float | None, dominance: float) -> list[Row]:
    makers = {name: line for name, line in found.items() if not line.follows}
    rests = _mark_subsets(makers)
    adding = {name: line.cells() for name, line in makers.items() if not line.overlapping}
    overlapping = {name: line for name, line in makers.items() if line.overlapping}
    if next(iter(found.values())).first["breakdown"] in ALTERNATIVES:
        return _cell_by_cell(found, dominance)
    if not makers:
        alone = all(line.base is None for line in found.values())
        return _cell_by_cell(found, dominance) if alone else _hidden(found, "no_base")
    if not adding:
        return _cell_by_cell(overlapping, dominance) + _hidden({n: x for n, x in found.items() if x.follows}, "no_base")
    widest = max(adding.values(), key=lambda cells: sum(1 for entry in cells.values() if entry.numerator))
    breakdown = next(iter(found.values())).first["breakdown"]
    if concentrated(widest) and breakdown not in PLACES:
        only = next(name for name, entry in widest.items() if entry.numerator)
        return _hidden(found, "category_unknown" if only == UNKNOWN else "concentrated")
    every = adding | rests | {name: line.cells() for name, line in overlapping.items()}
    chosen = pattern(every, dominance)
    if chosen is None:
        return _hidden(found, "breakdown_hidden")
    out: list[Row] = []
    for line in found.values():
        leaks = line.follows and _differs_by_few(line, makers.values())
        out += _hidden({"": line}, "difference") if leaks else _released(line, chosen, people, dominance)
    return out


def hide_sums(rows: list[Row]) -> list[Row]:
    """Hide the totals of ADDED_UP in sites and years in which categories of their breakdown were merged."""
    merged = {(row["site"], row["period"], name) for row in rows if row["category"] == MERGED
              for name in ADDED_UP.get(row["breakdown"], ())}  # fmt: skip
    return [
        {**row, "fired": "category_sum", "rule": "category_sum"}
        if (row["site"], row["period"], row["indicator"]) in merged and row["breakdown"] == "" and not row["fired"]
        else row
        for row in rows
    ]


def _mark_subsets(makers: dict[str, Line]) -> dict[str, Cells]:
    """Find lines that count some categories only, and return what they leave out: it must be safe as well."""
    rests: dict[str, Cells] = {}
    for name, line in makers.items():
        for other in makers.values():
            inside = all(
                category in other.rows and number(row, "numerator") == number(other.rows[category], "numerator")
                for category, row in line.rows.items()
            )
            if inside and len(other.rows) > len(line.rows) and line.first["kind"] != "share":
                line.subset = True
                rests[f"{name}:rest"] = {c: cell(row) for c, row in other.rows.items() if c not in line.rows}
    return rests


def _differs_by_few(line: Line, makers: Iterable[Line]) -> bool:
    """True if a category's denominator is a few persons short of what is released of that category."""
    if line.total is not None and line.total["whole"] is not None:
        return True
    bases = [maker.rows for maker in makers if maker.first["kind"] == "count" and same_kind(maker.first, line.first)]
    pairs = [(row, rows[name]) for rows in bases for name, row in line.rows.items() if name in rows]
    return any(differs_by_few(row, base) for row, base in pairs)


def _released(line: Line, chosen: frozenset[str], people: float | None, dominance: float) -> list[Row]:
    inside = {name: row for name, row in line.rows.items() if name in chosen}
    stay = [kept(row, people) for name, row in line.rows.items() if name not in chosen]
    gone = [{**row, "rule": row["fired"] or "merged", "dropped": True} for row in inside.values()]
    together = [_together(line, inside, chosen)] if inside else []
    if line.follows and not _follower_safe(line, stay + together, dominance):
        return _hidden({"": line}, "breakdown_hidden")
    if UNKNOWN in chosen and UNKNOWN not in line.rows and line.missing and not line.follows and not line.overlapping:
        stay, together = _with_unknown(line, stay, together)
    return stay + together + gone


def kept(row: Row, people: float | None) -> Row:
    """A category that stays; where all but a few persons are in it, their number is withheld."""
    rest = None if people is None or row["n_units"] is None else people - row["n_units"]
    few = rest is not None and 0 < rest < row["k"]
    if not few:
        return {**row, "rule": row["fired"]}
    if row["heads"]:
        return {**row, "fired": "complement", "rule": "complement"}
    return {**row, "rule": "", "withheld": True}


def _together(line: Line, inside: dict[str, Row], chosen: frozenset[str]) -> Row:
    parts = list(inside.values())
    joined = union([cell(row) for row in parts])
    merged = {
        **parts[0], "category": MERGED, "numerator": joined.numerator, "denominator": _denominator(line, parts),
        "n_units": joined.units, "max_unit": joined.largest, "k": joined.k, "fired": "", "rule": "", "withheld": True,
        "n_rest": max((row["n_rest"] for row in parts if row["n_rest"] is not None), default=None),
        "sum_xx": _norm(parts, "sum_xx"), "sum_xn": _sum(parts, "sum_xn"),
        "sum_nn": parts[0]["sum_nn"] if line.constant is not None and line.first["kind"] == "share"
        else _norm(parts, "sum_nn"),
    }  # fmt: skip
    if line.overlapping:
        merged |= {"fired": "not_additive", "rule": "not_additive"}
    return merged


def _with_unknown(line: Line, stay: list[Row], together: list[Row]) -> tuple[list[Row], list[Row]]:
    """Few cases of unknown category: they count as part of the merged ones, else the denominator would show them."""
    if not together or (line.first["kind"] != "share" and line.first["denominator"] is not None):
        together = [{**row, "fired": "not_additive", "rule": "not_additive"} for row in together]
    else:
        together = [{**row, "numerator": row["numerator"] + line.missing} for row in together]
    if line.first["kind"] == "share":
        whole = (line.constant or 0.0) + line.missing
        return [{**row, "whole": whole} for row in stay], [{**row, "whole": whole} for row in together]
    return stay, together


def _follower_safe(line: Line, rows: list[Row], dominance: float) -> bool:
    """A share within categories is shown only if every released category passes, and nothing lies outside them."""
    for row in rows:
        units, rest = row["n_units"], row["n_rest"]
        inside = safe(Cell(number(row, "numerator"), units or 0.0, row["max_unit"] or 0.0, row["k"]), dominance)
        outside = row["denominator"] == row["numerator"] or (rest is not None and rest >= row["k"])
        outside = outside or row["kind"] != "share"
        if not inside or not outside or row["fired"]:
            return False
    if line.total is None:
        return True
    gaps = (number(line.total, name) - sum(number(row, name) for row in rows) for name in ("numerator", "denominator"))
    return all(abs(gap) < 1e-9 for gap in gaps)


def _cell_by_cell(found: dict[str, Line], dominance: float) -> list[Row]:
    """Cases stand in several categories: nothing adds up, so a small category is hidden on its own."""
    fired = {name for line in found.values() for name, row in line.rows.items() if row["fired"]}
    out: list[Row] = []
    for line in found.values():
        whole = line.base["numerator"] if line.base is not None and line.missing else None
        if whole is not None and line.missing > MAX_COVERED * whole and differs_by_few(line.first, line.base or {}):
            out += _hidden({"": line}, "difference")
            continue
        for name, row in line.rows.items():
            beside = _beside_few(row, line.inner.get(name), dominance)
            rule = row["fired"] or ("same_category" if name in fired else "nested" if beside else "")
            out.append({**row, "fired": rule, "rule": rule, "withheld": True, "whole": whole})
    return out


def _beside_few(row: Row, inner: Row | None, dominance: float) -> bool:
    """True if a category holds few persons, or one above all, beside a narrower count of the same category.

    Persons who are in the category but not in the narrower count stand beside it for certain, each with a case.
    """
    if inner is None or not inner["numerator"]:
        return False
    beside = number(row, "numerator") - inner["numerator"]
    apart = max(0.0, number(row, "n_units") - inner["n_units"]) if inner["n_units"] is not None else 0.0
    units = max(float(at_least(beside, row["max_unit"])), apart)
    largest = min(row["max_unit"] or beside, beside - max(units - 1, 0.0))
    return beside > 0 and not safe(Cell(beside, units, largest, row["k"]), dominance)


def _hidden(found: dict[str, Line], rule: str) -> list[Row]:
    out: list[Row] = []
    for line in found.values():
        out.append({**line.first, "category": "", "fired": rule, "rule": rule})
        out += [{**row, "rule": row["fired"] or rule, "dropped": True} for row in line.rows.values()]
    return out


def _denominator(line: Line, parts: list[Row]) -> float | None:
    if line.constant is not None:
        return line.constant
    values = [row["denominator"] for row in parts]
    return None if any(value is None for value in values) else float(sum(values))


def _sum(parts: list[Row], column: str) -> float | None:
    values = [row[column] for row in parts]
    return None if any(value is None for value in values) else float(sum(values))


def _norm(parts: list[Row], column: str) -> float | None:
    """Largest sum of squares that a union can have: norms add up at most (Minkowski)."""
    values = [row[column] for row in parts]
    return None if any(value is None for value in values) else float(sum(value**0.5 for value in values) ** 2)
