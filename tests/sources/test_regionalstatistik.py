"""Regionalstatistik tables: a tiny file of each layout, and the real ones where they are available."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import polars as pl
import pytest

from evaluation.errors import DeliveryError
from evaluation.sources import discover, load
from evaluation.sources.regionalstatistik import margins, read_table
from evaluation.study import Study

from .conftest import NOTE, Deliver

# Invented areas and numbers in the layout of 12411-01-01-4: date in a header row, key first.
POPULATION = """GENESIS-Tabelle: 12411-01-01-4
Bevölkerung nach Geschlecht - Stichtag 31.12. - regionale;;;;
Tiefe: Kreise und krfr. Städte;;;;
;;Stichtag;Stichtag;Stichtag
;;31.12.2018;31.12.2018;31.12.2018
;;Insgesamt;männlich;weiblich
DG;Deutschland;1000;480;520
02;  Hamburg;400;190;210
14;  Sachsen;600;290;310
145;    Chemnitz, Stat. Region;600;290;310
14167;      Chemnitzer Land, Landkreis;-;-;-
14511;      Chemnitz, Stadt;250;120;130
14524;      Zwickau, Landkreis;350;170;180
__________
"zu  ""gesamter Tabelle"":
ab dem Berichtsjahr 2011: Ergebnisse auf Grundlage des
Zensus 2011; Notiz mit Semikolon"
"© Statistische Ämter des Bundes und der Länder, Deutschland, 2020.
Dieses Werk ist lizenziert unter der Datenlizenz Deutschland
- Namensnennung - Version 2.0."
Stand: 21.03.2020 / 12:15:06
"""
# The layout of 11111-01-01-4: date first, unit as last header row.
AREA = """GENESIS-Tabelle: 11111-01-01-4
Gebietsfläche in qkm - Stichtag 31.12. -;;;
;;;Gebietsfläche
;;;qkm
31.12.2018;DG;Deutschland;1500,75
31.12.2018;14;  Sachsen;1500,75
31.12.2018;14167;      Chemnitzer Land, Landkreis;-
31.12.2018;14511;      Chemnitz, Stadt;500,25
31.12.2018;14524;      Zwickau, Landkreis;1000,50
__________
Stand: 21.03.2020 / 13:36:11
"""
FIGURES = NOTE.replace("[2024]", "[2018]").replace('"consultation"', '"context_figure"').replace(
    'format = "template"', 'format = "regionalstatistik"'
).replace('site = "auental"', 'sites = ["auental", "zwickau"]')  # fmt: skip


def tiny(folder: Path, text: str) -> Path:
    path = folder / "tabelle.csv"
    path.write_bytes(text.encode("latin-1"))
    return path


def test_metadata_and_levels(tmp_path: Path) -> None:
    told = read_table(tiny(tmp_path, POPULATION))
    assert told.code == "12411-01-01-4"
    assert told.title.startswith("Bevölkerung nach Geschlecht")
    assert told.source == "Statistische Ämter des Bundes und der Länder, Deutschland, 2020"
    assert told.licence == "Datenlizenz Deutschland - Namensnennung - Version 2.0"
    assert told.stand == "21.03.2020 / 12:15:06"
    assert "Zensus 2011; Notiz" in told.notes
    levels = dict(told.frame.select("ags", "level").unique().iter_rows())
    assert levels == {
        "DG": "country", "02": "land", "14": "land", "145": "region", "14167": "kreis", "14511": "kreis",
        "14524": "kreis",
    }  # fmt: skip


@pytest.mark.parametrize("damage", ["double", "utf-8-sig", "crlf"])
def test_other_encodings_give_the_same_frame(damage: str, tmp_path: Path) -> None:
    usual = read_table(tiny(tmp_path, POPULATION))
    data = {
        "double": POPULATION.encode().decode("latin-1").encode(),
        "utf-8-sig": POPULATION.encode("utf-8-sig"),
        "crlf": POPULATION.replace("\n", "\r\n").encode("latin-1"),
    }[damage]
    (tmp_path / "tabelle.csv").write_bytes(data)
    told = read_table(tmp_path / "tabelle.csv")
    assert told.frame.equals(usual.frame) and told.title == usual.title and told.stand == usual.stand


def test_districts_are_not_counted_twice(tmp_path: Path) -> None:
    told = read_table(tiny(tmp_path, POPULATION))
    districts = told.districts().filter(pl.col("feature_1") == "Insgesamt")
    assert districts["ags"].to_list() == ["02", "14167", "14511", "14524"], "Hamburg stands in for its district"
    assert districts["value"].sum() == 1000
    assert margins(told)["difference"].to_list() == [0.0] * 9


def test_date_first_layout(tmp_path: Path) -> None:
    told = read_table(tiny(tmp_path, AREA))
    zwickau = told.frame.row(by_predicate=pl.col("ags") == "14524", named=True)
    assert (zwickau["ref_date"], zwickau["value"], zwickau["unit"]) == (dt.date(2018, 12, 31), 1000.5, "qkm")
    assert zwickau["feature_1"] == "Gebietsfläche"


def test_a_single_dash_is_zero_and_a_row_of_dashes_is_absent(tmp_path: Path) -> None:
    told = read_table(tiny(tmp_path, POPULATION.replace("250;120;130", "130;-;130")))
    chemnitz = told.frame.filter(pl.col("ags") == "14511")
    assert chemnitz.select("value", "symbol").rows() == [(130.0, None), (0.0, "zero"), (130.0, None)]
    gone = told.frame.filter(pl.col("absent"))
    assert gone["ags"].unique().to_list() == ["14167"] and gone["value"].null_count() == 3


def test_delivery_becomes_context_figures(study: Study, deliver: Deliver) -> None:
    deliver(note=FIGURES, kontakte_csv=POPULATION.encode("latin-1"))
    (delivery,), findings = discover(study)
    assert findings == []
    result = load(delivery, study)
    frame = result.tables["context_figure"]
    assert frame.select("site", "ags", "figure", "value", "unit").rows() == [
        ("zwickau", "14524", "population", 350.0, "Personen"),
        ("zwickau", "14524", "population_male", 170.0, "Personen"),
        ("zwickau", "14524", "population_female", 180.0, "Personen"),
    ]
    assert frame["table_code"].unique().to_list() == ["12411-01-01-4"]
    counted = {finding.rule: finding.count for finding in result.findings}
    assert counted == {"encoding_converted": 1, "area_abolished": 3, "area_not_in_study": 15}
    assert (result.rows[0].rows_in, result.rows[0].rows_clean, result.rows[0].rows_set_aside) == (21, 3, 18)


def test_margin_that_does_not_add_up_is_told(study: Study, deliver: Deliver) -> None:
    deliver(
        note=FIGURES, kontakte_csv=POPULATION.replace("DG;Deutschland;1000", "DG;Deutschland;1100").encode("latin-1")
    )
    (delivery,), _ = discover(study)
    assert "margin_differs" in [finding.rule for finding in load(delivery, study).findings]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("GENESIS-Tabelle:", "Tabelle:"),
        ("__________", ""),
        ("14524;      Zwickau, Landkreis;350;170;180", "14524;      Zwickau, Landkreis;350;170"),
        ("350;170;180", "350;viele;180"),
    ],
)
def test_other_layouts_are_refused(old: str, new: str, study: Study, deliver: Deliver, tmp_path: Path) -> None:
    broken = POPULATION.replace(old, new)
    with pytest.raises(DeliveryError):
        read_table(tiny(tmp_path, broken))
    deliver(note=FIGURES, kontakte_csv=broken.encode("latin-1"))
    (delivery,), _ = discover(study)
    assert [finding.rule for finding in load(delivery, study).findings] == ["table_layout"]


def test_table_without_a_declared_figure(study: Study, deliver: Deliver) -> None:
    deliver(note=FIGURES, kontakte_csv=AREA.replace("11111", "99999").encode("latin-1"))
    (delivery,), _ = discover(study)
    assert [finding.rule for finding in load(delivery, study).findings][-1] == "table_not_mapped"


REAL = os.environ.get("EVALUATION_REAL_DATA", "")
real = pytest.mark.skipif(
    not REAL, reason="EVALUATION_REAL_DATA is not set: the official files are not on this machine"
)


def official(number: str) -> Path:
    return Path(REAL) / "amtliche_statistik" / f"{number}.csv"


@real
def test_real_population_equals_its_margins() -> None:
    told = read_table(official("12411-01-01-4"))
    both = margins(told)
    assert both.height == 17 * 3 and both["difference"].abs().max() == 0
    # Published total of Germany at 31.12.2018, first data row of the table.
    country = both.row(by_predicate=(pl.col("ags") == "DG") & (pl.col("feature_1") == "Insgesamt"), named=True)
    assert country["summed"] == country["published"] == 83_019_213
    gone = told.frame.filter(pl.col("absent") & (pl.col("level") == "kreis"))["ags"].unique()
    assert gone.len() == 72 and {"14167", "14173", "14193"} <= set(gone)


@real
def test_real_area_equals_its_margins_within_rounding() -> None:
    both = margins(read_table(official("11111-01-01-4"))).filter(pl.col("ags") != "DG")
    # Footnotes of the table: differences by rounding; Rhineland-Palatinate includes the German-Luxembourg condominium.
    assert both.filter(pl.col("ags") != "07")["difference"].abs().max() <= 0.05
    assert both.filter(pl.col("ags") == "07")["difference"].item() == pytest.approx(-6.18)


@real
def test_real_hospitals_with_four_header_rows() -> None:
    told = read_table(official("23111-01-04-4"))
    assert told.features == ["feature_1", "feature_2", "feature_3"]
    both = margins(told)
    assert both.filter(pl.col("ags") != "DG")["difference"].abs().max() == 0
    beds = told.frame.filter((pl.col("ags") == "01001") & (pl.col("feature_3") == "Innere Medizin"))
    assert beds["value"].to_list() == [256.0]


@real
def test_real_density_of_zwickau() -> None:
    """Inhabitants per km² out of both tables: 317,531 on 949.78 km² at 31.12.2018."""
    people = read_table(official("12411-01-01-4")).frame
    area = read_table(official("11111-01-01-4")).frame
    n = people.filter((pl.col("ags") == "14524") & (pl.col("feature_1") == "Insgesamt"))["value"].item()
    km2 = area.filter(pl.col("ags") == "14524")["value"].item()
    assert (n, km2) == (_cell("12411-01-01-4", "14524", 2), _cell("11111-01-01-4", "14524", 3))


def _cell(number: str, ags: str, position: int) -> float:
    """A cell read the plain way, beside the reader."""
    for line in official(number).read_text(encoding="latin-1").splitlines():
        fields = line.split(";")
        if ags in fields[:2]:
            return float(fields[position].replace(",", "."))
    raise AssertionError(ags)
