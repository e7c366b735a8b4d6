"""The demo's deliveries load as planted: every error has its finding, nothing blocks, no row gets lost."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from evaluation.example.broken import BROKEN, write_broken
from evaluation.example.generator_errors import OLDER_SCHEMA, PLANTED
from evaluation.example.generator_world import NULL_SITE, PLACES, YEARS
from evaluation.sources import discover, load, reconcile
from evaluation.study import load_study

DAY = dt.date(2026, 1, 15)
ROOT = Path(__file__).resolve().parents[1]


class Taken(NamedTuple):
    """The demo after intake."""

    findings: list[Any]
    loaded: list[Any]
    tables: dict[str, Any]


@pytest.fixture(scope="module")
def demo() -> Taken:
    study = load_study(ROOT)
    deliveries, findings = discover(study, today=DAY)
    loaded = [load(delivery, study) for delivery in deliveries]
    clean = reconcile(loaded, study)
    told = [finding for part in loaded for finding in part.findings]
    return Taken([*findings, *told, *(f for f in clean.findings if f not in told)], loaded, clean.tables)


def test_nothing_of_the_demo_blocks(demo: Taken) -> None:
    assert [(f.delivery, f.file, f.rule) for f in demo.findings if f.severity == "blocks"] == []


def test_every_planted_error_has_its_finding(demo: Taken) -> None:
    found: Counter[tuple[str, str]] = Counter()
    for finding in demo.findings:
        found[finding.delivery, finding.rule] += finding.count
    missing = [
        (error.site, error.year, error.rule)
        for error in PLANTED
        if error.rule and found[f"demo/{error.site}/{error.year}", error.rule] < error.count
    ]
    assert missing == []
    assert found[f"demo/{OLDER_SCHEMA}", "schema_older"] == 1
    assert found["demo/erlenfurt/2021_zweitsendung", "file_repeated"] > 0
    assert found["demo/wiesenrode/2021", "encoding_converted"] > 0
    assert found["demo/auental/2021", "encoding_converted"] > 0
    assert found["demo/erlenfurt/2019", "month_format"] == 430


def test_no_other_rows_are_repaired_or_set_aside(demo: Taken) -> None:
    planted = {(f"demo/{error.site}/{error.year}", error.rule) for error in PLANTED}
    unplanned = {
        (finding.delivery.removesuffix("_zweitsendung"), finding.rule)
        for finding in demo.findings
        if finding.severity != "info"
    } - planted
    assert unplanned == set()


def test_rows_in_are_rows_clean_and_rows_set_aside(demo: Taken) -> None:
    rows = [row for part in demo.loaded for row in part.rows]
    assert rows
    assert [row.file for row in rows if row.rows_in != row.rows_clean + row.rows_set_aside] == []


def test_clean_contacts_are_the_planted_ones(demo: Taken) -> None:
    contacts = demo.tables["consultation"]
    found = {(s, y): n for s, y, n in contacts.group_by("site", "year").len().iter_rows()}
    planted = {
        (place.id, year): place.at(place.contacts, year)
        for place in PLACES.values()
        if not place.aggregated
        for year in YEARS
    }
    assert found == planted
    assert contacts["topic_main"].null_count() == 0 == contacts["residence_ags8"].null_count()


def test_null_site_has_findings_of_format_only(demo: Taken) -> None:
    at_null = [f for f in demo.findings if f.site == NULL_SITE or f.delivery.startswith(f"demo/{NULL_SITE}/")]
    assert {f.severity for f in at_null} <= {"info"}


def test_no_finding_tells_a_persons_value(demo: Taken) -> None:
    keys = set(demo.tables["consultation"]["client_key"].to_list())
    told = " ".join(f"{f.de} {f.en}" for f in demo.findings)
    assert not any(key in told for key in keys)
    assert "Brieftaube" not in told and "999" not in told


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_broken_delivery_has_its_finding_and_stops_nothing_else(kind: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "study.toml", tmp_path / "study.toml")
    good = f"{NULL_SITE}/2024"
    shutil.copytree(ROOT / "data_raw" / "demo" / good, tmp_path / "data_raw" / "demo" / good)
    write_broken(kind, tmp_path / "data_raw")
    study = load_study(tmp_path)
    deliveries, findings = discover(study, today=DAY)
    loaded = [load(delivery, study) for delivery in deliveries]
    clean = reconcile(loaded, study)
    told = [*findings, *clean.findings, *(f for part in loaded for f in part.findings)]
    assert BROKEN[kind].rule in {f.rule for f in told}
    assert clean.tables["consultation"].height == PLACES[NULL_SITE].contacts[-1]
