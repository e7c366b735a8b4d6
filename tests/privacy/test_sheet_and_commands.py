"""The data-protection sheet in both languages, and the commands export and purge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from evaluation.cli import app
from evaluation.reporting.blocks import DataTable
from evaluation.reporting.data_protection import data_protection_sheet, group_of
from evaluation.results import COLUMNS

from .conftest import SECRETS

STUDY = {"client": {"de": "Ministerium", "en": "Ministry"}, "contact": "begleitung@studie.example",
         "disclosure": {"k": 7, "k_sensitive": 12, "dominance": 0.4}}  # fmt: skip
DELIVERIES: list[dict[str, Any]] = [
    {"sender": "Träger A", "tables": ["consultation", "position"], "purpose": "Begleitung", "legal_basis": "par75",
     "retention_until": "2030-12-31"},
    {"sender": "Landesamt", "tables": ["population"], "purpose": "Begleitung", "legal_basis": "public",
     "retention_until": "2034-06-30"},
]  # fmt: skip
MARKS: dict[str, Any] = {
    "staff_fte": {"unit_counted": "none"},
    "topic_shift": {"of": ["topic_share"]},
    "consultations": {"unit_counted": "persons", "sensitive": ["status_group", "topic_main=violence"]},
}


def released() -> pd.DataFrame:
    cells = [
        ("consultations", "count", "2024", "", "", "shown"),
        ("consultations", "count", "2024-01", "", "", "hidden"),
        ("consultations", "count", "2024", "channel", "office", "hidden"),
        ("consultations", "count", "2024", "channel", "phone", "shown"),
        ("consultations", "count", "2024", "status_group", "duldung", "hidden"),
        ("consultations", "count", "2024", "topic_main", "violence", "hidden"),
        ("topic_shift", "index", "2024", "", "", "hidden"),
        ("topic_shift", "index", "2023", "", "", "not_collected"),
        ("staff_fte", "count", "2024", "", "", "shown"),
        ("population", "published", "2024", "", "", "shown"),
    ]
    names = ["indicator", "kind", "period", "breakdown", "category", "status"]
    return pd.DataFrame(cells, columns=names).reindex(columns=list(COLUMNS))


def test_the_sheet_tells_purpose_basis_data_recipients_and_retention() -> None:
    _, sheet, _ = data_protection_sheet(STUDY, released(), DELIVERIES, "de", MARKS)
    assert isinstance(sheet, DataTable)
    told = dict(sheet.rows)
    assert told["Zweck der Verarbeitung"] == "Begleitung"
    assert told["Rechtsgrundlage"] == "§ 75 SGB X, öffentlich"
    assert told["Daten über einzelne Menschen (pseudonym)"] == "Beratungskontakt"
    assert told["Zusammengefasste Daten über Menschen"] == "Zielgruppenbestand"
    assert told["Empfänger des Berichts"].startswith("Ministerium; ")
    assert told["Aufbewahrung der Personentabellen bis"] == "31. Dezember 2030 – 30. Juni 2034"
    assert told["Ansprechstelle"] == "begleitung@studie.example"


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_rules_are_counted_by_group_never_which_cell(lang: str) -> None:
    _, _, rules = data_protection_sheet(STUDY, released(), DELIVERIES, lang, MARKS)
    assert isinstance(rules, DataTable)
    assert [row[1:] for row in rules.rows] == [("1", "0"), ("2", "1"), ("2", "2"), ("1", "1"), ("1", "1")]
    words = rules.plain()
    assert "7" in words and "12" in words and ("40 %" in words.replace("\u202f", " ") or "40%" in words)
    assert not any(name in words for name in ("Duldung", "duldung", "violence", "Büro", "office", "Gewalt"))


def test_figures_behind_which_nobody_stands_are_in_no_group() -> None:
    assert group_of({"unit_counted": "none"}, "count", "2024", ("", "")) == ""
    assert group_of({}, "published", "2024", ("", "")) == ""
    assert group_of({"unit_counted": "organisations"}, "count", "2024", ("", "")) == "organisations"


def test_export_on_the_command_line_prints_counts_only(raw: Path, tmp_path: Path) -> None:
    command = ["export", str(raw), str(tmp_path / "aus"), "--key", str(tmp_path / "geheim"), "--year", "2024"]
    done = CliRunner().invoke(app, [*command, "--provider", "traeger-a", "--study", "probe", "--site", "auental"])
    assert done.exit_code == 0, done.output
    assert "Kontakte im Auszug / contacts in the extract" in done.output
    assert not [secret for secret in SECRETS if secret in done.output]
    assert 'site = "auental"' in (tmp_path / "aus" / "lieferung.toml").read_text(encoding="utf-8")


def test_purge_on_the_command_line_deletes_with_yes_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from evaluation import lifecycle

    asked: list[bool] = []

    def purge(study: object, today: dt.date, *, delete: bool = False) -> lifecycle.Purge:
        asked.append(delete)
        due = lifecycle.Due("auental/2019", dt.date(2020, 1, 1), {"consultation": 7})
        return lifecycle.Purge((due,), 1, (), delete)

    monkeypatch.setattr(lifecycle, "purge", purge)
    study = str(Path(__file__).parents[2])
    first, second = (CliRunner().invoke(app, ["purge", "--study", study, *more]) for more in ([], ["--yes"]))
    assert asked == [False, True] and first.exit_code == second.exit_code == 0
    assert "Nichts gelöscht" in first.output and "Nichts gelöscht" not in second.output
    assert "consultation: 7" in first.output
