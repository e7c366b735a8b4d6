"""One column of raw text to typed values, and where which rule was needed: fast where cells are plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from evaluation.cleaning.dates import month_reader, read_date, read_year
from evaluation.cleaning.markers import SIGNS_IN_TEXT, missing_rule
from evaluation.cleaning.numbers import Parsed, notation, number_reader
from evaluation.cleaning.words import code_reader, codes_reader, key_reader, read_bool
from evaluation.tables import Column

TYPES: dict[str, pl.DataType] = {
    "int": pl.Int64(),
    "dec": pl.Float64(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "year": pl.Int32(),
    "codes": pl.List(pl.String()),
}
_BLANKS = " \t\n\r\v\f\u00a0\u2009\u202f\ufeff\u200b"
_NUMBERS = ("int", "dec")
_WORDS_FIRST = ("bool", "code", "codes")
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_MARKUP = r"<[A-Za-z!/?]"
SMALL = 5_000
"""Up to so many cells, a column is read cell by cell."""
_STRICT = {
    "code_unknown": "code_unknown_required",
    "bool_unknown": "bool_unknown_required",
    "key_unknown": "key_unknown_required",
}


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """Typed values of a column and the rules that were needed, by position."""

    values: pl.Series
    hits: pl.DataFrame
    """Columns: index (position in the frame), rule."""


_HITS = {"index": pl.UInt32, "rule": pl.String}


def _no_hits() -> pl.DataFrame:
    return pl.DataFrame(schema=_HITS)


def tidy(cells: pl.Series) -> pl.Series:
    """Cells without blanks around them; empty cells as null."""
    text = cells.cast(pl.String).str.strip_chars(_BLANKS)
    return text.set(text == "", None)


def read_column(cells: pl.Series, column: Column, *, year: int | None = None, dash_is_zero: bool = False) -> ReadColumn:
    """Read a column of raw text as its declared type.

    Parameters
    ----------
    cells : polars.Series
        Text as delivered.
    column : Column
        The declaration.
    year : int, optional
        Year of the delivery, for month names without a year.
    dash_is_zero : bool
        True for tables of official statistics, where a dash means exactly zero.

    Examples
    --------
    >>> fte = Column("fte", "dec", "VZÄ", "FTE")
    >>> read = read_column(pl.Series(["8,625", "4,75", "k. A."]), fte)
    >>> read.values.to_list(), read.hits["rule"].to_list()
    ([8.625, 4.75, None], ['number_format', 'number_format', 'missing_not_stated'])
    """
    if len(cells) <= SMALL:
        return _read_small(cells, column, year, dash_is_zero)
    if _is_text(column):
        return _read_text(tidy(cells), column)
    # Where few different cells stand, these are tidied and not every one.
    few = column.dtype not in _NUMBERS and cells.head(SMALL).n_unique() <= SMALL // 5
    text = cells.cast(pl.String) if few else tidy(cells)
    values = _plain(text, column.dtype)
    rest = text if values is None else text.filter(values.is_null())
    words = rest.drop_nulls().unique(maintain_order=True).to_frame("cell")
    words = words.with_columns(word=tidy(words["cell"])).drop_nulls()
    if words.is_empty():
        empty = pl.Series(cells.name, [None] * len(text), dtype=_type(column)) if values is None else values
        return ReadColumn(empty, _no_hits())
    distinct = words["word"].unique(maintain_order=True)
    mapping = _mapping(distinct, column, _reader(column, distinct, year), dash_is_zero)
    mapping = words.join(mapping, on="word", how="left", maintain_order="left").drop("word")
    joined = text.to_frame("cell").join(mapping, on="cell", how="left", maintain_order="left")
    if values is not None:
        joined = joined.with_columns(plain=values).with_columns(
            value=pl.coalesce("plain", "value"),
            rule=pl.when(pl.col("plain").is_null()).then("rule"),
        )
    hits = joined.with_row_index("index").filter(pl.col("rule").is_not_null()).select("index", "rule")
    return ReadColumn(joined["value"].alias(cells.name), hits)


def _is_text(column: Column) -> bool:
    return column.dtype in ("id", "text") or (column.dtype in ("code", "codes") and not column.codes)


def _read_small(cells: pl.Series, column: Column, year: int | None, dash_is_zero: bool) -> ReadColumn:
    """The same for a few thousand cells, where the fast way would take longer to start than to read."""
    words = [cell.strip(_BLANKS) or None if cell is not None else None for cell in cells.cast(pl.String)]
    distinct = list(dict.fromkeys(word for word in words if word is not None))
    parsed: dict[str | None, Parsed] = {None: (None, None)}
    if _is_text(column):
        parsed |= {word: _read_text_word(word, column) for word in distinct}
    else:
        read = _reader(column, distinct, year) if distinct else read_date
        parsed |= {word: _read_word(word, column, read, dash_is_zero) for word in distinct}
    values = pl.Series(cells.name, [parsed[word][0] for word in words], dtype=_type(column))
    hit = [(at, rule) for at, word in enumerate(words) if (rule := parsed[word][1]) is not None]
    return ReadColumn(values, pl.DataFrame(hit, schema=_HITS, orient="row") if hit else _no_hits())


def _read_text_word(word: str, column: Column) -> Parsed:
    if "".join(word.split()).lower() in SIGNS_IN_TEXT:
        return None, missing_rule(word)
    text = re.sub(_CONTROL, "", word)
    rule = "text_control" if text != word else None
    if column.dtype == "text" and re.search(_MARKUP, text):
        rule = rule or "markup_in_text"
    if column.dtype == "codes":
        return [part.strip() for part in re.split(r"[|;,\n]", text) if part.strip()], rule
    return text, rule


def _type(column: Column) -> pl.DataType:
    return TYPES.get(column.dtype, pl.String())


def _plain(text: pl.Series, dtype: str) -> pl.Series | None:
    """Values of plainly written cells, read all at once; None where the type has no such form."""
    if dtype in ("int", "dec"):
        return text.cast(pl.Int64, strict=False).cast(TYPES[dtype])
    if dtype == "month":
        return text.set(~text.str.contains(r"^(19|20)\d\d-(0[1-9]|1[0-2])$"), None)
    return None


def _reader(column: Column, words: Iterable[str], year: int | None) -> Callable[[str], Parsed]:
    if column.dtype in ("int", "dec"):
        return number_reader(notation(words), whole=column.dtype == "int")
    if column.dtype in ("code", "codes"):
        from evaluation.vocabulary import codes, lookup

        known = lookup(column.codes or "")
        if column.dtype == "codes":
            return codes_reader(known)
        return code_reader(
            known, {word for code in codes(column.codes or "") for word in (code.code, code.de, code.en)}
        )
    readers = {"bool": read_bool, "date": read_date, "year": read_year, "month": month_reader(year)}
    return readers[column.dtype] if column.dtype in readers else key_reader(column.dtype)


def _read_word(word: str, column: Column, read: Callable[[str], Parsed], dash_is_zero: bool) -> Parsed:
    marker = missing_rule(word)
    if marker == "missing_dash" and dash_is_zero and column.dtype in ("int", "dec"):
        return 0, "exact_zero"
    if marker is not None and column.dtype not in _WORDS_FIRST:
        return None, marker
    value, rule = read(word)
    if value is None and marker is not None:
        return None, marker
    return value, _STRICT.get(rule, rule) if rule and column.required else rule


def _mapping(words: pl.Series, column: Column, read: Callable[[str], Parsed], dash_is_zero: bool) -> pl.DataFrame:
    parsed: list[tuple[Any, str | None]] = [_read_word(word, column, read, dash_is_zero) for word in words]
    return pl.DataFrame(
        {"word": words, "value": [value for value, _ in parsed], "rule": [rule for _, rule in parsed]},
        schema={"word": pl.String, "value": _type(column), "rule": pl.String},
    )


def _read_text(text: pl.Series, column: Column) -> ReadColumn:
    sign = text.str.replace_all(r"\s", "").str.to_lowercase()
    marked = sign.is_in(SIGNS_IN_TEXT).fill_null(False)
    hits = [_no_hits()]
    if marked.any():
        signs = sign.to_frame("sign").with_row_index("index").filter(marked)
        rules = pl.Series("rule", [missing_rule(word) for word in signs["sign"]], dtype=pl.String)
        hits.append(signs.select("index").with_columns(rules))
        text = text.set(marked, None)
    control = text.str.contains(_CONTROL).fill_null(False)
    if control.any():
        text = text.str.replace_all(_CONTROL, "")
        hits.append(_hits(control, "text_control"))
    if column.dtype == "text":
        markup = text.str.contains(_MARKUP).fill_null(False)
        hits.append(_hits(markup, "markup_in_text"))
    if column.dtype == "codes":  # several ids, such as the parties of an agreement
        lists = text.str.replace_all(r"\s*[|;,\n]\s*", "|").str.strip_chars("|").str.split("|")
        return ReadColumn(lists, pl.concat(hits))
    return ReadColumn(text, pl.concat(hits))


def _hits(mask: pl.Series, rule: str) -> pl.DataFrame:
    frame = mask.to_frame("hit").with_row_index("index").filter("hit")
    return frame.select("index", pl.lit(rule, pl.String).alias("rule"))
