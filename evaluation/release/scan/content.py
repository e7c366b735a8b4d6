"""What a finished file holds for its reader: texts, tables and references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a file: its name and caption, headers, and rows of text.

    `groups` names for every row the heading above its block, if there is one.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class Content:
    """Texts (metadata and alternative texts included), tables, and references to other places."""

    texts: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def add(self, other: Content) -> None:
        """Take in another content."""
        self.texts += other.texts
        self.grids += other.grids
        self.links += other.links


def grid_of(name: str, rows: Sequence[Sequence[str]], caption: str = "") -> Grid:
    """A table whose first row holds the headers.

    Examples
    --------
    >>> grid_of("t", [["a", "b"], ["1", "2"]]).rows
    (('1', '2'),)
    """
    head, *body = rows or [[]]
    return Grid(name, tuple(head), tuple(tuple(row) for row in body), caption)
