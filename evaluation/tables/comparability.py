"""T40: may two sites be compared on an indicator in a year; filled by the program."""

from __future__ import annotations

from evaluation.tables._declare import Column, Table

TABLE = Table(
    number="T40",
    name="comparability",
    de="Vergleichbarkeitsprüfung",
    en="Comparability",
    protection="P0",
    delivered=False,
    row_de="ein Indikator, ein Standortpaar, ein Jahr",
    row_en="one indicator, one pair of sites, one year",
    key=("indicator", "site_a", "site_b", "reporting_year"),
    year_from="reporting_year",
    columns=(
        Column("indicator", "id", "Indikator", "Indicator", required=True),
        Column("site_a", "id", "erster Standort", "First site", required=True),
        Column("site_b", "id", "zweiter Standort", "Second site", required=True),
        Column("reporting_year", "year", "Berichtsjahr", "Reporting year", required=True, minimum=1990, maximum=2100),
        Column("counting_rule_equal", "bool", "gleiche Zählregel", "Same counting rule"),
        Column("period_equal", "bool", "gleicher Zeitraum", "Same period"),
        Column("coverage", "dec", "Abdeckung (%)", "Coverage (%)", minimum=0, maximum=100),
        Column("status", "code", "Vergleichbarkeit", "Comparability", codes="CLCMP", required=True),
        Column("reason", "text", "Grund", "Reason"),
    ),
)
