"""The deliveries of the demo study: six invented sites, six years, planted truths and planted mess.

Run `python -m evaluation.example.generator --out data_raw/demo` to write them anew. The same seed gives the same
files; what is planted is told in docs/planted_truths.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation.example import generator_places as places
from evaluation.example import generator_staffing as staffing
from evaluation.example.generator_aggregates import aggregates, counting_rule
from evaluation.example.generator_contacts import contacts
from evaluation.example.generator_errors import plant, plant_note, planted_deliveries
from evaluation.example.generator_files import DemoDelivery, DemoFile, write_delivery
from evaluation.example.generator_styles import STYLES, Sheet, sheet, style_of
from evaluation.example.generator_world import PLACES, SEED, YEARS, Place

FILE_NAMES = {
    "consultation": "kontakte", "consultation_agg": "beratungsstatistik", "service_point": "beratungsstellen",
    "position": "stellen", "funding": "foerderung", "cooperation_contract": "vereinbarungen",
    "population": "bestand", "accommodation": "unterbringung", "accommodation_rating": "bewertung",
    "organisation": "organisationen", "municipality": "gemeinden", "context_figure": "gebietszahlen",
}  # fmt: skip


HALF_YEARLY = ("wiesenrode", 2024)
"""Site and year whose contacts come in two files of one delivery."""


def deliveries(seed: int = SEED) -> list[DemoDelivery]:
    """All deliveries of the demo study, planted errors included."""
    out = [plant_note(_yearly(place, year, seed)) for place in PLACES.values() for year in YEARS]
    return [*out, _official(), *planted_deliveries(out)]


def write_demo(folder: str | Path, seed: int = SEED) -> None:
    """Write the demo's deliveries below a folder, for instance data_raw/demo.

    Parameters
    ----------
    folder : path
        Where to write; it is made if it does not exist. Files that already lie there are overwritten.
    seed : int
        Seed of all draws; the committed demo has the default.
    """
    for delivery in deliveries(seed):
        write_delivery(delivery, Path(folder))


def _yearly(place: Place, year: int, seed: int) -> DemoDelivery:
    """The yearly delivery of a site: counselling, staff, money, agreements, stock and accommodation."""
    tables = _rows(place, year, seed)
    sheets = [plant(place.id, year, sheet(name, rows, style_of(place.id, year, name))) for name, rows in tables.items()]
    return DemoDelivery(
        folder=f"{place.id}/{year}",
        sites=(place.id,),
        years=(year,),
        sender=f"Integrationsberatung {place.municipalities[0].name} (erfunden)",
        received=dt.date(year + 1, 2, 3),
        files=_files(sheets, place.id, year),
        counting_rule=counting_rule(place, year),
    )


def _rows(place: Place, year: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    counselling = (
        {"consultation_agg": aggregates(place, year, seed)}
        if place.aggregated
        else {"consultation": contacts(place, year, seed)}
    )
    tables = counselling | {
        "service_point": staffing.service_points(place, year),
        "position": staffing.positions(place, year, seed),
        "funding": staffing.fundings(place, year),
        "cooperation_contract": staffing.contracts(place, year),
        "organisation": staffing.organisations(place, year),
        "population": places.population(place, year),
        "accommodation": places.accommodations(place, year),
        "accommodation_rating": places.ratings(place, year, seed),
        "municipality": places.municipalities(place, year),
    }
    return {name: rows for name, rows in tables.items() if rows}


def _files(sheets: list[Sheet], site: str, year: int) -> list[DemoFile]:
    """One CSV a table; tables that the provider keeps in a workbook share one workbook."""
    books = [s for s in sheets if s.style.format == "xlsx"]
    files = [DemoFile(f"{FILE_NAMES[s.table]}_{year}.csv", [s]) for s in sheets if s.style.format == "csv"]
    if (site, year) == HALF_YEARLY:
        files = [part for f in files for part in (_halves(f) if f.sheets[0].table == "consultation" else [f])]
    if books:
        name = "jahresmeldung" if len(books) > 1 else FILE_NAMES[books[0].table]
        files.insert(0, DemoFile(f"{name}_{year}.xlsx", books))
    return files


def _halves(file: DemoFile) -> list[DemoFile]:
    """A file of contacts as two files, one per half-year."""
    page = file.sheets[0]
    first = [row for row in page.rows if row[page.at("month")] and str(row[page.at("month")])[5:7] <= "06"]
    second = [row for row in page.rows if row not in first]
    stem = file.name.removesuffix(".csv")
    return [DemoFile(f"{stem}_{n}_halbjahr.csv", [replace(page, rows=rows)]) for n, rows in ((1, first), (2, second))]


def _official() -> DemoDelivery:
    """Figures of the (invented) statistical office for all sites, told apart by the site column."""
    figures = sheet("context_figure", places.context_figures(), STYLES["amtlich"])
    return DemoDelivery(
        folder="amtliche_statistik",
        sites=tuple(PLACES),
        years=YEARS,
        sender=places.SOURCE,
        received=dt.date(2025, 6, 30),
        files=[DemoFile("gebietszahlen.csv", [figures])],
        legal_basis="public",
        purpose="Gebietszahlen für die wissenschaftliche Begleitung (Demostudie, synthetisch)",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the demo's deliveries; the command line of this module."""
    parser = argparse.ArgumentParser(description="Lieferungen der Demostudie schreiben / write the demo's deliveries")
    parser.add_argument("--out", required=True, help="Zielordner / folder to write to")
    parser.add_argument("--seed", type=int, default=SEED, help="Startwert der Ziehungen / seed of the draws")
    chosen = parser.parse_args(arguments)
    write_demo(chosen.out, chosen.seed)


if __name__ == "__main__":
    main()
