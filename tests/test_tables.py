"""Declared tables, their headers, and the schemas made from them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from evaluation import tables
from evaluation.errors import InputError
from evaluation.tables import TABLES, headers, normalise_header, table
from evaluation.tables._declare import Column, Table
from evaluation.tables.dictionary import markdown
from evaluation.tables.frames import FRONT, empty, failures, pandera_schema, polars_schema
from evaluation.vocabulary import codes

ALL = sorted(TABLES)
NUMBERS = {
    "T01",
    "T02",
    "T03",
    "T04",
    "T05",
    "T06",
    "T07",
    "T08",
    "T09",
    "T10",
    "T11",
    "T12",
    "T34",
    "T37",
    "T40",
    "KX",
}


def test_every_table_is_found() -> None:
    assert {item.number for item in TABLES.values()} == NUMBERS
    assert [item.name for item in TABLES.values()][:2] == ["site", "municipality"]
    assert not {"frames", "dictionary"} & set(TABLES)


def test_unknown_table_lists_those_that_exist() -> None:
    with pytest.raises(InputError, match="consultation"):
        table("weather")


@pytest.mark.parametrize("name", ALL)
def test_headers_are_unambiguous(name: str) -> None:
    seen: dict[str, str] = {}
    for column in TABLES[name].columns:
        for header in {normalise_header(word) for word in (column.name, column.de, column.en, *column.aliases)}:
            assert header and header not in seen, f"{header}: {seen.get(header)} and {column.name}"
            seen[header] = column.name
    assert headers(TABLES[name]) == seen


@pytest.mark.parametrize("name", ALL)
def test_declaration_is_consistent(name: str) -> None:
    item = TABLES[name]
    assert len(set(item.names)) == len(item.names)
    assert not set(FRONT) & set(item.names), "site, year and delivery stand in front of every clean table"
    assert set(item.key) <= set(item.names)
    assert item.year_from is None or item.column(item.year_from)
    for column in item.columns:
        assert column.de and column.en
        assert bool(column.note_de) == bool(column.note_en), column.name
        assert (column.dtype == "code") <= (column.codes is not None), column.name
        if column.codes:
            assert column.dtype in {"code", "codes"} and codes(column.codes)
        if column.minimum is not None and column.maximum is not None:
            assert column.minimum < column.maximum


@pytest.mark.parametrize(
    ("name", "header", "column"),
    [
        ("consultation", "Beratungsstelle", "service_point_id"),
        ("consultation", "Monat", "month"),
        ("consultation", "Beratungsthema", "topic_main"),
        ("consultation", "KLIENT:INNEN-PSEUDONYM", "client_key"),
        ("position", "VZÄ besetzt", "fte_filled"),
        ("position", "Köpfe", "heads"),
        ("position", "vzae_ist", "fte_filled"),
        ("consultation_agg", "Anzahl Gespräche", "n_contacts"),
        ("consultation_agg", "Quartal", "period"),
        ("municipality", "Fläche (km2)", "area_km2"),
        ("accommodation", "Betreuungsschlüssel Nenner", "care_key_den"),
    ],
)
def test_headers_that_providers_use(name: str, header: str, column: str) -> None:
    assert headers(table(name))[normalise_header(header)] == column


def test_bounds_of_the_field() -> None:
    consultation = table("consultation")
    assert (consultation.column("co_advised_n").minimum, consultation.column("co_advised_n").maximum) == (0, 20)
    assert (consultation.column("duration_min").minimum, consultation.column("duration_min").maximum) == (5, 480)
    rating = table("accommodation_rating").column("rating")
    assert (rating.minimum, rating.maximum) == (-1, 1)
    assert table("accommodation_rating").column("comment").protection == "P4"


@pytest.mark.parametrize("name", ALL)
def test_empty_frame_passes_its_own_schema(name: str) -> None:
    frame = empty(TABLES[name])
    assert frame.columns == [*FRONT, *TABLES[name].names]
    assert frame.schema == polars_schema(TABLES[name])
    assert failures(TABLES[name], frame).is_empty()


def test_schema_carries_titles_codes_and_protection() -> None:
    schema = pandera_schema(table("consultation"))
    topic = schema.columns["topic_main"]
    assert topic.title == "Hauptthema"
    assert topic.metadata == {"de": "Hauptthema", "en": "Main topic", "codes": "CL32", "protection": "P3"}
    assert schema.columns["service_point_id"].metadata["protection"] == "P1"
    assert not schema.columns["contact_id"].nullable and schema.columns["topic_main"].nullable


def _contacts(**changed: list[object]) -> pl.DataFrame:
    rows = {
        "site": ["auental"] * 4,
        "year": [2024] * 4,
        "delivery": ["d"] * 4,
        "contact_id": ["1", "2", "3", "4"],
        "month": ["2024-01", "2024-02", "2024-03", "2024-04"],
        **changed,
    }
    consultation = table("consultation")
    shape = polars_schema(consultation)
    return (
        empty(consultation)
        .clear()
        .vstack(
            pl.DataFrame(
                {name: pl.Series(name, rows.get(name, [None] * 4), dtype=kind) for name, kind in shape.items()}
            )
        )
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"topic_main": ["housing", "Frau Muster", None, "work"]}, ("topic_main", "code", 1)),
        ({"topics_other": [["work"], [], None, ["work", "Frau Muster"]]}, ("topics_other", "code", 3)),
        ({"duration_min": [45, 481, 5, 480]}, ("duration_min", "maximum", 1)),
        ({"co_advised_n": [0, 20, -1, None]}, ("co_advised_n", "minimum", 2)),
        ({"month": ["2024-01", "2024-13", "2024-03", "2024-04"]}, ("month", "pattern", 1)),
        ({"residence_ags8": ["08216001", "8216001", None, "99001001"]}, ("residence_ags8", "pattern", 1)),
        ({"contact_id": ["1", "2", "3", None]}, ("contact_id", "required", 3)),
    ],
)
def test_failures_name_column_rule_and_row_but_no_value(
    changed: dict[str, list[object]], expected: tuple[str, str, int]
) -> None:
    found = failures(table("consultation"), _contacts(**changed))
    assert found.rows() == [expected]
    assert "Muster" not in str(found)


def test_missing_column_and_wrong_type_are_named() -> None:
    frame = _contacts().drop("channel").with_columns(duration_min=pl.lit("45"))
    found = failures(table("consultation"), frame)
    assert ("channel", "column_in_dataframe", None) in found.rows()
    assert "duration_min" in found["column"].to_list()


def test_a_new_table_appears_by_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "offer_for_test.py").write_text(
        "from evaluation.tables._declare import Column, Table\n"
        "TABLE = Table(number='T17', name='offer_for_test', de='Angebot', en='Offer', row_de='ein Angebot',\n"
        "    row_en='one offer', protection='P1', key=('offer_id',),\n"
        "    columns=(Column('offer_id', 'id', 'Angebots-ID', 'Offer id', required=True),))\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(tables, "__path__", [*tables.__path__, str(tmp_path)])
    tables._collect.cache_clear()
    try:
        assert table("offer_for_test").column("offer_id").de == "Angebots-ID"
        assert "Angebots-ID" in markdown()
    finally:
        tables._collect.cache_clear()
        sys.modules.pop("evaluation.tables.offer_for_test", None)


def test_headers_of_older_schemas_are_accepted() -> None:
    old = Table(
        number="T99",
        name="old",
        de="alt",
        en="old",
        row_de="x",
        row_en="x",
        protection="P0",
        key=("n",),
        columns=(Column("n", "int", "Anzahl", "Number"),),
        renamed={"Zahl alt": "n"},
        schema_version="2",
    )
    assert headers(old)[normalise_header("zahl_alt")] == "n"


def test_asking_for_tables_imports_nothing_heavy() -> None:
    code = (
        "import sys; from evaluation.tables import TABLES; from evaluation.vocabulary import codes\n"
        "len(TABLES); codes('CL22')\n"
        "print([m for m in ('polars', 'pandas', 'pandera', 'numpy', 'xlsxwriter') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_data_dictionary_is_the_generated_one() -> None:
    committed = Path(__file__).parents[1] / "docs" / "data_dictionary.md"
    assert committed.read_text(encoding="utf-8") == markdown(), "write it again: python -m evaluation.tables.dictionary"


def test_data_dictionary_names_every_column_and_code() -> None:
    text = markdown()
    for item in TABLES.values():
        assert f"{item.number} · {item.de}" in text
        for column in item.columns:
            assert f"`{column.name}`" in text
            for entry in codes(column.codes) if column.codes else ():
                assert f"`{entry.code}` | {entry.de} | {entry.en}" in text
    assert str(date(2022, 2, 24)) in text
