"""The words of the comparison: sites beside each other by type and name, never by value, never pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from evaluation.reporting.blocks import Block
    from evaluation.reporting.facts import Facts
    from evaluation.reporting.shown import Blocks


class ComparisonWords:
    """Words for chapters that compare sites; a figure is named "consultations" or "secured_share/horizon=12"."""

    facts: Facts

    def comparability_matrix(self) -> Blocks:
        """Indicator by site: comparable or not and why; pairs that must not be compared; breaks of series."""
        from evaluation.reporting import comparison_matrix

        return comparison_matrix.comparability_matrix(self.facts)

    def sites(self) -> Block:
        """The sites by type and name: role, type of municipality, beginning, key."""
        from evaluation.reporting import comparison_sites

        return comparison_sites.sites(self.facts)

    def what_sites_can_show(self) -> Blocks:
        """The smallest p that an exact comparison of types could reach with so few sites."""
        from evaluation.reporting import comparison_sites

        return comparison_sites.what_sites_can_show(self.facts)

    def context_table(self) -> Blocks:
        """Published figures of the sites with their reference dates; system and organisation."""
        from evaluation.reporting import comparison_sites

        return comparison_sites.context_table(self.facts)

    def chronicle_of_sites(self) -> Block:
        """Events that may break a time series, with the sites that they concern."""
        from evaluation.reporting import comparison_sites

        return comparison_sites.chronicle(self.facts)

    def side_by_side(self, *figures: str, order: str = "type") -> Blocks:
        """Several figures at all sites with interval and change to the year before.

        Raises
        ------
        ReportError
            For any order but the one by type and name.
        """
        from evaluation.reporting import comparison_refusals, comparison_rows, comparison_tables

        comparison_refusals.check_order(order)
        return comparison_tables.side_by_side(self.facts, [comparison_rows.item(name) for name in figures])

    def breakdown_side_by_side(self, indicator: str, by: str) -> Blocks:
        """The categories of a breakdown at all sites."""
        from evaluation.reporting import comparison_breakdown

        return comparison_breakdown.breakdown_side_by_side(self.facts, indicator, by)

    def type_range(self, figure: str) -> Block:
        """Per type: the values of its sites and their span; never a mean."""
        from evaluation.reporting import comparison_rows, comparison_tables

        return comparison_tables.type_range(self.facts, comparison_rows.item(figure))

    def pattern(self, figure: str) -> Blocks:
        """Range by type, course at every site, and per type the common direction and the counter-example."""
        from evaluation.reporting import comparison_patterns, comparison_rows

        return comparison_patterns.pattern(self.facts, comparison_rows.item(figure))

    def small_multiples(self, figure: str) -> Block:
        """One panel a site on one scale, its type mates in light grey behind it, breaks marked."""
        from evaluation.reporting import comparison_panels, comparison_rows

        wanted = comparison_rows.item(figure)
        if not comparison_rows.anywhere(self.facts, wanted):
            return comparison_rows.missing(self.facts, wanted)
        return comparison_panels.small_multiples(self.facts, wanted)

    def summary_of_patterns(self) -> Blocks:
        """The patterns of the types on one page, and the expectations recorded beforehand."""
        from evaluation.reporting import comparison_patterns

        return comparison_patterns.summary(self.facts)

    def expectations_observed(self) -> Block:
        """What was expected beforehand beside what was observed at each site."""
        from evaluation.reporting import comparison_patterns

        return comparison_patterns.expectations(self.facts)

    def ranking(self, figure: str) -> NoReturn:
        """Refused: sites are not put in an order by value.

        Raises
        ------
        ReportError
            Always, with the reason.
        """
        from evaluation.reporting import comparison_refusals

        comparison_refusals.refuse_ranking()

    def pooled_mean(self, figure: str) -> NoReturn:
        """Refused: there is no mean over sites.

        Raises
        ------
        ReportError
            Always, with the reason.
        """
        from evaluation.reporting import comparison_refusals

        comparison_refusals.refuse_mean()
