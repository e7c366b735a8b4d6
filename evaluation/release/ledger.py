"""The memory of a study: every figure ever published, append-only and hash-chained, published values only.

ledger/ledger.jsonl has one line per release and document. Every line carries the hash of the line before and its own
hash, so that a changed, removed or reordered line is noticed. A removed end is noticed by the head, which finished
reports carry in their run record.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from evaluation.errors import ReleaseError

FILE = Path("ledger") / "ledger.jsonl"
IDENTITY: tuple[str, ...] = (
    "site",
    "period",
    "indicator",
    "breakdown",
    "category",
    "measure",
    "definition_version",
    "data_state",
)
"""What makes two published figures the same cell, whatever document they stand in.

`data_state` is a running number per site and period: it grows only when the counts behind the cell changed (late or
corrected data). It must not be a hash of counts; small counts could be guessed from that.
"""
CELL: dict[str, Any] = dict.fromkeys(IDENTITY, pl.String) | {"low": pl.Float64, "high": pl.Float64}
"""Columns of published cells: identity, and the figure (low and high are equal unless a range was published)."""
START = "0" * 64
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what a document of a release published.

    Parameters
    ----------
    release : str
        Name of the release.
    document : str
        The document's name as messages print it, such as "Bericht 2023 auental".
    date : str
        Day of the release.
    cells : tuple
        Rows in the order of CELL.
    previous, digest : str
        Hash of the line before, and of this one.
    """

    release: str
    document: str
    date: str
    cells: tuple[tuple[Any, ...], ...]
    previous: str
    digest: str


def append(root: Path, release: str, date: str, documents: Iterable[tuple[str, pl.DataFrame]]) -> str:
    """Record what a release publishes; to be called before the first document is written.

    Parameters
    ----------
    root : Path
        The study's root.
    release : str
        Name of the release.
    date : str
        Day of the release, YYYY-MM-DD.
    documents : iterable of (name, frame)
        Per document its published cells with the columns of CELL. Hidden cells do not belong here.

    Returns
    -------
    str
        The new head of the chain, which the run record keeps.

    Raises
    ------
    ReleaseError
        The ledger is broken, or a cell has no value.
    """
    head = verify(root)
    lines = []
    for document, frame in documents:
        content = {
            "release": release, "document": document, "date": date, "cells": _rows(document, frame), "previous": head
        }  # fmt: skip
        head = _digest(content)
        lines.append(json.dumps({**content, "digest": head}, ensure_ascii=False, separators=(",", ":")))
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write("".join(line + "\n" for line in lines).encode())
        file.flush()
        os.fsync(file.fileno())
    return head


def read(root: Path) -> list[Entry]:
    """All entries, oldest first, after the chain has been checked.

    Raises
    ------
    ReleaseError
        A line is damaged, was changed, or its predecessor is missing.
    """
    path = root / FILE
    if not path.exists():
        return []
    entries: list[Entry] = []
    head = START
    raw = path.read_bytes()
    for number, line in enumerate(_lines(raw), start=1):
        entry = _entry(line, number)
        if entry.previous != head:
            raise _broken(number)
        head = entry.digest
        entries.append(entry)
    if raw and not raw.endswith(b"\n"):
        raise _broken(len(entries))
    return entries


def verify(root: Path, heads: Iterable[str] = ()) -> str:
    """Check the memory of a study before anything new is released.

    Parameters
    ----------
    root : Path
        The study's root.
    heads : iterable of str
        Heads of the chain that finished reports carry; each has to be found in the ledger.

    Returns
    -------
    str
        The head of the chain.

    Raises
    ------
    ReleaseError
        The chain is broken, its end is missing, or there are reports, but no ledger.
    """
    entries = read(root)
    if not entries and _has_reports(root):
        raise ReleaseError(
            f"Es gibt fertige Berichte (reports/), aber kein Verzeichnis des Veröffentlichten ({FILE}). Ohne es lässt "
            "sich nicht prüfen, was zusammen mit früheren Berichten erschlossen werden kann. Das Verzeichnis aus der "
            "Sicherung zurückholen. Es wird nichts freigegeben.",
            f"There are finished reports (reports/), but no ledger of what was published ({FILE}). Without it nobody "
            "can check what follows together with earlier reports. Restore it from the backup. Nothing is released.",
        )
    known = {START, *(entry.digest for entry in entries)}
    if any(head not in known for head in heads):
        raise ReleaseError(
            f"Dem Verzeichnis des Veröffentlichten ({FILE}) fehlt das Ende: Ein fertiger Bericht steht nicht darin. "
            "Das Verzeichnis aus der Sicherung zurückholen. Es wird nichts freigegeben.",
            f"The ledger of what was published ({FILE}) lacks its end: a finished report is not in it. "
            "Restore it from the backup. Nothing is released.",
        )
    return entries[-1].digest if entries else START


