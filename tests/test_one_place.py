"""One place each: what is added to the study or to the package in one place appears wherever it should."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.small_study import SITES, add_delivery, add_site, contacts, released, small_study

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "own_indicators.md").read_text(encoding="utf-8")
INDICATOR = re.findall(r"```python\n(.*?)```", DOCUMENT, flags=re.DOTALL)[0]
TABLE = '''"""T98: visits."""

from evaluation.tables._common import SITE_ID
from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T98", name="visit", protection="P1", de="Besuche", en="Visits", row_de="ein Besuch", row_en="one visit",
    key=("visit_id",),
    columns=(SITE_ID, Column("visit_id", "id", "Besuchs-ID", "Visit id", required=True),
             Column("guests", "int", "Zahl der Gäste", "Number of guests", minimum=0)),
)
'''
FORMAT = '''"""Files with bars between the cells."""

from evaluation.cleaning import Context, Place
from evaluation.sources import template
from evaluation.sources.grid import Grid, frame_of
from evaluation.tables import TABLES

FORMAT, TABLES_READ, SUFFIXES = "bars", ("consultation",), (".bars",)


def read(file, delivery, study):
    lines = (delivery.folder / file.name).read_text(encoding="utf-8").splitlines()
    place = Place(delivery.id, delivery.site, delivery.years[0], file.name, file.sheet)
    context = Context(place=place, sites=template.site_words(delivery.sites, study), years=delivery.years,
                      defaults={"counting_rule": delivery.counting_rule}, dash_is_zero=False)
    return template.read_table(Grid(frame_of([line.split("|") for line in lines])), file, TABLES[file.table], context)
'''
RULE = '''def house_rule(disclosure: Disclosure) -> pl.Expr:
    """Nothing about housing is shown."""
    return pl.col("category") == "housing"


'''
PROBE = """
import json
import sys
from pathlib import Path

import openpyxl
import polars as pl

import evaluation
from evaluation.example.templates import write_templates
from evaluation.indicators._print import markdown as catalogue_text
from evaluation.tables import dictionary, table
from evaluation.tables.frames import empty
from evaluation.vocabulary import label, lookup

root, templates = Path(sys.argv[1]), Path(sys.argv[2])
from evaluation import pipeline

