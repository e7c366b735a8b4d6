"""Scan everything that a study has finished for a year; unchanged files are not scanned again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from evaluation.errors import ReleaseError
from evaluation.provenance import code_hash, file_hash, key, read_json, write_json
from evaluation.release.scan.compare import Shown
from evaluation.release.scan.files import scan_file
from evaluation.release.scan.look import PERSON_COLUMNS
from evaluation.release.scan.problems import Problem
from evaluation.release.scan.secrets import Secrets
from evaluation.release.scan.words import read_words
from evaluation.study import Study

MEMORY = "scan.json"


def scan_reports(study: Study, year: int) -> list[Problem]:
    """Scan the finished reports, executed notebooks, bundles and released tables of a year.

    Parameters
    ----------
    study : Study
    year : int
        Year of the reports.

    Returns
    -------
    list of Problem
        Empty where everything may leave. Paths are relative to the study's folder.

    Raises
    ------
    ReleaseError
        If there are no released results to compare with.
    """
    import pandas as pd

    released = study.released / "results.parquet"
    if not released.exists():
        raise ReleaseError(
            "Ohne freigegebene Ergebnisse kann kein Bericht geprüft werden. Bitte »evaluation release« ausführen.",
            "Without released results no report can be scanned. Please run `evaluation release`.",
        )
    secrets, words = secrets_of(study), read_words(study.released / "codebook.csv")
    shown = Shown(pd.read_parquet(released), words)
    context = key(file_hash(released), sorted(digest.hex() for digest in secrets.hashes), sorted(secrets.allowed),
                  code_hash())  # fmt: skip
    path = study.protected / MEMORY
    memory: dict[str, Any] = read_json(path) or {}
    known = memory.get("files", {}) if memory.get("context") == context else {}
    problems: list[Problem] = []
    for file in finished(study, year):
        name = file.relative_to(study.root).as_posix()
        digest = file_hash(file)
        if known.get(name, {}).get("sha256") != digest:
            found = scan_file(file, name, shown, secrets)
            known[name] = {"sha256": digest, "problems": [astuple(problem) for problem in found]}
        problems += [Problem(*entry) for entry in known[name]["problems"]]
    write_json(path, {"context": context, "files": known}, mode=0o600)
    return sorted(problems)


def finished(study: Study, year: int) -> Iterator[Path]:
    """Every finished file of a year, and the released tables of all years."""
    folders = [
        study.reports / str(year), study.released / "bundles" / str(year), study.released / "notebooks" / str(year),
    ]  # fmt: skip
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
    if study.released.is_dir():
        yield from sorted(path for path in study.released.iterdir() if path.is_file())


def secrets_of(study: Study) -> Secrets:
    """The pseudonyms and contact ids of all protected tables; the study's own contact may be printed."""
    import polars as pl

    identities: set[str] = set()
    for path in sorted((study.protected / "tables").glob("*.parquet")):
        columns = [name for name in pl.read_parquet_schema(path) if name in PERSON_COLUMNS]
        if columns:
            frame = pl.read_parquet(path, columns=columns)
            for name in columns:
                identities.update(frame[name].cast(pl.String).drop_nulls().unique())
    printed = " ".join((study.contact, *study.authors, *study.client.values(), *study.legal_note.values()))
    return Secrets.of(identities, allowed=[study.contact, *(word.strip(".,;()<>") for word in printed.split())])
