"""The independent attacker against examples whose answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from evaluation.errors import ReleaseError
from evaluation.release.audit import audit, blame, leak_error, rounded, rounded_share, structure, sums

from .gate_tables import two_way
from .test_optimum import INVESTMENTS, TRAP, TRAP_PATTERN


def exactly(figures: dict[str, float], document: str = "") -> pl.DataFrame:
    rows = [(cell, float(value), float(value), document) for cell, value in figures.items()]
    schema = {"cell": pl.String, "low": pl.Float64, "high": pl.Float64, "document": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def secret(cells: dict[str, tuple[float, float, float]], **known: Any) -> pl.DataFrame:
    rows = [(cell, *map(float, numbers)) for cell, numbers in cells.items()]
    frame = pl.DataFrame(rows, schema=["cell", "value", "need_low", "need_high"], orient="row")
    return frame.with_columns(**{name: pl.lit(value) for name, value in known.items()})


def table(interior: Any, pattern: list[int]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """A two-way table with a pattern, whose cells are asked for nothing but their bounds."""
    value, relations = two_way(interior)
    shown = exactly({str(i): v for i, v in enumerate(value) if i not in pattern}).drop("document")
    hidden = secret({str(i): (v, v, v) for i, v in enumerate(value) if i in pattern})
    rows = [
        (str(line), str(cell), relations[line, cell], 0.0, 0.0) for line, cell in np.argwhere(relations != 0).tolist()
    ]
    names = ["relation", "cell", "coefficient", "low", "high"]
    return shown, hidden, pl.DataFrame(rows, schema=names, orient="row")


def limits(found: pl.DataFrame) -> dict[int, tuple[float, float]]:
    return {int(cell): (low, high) for cell, low, high in found.select("cell", "low", "high").rows()}


def test_bounds_of_the_introductory_example() -> None:
    # Fischetti & Salazar's example: activity II in region C (true 22) is between 5 and 30.
    found = audit(*table(INVESTMENTS, [4, 6, 8, 10]))
    assert limits(found.bounds) == {4: (0, 25), 6: (5, 30), 8: (0, 25), 10: (4, 29)}
    assert set(found.bounds["method"]) == {"integer"}


def test_a_cell_with_two_blanks_in_its_lines_can_be_exact() -> None:
    # sdcTable, tests/testthat/test-simpleheuristic.R: 236 - 189 = 47.
    found = limits(audit(*table(TRAP, TRAP_PATTERN)).bounds)
    assert found == {0: (25, 94), 1: (47, 47), 2: (0, 69), 5: (26, 95), 7: (0, 69), 11: (0, 185), 13: (0, 185),
                     16: (906, 1091), 18: (585, 770)}  # fmt: skip


@pytest.mark.parametrize(("row", "column", "whole"), [(7, 6, 10), (3, 4, 10), (9, 9, 10), (1, 10, 10)])
def test_frechet_bounds_of_a_cell_whose_margins_are_published(row: int, column: int, whole: int) -> None:
    # Fréchet: max(0, row + column - n) <= cell <= min(row, column).
    inside = max(0, row + column - whole)
    interior = [[inside, row - inside], [column - inside, whole - row - column + inside]]
    found = limits(audit(*table(interior, [0, 1, 3, 4])).bounds)
    assert found[0] == (max(0, row + column - whole), min(row, column))


def test_frechet_bounds_of_a_cube_are_no_wider_than_those_of_its_faces() -> None:
    # 2x2x2 with all two-way margins published: one degree of freedom, bounds from the four parallel edges.
    counts = np.array([[[2, 3], [4, 1]], [[5, 2], [1, 6]]])
    cells = {f"{i}{j}{k}": float(counts[i, j, k]) for i in (0, 1) for j in (0, 1) for k in (0, 1)}
    totals, parts = {}, {}
    for axis in range(3):
        for one in (0, 1):
            for two in (0, 1):
                pair = [str(one), str(two)]
                ends = ["".join([*pair[:axis], end, *pair[axis:]]) for end in "01"]
                totals[f"m{axis}{one}{two}"] = sum(cells[cell] for cell in ends)
                parts[f"m{axis}{one}{two}"] = ends
    hidden = secret({cell: (value, value, value) for cell, value in cells.items()})
    found = audit(exactly(totals).drop("document"), hidden, sums(parts)).bounds
    even = [cells[cell] for cell in cells if cell.count("1") % 2 == 0]
    odd = [cells[cell] for cell in cells if cell.count("1") % 2 == 1]
    width = min(even) + min(odd)
    assert set((found["high"] - found["low"]).to_list()) == {width}


def test_a_rounded_percentage_of_a_known_base_tells_the_count() -> None:
    # 5.4 % of 37: only 2 rounds to it.
    hidden = secret({"under 25": (2, 1, 5)})
    found = audit(exactly({"all": 37}).drop("document"), hidden, rounded_share("under 25", "all", 5.4, 1))
    assert found.bounds.select("low", "high", "safe").rows() == [(2, 2, False)]
    wide = audit(exactly({"all": 37}).drop("document"), hidden, rounded_share("under 25", "all", 10, -1))
    assert wide.bounds.select("low", "high", "safe").rows() == [(2, 5, False)]
    # The whole number 5 % leaves 2 only, too: 1.665 to 2.035.
    whole = audit(exactly({"all": 37}).drop("document"), hidden, rounded_share("under 25", "all", 5, 0))
    assert whole.bounds.select("low", "high").rows() == [(2, 2)]


def test_a_mean_with_minimum_and_maximum_tells_the_rest() -> None:
    # n = 4, mean 2.25 on a scale from 1 to 5, minimum 1 and maximum 5: the two others sum to 3, so they are 1 and 2.
    scores = {"r1": (1.0, 1, 5), "r2": (2.0, 1, 5)}
    known = exactly({"min": 1, "max": 5, "n": 4}).drop("document")
    parts = sums({"sum": ["min", "max", "r1", "r2"]})
    mean = rounded_share("sum", "n", 2.25, 2, factor=1)
    hidden = pl.concat([
        secret(scores, known_low=1.0, known_high=5.0, integer=True),
        secret({"sum": (9, 9, 9)}, known_low=4.0, known_high=20.0, integer=True),
    ])  # fmt: skip
    found = audit(known, hidden, pl.concat([parts, mean]))
    assert limits(found.bounds.filter(pl.col("cell") != "sum").with_columns(cell=pl.col("cell").str.slice(1))) == {
        1: (1, 2), 2: (1, 2)
    }  # fmt: skip
    assert set(found.leaks) == {"r1", "r2"}


def test_age_bands_of_two_reports_are_subtracted() -> None:
    # Under 25 is 41, under 27 is 43: the band between has 2.
    hidden = secret({"25-26": (2, 1, 5)})
    found = audit(exactly({"under 25": 41, "under 27": 43}).drop("document"), hidden,
                  sums({"under 27": ["under 25", "25-26"]}))  # fmt: skip
    assert found.leaks == ("25-26",)


def test_whole_numbers_tell_more_than_fractions() -> None:
    # 2 a + 2 b lies between 3 and 3.9: impossible for whole numbers. Between 3 and 4.9: a + b = 2.
    hidden = secret({"a": (1, 0, 3), "b": (1, 1, 1)}, known_high=3.0)
    rows = [("r", "a", 2.0, 3.0, 3.9), ("r", "b", 2.0, 3.0, 3.9)]
    relations = pl.DataFrame(rows, schema=["relation", "cell", "coefficient", "low", "high"], orient="row")
    with pytest.raises(ReleaseError, match="passt nicht"):
        audit(exactly({}).drop("document"), hidden, relations)
    rows = [("r", "a", 2.0, 3.0, 4.9), ("r", "b", 2.0, 3.0, 4.9)]
    relations = pl.DataFrame(rows, schema=["relation", "cell", "coefficient", "low", "high"], orient="row")
    found = audit(exactly({}).drop("document"), hidden, relations).bounds
    assert found.filter(pl.col("cell") == "a").select("low", "high", "method").rows() == [(0, 2, "integer")]


def test_large_groups_are_certified_without_bounds_that_are_too_wide() -> None:
    rng = np.random.default_rng(7)
    interior = rng.poisson(12, (20, 20))
    pattern = [row * 21 + column for row in range(20) for column in range(20)]
    shown, hidden, relations = table(interior, pattern)
    asked = hidden.with_columns(need_low=(pl.col("value") - 3).clip(0), need_high=pl.col("value") + 4)
    found = audit(shown, asked, relations)
    assert found.passed
    assert set(found.bounds["method"]) == {"reached"}
    too_much = hidden.with_columns(need_low=pl.lit(0.0), need_high=pl.col("value") * 40)
    told = audit(shown, too_much.head(3), relations)
    assert len(told.leaks) == 3


def test_what_contradicts_is_refused() -> None:
    relations = sums({"all": ["a", "b"]})
    with pytest.raises(ReleaseError, match="passt nicht"):
        audit(exactly({"all": 9, "a": 3, "b": 5}).drop("document"), secret({"c": (1, 0, 5)}), relations)
    with pytest.raises(ReleaseError, match="widersprechen"):
        two = pl.concat([exactly({"a": 3}), exactly({"a": 4})]).drop("document")
        audit(two, secret({"c": (1, 0, 5)}), relations)
    with pytest.raises(ReleaseError, match="passt nicht"):
        audit(exactly({"all": 9, "a": 12}).drop("document"), secret({"b": (1, 0, 5)}), relations)
    with pytest.raises(ReleaseError, match="widersprechen"):
        shown = exactly({"all": 9, "a": 12}).drop("document")
        audit(shown, secret({"c": (1, 0, 5)}), sums({"all": ["a", "b", "c"]}))
    with pytest.raises(ReleaseError, match="passt nicht"):
        audit(exactly({"all": 9, "a": 3}).drop("document"), secret({"b": (5, 4, 6)}), relations)


def test_a_cell_that_is_published_elsewhere_leaks() -> None:
    found = audit(exactly({"a": 3}).drop("document"), secret({"a": (3, 2, 5)}), sums({}))
    assert found.leaks == ("a",)
    assert found.bounds["method"].to_list() == ["read"]


def test_a_published_range_counts_as_published() -> None:
    shown = pl.DataFrame({"cell": ["all", "a"], "low": [20.0, 10.0], "high": [20.0, 15.0]})
    found = audit(shown, secret({"b": (8, 7, 12)}), sums({"all": ["a", "b"]}))
    assert found.bounds.select("low", "high", "safe").rows() == [(5, 10, False)]


def test_the_smallest_set_of_documents_is_named() -> None:
    # The report on 2023 hides debt and work; the comparison of 2024 shows the work of 2023 again.
    relations = sums({"2023 all": ["2023 debt", "2023 work", "2023 law"]})
    documents = pl.concat([
        exactly({"2022 all": 50, "2023 law": 30}, "Bericht 2022"),
        exactly({"2023 all": 45, "2023 law": 30}, "Bericht 2023"),
        exactly({"2023 work": 12, "2024 all": 61}, "Vergleichsbericht 2024"),
        exactly({"2024 all": 61}, "Bericht 2024"),
    ])  # fmt: skip
    hidden = secret({"2023 debt": (3, 2, 5)})
    alone = audit(documents.filter(pl.col("document") != "Vergleichsbericht 2024").drop("document"),
                  pl.concat([hidden, secret({"2023 work": (12, 10, 14)})]), relations)  # fmt: skip
    assert alone.passed
    found = audit(documents.drop("document"), hidden, relations)
    assert found.leaks == ("2023 debt",)
    names = blame("2023 debt", documents, hidden, relations)
    assert names == ("Bericht 2023", "Vergleichsbericht 2024")
    error = leak_error([("2023 debt", names)])
    assert "aus Bericht 2023 und Vergleichsbericht 2024 enger bestimmbar als erlaubt" in error.de


def test_a_rounded_share_is_a_document_of_its_own() -> None:
    share = rounded_share("young", "all", 5.4, 1).with_columns(document=pl.lit("Vergleich"))
    hidden = secret({"young": (2, 1, 5)})
    shown = pl.concat([exactly({"all": 37}, "Bericht"), exactly({"other": 1}, "Vergleich")])
    assert blame("young", shown, hidden, share) == ("Bericht", "Vergleich")


def test_structure_finds_all_sums_and_remainders() -> None:
    keys = ["site", "breakdown", "category"]
    rows = [("a", "", "", 10.0), ("b", "", "", 7.0), ("all", "", "", 17.0), ("a", "topic", "work", 6.0),
            ("a", "topic", "debt", 2.0), ("b", "topic", "work", 7.0), ("all", "topic", "work", 13.0),
            ("a", "topic", "rent", 2.0)]  # fmt: skip
    cells = pl.DataFrame(rows, schema=[*keys, "value"], orient="row").with_columns(
        cell=pl.concat_str(keys, separator="/")
    )
    trees = {"site": {"a": "all", "b": "all"}, "category": {"rent": "debt"}}
    found = structure(cells, keys, trees, k=5)
    held = found.relations.group_by("relation").agg(pl.col("cell").sort()).sort("relation")
    assert held["relation"].to_list() == [
        "a// [topic]", "a/topic/debt [category]", "all// [site]", "all// [topic]", "all/topic/work [site]",
        "b// [topic]",
    ]  # fmt: skip
    assert found.remainders.sort("value").select("value", "need_low", "need_high").rows() == [(2, 1, 5), (4, 3, 5)]
    with pytest.raises(ReleaseError, match="größer als ihre Summe"):
        structure(cells.with_columns(value=pl.col("value") + 2 * (pl.col("site") == "b")), keys, trees)


def test_limits_of_rounding() -> None:
    assert rounded("x", 2.3, 1) == ("x", 2.25, 2.35)
    assert rounded("x", 40, -1) == ("x", 35, 45)
