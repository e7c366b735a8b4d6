"""Retention: which deliveries have to go, what is deleted, and the append-only log of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import StudyError
from evaluation.lifecycle.kept import keep
from evaluation.lifecycle.register import PRIVATE_FILE, read_register
from evaluation.provenance import write_atomic
from evaluation.study import Study

if TYPE_CHECKING:
    from evaluation.findings import Finding
    from evaluation.sources import Delivery

LOG = "purge_log.jsonl"
PRIVATE_FOLDER = 0o700


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose retention has ended, and the rows of person tables that it left in the clean tables."""

    delivery: str
    retention_until: dt.date
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge deletes or would delete."""

    due: tuple[Due, ...]
    caches: int
    """Files of the cache of deliveries; it is emptied whole and made again for deliveries that stay."""
    raw: tuple[Path, ...]
    """Folders of delivered files; they are never changed by the program and have to be deleted by hand."""
    deleted: bool


def person_tables() -> tuple[str, ...]:
    """Names of the tables that hold single persons: class P3, or a column of it."""
    from evaluation.tables import TABLES

    return tuple(
        name for name, table in TABLES.items()
        if any((column.protection or table.protection) in ("P3", "P4") for column in table.columns)
    )  # fmt: skip


def purge(study: Study, today: dt.date, *, delete: bool = False) -> Purge:
    """Delete the person tables of deliveries whose retention ended before `today`.

    Rows of person tables (class P3) and the cache of read deliveries go; released results, counts, the register with
    its check sums, and the log stay. Without `delete` nothing changes; the answer tells what would.

    Parameters
    ----------
    study : Study
    today : datetime.date
        Day of the purge; a delivery may be kept until its day of retention, that day included.
    delete : bool
        True to delete.

    Returns
    -------
    Purge

    Examples
    --------
    >>> import tempfile
    >>> empty = Study("s", Path(tempfile.mkdtemp()), {}, True, (2024,), ())
    >>> purge(empty, dt.date(2030, 1, 1)).due
    ()
    """
    over = ended(study, today)
    rows = _rows(study, over)
    due = tuple(Due(name, until, rows.get(name, {})) for name, until in sorted(over.items()))
    caches = sorted((study.protected / "cache").glob("*")) if due else []
    raw = tuple(study.raw / name for name in sorted(over) if (study.raw / name).is_dir())
    left = [one for one in due if one.rows or one.delivery not in purged(study)]
    if delete and (left or caches):
        keep(study, set(over))
        _log(study, left, today, len(caches))  # written first: an interrupted deletion is known
        _delete_rows(study, set(over))
        for path in caches:
            path.unlink()
    return Purge(due, len(caches), raw, delete)


def purged(study: Study) -> dict[str, dt.date]:
    """Deliveries whose person tables were deleted, with the day on which their retention ended."""
    return {entry["delivery"]: dt.date.fromisoformat(entry["retention_until"]) for entry in read_log(study)}


def without_purged(study: Study, deliveries: Sequence[Delivery]) -> tuple[list[Delivery], list[Finding]]:
    """The deliveries that may be loaded, and a finding for each that was purged but still lies under data_raw.

    A delivery that comes again with a longer retention is loaded.
    """
    from evaluation.cleaning.forbidden import purged_finding

    ended = purged(study)
    gone = [one for one in deliveries if one.id in ended and one.retention_until <= ended[one.id]]
    findings = [purged_finding(one.id, ended[one.id].isoformat()) for one in gone]
    return [one for one in deliveries if one not in gone], findings


def read_log(study: Study) -> list[dict[str, Any]]:
    """The lines of the log of deletions, oldest first.

    Raises
    ------
    StudyError
        If a line is not readable: the log is append-only and must not be edited.
    """
    path = study.protected / LOG
    if not path.exists():
        return []
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except json.JSONDecodeError:
        raise StudyError(
            f"Das Löschprotokoll {LOG} ist beschädigt. Bitte aus der Sicherung wiederherstellen.",
            f"The log of deletions {LOG} is damaged. Please restore it from the backup.",
        ) from None


def seal(folder: Path) -> None:
    """Give every file below a folder the mode 0600 and every folder 0700. On Windows the folder's own rights decide."""
    if os.name != "posix" or not folder.is_dir():
        return
    for place, folders, files in os.walk(folder):
        os.chmod(place, PRIVATE_FOLDER)
        for name in files:
            path = Path(place, name)
            if not path.is_symlink():
                os.chmod(path, PRIVATE_FILE)
        folders[:] = [name for name in folders if not Path(place, name).is_symlink()]


def ended(study: Study, today: dt.date) -> dict[str, dt.date]:
    """Deliveries whose retention ended, by the latest day that any of their files was told."""
    until: dict[str, dt.date] = {}
    for row in read_register(study):
        day = dt.date.fromisoformat(row["retention_until"])
        until[row["delivery_id"]] = max(day, until.get(row["delivery_id"], day))
    return {name: day for name, day in until.items() if day < today}


def _tables(study: Study) -> dict[str, Path]:
    paths = {name: study.protected / "tables" / f"{name}.parquet" for name in person_tables()}
    return {name: path for name, path in paths.items() if path.exists()}


def _rows(study: Study, ended: Mapping[str, dt.date]) -> dict[str, dict[str, int]]:
    import polars as pl

    found: dict[str, dict[str, int]] = {}
    for name, path in _tables(study).items() if ended else ():
        counts = pl.read_parquet(path, columns=["delivery"]).group_by("delivery").len()
        for delivery, number in counts.iter_rows():
            if delivery in ended:
                found.setdefault(delivery, {})[name] = number
    return found


def _delete_rows(study: Study, ended: set[str]) -> None:
    import polars as pl

    for path in _tables(study).values():
        frame = pl.read_parquet(path)
        kept = frame.filter(~pl.col("delivery").is_in(sorted(ended)))
        if kept.height == frame.height:
            continue
        content = io.BytesIO()
        kept.write_parquet(content)
        write_atomic(path, content.getvalue(), PRIVATE_FILE)


def _log(study: Study, due: list[Due], today: dt.date, caches: int) -> None:
    """Append a line per delivery; the file is never rewritten."""
    hashes: dict[str, list[str]] = {}
    for row in read_register(study):
        hashes.setdefault(row["delivery_id"], []).append(row["file_hash"])
    lines = [
        {"date": today.isoformat(), "delivery": one.delivery, "retention_until": one.retention_until.isoformat(),
         "rows": one.rows, "caches": caches, "file_hashes": sorted(hashes.get(one.delivery, []))}
        for one in due
    ]  # fmt: skip
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    descriptor = os.open(study.protected / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    with os.fdopen(descriptor, "ab") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
