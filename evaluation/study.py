"""The study: what study.toml says, checked key by key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Site:
    """One model, comparison or transfer site."""

    id: str
    name: str
    type: str
    land: str = ""
    kreis_ags5: str = ""
    gemeinde_ags8: tuple[str, ...] = ()
    ortsteil: str = ""
    bbsr_gemeindetyp: str = ""
    regiostar7: str = ""
    system: str = ""
    integration_mgmt_type: str = ""
    role: str = "model"
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    caseload_key: str = ""
    caseload_rule: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A context event that may break a time series; no sites means all sites."""

    date: dt.date
    de: str
    en: str
    sites: tuple[str, ...] = ()
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A pattern that was expected, and written down before the data were seen."""

    id: str
    indicator: str
    direction: str
    de: str
    en: str
    sites: tuple[str, ...] = ()
    type: str = ""
    registered: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Thresholds of disclosure control."""

    k: int = 5
    k_sensitive: int = 10
    dominance: float = 0.5


@dataclass(frozen=True, slots=True)
class Study:
    """A study with its title page, sites, years, rules and the folder it lives in."""

    id: str
    root: Path
    title: dict[str, str]
    synthetic: bool
    years: tuple[int, ...]
    sites: tuple[Site, ...]
    subtitle: dict[str, str] = field(default_factory=dict)
    client: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    funding: dict[str, str] = field(default_factory=dict)
    contact: str = ""
    legal_note: dict[str, str] = field(default_factory=dict)
    waves: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("de", "en")
    formats: tuple[str, ...] = ("html", "pdf", "docx")
    disclosure: Disclosure = Disclosure()
    chapters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    expectations: tuple[Expectation, ...] = ()

    def site(self, site_id: str) -> Site:
        """The site with this id; a StudyError names the sites that exist."""
        from evaluation.errors import StudyError

        for site in self.sites:
            if site.id == site_id:
                return site
        known = ", ".join(site.id for site in self.sites)
        raise StudyError(
            f"Der Standort {site_id!r} steht nicht in study.toml. Bekannt sind: {known}.",
            f"The site {site_id!r} is not in study.toml. Known sites: {known}.",
        )

    @property
    def raw(self) -> Path:
        """Folder of the deliveries, never changed by the program."""
        return self.root / "data_raw"

    @property
    def protected(self) -> Path:
        """Folder of everything that must not leave the house."""
        return self.root / "data_processed" / "protected"

    @property
    def released(self) -> Path:
        """Folder of the released results."""
        return self.root / "data_processed" / "released"

    @property
    def reports(self) -> Path:
        """Folder of the finished reports."""
        return self.root / "reports"

    def tables(self) -> dict[str, pl.DataFrame]:
        """The clean tables that the study file itself fills: site (T01) and context_event (T34)."""
        from evaluation._study_tables import context_event_table, site_table

        return {"site": site_table(self), "context_event": context_event_table(self)}


def load_study(folder: str | Path = ".") -> Study:
    """Read and check the study.toml of a folder.

    Raises
    ------
    StudyError
        If the file is missing or unreadable, or a key is unknown, missing or has a value that is not allowed.
    """
    from evaluation._study_reader import read

    values = read(Path(folder))
    return Study(root=Path(folder).resolve(), **values)


def sites_by_type(study: Study) -> dict[str, tuple[Site, ...]]:
    """Sites grouped by type in the order of the code list (CL01), each group in alphabetical order."""
    from evaluation.vocabulary import codes

    groups: dict[str, tuple[Site, ...]] = {}
    for kind in (entry.code for entry in codes("CL01")):
        members: Any = sorted((s for s in study.sites if s.type == kind), key=lambda s: s.name)
        if members:
            groups[kind] = tuple(members)
    return groups
