"""The whole flow on one screen: clean, count, release, report. Content hashes decide what runs again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from evaluation import checks, lifecycle, store
from evaluation.provenance import code_hash, folder_hash, key, read_json, write_json
from evaluation.study import Study, load_study

if TYPE_CHECKING:
    import polars as pl

    from evaluation.release import Released
    from evaluation.reporting.make import Outcome, Task
    from evaluation.sources import Clean

COMPARISON = "comparison"
FORMATS = ("html", "pdf", "docx")


class Progress(Protocol):
    """What the pipeline tells while it works."""

    def step(self, de: str, en: str) -> None:
        """A step begins."""

    def site(self, name: str, total: int) -> None:
        """A site with this many reports is due."""

    def done(self, outcome: Outcome, name: str) -> None:
        """A report is finished, failed or was unchanged."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a run is asked to make."""

    study: Study
    years: tuple[int, ...]
    sites: tuple[str, ...]
    """Site ids, and "comparison" where all sites are asked for."""
    languages: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(slots=True)
class Summary:
    """What became of a run."""

    study: Study
    outcomes: dict[int, list[Outcome]] = field(default_factory=dict)
    indexes: list[Path] = field(default_factory=list)
    blocked: list[tuple[str, str]] = field(default_factory=list)
    """Sentences (de, en) of the findings that kept a delivery from loading."""
    held: list[tuple[str, str]] = field(default_factory=list)
    """Sentences (de, en) about finished files that the scan held back."""

    @property
    def failed(self) -> list[Outcome]:
        """Reports that could not be made."""
        return [outcome for outcomes in self.outcomes.values() for outcome in outcomes if outcome.status == "failed"]


def choose(
    folder: Path, *, year: str = "", sites: Sequence[str] | None = None, languages: str = "", formats: str = ""
) -> Choice:
    """Turn the words of the command line into a checked choice.

    Raises
    ------
    StudyError
        If a year, site, language or format is not part of the study; the message names what is.
    """
    study = load_study(folder)
    years = study.years if year == "all" else (study.years[-1],) if not year else store.numbers(year, study.years)
    chosen = tuple(dict.fromkeys(study.site(site).id for site in sites or ()))
    return Choice(
        study,
        years,
        chosen or everything(study),
        store.words(languages, study.languages, "--lang"),
        store.words(formats, FORMATS, "--format") if formats else study.formats,
    )


def clean(study: Study) -> Clean:
    """Read all deliveries; one that is unchanged since the last run comes from the protected cache."""
    from evaluation.sources import discover, load, reconcile

    deliveries, findings = discover(study)
    lifecycle.keep_once(study, {finding.delivery for finding in findings if finding.rule == "retention_ended"})
    deliveries, ended = lifecycle.without_purged(study, deliveries)
    loaded = store.load_cached(study, deliveries, load)
    cleaned = reconcile(loaded, study)
    cleaned.findings[:0] = [*findings, *ended]
    cleaned.tables["delivery"] = lifecycle.with_kept_deliveries(study, cleaned.tables["delivery"])
    store.save_clean(study, cleaned)
    checks.write_checks(study, cleaned, deliveries)
    lifecycle.write_register(study, cleaned.tables["delivery"])
    lifecycle.seal(study.protected)
    return cleaned


def count(study: Study, cleaned: Clean | None = None) -> pl.DataFrame:
    """Count all indicators on the clean tables; the counts stay under protected/."""
    from evaluation.indicators._declare import catalogue
    from evaluation.indicators._run import count as count_indicators

    tables = (cleaned or clean(study)).tables | study.tables()
    counts = lifecycle.with_kept_counts(study, count_indicators(tables, known=catalogue(study.root)), tables)
    store.save_frame(study.protected / "counts.parquet", counts)
    return counts


def release(study: Study, counts: pl.DataFrame | None = None, cleaned: Clean | None = None) -> Released:
    """Pass the counts through disclosure control: the one door to everything that people read."""
    from evaluation.indicators._declare import catalogue
    from evaluation.release import release as release_counts
    from evaluation.release.write import write

    cleaned = cleaned or clean(study)
    counts = count(study, cleaned) if counts is None else counts
    released = release_counts(counts, study, catalogue(study.root), cleaned.tables["delivery"], cleaned.tables)
    write(released, study)
    bundles(study, released, cleaned)
    return released


def bundles(study: Study, released: Released, cleaned: Clean) -> None:
    """Write for every year and site the folder of released results that its report may see."""
    from evaluation.indicators._declare import catalogue
    from evaluation.reporting.bundle import write_bundle

    marks = catalogue(study.root)
    store.remove_bundles_of_others(study, everything(study))
    for year in study.years:
        for site in everything(study):
            folder = bundle_folder(study, year, site)
            write_bundle(folder, study, site, year, released=released, cleaned=cleaned, marks=marks)


