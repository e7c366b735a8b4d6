"""The comparison report: what may not be compared stands apart, sites stand by type and name, nothing is pooled."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evaluation.errors import ReportError
from evaluation.report import Report
from evaluation.reporting import comparison_panels, comparison_rows, style
from evaluation.reporting.blocks import Block, DataTable, Figure
from evaluation.reporting.comparison_course import course
from evaluation.reporting.facts import Facts
from evaluation.reporting.wording import check_wording
from evaluation.results import COLUMNS, NUMBERS

CHAPTERS = sorted((Path(__file__).parents[1] / "notebooks" / "comparison_report").glob("*.ipynb"))
YEARS = (2020, 2021, 2022, 2023, 2024)
SITES = {"zell": "mid", "adorf": "mid", "berg": "small", "cham": "small", "xanten": "rural", "dorf": "rural"}
MARKS: dict[str, dict[str, Any]] = {
    name: {
        "number": number, "title": {"de": de, "en": en}, "kind": kind, "unit": {"de": unit, "en": unit},
        "tables": ["position" if counted == "none" else "consultation"],
        "definition": {"de": de, "en": en}, "source": {"de": "", "en": ""}, "unit_counted": counted, "breakdowns": [],
    }
    for name, number, de, en, kind, unit, counted in (
        ("persons_advised", "RN01", "Beratene Personen", "Persons advised", "count", "Personen", "persons"),
        ("consultations", "RN02", "Beratungsgespräche", "Consultations", "count", "Kontakte", "persons"),
        ("topic_share", "TH01", "Themenanteil", "Topic share", "share", "%", "persons"),
        ("filled_share", "PE03", "Besetzungsquote", "Filled share", "ratio", "%", "none"),
    )
}  # fmt: skip
# values chosen so that the order by value differs from the order by type and name
PERSONS = {
    "zell": (100, 120, 140, 160, 200), "adorf": (300, 300, 300, 300, 300), "berg": (90, 90, 90, 90, 90),
    "cham": (50, 60, 80, 100, 130), "xanten": (400, 350, 300, 250, 200), "dorf": (60, 50, 40, 30, 20),
}  # fmt: skip


def row(site: str, year: int, indicator: str, value: float, **more: Any) -> dict[str, Any]:
    mark = MARKS[indicator]
    spread = 1.96 * math.sqrt(value)
    filled = dict.fromkeys(COLUMNS, "") | {
        "site": site, "period": str(year), "indicator": indicator, "kind": mark["kind"], "unit": mark["unit"]["de"],
        "numerator": value, "denominator": 100.0 if mark["kind"] == "share" else math.nan, "value": value,
        "low": max(0.0, value - spread), "high": value + spread, "confidence": 0.95, "method": "poisson_exact",
        "n_units": value, "status": "shown", "comparability": "ok", "definition_version": "1",
    } | more  # fmt: skip
    if filled["method"].startswith("none"):
        filled |= {"low": math.nan, "high": math.nan, "confidence": math.nan}
    if filled["status"] != "shown":
        filled |= dict.fromkeys(NUMBERS, math.nan) | {"method": ""}
    return filled


def results() -> pd.DataFrame:
    found = []
    for site in SITES:
        for year, persons in zip(YEARS, PERSONS[site], strict=True):
            found.append(row(site, year, "persons_advised", persons))
            found.append(row(site, year, "filled_share", 90.0, method="none_full_count"))
            # berg counts cases until 2022 and other things than its neighbours in every year
            apart = {"comparability": "no:counting_rule_differs"} if site == "berg" else {}
            key = {"method": "none_no_person_key"} if site in ("dorf", "berg") else {}
            found.append(row(site, year, "consultations", 4 * persons, **apart, **key))
            for topic in ("work", "housing"):
                merged = site == "dorf" and topic == "housing"
                found.append(row(site, year, "topic_share", 40, breakdown="topic_main",
                                 category="other_merged" if merged else topic, method="wilson"))  # fmt: skip
    hidden = row("cham", 2024, "persons_advised", 0, status="hidden", reason="disclosure")
    found = [hidden if (r["site"], r["period"], r["indicator"]) == ("cham", "2024", "persons_advised") else r
             for r in found]  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)


def comparability() -> pd.DataFrame:
    pair = {"reporting_year": 2024, "previous_year": None, "indicator": "consultations"}
    differs = pair | {"status": "no", "reason": "counting_rule_differs"}
    found = [differs | {"site_a": min(s, "berg"), "site_b": max(s, "berg")} for s in SITES if s != "berg"]
    found.append(pair | {"site_a": "adorf", "site_b": "zell", "status": "limited", "reason": "missing"})
    found.append(pair | {"site_a": "berg", "site_b": "berg", "reporting_year": 2022, "previous_year": 2021,
                         "status": "no", "reason": "counting_rule_changed"})  # fmt: skip
    return pd.DataFrame(found)


def facts(lang: str = "de", **more: Any) -> Facts:
    study = {
        "id": "s", "title": {"de": "Studie", "en": "Study"}, "synthetic": True, "years": list(YEARS), "authors": [],
        "sites": [{"id": s, "name": s.capitalize(), "type": kind, "role": "model"} for s, kind in SITES.items()],
        "events": [], "disclosure": {},
        "expectations": [
            {"indicator": "persons_advised", "type": "rural", "direction": "decrease", "registered": "2019-01-15",
             "de": "Auf dem Land werden weniger Menschen beraten.", "en": "Fewer people are advised in rural areas."},
            {"indicator": "persons_advised", "type": "mid", "direction": "decrease", "registered": "2023-01-15",
             "de": "In den Städten werden weniger Menschen beraten.", "en": "Fewer people are advised in towns."},
        ],
    }  # fmt: skip
    given: dict[str, Any] = {
        "results": results(), "comparability": comparability(), "study": study, "deliveries": [], "definitions": MARKS,
        "provenance": {}, "site": "comparison", "year": 2024, "lang": lang,
    }  # fmt: skip
    return Facts(**(given | more))


@pytest.fixture
def report() -> Report:
    return Report(facts())


def cells(table: Block) -> dict[str, tuple[str, ...]]:
    assert isinstance(table, DataTable)
    return {line[1]: line for line in table.rows}


def test_sites_stand_by_type_and_name_whatever_their_values(report: Report) -> None:
    table = report.side_by_side("persons_advised")[0]
    assert list(cells(table)) == ["Adorf", "Zell", "Berg", "Cham", "Dorf", "Xanten"]
    assert [line[0] for line in table.rows[::2]] == ["Mittelgroße Stadt", "Kleinstadt", "Ländliche Region/Dorf"]


@pytest.mark.parametrize("order", ["value", "-value", "name", "size"])
def test_any_other_order_is_refused(report: Report, order: str) -> None:
    with pytest.raises(ReportError, match="ordnet vor allem Zufall"):
        report.side_by_side("persons_advised", order=order)


def test_rankings_and_pooled_means_are_refused(report: Report) -> None:
    with pytest.raises(ReportError, match="Rangfolge"):
        report.ranking("persons_advised")
    with pytest.raises(ReportError, match="Mittelwert über Standorte"):
        report.pooled_mean("persons_advised")


def test_values_that_must_not_be_compared_stand_apart_with_the_reason(report: Report) -> None:
    table, apart = report.side_by_side("consultations")
    assert cells(table)["Berg"][2] == "nicht vergleichbar †"
    assert "360" not in table.plain()
    assert [line[0] for line in apart.rows] == ["Berg"]
    assert "360" in apart.rows[0][2] and "verschiedenen Regeln" in apart.rows[0][3]


def test_hidden_is_hidden_and_never_a_number(report: Report) -> None:
    assert cells(report.side_by_side("persons_advised")[0])["Cham"][2] == "geheim (•)"
    figure = report.small_multiples("persons_advised")
    assert isinstance(figure, Figure) and figure.table is not None
    assert cells(figure.table)["Cham"][-1] == "geheim (•)"
    assert "2024: geheim (•)" in figure.alt and "130" not in figure.alt + figure.table.plain()


def test_change_to_the_year_before_is_a_word_with_its_arrow(report: Report) -> None:
    persons = cells(report.side_by_side("persons_advised")[0])
    # 160 to 200: exact ratio 1.25, interval 1.01 to 1.55 (Clopper-Pearson of 200 in 360)
    assert persons["Zell"][2].split("\n")[-1] == "↑ Zunahme"
    assert persons["Adorf"][2].split("\n")[-1] == "offen"
    assert cells(report.side_by_side("filled_share")[0])["Zell"][2].split("\n")[-1] == "= unverändert"


def test_matrix_comes_with_status_reason_pairs_and_breaks(report: Report) -> None:
    matrix, pairs, breaks = (block for block in report.comparability_matrix() if isinstance(block, DataTable))
    berg = matrix.columns.index("Berg")
    answers = {line[1]: line[berg] for line in matrix.rows}
    assert answers == {"Beratene Personen": "ja", "Beratungsgespräche": "nein (1)", "Themenanteil": "ja",
                       "Besetzungsquote": "ja"}  # fmt: skip
    assert any(note.startswith("1: ") and "verschiedenen Regeln" in note for note in matrix.notes)
    assert [line[:2] for line in pairs.rows] == [("Berg", "Adorf, Zell, Cham, Dorf und Xanten")]
    assert breaks.rows[0][:2] == ("Berg", "2021 und 2022")


def test_smallest_p_values_of_site_comparisons(report: Report) -> None:
    # 2/C(4,2) = 0.33, 2/C(6,3) = 0.10, 3!/(6!/(2!2!2!)) = 6/90 = 0.067, ordered 2/90 = 0.022
    table = report.what_sites_can_show()[0]
    assert isinstance(table, DataTable)
    assert [line[1] for line in table.rows] == ["0,33", "0,10", "0,067", "0,022"]
    assert "alle Typen zusammen" in table.rows[2]


def test_range_names_the_values_and_no_mean(report: Report) -> None:
    table = report.type_range("persons_advised")
    assert isinstance(table, DataTable)
    mid = next(line for line in table.rows if line[0] == "Mittelgroße Stadt")
    assert mid[1:3] == ("200 bis 300", "Adorf 300; Zell 200")
    assert "250" not in table.plain()  # the mean of 200 and 300
    small = next(line for line in table.rows if line[0] == "Kleinstadt")
    assert small[1] == "90" and small[3] == "Cham (geheim (•))"


def test_pattern_names_the_common_direction_and_the_counter_example() -> None:
    turned = {site: dict.fromkeys(YEARS, "rural") for site in ("xanten", "dorf", "cham")}
    study = facts().study | {"sites": [{"id": s, "name": s.capitalize(), "type": "rural"} for s in turned]}
    frame = results()
    frame = frame[frame["site"].isin(turned)]
    shown = frame["status"] == "shown"
    words = Report(facts(study=study, results=frame[shown])).pattern("consultations").plain()
    assert "gegenläufig: Zunahme an 1 von 3 Standorten, Abnahme an 2 von 3 Standorten" in words
    assert "Gegenbeispiel: Cham." in words


def test_sums_without_persons_have_a_direction_from_five_ordered_years_only() -> None:
    # five strictly falling values: exact Mann-Kendall p = 2/120 = 0.0167 (Kendall); four cannot go below 2/24 = 0.083
    item, site = comparison_rows.item("consultations"), {"id": "dorf", "name": "Dorf", "type": "rural"}
    five = course(facts(), item, site)
    assert (five.direction, five.basis) == ("down", "monotone")
    frame = results()
    four = course(facts(results=frame[frame["period"] != "2020"]), item, site)
    assert (four.direction, four.basis) == ("undecided", "none")


def test_a_course_begins_after_the_last_break() -> None:
    site = {"id": "berg", "name": "Berg", "type": "small"}
    one = course(facts(), comparison_rows.item("consultations"), site)
    assert one.first is not None and one.first["period"] == "2022"


def test_expectations_beside_what_was_observed(report: Report) -> None:
    table = report.expectations_observed()
    assert isinstance(table, DataTable)
    judged = [line[2] for line in table.rows]
    assert judged == ["an beiden Standorten mit der Erwartung vereinbar", "nicht vereinbar an Zell"]
    assert any("Nach Beginn der Daten festgehalten: In den Städten" in note for note in table.notes)


def test_panels_share_their_scale_and_show_type_mates_behind(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    finish = style.finish

    def keep(figure: Any, **parts: Any) -> Any:
        seen["axes"] = {axes.get_title(loc="left"): axes for axes in figure.axes if axes.get_visible()}
        return finish(figure, **parts)

    monkeypatch.setattr(style, "finish", keep)
    report.small_multiples("consultations")
    axes = seen["axes"]
    assert list(axes) == ["Adorf", "Zell", "Berg (nicht vergleichbar)", "Cham", "Dorf", "Xanten"]
    assert len({panel.get_ylim() for panel in axes.values()}) == 1

    def mates(name: str) -> list[list[float]]:
        lines = (line for line in axes[name].lines if line.get_color() == comparison_panels.MATE)
        return [[float(value) for value in line.get_ydata()] for line in lines]

    assert mates("Zell") == [[1200.0] * 5]
    assert mates("Cham") == []  # its only type mate counts by another rule
    colours = {line.get_color() for line in axes["Berg (nicht vergleichbar)"].lines}
    assert style.BLUE not in colours and style.ORANGE in colours  # grey, with the break marked


def test_one_category_of_a_breakdown_and_what_was_merged(report: Report) -> None:
    table = report.side_by_side("topic_share/topic_main=housing")[0]
    assert cells(table)["Dorf"][2] == "in „übrige“"
    assert cells(table)["Zell"][2].startswith("40,0")
    with pytest.raises(ReportError, match="keine Angabe"):
        report.side_by_side("topic_share/work")


def test_an_indicator_without_values_says_why(report: Report) -> None:
    for block in (report.small_multiples("consultations_per_fte"), report.type_range("consultations_per_fte")):
        assert block.plain().endswith("Grund: nicht erhoben (alle Standorte).")


def test_a_figure_of_earlier_years_only_names_its_last_year() -> None:
    frame = results()
    old = frame[(frame["indicator"] != "filled_share") | (frame["period"] < "2023")]
    (note,) = Report(facts(results=old)).side_by_side("filled_share")
    assert note.plain().endswith("Der letzte Wert stammt aus 2022.")


def test_many_sites_stand_in_portions_of_about_the_same_size() -> None:
    many = [{"id": f"s{n:02d}", "name": f"Ort {n:02d}", "type": "county"} for n in range(13)]
    portions = comparison_rows.columns_of_sites(facts(study=facts().study | {"sites": many}))
    assert [len(portion) for portion in portions] == [4, 5, 4]
    assert [site["id"] for portion in portions for site in portion] == [site["id"] for site in many]


# --- chapters -------------------------------------------------------------------------------------------------


def notebook(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def tagged(cells: list[dict[str, Any]], tag: str) -> Iterator[str]:
    return ("".join(cell["source"]) for cell in cells if tag in cell["metadata"].get("tags", []))


def test_comparability_stands_before_every_result() -> None:
    names = [path.stem for path in CHAPTERS]
    place = names.index("03_vergleichbarkeit")
    for path in CHAPTERS[:place]:
        source = json.dumps(notebook(path))
        assert "side_by_side" not in source and "small_multiples" not in source
    first = next(c for c in notebook(CHAPTERS[place]) if c["cell_type"] == "code" and not c["metadata"].get("tags"))
    assert "comparability_matrix" in "".join(first["source"])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapters_are_thin_and_bilingual(path: Path) -> None:
    content = notebook(path)
    assert list(tagged(content, "parameters")) == ['site = "comparison"\nyear = 2024\nlang = "de"']
    assert len(list(tagged(content, "setup"))) == 1
    german, english = list(tagged(content, "de")), list(tagged(content, "en"))
    assert len(german) == len(english) and german != english
    assert [words.split(" ")[0] for words in german if words.startswith("#")] == [
        words.split(" ")[0] for words in english if words.startswith("#")
    ]
    for cell in content:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            assert len(cell["source"]) <= 3
    for words in german + english:
        assert check_wording(words) == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_word_of_the_chapters_runs_and_keeps_to_cautious_words(lang: str) -> None:
    r = Report(facts(lang))
    for path in CHAPTERS:
        for cell in notebook(path):
            if cell["cell_type"] == "code" and not cell["metadata"].get("tags"):
                shown = eval("".join(cell["source"]), {"r": r})
                for block in shown if isinstance(shown, tuple) else (shown,):
                    assert check_wording(block.plain()) == [], path.stem
                    assert not isinstance(block, Figure) or (block.alt and block.table is not None)


def test_english_report_has_no_german_words() -> None:
    r = Report(facts("en"))
    blocks = [*r.comparability_matrix(), *r.side_by_side("consultations", "persons_advised"),
              *r.pattern("consultations"), r.type_range("persons_advised"), *r.summary_of_patterns(),
              r.expectations_observed(), *r.breakdown_side_by_side("topic_share", "topic_main"),
              *r.what_sites_can_show(), *r.context_table(), r.sites(), r.small_multiples("consultations")]  # fmt: skip
    words = "\n".join(block.plain() for block in blocks)
    for german in ("Standort", "Zunahme", "Abnahme", "nicht", "vergleichbar", "offen ", "geheim", "Jahre", "groß"):
        assert german not in words
