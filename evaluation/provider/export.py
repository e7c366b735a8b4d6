"""From a provider's own list to a folder that may be delivered: extract, lieferung.toml, and counts of what stayed."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from evaluation.errors import InputError
from evaluation.provider.extract import PLACES, Extract, Settings, extract
from evaluation.provider.keys import key_path, read_or_make
from evaluation.provider.note import Note, consent_table, note_text
from evaluation.provider.raw_file import read_raw
from evaluation.tables import Column, table
from evaluation.vocabulary import label


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and how much of what stayed behind: counts only.

    `counts` holds rows_read, rows_written, rows_set_aside (and aside_<rule>), rows_without_client, persons,
    columns_left, columns_personal, consent_refused, consent_withdrawn, consent_unreadable, consent_same_person,
    residence_as_class, residence_left_out, service_points_left_out.
    """

    folder: Path
    files: tuple[Path, ...]
    counts: dict[str, int]
    key_file: Path
    key_made: bool


def export(
    source: str | Path,
    out_folder: str | Path,
    key_file: str | Path,
    year: int,
    *,
    provider: str = "",
    note: Note | None = None,
    threshold: int = 5,
    municipalities: str | Path | None = None,
    client: Sequence[str] = (),
) -> Exported:
    """Write the research extract of a provider's consultation records: pseudonymous, by month, without free text.

    Works without a network. Names, addresses, free text and all columns that are not part of the table of
    consultations stay behind; days become months, ages and years in Germany groups, small municipalities their size
    class; client ids become HMAC-SHA256 pseudonyms under a key that holds for this provider and year only. Records
    of persons who refused or withdrew consent are counted and not written.

    Parameters
    ----------
    source : path
        A CSV file or workbook, or a folder of such lists.
    out_folder : path
        A new or empty folder; it is written whole or not at all.
    key_file : path
        The key file ``<provider>_<year>.key``, or the folder that holds it; made on first use.
    year : int
        Reporting year.
    provider : str
        Short name of the provider, where the key file does not say it.
    note : Note, optional
        Study, site, sender, legal basis, purpose and retention for lieferung.toml; what is missing stays empty, and
        the delivery does not load before it is filled in.
    threshold : int
        Smallest number of persons for whom a municipality of residence is named.
    municipalities : path, optional
        A list of municipalities (T02) with key, name and size class.
    client : sequence of str
        Headers that together denote a client, where no column holds an id.

    Returns
    -------
    Exported

    Raises
    ------
    InputError
        If the list cannot be read, the folder is not empty, or the key lies or is named where it must not.
    """
    out = _free_folder(Path(out_folder), Path(source))
    path = key_path(Path(key_file), provider, year)
    told = note or Note()
    settings = Settings(year, told.site, threshold, tuple(client), _places(municipalities))
    raw = read_raw(Path(source), table("consultation"))
    key, made = read_or_make(path, out)
    extracted = extract(raw, key, settings)
    files = _write(out, extracted, told, year)
    return Exported(out, files, dict(sorted(extracted.counts.items())), path, made)


def _free_folder(out: Path, source: Path) -> Path:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            "Der Ausgabeordner ist nicht leer. Bitte einen neuen nennen, damit nichts Fremdes mitgeliefert wird.",
            "The output folder is not empty. Please name a new one, so that nothing else is delivered with it.",
        )
    if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise InputError(
            "Der Ausgabeordner darf nicht im Ordner der Rohdaten liegen.",
            "The output folder must not lie in the folder of the raw records.",
        )
    return out


def _places(path: str | Path | None) -> pl.DataFrame:
    if path is None:
        return Settings(0).municipalities
    from evaluation.cleaning import clean
    from evaluation.provider.raw_file import read_list

    return clean(read_list(Path(path), table("municipality"), "ags8"), table("municipality")).clean.select(PLACES)


def _write(out: Path, extracted: Extract, note: Note, year: int) -> tuple[Path, ...]:
    """Write all files beside the folder first, then put them in place at once."""
    scratch = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    scratch.mkdir(parents=True, mode=0o700)
    try:
        name = f"kontakte_{year}.csv"
        listed = {name: "consultation"}
        _csv(scratch / name, printed(extracted.contacts))
        told = consent_table(extracted.consent)
        if told is not None:
            listed[f"einwilligung_{year}.csv"] = "consent_ledger"
            _csv(scratch / f"einwilligung_{year}.csv", told)
        states = Counter[str]()
        for _, state, number in extracted.consent.iter_rows():
            states[state] += number
        _private(scratch / "lieferung.toml", note_text(note, year, listed, states).encode())
        if out.exists():
            out.rmdir()
        os.replace(scratch, out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return tuple(out / file for file in (*listed, "lieferung.toml"))


def _csv(path: Path, frame: pl.DataFrame) -> None:
    _private(path, frame.write_csv(separator=";").encode("utf-8-sig"))


def _private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def printed(contacts: pl.DataFrame) -> pl.DataFrame:
    """The filled columns of clean contacts under their German labels, codes as German words: what a template holds."""
    columns = [c for c in table("consultation").columns if c.name in contacts.columns and c.name != "site_id"]
    filled = [c for c in columns if c.required or contacts[c.name].null_count() < contacts.height]
    return pl.DataFrame([_words(contacts[column.name], column).alias(column.de) for column in filled])


def _words(cells: pl.Series, column: Column) -> pl.Series:
    if column.dtype == "bool":
        return cells.replace_strict({True: "ja", False: "nein"}, default=None, return_dtype=pl.String)
    if column.dtype == "codes":
        words = cells.explode().drop_nulls().unique()
        known = {code: label(column.codes or "", code, "de") for code in words}
        return cells.list.eval(pl.element().replace_strict(known, default=None, return_dtype=pl.String)).list.join(
            " | "
        )
    if column.dtype == "code":
        known = {code: label(column.codes or "", code, "de") for code in cells.drop_nulls().unique()}
        return cells.replace_strict(known, default=None, return_dtype=pl.String)
    return cells.cast(pl.String)