choice = pipeline.choose(root)
cleaned = pipeline.clean(choice.study)
counts = pipeline.count(choice.study, cleaned)
released = pipeline.release(choice.study, counts, cleaned)
write_templates(templates)
listed = openpyxl.load_workbook(templates / "T11_consultation.xlsx")["Listen"]
results, audit = released.results, released.audit
sheet = pipeline.bundle_folder(choice.study, 2024, "auental") / "definitions.json"
print(json.dumps({
    "package": evaluation.__file__,
    "templates": sorted(path.name for path in templates.iterdir()),
    "dictionary": dictionary.markdown(),
    "empty": empty(table("visit")).columns,
    "visits": cleaned.tables["visit"].select("site", "year", "guests").rows(),
    "read": cleaned.tables["consultation"].group_by("site", "year").len().sort("site", "year").rows(),
    "blocks": [finding.de for finding in cleaned.findings if finding.severity == "blocks"],
    "label": [label("CL32", "sport", lang) for lang in ("de", "en")],
    "lookup": lookup("CL32").get("sport"),
    "list": [cell.value for row in listed.iter_rows() for cell in row if cell.value],
    "topics": counts.filter(pl.col("breakdown") == "topic_main", pl.col("numerator") > 0)["category"].to_list(),
    "counted": counts["indicator"].unique().to_list(),
    "released": sorted(results.loc[results["status"] == "shown", "indicator"].unique()),
    "catalogue": catalogue_text("de"),
    "sheet": json.loads(sheet.read_text(encoding="utf-8"))["outreach_share"]["title"]["de"],
    "audit": audit.loc[audit["rule"] == "house_rule", "category"].unique().tolist(),
    "housing": results.loc[results["category"] == "housing", "status"].unique().tolist(),
}))
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A copy of the package with one indicator, table, format, code and rule more, and what became of them."""
    home = tmp_path_factory.mktemp("package")
    package = home / "evaluation"
    shutil.copytree(ROOT / "evaluation", package, ignore=shutil.ignore_patterns("__pycache__"))
    for place, text in (("indicators/outreach", INDICATOR), ("tables/visit", TABLE), ("sources/bars", FORMAT)):
        (package / f"{place}.py").write_text(text, encoding="utf-8")
    with (package / "vocabulary" / "CL32_topic.csv").open("a", encoding="utf-8") as codes:
        codes.write("sport,Sport,sports,eigene Festlegung,,\n")
    rules = package / "release" / "rules.py"
    text = rules.read_text(encoding="utf-8").replace(
        "RULES: tuple[Rule, ...] = (", "RULES: tuple[Rule, ...] = (\n    house_rule,"
    )
    rules.write_text(text.replace("RULES: tuple", f"{RULE}RULES: tuple", 1), encoding="utf-8")

    study = small_study(home / "study")
    add_site(study, "neudorf")
    bars = contacts(2024, 40, ("Sport", "Wohnen")).replace(";", "|")
    add_delivery(study, "neudorf", 2024, bars, "kontakte.bars", form="bars")
    add_delivery(study, "neudorf", 2023, "Besuchs-ID;Zahl der Gäste\nb1;12\n", "besuche.csv", table="visit")
    env = os.environ | {"PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(study), str(home / "templates")],
        capture_output=True, text=True, encoding="utf-8", cwd=home, env=env, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert Path(found["package"]).is_relative_to(home)
    assert found["blocks"] == []
    return found


def test_an_indicator_is_one_function(added: dict[str, Any]) -> None:
    assert "outreach_share" in added["counted"]
    assert "outreach_share" in added["released"]
    assert "`outreach_share` (outreach)" in added["catalogue"]
    assert added["sheet"] == "Anteil aufsuchender Kontakte"


def test_a_table_is_one_file(added: dict[str, Any]) -> None:
    assert "T98_visit.xlsx" in added["templates"]
    assert "## T98 · Besuche · Visits" in added["dictionary"] and "Zahl der Gäste" in added["dictionary"]
    assert added["empty"] == ["site", "year", "delivery", "site_id", "visit_id", "guests"]
    assert added["visits"] == [["neudorf", 2023, 12]]


def test_a_source_format_is_one_file(added: dict[str, Any]) -> None:
    assert ["neudorf", 2024, 160] in added["read"]


def test_a_code_is_one_row(added: dict[str, Any]) -> None:
    assert added["label"] == ["Sport", "sports"]
    assert added["lookup"] == "sport"
    assert "Sport" in added["list"]
    assert "sport" in added["topics"]
    assert "sports" in added["dictionary"]


def test_a_disclosure_rule_is_one_function(added: dict[str, Any]) -> None:
    # The rules are listed in one place, release/rules.py.
    assert added["audit"] == ["housing"]
    assert "shown" not in added["housing"]


def test_a_site_is_one_entry(tmp_path: Path) -> None:
    from evaluation.reporting.index_page import write_indexes
    from evaluation.study import load_study

    root = small_study(tmp_path)
    add_site(root, "neudorf")
    found = released(root)
    rows = found.results[found.results["site"] == "neudorf"]
    assert set(rows["period"]) == {"2023", "2024"}
    assert set(rows.loc[rows["indicator"] == "consultations", "status"]) == {"not_collected"}
    pairs = {frozenset(pair) for pair in zip(found.comparability["site_a"], found.comparability["site_b"], strict=True)}
    assert {frozenset({"neudorf", site}) for site in SITES} <= pairs
    bundles = root / "data_processed" / "released" / "bundles" / "2024"
    assert {path.name for path in bundles.iterdir()} == {*SITES, "neudorf", "comparison"}
    study = load_study(root)
    assert "neudorf" in study.tables()["site"]["site"].to_list()
    for page in write_indexes(study, 2024, []):
        assert "Neudorf" in page.read_text(encoding="utf-8")


def test_a_chapter_is_one_notebook(tmp_path: Path) -> None:
    from evaluation.reporting.make import plan
    from evaluation.reporting.notebooks import chapters, join
    from evaluation.study import load_study

    root = small_study(tmp_path)
    folder = root / "notebooks" / "site_report"
    folder.mkdir(parents=True)
    own = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell("# Eigenes Kapitel", metadata={"tags": ["de"]}),
        nbformat.v4.new_markdown_cell("# Own chapter", metadata={"tags": ["en"]}),
    ])  # fmt: skip
    nbformat.write(own, folder / "11_eigenes.ipynb")
    paths = chapters("site_report", root)
    names = [path.stem for path in paths]
    assert names == sorted(names) and "11_eigenes" in names
    told = [cell.source for cell in join(paths, "de").cells]
    assert "# Eigenes Kapitel" in told and "# Own chapter" not in told
    assert plan("site_report", load_study(root), "auental", 2024, "de").chapters == tuple(paths)
