"""What is counted: one theme a file, counts from clean tables, no rate and no interval.

The functions run on pandas, Polars and DuckDB. `_declare` holds the marks and the catalogue, `_run` counts them all.
What a theme file needs, the package's own or a study's, can be imported from here.
"""

from evaluation.indicators._count import (
    SITE_YEAR,
    clustered_count,
    clustered_rate,
    clustered_share,
    contacts_only,
    finish,
    flag,
    frame,
    known,
    person_share,
    persons,
)
from evaluation.indicators._declare import catalogue, derived, indicator
from evaluation.indicators._shares import distribution

__all__ = [
    "SITE_YEAR",
    "catalogue",
    "clustered_count",
    "clustered_rate",
    "clustered_share",
    "contacts_only",
    "derived",
    "distribution",
    "finish",
    "flag",
    "frame",
    "indicator",
    "known",
    "person_share",
    "persons",
]
