"""A provider's own list with all that must stay there, and a place to export it to."""

from __future__ import annotations

from pathlib import Path

import pytest

HEADER = (
    "Kontaktnummer;Datum;Klienten-ID;Nachname;Vorname;Geburtsdatum;Nationalität;Straße;Wohnort;Einreisedatum;Status;"
    "Hauptthema;weitere Themen;Dauer;Erstkontakt;Beratungsstelle;Einwilligung;Notiz;Telefon"
)
ROWS = (
    "1;15.03.2024;K-1;Zauberberg;Amina;01.04.2006;Syrien;Lindenweg 4;Auental;20.11.2023;Duldung;Wohnen;"
    "Sprache | Arbeit;45;ja;AT-1;erteilt;sehr aufgewühlt;0511 1234567",
    "2;16.03.2024;k-1 ;Zauberberg;Amina;01.04.2006;Syrien;Lindenweg 4;Auental;20.11.2023;Duldung;Arbeit;;30;nein;AT-1;"
    "erteilt;;",
    "3;02.04.2024;K-2;Morgenstern;Omar;12.12.1950;Irak;Am Markt 1;Auental;01.01.2010;schutzberechtigt;Sprache;;20;ja;"
    "AT-2;nicht gefragt;;",
    "4;03.04.2024;K-3;Nachtigall;Lea;05.05.1990;Iran;Dorfstr. 2;Kleindorf;05.05.2021;Asylverfahren;Wohnen;;60;ja;"
    "AT-1;;;",
    "5;04.04.2024;K-4;Widerruf;Ali;05.05.1990;Iran;Dorfstr. 3;Kleindorf;05.05.2021;Duldung;Wohnen;;60;ja;AT-1;"
    "widerrufen;;",
    "6;05.04.2024;K-4;Widerruf;Ali;05.05.1990;Iran;Dorfstr. 3;Kleindorf;05.05.2021;Duldung;Arbeit;;60;nein;"
    "AT-1;erteilt;;",
    "7;06.04.2024;K-5;Ablehner;Ben;05.05.1980;Iran;Dorfstr. 4;Kleindorf;05.05.2021;Duldung;Arbeit;;60;nein;AT-1;nein;;",
    "8;07.04.2024;K-6;Rätsel;Ida;05.05.1980;Iran;Dorfstr. 5;Auental;;Duldung;Arbeit;;60;nein;AT-1;vielleicht;;",
    "9;08.04.2023;K-7;Vorjahr;Eva;05.05.1980;Iran;Dorfstr. 6;Auental;;Duldung;Arbeit;;60;nein;AT-1;erteilt;;",
    "10;09.04.2024;;Namenlos;;;;;Auental;;;Arbeit;;10;nein;AT-1;;;",
)
PLACES = "AGS;Gemeinde;Gebietsstand;Gemeindetyp\n99001001;Auental;31.12.2024;22\n99001002;Kleindorf;31.12.2024;50\n"
SECRETS = (
    "Zauberberg", "Morgenstern", "Nachtigall", "Widerruf", "Ablehner", "Amina", "Omar", "Lindenweg", "Dorfstr",
    "Syrien", "Irak", "Iran", "aufgewühlt", "1234567", "01.04.2006", "2006-04-01", "15.03.2024", "2024-03-15",
    "K-1", "k-1", "K-2", "20.11.2023",
)  # fmt: skip


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """The list as CSV in the encoding of an old office program."""
    path = tmp_path / "akten" / "beratungen.csv"
    path.parent.mkdir()
    path.write_bytes(("\r\n".join((HEADER, *ROWS)) + "\r\n").encode("cp1252"))
    return path


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A list of municipalities."""
    path = tmp_path / "gemeinden.csv"
    path.write_text(PLACES, encoding="utf-8")
    return path
