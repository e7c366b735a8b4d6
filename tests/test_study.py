"""study.toml: every wrong or unknown key is named, with what is allowed."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from evaluation import _study_rules as rules
from evaluation.errors import StudyError
from evaluation.study import Disclosure, Event, Expectation, Site, load_study, sites_by_type

ROOT = Path(__file__).parents[1]
GOOD = """
[study]
id = "probe"
title = { de = "Probestudie", en = "Trial study" }
synthetic = true
years = [2024, 2023]
waves = ["w1"]
authors = ["A. Beispiel"]
[disclosure]
k = 5
k_sensitive = 10
dominance = 0.5
[chapters]
site_report = ["01_das_wichtigste"]
[[site]]
id = "nordort"
name = "Nordort"
type = "rural"
start_date = 2020-01-01
caseload_key = "2:150"
caseload_rule = "step"
[[site]]
id = "altort"
name = "Altort"
type = "mid"
[[event]]
date = 2022-02-24
de = "Zugang aus der Ukraine"
en = "Arrivals from Ukraine"
sites = ["altort"]
[[expectation]]
id = "e1"
indicator = "consultations"
direction = "decrease"
de = "Es werden weniger."
en = "They decrease."
"""
HEAD = GOOD[: GOOD.index("[[site]]")]
SITES = GOOD[GOOD.index("[[site]]") : GOOD.index("[[event]]")]
PROGRAMMING_WORDS = re.compile(r"\b(bool|str|int|float|dict|tuple|NoneType|None|True|False|datetime|Traceback)\b")


def write(folder: Path, text: str) -> Path:
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, text: str) -> StudyError:
    with pytest.raises(StudyError) as caught:
        load_study(write(folder, text))
    return caught.value


def site_with(line: str) -> str:
    """The good study with one more line in its second site."""
    return GOOD.replace('type = "mid"', f'type = "mid"\n{line}', 1)


def study_with(line: str) -> str:
    """The good study with one more line in [study]."""
    return GOOD.replace("synthetic = true", f"synthetic = true\n{line}", 1)


def test_good_study_is_read(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, GOOD))
    assert study.title == {"de": "Probestudie", "en": "Trial study"}
    assert study.subtitle == {"de": "", "en": ""}
    assert [site.id for site in study.sites] == ["nordort", "altort"]
    assert list(sites_by_type(study)) == ["mid", "rural"]
    assert study.events[0].sites == ("altort",)
    assert study.languages == ("de", "en")
    assert study.years == (2023, 2024)
    assert study.waves == ("w1",)
    assert study.chapters == {"site_report": ("01_das_wichtigste",)}
    assert study.expectations[0].direction == "decrease"


@pytest.mark.parametrize("folder", [".", "tests/saxony", "evaluation/example/study_template"])
def test_studies_of_this_repository_are_read(folder: str) -> None:
    assert load_study(ROOT / folder).sites


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ('title = "Nur ein Text"', "title", {"de": "Nur ein Text", "en": "Nur ein Text"}),
        ('title.de = "Nur deutsch"', "title", {"de": "Nur deutsch", "en": "Nur deutsch"}),
    ],
)
def test_one_text_serves_for_both_languages(tmp_path: Path, line: str, key: str, value: dict[str, str]) -> None:
    text = GOOD.replace('title = { de = "Probestudie", en = "Trial study" }', line)
    assert getattr(load_study(write(tmp_path, text)), key) == value


@pytest.mark.parametrize(
    "line",
    [
        'bbsr_gemeindetyp = "21"', 'regiostar7 = "73"', 'system = "ibs"', 'integration_mgmt_type = "one_stop"',
        'role = "transfer"', 'land = "01"', 'kreis_ags5 = "01001"', 'gemeinde_ags8 = ["01001000"]', 'caseload_key = ""',
        'caseload_rule = "linear"', 'system = ""', 'note = """zwei\nZeilen"""',
        "start_date = 2020-01-01\nend_date = 2020-01-01",
    ],
)  # fmt: skip
def test_allowed_values_of_a_site_are_read(tmp_path: Path, line: str) -> None:
    assert len(load_study(write(tmp_path, site_with(line))).sites) == 2


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("[chapters]\n", "[thresholds]\n[chapters]\n"),
        GOOD.replace("dominance = 0.5", "dominance = 1"),
        GOOD.replace('["01_das_wichtigste"]', "[]"),
        GOOD.replace('sites = ["altort"]', "sites = []"),
    ],
    ids=["no thresholds", "dominance 1", "all chapters", "all sites"],
)
def test_borders_of_what_is_allowed_are_read(tmp_path: Path, text: str) -> None:
    assert load_study(write(tmp_path, text)).id == "probe"


@pytest.mark.parametrize(
    ("record", "named"),
    [
        (Site, rules.site_rules()), (Event, rules.event_rules([])), (Expectation, rules.expectation_rules([])),
        (Disclosure, rules.disclosure_rules()),
    ],
)  # fmt: skip
def test_every_field_has_its_rule(record: type, named: dict[str, object]) -> None:
    assert {field.name for field in fields(record)} == set(named)


SECTIONS = [
    (HEAD + '[site]\nid = "a"\n', "site", "[[site]]"),
    ('site = ["a"]\n' + HEAD, "site", "[[site]]"),
    ("site = 3\n" + HEAD, "site", "[[site]]"),
    (HEAD, "site", "mindestens ein Standort"),
    (HEAD + SITES + "[event]\ndate = 2022-02-24\n", "event", "[[event]]"),
    ('event = ["a"]\n' + HEAD + SITES, "event", "[[event]]"),
    ("expectation = true\n" + HEAD + SITES, "expectation", "[[expectation]]"),
    (GOOD.replace("[study]", "[[study]]"), "study", "[study]"),
    ("study = 3\n" + SITES, "study", "[study]"),
    (SITES, "study", "[study]"),
    (GOOD.replace("[disclosure]", "[[disclosure]]"), "disclosure", "[disclosure]"),
    ("disclosure = 3\n" + HEAD[: HEAD.index("[disclosure]")], "disclosure", "[disclosure]"),
    (GOOD.replace("[chapters]", "[[chapters]]"), "chapters", "[chapters]"),
    (HEAD + "[[thresholds]]\nfoo = 3\n" + SITES, "thresholds", "[thresholds]"),
    (HEAD + "[thresholds]\nfoo = 3\n" + SITES, "foo", "k, k_sensitive, dominance"),
    (GOOD.replace("[disclosure]", "[geheim]"), "geheim", "disclosure"),
    ('"" = 3\n' + GOOD, "", "disclosure"),
    ('"a\\nb" = 3\n' + GOOD, "a?b", "disclosure"),
]
STUDY = [
    ("years = [2024, 2023]", "jahre = [2023]", "jahre", "years"),
    ("years = [2024, 2023]", "", "years", "1990"),
    ("years = [2024, 2023]", "years = []", "years", "mindestens einer"),
    ("years = [2024, 2023]", "years = [2023, 2023]", "years", "die Zahl 2023 doppelt"),
    ("years = [2024, 2023]", "years = [1889]", "years", "die Zahl 1889"),
    ("years = [2024, 2023]", "years = [true]", "years", "enthält true"),
    ("years = [2024, 2023]", 'years = ["2023"]', "years", "eine ganze Zahl"),
    ("years = [2024, 2023]", "years = 2023", "years", "eine Liste"),
    ("synthetic = true", 'synthetic = "ja"', "synthetic", "true oder false"),
    ("synthetic = true", "synthetic = 1", "synthetic", "true oder false"),
    ("synthetic = true", "", "synthetic", "true oder false"),
    ('waves = ["w1"]', 'waves = "w1"', "waves", "eine Liste"),
    ('waves = ["w1"]', "waves = 3", "waves", "eine Liste"),
    ('waves = ["w1"]', "waves = [1]", "waves", "ein Text"),
    ('waves = ["w1"]', 'waves = ["w1", "w1"]', "waves", "doppelt"),
    ('authors = ["A. Beispiel"]', 'authors = "A. Beispiel"', "authors", "eine Liste"),
    ('authors = ["A. Beispiel"]', 'authors = [""]', "authors", "enthält leer"),
    ('authors = ["A. Beispiel"]', "authors = [[]]", "authors", "ein Text"),
    ('id = "probe"', 'id = "con"', "id", "Windows"),
    ('id = "probe"', "id = 3", "id", "die Zahl 3"),
    ('title = { de = "Probestudie", en = "Trial study" }', "", "title", "1 bis 200 Zeichen"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title = ""', "title", "1 bis 200 Zeichen"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title = "  "', "title", "ist leer"),
    ('title = { de = "Probestudie", en = "Trial study" }', f'title = "{"x" * 201}"', "title", "1 bis 200 Zeichen"),
    ('title = { de = "Probestudie", en = "Trial study" }', "title = 5", "title", "ein Text oder { de"),
    ('title = { de = "Probestudie", en = "Trial study" }', "title.de = 5", "de", "ein Text"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title.de = ""', "de", "ist leer"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title.en = "only"', "de", "fehlt"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title = { de = "x", en = "" }', "en", "ist leer"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title = { de = "x", fr = "y" }', "fr", "de, en"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title = "a\\u0007b"', "title", "ohne Steuerzeichen"),
    ('title = { de = "Probestudie", en = "Trial study" }', 'title = "a\\nb"', "title", "Zeilenumbrüche"),
]
MORE_STUDY = [
    ('contact = ["a"]', "contact", "ein Text"),
    ("client = 5", "client", "ein Text"),
    ("funding.de = 5", "de", "ein Text"),
    ('legal_note.en = "only"', "de", "fehlt"),
    ('subtitle = "a\\u0000b"', "subtitle", "ohne Steuerzeichen"),
    ('languages = ["de", "de"]', "languages", "'de' doppelt"),
    ('languages = ["fr"]', "languages", "de, en"),
    ("languages = []", "languages", "mindestens einer"),
    ('languages = "de"', "languages", "eine Liste"),
    ('formats = ["pdf", "pdf"]', "formats", "'pdf' doppelt"),
    ('formats = ["odt"]', "formats", "html, pdf, docx"),
    ("formats = [{}]", "formats", "html, pdf, docx"),
]
HUGE = "0x" + "f" * 5000
NO_COUNTS = (
    "nan",
    "inf",
    "-inf",
    "5.5",
    "5.0",
    "2",
    "1",
    "0",
    "-5",
    "10001",
    HUGE,
    "true",
    '"fünf"',
    "[5]",
    "2022-01-01",
)
NO_SHARES = ("nan", "inf", "0", "0.0", "-0.1", "1.01", HUGE, "true", '"0.5"')
DISCLOSURE = [
    *(("k = 5", f"k = {value}", "k", "ganze Zahl, mindestens 3") for value in NO_COUNTS),
    *(("k_sensitive = 10", f"k_sensitive = {value}", "k_sensitive", "ganze Zahl") for value in NO_COUNTS),
    ("k_sensitive = 10", "k_sensitive = 4", "k_sensitive", "mindestens k (5)"),
    *(("dominance = 0.5", f"dominance = {value}", "dominance", "größer als 0 und höchstens 1") for value in NO_SHARES),
    ("dominance = 0.5", "dominanz = 0.5", "dominanz", "k, k_sensitive, dominance"),
]
CHAPTERS = [
    ('site_report = ["01_das_wichtigste"]', f"site_report = {value}", "site_report", "Dateiname eines Kapitels")
    for value in ("3", '"01_das_wichtigste"', "[3]", '["../01"]', '["01.ipynb"]', '[""]', '["a", "a"]', "{}")
] + [('site_report = ["01_das_wichtigste"]', "bericht = []", "bericht", "site_report, comparison_report, data_check")]
FIRST_SITE = [
    ('type = "rural"', 'type = "village"', "type", "mid, small, rural, city, county"),
    ('type = "rural"', "", "type", "mid, small, rural, city, county"),
    ('type = "rural"', 'type = ["rural"]', "type", "mid, small, rural, city, county"),
    ('id = "nordort"', "", "id", "fehlt"),
    ('id = "nordort"', 'id = "../nordort"', "id", "kein Pfad"),
    ('id = "nordort"', 'id = "altort"', "id", "doppelt"),
    *(
        ('id = "nordort"', f'id = "{name}"', "id", "Gerätename von Windows")
        for name in (
            "con",
            "prn",
            "aux",
            "nul",
            "com1",
            "com9",
            "lpt1",
            "lpt9",
            "comparison",
            "nordort\\n",
            "",
            "a" * 33,
        )
    ),
    ('name = "Nordort"', 'naem = "Nordort"', "naem", "name"),
    ('name = "Nordort"', "", "name", "1 bis 120 Zeichen"),
    ('name = "Nordort"', "name = 5", "name", "ein Text"),
    ('name = "Nordort"', 'name = ""', "name", "1 bis 120 Zeichen"),
    ('name = "Nordort"', f'name = "{"x" * 121}"', "name", "1 bis 120 Zeichen"),
    ('name = "Nordort"', 'name = "Nord\\u001bort"', "name", "ohne Steuerzeichen"),
    ('name = "Nordort"', 'name = "Nord\\u0085ort"', "name", "ohne Steuerzeichen"),
    ("start_date = 2020-01-01", "start_date = 2020-01-01T00:00:00", "start_date", "ohne Uhrzeit"),
    ("start_date = 2020-01-01", "start_date = 2020-01-01T00:00:00Z", "start_date", "ohne Uhrzeit"),
    ("start_date = 2020-01-01", "start_date = 12:30:00", "start_date", "ein Datum"),
    ("start_date = 2020-01-01", 'start_date = "2020-01-01"', "start_date", "ohne Anführungszeichen"),
    ("start_date = 2020-01-01", "start_date = 2020", "start_date", "die Zahl 2020"),
    ("start_date = 2020-01-01", "start_date = 2020-01-01\nend_date = 2019-12-31", "end_date", "2020-01-01 oder später"),
    ('caseload_rule = "step"', "", "caseload_rule", "linear, step"),
    ('caseload_rule = "step"', 'caseload_rule = ""', "caseload_rule", "linear, step"),
    ('caseload_rule = "step"', 'caseload_rule = "stufig"', "caseload_rule", "linear, step"),
    *(
        ('caseload_key = "2:150"', f"caseload_key = {value}", "caseload_key", '"2:150"')
        for value in (
            '"2/150"',
            '"0:150"',
            '"2:0"',
            '"-2:150"',
            '"2:150,5"',
            '"2"',
            '":"',
            '"٢:150"',
            "150",
            "02:15:00",
        )
    ),
]
KEY = "als Text in Anführungszeichen"
MORE_SITE = [
    ("land = 99", "land", KEY),
    ('land = "099"', "land", "2 Ziffern"),
    ("kreis_ags5 = 99101", "kreis_ags5", KEY),
    ('kreis_ags5 = "9910"', "kreis_ags5", "5 Ziffern"),
    ('kreis_ags5 = "9910a"', "kreis_ags5", "5 Ziffern"),
    ('gemeinde_ags8 = "99101011"', "gemeinde_ags8", "eine Liste"),
    ("gemeinde_ags8 = [99101011]", "gemeinde_ags8", KEY),
    ('gemeinde_ags8 = ["9910101"]', "gemeinde_ags8", "8 Ziffern"),
    ('gemeinde_ags8 = ["99101011", "99101011"]', "gemeinde_ags8", "doppelt"),
    ('gemeinde_ags8 = ["٩٩١٠١٠١١"]', "gemeinde_ags8", "8 Ziffern"),
    ('role = "boss"', "role", "model, comparison, transfer"),
    ('role = ""', "role", "model, comparison, transfer"),
    ('bbsr_gemeindetyp = "99"', "bbsr_gemeindetyp", "11, 12, 21, 22, 30, 40, 50"),
    ("bbsr_gemeindetyp = 21", "bbsr_gemeindetyp", KEY),
    ('regiostar7 = "70"', "regiostar7", "71, 72, 73, 74, 75, 76, 77"),
    ("regiostar7 = 73", "regiostar7", KEY),
    ('system = "xyz"', "system", "ibs, fsa, im"),
    ('integration_mgmt_type = "xyz"', "integration_mgmt_type", "agents, mayor"),
    ("ortsteil = 5", "ortsteil", "ein Text"),
    ("note = []", "note", "ein Text"),
]
EVENT = [
    ('sites = ["altort"]', 'sites = ["oz"]', "sites", "nordort, altort"),
    ('sites = ["altort"]', "sites = 3", "sites", "eine Liste"),
    ('sites = ["altort"]', 'sites = "altort"', "sites", "eine Liste"),
    ('sites = ["altort"]', "sites = [3]", "sites", "nordort, altort"),
    ('sites = ["altort"]', 'sites = ["altort", "altort"]', "sites", "doppelt"),
    ("date = 2022-02-24", 'date = "2022"', "date", "Datum"),
    ("date = 2022-02-24", "date = 2022-02-24T10:00:00", "date", "Datum ohne Uhrzeit"),
    ("date = 2022-02-24", "", "date", "fehlt"),
    ('de = "Zugang aus der Ukraine"', "de = 5", "de", "ein Text"),
    ('de = "Zugang aus der Ukraine"', 'de = ""', "de", "ein Text"),
    ('en = "Arrivals from Ukraine"', "", "en", "fehlt"),
    ('en = "Arrivals from Ukraine"', 'en = "x"\nexpected = 3', "expected", "ein Text"),
]
EXPECTATION = [
    ('direction = "decrease"', 'direction = "down"', "direction", "increase, decrease, none"),
    ('direction = "decrease"', "direction = false", "direction", "increase, decrease, none"),
    ('direction = "decrease"', "", "direction", "increase, decrease, none"),
    ('direction = "decrease"', 'direction = "none"\ntype = "village"', "type", "mid, small, rural, city, county"),
    ('direction = "decrease"', 'direction = "none"\nsites = ["oz"]', "sites", "nordort, altort"),
    ('direction = "decrease"', 'direction = "none"\nregistered = "2019"', "registered", "Datum"),
    ('direction = "decrease"', 'direction = "none"\nregistered = 2019-01-01T00:00:00', "registered", "Datum"),
    ('indicator = "consultations"', 'indicator = "Zahl der Gespräche"', "indicator", "Kleinbuchstaben"),
    ('indicator = "consultations"', "indicator = 3", "indicator", "Kleinbuchstaben"),
    ('id = "e1"', "id = 1", "id", "Kleinbuchstaben"),
]
REPLACED = [
    (GOOD.replace(old, new, 1), key, allowed)
    for old, new, key, allowed in [*STUDY, *DISCLOSURE, *CHAPTERS, *FIRST_SITE, *EVENT, *EXPECTATION]
]
ADDED = [(study_with(line), key, allowed) for line, key, allowed in MORE_STUDY] + [
    (site_with(line), key, allowed) for line, key, allowed in MORE_SITE
]


@pytest.mark.parametrize(("text", "key", "allowed"), [*SECTIONS, *REPLACED, *ADDED])
def test_wrong_key_is_named_with_what_is_allowed(tmp_path: Path, text: str, key: str, allowed: str) -> None:
    assert text != GOOD
    error = refused(tmp_path, text)
    assert f"»{key}«" in error.de
    assert f"'{key}'" in error.en
    assert allowed in error.de
    assert error.de.startswith("study.toml") and error.en.startswith("study.toml")
    assert not PROGRAMMING_WORDS.search(error.de + error.en) and not re.search(r"\blist\b", error.de)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (site_with("land = 1"), "[[site]] altort: »land«"),
        (GOOD.replace('id = "altort"', "id = 7"), "[[site]] 2: »id«"),
        (GOOD.replace("date = 2022-02-24", "date = 1"), "[[event]] 1: »date«"),
        (GOOD.replace('direction = "decrease"', "direction = 1"), "[[expectation]] e1: »direction«"),
        (study_with("title2 = 1"), "[study]: »title2«"),
        (study_with("client.fr = 'x'"), "[study] client: »fr«"),
        (GOOD + GOOD[GOOD.index("[[expectation]]") :], "[[expectation]]: »id« kommt doppelt vor: e1"),
    ],
)
def test_place_is_named(tmp_path: Path, text: str, place: str) -> None:
    assert place in refused(tmp_path, text).de


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="evaluation new"):
        load_study(tmp_path)
    with pytest.raises(StudyError, match="evaluation new"):
        load_study(tmp_path / "nirgends")


def test_study_toml_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "study.toml").mkdir()
    with pytest.raises(StudyError, match="sie ist ein Ordner"):
        load_study(tmp_path)


def test_study_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("x", encoding="utf-8")
    with pytest.raises(StudyError, match="der angegebene Ordner ist eine Datei"):
        load_study(tmp_path / "datei")


@pytest.mark.parametrize(
    ("problem", "said"),
    [(PermissionError(13, "no"), "das Lesen ist nicht erlaubt"), (OSError(5, "io"), "nicht öffnen")],
)
def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: OSError, said: str) -> None:
    write(tmp_path, GOOD)

    def refuse(*_: object, **__: object) -> str:
        raise problem

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(StudyError, match=said):
        load_study(tmp_path)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    error = refused(tmp_path, "[study]\nid = 'x'\ntitle = = 3\n")
    assert "Zeile 3, Zeichen 9" in error.de
    assert "line 3, column 9" in error.en


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[study]\nid = ", "Ende der Datei"),
        ("a = " + "[" * 20_000, "zu tief geschachtelt"),
        ("a = " + "1" * 5_000, "zu lang"),
        ("[study]\n[study]\n", "Zeile 2, Zeichen 7 (Cannot declare [study] twice)"),
    ],
    ids=["end of file", "deep", "long number", "section twice"],
)
def test_broken_toml_is_explained(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text).de


def test_other_character_set_is_named(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes("# Prüfung".encode("latin-1"))
    with pytest.raises(StudyError, match="kein UTF-8 ab Byte 5"):
        load_study(tmp_path)


def test_unknown_site_lists_the_known(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, GOOD))
    with pytest.raises(StudyError, match="nordort, altort"):
        study.site("oz")
