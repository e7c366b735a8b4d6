"""Every reason and method that a release can give has German and English words, in the reports and in the codebook."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from evaluation.release import comparability, grid
from evaluation.reporting import labels

ROOT = Path(__file__).parents[1] / "evaluation"
IN_RESULTS = (
    "basis_differs", "category_unknown", "counting_rule", "counting_rule_changed", "counting_rule_differs",
    "counting_rule_unknown", "coverage", "delivery_refused", "denominator", "denominator_missing", "disclosure",
    "five_years", "form_differs", "incomplete", "inputs_missing", "merged_categories", "minimum", "missing",
    "missing_rounded", "no_cases", "no_interval", "no_person_key", "no_usable_rows", "no_value", "not_reported",
    "nothing_delivered", "one_rater", "schema_differs", "several_areas", "site_not_active", "Stichtage",
    "table_not_delivered", "too_few", "unknown_included", "value_missing", "zero_before",
)  # fmt: skip
METHODS = (
    "clustered_rate", "clustered_share", "from_2019", "from_2019_merged", "icc_anova", "index", "index_merged",
    "kitagawa", "newcombe", "newcombe_clustered", "none", "none_few_persons", "none_full_count",
    "none_no_person_key", "none_published", "poisson_exact", "poisson_trend", "rate_ratio_exact", "ratio_clustered",
    "theil_sen", "wilson",
)  # fmt: skip


@pytest.mark.parametrize("name", IN_RESULTS)
def test_reasons_have_words(name: str) -> None:
    de, en = (labels.reason("", name, lang) for lang in ("de", "en"))
    assert de and en and de != en
    assert name.replace("_", " ") not in (de, en)


@pytest.mark.parametrize("name", METHODS)
def test_methods_have_words(name: str) -> None:
    de, en = (labels.method(name, lang) for lang in ("de", "en"))
    assert de and en and de != en
    assert de != name.replace("_", " ")


def test_the_list_of_reasons_holds_what_the_release_says() -> None:
    """Reason ids with a sentence of their own in the codebook or in T40 are in the list above."""
    for module in (grid, comparability):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        function = next(f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name == "reason_text")
        keys = {key.value for found in ast.walk(function) if isinstance(found, ast.Dict) for key in found.keys
                if isinstance(key, ast.Constant)}  # fmt: skip
        assert {str(key) for key in keys} - {""} <= set(IN_RESULTS)


def test_the_list_of_methods_holds_what_the_release_says() -> None:
    words = re.findall(r'"((?:none|clustered|poisson|ratio|newcombe|rate)_[a-z_]+|wilson)"',
                       "".join((ROOT / "release" / name).read_text(encoding="utf-8")
                               for name in ("values.py", "change.py", "loss.py")))  # fmt: skip
    assert len(words) > 5
    assert set(words) <= set(METHODS)
