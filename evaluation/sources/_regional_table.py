"""Tables of Regionalstatistik (GENESIS) as downloaded: title, header rows, data rows, footer."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from evaluation.cleaning.numbers import Notation, number_reader
from evaluation.errors import DeliveryError

_DAY = re.compile(r"^(\d{2})\.(\d{2})\.(\d{4})$")
_YEAR = re.compile(r"^(19|20)\d\d$")
_KEY = re.compile(r"^(?:DG|\d{2}|\d{3}|\d{5}|\d{8})$")
_FOOTER = "__________"
_TIME_LABELS = frozenset(("stichtag", "jahr", "zeit", "berichtsjahr"))
_LICENCE = re.compile(r"Datenlizenz Deutschland\s*[-–]\s*[\w\s]+?[-–]\s*Version\s*[\d.]+\d", re.DOTALL)
LEVELS = {2: "land", 3: "region", 5: "kreis", 8: "gemeinde"}
SYMBOLS = {
    "-": "zero",
    "–": "zero",
    ".": "hidden",
    "...": "later",
    "…": "later",
    "x": "meaningless",
    "X": "meaningless",
    "/": "unsafe",
}


@dataclass(frozen=True, slots=True)
class RegionalTable:
    """A table of Regionalstatistik.

    `frame` is long: ags, name, level (country, land, region, kreis, gemeinde), is_kreis (a district, or a Land such
    as Hamburg that stands in for its only one), ref_date, feature_1 …, unit, value, symbol (CL74), absent (nothing but
    dashes: the area does not exist at the date, or has none of what is counted), row (line of data in the file).
    A single dash beside numbers is the value 0 with the symbol "zero".
    """

    code: str
    title: str
    source: str
    licence: str
    stand: str
    notes: str
    frame: pl.DataFrame

    @property
    def features(self) -> list[str]:
        """Names of the feature columns."""
        return [name for name in self.frame.columns if name.startswith("feature_")]

    def districts(self) -> pl.DataFrame:
        """The rows of districts alone: regions and Länder would count people twice."""
        return self.frame.filter(pl.col("is_kreis"))


def layout_error(de: str, en: str) -> DeliveryError:
    """The error of a file that is not laid out like a table of Regionalstatistik."""
    return DeliveryError(de, en)


def parse(text: str) -> RegionalTable:
    """Parse the text of a downloaded table.

    Raises
    ------
    DeliveryError
        If the text is not laid out like a table of Regionalstatistik.
    """
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    if not records or not records[0] or not records[0][0].startswith("GENESIS-Tabelle:"):
        raise layout_error("die Zeile „GENESIS-Tabelle:“ fehlt", "the line “GENESIS-Tabelle:” is missing")
    end = next((at for at, record in enumerate(records) if record and record[0].startswith(_FOOTER)), len(records))
    dated = _layout(records[:end])
    first = next(at for at, record in enumerate(records) if _is_data(record, dated))
    # A download cut off in the middle has no footer; its data would be incomplete without anyone noticing.
    if end == len(records):
        raise layout_error(
            "die Fußzeile fehlt, die Datei ist abgeschnitten", "the footer is missing, the file is cut off"
        )
    lead = 3 if dated else 2
    headers = [record for record in records[1:first] if not any(record[:lead]) and any(record[lead:])]
    title = " ".join(record[0].strip() for record in records[1:first] if record and record[0].strip())
    footer = "\n".join(";".join(record) for record in records[end + 1 :])
    rows = [(at + 1, record) for at, record in enumerate(records[first:end], start=first) if any(record)]
    frame = _long(rows, headers, dated)
    return RegionalTable(records[0][0].split(":", 1)[1].strip(), title, *_footer(footer), frame)


def _layout(records: Sequence[list[str]]) -> bool:
    """True where the date stands in the first column, False where it stands in a header row."""
    for dated in (True, False):
        if any(_is_data(record, dated) for record in records):
            return dated
    raise layout_error("keine Datenzeilen mit Gebietsschlüssel", "no data rows with an area key")


def _is_data(record: list[str], dated: bool) -> bool:
    if dated:
        return len(record) > 3 and bool(_DAY.match(record[0]) or _YEAR.match(record[0])) and bool(_KEY.match(record[1]))
    return len(record) > 2 and bool(_KEY.match(record[0])) and bool(record[1].strip())


def _footer(text: str) -> tuple[str, str, str, str]:
    """Source, licence, time stamp and notes."""
    source = re.search(r"©[^\n]*", text)
    licence = _LICENCE.search(text)
    stand = re.search(r"^Stand:\s*(.+)$", text, re.MULTILINE)
    return (
        source[0].lstrip("© ").rstrip(". ") if source else "",
        " ".join(licence[0].split()) if licence else "",
        stand[1].strip() if stand else "",
        text.strip(),
    )


def _date(cell: str) -> dt.date | None:
    match = _DAY.match(cell.strip())
    if match:
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    return dt.date(int(cell), 12, 31) if _YEAR.match(cell.strip()) else None


def _columns(headers: list[list[str]], width: int, lead: int) -> list[tuple[dt.date | None, tuple[str, ...], str]]:
    """Date, features and unit of every value column; repeated and time labels are left out."""
    columns = []
    for at in range(lead, width):
        levels = [record[at].strip() if at < len(record) else "" for record in headers]
        dates = [day for level in levels if (day := _date(level)) is not None]
        words = [level for level in levels if level and _date(level) is None and level.casefold() not in _TIME_LABELS]
        unit = words.pop() if len(words) > 1 and _is_unit(headers, lead) else ""
        columns.append((dates[0] if dates else None, tuple(word for word, _ in groupby(words)), unit))
    return columns


_UNITS = frozenset(
    ("anzahl", "qkm", "km2", "km²", "ha", "%", "prozent", "eur", "euro", "tsd. eur", "personen", "je qkm")
)


def _is_unit(headers: list[list[str]], lead: int) -> bool:
    return bool(headers) and all(cell.strip().casefold() in _UNITS for cell in headers[-1][lead:] if cell.strip())


def _long(rows: list[tuple[int, list[str]]], headers: list[list[str]], dated: bool) -> pl.DataFrame:
    lead = 3 if dated else 2
    width = max(len(record) for _, record in rows)
    columns = _columns(headers, width, lead)
    depth = max((len(features) for _, features, _ in columns), default=1) or 1
    read = number_reader(Notation(comma_is_decimal=True), whole=False)
    long = []
    for number, record in rows:
        if not _is_data(record, dated) or len(record) != width:
            raise layout_error(f"Zeile {number} hat einen anderen Aufbau", f"row {number} has another layout")
        ags, name = record[lead - 2], record[lead - 1].strip()
        cells = [cell.strip() for cell in record[lead:]]
        absent = all(cell in ("-", "–") for cell in cells)
        for (day, features, unit), cell in zip(columns, cells, strict=True):
            value = None if absent else 0.0 if cell in ("-", "–") else read(cell)[0]
            if value is None and not absent and cell not in SYMBOLS:
                raise layout_error(
                    f"Zeile {number} enthält eine unlesbare Zahl", f"row {number} holds an unreadable number"
                )
            padded = (*features, *[""] * (depth - len(features)))
            long.append(
                (ags, name, _date(record[0]) if dated else day, *padded, unit, value, SYMBOLS.get(cell), absent, number)
            )
    names = [
        "ags",
        "name",
        "ref_date",
        *(f"feature_{at}" for at in range(1, depth + 1)),
        "unit",
        "value",
        "symbol",
        "absent",
        "row",
    ]
    types = {"ref_date": pl.Date, "value": pl.Float64, "absent": pl.Boolean, "row": pl.Int64}
    frame = pl.DataFrame(long, schema={name: types.get(name, pl.String) for name in names}, orient="row")
    return _levels(frame)


def _levels(frame: pl.DataFrame) -> pl.DataFrame:
    """Level of every area, and which rows are districts: five digits, or a Land without districts of its own."""
    length = pl.col("ags").str.len_chars()
    level = length.replace_strict(LEVELS, default="country", return_dtype=pl.String)
    with_districts = frame.filter(length == 5)["ags"].str.slice(0, 2).unique()
    alone = (length == 2) & ~pl.col("ags").is_in(with_districts.implode()) & (pl.col("ags") != "DG")
    placed = frame.with_columns(
        level=pl.when(pl.col("ags") == "DG").then(pl.lit("country")).otherwise(level),
        is_kreis=((length == 5) | alone) if with_districts.len() else pl.lit(False),
    )
    front = ["ags", "name", "level", "is_kreis"]
    return placed.select(*front, pl.exclude(front))


def margins(table: RegionalTable) -> pl.DataFrame:
    """Sums of the districts beside the published totals of every Land and of Germany.

    Returns
    -------
    polars.DataFrame
        ags, the features, ref_date, summed, published, difference.
    """
    by = [*table.features, "ref_date"]
    districts = table.districts().with_columns(pl.col("ags").str.slice(0, 2))
    lands = districts.group_by("ags", *by).agg(pl.col("value").sum().alias("summed"))
    country = districts.group_by(by).agg(pl.col("value").sum().alias("summed")).with_columns(ags=pl.lit("DG"))
    summed = pl.concat([lands, country.select(lands.columns)])
    published = table.frame.filter(pl.col("level").is_in(["land", "country"])).select("ags", *by, published="value")
    joined = published.join(summed, on=["ags", *by], how="left", nulls_equal=True)
    return joined.with_columns(difference=(pl.col("summed") - pl.col("published")).round(6)).sort("ags", *by)
