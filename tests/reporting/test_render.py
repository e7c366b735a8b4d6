from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from evaluation.errors import ReportError
from evaluation.reporting.blocks import DataTable, Notice, Sentence, Text, Title
from evaluation.reporting.document import Document
from evaluation.reporting.html import page
from evaluation.reporting.index_page import IndexCard, write_index
from evaluation.reporting.render import render
from tests.reporting.sample_document import STAMPS, document

# Letters that every format prints and gives back: ASCII, Latin-1 and German quotation marks.
PRINTED = st.characters(
    min_codepoint=33, max_codepoint=255, exclude_characters="\u00ad", categories=["L", "N", "P", "S"]
)
TRAPS = ["<script>alert(1)</script>", "a|b", "*fett*", "$x^2$", "`code`", "`x`{=html}", "{=html}", "#set page()",
         "@ref", "\\emph{x}", "--", "...", "=1+1", "[a](b)", "<!-- -->", "&amp;", "]]>",
         "'\"„“", "~x~ ^y^", "1. x", "- x", "]", "#"]  # fmt: skip
WORDS = st.one_of(st.sampled_from(TRAPS), st.text(PRINTED, min_size=1, max_size=18))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    return render(document(rows=90), tmp_path_factory.mktemp("reports"), "bericht")


@pytest.fixture(scope="module")
def tree(made):
    return html.parse(str(made["html"])).getroot()


@pytest.fixture(scope="module")
def pdf(made):
    return pypdf.PdfReader(made["pdf"])


@pytest.fixture(scope="module")
def word(made):
    return docx.Document(str(made["docx"]))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_file_names(made):
    assert [path.name for path in made.values()] == ["bericht.de.html", "bericht.de.pdf", "bericht.de.docx"]
    assert sorted(path.name for path in made["html"].parent.iterdir()) == sorted(path.name for path in made.values())


def test_html_language_landmarks_and_headings(tree):
    assert tree.get("lang") == "de"
    assert tree.xpath("//a[@class='skip']/@href") == ["#content"] and tree.xpath("//main/@id") == ["content"]
    assert [node.text_content() for node in tree.xpath("//h1")] == ["Standortbericht Adlerstadt"]
    links = [(link.get("href"), link.text_content()) for link in tree.xpath("//nav//a")]
    assert links == [("#das-wichtigste", "1 Das Wichtigste"), ("#lage", "1.1 Lage"), ("#anhang", "Anhang")]
    assert all(tree.get_element_by_id(target[1:]) is not None for target, _ in links)
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


def test_html_tables_have_scopes_and_captions(tree):
    table = tree.xpath("//div[@id='table-orte']//table")[0]
    assert table.xpath("./caption")[0].text_content() == "Tabelle\u00a01 Kontakte je Ort"
    assert [th.text for th in table.xpath("./thead//th[@scope='col']")] == ["Ort", "Kontakte", "Anteil"]
    assert table.xpath(".//th[@scope='rowgroup']/text()") == ["Stadt", "Land"]
    assert table.xpath(".//th[@scope='row']/text()")[:3] == ["Ort 0", "Ort 1", "Ort 2"]
    assert not tree.xpath("//th[not(@scope)]")


def test_html_figures_have_alternative_text_and_data(tree):
    (image,) = tree.xpath("//figure/img")
    assert image.get("alt") == "Die Zahl steigt von 10 auf 12."
    assert tree.xpath("//figure/figcaption")[0].text_content() == "Abbildung\u00a01 Kontakte je Jahr"
    assert tree.xpath("//figure/details//td/text()") == ["10", "12"]


def test_html_loads_nothing_and_runs_nothing(made, tree):
    text = made["html"].read_text(encoding="utf-8")
    assert not tree.xpath("//script | //link | //iframe | //@onclick")
    assert all(source.startswith("data:image/svg+xml;base64,") for source in tree.xpath("//@src"))
    assert all(target.startswith("#") for target in tree.xpath("//@href"))
    assert "default-src 'none'" in text and "url(" not in text and "@import" not in text
    # A link of a chapter text is printed as words; no other address stands in the file.
    assert re.findall(r"https?://[^\s<)]*", text) == ["https://example.org/x"]


