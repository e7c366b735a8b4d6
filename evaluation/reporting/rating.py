"""The rating of accommodation: it is not made every year, so the last rated year is told with its year."""

from __future__ import annotations

from dataclasses import replace

from evaluation.languages import text
from evaluation.reporting import gaps, labels, numbers, tables, words
from evaluation.reporting.blocks import Sentence
from evaluation.reporting.draw_time import shown
from evaluation.reporting.facts import Facts
from evaluation.reporting.shown import Blocks

SCORE, AGREEMENT, WEAKEST, BY = "accommodation_score", "accommodation_icc", "weakest_factor", "factor"


def rating(facts: Facts) -> Blocks:
    """Scores of all rated years, the weakest factor and the factors of the last rated year."""
    scores = words.indicator_table(facts, (SCORE, AGREEMENT))
    rated = [year for year in facts.years if shown(facts.rows(SCORE, BY, year))]
    if not rated:
        return gaps.together([scores])
    then = replace(facts, year=rated[-1])
    sentence = _weakest(then)
    said = [Sentence(sentence)] if sentence else []
    return gaps.together([scores, *said, tables.breakdown_table(then, SCORE, BY)])


def _weakest(facts: Facts) -> str:
    found = shown(facts.rows(WEAKEST, BY))
    if not found:
        return ""
    lang = facts.lang
    template = text("Zuletzt bewertet wurde {year}. Am niedrigsten lag der Prüffaktor „{name}“ mit {value}.", lang)
    name = labels.category(BY, str(found[0]["category"]), lang)
    return template.format(year=facts.year, name=name, value=numbers.value_text(found[0], lang))
