"""The check of one site's deliveries: what arrived, what was repaired or set aside, what is filled. No row is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evaluation.errors import ReportError
from evaluation.languages import text
from evaluation.reporting import labels, numbers
from evaluation.reporting.blocks import Block, DataTable, Notice, Title

FILE = "check.json"
SEVERITIES = ("blocks", "set_aside", "repaired", "info")
ROWS_NAMED = 6


def open_check(site: str, lang: str = "de", folder: str | Path = ".") -> DataCheck:
    """Open the check of a site: in the kernel's folder, or below the study that the notebook lies in.

    Raises
    ------
    ReportError
        If deliveries were not read yet.
    """
    start = Path(folder).resolve()
    for place in (
        start,
        *(parent / "data_processed" / "protected" / "check" / site for parent in (start, *start.parents)),
    ):
        if (place / FILE).exists():
            return DataCheck(json.loads((place / FILE).read_text(encoding="utf-8")), site, lang)
    raise ReportError(
        f"Für »{site}« wurden noch keine Lieferungen gelesen. Zuerst »evaluation clean« ausführen.",
        f"No deliveries of '{site}' were read yet. Run `evaluation clean` first.",
    )


@dataclass(frozen=True)
class DataCheck:
    """Deliveries, findings and completeness of one site; every method returns one block."""

    content: Mapping[str, Any]
    site: str
    lang: str

    def title_page(self) -> Block:
        """Title of the check; it stays in the house."""
        stamps = [text("Interner Prüfbericht: verlässt das Haus nicht", self.lang)]
        if self.content["synthetic"]:
            stamps.append(text("Synthetische Daten: alle Angaben sind erfunden", self.lang))
        title = text("Prüfbericht der Lieferungen: {name}", self.lang).format(name=self.content["name"])
        return Title(title, self.content["title"][self.lang], (), tuple(stamps))

    def deliveries(self) -> Block:
        """Every delivery with sender, date of receipt, legal basis and counting rule."""
        rows = tuple(
            (
                entry["id"], entry["sender"], numbers.date_short(entry["received"], self.lang),
                labels.code("CL73", entry["legal_basis"], self.lang),
                labels.code("CL39", entry["counting_rule"], self.lang) if entry["counting_rule"] else "–",
                numbers.date_short(entry["retention_until"], self.lang),
            )
            for entry in self.content["deliveries"]
        )  # fmt: skip
        if not rows:
            return Notice("missing", text("Von diesem Standort liegt keine Lieferung vor.", self.lang))
        columns = (
            text("Lieferung", self.lang), text("Absender", self.lang), text("eingegangen", self.lang),
            text("Rechtsgrundlage", self.lang), text("Zählregel", self.lang), text("aufbewahren bis", self.lang),
        )  # fmt: skip
        caption = text("Lieferungen des Standorts", self.lang)
        return DataTable("lieferungen", caption, columns, rows, ("l",) * 6)

    def rows(self) -> Block:
        """Rows in, rows clean and rows set aside per table: the sum always holds."""
        rows = tuple(
            (labels.table(name, self.lang), *(numbers.number(n, self.lang) for n in counts))
            for name, counts in self.content["rows"].items()
        )
        columns = (
            text("Tabelle", self.lang), text("Zeilen gelesen", self.lang), text("sauber", self.lang),
            text("beiseitegelegt", self.lang),
        )  # fmt: skip
        note = text("Gelesene Zeilen = saubere Zeilen + beiseitegelegte Zeilen.", self.lang)
        return DataTable("zeilen", text("Zeilen je Tabelle", self.lang), columns, rows, notes=(note,))

    def findings(self) -> Block:
        """Findings by file, column and rule with the rows named; never a value."""
        if not self._grouped:
            return Notice("info", text("Zu diesen Lieferungen gibt es keine Befunde.", self.lang))
        rows = tuple(
            (
                self._severity(severity), place, column or "–", self._places(group),
                numbers.number(sum(f["count"] for f in group), self.lang), group[0][self.lang],
            )
            for (severity, place, column, _), group in self._grouped
        )  # fmt: skip
        columns = (
            text("Art", self.lang), text("Datei", self.lang), text("Spalte", self.lang), text("Zeilen", self.lang),
            text("Anzahl", self.lang), text("Befund und nächster Schritt", self.lang),
        )  # fmt: skip
        caption = text("Befunde nach Datei, Spalte und Regel", self.lang)
        return DataTable("befunde", caption, columns, rows, ("l", "l", "l", "l", "r", "l"), group_column=0)

    def completeness(self) -> Block:
        """Filled cells per column of every table; columns that were never delivered are left out."""
        rows = []
        for name, columns in self.content["completeness"].items():
            for column, (filled, expected) in columns.items():
                share = numbers.share(filled, expected, 100 * filled / expected, self.lang, structural=True)
                rows.append((labels.table(name, self.lang), labels.column(column, self.lang), share))
        header = (text("Tabelle", self.lang), text("Spalte", self.lang), text("gefüllt", self.lang))
        caption = text("Vollständigkeit der Spalten", self.lang)
        note = text("Spalten, die nie geliefert wurden, stehen nicht in dieser Tabelle.", self.lang)
        return DataTable("vollstaendigkeit", caption, header, tuple(rows), ("l", "l", "r"), (note,), group_column=0)

    @cached_property
    def _grouped(self) -> list[tuple[tuple[str, str, str, str], list[dict[str, Any]]]]:
        groups: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
        for finding in self.content["findings"]:
            place = " · ".join(part for part in (finding["delivery"], finding["file"], finding["sheet"]) if part)
            groups.setdefault((finding["severity"], place, finding["column"], finding["rule"]), []).append(finding)
        return sorted(groups.items(), key=lambda item: (SEVERITIES.index(item[0][0]), item[0][1:]))

    def _places(self, group: list[dict[str, Any]]) -> str:
        rows = sorted({finding["row"] for finding in group if finding["row"] is not None})
        if not rows:
            return text("ganze Datei oder Spalte", self.lang)
        return ", ".join(str(row) for row in rows[:ROWS_NAMED]) + (" …" if len(rows) > ROWS_NAMED else "")

    def _severity(self, severity: str) -> str:
        names = {
            "blocks": text("blockiert", self.lang),
            "set_aside": text("Zeile beiseitegelegt", self.lang),
            "repaired": text("repariert", self.lang),
            "info": text("Hinweis", self.lang),
        }
        return names[severity]
