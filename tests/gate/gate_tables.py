"""Tables for the tests of the gate: the published small problems, and random ones with sites, types and breakdowns.

The small problems are facts (numbers of tables and their proven optima): Fischetti & Salazar's introductory example,
tests/testthat/test-simpleheuristic.R of the R package sdcTable, and small tables whose optima were found by checking
every pattern.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from evaluation.release.suppression import Problem, problem
from evaluation.release.suppression.tables import breakdowns, tabulate, tree

KEYS = ("site", "period", "indicator", "breakdown", "category")


def two_way(interior: Any) -> tuple[np.ndarray, np.ndarray]:
    """Values and relations of a table with its margins, cells numbered row by row, totals last."""
    inner = np.asarray(interior, dtype=float)
    full = np.vstack([inner, inner.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    number = np.arange(full.size).reshape(full.shape)
    rows, columns = full.shape
    relations = np.zeros((rows + columns, full.size))
    for row in range(rows):
        relations[row, number[row]] = [*[1] * (columns - 1), -1]
    for column in range(columns):
        relations[rows + column, number[:, column]] = [*[1] * (rows - 1), -1]
    return full.ravel(), relations


def random_study(
    seed: int, sites: int = 4, years: int = 1, sizes: tuple[int, ...] = (3, 3), mean: float = 30
) -> Problem:
    """Sites in two types and a whole, several breakdowns tied by the site-year total, years adding up if several."""
    rng = np.random.default_rng(seed)
    parent = {f"s{i}": f"type{i % 2}" for i in range(sites)} | {"type0": "all", "type1": "all"}
    span = {str(2020 + year): "all" for year in range(years)} if years > 1 else {}
    cells: dict[tuple[str, ...], int] = {}

    def add(site: str, year: str, breakdown: str, category: str, count: int) -> None:
        for place in (site, parent[site], "all"):
            for period in (year, "all") if span else (year,):
                key = (place, period, "consultations", breakdown, category)
                cells[key] = cells.get(key, 0) + count

    for site in range(sites):
        for year in range(years):
            total = int(rng.poisson(mean))
            add(f"s{site}", str(2020 + year), "", "", total)
            for number, size in enumerate(sizes):
                for category, count in enumerate(rng.multinomial(total, rng.dirichlet(np.full(size, 0.8)))):
                    add(f"s{site}", str(2020 + year), f"b{number}", f"c{category}", int(count))
    frame = pl.DataFrame([(*key, float(n)) for key, n in cells.items()], schema=[*KEYS, "value"], orient="row")
    small = (pl.col("value") > 0) & (pl.col("value") < 5)
    fixed = (pl.col("value") == 0) | ((pl.col("breakdown") == "") & ~small)
    frame = frame.with_columns(primary=small, fixed=fixed)
    relations = tree(frame, KEYS, "site", parent) + breakdowns(frame, KEYS)
    return tabulate(frame, KEYS, relations + (tree(frame, KEYS, "period", span) if span else []))


def random_table(seed: int, rows: int = 3, columns: int = 3, k: int = 3) -> Problem:
    """A small two-way table with its margins; the grand total is published."""
    rng = np.random.default_rng(seed)
    value, relations = two_way(rng.poisson(rng.gamma(1.5, 4.0, (rows, columns))))
    primary = (value > 0) & (value < k)
    fixed = np.zeros(len(value), dtype=bool)
    fixed[-1] = True
    return problem(
        value, relations, primary=primary & ~fixed, fixed=fixed,
        upper=np.where(primary, k - value, 0), lower=primary.astype(float),
    )  # fmt: skip
