from __future__ import annotations

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evaluation.errors import ReportError
from evaluation.reporting.blocks import MIME, DataTable, Figure, Notice, Sentence, Text, Title, from_bundle, to_bundle
from evaluation.reporting.compose import headers, parsed, words_of
from evaluation.reporting.document import Document, from_notebook, numbered, to_markdown, with_figure_data
from evaluation.reporting.layout import shape, widths
from tests.reporting.sample_document import document, figure, table


def shows(block) -> nbformat.NotebookNode:
    data = json.loads(json.dumps(block._repr_mimebundle_()))
    return new_code_cell("", outputs=[new_output("display_data", data=data)])


def tagged(cell, *tags):
    cell.metadata["tags"] = list(tags)
    return cell


TITLE = Title("Bericht", stamps=("Entwurf",))


def test_every_block_survives_json():
    for block in (*document().blocks, document().title):
        assert from_bundle(json.loads(json.dumps(to_bundle(block)))) == block


def test_a_malformed_bundle_is_an_error_without_its_values():
    broken = [{"block": "Secret"}, {"block": "Sentence", "text": 7}, {"block": "Sentence", "name": "Erika"}, [], None]
    for bundle in broken:
        with pytest.raises(ReportError) as caught:
            from_bundle(bundle)
        assert "Erika" not in str(caught.value)


def test_a_ragged_table_and_a_figure_without_alternative_text_are_errors():
    with pytest.raises(ReportError, match="passen nicht zusammen"):
        DataTable("t", "", ("a", "b"), (("1",),))
    with pytest.raises(ReportError, match="Alternativtext"):
        Figure("f", "", " ", "", "<svg/>", b"")


def test_jupyterlab_gets_escaped_html():
    shown = Sentence("<img src=x onerror=alert(1)>")._repr_mimebundle_()
    assert shown["text/html"] == '<p class="result" data-status="shown">&lt;img src=x onerror=alert(1)&gt;</p>'
    assert shown["text/plain"] == "<img src=x onerror=alert(1)>"
    assert 'scope="rowgroup"' in table()._repr_mimebundle_()["text/html"]


def test_only_one_language_and_only_blocks_enter_the_document():
    nb = new_notebook(cells=[
        tagged(new_code_cell("site = 1", outputs=[new_output("stream", text="Person 4711")]), "parameters"),
        tagged(shows(Sentence("aus dem Vorspann")), "setup"),
        shows(TITLE),
        tagged(new_markdown_cell("# Deutsch"), "de"),
        tagged(new_markdown_cell("# English"), "en"),
        new_markdown_cell("beide"),
        new_code_cell("", outputs=[new_output("execute_result", data={"text/html": "<table>roh</table>"})]),
        shows(Text("nur deutsch", "de")),
        shows(Sentence("Satz")),
    ])  # fmt: skip
    german = from_notebook(nb, "de", {"date": "2025-01-01"})
    assert german.blocks == (Text("# Deutsch"), Text("beide"), Text("nur deutsch", "de"), Sentence("Satz"))
    assert (german.title, german.stamps, german.metadata) == (TITLE, ("Entwurf",), {"date": "2025-01-01"})
    assert from_notebook(nb, "en").blocks == (Text("# English"), Text("beide"), Sentence("Satz"))


def test_a_failed_cell_stops_the_report_without_its_message():
    error = new_output("error", ename="KeyError", evalue="Erika Muster", traceback=["Erika"])
    failed = new_code_cell("", outputs=[error])
    with pytest.raises(ReportError) as caught:
        from_notebook(new_notebook(cells=[shows(TITLE), failed]), "de")
    assert "Zelle 2" in caught.value.de and "KeyError" in caught.value.de and "Erika" not in str(caught.value)


@pytest.mark.parametrize("titles", [0, 2])
def test_a_report_has_exactly_one_title_page(titles):
    with pytest.raises(ReportError, match=f"gefunden: {titles}"):
        from_notebook(new_notebook(cells=[shows(TITLE) for _ in range(titles)]), "de")


def test_figures_and_tables_are_numbered_in_order():
    assert numbered(document(figure())) == {
        2: "Abbildung\u00a01", 6: "Tabelle\u00a01", 7: "Abbildung\u00a02",
    }  # fmt: skip
    assert numbered(document(language="en"))[6] == "Table\u00a01"


def test_print_formats_carry_the_figures_data_in_an_annex():
    extended = with_figure_data(document())
    assert extended.blocks[-2] == Text("# Daten zu den Abbildungen {-}")
    assert extended.blocks[-1].caption == "Daten zur Abbildung\u00a01: Kontakte je Jahr"
    assert with_figure_data(Document(TITLE, "de", (Sentence("x"),))).blocks == (Sentence("x"),)


def test_headings_are_numbered_and_skip_no_level():
    made = Document(TITLE, "de", (Text("# Eins\n\n### Zu tief\n\n## Zwei & *mehr*\n\n# Ohne {-}\n\n# Über uns"),))
    assert headers(parsed(made, to_markdown(made))) == [
        (1, "1", "Eins", "eins"),
        (2, "1.1", "Zu tief", "zu-tief"),
        (2, "1.2", "Zwei & mehr", "zwei-mehr"),
        (1, "", "Ohne", "ohne"),
        (1, "2", "Über uns", "uber-uns"),
    ]


def test_texts_hold_no_markup_but_markdown():
    text = "<b>x</b> $y$ \\emph{z} `a`{=html} @cite [w](https://example.org) <https://e.org>"
    made = Document(TITLE, "de", (Text(text),))
    tree = parsed(made, to_markdown(made))
    assert words_of(tree["blocks"][0]["c"][:-1]).startswith("<b>x</b> $y$ \\emph{z} ")
    assert not {"RawInline", "Math", "Cite", "Link"} & {node["t"] for node in tree["blocks"][0]["c"]}
    assert words_of(tree["blocks"][0]["c"]).endswith("@cite w (https://example.org) https://e.org")


@pytest.mark.parametrize("text", ["![Bild](https://example.org/x.png)", "![](/etc/hostname)"])
def test_texts_hold_no_pictures(text):
    made = Document(TITLE, "de", (Text(text),))
    with pytest.raises(ReportError, match="keine Bilder"):
        parsed(made, to_markdown(made))


@pytest.mark.parametrize("text", ["::: {#block-1 .block}\n:::", "::: kasten", "> ::: {.block #block-7}"])
def test_a_text_cannot_take_the_place_of_a_result(text):
    made = Document(TITLE, "de", (Text(text), Sentence("Ergebnis")))
    try:
        tree = parsed(made, to_markdown(made))
    except ReportError as error:
        assert "verschluckt" in error.de
    else:
        assert [node["c"][0][0] for node in tree["blocks"] if node["t"] == "Div"] == ["block-1"]


@given(st.lists(st.text(), min_size=1), st.sampled_from(["missing", "caution", "privacy", "info"]))
def test_any_text_survives_json(texts, kind):
    made = DataTable("t", texts[0], tuple(texts), (tuple(texts),), source=texts[-1])
    for block in (made, Notice(kind, texts[0]), Title(texts[0], lines=((texts[0], texts[-1]),))):
        assert from_bundle(json.loads(json.dumps(to_bundle(block)))) == block


@given(st.lists(st.integers(0, 60), min_size=1, max_size=20))
def test_columns_never_exceed_the_text_width(lengths):
    columns = tuple("x" * length for length in lengths)
    made = widths(shape(DataTable("t", "", columns, ())))
    assert len(made) == len(columns) and min(made) > 0 and sum(made) <= 1.02
    assert MIME in table()._repr_mimebundle_()
