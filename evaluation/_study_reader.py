"""Reading study.toml: every wrong or unknown key is an error that names it and what is allowed."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from evaluation.errors import StudyError
from evaluation.study import Disclosure, Event, Expectation, Site

SITE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
SITE_TYPES = ("mid", "small", "rural", "city", "county")
RESERVED = ("comparison", "index", "run")
STUDY_KEYS = (
    "id", "title", "subtitle", "synthetic", "languages", "formats", "years", "waves", "client", "authors", "funding",
    "contact", "legal_note",
)  # fmt: skip
TOP_KEYS = ("study", "disclosure", "thresholds", "chapters", "site", "event", "expectation")
CHAPTER_KEYS = ("site_report", "comparison_report", "data_check")
TWO_LANGUAGES = ("title", "subtitle", "client", "funding", "legal_note")


def read(folder: Path) -> dict[str, Any]:
    """The checked values of study.toml as keyword arguments of Study."""
    raw = _toml(folder / "study.toml")
    _known(raw, TOP_KEYS, "study.toml")
    head = _section(raw, "study")
    _known(head, STUDY_KEYS, "[study]")
    values: dict[str, Any] = {
        "id": _matching(head, "id", SITE_ID, "[study]"),
        "synthetic": _typed(head, "synthetic", bool, "[study]"),
        "years": _years(head),
        "languages": _choices(head, "languages", ("de", "en"), ("de", "en")),
        "formats": _choices(head, "formats", ("html", "pdf", "docx"), ("html", "pdf", "docx")),
        "waves": tuple(str(wave) for wave in head.get("waves", [])),
        "authors": tuple(_list_of(head, "authors", str)),
        "contact": str(head.get("contact", "")),
    }
    for key in TWO_LANGUAGES:
        values[key] = _bilingual(head.get(key, {}), f"[study] {key}", required=key == "title")
    values["disclosure"] = _disclosure(raw.get("disclosure", {}))
    values["thresholds"] = _numbers(raw.get("thresholds", {}))
    values["chapters"] = _chapters(raw.get("chapters", {}))
    values["sites"] = _sites(raw.get("site", []))
    site_ids = tuple(site.id for site in values["sites"])
    values["events"] = _records(raw.get("event", []), Event, "event", site_ids)
    values["expectations"] = _records(raw.get("expectation", []), Expectation, "expectation", site_ids)
    return values


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise StudyError(
            f"Hier liegt keine study.toml: {path}. Mit --study den Ordner der Studie angeben oder mit "
            "»evaluation new ORDNER« eine neue anlegen.",
            f"There is no study.toml here: {path}. Name the study's folder with --study or make one with "
            "`evaluation new DIR`.",
        )
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(
            f"study.toml ist nicht lesbar ({path}): {error}. Die genannte Zeile berichtigen; Zeichensatz: UTF-8.",
            f"study.toml cannot be read ({path}): {error}. Correct the line named; the file must be UTF-8.",
        ) from error


def _wrong(place: str, key: str, de: str, en: str) -> StudyError:
    return StudyError(f"study.toml, {place}: »{key}« {de}", f"study.toml, {place}: '{key}' {en}")


def _known(section: dict[str, Any], allowed: tuple[str, ...], place: str) -> None:
    for key in section:
        if key not in allowed:
            names = ", ".join(allowed)
            raise _wrong(place, key, f"ist nicht bekannt. Erlaubt sind: {names}.", f"is not known. Allowed: {names}.")


def _section(raw: dict[str, Any], key: str) -> dict[str, Any]:
    section = raw.get(key)
    if not isinstance(section, dict):
        raise _wrong("study.toml", key, "fehlt: der Abschnitt [study] ist nötig.", "is missing: [study] is needed.")
    return section


def _typed(section: dict[str, Any], key: str, kind: type, place: str) -> Any:
    value = section.get(key)
    if not isinstance(value, kind):
        raise _wrong(
            place, key, f"fehlt oder ist nicht vom Typ {kind.__name__}.", f"is missing or not of type {kind.__name__}."
        )
    return value


def _matching(section: dict[str, Any], key: str, pattern: re.Pattern[str], place: str) -> str:
    value = _typed(section, key, str, place)
    if not pattern.fullmatch(value) or value in RESERVED:
        rule = "Kleinbuchstaben, Ziffern, - und _, höchstens 32 Zeichen, kein Pfad und nicht " + "/".join(RESERVED)
        rule_en = "lower-case letters, digits, - and _, at most 32 characters, no path and not " + "/".join(RESERVED)
        raise _wrong(place, key, f"ist {value!r}. Erlaubt: {rule}.", f"is {value!r}. Allowed: {rule_en}.")
    return str(value)


def _list_of(section: dict[str, Any], key: str, kind: type) -> list[Any]:
    value = section.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
        raise _wrong(
            "[study]", key, f"muss eine Liste aus {kind.__name__} sein.", f"must be a list of {kind.__name__}."
        )
    return value


def _years(head: dict[str, Any]) -> tuple[int, ...]:
    years = _list_of(head, "years", int)
    if not years or any(not 1990 <= year <= 2100 for year in years) or len(set(years)) < len(years):
        raise _wrong(
            "[study]", "years", "braucht mindestens ein Jahr (1990–2100), jedes nur einmal.",
            "needs at least one year (1990–2100), each once.",
        )  # fmt: skip
    return tuple(sorted(years))


def _choices(head: dict[str, Any], key: str, allowed: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(_list_of(head, key, str)) or default
    for item in chosen:
        if item not in allowed:
            names = ", ".join(allowed)
            raise _wrong(
                "[study]", key, f"enthält {item!r}. Erlaubt sind: {names}.", f"has {item!r}. Allowed: {names}."
            )
    return chosen


def _bilingual(value: Any, place: str, required: bool = False) -> dict[str, str]:
    if isinstance(value, str):
        return {"de": value, "en": value}
    if not isinstance(value, dict) or (required and "de" not in value):
        raise _wrong(place, "de", "fehlt (Text in Deutsch).", "is missing (text in German).")
    _known(value, ("de", "en"), place)
    de = str(value.get("de", ""))
    return {"de": de, "en": str(value.get("en", de))}


def _disclosure(section: dict[str, Any]) -> Disclosure:
    _known(section, tuple(f.name for f in fields(Disclosure)), "[disclosure]")
    rules = Disclosure(**_numbers(section, "[disclosure]"))  # type: ignore[arg-type]
    if rules.k < 3 or rules.k_sensitive < rules.k or not 0 < rules.dominance <= 1:
        raise _wrong(
            "[disclosure]", "k", "muss mindestens 3 sein, k_sensitive mindestens k, dominance zwischen 0 und 1.",
            "must be at least 3, k_sensitive at least k, dominance between 0 and 1.",
        )  # fmt: skip
    return rules


def _numbers(section: dict[str, Any], place: str = "[thresholds]") -> dict[str, float]:
    for key, value in section.items():
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise _wrong(place, key, "muss eine Zahl sein.", "must be a number.")
    return dict(section)


def _chapters(section: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    _known(section, CHAPTER_KEYS, "[chapters]")
    return {key: tuple(str(name) for name in names) for key, names in section.items()}


def _sites(entries: list[dict[str, Any]]) -> tuple[Site, ...]:
    if not entries:
        raise _wrong("[[site]]", "site", "fehlt: mindestens ein Standort.", "is missing: at least one site.")
    for entry in entries:
        _matching(entry, "id", SITE_ID, "[[site]]")
        if entry.get("type") not in SITE_TYPES:
            names = ", ".join(SITE_TYPES)
            raise _wrong(
                f"[[site]] {entry['id']}", "type", f"muss eines sein von: {names}.", f"must be one of: {names}."
            )
    sites = _records(entries, Site, "site", ())
    ids = [site.id for site in sites]
    for site_id in ids:
        if ids.count(site_id) > 1:
            raise _wrong("[[site]]", "id", f"kommt doppelt vor: {site_id}.", f"occurs twice: {site_id}.")
    return sites


def _records(entries: Any, record: Callable[..., Any], name: str, site_ids: tuple[str, ...]) -> tuple[Any, ...]:
    """Build one record an entry; keys, needed keys and simple types come from the record's fields."""
    described = fields(record)  # type: ignore[arg-type]
    allowed = tuple(f.name for f in described)
    needed = tuple(f.name for f in described if f.default is MISSING and f.default_factory is MISSING)
    built = []
    for number, entry in enumerate(entries, start=1):
        place = f"[[{name}]] {entry.get('id', number)}"
        _known(entry, allowed, place)
        for key in needed:
            if key not in entry:
                raise _wrong(place, key, "fehlt.", "is missing.")
        for site_id in entry.get("sites", []):
            if site_id not in site_ids:
                names = ", ".join(site_ids)
                raise _wrong(
                    place, "sites", f"nennt {site_id!r}. Bekannt sind: {names}.", f"names {site_id!r}. Known: {names}."
                )
        for key, value in entry.items():
            if ("date" in key or key == "registered") and not isinstance(value, dt.date):
                raise _wrong(place, key, "muss ein Datum sein (2024-12-31).", "must be a date (2024-12-31).")
        built.append(record(**{key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}))
    return tuple(built)
