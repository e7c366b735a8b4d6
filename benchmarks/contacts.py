"""One million contacts as CSV: cleaned with findings, counted and released, against a plain pandas script.

Run by hand: python benchmarks/contacts.py [rows] [repeats]. Each side runs in a process of its own, so that the peak
memory is its own; both must find the same rows, findings and counts. The file is written by a seeded generator.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contacts_data import SITES, YEARS, write_contacts

ROWS, REPEATS = 1_000_000, 3
COMPARED = ("numerator", "n_units", "max_unit", "sum_xx", "sum_nn")
STUDY = """[study]
id = "bench"
title.de = "Messung"
title.en = "Measurement"
synthetic = true
languages = ["de"]
formats = ["html"]
years = {years}
client.de = "-"
client.en = "-"
authors = ["-"]
funding.de = "-"
funding.en = "-"
"""
SITE = """
[[site]]
id = "{site}"
name = "{site}"
type = "rural"
land = "99"
kreis_ags5 = "9910{number}"
gemeinde_ags8 = ["9910{number}001"]
role = "model"
"""
NOTE = """[lieferung]
study = "bench"
sites = {sites}
years = {years}
sender = "-"
received = 2025-02-03
legal_basis = "par75"
purpose = "Messung"
retention_until = 2034-12-31
counting_rule = "contacts"
synthetic = true
schema_version = "1"

[[file]]
name = "kontakte.csv"
table = "consultation"
format = "template"
"""


def write_study(root: Path, rows: int) -> Path:
    """A study of six sites and years with one delivery; returns its file of contacts."""
    folder = root / "data_raw" / "alle"
    folder.mkdir(parents=True)
    sites = "".join(SITE.format(site=site, number=number) for number, site in enumerate(SITES, 1))
    (root / "study.toml").write_text(STUDY.format(years=list(YEARS)) + sites)
    (folder / "lieferung.toml").write_text(NOTE.format(sites=json.dumps(SITES), years=list(YEARS)))
    write_contacts(folder / "kontakte.csv", rows)
    return folder / "kontakte.csv"


class Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.last = time.perf_counter()

    def step(self, name: str) -> None:
        now = time.perf_counter()
        self.steps[name], self.last = round(now - self.last, 2), now


def package(root: Path, clock: Clock) -> dict[str, Any]:
    """Clean, count and release with the package."""
    from evaluation.indicators._declare import catalogue
    from evaluation.indicators._run import count
    from evaluation.release import release
    from evaluation.sources import discover, findings_frame, load, reconcile
    from evaluation.study import load_study

    study, known = load_study(root), catalogue()
    clock.step("start")
    deliveries, _ = discover(study)
    cleaned = reconcile([load(delivery, study) for delivery in deliveries], study)
    findings = findings_frame(cleaned.findings)
    clock.step("clean")
    counts = count(cleaned.tables | study.tables())
    clock.step("count")
    released = release(counts, study, known, cleaned.tables["delivery"]).results
    clock.step("release")
    sums: Counter[str] = Counter()
    for rule, column, number in findings.select("rule", "column", "count").iter_rows():
        if column:
            sums[f"{rule} {column}"] += number
    return {
        "rows": cleaned.tables["consultation"].height,
        "findings": dict(sums),
        "counts": totals(counts.to_pandas()),
        "hidden": int((released["status"] == "hidden").sum()),
    }


def plain(root: Path, clock: Clock) -> dict[str, Any]:
    """The same with the plain pandas script."""
    import contacts_plain as script

    clock.step("start")
    contacts, found = script.clean(root / "data_raw" / "alle" / "kontakte.csv")
    clock.step("clean")
    counts = script.count(contacts)
    clock.step("count")
    released = script.release(counts)
    clock.step("release")
    hidden = int((released["status"] == "hidden").sum())
    return {"rows": len(contacts), "findings": found, "counts": totals(counts), "hidden": hidden}


def totals(counts: Any) -> dict[str, list[float]]:
    """Sums of the columns compared, per indicator and breakdown."""
    rows = counts[(counts["indicator"] != "completeness") & (counts["numerator"] > 0)]
    sums = rows.groupby(["indicator", "breakdown", rows["period"].str.len()])[list(COMPARED)].sum()
    return {" ".join(map(str, key)): [round(float(n), 3) for n in row] for key, row in sums.iterrows()}


def measured(side: str, root: str) -> None:
    """Run one side and print what it did, its times and its peak memory."""
    clock = Clock()
    told = {"package": package, "plain": plain}[side](Path(root), clock)
    seconds = round(sum(clock.steps.values()), 2)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = round(used.ru_utime + used.ru_stime, 2), round(used.ru_maxrss / 1e6, 2)
    print(json.dumps({**told, "steps": clock.steps, "seconds": seconds, "processor": cpu, "peak_gb": peak}))


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    """Where the sides do not tell the same."""
    for part in ("rows", "findings", "counts"):
        if ours[part] == theirs[part]:
            continue
        if not isinstance(ours[part], dict):
            yield f"{part}: {ours[part]} / {theirs[part]}"
            continue
        for key in sorted({*ours[part], *theirs[part]}):
            if ours[part].get(key) != theirs[part].get(key):
                yield f"{part} {key}: {ours[part].get(key)} / {theirs[part].get(key)}"


def main() -> None:
    """Write the study, run both sides in turn, print times, peaks and the median ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else REPEATS
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        path = write_study(Path(folder), rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB, cp1252")
        for _ in range(repeats):
            told = {}
            for side in ("package", "plain"):
                call = [sys.executable, __file__, side, folder]
                told[side] = json.loads(subprocess.run(call, stdout=subprocess.PIPE, text=True, check=True).stdout)
                shown = {key: told[side][key] for key in ("rows", "hidden", "steps", "seconds", "processor", "peak_gb")}
                print(f"{side:8} {shown}")
            if different := list(differences(told["package"], told["plain"])):
                raise SystemExit("\n".join(["The sides differ:", *different]))
            ratios.append(told["plain"]["seconds"] / told["package"]["seconds"])
            print(f"ratio (plain / package): {ratios[-1]:.1f}")
    print(f"median ratio: {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] in ("package", "plain"):
        measured(sys.argv[1], sys.argv[2])
    else:
        main()
