"""A small study on disk, and deliveries written into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.study import Site, Study

NOTE = """[lieferung]
study = "probe"
site = "auental"
years = [2024]
sender = "Träger A"
received = 2025-02-03
legal_basis = "par75"
purpose = "Begleitung"
retention_until = 2030-12-31
counting_rule = "contacts"
synthetic = true
schema_version = "1"

[[file]]
name = "kontakte.csv"
table = "consultation"
format = "template"
"""

CONTACTS = "Kontakt-ID;Monat;Hauptthema\nK1;2024-01;Wohnen\nK2;2024-02;Arbeit\n"

TODAY = dt.date(2026, 1, 15)

Deliver = Callable[..., Path]


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the day it runs."""
    monkeypatch.setattr("evaluation.sources.delivery._present_day", lambda: TODAY)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Three sites, two years, synthetic; one site is a whole district."""
    sites = (
        Site("auental", "Auental", "mid", gemeinde_ags8=("99001001",), kreis_ags5="99001"),
        Site("moorheide", "Moorheide", "rural", gemeinde_ags8=("99002001",), kreis_ags5="99002"),
        Site("zwickau", "Zwickau", "county", kreis_ags5="14524"),
    )
    (tmp_path / "data_raw").mkdir()
    return Study(
        id="probe", root=tmp_path, title={"de": "Probe"}, synthetic=True, years=(2018, 2023, 2024), sites=sites
    )


@pytest.fixture
def deliver(study: Study) -> Deliver:
    """Write one delivery: its folder, its lieferung.toml and its files."""

    def write(folder: str = "a", note: str = NOTE, **files: str | bytes) -> Path:
        target = study.raw / folder
        target.mkdir(parents=True, exist_ok=True)
        (target / "lieferung.toml").write_text(note, encoding="utf-8")
        for name, content in (files or {"kontakte_csv": CONTACTS}).items():
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            (target / ".".join(name.rsplit("_", 1))).write_bytes(data)
        return target

    return write


def received(day: str) -> dt.date:
    """A date out of its ISO form."""
    return dt.date.fromisoformat(day)
