"""Sites and years of the study of which nothing was delivered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evaluation.cleaning import Place, found
from evaluation.findings import Finding
from evaluation.sources._entries import Entry

if TYPE_CHECKING:
    from evaluation.study import Site, Study

_OFFICIAL = ("context_figure", "municipality")
"""Reference tables of official statistics: they cover a site without anybody there having delivered."""


def years_not_delivered(entries: Iterable[Entry], study: Study) -> list[Finding]:
    """One finding per site with its years of the study of which no row was loaded, official statistics aside.

    Where nothing at all was loaded, this is told of the study and not repeated for every site.
    """
    loaded = [entry for entry in entries if entry.part.loaded]
    there: set[tuple[str, int]] = set()
    for entry in loaded:
        if entry.part.table not in _OFFICIAL:
            there.update(entry.part.frame.select("site", "year").unique().iter_rows())
    if not loaded:
        return []
    gaps = {site.id: [year for year in _expected(site, study) if (site.id, year) not in there] for site in study.sites}
    return [
        found("years_not_delivered", Place(site=site), count=len(years), detail=", ".join(map(str, years)))
        for site, years in gaps.items()
        if years
    ]


def _expected(site: Site, study: Study) -> list[int]:
    """Years of the study in which the site takes part."""
    first = site.start_date.year if site.start_date else min(study.years, default=0)
    last = site.end_date.year if site.end_date else max(study.years, default=0)
    return [year for year in study.years if first <= year <= last]
