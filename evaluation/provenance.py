"""Content hashes: what a result was made from, and whether it has to be made again."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

CODE_ENDINGS = (".py", ".toml", ".csv", ".lua", ".typ", ".css", ".html", ".docx")
LIBRARIES = ("numpy", "pandas", "polars", "scipy", "statsmodels", "pingouin", "matplotlib", "papermill", "typst")


def file_hash(path: Path) -> str:
    """SHA-256 of a file's content, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def folder_hash(folder: Path, *, top_only: bool = False) -> str:
    """One hash over names and contents of all files below a folder, or only of those directly in it."""
    files = sorted(path for path in folder.glob("*" if top_only else "**/*") if path.is_file())
    return key(*((str(path.relative_to(folder)), file_hash(path)) for path in files))


def key(*parts: Any) -> str:
    """One hash over plain values (text, numbers, lists, dicts), whatever their order in dicts.

    Examples
    --------
    >>> key({"a": 1, "b": 2}) == key({"b": 2, "a": 1})
    True
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_hash() -> str:
    """One hash over the package's own files, so that a change of method re-runs what it touches."""
    package = Path(str(resources.files("evaluation")))
    files = sorted(path for path in package.rglob("*") if path.suffix in CODE_ENDINGS)
    return key(*((path.relative_to(package).as_posix(), file_hash(path)) for path in files))


def versions() -> dict[str, str]:
    """Versions of the package and of the libraries that compute."""
    from evaluation import __version__

    return {"begleitforschung": __version__} | {name: metadata.version(name) for name in LIBRARIES}


def write_atomic(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    os.replace(scratch, path)


def write_json(path: Path, value: Any, mode: int = 0o644) -> None:
    """Write JSON with sorted keys, whole or not at all."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, default=str)
    write_atomic(path, (text + "\n").encode(), mode)


def read_json(path: Path) -> Any:
    """Read JSON; an absent or torn file counts as empty, because everything in it can be made again."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
