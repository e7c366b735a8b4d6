"""Reading study.toml: every wrong or unknown key is an error that names it and what is allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from evaluation._study_checks import TABLE, Rule, checked, known, shown, wrong
from evaluation._study_rules import (
    chapter_rules,
    disclosure_rules,
    event_rules,
    expectation_rules,
    site_rules,
    study_rules,
    two_language_rules,
)
from evaluation.errors import StudyError
from evaluation.study import Disclosure, Event, Expectation, Site

TOP_KEYS = ("study", "disclosure", "thresholds", "chapters", "site", "event", "expectation")


def read(folder: Path) -> dict[str, Any]:
    """The checked values of study.toml as keyword arguments of Study."""
    raw = _toml(folder / "study.toml")
    known(raw, TOP_KEYS, "study.toml")
    if "study" not in raw:
        raise wrong("study.toml", "study", "fehlt: der Abschnitt [study] ist nötig.", "is missing: [study] is needed.")
    values = _head(_section(raw, "study"))
    values["disclosure"] = _disclosure(_section(raw, "disclosure"))
    _no_thresholds(_section(raw, "thresholds"))
    values["chapters"] = _chapters(_section(raw, "chapters"))
    values["sites"] = _sites(_entries(raw, "site"))
    site_ids = [site.id for site in values["sites"]]
    values["events"] = _records(_entries(raw, "event"), Event, "event", event_rules(site_ids))
    expectations = _records(_entries(raw, "expectation"), Expectation, "expectation", expectation_rules(site_ids))
    _each_once([one.id for one in expectations], "[[expectation]]")
    return values | {"expectations": expectations}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise StudyError(
            f"Hier liegt keine study.toml: {path}. Mit --study den Ordner der Studie angeben oder mit "
            "»evaluation new ORDNER« eine neue anlegen.",
            f"There is no study.toml here: {path}. Name the study's folder with --study or make one with "
            "`evaluation new DIR`.",
        ) from error
    except OSError as error:
        de, en = ("sie ist ein Ordner", "it is a folder") if isinstance(error, IsADirectoryError) else _refused(error)
        raise StudyError(
            f"study.toml ist nicht lesbar ({path}): {de}. Nötig ist eine Textdatei, die gelesen werden darf.",
            f"study.toml cannot be read ({path}): {en}. It must be a text file that may be read.",
        ) from error
    except (ValueError, RecursionError) as error:
        de, en = _position(error)
        raise StudyError(
            f"study.toml ist kein gültiges TOML ({path}): {de}. Die genannte Stelle berichtigen; Zeichensatz: UTF-8.",
            f"study.toml is not valid TOML ({path}): {en}. Correct the place named; the file must be UTF-8.",
        ) from error


def _refused(error: OSError) -> tuple[str, str]:
    if isinstance(error, PermissionError):
        return "das Lesen ist nicht erlaubt", "reading is not permitted"
    if isinstance(error, NotADirectoryError):
        return "der angegebene Ordner ist eine Datei", "the folder named is a file"
    return "das System kann sie nicht öffnen", "the system cannot open it"


def _position(error: Exception) -> tuple[str, str]:
    if isinstance(error, UnicodeDecodeError):
        return f"kein UTF-8 ab Byte {error.start + 1}", f"not UTF-8 from byte {error.start + 1}"
    found = re.search(r"^(.*?) \(at line (\d+), column (\d+)\)", str(error))
    if found:
        reason, line, column = found.groups()
        reason = re.sub(r"\('(.*?)',?\)", lambda names: "[" + names[1].replace("', '", ".") + "]", reason)
        return f"Zeile {line}, Zeichen {column} ({reason})", f"line {line}, column {column} ({reason})"
    if isinstance(error, tomllib.TOMLDecodeError):
        return "am Ende der Datei fehlt etwas", "something is missing at the end of the file"
    return "ein Wert ist zu lang oder zu tief geschachtelt", "a value is too long or nested too deeply"


def _section(raw: dict[str, Any], key: str) -> dict[str, Any]:
    """A [section]; one that is not there has no keys."""
    section = raw.get(key, {})
    if not TABLE.accepts(section):
        de, en = shown(section)
        raise wrong(
            "study.toml", key, f"ist {de}. Erlaubt: ein einziger Abschnitt [{key}].",
            f"is {en}. Allowed: one single section [{key}].",
        )  # fmt: skip
    return dict(section)


def _entries(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The [[sections]] of a name, which may occur repeatedly."""
    entries = raw.get(key, [])
    if not isinstance(entries, list) or not all(map(TABLE.accepts, entries)):
        de, en = shown(entries)
        raise wrong(
            "study.toml", key, f"ist {de}. Erlaubt: Abschnitte mit doppelten Klammern, [[{key}]].",
            f"is {en}. Allowed: sections in double brackets, [[{key}]].",
        )  # fmt: skip
    return entries


