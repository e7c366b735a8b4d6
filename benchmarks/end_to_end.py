"""Reports of the demo study against a plain loop of papermill + nbconvert over the same chapters.

Run by hand:  .venv/bin/python benchmarks/end_to_end.py [--sites 6] [--jobs 0]

Both sides make every chapter of the chosen sites in both languages from the same released bundles. The plain loop does
what most offices do: one chapter after the other, a new kernel each, HTML by nbconvert. Ours joins the chapters, runs
them once per language, and renders HTML, PDF and DOCX. The ratio of one run counts, not the seconds.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from evaluation import pipeline
from evaluation.reporting.notebooks import chapters

ROOT = Path(__file__).parents[1]


class Quiet:
    """Progress that says nothing."""

    def step(self, de: str, en: str) -> None: ...
    def site(self, name: str, total: int) -> None: ...
    def done(self, outcome: object, name: str) -> None: ...


def plain_loop(study: pipeline.Study, sites: tuple[str, ...], year: int, out: Path) -> int:
    """One papermill run and one nbconvert run per chapter, site and language; returns the number of chapters."""
    import papermill
    from nbconvert import HTMLExporter

    made = 0
    for site in sites:
        kind = "comparison_report" if site == pipeline.COMPARISON else "site_report"
        for lang in study.languages:
            for path in chapters(kind, study.root):
                target = out / f"{site}.{lang}.{path.stem}.ipynb"
                parameters = {"site": site, "year": year, "lang": lang}
                folder = pipeline.bundle_folder(study, year, site)
                papermill.execute_notebook(
                    str(path), str(target), parameters=parameters, cwd=str(folder), kernel_name="python3",
                    progress_bar=False,
                )  # fmt: skip
                target.with_suffix(".html").write_text(HTMLExporter().from_filename(str(target))[0], encoding="utf-8")
                made += 1
    return made


def main() -> None:
    """Make both, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=2, help="number of sites; with 6 the comparison is made too")
    parser.add_argument("--jobs", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "study"
        shutil.copytree(ROOT / "data_raw", root / "data_raw")
        shutil.copy(ROOT / "study.toml", root / "study.toml")
        everything = pipeline.choose(root)
        names = tuple(site.id for site in everything.study.sites)
        chosen = None if options.sites >= len(names) else names[: options.sites]
        choice = pipeline.choose(root, sites=chosen)
        pipeline.run(choice, jobs=options.jobs, progress=Quiet())  # counts and bundles, so that both sides find them
        shutil.rmtree(choice.study.reports)
        start = time.perf_counter()
        summary = pipeline.report(choice, jobs=options.jobs, progress=Quiet())
        ours = time.perf_counter() - start
        start = time.perf_counter()
        made = plain_loop(choice.study, choice.sites, choice.years[0], Path(scratch))
        plain = time.perf_counter() - start
    reports = sum(len(outcomes) for outcomes in summary.outcomes.values())
    print(f"{reports} reports from {made} chapters; failed: {len(summary.failed)}")
    print(f"ours {ours:.1f} s, plain loop {plain:.1f} s, ratio {plain / ours:.1f}")


if __name__ == "__main__":
    main()
