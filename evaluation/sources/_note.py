"""lieferung.toml, read strictly: every unknown, missing or wrong entry is named with what is allowed."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.cleaning import Place, found, safe_name
from evaluation.findings import Finding
from evaluation.sources._note_files import read_files
from evaluation.sources.delivery import COUNTED, NOTE, Delivery

if TYPE_CHECKING:
    from evaluation.study import Study

REQUIRED: dict[str, type] = {
    "study": str,
    "years": list,
    "sender": str,
    "received": dt.date,
    "legal_basis": str,
    "purpose": str,
    "retention_until": dt.date,
    "synthetic": bool,
}
OPTIONAL: dict[str, type] = {
    "site": str,
    "sites": list,
    "counting_rule": str,
    "schema_version": str,
    "replaces": str,
    "note": str,
}
_SITE_ID = re.compile(r"^[a-z0-9_-]{1,32}$")
_KINDS = {
    str: ("ein Text", "a text"),
    list: ("eine Liste", "a list"),
    bool: ("true oder false", "true or false"),
    int: (
        "eine Liste ganzer Zahlen ohne Anführungszeichen wie [2023, 2024]",
        "a list of whole numbers without quotes such as [2023, 2024]",
    ),
    dt.date: ("ein Datum wie 2025-01-31", "a date such as 2025-01-31"),
}


def read_note(folder: Path, study: Study, today: dt.date) -> tuple[Delivery | None, list[Finding]]:
    """The delivery of a folder, or None with the findings that say why it is not loaded on this day."""
    identity = folder.relative_to(study.raw).as_posix()
    place = Place(delivery=identity, file=NOTE)
    try:
        told = tomllib.loads((folder / NOTE).read_bytes().decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        return None, [found("toml_unreadable", place, row=_line(error), detail=_position(error))]
    except UnicodeDecodeError:
        return None, [found("toml_unreadable", place, detail=("kein UTF-8", "not UTF-8"))]
    except OSError:
        return None, [found("file_no_access", place)]
    head, findings = _head(told, place)
    if head is None:
        return None, findings
    findings += [
        *_study(head, study, place),
        *_places(head, study, place),
        *_legal(head, place),
        *_dates(head, today, place),
    ]
    files, more = read_files(told.get("file", []), folder, study, place, str(head.get("schema_version", "1")))
    findings += [*more, *_counting(head, {file.table for file in files}, place)]
    if any(finding.severity == "blocks" for finding in findings):
        return None, findings
    values = {key: head[key] for key in REQUIRED if key not in ("study", "years")}
    delivery = Delivery(
        **values,
        id=identity,
        folder=folder,
        sites=tuple(_sites(head)),
        years=tuple(sorted(set(head["years"]))),
        counting_rule=head.get("counting_rule"),
        schema_version=str(head.get("schema_version", "1")),
        files=tuple(files),
        replaces=head.get("replaces"),
    )
    return delivery, findings


def listed_names(note: Path) -> set[str] | None:
    """File names that a lieferung.toml lists; None where it is not readable."""
    try:
        entries = tomllib.loads(note.read_bytes().decode("utf-8-sig")).get("file", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        return None
    if not isinstance(entries, list):
        return set()
    return {entry["name"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("name"), str)}


def _line(error: tomllib.TOMLDecodeError) -> int | None:
    match = re.search(r"line (\d+)", str(error))
    return int(match[1]) if match else None


def _position(error: tomllib.TOMLDecodeError) -> tuple[str, str]:
    match = re.search(r"line (\d+), column (\d+)", str(error))
    if match:
        return f"Zeile {match[1]}, Zeichen {match[2]}", f"line {match[1]}, column {match[2]}"
    return "am Ende der Datei", "at the end of the file"


def is_blank(value: Any) -> bool:
    """True for an empty list and for a text without any visible sign.

    Examples
    --------
    >>> is_blank(" \\t\\n"), is_blank([]), is_blank(False), is_blank("par75")
    (True, True, False, False)
    """
    return value == [] or (isinstance(value, str) and not any(s.isprintable() and not s.isspace() for s in value))


def unknown_keys(told: dict[str, Any], allowed: tuple[str, ...], where: str, place: Place) -> list[Finding]:
    """A finding for every key that is not allowed, with those that are."""
    names = ", ".join(allowed)
    return [
        found(
            "key_unknown_toml",
            place,
            detail=(
                f"{safe_name(key)} in {where} (erlaubt: {names})",
                f"{safe_name(key)} in {where} (allowed: {names})",
            ),
        )
        for key in told
        if key not in allowed
    ]


def _wrong(key: str, kind: tuple[str, str], place: Place) -> Finding:
    return found("value_wrong_toml", place, detail=(f"{key} muss {kind[0]} sein", f"{key} must be {kind[1]}"))


def _head(told: dict[str, Any], place: Place) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The table [lieferung] if nothing is unknown, missing or of a wrong kind."""
    findings = unknown_keys(told, ("lieferung", "file"), NOTE, place)
    head = told.get("lieferung")
    if not isinstance(head, dict):
        return None, [*findings, found("key_missing_toml", place, detail="[lieferung]")]
    findings += unknown_keys(head, (*REQUIRED, *OPTIONAL), "[lieferung]", place)
    empty = [key for key in REQUIRED if head.get(key) is None or is_blank(head[key])]
    findings += [found("key_missing_toml", place, detail=key) for key in empty]
    for key, kind in (REQUIRED | OPTIONAL).items():
        value = head.get(key)
        fits = isinstance(value, kind) and not (kind is dt.date and isinstance(value, dt.datetime))
        if key in head and key not in empty and not (fits or (kind is str and key == "schema_version")):
            findings.append(_wrong(key, _KINDS[kind], place))
    findings += (
        [] if ("site" in head) != ("sites" in head) else [found("key_missing_toml", place, detail="site / sites")]
    )
    return (None if findings else head), findings


