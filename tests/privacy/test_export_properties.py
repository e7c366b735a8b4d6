"""Whatever a provider's list holds, no word of a personal column is in the extract."""

from __future__ import annotations

import string

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.provider.export import printed
from evaluation.provider.extract import Settings, extract

WORD = st.text(string.ascii_uppercase, min_size=9, max_size=14)
"""Longer than any label of a code list in capitals, so that a hit is a leak."""
ROW = st.fixed_dictionaries(
    {
        "Kontakt-ID": WORD, "Klienten-ID": WORD, "Name": WORD, "Adresse": WORD, "Bemerkung": WORD,
        "Datum": st.dates().map(lambda day: day.strftime("%d.%m.2024")) | WORD,
        "Geburtsdatum": st.dates().map(lambda day: day.strftime("%d.%m.%Y")),
        "Hauptthema": st.sampled_from(["Wohnen", "Arbeit"]) | WORD,
        "Dauer": st.sampled_from(["30", "45"]) | WORD,
        "Wohnort": WORD, "Beratungsform": WORD, "Einwilligung": st.sampled_from(["ja", "nein", ""]) | WORD,
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_no_word_of_a_personal_column_leaves(rows: list[dict[str, str]]) -> None:
    raw = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    done = extract(raw, b"k" * 32, Settings(2024, "auental", 1))
    text = printed(done.contacts).write_csv()
    assert not [cell for row in rows for cell in row.values() if len(cell) >= 9 and cell in text]
    held = sum(done.counts[name] for name in done.counts if name.startswith("consent_"))
    assert done.counts["rows_read"] == held + done.counts["rows_written"] + done.counts["rows_set_aside"]
    assert not set(done.contacts["consent_research"].drop_nulls()) & {"refused", "withdrawn"}
