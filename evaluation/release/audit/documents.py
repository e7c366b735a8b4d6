"""Which documents together give a hidden cell away."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from evaluation.errors import ReleaseError
from evaluation.release.audit.verdict import audit


def blame(
    cell: str, published: pl.DataFrame, hidden: pl.DataFrame, relations: pl.DataFrame
) -> tuple[str, ...]:  # fmt: skip
    """Smallest set of documents (no one of them can be left out) that determines a hidden cell too closely.

    Parameters
    ----------
    cell : str
        A cell that the audit found to leak.
    published : polars.DataFrame
        cell, low, high and document. Documents are left out in their order in the frame, as long as the cell leaks
        without them.
    hidden, relations : polars.DataFrame
        As for `audit`; relations that only a document tells (a rounded share) may name it in a column document.

    Returns
    -------
    tuple of str
        Documents in their order in the frame; empty if the cell leaks from what is known beforehand.
    """
    seen, others, lines = _near(cell, published, hidden, relations)
    target = others.with_columns(
        need_low=pl.when(pl.col("cell") == cell).then("need_low").otherwise("value"),
        need_high=pl.when(pl.col("cell") == cell).then("need_high").otherwise("value"),
    )
    near_documents = {*seen["document"], *(lines["document"] if "document" in lines.columns else ())}
    every: list[str] = published["document"].unique(maintain_order=True).to_list()
    kept = [document for document in every if document in near_documents]
    for document in list(kept):
        rest = [name for name in kept if name != document]
        if not audit(_of(seen, rest), target, _of(lines, rest)).passed:
            kept = rest
    return tuple(kept)


def leak_error(leaks: Sequence[tuple[str, Sequence[str]]], at_most: int = 5) -> ReleaseError:
    """The error that blocks a release: the cells and the documents, never a bound.

    Parameters
    ----------
    leaks : sequence of (cell, documents)
        Name of the cell and the documents that give it away together.
    at_most : int
        How many cells are named.

    Examples
    --------
    >>> leak_error([("auental 2023 Thema Arbeit", ["Bericht 2023", "Vergleichsbericht 2024"])]).de
    'Zelle auental 2023 Thema Arbeit ist aus Bericht 2023 und Vergleichsbericht 2024 enger bestimmbar als erlaubt. \
Es wird nichts freigegeben.'
    """
    german = [
        f"Zelle {cell} ist aus {_and(documents, 'und') or 'bekannten Summen'} enger bestimmbar als erlaubt."
        for cell, documents in leaks[:at_most]
    ]
    english = [
        f"Cell {cell} can be determined more closely than allowed from {_and(documents, 'and') or 'known totals'}."
        for cell, documents in leaks[:at_most]
    ]
    more = len(leaks) - at_most
    if more > 0:
        german.append(f"Weitere Zellen: {more}.")
        english.append(f"Further cells: {more}.")
    return ReleaseError(
        " ".join([*german, "Es wird nichts freigegeben."]), " ".join([*english, "Nothing is released."])
    )


def _and(names: Sequence[str], word: str) -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _of(frame: pl.DataFrame, documents: Sequence[str]) -> pl.DataFrame:
    if "document" not in frame.columns:
        return frame
    return frame.filter(pl.col("document").is_null() | pl.col("document").is_in(documents))


def _near(
    cell: str, published: pl.DataFrame, hidden: pl.DataFrame, relations: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Everything that hangs together with a cell through any relation."""
    cells = pl.DataFrame({"cell": [cell]})
    lines = relations.head(0)
    while True:
        touched = relations.join(cells, on="cell", how="semi").select("relation").unique()
        grown = relations.join(touched, on="relation", how="semi")
        if len(grown) == len(lines):
            break
        lines = grown
        cells = pl.concat([cells, lines.select("cell")]).unique()
    return (
        published.join(cells, on="cell", how="semi", maintain_order="left"),
        hidden.join(cells, on="cell", how="semi"), lines,
    )  # fmt: skip
