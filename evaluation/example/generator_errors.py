"""The mess that real deliveries show, planted on purpose: what, where, and which kind of finding must tell it.

None of it blocks: rows are repaired or set aside, and the planted truths stay as they are, because rows with errors
that set them aside are added to the file, never taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from evaluation.example.generator_draw import Draw
from evaluation.example.generator_files import DemoDelivery, DemoFile
from evaluation.example.generator_styles import Cell, Sheet
from evaluation.tables import table

OLDER_SCHEMA = "moorheide/2019"
"""Folder of the delivery whose covering note names an older version of the templates."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted error: where it stands, what the cleaning must say about it, and how often."""

    rule: str
    """Rule of the finding expected; empty where the value is read without a word."""
    site: str
    year: int
    table: str
    count: int
    change: Callable[[Sheet], None]


def plant(site: str, year: int, page: Sheet) -> Sheet:
    """Put the errors planted for this sheet into it."""
    for error in PLANTED:
        if (error.site, error.year, error.table) == (site, year, page.table):
            error.change(page)
    return page


def plant_note(delivery: DemoDelivery) -> DemoDelivery:
    """Put the errors planted in covering notes into them: one delivery still follows an older template."""
    if delivery.folder == OLDER_SCHEMA:
        return replace(delivery, schema_version="0")
    return delivery


def planted_deliveries(ordinary: list[DemoDelivery]) -> Iterator[DemoDelivery]:
    """Deliveries that are errors themselves: the contacts of Erlenfurt 2021, sent a second time."""
    first = next(d for d in ordinary if d.folder == "erlenfurt/2021")
    again = [file for file in first.files if file.sheets[0].table == "consultation"]
    yield replace(
        first,
        folder="erlenfurt/2021_zweitsendung",
        received=first.received.replace(month=5),
        files=[DemoFile(file.name, file.sheets) for file in again],
        remarks=["Eingebauter Fehler: dieselbe Datei wie in erlenfurt/2021"],
    )


def _tokens(column: str, *tokens: str) -> Callable[[Sheet], None]:
    """Write signs for a missing value into the first rows of an optional column."""

    def change(page: Sheet) -> None:
        for row, token in zip(page.rows, tokens, strict=False):
            row[page.at(column)] = token

    return change


def _extra_row(**cells: Cell) -> Callable[[Sheet], None]:
    """Add a copy of the last row with a new key and some cells changed."""

    def change(page: Sheet) -> None:
        row = list(page.rows[-1])
        key = page.at(table(page.table).key[0])
        row[key] = f"{row[key]}-x{len(page.rows)}"
        for column, value in cells.items():
            row[page.at(column)] = value
        page.rows.append(row)

    return change


def _repeat(times: int) -> Callable[[Sheet], None]:
    def change(page: Sheet) -> None:
        page.rows.extend(list(row) for row in page.rows[:times])

    return change


def _extra_column(header: str, *values: str) -> Callable[[Sheet], None]:
    def change(page: Sheet) -> None:
        page.header.append(header)
        for number, row in enumerate(page.rows):
            row.append(values[number % len(values)])

    return change


def _shuffle_columns(page: Sheet) -> None:
    order = list(range(len(page.header)))
    Draw("columns", page.table).shuffle(order)
    page.header = [page.header[i] for i in order]
    page.columns = [page.columns[i] for i in order]
    page.rows = [[row[i] for i in order] for row in page.rows]


def _float_keys(column: str) -> Callable[[Sheet], None]:
    def change(page: Sheet) -> None:
        for row in page.rows:
            row[page.at(column)] = f"{row[page.at(column)]}.0"

    return change


def _untidy(column: str) -> Callable[[Sheet], None]:
    """Blanks around labels and capitals inside them, in every seventh row."""

    def change(page: Sheet) -> None:
        for row in page.rows[::7]:
            row[page.at(column)] = f"  {row[page.at(column)]} ".upper()

    return change


def _thousands(column: str) -> Callable[[Sheet], None]:
    """Euro amounts as German offices write them: 128.400,00."""

    def change(page: Sheet) -> None:
        for row in page.rows:
            amount = float(str(row[page.at(column)]).replace(",", "."))
            row[page.at(column)] = f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")

    return change


