"""One million contacts as CSV, cleaned with findings, against a plain pandas script of the same work.

Run by hand: python benchmarks/intake.py [rows]. Each side runs in a process of its own, so that the peak memory is its
own; the file is written by a seeded generator into a temporary folder.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 1_000_000
SEED = 20241231


def write_contacts(path: Path, rows: int) -> None:
    """Write contacts as a provider would: German headers, labels, months and a few per cent of dirt."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(SEED)

    def pick(words: list[str], weights: list[float] | None = None) -> np.ndarray:
        return np.array(words, dtype=object)[random.choice(len(words), rows, p=weights)]

    month = np.array(
        [f"2024-{m:02d}" for m in range(1, 13)] + ["März 2024", "04/2024", "15.05.2024", "k. A."], dtype=object
    )
    duration = random.integers(5, 120, rows).astype(str).astype(object)
    duration[random.random(rows) < 0.002] = "999"
    duration[random.random(rows) < 0.003] = "x"
    number = np.arange(rows)
    number[random.random(rows) < 0.001] = 7
    frame = pl.DataFrame(
        {
            "Kontakt-ID": [f"K-{n:08d}" for n in number],
            "Monat": month[random.choice(16, rows, p=[0.0799] * 12 + [0.0132, 0.014, 0.013, 0.001])],
            "Beratungsstellen-ID": pick(["BS-1", "BS-2", "BS-3"]),
            "Klient:innen-Pseudonym": [f"p{n:06x}" for n in random.integers(0, rows // 4 + 1, rows)],
            "Beratungsform": pick(
                ["Büro", "Telefon", "aufsuchend", "E-Mail", "Brieftaube"], [0.5, 0.25, 0.15, 0.099, 0.001]
            ),
            "Dauer (min)": duration,
            "Hauptthema": pick(["Wohnen", "Arbeit", "Sprache", "Aufenthalt/Asyl", "Gesundheit", "k. A."]),
            "weitere Themen": pick(["", "Sprache | Arbeit", "Wohnen", "Gesundheit|Wohnen"]),
            "Erstkontakt": pick(["ja", "nein", "x", ""]),
            "Wohngemeinde": pick(["99001001", "99001002", "8216022", "99001004", "-"], [0.4, 0.3, 0.01, 0.28, 0.01]),
            "Aufenthaltsgruppe": pick(["Duldung", "Asylverfahren", "Schutzberechtigt", "unbekannt"]),
            "Geschlecht": pick(["weiblich", "männlich", "divers", ""]),
            "Altersgruppe": pick(["18-26", "27-44", "45-64", "65+", "0-17"]),
            "mitberatene Personen": random.integers(0, 6, rows).astype(str).astype(object),
        }
    )
    path.write_bytes(frame.write_csv(separator=";").encode("cp1252", errors="replace"))


def package(path: Path) -> dict[str, float]:
    """Clean with the package: read, match, type, check, set aside, findings."""
    from evaluation.cleaning import Context, Place
    from evaluation.sources import findings_frame
    from evaluation.sources.delivery import DeliveredFile
    from evaluation.sources.template import read_table
    from evaluation.sources.text import read_grid
    from evaluation.tables import table

    place = Place("bench", "a", 2024, path.name)
    file = DeliveredFile(path.name, "consultation", "template", "", "")
    part = read_table(read_grid(path, place), file, table("consultation"), Context(place, {"a": "a"}, (2024,)))
    findings = findings_frame(part.findings)
    return {"clean": part.rows.rows_clean, "aside": part.rows.rows_set_aside, "findings": findings.height}


def plain(path: Path) -> dict[str, float]:
    """The same work as one would write it plainly with pandas."""
    import pandas as pd

    from evaluation.tables import table
    from evaluation.vocabulary import lookup

    declared = table("consultation")
    frame = pd.read_csv(path, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    frame = frame.rename(columns={column.de: column.name for column in declared.columns})
    months = {"märz": "03"}
    missing = {"", "k. A.", "x", "-", "–", ".", "/", "*"}
    findings: list[tuple[int, str, str]] = []
    bad = set()

    def read_month(row: int, cell: str) -> str | None:
        cell = cell.strip()
        if len(cell) == 7 and cell[4] == "-":
            return cell
        if "/" in cell:
            return f"{cell[-4:]}-{cell[:2]}"
        if cell.count(".") == 2 and cell[-4:].isdigit():
            findings.append((row, "month", "month_from_date"))
            return f"{cell[-4:]}-{cell[3:5]}"
        name, _, year = cell.partition(" ")
        if name.casefold() in months:
            return f"{year}-{months[name.casefold()]}"
        findings.append((row, "month", "required_missing"))
        bad.add(row)
        return None

    frame["month"] = [read_month(row, cell) for row, cell in enumerate(frame["month"])]
    for column in declared.columns:
        if column.name not in frame or column.name == "month":
            continue
        cells = frame[column.name].str.strip()
        values: list[object] = []
        known = lookup(column.codes) if column.codes else {}
        for row, cell in enumerate(cells):
            if column.dtype == "bool":
                values.append({"ja": True, "x": True, "nein": False}.get(cell.casefold()))
            elif column.dtype == "code":
                code = known.get(cell.casefold())
                if code is None and cell not in missing:
                    findings.append((row, column.name, "code_unknown"))
                elif code is None and cell:
                    findings.append((row, column.name, "missing"))
                values.append(code)
            elif column.dtype == "codes":
                values.append([known[part.strip().casefold()] for part in cell.split("|")] if cell else None)
            elif cell in missing:
                if cell:
                    findings.append((row, column.name, "missing"))
                values.append(None)
            elif column.dtype == "int":
                number = int(cell)
                if not (column.minimum or 0) <= number <= (column.maximum or 1e9):
                    findings.append((row, column.name, "out_of_range"))
                    bad.add(row)
                values.append(number)
            elif column.dtype == "ags8":
                if len(cell) == 7:
                    findings.append((row, column.name, "key_zero"))
                values.append(cell.zfill(8))
            else:
                values.append(cell)
        frame[column.name] = values
    frame.insert(0, "year", frame["month"].str[:4])
    frame.insert(0, "site", "a")
    for row in frame.index[
        frame.drop(index=list(bad)).reindex(frame.index)["contact_id"].duplicated() & ~frame.index.isin(bad)
    ]:
        findings.append((row, "contact_id", "key_duplicate"))
        bad.add(row)
    clean = frame.drop(index=list(bad))
    table_of_findings = pd.DataFrame(findings, columns=["row", "column", "rule"])
    return {"clean": len(clean), "aside": len(bad), "findings": len(table_of_findings)}


def measured(side: str, path: str) -> None:
    """Run one side and print what it did, its time and its peak memory."""
    start = time.perf_counter()
    told = {"package": package, "plain": plain}[side](Path(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({**told, "seconds": round(time.perf_counter() - start, 2), "peak_gb": round(peak, 2)}))


def main() -> None:
    """Write the file, run both sides, print the ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kontakte.csv"
        write_contacts(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB, cp1252")
        seconds = {}
        for side in ("package", "plain"):
            run = subprocess.run(
                [sys.executable, __file__, side, str(path)], capture_output=True, text=True, check=True
            )
            told = json.loads(run.stdout.splitlines()[-1])
            seconds[side] = told["seconds"]
            print(f"{side:8} {told}")
        print(f"ratio (plain / package): {seconds['plain'] / seconds['package']:.1f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measured(sys.argv[1], sys.argv[2])
    else:
        main()
