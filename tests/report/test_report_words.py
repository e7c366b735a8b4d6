"""The vocabulary of chapters: every word answers, also where there is nothing, and says why."""

from __future__ import annotations

import pytest

from evaluation import report
from evaluation.errors import ReportError
from evaluation.report import Report
from evaluation.reporting.blocks import DataTable, Notice, Sentence, Title


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


def test_definition_sheet_for_every_indicator(facts) -> None:
    view = facts()
    sheets = Report(view).definitions()
    assert len(sheets) == len(view.indicators)


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
    words = [block.plain() for block in Report(facts()).caseload()[1:]]
    assert words[0] == "2024 lag die Betreuungsrelation um 47\u202f% über dem Schlüssel (anteilig gerechnet)."
    assert words[-1].startswith("Nach dem Schlüssel wären im Jahr 2024 nötig: 8,23 VZÄ (anteilig gerechnet) und 6,00")
    assert words[-1].endswith("Besetzt waren 5,60 VZÄ.")