def _markup(column: str, text: str) -> Callable[[Sheet], None]:
    def change(page: Sheet) -> None:
        page.rows[-1][page.at(column)] = text

    return change


def _twice_converted(column: str) -> Callable[[Sheet], None]:
    """Umlauts that went through UTF-8 and Windows-1252 once too often."""

    def change(page: Sheet) -> None:
        for row in page.rows:
            row[page.at(column)] = str(row[page.at(column)]).encode("utf-8").decode("cp1252")

    return change


def _empty_rows(times: int) -> Callable[[Sheet], None]:
    def change(page: Sheet) -> None:
        page.rows[4:4] = [[None] * len(page.header) for _ in range(times)]

    return change


_SIGNS = {
    "missing_not_stated": ("k. A.", "keine Angabe"), "missing_secret": (".",), "missing_dash": ("–", "-"),
    "missing_not_meaningful": ("x",), "missing_uncertain": ("/",), "missing_not_reported": ("*",),
}  # fmt: skip
_NOTE_ROW = {"fte_planned": "0", "fte_filled": "0 (3)", "heads": "0", "fixed_term": "nein", "contract_end": "",
             "funding_id": "AT-F1"}  # fmt: skip

PLANTED: tuple[Planted, ...] = (
    Planted("column_extra", "erlenfurt", 2019, "consultation", 1, _extra_column("Ablage", "Schrank 1", "Regal")),
    Planted("key_decimals", "erlenfurt", 2020, "consultation", 452, _float_keys("residence_ags8")),
    Planted("code_spelling", "erlenfurt", 2020, "consultation", 65, _untidy("topic_main")),
    Planted("month_without_year", "erlenfurt", 2020, "consultation", 2, _tokens("month", "Januar", "Januar")),
    Planted("month_from_date", "erlenfurt", 2021, "consultation", 2, _tokens("month", "15.01.2021", "22.01.2021")),
    Planted("row_duplicate", "erlenfurt", 2021, "consultation", 5, _repeat(5)),
    Planted("", "wiesenrode", 2020, "consultation", 0, _shuffle_columns),
    Planted("year_outside", "wiesenrode", 2019, "consultation", 1, _extra_row(month="2018-12")),
    Planted("code_unknown", "wiesenrode", 2022, "consultation", 2, _tokens("access_route", "Brieftaube", "Rauch")),
    Planted("out_of_range", "wiesenrode", 2023, "consultation", 1, _extra_row(duration_min="999")),
    Planted("out_of_range", "wiesenrode", 2023, "consultation", 1, _extra_row(duration_min="1")),
    Planted("rows_empty", "wiesenrode", 2024, "consultation", 2, _empty_rows(2)),
    Planted("required_missing", "auental", 2020, "consultation", 1, _extra_row(month="")),
    *(
        Planted(rule, "auental", year, "consultation", len(signs), _tokens("duration_min", *signs))
        for year, (rule, signs) in zip((2019, 2020, 2021, 2022, 2023, 2024), _SIGNS.items(), strict=True)
    ),
    Planted("consent_refused", "auental", 2022, "consultation", 1, _extra_row(consent_research="abgelehnt")),
    Planted("number_bracket", "auental", 2019, "position", 1, _extra_row(**_NOTE_ROW)),
    Planted("encoding_double", "erlenfurt", 2023, "organisation", 1, _twice_converted("name")),
    Planted("missing_not_reported", "wiesenrode", 2020, "position", 1, _extra_row(fte_filled="*")),
    Planted("number_format", "moorheide", 2022, "funding", 1, _thousands("granted_eur")),
    Planted("markup_in_text", "steinwerda", 2023, "organisation", 1, _markup("name", "<b>Haus der Begegnung</b>")),
    Planted("markup_in_text", "moorheide", 2022, "service_point", 1, _markup("name", "Büro <i>Torfstetten</i>")),
)  # fmt: skip
"""The errors planted in ordinary deliveries; docs/planted_truths.md lists them in words."""
