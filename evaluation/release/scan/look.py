"""Look through the content of a file for what points to a person or out of the house."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from evaluation.cleaning import patterns
from evaluation.release.scan.content import Content
from evaluation.release.scan.secrets import Secrets
from evaluation.tables import normalise_header, table

ALLOWED_ADDRESSES = (
    "http://www.w3.org/", "http://purl.org/", "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/",
    "http://ns.adobe.com/", "http://www.aiim.org/", "http://iptc.org/", "https://www.govdata.de/dl-de/",
    "http://www.govdata.de/dl-de/", "www.govdata.de", "https://creativecommons.org/", "http://creativecommons.org/",
    "http://scripts.sil.org/OFL", "https://openfontlicense.org",
)  # fmt: skip
"""Namespaces of standards and texts of licences: names that nothing loads."""

_EMAIL = re.compile(patterns.EMAIL)
_AZR = re.compile(patterns.AZR)
_BORN = re.compile(patterns.BORN)
_PHONE = re.compile(
    r"(?<![\w.,+-])(?:\+[1-9]\d[ /-]?(?:\(0\)[ ]?)?[1-9]\d{1,4}[ /-]\d{3,9}|\+[1-9]\d{9,12}|0[2-9]\d{1,4}[/-]\d{5,9}"
    r"|01[5-7]\d[ /-]?\d{7,8})(?![\w.,]?\d)"
)
"""Stricter than at intake: figures of a table stand beside each other in the text of a PDF."""
_ADDRESS = re.compile(r"(?:https?|ftp|file)://[^\s\"'<>)\]}»“”]+|(?<![\w.])www\.[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
PERSON_COLUMNS = ("client_key", "contact_id", "rating_id", "rater_id")


def look(content: Content, secrets: Secrets) -> Counter[tuple[str, str]]:
    """Rule and place of everything found, with how often it was found."""
    found = Counter[tuple[str, str]]()
    for text in dict.fromkeys(content.texts):
        _text(text, secrets, found)
    for link in content.links:
        inside = link.lower().startswith("mailto:") and link[7:].casefold() in secrets.allowed
        if _OUTSIDE.match(link) and not inside and not link.startswith(ALLOWED_ADDRESSES):
            found["external", ""] += 1
        if hits := secrets.count(link):
            found["pseudonym", ""] += hits
    personal = person_headers()
    for grid in content.grids:
        if grid.rows and personal & {normalise_header(header) for header in grid.columns}:
            found["person_rows", grid.name] += len(grid.rows)
    return found


def _text(text: str, secrets: Secrets, found: Counter[tuple[str, str]]) -> None:
    if hits := secrets.count(text):
        found["pseudonym", ""] += hits
    if "@" in text:
        found["email", ""] += sum(hit.group().casefold() not in secrets.allowed for hit in _EMAIL.finditer(text))
    if ":" in text or "www." in text:
        addresses = [hit.group() for hit in _ADDRESS.finditer(text)]
        found["external", ""] += sum(not address.startswith(ALLOWED_ADDRESSES) for address in addresses)
    for rule, pattern in (("phone", _PHONE), ("azr", _AZR), ("birth", _BORN)):
        found[rule, ""] += sum(hit.group().strip().casefold() not in secrets.allowed for hit in pattern.finditer(text))


def person_headers() -> frozenset[str]:
    """Headers, in both languages, that only a table of single persons or contacts has."""
    columns = [column for name in ("consultation", "accommodation_rating") for column in table(name).columns]
    return frozenset(_normalised(
        header for column in columns if column.name in PERSON_COLUMNS for header in (column.name, column.de, column.en)
    ))  # fmt: skip


def _normalised(headers: Iterable[str]) -> Iterable[str]:
    return (normalise_header(header) for header in headers)
