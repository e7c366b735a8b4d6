"""How a table of finished strings is laid out: groups of rows and widths of columns, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from evaluation.reporting.blocks import DataTable

_LINE = 76  # letters of table text in a line
_FULL = 94  # letters of a table that fills its line: set in small type, most letters are narrower than the widest
_MARGIN = 3  # letters' worth of space between columns


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table ready to draw: ``groups`` are (heading or None, rows), without the column that held the headings."""

    columns: tuple[str, ...]
    align: tuple[str, ...]
    groups: tuple[tuple[str | None, tuple[tuple[str, ...], ...]], ...]


def shape(table: DataTable) -> TableShape:
    """Return a table's columns and its rows in groups.

    Examples
    --------
    >>> from evaluation.reporting.blocks import DataTable
    >>> rows = (("Stadt", "A", "1"), ("Stadt", "B", "2"), ("Land", "C", "3"))
    >>> shape(DataTable("t", "", ("Typ", "Ort", "n"), rows, group_column=0)).groups
    (('Stadt', (('A', '1'), ('B', '2'))), ('Land', (('C', '3'),)))
    """
    at = table.group_column
    if at is None:
        return TableShape(table.columns, table.align, ((None, table.rows),))

    def rest(values: tuple[str, ...]) -> tuple[str, ...]:
        return values[:at] + values[at + 1 :]

    runs = groupby(table.rows, key=lambda row: row[at])
    groups = tuple((heading, tuple(rest(row) for row in rows)) for heading, rows in runs)
    return TableShape(rest(table.columns), rest(table.align), groups)


def widths(layout: TableShape) -> tuple[float, ...]:
    """Return each column's share of the text width, from its longest word and the length of its cells.

    Small tables stay small; the shares of a large table add up to 1.

    Examples
    --------
    >>> widths(shape(DataTable("t", "", ("Jahr", "Kontakte"), (("2024", "120"),))))
    (0.105, 0.145)
    """
    lines = [layout.columns, *(row for _, rows in layout.groups for row in rows)]
    places = range(len(layout.columns))
    words = [max(_longest_word(line[at]) for line in lines) + _MARGIN for at in places]
    wishes = [max(_letters(line[at]) for line in lines) + _MARGIN for at in places]
    needs = _between(words, wishes)
    scale = max(sum(needs), _LINE)
    return tuple(round(need / scale, 3) for need in needs)


def _between(words: list[int], wishes: list[int]) -> list[float]:
    """Widths that fit a line: every column keeps room for its longest word before any gets room for its sentences."""
    room, spare = _FULL - sum(words), sum(wishes) - sum(words)
    if spare <= max(room, 0):
        return [float(wish) for wish in wishes]
    share = max(room, 0) / spare
    return [word + share * (wish - word) for word, wish in zip(words, wishes, strict=True)]


def _longest_word(text: str) -> int:
    return max(min(max((len(word) for word in text.split()), default=0), 20), 5)


def _letters(text: str) -> int:
    longest = max((len(line) for line in text.split("\n")), default=0)
    return max(_longest_word(text), min(longest, 70 if longest > 150 else 46 if longest > 60 else 30))