def published(entries: Sequence[Entry]) -> pl.DataFrame:
    """Everything published so far.

    Returns
    -------
    polars.DataFrame
        Columns of CELL, `cell` (the identity as one text), `document` and `release`; a cell stands once per document.

    Raises
    ------
    ReleaseError
        One cell was published with two figures that exclude each other.
    """
    rows = [(*cell, entry.document, entry.release) for entry in entries for cell in entry.cells]
    schema = CELL | {"document": pl.String, "release": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.with_columns(cell=identity()).unique(maintain_order=True)
    agree(frame)
    return frame


def with_new(entries: Sequence[Entry], release: str, documents: Iterable[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    """What would be public after a release: everything published so far, and its documents, in this order.

    Returns
    -------
    polars.DataFrame
        As `published`: the frame that the audit attacks.

    Raises
    ------
    ReleaseError
        As `published` and `append`.
    """
    new = [
        Entry(release, document, "", tuple(tuple(row) for row in _rows(document, frame)), "", "")
        for document, frame in documents
    ]
    return published([*entries, *new])


def identity() -> pl.Expr:
    """The identity of a cell as one text, for the audit's column `cell`."""
    return pl.concat_str([pl.col(name).fill_null("") for name in IDENTITY], separator="|")


def agree(frame: pl.DataFrame) -> None:
    """Raise ReleaseError if a cell has figures that exclude each other: then two states of the data have one name."""
    spread = frame.group_by("cell").agg(pl.col("low").max(), pl.col("high").min(), pl.col("document").unique().sort())
    torn = spread.filter(pl.col("low") > pl.col("high") + CLOSE).sort("cell")
    if len(torn):
        cell, _, _, documents = torn.row(0)
        names = ", ".join(documents)
        raise ReleaseError(
            f"Zelle {cell} wurde mit verschiedenen Zahlen veröffentlicht ({names}). Nach geänderten Daten muss der "
            "Datenstand anders heißen. Es wird nichts freigegeben.",
            f"Cell {cell} was published with different figures ({names}). After a change of the data their state needs "
            "a new name. Nothing is released.",
        )


def _rows(document: str, frame: pl.DataFrame) -> list[list[Any]]:
    cells = frame.select(pl.col(name).cast(kind) for name, kind in CELL.items())
    cells = cells.with_columns(pl.col(*IDENTITY).fill_null("")).sort(list(CELL))
    numbers = pl.col("low", "high")
    if not cells.select(pl.all_horizontal(numbers.is_not_null() & ~numbers.is_nan())).to_series().all():
        raise ReleaseError(
            f"{document}: Eine Zelle ohne Zahl gehört nicht ins Verzeichnis des Veröffentlichten.",
            f"{document}: a cell without a figure does not belong into the ledger.",
        )
    return [list(row) for row in cells.unique(maintain_order=True).rows()]


def _lines(raw: bytes) -> list[str]:
    """Lines end with a line feed only; names may contain other separators."""
    return raw.decode("utf-8", errors="replace").removesuffix("\n").split("\n") if raw else []


def _entry(line: str, number: int) -> Entry:
    try:
        content = json.loads(line)
        digest = content.pop("digest")
        entry = Entry(**{**content, "cells": tuple(tuple(row) for row in content["cells"])}, digest=digest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(number) from error
    if _digest(content) != digest:
        raise _broken(number)
    return entry


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _has_reports(root: Path) -> bool:
    folder = root / "reports"
    return folder.is_dir() and any(path.is_file() and not path.name.startswith(".") for path in folder.rglob("*"))


def _broken(number: int) -> ReleaseError:
    return ReleaseError(
        f"{FILE}, Zeile {number}: Die Kette ist unterbrochen; das Verzeichnis des Veröffentlichten wurde "
        "verändert oder ist beschädigt. Aus der Sicherung zurückholen. Es wird nichts freigegeben.",
        f"{FILE}, line {number}: the chain is broken; the ledger of what was published was changed or is damaged. "
        "Restore it from the backup. Nothing is released.",
    )
