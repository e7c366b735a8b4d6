"""The bundle: what a report's kernel can see, and nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import polars as pl
import pytest

from evaluation.errors import ReportError
from evaluation.findings import Finding
from evaluation.release import release
from evaluation.reporting.bundle import document_metadata, read_bundle, write_bundle
from tests.release_study import MARKS, count, deliveries, study, world

SITES, YEARS = ("a", "b"), (2023, 2024)


def cleaned() -> SimpleNamespace:
    rows = [
        {"site": site, "year": year, "delivery": f"{site}/{year}", "delivery_id": f"{site}/{year}", "file": "k.csv",
         "sheet": None, "table_name": "consultation", "file_hash": f"hash-{site}-{year}", "sender": "Träger",
         "received": dt.date(year + 1, 2, 3), "counting_rule": "contacts", "schema_version": "1", "rows_in": 10,
         "rows_clean": 9, "rows_set_aside": 1}
        for site in SITES for year in YEARS
    ]  # fmt: skip
    findings = [
        Finding("code_unknown", "set_aside", "Unbekannter Code.", "Unknown code.", delivery="a/2024", site="a", row=7),
        Finding("code_unknown", "set_aside", "Unbekannter Code.", "Unknown code.", delivery="a/2024", site="a", row=9),
        Finding("code_unknown", "set_aside", "Unbekannter Code.", "Unknown code.", delivery="b/2024", site="b", row=1),
    ]
    return SimpleNamespace(tables={"delivery": pl.DataFrame(rows)}, findings=findings)


def written(folder: Path, site: str, year: int = 2024) -> Path:
    counts = pl.concat([count(world(n, 60), site, year) for n, site in enumerate(SITES) for year in YEARS])
    place = dataclasses.replace(study(SITES, YEARS), root=folder)
    released = release(counts, place, MARKS, deliveries(SITES, YEARS))
    target = folder / f"{site}-{year}"
    return write_bundle(target, place, site, year, released=released, cleaned=cleaned(), marks=MARKS)


def test_a_site_sees_only_itself_and_no_later_year(tmp_path: Path) -> None:
    bundle = read_bundle(written(tmp_path, "a", 2023))
    assert set(bundle.results["site"]) == {"a"} and set(bundle.results["period"].str[:4]) == {"2023"}
    assert [entry["id"] for entry in bundle.deliveries] == ["a/2023"]
    assert set(bundle.provenance["inputs"]) == {"a/2023/k.csv"}


def test_the_comparison_sees_all_sites(tmp_path: Path) -> None:
    bundle = read_bundle(written(tmp_path, "comparison"))
    assert set(bundle.results["site"]) == {"a", "b"} and len(bundle.deliveries) == 4
    assert {"de", "en"} <= set(bundle.comparability.columns)
    assert not bundle.changes.empty


def test_findings_are_told_by_rule_never_by_row(tmp_path: Path) -> None:
    folder = written(tmp_path, "a")
    told = next(entry for entry in read_bundle(folder).deliveries if entry["id"] == "a/2024")
    assert told["findings"] == [
        {"rule": "code_unknown", "severity": "set_aside", "de": "Unbekannter Code.", "en": "Unknown code.", "count": 2}
    ]
    assert (told["years"], told["rows_set_aside"], told["sites"]) == ([2024], 1, ["a"])


def test_only_released_things_lie_in_the_folder(tmp_path: Path) -> None:
    folder = written(tmp_path, "a")
    names = {path.name for path in folder.iterdir()}
    assert names == {"results.parquet", "changes.parquet", "comparability.parquet", "study.json", "deliveries.json",
                     "definitions.json", "provenance.json"}  # fmt: skip
    assert str(tmp_path) not in (folder / "study.json").read_text()
    silent = pd.read_parquet(folder / "results.parquet").query("status != 'shown'")
    assert silent[["numerator", "denominator", "value", "low", "high", "n_units"]].isna().all().all()


def test_equal_data_make_equal_bytes(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in written(tmp_path, "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in written(tmp_path, "a").iterdir()}


def test_definitions_are_printed_in_both_languages(tmp_path: Path) -> None:
    told = json.loads((written(tmp_path, "a") / "definitions.json").read_text())["topic_share"]
    assert told["title"] == {"de": "topic_share", "en": "topic_share"}
    assert (told["kind"], told["unit_counted"], told["tables"]) == ("share", "persons", ["consultation"])


def test_documents_are_dated_by_their_data(tmp_path: Path) -> None:
    assert document_metadata(written(tmp_path, "a", 2023), "de")["date"] == "2024-02-03"


def test_a_torn_bundle_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, "a")
    (folder / "changes.parquet").unlink()
    with pytest.raises(ReportError, match=r"changes\.parquet"):
        read_bundle(folder)


def test_a_change_at_one_site_leaves_the_bytes_of_the_others(tmp_path: Path) -> None:
    """Counts in another order, noise in the last digits, other figures elsewhere: nothing of it is in a's bundle."""
    place = study(SITES, YEARS)
    counts = pl.concat([count(world(n, 60), site, year) for n, site in enumerate(SITES) for year in YEARS])
    noise = pl.when(pl.col("indicator") == "staff_fte").then(pl.col("numerator") * (1 + 2e-16))
    fewer = pl.when(pl.col("site") == "b", pl.col("indicator") == "staff_fte").then(pl.lit(1.0))
    other = counts.with_columns(numerator=noise.otherwise("numerator")).with_columns(
        numerator=fewer.otherwise("numerator")
    )
    files: list[dict[str, bytes]] = []
    for number, found in enumerate((counts, other.sample(fraction=1.0, shuffle=True, seed=3))):
        released = release(found, place, MARKS, deliveries(SITES, YEARS))
        folder = write_bundle(
            tmp_path / str(number), place, "a", 2024, released=released, cleaned=cleaned(), marks=MARKS
        )
        files.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert files[0] == files[1]
