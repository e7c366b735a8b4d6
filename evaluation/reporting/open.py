"""Find and open the released bundle of a report: in the kernel's folder, or below the study that it runs in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluation.errors import ReportError
from evaluation.languages import LANGUAGES
from evaluation.reporting.facts import COMPARISON, Facts

FILES = ("results.parquet", "study.json")


def open_facts(site: str, year: int, lang: str, folder: str | Path = ".") -> Facts:
    """The facts of one report.

    Raises
    ------
    ReportError
        If there is no bundle, or site, year or language are not in it.
    """
    from evaluation.reporting.bundle import read_bundle

    check_language(lang)
    bundle: Any = read_bundle(bundle_folder(site, year, Path(folder).resolve()))
    facts = Facts(
        results=bundle.results, comparability=bundle.comparability, study=bundle.study,
        deliveries=list(bundle.deliveries), definitions=bundle.definitions, provenance=bundle.provenance,
        site=site, year=int(year), lang=lang, changes=bundle.changes,
    )  # fmt: skip
    check_site(facts)
    return facts


def bundle_folder(site: str, year: int, start: Path) -> Path:
    """Folder of the bundle: where the kernel stands, or the study's released bundle of this year and site."""
    if all((start / name).exists() for name in FILES):
        return start
    for folder in (start, *start.parents):
        if (folder / "study.toml").exists():
            found = folder / "data_processed" / "released" / "bundles" / str(year) / site
            if all((found / name).exists() for name in FILES):
                return found
            raise ReportError(
                f"Für »{site}« und {year} gibt es noch keine freigegebenen Ergebnisse. "
                "Zuerst »evaluation run« oder »evaluation release« ausführen.",
                f"There are no released results for '{site}' and {year} yet. "
                "Run `evaluation run` or `evaluation release` first.",
            )
    raise ReportError(
        "Weder dieser Ordner noch einer darüber ist eine Studie (study.toml) oder ein freigegebenes Bündel.",
        "Neither this folder nor one above it is a study (study.toml) or a released bundle.",
    )


def check_language(lang: str) -> None:
    """Refuse a language that reports do not have."""
    if lang not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise ReportError(f"Sprache {lang!r} gibt es nicht: {known}.", f"There is no language {lang!r}: {known}.")


def check_site(facts: Facts) -> None:
    """Refuse a site or a year that the study does not have."""
    known = [site["id"] for site in facts.study["sites"]]
    if facts.site != COMPARISON and facts.site not in known:
        names = ", ".join(known)
        raise ReportError(
            f"Der Standort {facts.site!r} gehört nicht zur Studie: {names}.",
            f"The site {facts.site!r} is not part of the study: {names}.",
        )
    if facts.year not in {int(year) for year in facts.study["years"]}:
        raise ReportError(
            f"Das Jahr {facts.year} gehört nicht zur Studie.", f"The year {facts.year} is not part of the study."
        )
