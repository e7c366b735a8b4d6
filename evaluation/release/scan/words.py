"""How a report names sites, indicators and categories: read from the codebook of the released results."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Words:
    """Printed names in all languages, in small letters, to the ids that they stand for."""

    sites: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Label to the pairs of breakdown and category that carry it."""
    hidden: frozenset[str] = frozenset({"hidden"})
    """Words for the status hidden."""

    def indicator(self, head: str) -> str:
        """The indicator that a heading names, with or without its unit in brackets; empty where it names none."""
        word = plain(head)
        while word:
            if word in self.indicators:
                return self.indicators[word]
            word = word.rpartition(" (")[0]
        return ""


def plain(label: str) -> str:
    """A label as it is compared.

    Examples
    --------
    >>> plain(" Beratene\\u00a0Personen ")
    'beratene personen'
    """
    return " ".join(label.split()).casefold()


def read_words(codebook: Path) -> Words:
    """The words of data_processed/released/codebook.csv; none where it does not exist."""
    if not codebook.exists():
        return Words()
    sites: dict[str, str] = {}
    indicators: dict[str, str] = {}
    categories: dict[str, set[tuple[str, str]]] = {}
    hidden = {"hidden"}
    with codebook.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            labels = [plain(row[lang]) for lang in ("de", "en")]
            if row["column"] == "site" and row["code"]:
                sites |= dict.fromkeys(labels, row["code"])
            elif row["column"] == "indicator" and row["code"]:
                indicators |= dict.fromkeys(labels, row["code"])
            elif row["column"] == "status" and row["code"] == "hidden":
                hidden |= {row["de"], row["en"]}
            elif row["column"] == "category" and "=" in row["code"]:
                breakdown, _, category = row["code"].partition("=")
                for label in labels:
                    categories.setdefault(label, set()).add((breakdown, category))
    fixed = {label: frozenset(pairs) for label, pairs in categories.items()}
    return Words(sites, indicators, fixed, frozenset(hidden))
