"""The data dictionary: every table, column and code list in German and English, as one Markdown text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evaluation import tables, vocabulary
from evaluation.tables import Column, Table
from evaluation.tables._words import PROTECTION, TYPES, bounds

_HEAD = """\
# Datenlexikon · Data dictionary

Aus den Tabellen und Schlüssellisten des Programms erzeugt; nicht von Hand ändern
(`python -m evaluation.tables.dictionary`).
Generated from the tables and code lists of the program; not to be changed by hand.

Jede saubere Tabelle hat vor den genannten Spalten `site` (Standort), `year` (Jahr) und `delivery` (Lieferung).
Every clean table has `site`, `year` and `delivery` in front of the columns named here.
Als Überschrift gelten der Name, beide Bezeichnungen und die weiteren Überschriften, in beliebiger Reihenfolge;
Groß- und Kleinschreibung, Leer- und Satzzeichen zählen nicht.
The name, both labels and the further headers are accepted, in any order; case, blanks and punctuation do not matter.
"""


def markdown() -> str:
    """The whole data dictionary as Markdown.

    Examples
    --------
    >>> markdown().splitlines()[0]
    '# Datenlexikon · Data dictionary'
    """
    every = list(tables.TABLES.values())
    parts = [_HEAD, _protection(), _overview(every)]
    parts += [_table(item) for item in every]
    parts.append("## Schlüssellisten · Code lists\n")
    parts += [_code_list(number, every) for number in vocabulary.lists()]
    parts.append("## Datierte Festwerte · Dated constants\n")
    parts += [_constants(name) for name in ("caseload_keys", "age_limits", "stay_limits")]
    return "\n".join(parts)


def write(folder: Path) -> Path:
    """Write the data dictionary into a folder as data_dictionary.md."""
    path = folder / "data_dictionary.md"
    path.write_text(markdown(), encoding="utf-8", newline="\n")
    return path


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [" | ".join(names), " | ".join(["---"] * len(names))]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _protection() -> str:
    grid = _grid(("Klasse · class", "Deutsch", "English"), ((name, *words) for name, words in PROTECTION.items()))
    return f"## Schutzklassen · Protection classes\n\n{grid}"


def _overview(every: list[Table]) -> str:
    rows = (
        (
            t.number,
            f"`{t.name}`",
            t.de,
            t.en,
            t.row_de,
            t.row_en,
            t.protection,
            "ja · yes" if t.delivered else "nein · no",
        )
        for t in every
    )
    head = ("Nr.", "Name", "Deutsch", "English", "eine Zeile ist", "one row is", "Klasse", "geliefert · delivered")
    return f"## Tabellen · Tables\n\n{_grid(head, rows)}"


def _table(item: Table) -> str:
    head = (
        "Spalte · column",
        "Deutsch",
        "English",
        "Typ · type",
        "Werte · values",
        "nötig · required",
        "Klasse · class",
        "weitere Überschriften · further headers",
        "Anmerkung",
        "Note",
    )
    key = ", ".join(f"`{name}`" for name in item.key)
    year = f"`{item.year_from}`" if item.year_from else "die Lieferung · the delivery"
    words = PROTECTION[item.protection]
    return (
        f"## {item.number} · {item.de} · {item.en}\n\n"
        f"`{item.name}`: {item.row_de} · {item.row_en}. Schlüssel je Standort und Jahr · key within site and year: "
        f"{key}. Das Jahr sagt · the year comes from: {year}. Schutzklasse · protection class: {item.protection} "
        f"({words[0]} · {words[1]}). Schema {item.schema_version}.\n\n"
        + _grid(head, (_column(item, column) for column in item.columns))
    )


def _column(item: Table, column: Column) -> tuple[str, ...]:
    words = TYPES[column.dtype]
    values = [f"[{column.codes}](#{column.codes.lower()})"] if column.codes else []
    values += [" · ".join(bounds(column))] if any(bounds(column)) else []
    return (
        f"`{column.name}`",
        column.de,
        column.en,
        f"{words[0]} · {words[1]}",
        "; ".join(values),
        "ja · yes" if column.required else "",
        column.protection or item.protection,
        ", ".join(column.aliases),
        column.note_de,
        column.note_en,
    )


def _code_list(number: str, every: list[Table]) -> str:
    used = [f"`{t.name}.{c.name}`" for t in every for c in t.columns if c.codes == number]
    rows = (
        (
            f"`{entry.code}`",
            entry.de,
            entry.en,
            entry.source,
            *(str(day) if day else "" for day in (entry.valid_from, entry.valid_to)),
        )
        for entry in vocabulary.codes(number)
    )
    head = ("Schlüssel · code", "Deutsch", "English", "Quelle · source", "gültig von · from", "bis · to")
    name = vocabulary.lists()[number]
    return (
        f'<a id="{number.lower()}"></a>\n\n### {number}\n\n`{name}`, verwendet in · used by: {", ".join(used)}\n\n'
        + _grid(head, rows)
    )


def _constants(name: str) -> str:
    rows = vocabulary.constants(name)
    return f"### {name}\n\n{_grid(rows[0], (row.values() for row in rows))}"


if __name__ == "__main__":
    write(Path("docs"))
