"""Random draws that give the same numbers on every machine.

Everything rests on `random.Random(text).random()`, the one part of Python's generator whose sequence is promised to
stay the same; shares become exact counts by largest remainders, so that what is planted is planted exactly.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Hashable, Mapping, MutableSequence, Sequence
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)


class Draw:
    """A stream of draws that belongs to one place of the demo world.

    Parameters
    ----------
    *place : object
        What the stream is for, such as the seed, a site and a year; equal places give equal streams.

    Examples
    --------
    >>> Draw(1, "a").between(1, 100) == Draw(1, "a").between(1, 100)
    True
    """

    def __init__(self, *place: object) -> None:
        self._random = random.Random("/".join(str(part) for part in place))

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return self.unit() < share

    def pick(self, weights: Mapping[T, float]) -> T:
        """One key, drawn in proportion to its weight."""
        mark = self.unit() * sum(weights.values())
        for key, weight in weights.items():
            mark -= weight
            if mark < 0 and weight > 0:
                return key
        return next(key for key in reversed(list(weights)) if weights[key] > 0)

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Bring the items into random order, in place."""
        for last in range(len(items) - 1, 0, -1):
            other = self.between(0, last)
            items[last], items[other] = items[other], items[last]

    def heavy(self, cap: float) -> float:
        """A heavy-tailed weight from 1 to cap: most people come a few times, a few come often."""
        return min(cap, 1.0 / (1.0 - self.unit()))

    def spread(self, total: int, shares: Mapping[T, float]) -> list[T]:
        """The keys in random order, each as often as its share of the total demands."""
        items = [key for key, n in quotas(total, shares).items() for _ in range(n)]
        self.shuffle(items)
        return items


def quotas(total: int, shares: Mapping[T, float]) -> dict[T, int]:
    """Split a total into whole numbers in proportion to shares, by largest remainders.

    Examples
    --------
    >>> quotas(10, {"a": 0.55, "b": 0.45})
    {'a': 6, 'b': 4}
    """
    whole = sum(shares.values())
    exact = {key: total * share / whole for key, share in shares.items()}
    counts = {key: int(value + 1e-9) for key, value in exact.items()}
    missing = total - sum(counts.values())
    for key in sorted(exact, key=lambda k: counts[k] - exact[k])[:missing]:
        counts[key] += 1
    return counts


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Split a total into whole numbers in proportion to a list of weights."""
    return list(quotas(total, dict(enumerate(weights))).values())


def pseudonym(*place: object) -> str:
    """A provider's pseudonym: 16 hexadecimal digits, one per person, provider and year."""
    return hashlib.blake2b("/".join(str(part) for part in place).encode(), digest_size=8).hexdigest()
