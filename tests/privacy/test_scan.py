"""The scan finds what was planted in every kind of file, and nothing in clean ones."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from evaluation.release.scan import Problem, Secrets, scan
from evaluation.release.scan.compare import Shown, hidden_numbers
from evaluation.release.scan.content import Grid
from evaluation.release.scan.problems import SENTENCES
from evaluation.release.scan.words import Words
from evaluation.results import COLUMNS

KEY, CONTACT = "0a9cc370b2d71239", "AT-2024-00017"
SECRETS = Secrets.of([KEY, CONTACT, "K1"], allowed=["begleitung@studie.example"])
WORDS = Words(
    sites={"auental": "auental", "moorheide": "moorheide"},
    indicators={"beratene personen": "persons_advised", "beratungsgespräche": "consultations"},
    categories={"büro": frozenset({("channel", "office")}), "telefon": frozenset({("channel", "phone")})},
    hidden=frozenset({"hidden", "geheim (•)"}),
)


def results() -> pd.DataFrame:
    """Consultations of 2024: office shown, telephone hidden; persons advised hidden at Moorheide."""
    cells = [
        ("auental", "2024", "consultations", "", "", 60.0, "shown"),
        ("auental", "2024", "consultations", "channel", "office", 57.0, "shown"),
        ("auental", "2024", "consultations", "channel", "phone", None, "hidden"),
        ("auental", "2024-03", "consultations", "", "", None, "hidden"),
        ("moorheide", "2024", "persons_advised", "", "", None, "hidden"),
        ("auental", "2024", "persons_advised", "", "", 40.0, "shown"),
    ]
    names = ["site", "period", "indicator", "breakdown", "category", "value", "status"]
    frame = pd.DataFrame(cells, columns=names)
    return frame.reindex(columns=list(COLUMNS))


def rules(folder: Path, words: Words = WORDS) -> set[str]:
    return {problem.rule for problem in scan(folder, results(), SECRETS, words)}


def html(body: str) -> str:
    return f"<!DOCTYPE html><html lang='de'><head><title>Bericht</title></head><body>{body}</body></html>"


def drawing(text: str) -> str:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><title>{text}</title></svg>"
    return f"<img alt='Bild' src='data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}'>"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (f"<p>Kontakt {CONTACT}.</p>", "pseudonym"),
        (f"<img alt='Linie von {KEY}' src='a.svg'>", "pseudonym"),
        (f"<p data-note='{KEY.upper()}'>Text</p>", "pseudonym"),
        (f"<!-- {KEY} --><p>Text</p>", "pseudonym"),
        (drawing(KEY), "pseudonym"),
        ("<p>Schreiben Sie an amina@example.org</p>", "email"),
        ("<td>+49 511 1234567</td>", "phone"),
        ("<p>Telefon 0511/123456</p>", "phone"),
        ("<p>0151 23456789</p>", "phone"),
        ("<p>Nummer 240115000123</p>", "azr"),
        ("<p>Frau M., geb. 01.02.1990</p>", "birth"),
        ("<table><thead><tr><th>Kontakt-ID</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>", "person_rows"),
        ("<table><tr><th>x</th></tr></table><a href='https://example.org/x'>x</a>", "external"),
        ("<link rel='stylesheet' href='//cdn.example.org/a.css'>", "external"),
        ("<style>p{background:url(http://example.org/a.png)}</style>", "external"),
        ("<p>Siehe www.example.org</p>", "external"),
    ],
)  # fmt: skip
def test_planted_in_a_page(tmp_path: Path, body: str, rule: str) -> None:
    (tmp_path / "bericht.de.html").write_text(html(body), encoding="utf-8")
    assert rules(tmp_path) == {rule}


CLEAN = """<p>2024 wurden 58 Menschen beraten (95-%-Intervall 44 bis 75); 2023 waren es 67.</p>
<p>Stand 31.12.2024, 05/2024.</p>
<p>Kennung 1234567890abcdef, Schlüssel 99101011, Regionalschlüssel 99 1 01 1011 011, Prüfsumme ad7e042e8dfb9b82.</p>
<p>Auskunft: begleitung@studie.example. Lizenz: https://www.govdata.de/dl-de/by-2-0</p>
<table><thead><tr><th>Jahr</th><th>2023</th><th>2024</th></tr></thead><tbody><tr><td>Gespräche</td><td>1.204</td>
<td>12.345</td></tr></tbody></table><a href="#kapitel">Kapitel</a><p>0 10 20 30 2019 2020 2021</p>"""


def test_a_clean_page_passes(tmp_path: Path) -> None:
    (tmp_path / "bericht.de.html").write_text(html(CLEAN), encoding="utf-8")
    assert scan(tmp_path, results(), SECRETS, WORDS) == []


def write_pdf(path: Path, text: str) -> None:
    import typst

    source = path.with_suffix(".typ")
    source.write_text(f"#set document(title: [T])\n{text}", encoding="utf-8")
    path.write_bytes(typst.compile(str(source)))
    source.unlink()


def write_docx(path: Path, text: str) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(path))


def write_docx_comment(path: Path, text: str) -> None:
    import docx

    document = docx.Document()
    document.core_properties.comments = text
    document.core_properties.author = ""
    document.save(str(path))


def write_xlsx(path: Path, text: str) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Daten").write(0, 0, text)


def notebook(**output: object) -> str:
    cell = {
        "cell_type": "code",
        "source": ["r.x()"],
        "metadata": {},
        "outputs": [{"output_type": "display_data", **output}],
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


WRITERS: dict[str, Callable[[Path, str], None]] = {
    "a.pdf": write_pdf,
    "b.docx": write_docx,
    "c.docx": write_docx_comment,
    "d.xlsx": write_xlsx,
    "e.csv": lambda path, text: write_text(path, f"a;b\n1;{text}\n"),
    "f.ipynb": lambda path, text: write_text(path, notebook(data={"text/plain": text})),
    "g.ipynb": lambda path, text: write_text(path, notebook(data={"text/html": f"<p>{text}</p>"})),
    "h.json": lambda path, text: write_text(path, json.dumps({"a": [{"b": text}]})),
    "i.parquet": lambda path, text: pl.DataFrame({"a": [text]}).write_parquet(path),
    "j.svg": lambda path, text: write_text(path, f"<svg xmlns='http://www.w3.org/2000/svg'><text>{text}</text></svg>"),
    "k.sav": lambda path, text: _sav(path, text),
}


def _sav(path: Path, text: str) -> None:
    import pyreadstat

    pyreadstat.write_sav(pd.DataFrame({"a": ["1"]}), str(path), column_labels=[text])


@pytest.mark.parametrize("name", WRITERS)
def test_planted_in_every_kind_of_file(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name, "Beratene Menschen 2024: 58")
    assert scan(tmp_path, results(), SECRETS, WORDS) == []
    WRITERS[name](tmp_path / name, f"Kontakt {KEY} und 240115000123")
    found = scan(tmp_path, results(), SECRETS, WORDS)
    assert {problem.rule for problem in found} == {"pseudonym", "azr"} and {p.file for p in found} == {name}


def test_alternative_texts_and_links_of_a_pdf(tmp_path: Path) -> None:
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    write_pdf(tmp_path / "a.pdf", f'#figure(image(bytes("{picture}"), alt: "Linie von {KEY}"), caption: [Bild])')
    write_pdf(tmp_path / "b.pdf", '#link("https://example.org")[dort]')
    assert [(p.file, p.rule) for p in scan(tmp_path, results(), SECRETS, WORDS)] == [
        ("a.pdf", "pseudonym"), ("b.pdf", "external"),
    ]  # fmt: skip


def test_names_of_files_and_unknown_or_broken_files_are_told(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (tmp_path / "x.bin").write_bytes(b"\x00")
    (tmp_path / "x.docx").write_bytes(b"kein Archiv")
    (tmp_path / "x.pdf").write_bytes(b"kein PDF")
    assert {(p.file[:5], p.rule) for p in scan(tmp_path, results(), SECRETS, WORDS)} == {
        (KEY[:5], "pseudonym"), ("x.bin", "unknown_type"), ("x.doc", "unreadable"), ("x.pdf", "unreadable"),
    }  # fmt: skip


# --- numbers of hidden results ----------------------------------------------------------------------------------

CHANNELS = ("Beratungsform", "2024", "95-%-Intervall 2024")


@pytest.mark.parametrize(
    ("grid", "hits"),
    [
        (Grid("table-gliederung-consultations-channel", CHANNELS, (("Büro", "57", "[44; 75]"),)), 0),
        (Grid("table-gliederung-consultations-channel", CHANNELS, (("Telefon", "geheim (•)", "–"),)), 0),
        (Grid("table-gliederung-consultations-channel", CHANNELS, (("Telefon", "3", "–"),)), 1),
        (Grid("table-gliederung-consultations-channel", CHANNELS, (("Telefon", "geheim (•)", "[1; 9]"),)), 1),
        (Grid("table-daten-monate-consultations", ("Jahr", *"JFMAMJJASOND"), (("2024", *["4"] * 12),)), 1),
        (Grid("table-kennzahlen-x", ("Indikator", "2023", "2024"), (("Beratene Personen", "31", "40"),)), 0),
        (Grid("table-definition-x", ("Merkmal", "Angabe"), (("Nummer", "RN01"),)), 0),
    ],
)  # fmt: skip
def test_tables_of_a_site_report(grid: Grid, hits: int) -> None:
    assert hidden_numbers(grid, Shown(results(), WORDS), "auental", "2024") == hits


@pytest.mark.parametrize(
    "grid",
    [
        Grid("table-vergleich-x", ("Standort", "Beratene Personen"), (("Moorheide", "3"), ("Auental", "40"))),
        Grid("table-verlauf-persons_advised", ("Standort", "2024"), (("Moorheide", "3"), ("Auental", "40"))),
        Grid("table-x", ("Kennzahl", "Moorheide", "Auental"), (("Beratene Personen (Personen)", "3", "40"),)),
    ],
)
def test_tables_of_the_comparison(grid: Grid) -> None:
    assert hidden_numbers(grid, Shown(results(), WORDS), "comparison", "2024") == 1


def test_pages_and_notebooks_are_compared_in_place(tmp_path: Path) -> None:
    folder = tmp_path / "2024" / "auental"
    folder.mkdir(parents=True)
    body = (
        "<div class='data-table' id='table-gliederung-consultations-channel'><table><thead><tr><th>Beratungsform</th>"
        "<th>2024</th></tr></thead><tbody><tr><th>Telefon</th><td>3</td></tr></tbody></table></div>"
    )
    (folder / "bericht.de.html").write_text(html(body), encoding="utf-8")
    block = {"block": "DataTable", "id": "gliederung-consultations-channel", "columns": ["Beratungsform", "2024"],
             "rows": [["Telefon", "3"]], "caption": "", "source": ""}  # fmt: skip
    figure = {"block": "Figure", "id": "f", "alt": "Balken", "svg": "", "table": block}
    mime = "application/vnd.begleitforschung.block+json"
    (folder / "bericht.de.ipynb").write_text(notebook(data={mime: figure}), encoding="utf-8")
    found = scan(tmp_path, results(), SECRETS, WORDS)
    assert [(p.file[-5:], p.rule, p.count) for p in found] == [
        (".html", "hidden_number", 1),
        ("ipynb", "hidden_number", 1),
    ]


def test_data_files_by_their_own_status_and_by_that_of_the_results(tmp_path: Path) -> None:
    frame = results()
    frame.to_csv(tmp_path / "gut.csv", sep=";", index=False)
    frame.to_parquet(tmp_path / "gut.parquet", index=False)
    assert scan(tmp_path, frame, SECRETS, WORDS) == []
    leaking = frame.copy()
    leaking.loc[2, ["low", "high"]] = [0.6, 8.8]
    leaking.to_csv(tmp_path / "schlecht.csv", sep=";", index=False)
    claimed = leaking.assign(status="shown")
    claimed.to_parquet(tmp_path / "schlecht.parquet", index=False)
    cell = {"site": "auental", "indicator": "consultations", "breakdown": "channel", "category": "phone"}
    changes = pd.DataFrame([cell | {"period": "2025", "previous": "2024", "change": -2.0}])
    changes.to_csv(tmp_path / "veraenderung.csv", sep=";", index=False)
    found = {p.file: (p.rule, p.count) for p in scan(tmp_path, frame, SECRETS, WORDS)}
    assert found == {
        "schlecht.csv": ("hidden_number", 1), "schlecht.parquet": ("hidden_number", 1),
        "veraenderung.csv": ("hidden_number", 1),
    }  # fmt: skip


def test_problems_speak_both_languages_and_repeat_no_value() -> None:
    for rule in SENTENCES:
        problem = Problem("auental/bericht.de.html", rule, "table-x", 2)
        assert "darf nicht hinaus" in problem.de and "must not leave" in problem.en and "2" in problem.de
    assert KEY not in repr(SECRETS) and len(SECRETS.hashes) == 2, "short ids cannot be looked for"
