"""What a report is made of: a few plain blocks that travel from a notebook's kernel to the renderer as JSON.

This module imports nothing heavy, so that a chapter's kernel and the renderer can share it.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias

from evaluation.errors import ReportError

MIME = "application/vnd.begleitforschung.block+json"

NoticeKind: TypeAlias = Literal["missing", "caution", "privacy", "info"]


class Block:
    """The common base: a block shows itself in JupyterLab and serialises to JSON."""

    __slots__ = ()

    def plain(self) -> str:
        """Return the block's content as plain text."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from evaluation.reporting.html import block_html

        return {MIME: to_bundle(self), "text/html": block_html(self, "de"), "text/plain": self.plain()}


@dataclass(frozen=True, slots=True)
class Text(Block):
    """Markdown that the authors of a chapter wrote; ``lang`` limits it to one language."""

    markdown: str
    lang: str | None = None

    def plain(self) -> str:
        return self.markdown


@dataclass(frozen=True, slots=True)
class Sentence(Block):
    """A paragraph of plain text that is never read as markup; ``status`` is that of the result it speaks of."""

    text: str
    status: str = "shown"

    def plain(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Notice(Block):
    """A boxed note in plain text, for example why a section is empty."""

    kind: NoticeKind
    text: str

    def plain(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class DataTable(Block):
    """A table of finished strings.

    Parameters
    ----------
    id : str
        Stable name of the table inside its report.
    caption, source : str
        What the table shows, and where its figures come from.
    columns : tuple of str
        Column headers.
    rows : tuple of tuple of str
        One tuple a row, as long as ``columns``.
    align : tuple of {"l", "r"}
        One letter a column; empty: the column of row names left, the others right.
    notes : tuple of str
        Remarks below the table.
    row_headers : bool
        Whether the first column names its row.
    group_column : int or None
        Position of a column whose value becomes a heading above each run of equal values.
    """

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    row_headers: bool = True
    group_column: int | None = None

    def __post_init__(self) -> None:
        width = len(self.columns)
        if not self.align:
            names = 2 if self.group_column == 0 else 1
            object.__setattr__(self, "align", (("l",) * names + ("r",) * width)[:width])
        ragged = any(len(row) != width for row in self.rows) or len(self.align) != width or width == 0
        if ragged or not set(self.align) <= {"l", "r"} or not _inside(self.group_column, width):
            raise ReportError(
                f"Tabelle „{self.id}“: Spalten, Zeilen und Ausrichtung passen nicht zusammen.",
                f"Table “{self.id}”: columns, rows and alignment do not fit together.",
            )

    def plain(self) -> str:
        lines = [self.caption, " | ".join(self.columns), *(" | ".join(row) for row in self.rows), *self.notes]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Figure(Block):
    """A drawing with everything a reader needs who cannot see it.

    Parameters
    ----------
    id, caption, alt, source : str
        Stable name, caption, alternative text and source line.
    svg : str
        The drawing for HTML and PDF.
    png : bytes
        The same drawing for DOCX.
    table : DataTable or None
        The figures that are drawn.
    width_mm : float
        Printed width in millimetres; at most the text width (160).
    """

    id: str
    caption: str
    alt: str
    source: str
    svg: str
    png: bytes
    table: DataTable | None = None
    width_mm: float = 160.0

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ReportError(
                f"Abbildung „{self.id}“ hat keinen Alternativtext.", f"Figure “{self.id}” has no alternative text."
            )

    def plain(self) -> str:
        return f"{self.caption}\n{self.alt}"


@dataclass(frozen=True, slots=True)
class Title(Block):
    """The title page: ``lines`` are (label, text) such as client and authors, ``stamps`` stand on every page."""

    title: str
    subtitle: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    stamps: tuple[str, ...] = ()

    def plain(self) -> str:
        return "\n".join([self.title, self.subtitle, *(f"{label}: {text}" for label, text in self.lines), *self.stamps])


@dataclass(frozen=True, slots=True)
class PageBreak(Block):
    """Start a new page in print."""

    def plain(self) -> str:
        return ""


KINDS: dict[str, type[Block]] = {
    kind.__name__: kind for kind in (Text, Sentence, Notice, DataTable, Figure, Title, PageBreak)
}
_CHECKS: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "float": (int, float)}


def to_bundle(block: Block) -> dict[str, Any]:
    """Return a block as a plain JSON dictionary; ``block`` names its kind, bytes become base64.

    Examples
    --------
    >>> to_bundle(Sentence("Ein Satz."))
    {'block': 'Sentence', 'text': 'Ein Satz.', 'status': 'shown'}
    """
    values = {field.name: _packed(getattr(block, field.name)) for field in fields(block)}  # type: ignore[arg-type]
    return {"block": type(block).__name__, **values}


def from_bundle(bundle: dict[str, Any]) -> Block:
    """Return the block of a dictionary that `to_bundle` made.

    Raises
    ------
    ReportError
        If the dictionary is not a block; its values are not repeated.

    Examples
    --------
    >>> from_bundle({"block": "Sentence", "text": "Ein Satz."})
    Sentence(text='Ein Satz.', status='shown')
    """
    kind = KINDS.get(str(bundle.get("block"))) if isinstance(bundle, dict) else None
    if kind is None:
        raise ReportError("Unbekannte Art von Berichtsbaustein.", "Unknown kind of report block.")
    values = {name: value for name, value in bundle.items() if name != "block"}
    _check(kind, values)
    try:
        return kind(**{name: _unpacked(name, value) for name, value in values.items()})
    except (TypeError, ValueError, binascii.Error):
        raise _broken(kind) from None


def _check(kind: type[Block], values: dict[str, Any]) -> None:
    annotations = {field.name: str(field.type) for field in fields(kind)}  # type: ignore[arg-type]
    for name, value in values.items():
        allowed = _CHECKS.get(annotations.get(name, ""))
        if allowed is not None and not isinstance(value, allowed):
            raise _broken(kind)


def _broken(kind: type[Block]) -> ReportError:
    return ReportError(
        f"Ein Berichtsbaustein der Art {kind.__name__} ist unvollständig oder fehlerhaft.",
        f"A report block of kind {kind.__name__} is incomplete or malformed.",
    )


def _inside(column: int | None, width: int) -> bool:
    return column is None or (isinstance(column, int) and 0 <= column < width and width > 1)


def _packed(value: Any) -> Any:
    if isinstance(value, Block):
        return to_bundle(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple | list):
        return [_packed(item) for item in value]
    return value


def _unpacked(name: str, value: Any) -> Any:
    if name == "png":
        return base64.b64decode(value, validate=True)
    if isinstance(value, dict):
        return from_bundle(value)
    if isinstance(value, list):
        return tuple(_unpacked("", item) for item in value)
    return value
