"""All deliveries together: repeats, conflicts and replacements are told; every row ends clean or set aside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from evaluation.cleaning import Place, found, found_rows
from evaluation.findings import SEVERITIES, Finding
from evaluation.sources._entries import Entry, entries, moved, without_rows
from evaluation.sources._missing import years_not_delivered
from evaluation.sources.delivery import COUNTED
from evaluation.sources.loaded import FileRows, Loaded, aside_of, together
from evaluation.tables import TABLES
from evaluation.tables.frames import polars_schema

if TYPE_CHECKING:
    from evaluation.study import Study

_SOURCES = ("source_code", "table_code", "figure")
"""Key columns by which figures of several senders stand side by side."""


@dataclass(frozen=True, slots=True)
class Clean:
    """The clean tables of a study and all that was found on the way.

    `compared` holds aggregates of site-years whose single contacts were delivered too; they are not counted.
    """

    tables: dict[str, pl.DataFrame]
    findings: list[Finding]
    rows: list[FileRows]
    set_aside: dict[str, pl.DataFrame] = field(default_factory=dict)
    compared: dict[str, pl.DataFrame] = field(default_factory=dict)


def reconcile(loaded: Sequence[Loaded], study: Study) -> Clean:
    """Join all deliveries of a study.

    Parameters
    ----------
    loaded : sequence of Loaded
        The deliveries as `load` gave them.
    study : Study
        The study.

    Returns
    -------
    Clean
        Every delivered table, the table `delivery` (T37), findings, rows set aside and row counts.
    """
    ordered = sorted(loaded, key=lambda item: (item.delivery.received, item.delivery.id))
    found_entries = entries(ordered)
    findings = [finding for entry in found_entries for finding in entry.part.findings]
    for step in (_repeated_files, _replaced, _conflicting, _repeated_keys):
        found_entries, more = step(found_entries)
        findings += more
    tables = {
        name: _table(name, found_entries)
        for name in dict.fromkeys(e.part.table for e in found_entries if e.part.loaded)
    }
    tables, compared, more = _contacts_and_aggregates(tables)
    findings += more + years_not_delivered(found_entries, study)
    aside = {
        name: together(
            [
                aside_of(e.part).with_columns(_delivery=pl.lit(e.delivery.id))
                for e in found_entries
                if e.part.table == name and e.part.set_aside.height
            ]
        )
        for name in tables
    }
    rows = [replace(entry.part.rows, delivery=entry.delivery.id) for entry in found_entries]
    tables["delivery"] = _delivery_table(found_entries, findings)
    return Clean(tables, findings, rows, {k: v for k, v in aside.items() if v.height}, compared)


def _table(name: str, found_entries: Iterable[Entry]) -> pl.DataFrame:
    frames = [entry.part.frame for entry in found_entries if entry.part.table == name and entry.part.loaded]
    return pl.concat(frames, how="vertical")


def _place(entry: Entry, site: str = "", year: int | None = None) -> Place:
    return Place(entry.delivery.id, site or entry.delivery.site, year, entry.part.file, entry.part.sheet)


def _repeated_files(found_entries: list[Entry]) -> tuple[list[Entry], list[Finding]]:
    """The same bytes for the same table count once."""
    seen: dict[tuple[str, str, str], str] = {}
    kept, findings = [], []
    for entry in found_entries:
        mark = (entry.sha256, entry.part.sheet, entry.part.table)
        if mark in seen and entry.part.loaded:
            findings.append(
                found("file_repeated", _place(entry), count=max(1, entry.part.frame.height), detail=seen[mark])
            )
            kept.append(without_rows(entry, "file_repeated"))
        else:
            seen.setdefault(mark, entry.delivery.id)
            kept.append(entry)
    return kept, findings


def _replaced(found_entries: list[Entry]) -> tuple[list[Entry], list[Finding]]:
    """A delivery that names another one as replaced takes the place of its site-years, table by table."""
    known = {entry.delivery.id for entry in found_entries}
    findings: list[Finding] = []
    by: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in found_entries:
        old = entry.delivery.replaces
        if old is not None and (old not in known or old == entry.delivery.id):
            findings.append(
                found("replaces_unknown", _place(entry), detail=", ".join(sorted(known - {entry.delivery.id})))
            )
        elif old is not None and entry.part.loaded:
            by[old, entry.part.table].append(entry)
    kept = []
    for entry in found_entries:
        newer = by.get((entry.delivery.id, entry.part.table), [])
        cells = {cell for other in newer for cell in _site_years(other)}
        changed, count = moved(entry, cells, "delivery_replaced")
        if count:
            findings.append(found("delivery_replaced", _place(entry), count=count, detail=newer[0].delivery.id))
        kept.append(changed)
    return kept, findings


def _site_years(entry: Entry) -> set[tuple[str, int]]:
    return set(entry.part.frame.select("site", "year").unique().iter_rows())


def _covered(entry: Entry) -> set[tuple[str, ...]]:
    """What a file covers: site, month (or period, date, year as rows have one) and source of published figures."""
    table = TABLES[entry.part.table]
    finest = table.year_from in table.names and table.column(str(table.year_from)).dtype in ("month", "text", "date")
    period = pl.col(str(table.year_from)) if finest else pl.col("year")
    source = [pl.col(name) for name in table.key if name in _SOURCES]
    cells = entry.part.frame.select("site", period.cast(pl.String).alias("period"), *source)
    return set(cells.unique().iter_rows())


def _conflicting(found_entries: list[Entry]) -> tuple[list[Entry], list[Finding]]:
    """Two deliveries for the same site, period and table: the one received later is not loaded."""
    covered: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    kept, findings = [], []
    for entry in found_entries:
        periods = _covered(entry) if entry.part.loaded else set()
        here = covered[entry.part.table]
        others = sorted({here[cell] for cell in periods if here.get(cell, entry.delivery.id) != entry.delivery.id})
        if others:
            findings.append(
                found("delivery_conflict", _place(entry), count=entry.part.frame.height, detail=", ".join(others))
            )
            kept.append(without_rows(entry, "delivery_conflict"))
            continue
        here.update(dict.fromkeys(periods, entry.delivery.id))
        kept.append(entry)
    return kept, findings


def _repeated_keys(found_entries: list[Entry]) -> tuple[list[Entry], list[Finding]]:
    """The same key in two files: the row of the later file is set aside."""
    findings: list[Finding] = []
    result = list(found_entries)
    places = defaultdict(list)
    for at, entry in enumerate(result):
        if entry.part.loaded and entry.part.frame.height:
            places[entry.part.table].append(at)
    for name, positions in places.items():
        key = ["site", "year", *(column for column in TABLES[name].key if column not in ("site", "year"))]
        if len(positions) < 2 or len(key) == 2:
            continue
        keys = pl.concat(
            [result[at].part.frame.select(*key).with_columns(_at=pl.lit(at)).with_row_index("_n") for at in positions]
        )
        keyed = pl.any_horizontal(pl.col(column).is_not_null() for column in key[2:])
        later = keys.filter(keyed & ~pl.struct(key).is_first_distinct())
        for (at,), group in later.group_by("_at", maintain_order=True):
            entry = result[int(str(at))]
            numbers = entry.part.numbers.gather(group["_n"])
            findings += found_rows("key_in_other_file", _place(entry), numbers.to_list(), detail=", ".join(key[2:]))
            mask = pl.Series([False]).new_from_index(0, entry.part.frame.height).scatter(group["_n"], True)
            result[int(str(at))] = without_rows(entry, "key_in_other_file", mask)
    return result, findings


def _contacts_and_aggregates(
    tables: dict[str, pl.DataFrame],
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], list[Finding]]:
    """Where single contacts and aggregates exist for a site-year, the aggregates only serve for comparison."""
    if not all(name in tables and tables[name].height for name in COUNTED):
        return tables, {}, []
    contacts, sums = (tables[name] for name in COUNTED)
    both = (
        contacts.group_by("site", "year").len("counted").join(sums.select("site", "year").unique(), on=["site", "year"])
    )
    both = both.sort("site", "year")
    compared = sums.join(both, on=["site", "year"], how="semi")
    rest = sums.join(both, on=["site", "year"], how="anti")
    totals = (
        compared.filter(pl.col("dim") == "total").group_by("site", "year").agg(pl.col("n_contacts").sum().alias("told"))
    )
    findings = []
    for site, year, counted, told in both.join(
        totals, on=["site", "year"], how="left", maintain_order="left"
    ).iter_rows():
        findings.append(found("contacts_and_aggregates", Place(site=site, year=year)))
        if told is not None and told != counted:
            findings.append(found("contacts_differ", Place(site=site, year=year)))
    return {**tables, COUNTED[1]: rest}, {COUNTED[1]: compared} if compared.height else {}, findings


def _delivery_table(found_entries: Iterable[Entry], findings: Sequence[Finding]) -> pl.DataFrame:
    """One row per file of every delivery (T37)."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for finding in findings:
        counts[finding.delivery, finding.file, finding.sheet, finding.severity] += 1
    schema = polars_schema(TABLES["delivery"])
    rows = []
    for entry in found_entries:
        told, part = entry.delivery, entry.part
        place = found("file_no_rows", Place(told.id, file=part.file, sheet=part.sheet))
        years = told.years if len(told.years) == 1 else (None,)
        values = {
            "site": told.site or ", ".join(told.sites),
            "year": years[0],
            "delivery": told.id,
            "delivery_id": told.id,
            "file": part.file,
            "sheet": part.sheet,
            "table_name": part.table,
            "format": entry.format,
            "file_hash": entry.sha256,
            "sender": told.sender,
            "received": told.received,
            "legal_basis": told.legal_basis,
            "purpose": told.purpose,
            "retention_until": told.retention_until,
            "counting_rule": told.counting_rule,
            "synthetic": told.synthetic,
            "schema_version": told.schema_version,
            # A refused file has no rows that could be counted: null, which is not a delivery without rows.
            "rows_in": part.rows.rows_in if part.loaded else None,
            "rows_clean": part.rows.rows_clean if part.loaded else None,
            "rows_set_aside": part.rows.rows_set_aside if part.loaded else None,
            **{f"findings_{kind}": counts[told.id, place.file, place.sheet, kind] for kind in SEVERITIES},
        }
        rows.append({name: values.get(name) for name in schema})
    return pl.DataFrame(rows, schema=schema)