def test_stamps_stand_on_every_page(tree, pdf, word):
    assert tree.xpath("//aside//li/text()") == list(STAMPS)
    assert len(pdf.pages) > 4
    for sheet in pdf.pages:
        text = squeezed(sheet.extract_text())
        assert all(squeezed(stamp) in text for stamp in STAMPS)
    for section in word.sections:
        assert section.header.paragraphs[0].text == " · ".join(STAMPS)
        assert not section.different_first_page_header_footer


def test_printed_html_repeats_the_stamps(made):
    text = made["html"].read_text(encoding="utf-8")
    marks = re.search(r'@top-center \{ content: "([^"]*)"', text).group(1)
    assert "".join(chr(int(code, 16)) for code in re.findall(r"\\([0-9a-f]+) ", marks)) == " · ".join(STAMPS)


def test_pdf_is_tagged_dated_and_numbered(pdf):
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "de-DE" and root["/MarkInfo"]["/Marked"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1<" in metadata and "<pdfaid:part>2<" in metadata and "<pdfaid:conformance>A<" in metadata
    assert pdf.metadata.title == "Standortbericht Adlerstadt" and pdf.metadata.author == "Institut für Sozialforschung"
    assert pdf.metadata.creation_date.date().isoformat() == "2025-03-01"
    assert f"Seite 2 von {len(pdf.pages)}" in pdf.pages[1].extract_text()


def test_pdf_repeats_the_header_of_a_long_table(pdf):
    with_rows = [text for text in (sheet.extract_text() for sheet in pdf.pages) if re.search(r"Ort \d\d", text)]
    assert len(with_rows) > 1 and all("Kontakte" in text and "Anteil" in text for text in with_rows)


def test_pdf_passes_an_independent_ua_checker(made, tmp_path):
    from click.testing import CliRunner

    checker = pytest.importorskip("outloud.cli", reason="outloud, an independent PDF/UA checker, is not installed")
    result = CliRunner().invoke(checker.main, [str(made["pdf"]), "--layer", "conformance"])
    assert result.exit_code == 0, result.output


def test_docx_language_metadata_and_structure(made, word):
    assert word.core_properties.title == "Standortbericht Adlerstadt"
    assert word.core_properties.author == "Institut für Sozialforschung" and word.core_properties.language == "de-DE"
    assert word.core_properties.created.isoformat().startswith("2025-03-01")
    styles = zipfile.ZipFile(made["docx"]).read("word/styles.xml").decode()
    assert '<w:lang w:val="de-DE"' in styles
    headings = [part.text for part in word.paragraphs if part.style.name.lower() == "heading 1"]
    assert headings == ["1\tDas Wichtigste", "Anhang", "Daten zu den Abbildungen"]
    assert round(word.sections[0].page_width.mm) == 210 and round(word.sections[0].page_height.mm) == 297


def test_docx_tables_and_figures_are_accessible(word):
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["Ort", "Kontakte", "Anteil"]
    descriptions = [node.get("descr") for node in word.element.iter(qn("wp:docPr"))]
    assert descriptions == ["Die Zahl steigt von 10 auf 12."]


def test_docx_refers_to_nothing_outside(made):
    archive = zipfile.ZipFile(made["docx"])
    assert all(b'TargetMode="External"' not in archive.read(name) for name in archive.namelist())


def test_english_and_equal_input_gives_equal_bytes(tmp_path):
    first = render(document(language="en"), tmp_path / "a", "report")
    second = render(document(language="en"), tmp_path / "b", "report")
    assert {name: path.read_bytes() for name, path in first.items()} == {
        name: path.read_bytes() for name, path in second.items()
    }
    assert html.parse(str(first["html"])).getroot().get("lang") == "en"
    assert pypdf.PdfReader(first["pdf"]).trailer["/Root"]["/Lang"] == "en-GB"
    assert docx.Document(str(first["docx"])).core_properties.language == "en-GB"
    assert "Page 1 of" in pypdf.PdfReader(first["pdf"]).pages[0].extract_text()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=12, max_size=30))