def everything(study: Study) -> tuple[str, ...]:
    """Ids of all sites, and "comparison"."""
    return (*(site.id for site in study.sites), COMPARISON)


def bundle_folder(study: Study, year: int, site: str) -> Path:
    """Folder of the bundle of a site's report, or of the comparison's."""
    return study.released / "bundles" / str(year) / site


def run(choice: Choice, *, jobs: int = 0, progress: Progress) -> Summary:
    """Everything: clean, count, release, report.

    Where no delivery, setting or line of code changed since the last run, nothing is read or counted again.
    """
    study = choice.study
    ended = sorted(lifecycle.ended(study, dt.date.today()))
    wanted = key(folder_hash(study.raw), store.study_hash(study), code_hash(), ended)
    state = read_json(study.protected / "state.json")
    folders = [bundle_folder(study, year, site) for year in study.years for site in everything(study)]
    if state.get("key") != wanted or not store.is_whole(study, folders):
        progress.step("Lieferungen lesen und bereinigen", "Reading and cleaning deliveries")
        cleaned = clean(study)
        progress.step("Kennzahlen zählen", "Counting indicators")
        counts = count(study, cleaned)
        progress.step("Ergebnisse prüfen und freigeben", "Checking and releasing results")
        release(study, counts, cleaned)
        state = {"key": wanted, "blocked": store.blocking(cleaned)}
        write_json(study.protected / "state.json", state, mode=0o600)
    return report(choice, jobs=jobs, progress=progress, blocked=state["blocked"])


def report(choice: Choice, *, jobs: int = 0, progress: Progress, blocked: Sequence[tuple[str, str]] = ()) -> Summary:
    """Make the reports whose bundle, chapters or code changed; one that fails never stops the others."""
    from evaluation.reporting.index_page import write_indexes

    summary = Summary(choice.study, blocked=[(de, en) for de, en in blocked])
    for year in choice.years:
        record = store.RunRecord(choice.study, year)
        tasks = [_task(choice, year, site, lang) for site in choice.sites for lang in choice.languages]
        summary.outcomes[year] = _make(choice, tasks, record, jobs, progress)
        summary.indexes += write_indexes(choice.study, year, record.outcomes())
        progress.step("Fertige Dateien durchsuchen", "Scanning the finished files")
        summary.held += hold_back(choice.study, year)
    return summary


def hold_back(study: Study, year: int) -> list[tuple[str, str]]:
    """Scan the finished files of a year; one that must not leave is moved to data_processed/protected/held."""
    from evaluation.release.scan import scan_reports

    problems = scan_reports(study, year)
    for name in {problem.file for problem in problems}:
        kept = study.protected / "held" / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        (study.root / name).replace(kept)
    lifecycle.seal(study.protected)
    return [(problem.de, problem.en) for problem in problems]


def check(choice: Choice, *, jobs: int = 0, progress: Progress) -> Summary:
    """Make the internal check of deliveries for every site; it stays under data_processed/protected."""
    summary = Summary(choice.study)
    record = store.RunRecord(choice.study, choice.years[-1], choice.study.protected / "check")
    sites = [site for site in choice.sites if site != COMPARISON]
    tasks = [_check_task(choice, site, lang) for site in sites for lang in choice.languages]
    summary.outcomes[choice.years[-1]] = _make(choice, tasks, record, jobs, progress)
    lifecycle.seal(choice.study.protected)
    return summary


def _make(choice: Choice, tasks: list[Task], record: store.RunRecord, jobs: int, progress: Progress) -> list[Outcome]:
    from evaluation.reporting.jobs import run_all

    for site in dict.fromkeys(task.site for task in tasks):
        progress.site(store.site_name(choice.study, site), len(choice.languages))
    outcomes = []
    for outcome in run_all(tasks, record.finished, jobs):
        record.add(outcome)
        outcomes.append(outcome)
        progress.done(outcome, store.site_name(choice.study, outcome.site))
    return sorted(outcomes, key=lambda outcome: (choice.sites.index(outcome.site), outcome.lang))


def _task(choice: Choice, year: int, site: str, lang: str) -> Task:
    from evaluation.reporting.make import plan

    study = choice.study
    kind, stem = ("comparison_report", "vergleich") if site == COMPARISON else ("site_report", "bericht")
    notebook = study.released / "notebooks" / str(year) / site / f"{stem}.{lang}.ipynb"
    task = plan(kind, study, site, year, lang)
    return task.reading(bundle_folder(study, year, site)).writing(
        study.reports / str(year) / site, stem, choice.formats, notebook
    )


def _check_task(choice: Choice, site: str, lang: str) -> Task:
    from evaluation.reporting.make import plan

    folder = checks.folder(choice.study, site)
    task = plan("data_check", choice.study, site, choice.years[-1], lang)
    return task.reading(folder).writing(
        folder / "report", "pruefbericht", ("html",), folder / "report" / f"pruefbericht.{lang}.ipynb"
    )
