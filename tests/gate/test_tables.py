"""From long frames to cells and relations."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from evaluation.errors import ReleaseError
from evaluation.release.audit import structure
from evaluation.release.suppression import suppress
from evaluation.release.suppression.publish import as_published
from evaluation.release.suppression.tables import breakdowns, tabulate, tree

from .gate_tables import KEYS, random_study


def frame(cells: dict[tuple[str, str, str, str], float]) -> pl.DataFrame:
    rows = [(site, period, "consultations", breakdown, category, float(value))
            for (site, period, breakdown, category), value in cells.items()]  # fmt: skip
    made = pl.DataFrame(rows, schema=[*KEYS, "value"], orient="row")
    return made.with_columns(primary=(pl.col("value") > 0) & (pl.col("value") < 5))


TOPICS = {("a", "2024", "", ""): 40, ("a", "2024", "topic", "work"): 30, ("a", "2024", "topic", "debt"): 3,
          ("a", "2024", "topic", "law"): 7, ("a", "2024", "age", "young"): 10, ("a", "2024", "age", "old"): 28,
          ("a", "2024-01", "", ""): 25, ("a", "2024-02", "", ""): 15}  # fmt: skip


def test_breakdowns_share_their_total_and_a_small_remainder_is_protected() -> None:
    cells = frame(TOPICS)
    months = {"2024-01": "2024", "2024-02": "2024"}
    relations = breakdowns(cells, KEYS) + tree(cells, KEYS, "period", months)
    assert sorted(relation.name for relation in relations) == [
        "a · 2024 · consultations [age]", "a · 2024 · consultations [period]", "a · 2024 · consultations [topic]",
    ]  # fmt: skip
    problem = tabulate(cells, KEYS, relations, k=5)
    rest = problem.cells.index(("a · 2024 · consultations [age]", "(rest)"))
    # Ages add up to 38 of 40: two persons' contacts without an age would follow by subtraction.
    assert problem.value[rest] == 2
    assert (problem.primary[rest], problem.weight[rest], problem.upper[rest], problem.lower[rest]) == (True, 0, 3, 1)
    assert np.allclose(problem.relations @ problem.value, 0)
    found = suppress(problem)
    names = {cell[4] for cell in found.names() if len(cell) == 5}  # type: ignore[arg-type, misc]
    assert "debt" in names
    assert names & {"young", "old"}


def test_a_large_remainder_is_hidden_without_protection() -> None:
    cells = frame(TOPICS | {("a", "2024", "", ""): 60})
    problem = tabulate(cells, KEYS, breakdowns(cells, KEYS), k=5)
    rests = [place for place, cell in enumerate(problem.cells) if "(rest)" in cell]  # type: ignore[operator]
    assert [problem.value[place] for place in rests] == [22, 20]
    assert all(problem.primary[place] and problem.upper[place] == problem.lower[place] == 0 for place in rests)
    assert set(suppress(problem).names()) == {*(problem.cells[place] for place in rests), problem.cells[2]}


def test_categories_within_broader_ones_and_sites_within_types() -> None:
    values = {
        ("a", "", ""): 9.0, ("a", "topic", "money"): 9.0, ("a", "topic", "debt"): 4.0, ("a", "topic", "rent"): 5.0,
        ("all", "", ""): 9.0, ("all", "topic", "money"): 9.0,
    }  # fmt: skip
    cells = frame({(site, "2024", breakdown, category): v for (site, breakdown, category), v in values.items()})
    found = breakdowns(cells, KEYS, {"debt": "money", "rent": "money"}) + tree(cells, KEYS, "site", {"a": "all"})
    sizes = {relation.name: len(relation.terms) for relation in found}
    assert sizes == {
        "a · 2024 · consultations [topic]": 2, "all · 2024 · consultations [topic]": 2,
        "a · 2024 · consultations · topic · money [category]": 3, "all · 2024 · consultations [site]": 2,
        "all · 2024 · consultations · topic · money [site]": 2,
    }  # fmt: skip


def test_parts_larger_than_their_total_are_refused() -> None:
    cells = frame(TOPICS | {("a", "2024", "", ""): 39})
    with pytest.raises(ReleaseError, match=r"größer als ihre Summe: a · 2024 · consultations \[topic\]"):
        tabulate(cells, KEYS, breakdowns(cells, KEYS))


def test_a_cell_that_stands_twice_is_refused() -> None:
    cells = frame(TOPICS)
    with pytest.raises(ReleaseError, match="zweimal"):
        tabulate(pl.concat([cells, cells.head(1)]), KEYS, [])


def test_given_columns_are_used() -> None:
    cells = frame(TOPICS).with_columns(
        weight=pl.col("value") * 2, upper=pl.lit(1.0), lower=pl.lit(1.0), high=pl.lit(99.0), fixed=pl.col("value") == 7,
        insider=pl.col("value") == 3,
    )  # fmt: skip
    problem = tabulate(cells, KEYS, breakdowns(cells, KEYS))
    assert problem.weight.tolist()[:2] == [80, 60]
    assert problem.high[:8].tolist() == [99] * 8
    assert problem.upper[2] == 1
    assert np.flatnonzero(problem.fixed).tolist() == [3]
    assert np.flatnonzero(problem.insider).tolist() == [2]


@pytest.mark.parametrize("seed", range(5))
def test_the_audit_finds_the_same_sums_in_its_own_way(seed: int) -> None:
    problem = random_study(seed, 4, 2, (3, 2))
    names, columns = zip(*((cell, list(cell)) for cell in problem.cells if len(cell) == 5), strict=True)  # type: ignore
    cells = pl.DataFrame(list(columns), schema=list(KEYS), orient="row").with_columns(
        cell=pl.concat_str(KEYS, separator="|"), value=pl.Series(problem.value[: len(names)])
    )
    trees = {
        "site": {f"s{i}": f"type{i % 2}" for i in range(4)} | {"type0": "all", "type1": "all"},
        "period": {"2020": "all", "2021": "all"},
    }
    theirs = structure(cells, KEYS, trees)
    ours = as_published(problem, problem.primary)[2]

    def sets(relations: pl.DataFrame) -> set[tuple[tuple[str, float], ...]]:
        lines = relations.group_by("relation").agg(pl.struct("cell", "coefficient"))
        return {tuple(sorted((row["cell"], row["coefficient"]) for row in line)) for line in lines["cell"].to_list()}

    assert sets(theirs.relations) == sets(ours)
    assert theirs.remainders.is_empty()
