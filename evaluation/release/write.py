"""Write what was released, whole or not at all; the record of what was held back stays under protected/."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import ReleaseError
from evaluation.release.codebook import code_labels, codebook, column_label
from evaluation.results import COLUMNS, NUMBERS

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.release.gate import Released
    from evaluation.study import Study

SAV_MOMENT = slice(92, 109)
"""Place of date and time of writing in the header of an SPSS file."""
NAMES = ("results.parquet", "results.csv", "results.sav", "changes.parquet", "changes.csv", "comparability.parquet",
         "codebook.csv")  # fmt: skip


def write(released: Released, study: Study) -> Path:
    """Write the released tables to data_processed/released, the audit to data_processed/protected.

    CSV files have a byte order mark and semicolons, so that a German Excel opens them, and decimal points, so that
    programs read them; codebook.csv says so. results.sav carries German labels of columns and codes.

    Returns
    -------
    Path
        The folder of the released files.

    Raises
    ------
    ReleaseError
        A row that is not shown carries a number; then nothing is written.
    """
    check(released.results)
    titles = released.titles
    folder = study.released
    makers: dict[str, Callable[[Path], Any]] = {
        "results.parquet": lambda path: released.results.to_parquet(path, index=False),
        "results.csv": lambda path: _csv(released.results, path),
        "results.sav": lambda path: _sav(released.results, study, titles, path),
        "changes.parquet": lambda path: released.changes.to_parquet(path, index=False),
        "changes.csv": lambda path: _csv(released.changes, path),
        "comparability.parquet": lambda path: released.comparability.to_parquet(path, index=False),
        "codebook.csv": lambda path: _csv(codebook(released.results, study, titles), path),
    }
    for name in NAMES:
        _atomic(folder / name, makers[name])
    _atomic(study.protected / "audit.parquet", lambda path: released.audit.to_parquet(path, index=False), 0o600)
    return folder


def check(results: pd.DataFrame) -> None:
    """Refuse results that are not the results table, or in which a row that is not shown carries a number."""
    if list(results.columns) != list(COLUMNS):
        raise ReleaseError("Die Ergebnistabelle hat andere Spalten als vereinbart.", "The results have other columns.")
    silent = results[results["status"] != "shown"]
    if silent[list(NUMBERS)].notna().any().any():
        names = ", ".join(sorted(silent.loc[silent[list(NUMBERS)].notna().any(axis=1), "indicator"].unique()))
        raise ReleaseError(
            f"Ein nicht gezeigtes Ergebnis trägt eine Zahl (Kennzahl {names}). Es wird nichts geschrieben.",
            f"A result that is not shown carries a number (indicator {names}). Nothing is written.",
        )


def _atomic(path: Path, make: Callable[[Path], Any], mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode == 0o600:
        path.parent.chmod(0o700)
    scratch = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        scratch.touch(mode=mode)
        make(scratch)
        os.chmod(scratch, mode)
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, sep=";", decimal=".", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _sav(results: pd.DataFrame, study: Study, titles: Mapping[str, str], path: Path) -> None:
    import pyreadstat

    labels = {name: column_label(name, "de") for name in results.columns}
    coded = {name: code_labels(name, results, study, titles) for name in ("site", "indicator", "status", "kind")}
    # SPSS takes value labels of text only up to 8 bytes (longer ones are lost): codes become numbers with labels.
    frame = results.copy()
    values: dict[str, dict[int | float, str]] = {}
    for name, words in coded.items():
        order = {code: number for number, code in enumerate(words, start=1)}
        frame[name] = frame[name].map(order).astype("int32")
        values[name] = {order[code]: label[:120] for code, label in words.items()}
    pyreadstat.write_sav(
        frame, str(path), file_label="Begleitforschung: freigegebene Ergebnisse",
        column_labels=[labels[name] for name in frame.columns], variable_value_labels=values,
    )  # fmt: skip
    content = bytearray(path.read_bytes())
    content[SAV_MOMENT] = b"01 Jan 7000:00:00"  # the moment of writing: equal results are to be equal files
    path.write_bytes(content)
