"""The secret key of a provider and a year: made once, kept at the provider, never beside what is delivered."""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from evaluation.errors import InputError

LENGTH = 32
ENDING = ".key"
_NAME = re.compile(r"^(?P<provider>[a-z0-9][a-z0-9-]{0,40})_(?P<year>(?:19|20)\d\d)\.key$")


def key_path(place: Path, provider: str, year: int) -> Path:
    """The key file of a provider and a year: `place` itself, or the file of that name in the folder `place`.

    Raises
    ------
    InputError
        If the file's name does not say provider and year, or says others.
    """
    if place.suffix != ENDING:
        if not provider:
            raise InputError(
                "Bitte den Träger angeben (provider, etwa »caritas-auental«): der Name der Schlüsseldatei nennt ihn.",
                "Please give the provider (such as 'caritas-auental'): the name of the key file says it.",
            )
        place = place / f"{provider}_{year}{ENDING}"
    match = _NAME.match(place.name)
    if match is None or (provider and match["provider"] != provider):
        raise InputError(
            f"Die Schlüsseldatei muss »träger_{year}.key« heißen, mit Kleinbuchstaben, Ziffern und Bindestrich "
            "im Namen des Trägers.",
            f"The key file must be called 'provider_{year}.key', with small letters, digits and hyphens in the "
            "provider's name.",
        )
    if int(match["year"]) != year:
        raise InputError(
            f"Die Schlüsseldatei gilt für {match['year']}, ausgeführt wird {year}. Jedes Jahr braucht einen eigenen "
            "Schlüssel, damit niemand über Jahre verfolgt werden kann.",
            f"The key file is that of {match['year']}, but {year} is exported. Every year needs a key of its own, "
            "so that nobody can be followed over years.",
        )
    return place


def read_or_make(path: Path, out_folder: Path) -> tuple[bytes, bool]:
    """The key of this file, made on first use; and whether it was made now.

    Raises
    ------
    InputError
        If the file lies in the output folder or in a git work tree, has another length, may be read by others, or
        equals the key of another year or provider.
    """
    _refuse_place(path, out_folder)
    made = not path.exists()
    if made:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
    _refuse_rights(path)
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise InputError(
            f"Die Schlüsseldatei hat nicht {LENGTH} Bytes. Bitte die richtige Datei angeben; ein neuer Schlüssel gibt "
            "denselben Menschen andere Pseudonyme.",
            f"The key file does not have {LENGTH} bytes. Please give the right file; a new key gives the same persons "
            "other pseudonyms.",
        )
    _refuse_copies(path, key)
    return key, made


def _refuse_place(path: Path, out_folder: Path) -> None:
    real = path.resolve()
    if real.is_relative_to(out_folder.resolve()):
        raise InputError(
            "Die Schlüsseldatei darf nicht im Ausgabeordner liegen: sie bleibt beim Träger.",
            "The key file must not lie in the output folder: it stays with the provider.",
        )
    if any((folder / ".git").exists() for folder in real.parents):
        raise InputError(
            "Die Schlüsseldatei darf nicht in einem Git-Ordner liegen: von dort verlässt sie leicht das Haus.",
            "The key file must not lie in a git work tree: it leaves the house from there too easily.",
        )


def _refuse_rights(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(
            "Die Schlüsseldatei ist auch für andere lesbar. Bitte »chmod 600« auf sie anwenden.",
            "The key file may be read by others. Please apply `chmod 600` to it.",
        )


def _refuse_copies(path: Path, key: bytes) -> None:
    others = [other for other in path.parent.glob(f"*{ENDING}") if other.name != path.name and other.is_file()]
    if any(other.read_bytes() == key for other in others):
        raise InputError(
            "Die Schlüsseldatei ist eine Kopie des Schlüssels eines anderen Jahres oder Trägers. Bitte sie löschen; "
            "beim nächsten Aufruf entsteht ein eigener Schlüssel.",
            "The key file is a copy of the key of another year or provider. Please delete it; the next call makes a "
            "key of its own.",
        )
