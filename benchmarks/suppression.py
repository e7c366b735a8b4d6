"""Secondary suppression and its audit: six sites over six years, and 1,100 sites in counties and regions.

Run by hand: python benchmarks/suppression.py [years|panel|state]. Every table runs in a process of its own, so that the
peak memory is its own. The counts are drawn with a fixed seed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np

SEED = 20261122
K = 5
KEYS = ("site", "period", "indicator", "breakdown", "category")
BREAKDOWNS = {"topic": 20, "status": 7, "age": 6, "channel": 8}
TYPES = ("midsize", "midsize", "small", "small", "rural", "rural")
MEAN = (900, 700, 350, 250, 120, 80)
LIMITS = {"years": 50.0, "panel": 50.0, "state": 26.0}
TITLES = {
    "years": "6 sites x 6 years, 4 breakdowns, sites add up to types and all",
    "panel": "the same, and the years add up as well",
    "state": "1,100 sites in 44 counties and 4 regions x 20 topics",
}


def model_sites(add_up: bool) -> Any:
    """Six sites, three types and the whole, in six years: every breakdown is tied by the site-year total."""
    import polars as pl

    from evaluation.release.suppression.tables import breakdowns, tabulate, tree

    random = np.random.default_rng(SEED)
    parent = {f"site{i}": f"type:{name}" for i, name in enumerate(TYPES)} | {f"type:{name}": "all" for name in TYPES}
    span = {str(year): "all" for year in range(2019, 2025)} if add_up else {}
    cells: dict[tuple[str, ...], int] = {}
    for number, mean in enumerate(MEAN):
        for year in range(2019, 2025):
            total = int(random.poisson(mean))
            parts = {("", ""): total}
            for name, size in BREAKDOWNS.items():
                counts = random.multinomial(total, random.dirichlet(np.full(size, 1.0)))
                parts |= {(name, f"{name}{place}"): int(count) for place, count in enumerate(counts)}
            for site in (f"site{number}", parent[f"site{number}"], "all"):
                for period in {str(year), span.get(str(year), str(year))}:
                    for (name, category), count in parts.items():
                        key = (site, period, "consultations", name, category)
                        cells[key] = cells.get(key, 0) + count
    frame = pl.DataFrame([(*key, float(n)) for key, n in cells.items()], schema=[*KEYS, "value"], orient="row")
    small = (pl.col("value") > 0) & (pl.col("value") < K)
    frame = frame.with_columns(primary=small, fixed=(pl.col("value") == 0) | ((pl.col("breakdown") == "") & ~small))
    relations = tree(frame, KEYS, "site", parent) + breakdowns(frame, KEYS)
    return tabulate(frame, KEYS, relations + (tree(frame, KEYS, "period", span) if add_up else []), K)


def state() -> Any:
    """1,100 sites in 44 counties and 4 regions by 20 topics, with all margins: 24,129 cells; zeros are published."""
    import scipy.sparse as sp

    from evaluation.release.suppression import problem
    from evaluation.release.suppression.levels import levels

    random = np.random.default_rng(SEED)
    sites, counties, regions, topics = 1100, 44, 4, 20
    size = random.lognormal(6.7, 0.8, sites)
    share = random.dirichlet(np.full(topics, 4.0))
    counts = random.poisson(size[:, None] * share * random.gamma(8, 1 / 8, (sites, topics)))
    county = np.sort(np.append(np.arange(counties), random.integers(0, counties, sites - counties)))
    region = np.arange(counties) * regions // counties
    rows = [counts, np.eye(counties, dtype=int)[county].T @ counts]
    rows += [np.eye(regions, dtype=int)[region].T @ rows[1], counts.sum(axis=0, keepdims=True)]
    table = np.vstack(rows)
    table = np.hstack([table, table.sum(axis=1, keepdims=True)])
    above = np.concatenate([sites + county, sites + counties + region, np.full(regions, len(table) - 1)])
    adds = sp.csr_array((np.ones(len(above)), (above, np.arange(len(above)))), shape=(len(table),) * 2)
    adds = (adds - sp.diags_array((np.arange(len(table)) >= sites).astype(float)))[sites:]
    across = np.append(np.ones(topics), -1.0)[None]
    relations = sp.vstack([sp.kron(sp.eye_array(len(table)), across), sp.kron(adds, sp.eye_array(topics + 1))])
    value = table.ravel().astype(float)
    primary = (value > 0) & (value < K)
    upper, lower = levels(value, K)
    return problem(value, relations, primary=primary, fixed=value == 0, upper=upper * primary, lower=lower * primary)


def measure(name: str) -> None:
    """Suppress and audit one table; print what it cost."""
    from evaluation.release.audit import audit
    from evaluation.release.suppression import suppress
    from evaluation.release.suppression.publish import as_published

    clock = time.process_time
    start = clock()
    begin = time.monotonic()
    problem = state() if name == "state" else model_sites(name == "panel")
    built = clock()
    found = suppress(problem, seconds=LIMITS[name])
    suppressed, wall = clock(), time.monotonic() - begin
    verdict = audit(*as_published(problem, found.hidden))
    audited = clock()
    hidden, cells = int(found.hidden.sum()), len(problem.cells)
    print(TITLES[name])
    print(f"  {cells:,} cells, {int(problem.primary.sum())} primary, {hidden} hidden ({hidden / cells:.1%})")
    print(f"  objective {found.objective:g}, proven bound {found.bound:g}, gap {found.gap:.1%}, proven {found.proven}")
    print(f"  processor time: tables {built - start:.1f} s, suppression {suppressed - built:.1f} s, "
          f"audit {audited - suppressed:.1f} s; tables and suppression took {wall:.1f} s by the clock")  # fmt: skip
    print(f"  audit: {len(verdict.leaks)} leaks; bounds {dict(verdict.bounds['method'].value_counts().rows())}")
    naive = audit(*as_published(problem, problem.primary))
    print(f"  small cells only: {len(naive.leaks)} of {int(problem.primary.sum())} would leak")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def main() -> None:
    """Measure the named table, or all of them, each in its own process."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    for name in LIMITS:
        subprocess.run([sys.executable, __file__, name], check=True)


if __name__ == "__main__":
    main()
