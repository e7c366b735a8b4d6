"""The carried-over figures of the Saxon districts agree with their published margins."""

from __future__ import annotations

import csv
import os
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RAW = HERE / "data_raw"
POPULATION, AREA, SHARE = "Bevölkerung", "Fläche (km²)", "Ausländeranteil (%)"


def _rows(path: str) -> list[dict[str, str]]:
    with (RAW / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _number(cell: str) -> float:
    return float(cell.replace(",", "."))


def _figures(figure: str) -> dict[tuple[str, str], float]:
    rows = _rows("regionalstatistik_2018/gebietszahlen_2018.csv") + _rows(
        "regionalatlas_ai0208/auslaenderanteil_2011_2024.csv"
    )
    return {(r["Gebietsschlüssel"], r["Stichtag"]): _number(r["Wert"]) for r in rows if r["Kennzahl"] == figure}


def test_population_adds_up_to_the_published_total_of_saxony() -> None:
    # Regionalstatistik 12411-01-01-4, row 14 Sachsen, 31.12.2018
    figures = _figures(POPULATION)
    assert len(figures) == 13
    assert sum(figures.values()) == 4_077_937


def test_area_adds_up_to_the_published_total_of_saxony() -> None:
    # Regionalstatistik 11111-01-01-4, row 14 Sachsen, 31.12.2018: 18449,96 km²
    figures = _figures(AREA)
    assert len(figures) == 13
    assert sum(figures.values()) == pytest.approx(18_449.96, abs=0.011)


def test_foreigner_shares_are_complete() -> None:
    figures = _figures(SHARE)
    assert len(figures) == 13 * 14
    # Regionalatlas AI0208, Zwickau 2011 and 2024
    assert figures["14524", "31.12.2011"] == 1.2
    assert figures["14524", "31.12.2024"] == 6.6


def test_staffing_answer_keeps_its_cells() -> None:
    rows = {row["Standort-ID"]: row for row in _rows("landtag_2014/sozialarbeit_november_2014.csv")}
    assert len(rows) == 13
    assert rows["landkreis-leipzig"]["VZÄ besetzt"] == "0 (3)"
    assert rows["mittelsachsen"]["VZÄ besetzt"] == "*wurde nicht gemeldet"
    assert rows["saechsische-schweiz"]["VZÄ besetzt"] == "5,375"
    # Sum of the full-time equivalents reported: 73.5 (Drs. 6/198)
    told = [row["VZÄ besetzt"].split(" ")[0] for name, row in rows.items() if name != "mittelsachsen"]
    assert sum(_number(cell) for cell in told) == pytest.approx(73.5)
    assert sum(int(row["Personen (Köpfe)"]) for row in rows.values()) == 108


def test_study_names_the_districts_of_the_deliveries() -> None:
    from evaluation.study import load_study

    study = load_study(HERE)
    keys = {site.id: site.kreis_ags5 for site in study.sites}
    assert not study.synthetic and len(keys) == 13
    assert {site.type for site in study.sites} == {"county"}
    for path in RAW.glob("*/lieferung.toml"):
        note = tomllib.loads(path.read_text(encoding="utf-8"))["lieferung"]
        assert set(note["sites"]) == set(keys)
        assert note["legal_basis"] == "public" and note["synthetic"] is False
        assert set(note["years"]) <= set(study.years)
    rows = _rows("regionalatlas_ai0208/auslaenderanteil_2011_2024.csv")
    assert {(row["Standort-ID"], row["Gebietsschlüssel"]) for row in rows} == set(keys.items())


def _official(name: str) -> list[str]:
    folder = os.environ.get("EVALUATION_REAL_DATA")
    if not folder:
        pytest.skip("EVALUATION_REAL_DATA is not set: the full official files are not at hand")
    path = next(Path(folder).rglob(name), None)
    if path is None:
        pytest.skip(f"{name} is not below EVALUATION_REAL_DATA")
    return path.read_text(encoding="latin-1").splitlines()


def test_population_and_area_are_those_of_the_official_files() -> None:
    population = {
        line.split(";")[0]: line.split(";")[2] for line in _official("12411-01-01-4.csv") if line.startswith("14")
    }
    area = {line.split(";")[1]: line.split(";")[3] for line in _official("11111-01-01-4.csv") if ";14" in line}
    for (key, _), value in _figures(POPULATION).items():
        assert int(population[key]) == value
    for (key, _), value in _figures(AREA).items():
        assert _number(area[key]) == value
