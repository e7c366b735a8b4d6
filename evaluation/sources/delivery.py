"""Deliveries: every folder below data_raw with a lieferung.toml, read strictly before any file is opened."""

from __future__ import annotations

import datetime as dt
import hashlib
import stat
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
COUNTED = ("consultation", "consultation_agg")
"""Tables of consultations: single contacts, and aggregates."""
_CHUNK = 1 << 20
_ROOT = Place("data_raw", file=NOTE)


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


def discover(study: Study, *, today: dt.date | None = None) -> tuple[list[Delivery], list[Finding]]:
    """All deliveries below the study's data_raw folder, in order of their paths.

    Parameters
    ----------
    study : Study
        The study.
    today : datetime.date, optional
        The day on which retention and receipt are judged; the present day where none is given.

    Returns
    -------
    tuple
        Deliveries that may be loaded, and findings about those that may not.
    """
    day = _present_day() if today is None else today
    deliveries: list[Delivery] = []
    findings: list[Finding] = []
    if not study.raw.is_dir():
        return [], [found("nothing_delivered", _ROOT, detail=("der Ordner fehlt", "the folder is missing"))]
    for folder in _folders(study.raw):
        try:
            delivery, more = _folder(folder, study, day)
        except OSError:
            delivery, more = None, [found("file_no_access", _at(folder, study.raw))]
        deliveries += [delivery] if delivery is not None else []
        findings += more
    if not deliveries and not findings:
        none = ("kein Ordner mit lieferung.toml", "no folder with a lieferung.toml")
        findings.append(found("nothing_delivered", _ROOT, detail=none))
    return deliveries, findings


def _present_day() -> dt.date:
    return dt.date.today()


def _folder(folder: Path, study: Study, today: dt.date) -> tuple[Delivery | None, list[Finding]]:
    """The delivery of one folder, if it is one and may be loaded."""
    from evaluation.sources._note import read_note

    place = _at(folder, study.raw)
    if _leaves(folder, study.raw):
        return None, [found("file_leaves", place)]
    if _has_note(folder):
        delivery, findings = read_note(folder, study, today)
        return delivery, findings + _not_listed(folder, place, study.raw)
    data = _data_files(folder)
    return None, [found("delivery_undeclared", place, detail=str(len(data)))] if data else []


def _has_note(folder: Path) -> bool:
    """True where the folder holds a lieferung.toml; an error where the folder may not be entered."""
    try:
        return stat.S_ISREG((folder / NOTE).stat().st_mode)
    except FileNotFoundError:
        return False


def _at(folder: Path, root: Path) -> Place:
    """Where findings about a folder as a whole are made."""
    return _ROOT if folder == root else Place(folder.relative_to(root).as_posix(), file=NOTE)


def _folders(root: Path) -> Iterator[Path]:
    """The folder and all below it, links named but not followed; one that may not be listed is named alone."""
    yield root
    try:
        entries = sorted(root.iterdir())
    except OSError:
        return
    for entry in entries:
        try:
            is_folder, is_link = entry.is_dir(), entry.is_symlink()
        except OSError:
            continue  # what lies in a folder that may not be entered: the folder itself is told
        if is_folder and is_link:
            yield entry
        elif is_folder:
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


def _not_listed(folder: Path, place: Place, root: Path) -> list[Finding]:
    from evaluation.sources._note import listed_names

    listed = listed_names(folder / NOTE)
    if listed is None:
        return []
    return [
        found("file_not_listed", Place(place.delivery, file=path.name))
        for path in _data_files(folder)
        if path.name not in listed and not _leaves(path, root)
    ]
