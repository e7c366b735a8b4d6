"""The ledger remembers what was published, notices every change, and catches differencing over two years' reports."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from evaluation.errors import ReleaseError
from evaluation.release import ledger
from evaluation.release.audit import audit, blame, leak_error, structure

YEARS = {"2023": {"work": 12, "debt": 3, "law": 30, "": 45}, "2024": {"work": 20, "debt": 9, "law": 32, "": 61}}


def published(cells: list[tuple[str, str, float]], state: str = "1") -> pl.DataFrame:
    rows = [
        ("auental", period, "consultations", "topic_main" if category else "", category, "numerator", "1", state, v, v)
        for period, category, v in cells
    ]
    return pl.DataFrame(rows, schema=ledger.CELL, orient="row")


def report(year: str, *hidden: str) -> pl.DataFrame:
    return published([(year, category, float(v)) for category, v in YEARS[year].items() if category not in hidden])


def lines(root: Path) -> list[str]:
    return (root / ledger.FILE).read_text(encoding="utf-8").splitlines()


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    first = ledger.append(tmp_path, "r1", "2024-03-01", [("Bericht 2023", report("2023", "debt", "work"))])
    before = (tmp_path / ledger.FILE).read_bytes()
    second = ledger.append(
        tmp_path, "r2", "2025-03-01", [("Bericht 2024", report("2024")), ("Vergleich 2024", report("2024"))]
    )
    assert (tmp_path / ledger.FILE).read_bytes().startswith(before)
    entries = ledger.read(tmp_path)
    assert [entry.document for entry in entries] == ["Bericht 2023", "Bericht 2024", "Vergleich 2024"]
    assert entries[0].digest == first
    assert ledger.verify(tmp_path, [first, second]) == second
    frame = ledger.published(entries)
    assert frame.filter(pl.col("document") == "Bericht 2023")["low"].sort().to_list() == [30, 45]
    assert frame["cell"].n_unique() == 2 + 4


def test_nothing_but_published_figures_is_in_the_file(tmp_path: Path) -> None:
    ledger.append(tmp_path, "r1", "2024-03-01", [("Bericht 2023", report("2023", "debt", "work"))])
    content = json.loads(lines(tmp_path)[0])
    assert set(content) == {"release", "document", "date", "cells", "previous", "digest"}
    assert {cell[4] for cell in content["cells"]} == {"", "law"}
    with pytest.raises(ReleaseError, match="ohne Zahl"):
        empty = report("2023").with_columns(low=pl.lit(None, dtype=pl.Float64))
        ledger.append(tmp_path, "r2", "2024-03-02", [("Bericht 2023", empty)])


@pytest.mark.parametrize("damage", ["value", "removed", "swapped", "cut", "text", "key"])
def test_every_change_breaks_the_chain(tmp_path: Path, damage: str) -> None:
    for number in range(3):
        ledger.append(tmp_path, f"r{number}", "2024-03-01", [(f"Bericht {number}", report("2023"))])
    kept = lines(tmp_path)
    changed = {
        "value": [kept[0].replace("45.0", "46.0"), *kept[1:]],
        "removed": [kept[0], kept[2]],
        "swapped": [kept[1], kept[0], kept[2]],
        "cut": [kept[0], kept[1], kept[2][:-20]],
        "text": [kept[0], "x", kept[2]],
        "key": [kept[0].replace('"date"', '"day"'), *kept[1:]],
    }[damage]
    assert changed != kept
    (tmp_path / ledger.FILE).write_text("\n".join(changed) + "\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="Kette ist unterbrochen"):
        ledger.verify(tmp_path)
    with pytest.raises(ReleaseError, match="Kette ist unterbrochen"):
        ledger.append(tmp_path, "r9", "2024-03-01", [("Bericht", report("2023"))])


def test_a_half_written_line_is_noticed(tmp_path: Path) -> None:
    ledger.append(tmp_path, "r1", "2024-03-01", [("Bericht 2023", report("2023"))])
    path = tmp_path / ledger.FILE
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    with pytest.raises(ReleaseError, match="Kette ist unterbrochen"):
        ledger.read(tmp_path)


def test_a_removed_end_is_noticed_by_the_head_in_a_report(tmp_path: Path) -> None:
    ledger.append(tmp_path, "r1", "2024-03-01", [("Bericht 2023", report("2023"))])
    head = ledger.append(tmp_path, "r2", "2025-03-01", [("Bericht 2024", report("2024"))])
    (tmp_path / ledger.FILE).write_text(lines(tmp_path)[0] + "\n", encoding="utf-8")
    assert ledger.verify(tmp_path) != head
    with pytest.raises(ReleaseError, match="fehlt das Ende"):
        ledger.verify(tmp_path, [head])


def test_reports_without_a_ledger_block(tmp_path: Path) -> None:
    assert ledger.verify(tmp_path) == ledger.START
    (tmp_path / "reports" / "2023").mkdir(parents=True)
    assert ledger.verify(tmp_path) == ledger.START
    (tmp_path / "reports" / "2023" / "bericht.de.html").write_text("x", encoding="utf-8")
    with pytest.raises(ReleaseError, match="kein Verzeichnis des Veröffentlichten"):
        ledger.append(tmp_path, "r1", "2024-03-01", [("Bericht 2023", report("2023"))])


def test_names_with_line_separators_do_not_break_the_chain(tmp_path: Path) -> None:
    ledger.append(tmp_path, "r\u2028\n1", "2024-03-01", [("Bericht \u2029 »2023«", report("2023"))])
    ledger.append(tmp_path, "r2", "2024-03-01", [])
    assert ledger.read(tmp_path)[0].document == "Bericht \u2029 »2023«"


def test_one_cell_with_two_figures_needs_two_states(tmp_path: Path) -> None:
    ledger.append(tmp_path, "r1", "2024-03-01", [("Bericht 2023", published([("2023", "", 45)]))])
    ledger.append(tmp_path, "r2", "2024-05-01", [("Bericht 2023, Nachtrag", published([("2023", "", 47)]))])
    with pytest.raises(ReleaseError, match="Bericht 2023, Bericht 2023, Nachtrag"):
        ledger.published(ledger.read(tmp_path))
    other = tmp_path / "other"
    ledger.append(other, "r1", "2024-03-01", [("Bericht 2023", published([("2023", "", 45)]))])
    ledger.append(other, "r2", "2024-05-01", [("Nachtrag", published([("2023", "", 47)], state="2"))])
    assert len(ledger.published(ledger.read(other))) == 2


def attacked(seen: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """All cells of both years with their true values, the ones that 2023 hides, and the sums."""
    every = pl.concat([report("2023"), report("2024")]).with_columns(cell=ledger.identity())
    hidden = every.filter((pl.col("period") == "2023") & (pl.col("category") == "debt"))
    hidden = hidden.select("cell", value="low", need_low=pl.col("low") - 1, need_high=pl.lit(5.0))
    cells = every.with_columns(value=pl.col("low"))
    return seen, hidden, structure(cells, list(ledger.IDENTITY), {}).relations


def test_differencing_over_two_years_of_reports_is_caught(tmp_path: Path) -> None:
    # Report 2023 hides debt (3) behind work (12). The comparison of 2024 shows last year's work again.
    ledger.append(tmp_path, "2023", "2024-03-01", [("Bericht 2023", report("2023", "debt", "work"))])
    seen, hidden, relations = attacked(ledger.published(ledger.read(tmp_path)))
    assert audit(seen, hidden, relations).passed
    again = pl.concat([report("2024"), published([("2023", "work", 12.0)])])
    new = [("Bericht 2024", report("2024")), ("Vergleichsbericht 2024", again)]
    together = ledger.with_new(ledger.read(tmp_path), "2024", new)
    seen, hidden, relations = attacked(together)
    found = audit(seen, hidden, relations)
    assert found.leaks == (hidden["cell"].item(),)
    names = blame(found.leaks[0], seen, hidden, relations)
    assert names == ("Bericht 2023", "Vergleichsbericht 2024")
    error = leak_error([("auental 2023 Schulden", names)])
    assert error.de.startswith(
        "Zelle auental 2023 Schulden ist aus Bericht 2023 und Vergleichsbericht 2024 enger bestimmbar als erlaubt."
    )
    assert not any(number in error.de.replace("2023", "").replace("2024", "") for number in "0123456789")