def _head(head: dict[str, Any]) -> dict[str, Any]:
    rules = study_rules()
    titles = two_language_rules()
    known(head, (*rules, *titles), "[study]")
    values = {key: checked(head, key, rules[key], "[study]") for key in ("id", "synthetic", "years")}
    values |= {key: checked(head, key, rule, "[study]") for key, rule in rules.items() if key in head}
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    values["years"] = tuple(sorted(values["years"]))
    return values | {key: _bilingual(head, key, rule) for key, rule in titles.items()}


def _bilingual(head: dict[str, Any], key: str, rule: Rule) -> dict[str, str]:
    """Text in German and English; one text alone serves for both, and one that may be empty may be missing."""
    value = head.get(key, "")
    if isinstance(value, str):
        given = head if key in head or not rule.accepts("") else {key: ""}
        text = str(checked(given, key, rule, "[study]"))
        return {"de": text, "en": text}
    if not isinstance(value, dict):
        de, en = shown(value)
        raise wrong(
            "[study]", key, f'ist {de}. Erlaubt: ein Text oder {{ de = "…", en = "…" }}.',
            f'is {en}. Allowed: a text or {{ de = "…", en = "…" }}.',
        )  # fmt: skip
    place = f"[study] {key}"
    known(value, ("de", "en"), place)
    german = str(checked(value, "de", rule, place))
    return {"de": german, "en": str(checked({"en": german, **value}, "en", rule, place))}


def _disclosure(section: dict[str, Any]) -> Disclosure:
    rules = disclosure_rules()
    known(section, rules, "[disclosure]")
    chosen = Disclosure(**{key: checked(section, key, rules[key], "[disclosure]") for key in section})
    if chosen.k_sensitive < chosen.k:
        raise wrong(
            "[disclosure]", "k_sensitive", f"ist {chosen.k_sensitive}. Erlaubt: mindestens k ({chosen.k}).",
            f"is {chosen.k_sensitive}. Allowed: at least k ({chosen.k}).",
        )  # fmt: skip
    return chosen


def _no_thresholds(section: dict[str, Any]) -> None:
    for key in section:
        raise wrong(
            "[thresholds]", key,
            "ist nicht bekannt. Für [thresholds] ist noch kein Schlüssel festgelegt; die Schwellen der Geheimhaltung "
            "stehen in [disclosure]: k, k_sensitive, dominance.",
            "is not known. No key is defined for [thresholds] yet; the thresholds of disclosure control are in "
            "[disclosure]: k, k_sensitive, dominance.",
        )  # fmt: skip


def _chapters(section: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    rules = chapter_rules()
    known(section, rules, "[chapters]")
    return {key: tuple(checked(section, key, rules[key], "[chapters]")) for key in section}


def _sites(entries: list[dict[str, Any]]) -> tuple[Site, ...]:
    if not entries:
        raise wrong("[[site]]", "site", "fehlt: mindestens ein Standort.", "is missing: at least one site.")
    sites = _records(entries, Site, "site", site_rules())
    _each_once([site.id for site in sites], "[[site]]")
    for site in sites:
        _fits_together(site, f"[[site]] {site.id}")
    return sites


def _fits_together(site: Site, place: str) -> None:
    """Keys of a site that only make sense together."""
    if site.caseload_key and not site.caseload_rule:
        raise wrong(
            place, "caseload_rule", "fehlt, obwohl caseload_key angegeben ist. Erlaubt: linear, step.",
            "is missing although caseload_key is given. Allowed: linear, step.",
        )  # fmt: skip
    if site.start_date and site.end_date and site.end_date < site.start_date:
        raise wrong(
            place, "end_date", f"liegt vor start_date. Erlaubt: {site.start_date.isoformat()} oder später.",
            f"is before start_date. Allowed: {site.start_date.isoformat()} or later.",
        )  # fmt: skip


def _each_once(ids: list[str], place: str) -> None:
    for one in ids:
        if ids.count(one) > 1:
            raise wrong(
                place, "id", f"kommt doppelt vor: {one}. Erlaubt: jede id nur einmal.",
                f"occurs twice: {one}. Allowed: each id once.",
            )  # fmt: skip


def _records(
    entries: list[dict[str, Any]], record: Callable[..., Any], name: str, rules: dict[str, Rule]
) -> tuple[Any, ...]:
    """Build one record an entry; a key is needed where the record's field has no default."""
    needed = [f.name for f in fields(record) if f.default is MISSING and f.default_factory is MISSING]  # type: ignore[arg-type]
    built = []
    for number, entry in enumerate(entries, start=1):
        named = "id" in rules and rules["id"].accepts(entry.get("id"))
        place = f"[[{name}]] {entry['id'] if named else number}"
        known(entry, rules, place)
        values = {key: checked(entry, key, rule, place) for key, rule in rules.items() if key in (*needed, *entry)}
        built.append(record(**{key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}))
    return tuple(built)
