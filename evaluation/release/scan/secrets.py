"""What must not appear anywhere, kept as hashes only: pseudonyms and contact ids of the protected tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST = 6
"""Shorter ids, and numbers of fewer than ten digits, cannot be told from words, area keys and figures of a report."""
_WORDS = tuple(re.compile(pattern) for pattern in (r"[0-9A-Za-z]+", r"[\w-]+", r"[^\s\"'<>()\[\]{},;|]+"))
_ENDS = ".,:;/-–_!?"


def _digest(word: str) -> bytes:
    return hashlib.blake2b(word.casefold().encode(), digest_size=12).digest()


def telling(identity: str) -> bool:
    """True for an id that is long enough to be looked for.

    Examples
    --------
    >>> telling("0a9cc370b2d71239"), telling("AT-2024-00001"), telling("K1"), telling("123456789")
    (True, True, False, False)
    """
    return len(identity) >= SHORTEST and not (identity.isdigit() and len(identity) < 10)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Hashes of ids that must not appear, and addresses that may.

    Examples
    --------
    >>> secrets = Secrets.of(["0a9cc370b2d71239", "AT-2024-00001"], allowed=["info@example.org"])
    >>> secrets.count("Zeile 3: 0A9CC370B2D71239, AT-2024-00001."), secrets.count("AT-2024-00002")
    (2, 0)
    """

    hashes: frozenset[bytes] = frozenset()
    allowed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, identities: Iterable[str], allowed: Iterable[str] = ()) -> Secrets:
        """Secrets of plain ids; `allowed` are texts, such as the study's own address, that a report may hold."""
        found = frozenset(_digest(identity) for identity in set(identities) if telling(identity))
        return cls(found, frozenset(word.casefold() for word in allowed if word))

    def count(self, text: str) -> int:
        """How many different secret ids stand in a text."""
        words = {word for pattern in _WORDS for word in pattern.findall(text)}
        words |= {word.strip(_ENDS) for word in words}
        return sum(
            _digest(word) in self.hashes for word in {word.casefold() for word in words} if len(word) >= SHORTEST
        )
