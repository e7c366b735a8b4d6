"""Contacts as providers would deliver them, in any number: a seeded generator for benchmarks/contacts.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

SEED = 20241231
SITES = ("nord", "ost", "sued", "west", "mitte", "berg")
YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
CONTACTS_PER_PERSON = 6
TOPICS = (
    "Aufenthalt/Asyl", "Wohnen", "Arbeit", "Sprache", "Leistungen/Existenz", "Formular-/Behördenhilfe", "Gesundheit",
    "Kita/Schule", "Ausbildung/Studium", "Familie/Familiennachzug", "Schulden/Verträge", "k. A.",
)  # fmt: skip
FURTHER = ("", "", "", "Sprache | Arbeit", "Wohnen", "Gesundheit|Wohnen", "Kita/Schule | Sprache")
MONTHS = ("{y}-{m:02d}", "{m:02d}/{y}", "15.{m:02d}.{y}", "März {y}", "k. A.")


def write_contacts(path: Path, rows: int) -> None:
    """Write contacts with German headers and labels, months in several spellings and a few per cent of dirt.

    A person belongs to one site and year and keeps status, sex, age and residence; the number of contacts of a person
    is heavy-tailed. Rows stand in random order, as those of several counsellors do.
    """
    draw = np.random.default_rng(SEED)
    persons = _persons(draw, rows // CONTACTS_PER_PERSON + 1)
    weight = draw.gamma(0.7, 1.0, persons.height)
    owner = draw.choice(persons.height, rows, p=weight / weight.sum())
    frame = persons[owner].with_columns(_contacts(draw, persons, owner))
    text = frame.select(*HEADERS).rename(HEADERS).write_csv(separator=";")
    path.write_bytes(text.encode("cp1252"))


HEADERS = {
    "site": "Standort-ID", "contact": "Kontakt-ID", "month": "Monat", "point": "Beratungsstellen-ID",
    "key": "Klient:innen-Pseudonym", "channel": "Beratungsform", "duration": "Dauer (min)", "topic": "Hauptthema",
    "further": "weitere Themen", "first": "Erstkontakt", "outcome": "Ergebnis", "place": "Wohngemeinde",
    "status": "Aufenthaltsgruppe", "sex": "Geschlecht", "age": "Altersgruppe", "others": "mitberatene Personen",
}  # fmt: skip


def _pick(draw: Any, rows: int, words: tuple[str, ...], weights: tuple[float, ...] | None = None) -> pl.Series:
    return pl.Series(words)[draw.choice(len(words), rows, p=weights)]


def _persons(draw: Any, number: int) -> pl.DataFrame:
    statuses = ("Duldung", "Asylverfahren", "schutzberechtigt", "EU-Bürger:in", "unbekannt")
    places = ("99001001", "99001002", "8216022", "99001004", "-")
    return pl.DataFrame(
        {
            "site": _pick(draw, number, SITES, (0.3, 0.2, 0.2, 0.1, 0.1, 0.1)),
            "year": draw.choice(YEARS, number),
            "key": [f"p{n:07x}" for n in draw.permutation(number)],
            "status": _pick(draw, number, statuses, (0.15, 0.3, 0.4, 0.1, 0.05)),
            "sex": _pick(draw, number, ("weiblich", "männlich", "divers", ""), (0.44, 0.5, 0.01, 0.05)),
            "age": _pick(draw, number, ("18-26", "27-44", "45-64", "65+", "0-17"), (0.3, 0.4, 0.2, 0.05, 0.05)),
            "place": _pick(draw, number, places, (0.4, 0.3, 0.01, 0.28, 0.01)),
        }
    )


def _contacts(draw: Any, persons: pl.DataFrame, owner: Any) -> list[pl.Series]:
    rows = len(owner)
    number = np.arange(rows)
    number[draw.random(rows) < 0.001] = 7
    minutes = draw.integers(5, 120, rows)
    minutes[draw.random(rows) < 0.002] = 999
    duration = pl.Series(minutes).cast(pl.String).scatter(np.flatnonzero(draw.random(rows) < 0.003), "x")
    spelling = draw.choice(len(MONTHS), rows, p=(0.955, 0.02, 0.02, 0.004, 0.001))
    spelled = [
        MONTHS[s].format(y=y, m=m)
        for s, y, m in zip(spelling, persons["year"].to_numpy()[owner], draw.integers(1, 13, rows), strict=True)
    ]
    channels = ("Büro", "Telefon", "aufsuchend", "E-Mail", "Brieftaube")
    outcomes = ("erledigt", "Folgetermin", "verwiesen", "Angebot fehlt", "keine Angabe")
    return [
        pl.Series("contact", [f"K-{n:08d}" for n in number]),
        pl.Series("month", spelled),
        _pick(draw, rows, ("BS-1", "BS-2", "BS-3"), (0.5, 0.3, 0.2)).alias("point"),
        _pick(draw, rows, channels, (0.5, 0.25, 0.15, 0.099, 0.001)).alias("channel"),
        duration.alias("duration"),
        _pick(draw, rows, TOPICS).alias("topic"),
        _pick(draw, rows, FURTHER).alias("further"),
        _pick(draw, rows, ("ja", "nein", "x", ""), (0.1, 0.7, 0.1, 0.1)).alias("first"),
        _pick(draw, rows, outcomes, (0.4, 0.3, 0.15, 0.1, 0.05)).alias("outcome"),
        pl.Series("others", draw.integers(0, 6, rows)).cast(pl.String),
    ]