def _sites(head: dict[str, Any]) -> list[str]:
    return [head["site"]] if "site" in head else list(dict.fromkeys(head["sites"]))


def _study(head: dict[str, Any], study: Study, place: Place) -> list[Finding]:
    findings = []
    if head["study"] != study.id:
        findings.append(found("study_wrong", place, detail=study.id))
    if head["synthetic"] != study.synthetic:
        told = f"study.toml: synthetic = {str(study.synthetic).lower()}"
        findings.append(found("synthetic_differs", place, detail=told))
    return findings


def _places(head: dict[str, Any], study: Study, place: Place) -> list[Finding]:
    findings = []
    known = [site.id for site in study.sites]
    for site in _sites(head):
        if not isinstance(site, str) or not _SITE_ID.match(site):
            findings.append(found("site_is_path", place, detail="a–z, 0–9, _ -"))
        elif site not in known:
            findings.append(found("site_undeclared", place, detail=", ".join(known)))
    if not _sites(head):
        findings.append(found("key_missing_toml", place, detail="sites"))
    return findings + _years(head["years"], study, place)


def _years(told: list[Any], study: Study, place: Place) -> list[Finding]:
    """Years that are no whole numbers, or not years of the study."""
    if any(isinstance(year, bool) or not isinstance(year, int) for year in told):
        return [_wrong("years", _KINDS[int], place)]
    outside = any(year not in study.years for year in told)
    return [found("year_outside_study", place, detail=", ".join(map(str, study.years)))] if outside else []


def _legal(head: dict[str, Any], place: Place) -> list[Finding]:
    from evaluation.vocabulary import codes

    findings = []
    known = [code.code for code in codes("CL73")]
    if head["legal_basis"] not in known:
        findings.append(_wrong("legal_basis", (f"einer von {', '.join(known)}", f"one of {', '.join(known)}"), place))
    return findings


def _dates(head: dict[str, Any], today: dt.date, place: Place) -> list[Finding]:
    """Received in the future, or retention that ended; the day of retention itself is still included."""
    received, until = head["received"], head["retention_until"]
    findings = [found("received_in_future", place, detail=received.isoformat())] if received > today else []
    if until < received:
        findings.append(found("retention_before_receipt", place))
    elif until < today:
        findings.append(found("retention_ended", place, detail=until.isoformat()))
    return findings


def _counting(head: dict[str, Any], tables: set[str], place: Place) -> list[Finding]:
    from evaluation.vocabulary import codes

    known = ", ".join(code.code for code in codes("CL39"))
    rule = head.get("counting_rule")
    if rule is not None and rule not in known.split(", "):
        return [_wrong("counting_rule", (f"einer von {known}", f"one of {known}"), place)]
    if rule is None and tables & set(COUNTED):
        return [found("key_missing_toml", place, detail=f"counting_rule ({known})")]
    return []
