"""The project's own templates as CSV or workbook: header row found, columns matched, cells cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from evaluation.cleaning import ROW, Context, Place, clean_columns, found, safe_name
from evaluation.cleaning.forbidden import forbidden_findings
from evaluation.cleaning.headers import Matched, header_findings, match_headers
from evaluation.cleaning.official import sign_column
from evaluation.cleaning.raw import split_columns
from evaluation.cleaning.words import plain
from evaluation.findings import Finding
from evaluation.sources import text, workbook
from evaluation.sources.delivery import COUNTED
from evaluation.sources.grid import Grid
from evaluation.sources.loaded import Part
from evaluation.tables import TABLES, Table
from evaluation.tables.frames import empty

if TYPE_CHECKING:
    from evaluation.sources.delivery import DeliveredFile, Delivery
    from evaluation.study import Study

FORMAT = "template"
TABLES_READ: tuple[str, ...] = ()
SUFFIXES: tuple[str, ...] = (".csv", ".tsv", ".txt", *workbook.SUFFIXES)
_SEARCHED = 40
"""A header row is looked for in so many rows from the top."""


def read(file: DeliveredFile, delivery: Delivery, study: Study) -> Part:
    """Read one file that follows a template."""
    table = TABLES[file.table]
    place = Place(
        delivery.id, delivery.site, delivery.years[0] if len(delivery.years) == 1 else None, file.name, file.sheet
    )
    grid = _grid(file, delivery, table, place)
    place = Place(place.delivery, place.site, place.year, place.file, grid.sheet)
    if grid.blocked:
        return refused(file, table, grid.sheet, grid.findings)
    return read_table(
        grid,
        file,
        table,
        Context(
            place=place,
            sites=site_words(delivery.sites, study),
            years=delivery.years,
            defaults={"counting_rule": delivery.counting_rule},
            dash_is_zero=sign_column(table) is not None,
        ),
    )


def site_words(ids: Sequence[str], study: Study) -> dict[str, str]:
    """Every word by which a row may name one of these sites: id and name, plainly spelt."""
    known = {site.id: site.name for site in study.sites if site.id in ids}
    return {plain(word): site for site, name in known.items() for word in (site, name)}


def refused(file: DeliveredFile, table: Table, sheet: str, findings: list[Finding]) -> Part:
    """A file of which nothing was loaded."""
    nothing = pl.Series(ROW, [], dtype=pl.Int64)
    return Part(
        file.name, sheet, table.name, empty(table), nothing, nothing.to_frame(), findings=tuple(findings), loaded=False
    )


def _grid(file: DeliveredFile, delivery: Delivery, table: Table, place: Place) -> Grid:
    path = delivery.folder / file.name
    if path.suffix.lower() not in workbook.SUFFIXES:
        return text.read_grid(path, place)
    grids = workbook.read_sheets(path, place, file.sheet)
    if len(grids) == 1:
        return grids[0]
    scores = [_header_row(grid.cells, table)[1] for grid in grids]
    best = max(scores, default=(0, 0))
    # A sheet with explanations may name a few columns too: the sheets that name most of them are meant.
    fitting = [
        grid
        for grid, (required, named) in zip(grids, scores, strict=True)
        if named and required == best[0] and 2 * named > best[1]
    ]
    if len(fitting) > 1:
        names = ", ".join(safe_name(grid.sheet) for grid in fitting)
        return Grid(pl.DataFrame(), [found("sheet_several", place, detail=names)], delimited=False)
    if not fitting:
        return Grid(pl.DataFrame(), [found("header_not_found", place, detail=(table.de, table.en))], delimited=False)
    return fitting[0]


def _header_row(cells: pl.DataFrame, table: Table) -> tuple[int, tuple[int, int]]:
    """Position of the row that names most required columns (then most columns), and how many of each it names."""
    required = {column.name for column in table.columns if column.required}
    best, best_score = 0, (0, 0)
    for position, row in enumerate(cells.head(_SEARCHED).iter_rows()):
        columns = match_headers([cell or "" for cell in row], table).columns
        score = (len(required & columns.keys()), len(columns))
        if score > best_score:
            best, best_score = position, score
        if required and required <= columns.keys() and len(columns) > 1:
            break
    return best, best_score


def read_table(grid: Grid, file: DeliveredFile, table: Table, context: Context) -> Part:
    """Find the header of a grid, match its columns and clean its rows."""
    place = context.place
    at, _ = _header_row(grid.cells, table)
    headers = [(cell or "").strip() for cell in grid.cells.row(at)] if grid.cells.height else []
    body = grid.cells.slice(at + 1)
    numbers = pl.Series(ROW, range(grid.first + at + 1, grid.first + at + 1 + body.height), dtype=pl.Int64)
    body = body.with_columns(numbers)
    width = max((position + 1 for position, header in enumerate(headers) if header), default=0)
    body, findings = _filled_rows(body, place)
    long, body, aside = _too_long(body, width, place, grid.delimited)
    matched = _with_values(match_headers(headers, table), body)
    findings = [*grid.findings, *findings, *header_findings(matched, table, place, {})]
    findings += _told(matched, context, table)
    if any(finding.severity == "blocks" for finding in findings):
        return refused(file, table, grid.sheet, findings)
    findings += long + _short(body, width, place, grid.delimited)
    if not body.height and not aside.height:
        # No contacts at all is no year without contacts: a zero has to be said.
        empty_rule = "file_no_contacts" if table.name in COUNTED else "file_no_rows"
        findings.append(found(empty_rule, place))
    named, extra = split_columns(body, matched)
    findings += forbidden_findings((named, extra), matched, table, place, context.years)
    if any(finding.severity == "blocks" for finding in findings):
        return refused(file, table, grid.sheet, findings)
    cleaned = clean_columns(named, table, context, {name: matched.header(name) for name in matched.columns})
    return Part(
        file.name,
        grid.sheet,
        table.name,
        cleaned.clean,
        cleaned.rows,
        pl.concat([cleaned.set_aside, aside], how="diagonal_relaxed"),
        extra,
        (*findings, *cleaned.findings),
    )


def _with_values(matched: Matched, body: pl.DataFrame) -> Matched:
    """Without columns that have neither header nor values, such as those behind a trailing delimiter."""
    series = body.get_columns()
    kept = [
        at for at in matched.extra if matched.headers[at] or (series[at].fill_null("").str.strip_chars() != "").any()
    ]
    return Matched(matched.columns, tuple(kept), matched.headers, matched.renamed, matched.duplicates)


def _filled_rows(body: pl.DataFrame, place: Place) -> tuple[pl.DataFrame, list[Finding]]:
    """Rows with any value; empty rows before the last filled one are told."""
    cells = [name for name in body.columns if name != ROW]
    if not cells or not body.height:
        return body.clear(), []
    filled = ~_empty_rows(body.select(cells))
    if filled.all():
        return body, []
    kept = body.filter(filled)
    last = kept[ROW][-1] if kept.height else 0
    inside = body.filter(~filled & (body[ROW] < last)).height
    return kept, [found("rows_empty", place, count=inside)] if inside else []


def _empty_rows(body: pl.DataFrame) -> pl.Series:
    """Which rows hold nothing; after the first columns only the few rows still empty are looked at."""
    left = pl.Series(range(body.height), dtype=pl.UInt32)
    for column in body.get_columns():
        blank = column.gather(left).fill_null("").str.strip_chars() == ""
        left = left.filter(blank)
        if left.is_empty():
            break
    return pl.Series([False]).new_from_index(0, body.height).scatter(left, True)


def _too_long(
    body: pl.DataFrame, width: int, place: Place, delimited: bool
) -> tuple[list[Finding], pl.DataFrame, pl.DataFrame]:
    """Rows of a text file with values behind the last header are shifted: they are set aside."""
    behind = [name for name in body.columns if name != ROW][width:]
    nothing = pl.DataFrame({ROW: pl.Series([], dtype=pl.Int64), "_rules": pl.Series([], dtype=pl.String)})
    if not delimited or not behind or not width:
        return [], body, nothing
    shifted = body.select(pl.any_horizontal(pl.col(behind).fill_null("").str.strip_chars() != "")).to_series()
    if not shifted.any():
        return [], body, nothing
    aside = body.filter(shifted)
    findings = [found("row_too_long", place, row=row) for row in aside[ROW]]
    rules = pl.lit("row_too_long", pl.String).alias("_rules")
    return findings, body.filter(~shifted), aside.select(ROW, rules, pl.exclude(ROW).name.prefix("_cell_"))


def _short(body: pl.DataFrame, width: int, place: Place, delimited: bool) -> list[Finding]:
    """Rows of a text file that end before the last header."""
    if not delimited or not width or not body.height:
        return []
    short = body.filter(body.to_series(width - 1).is_null())[ROW]
    if len(short) > 50:
        return [found("row_short", place, count=len(short))]
    return [found("row_short", place, row=row) for row in short]


def _told(matched: Matched, context: Context, table: Table) -> list[Finding]:
    """Blocks where rows cannot be assigned to one of several sites or years."""
    findings = []
    if len(context.site_ids) > 1 and "site_id" not in matched.columns:
        findings.append(found("site_not_told", context.place))
    year = table.year_from or "year"
    if len(context.years) > 1 and year not in matched.columns and "year" not in matched.columns:
        findings.append(found("year_not_told", context.place))
    return findings
