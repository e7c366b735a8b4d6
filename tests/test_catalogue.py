"""Every indicator of the catalogue against the properties that all of them must have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from evaluation.errors import InputError
from evaluation.indicators._declare import BREAKDOWN_TITLES, CATEGORY_TITLES, Indicator, catalogue
from evaluation.indicators._print import markdown
from evaluation.indicators._run import SCHEMA, count
from evaluation.languages import overlay
from evaluation.results import COLUMNS
from evaluation.tables import table
from evaluation.tables.frames import empty
from tests.indicators.random_tables import tables

COUNTED = [name for name, one in catalogue().items() if not one.derived]
DERIVED = [name for name, one in catalogue().items() if one.derived]
ALL = tables(1)
KEYS = ["site", "period", "indicator", "breakdown", "category"]
IDS = {
    "persons_advised", "consultations", "reach_rate", "contacts_per_person", "contact_frequency",
    "first_contact_share", "no_offer_rate", "topic_share", "topic_share_any", "topic_shift", "topic_concentration",
    "density_by_residence", "territorial_shift", "service_point_share", "demand_stock_decomposition", "inflow_share",
    "caseload_entitled", "caseload_active", "key_deviation", "filled_share", "consultations_per_fte",
    "fixed_term_share", "staff_heads", "staff_fte", "staff_not_reported", "remaining_term", "secured_share",
    "statutory_share", "decentral_share", "accommodation_score", "completeness", "comparability_share",
    "suppression_loss", "population", "area", "population_density", "foreigner_share",
}  # fmt: skip


def native(one: Indicator, given: dict[str, Any]) -> Any:
    """The indicator called on the tables that it names."""
    return one.function(**{name: given[name] for name in (*one.tables, *one.optional_tables) if name in given})


def plain(found: Any) -> pl.DataFrame:
    """A count as a Polars frame whose numbers are floats, so that kinds of frames can be compared."""
    frame = nw.from_native(found)
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    numbers = pl.selectors.numeric()
    return frame.to_polars().with_columns(numbers.cast(pl.Float64).fill_nan(None), pl.selectors.boolean().cast(pl.Int8))


def test_nothing_of_the_catalogue_is_missing() -> None:
    assert set(catalogue()) >= IDS


@pytest.mark.parametrize("name", list(catalogue()))
def test_marks_are_complete(name: str) -> None:
    mark = catalogue()[name].mark
    assert mark.number and mark.title and mark.definition and mark.unit and mark.source and mark.reviewed
    assert set(mark.breakdowns) | {mark.own_breakdown} <= {*BREAKDOWN_TITLES, ""}


def test_every_printed_text_has_its_english() -> None:
    marks = [one.mark for one in catalogue().values()]
    texts = {getattr(mark, field) for mark in marks for field in ("title", "definition", "unit", "source")}
    texts |= set(BREAKDOWN_TITLES.values()) | set(CATEGORY_TITLES.values())
    assert not texts - set(overlay("en"))


def test_printed_catalogue_is_the_one_in_docs() -> None:
    path = Path(__file__).parents[1] / "docs" / "catalogue.md"
    assert path.read_text(encoding="utf-8") == markdown("de"), "run: evaluation catalogue > docs/catalogue.md"


@pytest.mark.parametrize("name", COUNTED)
def test_pandas_and_polars_count_the_same(name: str) -> None:
    one = catalogue()[name]
    given = plain(native(one, ALL))
    assert given.height > 0
    pandas = plain(native(one, {key: frame.to_pandas() for key, frame in ALL.items()}))
    assert_frame_equal(given, pandas, check_dtypes=False)


@pytest.mark.parametrize("name", COUNTED)
def test_order_of_rows_does_not_matter_and_the_input_stays(name: str) -> None:
    one = catalogue()[name]
    before = {key: frame.clone() for key, frame in ALL.items()}
    shuffled = {key: frame.sample(fraction=1, shuffle=True, seed=3) for key, frame in ALL.items()}
    assert_frame_equal(plain(native(one, ALL)), plain(native(one, shuffled)))
    assert_frame_equal(plain(native(one, ALL)), plain(native(one, ALL)))
    for key, frame in ALL.items():
        assert_frame_equal(frame, before[key])


@pytest.mark.parametrize("name", COUNTED)
def test_a_pandas_input_stays_as_it_was(name: str) -> None:
    given = {key: frame.to_pandas() for key, frame in ALL.items()}
    before = {key: frame.copy(deep=True) for key, frame in given.items()}
    native(catalogue()[name], given)
    assert all(given[key].equals(before[key]) for key in given)


@pytest.mark.parametrize("name", COUNTED)
def test_renaming_sites_renames_the_result(name: str) -> None:
    one = catalogue()[name]
    names = {"aa": "zz"}
    renamed = {key: frame.with_columns(pl.col("site").replace(names)) for key, frame in ALL.items()}
    expected = plain(native(one, ALL)).with_columns(pl.col("site").replace(names))
    found = plain(native(one, renamed))
    assert_frame_equal(expected, found, check_row_order=False)


@pytest.mark.parametrize("name", COUNTED)
def test_empty_tables_give_an_empty_result(name: str) -> None:
    nothing = {key: empty(table(key)) for key in ALL}
    assert plain(native(catalogue()[name], nothing)).height == 0


@pytest.mark.parametrize("name", COUNTED)
def test_shares_count_a_part_of_the_whole(name: str) -> None:
    found = count(ALL, [name])
    if catalogue()[name].mark.kind == "share":
        assert found.filter(pl.col("numerator") > pl.col("denominator") + 1e-9).is_empty()
        assert found.filter(pl.col("numerator") < 0).is_empty()
    assert found.columns == list(SCHEMA)
    assert not found.select(KEYS).is_duplicated().any()


@pytest.mark.parametrize("name", [n for n in COUNTED if catalogue()[n].tables[:1] == ("consultation",)])
def test_twice_the_people_are_twice_the_counts(name: str) -> None:
    contacts = ALL["consultation"]
    twins = contacts.with_columns(pl.col("client_key") + "x", pl.col("contact_id") + "x")
    twice = plain(native(catalogue()[name], {**ALL, "consultation": pl.concat([contacts, twins])}))
    once = plain(native(catalogue()[name], ALL))
    for column in {"numerator", "n_units", "n_rest", "sum_xx", "sum_xn", "sum_nn"} & set(once.columns):
        assert (once[column] * 2 - twice[column]).abs().max() in (None, 0) or (
            (once[column] * 2 - twice[column]).abs().max() < 1e-9
        ), column


def test_sites_are_counted_apart() -> None:
    alone = {key: frame.filter(pl.col("site") == "aa") for key, frame in ALL.items()}
    alone["municipality"] = ALL["municipality"]
    whole = count(ALL).filter(pl.col("site") == "aa")
    assert_frame_equal(whole, count(alone))


def test_pandas_polars_and_many_rows_at_once_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = count(ALL)
    assert_frame_equal(found, count({key: frame.to_pandas() for key, frame in ALL.items()}))
    monkeypatch.setattr("evaluation.indicators._run.MANY", 1)
    assert_frame_equal(found, count(ALL))


@pytest.mark.parametrize(
    "name", ["consultations", "no_offer_rate", "topic_share", "persons_advised", "decentral_share"]
)
def test_duckdb_counts_the_same(name: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    one = catalogue()[name]
    with duckdb.connect() as connection:
        given = {key: connection.from_arrow(ALL[key].to_arrow()) for key in (*one.tables,)}
        assert_frame_equal(plain(native(one, given)), plain(native(one, ALL)), check_dtypes=False)


def test_unknown_and_derived_ids_are_refused() -> None:
    with pytest.raises(InputError, match="topic_shift"):
        count(ALL, ["topic_shift"])


@pytest.mark.parametrize("name", DERIVED)
def test_derived_indicators_of_nothing_are_nothing(name: str) -> None:
    from evaluation.indicators import _derive

    found = catalogue()[name].function(_derive.table([]))
    assert list(found.columns) == list(COLUMNS)
    assert len(found) == 0
