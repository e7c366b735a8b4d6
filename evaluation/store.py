"""What a study keeps between runs: clean tables, findings, the cache of deliveries and the record of a run."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import StudyError
from evaluation.provenance import code_hash, file_hash, key, read_json, versions, write_atomic, write_json
from evaluation.study import Study

if TYPE_CHECKING:
    import polars as pl

    from evaluation.reporting.make import Outcome
    from evaluation.sources import Clean, Delivery, Loaded

PRIVATE = 0o600


def words(text: str, allowed: Sequence[str], option: str) -> tuple[str, ...]:
    """The comma-separated words of an option, each once and each one of the allowed; empty means all."""
    chosen = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in chosen:
        if word not in allowed:
            names = ", ".join(allowed)
            raise StudyError(
                f"{option}: {word!r} gehört nicht zur Studie. Erlaubt: {names}.",
                f"{option}: {word!r} is not part of the study. Allowed: {names}.",
            )
    return chosen or tuple(allowed)


def numbers(text: str, allowed: Sequence[int]) -> tuple[int, ...]:
    """The years named on the command line, each one of the study's."""
    return tuple(int(word) for word in words(text, [str(year) for year in allowed], "--year"))


def study_hash(study: Study) -> str:
    """Hash of study.toml and of the study's own chapters and indicators."""
    own = [path for folder in ("notebooks", "indicators") for path in (study.root / folder).rglob("*.*")]
    return key(*(file_hash(path) for path in [study.root / "study.toml", *sorted(own)] if path.is_file()))


def site_name(study: Study, site: str) -> str:
    """The site's name as printed; the comparison is called so."""
    return next((s.name for s in study.sites if s.id == site), "Vergleich / comparison")


def protect(folder: Path) -> Path:
    """Make a folder that only its owner may enter. On Windows the rights of the folder above decide."""
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    return folder


def save_frame(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame as Parquet that only its owner may read, whole or not at all."""
    protect(path.parent)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    scratch.touch(mode=PRIVATE)
    frame.write_parquet(scratch)
    os.replace(scratch, path)


def load_cached(
    study: Study, deliveries: Sequence[Delivery], load: Callable[[Delivery, Study], Loaded]
) -> list[Loaded]:
    """Load deliveries; one whose files, study and code are unchanged comes from the protected cache.

    What no present delivery uses is deleted: the cache never outlives the delivery.
    """
    cache = protect(study.protected / "cache")
    settings = (study_hash(study), code_hash())
    paths = [cache / f"{key(asdict(delivery), *settings)}.pickle" for delivery in deliveries]
    for old in set(cache.glob("*.pickle")) - set(paths):
        old.unlink()
    return [_load(study, delivery, path, load) for delivery, path in zip(deliveries, paths, strict=True)]


def _load(study: Study, delivery: Delivery, path: Path, load: Callable[[Delivery, Study], Loaded]) -> Loaded:
    if path.exists():
        try:
            known: Loaded = pickle.loads(path.read_bytes())
            return known
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError):
            path.unlink()  # torn or from another version of a library: read the delivery itself again
    loaded = load(delivery, study)
    write_atomic(path, pickle.dumps(loaded), PRIVATE)
    return loaded


def is_whole(study: Study, folders: Iterable[Path]) -> bool:
    """Whether the released results and all these bundles are still there."""
    return (study.released / "results.parquet").exists() and all((f / "results.parquet").exists() for f in folders)


def remove_bundles_of_others(study: Study, sites: Sequence[str]) -> None:
    """Delete bundles of years and sites that study.toml does not name any more."""
    for folder in (study.released / "bundles").glob("*/*"):
        if folder.name not in sites or folder.parent.name not in {str(year) for year in study.years}:
            shutil.rmtree(folder)


def save_clean(study: Study, cleaned: Clean) -> None:
    """Write clean tables, findings and row counts under data_processed/."""
    from evaluation.sources import findings_frame

    for name, frame in cleaned.tables.items():
        save_frame(study.protected / "tables" / f"{name}.parquet", frame)
    findings = findings_frame(cleaned.findings)
    save_frame(study.protected / "findings.parquet", findings)
    text = findings.write_csv(separator=";").encode("utf-8-sig")
    write_atomic(study.root / "data_processed" / "findings.csv", text, PRIVATE)
    write_json(study.protected / "rows.json", [asdict(row) for row in cleaned.rows], PRIVATE)


def blocking(cleaned: Clean) -> list[tuple[str, str]]:
    """Place and sentence (de, en) of the findings that kept a delivery or file from loading."""
    found = []
    for finding in cleaned.findings:
        if finding.severity == "blocks":
            place = " · ".join(part for part in (finding.delivery, finding.file) if part)
            found.append((f"{place}: {finding.de}" if place else finding.de, finding.en))
    return found


class RunRecord:
    """reports/<year>/run.json: what each report was made from and what became of it, written after every report."""

    def __init__(self, study: Study, year: int, folder: Path | None = None) -> None:
        self.path = (folder or study.reports / str(year)) / "run.json"
        self.root = study.root
        record = read_json(self.path)
        known = {site.id for site in study.sites} | {"comparison"}
        reports: dict[str, dict[str, Any]] = record.get("reports", {})
        self.reports = {name: entry for name, entry in reports.items() if entry["site"] in known}
        self.head = {"study": study.id, "year": year, "study_hash": study_hash(study), "code_hash": code_hash()}

    def finished(self, task_key: str) -> dict[str, str] | None:
        """Paths of the report made from exactly this, if it exists whole."""
        for entry in self.reports.values():
            if entry["key"] == task_key and entry["status"] != "failed":
                paths: dict[str, str] = entry["paths"]
                if paths and all((self.root / path).exists() for path in paths.values()):
                    return {name: str(self.root / path) for name, path in paths.items()}
        return None

    def add(self, outcome: Outcome) -> None:
        """Record an outcome and write the file, so that an interrupted run resumes here."""
        entry = asdict(outcome)
        entry["paths"] = {name: self._relative(path) for name, path in outcome.paths.items()}
        self.reports[f"{outcome.site}.{outcome.lang}"] = entry
        write_json(self.path, self.head | {"versions": versions(), "reports": self.reports})

    def outcomes(self) -> Iterable[dict[str, Any]]:
        """All recorded reports of the year, those of earlier runs included."""
        return self.reports.values()

    def _relative(self, path: str) -> str:
        return Path(path).resolve().relative_to(self.root).as_posix()
