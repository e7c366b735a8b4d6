"""Deliveries: every folder below data_raw with a lieferung.toml, read strictly before any file is opened."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.cleaning import Place, found
from evaluation.findings import Finding

if TYPE_CHECKING:
    from evaluation.study import Study

NOTE = "lieferung.toml"
DATA_SUFFIXES = frozenset(
    (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".sav", ".dta", ".json")
)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file (or one sheet of a workbook) of a delivery."""

    name: str
    table: str
    format: str
    sheet: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What lieferung.toml says: origin, legal basis, purpose, retention and files."""

    id: str
    folder: Path
    sites: tuple[str, ...]
    years: tuple[int, ...]
    sender: str
    received: dt.date
    legal_basis: str
    purpose: str
    retention_until: dt.date
    counting_rule: str | None
    synthetic: bool
    schema_version: str
    files: tuple[DeliveredFile, ...]
    replaces: str | None = None

    @property
    def site(self) -> str:
        """The site of a delivery for one site; "" where it covers several."""
        return self.sites[0] if len(self.sites) == 1 else ""


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def discover(study: Study) -> tuple[list[Delivery], list[Finding]]:
    """All deliveries below the study's data_raw folder, in order of their paths.

    Returns
    -------
    tuple
        Deliveries that may be loaded, and findings about those that may not.
    """
    from evaluation.sources._note import read_note

    deliveries: list[Delivery] = []
    findings: list[Finding] = []
    if not study.raw.is_dir():
        return [], []
    for folder in _folders(study.raw):
        name = folder.relative_to(study.raw).as_posix()
        if _leaves(folder, study.raw):
            findings.append(found("file_leaves", Place(delivery=name)))
        elif (folder / NOTE).is_file():
            delivery, more = read_note(folder, study)
            findings += more + _not_listed(folder, name, study.raw)
            deliveries += [delivery] if delivery is not None else []
        elif data := _data_files(folder):
            findings.append(found("delivery_undeclared", Place(delivery=name), detail=str(len(data))))
    return deliveries, findings


def _folders(root: Path) -> Iterator[Path]:
    """The folder and all below it, links named but not followed."""
    yield root
    for entry in sorted(root.iterdir()):
        if entry.is_symlink() and entry.is_dir():
            yield entry
        elif entry.is_dir():
            yield from _folders(entry)


def _leaves(path: Path, root: Path) -> bool:
    """True for a link, or a path through links, that leads out of the folder."""
    return not path.resolve().is_relative_to(root.resolve())


def _data_files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in DATA_SUFFIXES and path.is_file() and not path.name.startswith((".", "~$"))
    ]


def _not_listed(folder: Path, name: str, root: Path) -> list[Finding]:
    from evaluation.sources._note import listed_names

    listed = listed_names(folder / NOTE)
    if listed is None:
        return []
    place = Place(delivery=name)
    return [
        found("file_not_listed", Place(place.delivery, file=path.name))
        for path in _data_files(folder)
        if path.name not in listed and not _leaves(path, root)
    ]
