"""The vocabulary of report chapters: open a report, then ask for tables, figures and sentences by name.

This is all that a chapter imports. Every word returns blocks that show themselves in JupyterLab and in a report; where
there is nothing to show, it returns a note that says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.reporting.comparison_words import ComparisonWords

if TYPE_CHECKING:
    from evaluation.reporting.blocks import Block
    from evaluation.reporting.facts import Facts
    from evaluation.reporting.shown import Blocks


def open(site: str, year: int, lang: str = "de", folder: str | Path = ".") -> Report:
    """Open the released results of one report.

    Parameters
    ----------
    site : str
        Site id, or "comparison".
    year : int
        Year of the report.
    lang : {"de", "en"}
        Language of everything that is printed.
    folder : path
        Where to look: a released bundle, or a folder inside a study.

    Returns
    -------
    Report

    Raises
    ------
    ReportError
        If there is no bundle, or it does not hold this site, year or language.
    """
    from evaluation.reporting.open import open_facts

    return Report(open_facts(site, year, lang, folder))


@dataclass(frozen=True)
class Report(ComparisonWords):
    """One report; its methods are the words that chapters use, those of the comparison included."""

    facts: Facts

    # --- front and back ---------------------------------------------------------------------------------------

    def title_page(self) -> Block:
        """Title page with client, funding, state of the data and stamps."""
        from evaluation.reporting import front

        return front.title_page(self.facts)

    def key_messages(self) -> Block:
        """At most seven statements, each with number, certainty and source."""
        from evaluation.reporting import messages

        return messages.key_messages(self.facts)

    def data_basis(self) -> Blocks:
        """Deliveries, rows in and set aside, counting rules, findings by rule, what is hidden."""
        from evaluation.reporting import basis

        return basis.data_basis(self.facts)

    def profile(self) -> Block:
        """The site as the study file and official statistics describe it."""
        from evaluation.reporting import front

        return front.profile(self.facts)

    def chronicle(self) -> Block:
        """Events that may break a time series."""
        from evaluation.reporting import front

        return front.chronicle(self.facts)

    def expectations(self) -> Block:
        """Expectations that were recorded before the evaluation."""
        from evaluation.reporting import annex

        return annex.expectations(self.facts)

    def methods(self) -> Block:
        """Per indicator: method of the interval, number of people, and what must not be concluded."""
        from evaluation.reporting import methods

        return methods.methods(self.facts)

    def reading_aid(self) -> Blocks:
        """Smallest rises of a small count that can be told from chance."""
        from evaluation.reporting import annex

        return annex.reading_aid(self.facts)

    def privacy_note(self) -> Block:
        """The rules of disclosure control of this study."""
        from evaluation.reporting import annex

        return annex.privacy_note(self.facts)

    def data_protection(self) -> Blocks:
        """The data-protection sheet: purpose, legal basis, data, recipients, rules, how much is confidential."""
        from evaluation.reporting import data_protection

        return data_protection.data_protection(self.facts)

    def definitions(self) -> Block:
        """Definitions of all indicators of the report in one table."""
        from evaluation.reporting import sheets

        return sheets.definitions(self.facts)

    def provenance(self) -> Blocks:
        """Version, parameters and check sums of the inputs."""
        from evaluation.reporting import annex

        return annex.provenance(self.facts)

    # --- words for every indicator ----------------------------------------------------------------------------

    def sentence(self, indicator: str, breakdown: str = "", category: str = "") -> Blocks:
        """One figure in words, with the year before and what may be said about the change."""
        from evaluation.reporting import words

        return words.sentence(self.facts, indicator, breakdown, category)

    def trend(self, indicator: str) -> Block | Blocks:
        """What may be said about the course of the years, from five comparable years on."""
        from evaluation.reporting import trends

        return trends.trend(self.facts, indicator)

    def indicator_table(self, *indicators: str, beside: str = "") -> Block | Blocks:
        """Several indicators over the years, the last year with interval; silent where `beside` has no value either."""
        from evaluation.reporting import words

        return words.indicator_table(self.facts, indicators, beside)

    def timeline(self, indicator: str) -> Block:
        """Yearly values with intervals, breaks and events."""
        from evaluation.reporting import words

        return words.timeline(self.facts, indicator)

    def monthly(self, indicator: str) -> Block:
        """Monthly values as a line."""
        from evaluation.reporting import words

        return words.monthly(self.facts, indicator)

    def breakdown(self, indicator: str, by: str, beside: str = "") -> Blocks:
        """An indicator by the categories of a breakdown: figure and table; silent where `beside` has none either."""
        from evaluation.reporting import words

        return words.breakdown(self.facts, indicator, by, beside)

    def together(self, *answers: Block | Blocks) -> Blocks:
        """Several answers in order; what is missing is said once for all of them."""
        from evaluation.reporting import gaps

        return gaps.together(answers)

    def missing(self, *indicators: str) -> Blocks:
        """Why a section has no figures; nothing where there are some."""
        from evaluation.reporting import words

        return words.missing(self.facts, indicators)

    # --- words of their own -----------------------------------------------------------------------------------

    def rating(self) -> Blocks:
        """Rating of the accommodation: scores, weakest factor, factors of the last rated year."""
        from evaluation.reporting import rating

        return rating.rating(self.facts)

    def topic_years(self) -> Blocks:
        """Shares of topics in all years as a heat map."""
        from evaluation.reporting import words

        return words.topic_years(self.facts)

    def topic_shift(self) -> Blocks:
        """Shares of topics in the first and the last comparable year."""
        from evaluation.reporting import words

        return words.topic_shift(self.facts)

    def funding_cliff(self) -> Block:
        """Share of posts that is still secured after 3 to 36 months."""
        from evaluation.reporting import words

        return words.funding_cliff(self.facts)

    def caseload(self) -> Blocks:
        """Caseload against its key, linear and in steps."""
        from evaluation.reporting import words

        return words.caseload(self.facts)

    def completeness(self) -> Blocks:
        """Which delivered fields are filled in full, in part or never."""
        from evaluation.reporting import quality

        return quality.completeness(self.facts)

    def decomposition(self) -> Blocks:
        """Change of consultations as change of stock and change of use."""
        from evaluation.reporting import words

        return words.decomposition(self.facts)
