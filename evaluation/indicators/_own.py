"""A study's own indicators: <study>/indicators/*.py beside the package's, each file run by its path."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from evaluation.errors import EvaluationError, StudyError
from evaluation.indicators._declare import Indicator, Kind, marked

FOLDER = "indicators"
THEME = "study"


def own(study: Path, package: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The indicators in the folder `indicators` of a study by name; files that begin with "_" are left out.

    Raises
    ------
    StudyError
        If a file cannot be run, a mark is wrong, or two files define the same name; it names file and line.
    """
    found: dict[str, Indicator] = {}
    places: dict[str, Path] = {}
    for path in sorted((study / FOLDER).glob("*.py")):
        if path.name.startswith("_"):
            continue
        for name, mark, function in marked(_run(path)):
            if name in found:
                both = f"{FOLDER}/{places[name].name}", f"{FOLDER}/{path.name}"
                raise StudyError(
                    f"Die Kennzahl »{name}« steht zweimal: in {both[0]} und in {both[1]}. Eine der beiden umbenennen.",
                    f"The indicator {name!r} stands twice: in {both[0]} and in {both[1]}. Rename one of them.",
                )
            found[name], places[name] = Indicator(name, THEME, mark, function), path
    for name, one in found.items():
        _check(one, places[name], {*package, *found})
    return found


def _run(path: Path) -> ModuleType:
    """The file as a module; nothing is written beside it, and its name is free again afterwards."""
    module = ModuleType(f"<study>.{FOLDER}.{path.stem}")
    module.__file__ = str(path)
    # A dataclass looks up the module it stands in; `import` never finds a name like this.
    sys.modules[module.__name__] = module
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except EvaluationError:
        raise
    except Exception as error:  # whatever the file does wrong, its place is what the author needs
        raise _broken(path, _line(error, path), f"{type(error).__name__}: {error}") from error
    finally:
        del sys.modules[module.__name__]
    return module


def _line(error: Exception, path: Path) -> int:
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno or 1
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return (lines[-1] if lines else None) or 1


def _broken(path: Path, line: int, why: str) -> StudyError:
    place = f"{FOLDER}/{path.name}"
    return StudyError(
        f"{place}, Zeile {line}: Die Datei mit eigenen Kennzahlen lässt sich nicht ausführen ({why}). "
        "Die Stelle berichtigen oder die Datei vorläufig in _… umbenennen.",
        f"{place}, line {line}: the file of own indicators cannot be run ({why}). "
        "Mend it, or rename the file to _… for the time being.",
    )


def _check(one: Indicator, path: Path, names: set[str]) -> None:
    """Refuse what would only fail later, in counting or release, with a message that does not tell the place."""
    from evaluation.tables import TABLES

    place, mark = (path, one.function.__code__.co_firstlineno, one.id), one.mark
    _known(place, ("kind", "kind"), (mark.kind,), get_args(Kind))
    if one.derived:
        _known(place, ("of", "of"), [name for name in mark.of if name != "*"], names)
        return
    _known(place, ("Tabellen", "tables"), [*one.tables, *_extra(one.function)], TABLES)
    if "by" not in inspect.signature(one.function).parameters:
        raise _wrong(place, ('der Parameter by=("site", "year") fehlt', 'the parameter by=("site", "year") is missing'))


def _extra(function: Callable[..., Any]) -> list[str]:
    return [name for name, one in inspect.signature(function).parameters.items() if one.default is None]


def _known(place: tuple[Path, int, str], what: tuple[str, str], given: Any, allowed: Any) -> None:
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        names, known = ", ".join(unknown), ", ".join(sorted(allowed))
        raise _wrong(
            place,
            (
                f"{what[0]}: {names} gibt es nicht. Erlaubt: {known}",
                f"{what[1]}: {names} does not exist. Allowed: {known}",
            ),
        )


def _wrong(place: tuple[Path, int, str], why: tuple[str, str]) -> StudyError:
    path, line, name = place
    file = f"{FOLDER}/{path.name}"
    return StudyError(
        f"{file}, Zeile {line}: Kennzahl »{name}«: {why[0]}.", f"{file}, line {line}: indicator {name!r}: {why[1]}."
    )