def test_data_never_become_markup(tmp_path, words):
    words = [*TRAPS, *words, "zwei\nZeilen"]
    rows = tuple((word, word) for word in words)
    blocks = [*(Sentence(word) for word in words), DataTable("t", words[0], (words[1], words[2]), rows)]
    made = render(Document(Title(words[0]), "de", tuple(blocks), (words[-2],), {"date": "2025-03-01"}), tmp_path, "x")
    tree = html.parse(str(made["html"])).getroot()
    shown = [squeezed(node.xpath("string()")) for node in tree.xpath("//p[@class='result']")]
    assert shown == [squeezed(word) for word in words]
    cells = [squeezed(node.xpath("string()")) for node in tree.xpath("//tbody/tr/td")]
    assert cells == [squeezed(word) for word in words] and not tree.xpath("//script")
    archive = docx.Document(str(made["docx"]))
    written = [squeezed(row.cells[0].text) for row in archive.tables[0].rows[1:]]
    assert written == [squeezed(word) for word in words]
    texts = {squeezed(part.text) for part in archive.paragraphs}
    assert {squeezed(word) for word in words} <= texts
    printed = squeezed("".join(sheet.extract_text() for sheet in pypdf.PdfReader(made["pdf"]).pages))
    assert [word for word in words if squeezed(word) not in printed] == []


NAMES = ["مركز المشورة", "Центр", "咨询", "😀", "a\u202eb", "\x00\x07\ud800", "\ue000", "e\u0301", "ﬁ"]


@pytest.mark.parametrize("name", NAMES)
def test_any_script_can_stand_in_a_name(tmp_path, name):
    made = render(document(Sentence(name), Notice("info", name)), tmp_path, "x")
    assert all(path.stat().st_size > 1000 for path in made.values())


@pytest.mark.parametrize("stem", ["../x", "a/b", "", ".x", "a b"])
def test_a_report_stays_in_its_folder(tmp_path, stem):
    with pytest.raises(ReportError, match="Dateiname"):
        render(document(), tmp_path / "out", stem)
    assert not (tmp_path / "out").exists()


def test_a_report_without_date_or_of_unknown_format_is_an_error(tmp_path):
    with pytest.raises(ReportError, match="ISO-Datum"):
        render(Document(Title("x"), "de", ()), tmp_path, "x")
    with pytest.raises(ReportError, match="Unbekanntes Format"):
        render(document(), tmp_path, "x", ("odt",))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_report_is_still_a_document(tmp_path):
    made = render(Document(Title("x"), "de", (Text(""),), (), {"date": "2025-03-01"}), tmp_path, "x")
    assert set(made) == {"html", "pdf", "docx"}


def test_a_page_with_something_foreign_is_refused():
    foreign = ["<script></script>", '<img src="https://e.org/x">', '<p onclick="x">', '<a href="javascript:x">y</a>']
    for content in foreign:
        with pytest.raises(ReportError, match="unerlaubtes Element"):
            page("x", "de", (), content, {})


def test_index_page_groups_cards_and_names_what_failed(tmp_path):
    cards = [
        IndexCard("Vergleichsbericht", "Vergleich", "ok", (("HTML", "comparison/vergleich.de.html"),)),
        IndexCard("<b>Auental", "Ländlicher Raum", "failed", (), "Kapitel 4 fehlt."),
        IndexCard("Birkenau", "Ländlicher Raum", "unchanged", (("PDF", "birkenau/bericht.de.pdf"),)),
    ]
    path = write_index(tmp_path / "2024" / "index.de.html", "de", "Berichte 2024", STAMPS, cards, other="index.en.html")
    tree = html.parse(io.BytesIO(path.read_bytes())).getroot()
    assert [node.text for node in tree.xpath("//h2")] == ["Vergleich", "Ländlicher Raum"]
    assert [node.text for node in tree.xpath("//h3")] == ["Vergleichsbericht", "<b>Auental", "Birkenau"]
    assert tree.xpath("//main//@href") == ["comparison/vergleich.de.html", "birkenau/bericht.de.pdf"]
    failed = tree.xpath("//li[@class='card failed']")[0].text_content()
    assert "Bericht nicht erstellt" in failed and "Kapitel 4 fehlt." in failed
    assert tree.xpath("//header//a/@href") == ["index.en.html"]
