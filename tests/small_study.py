"""A small invented study with single contacts, written by hand, for tests that add one thing to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

STUDY = """
[study]
id = "probe"
title.de = "Probe"
title.en = "Sample"
synthetic = true
languages = ["de", "en"]
formats = ["html"]
years = [2023, 2024]
client.de = "Ministerium"
client.en = "Ministry"
authors = ["Team"]
funding.de = "Förderzeile"
funding.en = "Funding line"

[disclosure]
k = 5
k_sensitive = 10
dominance = 0.5
"""
SITE = """
[[site]]
id = "{id}"
name = "{name}"
type = "mid"
land = "99"
kreis_ags5 = "99101"
gemeinde_ags8 = ["99101001"]
start_date = 2018-03-01
"""
DELIVERY = """
[lieferung]
study = "probe"
site = "{site}"
years = [{year}]
sender = "Träger"
received = {later}-02-03
legal_basis = "par75"
purpose = "Begleitforschung"
retention_until = 2030-12-31
counting_rule = "contacts"
synthetic = true
schema_version = "1"

[[file]]
name = "{file}"
table = "{table}"
format = "{format}"
"""
SITES = {"auental": 30, "erlenfurt": 60}
"""Site ids and their persons per year; everybody comes four times."""


def add_site(root: Path, site: str) -> None:
    """One entry in study.toml."""
    path = root / "study.toml"
    told = path.read_text(encoding="utf-8") if path.exists() else STUDY
    path.write_text(told + SITE.format(id=site, name=site.capitalize()), encoding="utf-8")


def contacts(year: int, persons: int, topics: tuple[str, str] = ("Arbeit", "Wohnen")) -> str:
    """Contacts as a CSV template with German headers; every fourth takes place outside the office."""
    lines = ["Kontakt-ID;Monat;Klient:innen-Pseudonym;Hauptthema;Beratungsform"]
    for n in range(4 * persons):
        channel = "outreach" if n % 8 < 2 else "office"
        lines.append(f"{n};{year}-{1 + n % 12:02d};p{n % persons:03d};{topics[n % 2]};{channel}")
    return "\n".join(lines) + "\n"


def add_delivery(
    root: Path, site: str, year: int, text: str, file: str = "kontakte.csv", *, form: str = "template",
    table: str = "consultation",
) -> None:  # fmt: skip
    """One file with its note."""
    folder = root / "data_raw" / site / str(year)
    folder.mkdir(parents=True)
    note = DELIVERY.format(site=site, year=year, later=year + 1, file=file, format=form, table=table)
    (folder / "lieferung.toml").write_text(note, encoding="utf-8")
    (folder / file).write_text(text, encoding="utf-8")


def small_study(root: Path) -> Path:
    """Two sites and two years of single contacts."""
    root.mkdir(exist_ok=True)
    for site, persons in SITES.items():
        add_site(root, site)
        for year in (2023, 2024):
            add_delivery(root, site, year, contacts(year, persons))
    return root


def released(root: Path) -> Any:
    """Clean, count and release, with the bundles of all reports."""
    from evaluation import pipeline

    choice = pipeline.choose(root)
    cleaned = pipeline.clean(choice.study)
    return pipeline.release(choice.study, pipeline.count(choice.study, cleaned), cleaned)
