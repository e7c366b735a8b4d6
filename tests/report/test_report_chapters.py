"""Every chapter of the site report answers on the handmade bundle: no gap in a text, no forbidden word, no German."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evaluation.report import Report
from evaluation.reporting.blocks import Block, Figure
from evaluation.reporting.wording import check_wording

FOLDER = Path(__file__).parents[2] / "notebooks" / "site_report"
CHAPTERS = sorted(FOLDER.glob("*.ipynb"))


def blocks_of(path: Path, r: Report) -> list[Block]:
    """What the code cells of a chapter show."""
    found: list[Block] = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and not cell["metadata"].get("tags"):
            shown = eval("".join(cell["source"]), {"r": r})
            found += shown if isinstance(shown, tuple) else [shown]
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
@pytest.mark.parametrize(("site", "lang"), [("erlenfurt", "de"), ("moorheide", "en")])
def test_chapter_answers(facts, path: Path, site: str, lang: str) -> None:
    for block in blocks_of(path, Report(facts(site, 2024, lang))):
        assert isinstance(block, Block)
        printed = block.plain() + (block.source if isinstance(block, Figure) else "")
        assert check_wording(printed) == []
        assert not re.search(r"\bnan\b|\bNone\b|\{\w+\}", printed)
        if lang == "en":
            assert not re.search("[äöüßÄÖÜ]", printed.replace("Träger", "")), printed


def test_first_year_has_no_year_before(facts) -> None:
    for path in CHAPTERS:
        for block in blocks_of(path, Report(facts("auental", 2019, "de"))):
            assert "2018" not in block.plain().replace("1. März 2018", "")
