"""Scan a folder of finished files: read each as its reader would, look through it, compare it with the results."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.release.scan.compare import Shown, hidden_numbers
from evaluation.release.scan.content import Content
from evaluation.release.scan.data import read_csv, read_json, read_notebook, read_parquet, read_sav
from evaluation.release.scan.html import read_drawing, read_page
from evaluation.release.scan.look import look
from evaluation.release.scan.office import read_archive
from evaluation.release.scan.pdf import read_pdf
from evaluation.release.scan.problems import Problem
from evaluation.release.scan.secrets import Secrets
from evaluation.release.scan.words import Words, read_words

if TYPE_CHECKING:
    import pandas as pd

READERS: Mapping[str, Callable[[Path], Content]] = {
    ".html": lambda path: read_page(path.read_bytes()),
    ".htm": lambda path: read_page(path.read_bytes()),
    ".svg": lambda path: read_drawing(path.read_bytes()),
    ".pdf": read_pdf,
    ".docx": read_archive,
    ".xlsx": read_archive,
    ".csv": read_csv,
    ".parquet": read_parquet,
    ".sav": read_sav,
    ".json": read_json,
    ".ipynb": read_notebook,
    ".txt": lambda path: Content(path.read_text(encoding="utf-8").splitlines()),
    ".md": lambda path: Content(path.read_text(encoding="utf-8").splitlines()),
}
_YEAR = re.compile(r"^(?:19|20)\d\d$")


def scan(folder: Path, results: pd.DataFrame, secrets: Secrets, words: Words | None = None) -> list[Problem]:
    """Everything in finished files that must not leave the house.

    Parameters
    ----------
    folder : Path
        A folder, searched with all folders below it, or one file.
    results : pandas.DataFrame
        The released results; a number shown where one of them is hidden is a problem.
    secrets : Secrets
        Pseudonyms and contact ids as hashes, and addresses that may appear.
    words : Words, optional
        How the files name sites, indicators and categories; by default those of a codebook.csv in the folder.

    Returns
    -------
    list of Problem
        Sorted by file and rule; empty where nothing was found. A file that cannot be read is a problem, too.
    """
    told = words or read_words(folder / "codebook.csv")
    shown = Shown(results, told)
    root = folder if folder.is_dir() else folder.parent
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else [folder]
    return sorted(
        problem for path in files for problem in scan_file(path, path.relative_to(root).as_posix(), shown, secrets)
    )


def scan_file(path: Path, name: str, shown: Shown, secrets: Secrets) -> list[Problem]:
    """The problems of one file, told under this name."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        return [Problem(name, "unknown_type")]
    try:
        content = reader(path)
    except (OSError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile):
        return [Problem(name, "unreadable")]
    content.texts.append(name)
    found = look(content, secrets)
    found.update(_compared(content, name, shown))
    return [Problem(name, rule, place, count) for (rule, place), count in found.items() if count]


def _compared(content: Content, name: str, shown: Shown) -> Counter[tuple[str, str]]:
    """Tables that show a number where the result is hidden; site and year are those of the file's folders."""
    parts = name.split("/")[:-1]
    year = next((part for part in parts if _YEAR.match(part)), "")
    site = parts[-1] if parts and not _YEAR.match(parts[-1]) else ""
    found = Counter[tuple[str, str]]()
    for grid in content.grids:
        found["hidden_number", grid.name] += hidden_numbers(grid, shown, site, year)
    return found
