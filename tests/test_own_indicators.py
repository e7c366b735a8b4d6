"""A study's own indicators extend or replace the package's; what is wrong with them is told with file and line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evaluation.errors import StudyError
from evaluation.indicators._declare import catalogue
from tests.small_study import released, small_study

DOCUMENT = Path(__file__).parents[1] / "docs" / "own_indicators.md"
EXAMPLE = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)[0]


def own(root: Path, **files: str) -> Path:
    (root / "indicators").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "indicators" / f"{name}.py").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The example of the documentation, and the package's outreach of persons replaced, in a study."""
    other = EXAMPLE.replace("def outreach_share", "def no_offer_rate").replace("X1", "X2")
    root = own(small_study(tmp_path_factory.mktemp("own")), visits=EXAMPLE, gaps=other, _draft="1 / 0")
    return root, released(root)


def test_an_own_indicator_is_released(made: tuple[Path, Any]) -> None:
    results = made[1].results
    rows = results[(results["indicator"] == "outreach_share") & (results["breakdown"] == "")]
    assert set(rows["site"]) == {"auental", "erlenfurt"}
    assert set(rows["status"]) == {"shown"}
    assert set(rows["value"]) == {25.0}  # two of every eight contacts
    assert set(rows["method"]) == {"clustered_share"}
    assert set(made[1].titles) >= {"outreach_share"}


def test_an_own_indicator_takes_the_place_of_the_packages_and_is_marked(made: tuple[Path, Any]) -> None:
    known = catalogue(made[0])
    assert known["no_offer_rate"].theme == "study" == known["outreach_share"].theme
    assert list(known)[:-1] == list(catalogue())
    assert catalogue()["no_offer_rate"].theme == "reach"
    results = made[1].results
    replaced = results[(results["indicator"] == "no_offer_rate") & (results["breakdown"] == "")]
    assert set(replaced["value"]) == {25.0}


def test_an_own_indicator_is_printed(made: tuple[Path, Any]) -> None:
    from evaluation.cli import app

    printed = CliRunner().invoke(app, ["catalogue", "--study", str(made[0])]).output
    assert "Anteil aufsuchender Kontakte" in printed and "`outreach_share` (study)" in printed
    assert "outreach_share" not in CliRunner().invoke(app, ["catalogue"]).output


def test_an_own_indicator_has_its_definition_sheet(made: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluation import report

    monkeypatch.chdir(made[0] / "data_processed" / "released" / "bundles" / "2024" / "erlenfurt")
    opened = report.open(site="erlenfurt", year=2024, lang="de")
    assert "Anteil aufsuchender Kontakte" in str(opened.definitions()._repr_mimebundle_())


def test_loading_leaves_nothing_behind(made: tuple[Path, Any]) -> None:
    before = set(sys.modules)
    catalogue(made[0])
    assert set(sys.modules) == before
    assert sorted(path.name for path in (made[0] / "indicators").iterdir()) == ["_draft.py", "gaps.py", "visits.py"]


def test_changing_an_own_indicator_changes_the_hash_of_the_study(tmp_path: Path) -> None:
    from evaluation.store import study_hash
    from evaluation.study import load_study

    root = small_study(tmp_path)
    before = study_hash(load_study(root))
    own(root, visits=EXAMPLE)
    assert study_hash(load_study(root)) != before


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("x = 1\ndef broken(:\n", 2, "SyntaxError"),
        ("import math\n\nmath.nothing\n", 3, "AttributeError"),
        ("from evaluation.indicators import indicator\n\n@indicator(titel=\"X\")\ndef f(consultation, by=()): ...\n", 3,
         "titel"),
        (EXAMPLE.replace("consultation,", "consultations,"), 6, "consultations"),
        (EXAMPLE.replace('kind="share"', 'kind="percent"'), 6, "percent"),
        (EXAMPLE.replace(", by=SITE_YEAR", ""), 6, "by="),
        (EXAMPLE.replace("source=", 'of=("nothing",), source='), 6, "nothing"),
    ],
    ids=["syntax", "runtime", "mark", "table", "kind", "by", "of"],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    with pytest.raises(StudyError) as caught:
        catalogue(own(tmp_path, broken=text))
    assert f"indicators/broken.py, Zeile {line}:" in caught.value.de and why in caught.value.de
    assert f"indicators/broken.py, line {line}:" in caught.value.en and why in caught.value.en
    assert not [name for name in sys.modules if name.startswith("<study>")]


def test_two_of_one_name_are_told_with_both_files(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"indicators/a\.py.*indicators/b\.py"):
        catalogue(own(tmp_path, a=EXAMPLE, b=EXAMPLE))


def test_the_command_line_shows_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    from evaluation import cli

    root = own(small_study(tmp_path), broken="x = 1\ndef broken(:\n")
    monkeypatch.setattr(sys, "argv", ["evaluation", "catalogue", "--study", str(root)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = "".join(capfd.readouterr())
    assert ended.value.code == 2
    assert "broken.py" in shown and "Zeile 2" in shown and "Traceback" not in shown
