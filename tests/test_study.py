"""study.toml: every wrong or unknown key is named, with what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.errors import StudyError
from evaluation.study import load_study, sites_by_type

GOOD = """
[study]
id = "probe"
title = { de = "Probestudie", en = "Trial study" }
synthetic = true
years = [2023, 2024]
authors = ["A. Beispiel"]
[disclosure]
k = 5
k_sensitive = 10
dominance = 0.5
[[site]]
id = "nordort"
name = "Nordort"
type = "rural"
[[site]]
id = "altort"
name = "Altort"
type = "mid"
[[event]]
date = 2022-02-24
de = "Zugang aus der Ukraine"
en = "Arrivals from Ukraine"
sites = ["altort"]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


def test_good_study_is_read(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, GOOD))
    assert study.title == {"de": "Probestudie", "en": "Trial study"}
    assert [site.id for site in study.sites] == ["nordort", "altort"]
    assert list(sites_by_type(study)) == ["mid", "rural"]
    assert study.events[0].sites == ("altort",)
    assert study.languages == ("de", "en")


@pytest.mark.parametrize(
    ("old", "new", "named", "allowed"),
    [
        ("years = [2023, 2024]", "jahre = [2023]", "jahre", "years"),
        ('type = "rural"', 'type = "village"', "type", "mid, small, rural, city, county"),
        ('id = "nordort"', 'id = "../nordort"', "id", "kein Pfad"),
        ('id = "nordort"', 'id = "altort"', "id", "doppelt"),
        ('name = "Nordort"', 'naem = "Nordort"', "naem", "name"),
        ('sites = ["altort"]', 'sites = ["oz"]', "sites", "nordort, altort"),
        ("k = 5", 'k = "fünf"', "k", "Zahl"),
        ("k = 5", "k = 1", "k", "mindestens 3"),
        ("date = 2022-02-24", 'date = "2022"', "date", "Datum"),
        ("[disclosure]", "[geheim]", "geheim", "disclosure"),
    ],
)
def test_wrong_key_is_named_with_what_is_allowed(tmp_path: Path, old: str, new: str, named: str, allowed: str) -> None:
    assert old in GOOD
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, GOOD.replace(old, new, 1)))
    assert f"»{named}«" in caught.value.de
    assert allowed in caught.value.de
    assert f"'{named}'" in caught.value.en


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="evaluation new"):
        load_study(tmp_path)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="line 3"):
        load_study(write(tmp_path, "[study]\nid = 'x'\ntitle = = 3\n"))


def test_unknown_site_lists_the_known(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, GOOD))
    with pytest.raises(StudyError, match="nordort, altort"):
        study.site("oz")
