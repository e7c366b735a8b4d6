"""The [[file]] entries of a lieferung.toml: names without paths, known tables and formats, versions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.cleaning import Place, found
from evaluation.findings import Finding
from evaluation.sources.delivery import DeliveredFile, file_hash
from evaluation.tables import TABLES

if TYPE_CHECKING:
    from evaluation.study import Study

_KEYS = ("name", "table", "format", "sheet")
_DEVICE = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def read_files(
    entries: Any, folder: Path, study: Study, place: Place, version: str
) -> tuple[list[DeliveredFile], list[Finding]]:
    """The files that a delivery names, with their hashes, and what is wrong with the entries."""
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        return [], [found("key_missing_toml", place, detail="[[file]]")]
    files: list[DeliveredFile] = []
    findings: list[Finding] = []
    for entry in entries:
        more = _entry_findings(entry, place)
        more += [] if more else _path_findings(entry, place)
        more += [] if more else _kind_findings(entry, place)
        more += [] if more else _file_findings(entry, folder, study.raw, place)
        more += [] if more else _versions(entry["table"], version, place)
        findings += more
        if any(finding.severity == "blocks" for finding in more):
            continue
        file = DeliveredFile(
            entry["name"],
            entry["table"],
            entry.get("format", "template"),
            entry.get("sheet", ""),
            _hash(folder / entry["name"]),
        )
        if any((file.name, file.sheet) == (other.name, other.sheet) for other in files):
            findings.append(found("file_listed_twice", Place(place.delivery, file=file.name, sheet=file.sheet)))
        files.append(file)
    return files, _told_once(findings)


def _hash(path: Path) -> str:
    """SHA-256 of a file; "" where it cannot be opened, which its reader tells."""
    try:
        return file_hash(path)
    except OSError:
        return ""


def _told_once(findings: list[Finding]) -> list[Finding]:
    """Findings without those that say the same of several files."""
    return list(dict.fromkeys(findings))


def _entry_findings(entry: dict[str, Any], place: Place) -> list[Finding]:
    """Unknown, missing and wrong keys of an entry."""
    from evaluation.sources._note import is_blank, unknown_keys

    findings = unknown_keys(entry, _KEYS, "[[file]]", place)
    findings += [
        found("key_missing_toml", place, detail=f"[[file]] {key}")
        for key in ("name", "table")
        if key not in entry or is_blank(entry[key])
    ]
    findings += [
        found(
            "value_wrong_toml", place, detail=(f"[[file]] {key} muss ein Text sein", f"[[file]] {key} must be a text")
        )
        for key in _KEYS
        if key in entry and not isinstance(entry[key], str)
    ]
    return findings


def _path_findings(entry: dict[str, Any], place: Place) -> list[Finding]:
    """A name that is or may become a path, whatever else is wrong with it."""
    name = entry["name"]
    signs = any(sign in name for sign in "/\\:") or not name.isprintable()
    if signs or name in (".", "..") or _DEVICE.match(name):
        return [found("file_is_path", Place(place.delivery, file=_printable(name) or place.file))]
    return []


def _kind_findings(entry: dict[str, Any], place: Place) -> list[Finding]:
    """Table, format and file type."""
    from evaluation.sources._formats import formats

    findings = []
    tables = {name: table for name, table in TABLES.items() if table.delivered}
    if entry["table"] not in tables:
        findings.append(found("table_unknown", place, detail=", ".join(tables)))
    chosen = formats().get(entry.get("format", "template"))
    if chosen is None:
        findings.append(found("format_unknown", place, detail=", ".join(sorted(formats()))))
    elif chosen.TABLES_READ and entry["table"] not in chosen.TABLES_READ:
        findings.append(found("format_table", place, detail=", ".join(chosen.TABLES_READ)))
    elif Path(entry["name"]).suffix.lower() not in chosen.SUFFIXES:
        findings.append(
            found("file_type", Place(place.delivery, file=_printable(entry["name"])), detail=", ".join(chosen.SUFFIXES))
        )
    return findings


def _printable(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _file_findings(entry: dict[str, Any], folder: Path, root: Path, place: Place) -> list[Finding]:
    name = entry["name"]
    here = Place(place.delivery, file=_printable(name))
    path = folder / name
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return [found("file_leaves", here)]
        return [] if path.is_file() else [found("file_missing", here)]
    except (OSError, RuntimeError):  # links that lead round in a circle raise the latter
        return [found("file_no_access", here)]


def _parts(version: str) -> tuple[int, ...] | None:
    words = version.strip().split(".")
    return tuple(int(word) for word in words) if all(word.isdigit() for word in words) else None


def _versions(table: str, version: str, place: Place) -> list[Finding]:
    told, known = _parts(version), _parts(TABLES[table].schema_version)
    if told is None:
        return [
            found(
                "value_wrong_toml",
                place,
                detail=('schema_version muss eine Zahl wie "1" sein', 'schema_version must be a number such as "1"'),
            )
        ]
    if known is not None and told != known:
        detail = f"{version} / {TABLES[table].schema_version}"
        return [found("schema_newer" if told > known else "schema_older", place, detail=detail)]
    return []
