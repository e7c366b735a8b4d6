"""The vocabulary of chapters: every word answers, also where there is nothing, and says why."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from evaluation import report
from evaluation.errors import ReportError
from evaluation.report import Report
from evaluation.reporting.blocks import MIME, DataTable, Notice, Sentence, Title, from_bundle
from tests.report.conftest import result


def test_title_page_carries_the_stamp(facts) -> None:
    title = Report(facts()).title_page()
    assert isinstance(title, Title)
    assert title.title == "Standortbericht 2024: Erlenfurt"
    assert title.stamps == ("Synthetische Daten: alle Angaben sind erfunden",)


def test_study_that_is_not_synthetic_is_not_cleared(facts) -> None:
    view = facts()
    view.study["synthetic"] = False
    assert Report(view).title_page().stamps == ("Nicht zur Veröffentlichung freigegeben",)


def test_at_most_seven_key_messages_each_with_number_certainty_and_evidence(facts) -> None:
    table = Report(facts()).key_messages()
    assert isinstance(table, DataTable)
    assert 0 < len(table.rows) <= 7
    for row in table.rows:
        assert all(cell.strip() for cell in row)
        assert any(letter.isdigit() for letter in row[1])


def test_nothing_released_says_why(facts) -> None:
    for block in (Report(facts()).timeline("reach_rate"), Report(facts()).sentence("reach_rate")[0],
                  Report(facts()).indicator_table("reach_rate"), Report(facts()).decomposition()[0]):  # fmt: skip
        assert isinstance(block, Notice)
        assert block.kind == "missing"
        assert "nichts geliefert" in block.text


def test_missing_is_silent_where_there_is_a_value(facts) -> None:
    assert Report(facts()).missing("persons_advised") == ()


def test_indicator_table_prints_states_in_words(facts) -> None:
    table = Report(facts("moorheide")).indicator_table("persons_advised", "consultations")
    assert isinstance(table, DataTable)
    assert table.columns[-1] == "95-%-Intervall 2024"
    persons, contacts = table.rows
    assert persons[4] == "geheim (•)"
    assert contacts[3] == "nicht erhoben"
    assert any("nicht null" in note for note in table.notes)


def test_rows_in_are_rows_used_plus_rows_set_aside(facts) -> None:
    sentence = Report(facts()).data_basis()[0]
    assert isinstance(sentence, Sentence)
    # six deliveries of 900 rows, 890 used and 10 set aside each
    assert "6 Lieferungen mit 5.400 Zeilen" in sentence.text
    assert "5.340" in sentence.text and "60 wurden" in sentence.text


def test_later_years_are_not_shown(facts) -> None:
    table = Report(facts("erlenfurt", 2021)).indicator_table("consultations")
    assert isinstance(table, DataTable)
    assert table.columns == ("Indikator", "2019", "2020", "2021", "95-%-Intervall 2021")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_indicator_is_defined_in_one_table(facts, lang: str) -> None:
    view = facts(lang=lang)
    table = Report(view).definitions()
    assert isinstance(table, DataTable)
    assert [row[2].split("\n")[0] for row in table.rows] == [view.title(name) for name in view.indicators]
    for name, row in zip(view.indicators, table.rows, strict=True):
        assert view.mark(name)["definition"][lang] in row[2]
    assert "15. Januar 2026" in table.notes[-1] or "15 January 2026" in table.notes[-1]


def test_methods_say_what_does_not_follow(facts) -> None:
    table = Report(facts()).methods()
    assert isinstance(table, DataTable)
    assert all(row[0].strip() for row in table.rows)
    contacts = next(row for row in table.rows if row[1] == "Beratungsgespräche")
    assert "Zahl der Menschen" in contacts[0]
    assert "mehrfacher Gespräche" in contacts[3]


def test_what_is_missing_is_said_once(facts) -> None:
    report = Report(facts())
    blocks = report.together(
        report.indicator_table("reach_rate", "no_offer_rate"), report.sentence("persons_advised"),
        report.breakdown("contact_frequency", "contact_class"), report.breakdown("persons_housed", "type"),
    )  # fmt: skip
    notices = [block for block in blocks if isinstance(block, Notice)]
    assert len(notices) == 1 and len(blocks) == 2
    assert notices[0].text.count("nichts geliefert") == 1
    for name in ("reach_rate", "no_offer_rate", "contact_frequency", "persons_housed"):
        assert f"„{name}“" in notices[0].text
    assert from_bundle(notices[0]._repr_mimebundle_()[MIME]) == Notice("missing", notices[0].text)


def test_decided_trend_is_a_key_message(facts) -> None:
    # a released trend: value and interval per year, the number of years as denominator
    row = result("erlenfurt", "2024", "persons_advised", 8.0, low=5.1, high=10.9, denominator=6, unit="% je Jahr",
                 kind="index", method="poisson_trend") | {"indicator": "persons_trend"}  # fmt: skip
    view = facts()
    results = pd.concat([view.results, pd.DataFrame([row])[view.results.columns]], ignore_index=True)
    view.definitions["persons_trend"] = dict(view.mark("persons_advised"))
    table = Report(replace(view, results=results, index={})).key_messages()
    assert isinstance(table, DataTable)
    assert table.rows[0][1].endswith(
        "Über die Jahre 2019 bis 2024 nahm die Zahl der beratenen Menschen im Mittel um 8,0\u202f% je Jahr zu "
        "(95-%-Intervall 5,1\u202f% bis 10,9\u202f%)."
    )
    assert table.rows[0][2] == "Zunahme erkennbar"
    assert "entscheiden" not in table.rows[0][1]


def test_reading_aid_is_the_published_table(facts) -> None:
    table = Report(facts()).reading_aid()[0]
    assert isinstance(table, DataTable)
    assert table.columns[1:] == ("3", "5", "8", "10", "15", "20", "30", "50", "100")
    assert table.rows[0][1:] == ("12", "15", "20", "23", "29", "36", "49", "73", "131")


@pytest.mark.parametrize("lang", ["fr", ""])
def test_unknown_language_is_refused(lang: str, tmp_path) -> None:
    with pytest.raises(ReportError, match="Sprache"):
        report.open(site="erlenfurt", year=2024, lang=lang, folder=tmp_path)


def test_folder_without_a_study_is_refused_in_both_languages(tmp_path) -> None:
    with pytest.raises(ReportError) as error:
        report.open(site="erlenfurt", year=2024, lang="de", folder=tmp_path)
    assert "study.toml" in error.value.de and "study.toml" in error.value.en


def test_study_without_results_says_what_to_run(tmp_path) -> None:
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="evaluation run"):
        report.open(site="erlenfurt", year=2024, lang="de", folder=tmp_path)


def test_caseload_says_how_far_from_the_key_and_what_it_asks_for(facts) -> None:
    # 300 persons on 4 posts are the key of 2:150 in 2019; with 8 percent more each year 1.08**5 = 1.4693 in 2024
    words = [block.plain() for block in Report(facts()).caseload()[:-1]]
    assert words[0] == (
        "Auf eine besetzte Vollzeitstelle kamen 2024 110,2 berechtigte Menschen (2023: 102,0); der Schlüssel 2:150 "
        "sieht 75 vor."
    )
    assert words[1] == (
        "2024 lag die Betreuungsrelation 47\u202f% über dem Schlüssel (anteilig gerechnet) und 43\u202f% über dem "
        "Schlüssel (stufig gerechnet)."
    )
    assert words[2].startswith("Nach dem Schlüssel wären im Jahr 2024 nötig: 8,23 VZÄ (anteilig gerechnet) und 6,00")
    assert words[2].endswith("Besetzt waren 5,60 VZÄ.")


def test_a_figure_last_collected_long_ago_is_still_shown(facts) -> None:
    from dataclasses import replace

    known = facts("erlenfurt")
    old = known.results[known.results["period"] == "2019"].assign(period="2011")
    long_study = {**known.study, "years": list(range(2011, 2025))}
    table = Report(replace(known, results=old, study=long_study)).indicator_table("consultations")
    assert "2011" in table.columns
    assert "2024" not in table.columns
