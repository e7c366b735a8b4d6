"""The bundle of a report: the only things its kernel can see, all of them released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import ReportError
from evaluation.languages import LANGUAGES, text
from evaluation.provenance import file_hash, read_json, versions, write_atomic, write_json

if TYPE_CHECKING:
    import pandas as pd

    from evaluation.study import Study

COMPARISON = "comparison"
FRAMES = ("results", "changes", "comparability")
DOCUMENTS = ("study", "deliveries", "definitions", "provenance")
KEYS = ("site", "site_a", "site_b", "period", "reporting_year", "previous_year", "indicator", "breakdown", "category")
BASIS = ("purpose", "legal_basis", "retention_until")
ROWS = ("rows_in", "rows_clean", "rows_set_aside")


@dataclass(frozen=True)
class Bundle:
    """What a report may know.

    Parameters
    ----------
    results, changes, comparability : pandas.DataFrame
        Released tables, cut to the report's site and to the years up to its own.
    study : dict
        Title page, sites, events, years, rules of disclosure, expectations.
    deliveries : list of dict
        Per delivery: id, sites, years, sender, received, tables, rows, counting rule, and findings by rule.
    definitions : dict
        Indicator id to its printed definition.
    provenance : dict
        Version, parameters, check sums of the inputs.
    """

    results: pd.DataFrame
    changes: pd.DataFrame
    comparability: pd.DataFrame
    study: dict[str, Any]
    deliveries: list[dict[str, Any]]
    definitions: dict[str, Any]
    provenance: dict[str, Any]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Findings of all deliveries by rule, with how often each occurred."""
        return [finding | {"delivery": entry["id"]} for entry in self.deliveries for finding in entry["findings"]]


def write_bundle(
    folder: str | Path, study: Study, site: str, year: int, *, released: Any, cleaned: Any, marks: Mapping[str, Any]
) -> Path:
    """Write the bundle of one report.

    A site's report sees its own site only, the comparison all sites; neither sees later years. The same content gives
    the same bytes, so that a bundle's hash tells whether its report has to be made again.

    Parameters
    ----------
    folder : path
        Where to; it is made if it does not exist.
    study : Study
    site : str
        Site id, or "comparison".
    year : int
        Year of the report.
    released : Released
        With `results`, `changes` and `comparability`.
    cleaned : Clean
        With `tables["delivery"]` (T37) and `findings`.
    marks : mapping
        Indicator id to an indicator with `mark`, `tables` and `theme`.

    Returns
    -------
    Path
        The folder.
    """
    folder = Path(folder)
    listed = _deliveries(cleaned, site, year, study)
    frames = {"results": _cut(released.results, "period", site, year),
              "changes": _cut(released.changes, "period", site, year),
              "comparability": _cut_pairs(released.comparability, site, year)}  # fmt: skip
    documents: dict[str, Any] = {
        "study": _study(study), "deliveries": listed, "definitions": _definitions(marks),
        "provenance": _provenance(cleaned, listed, site, year, study),
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        write_atomic(folder / f"{name}.parquet", frame.reset_index(drop=True).to_parquet(index=False))
    for name, document in documents.items():
        write_json(folder / f"{name}.json", document)
    return folder


def read_bundle(folder: str | Path = ".") -> Bundle:
    """Read the bundle in a folder.

    Raises
    ------
    ReportError
        If a part of it is missing.
    """
    import pandas as pd

    folder = Path(folder)
    names = [*(f"{name}.parquet" for name in FRAMES), *(f"{name}.json" for name in DOCUMENTS)]
    missing = ", ".join(name for name in names if not (folder / name).exists())
    if missing:
        raise ReportError(
            f"Dem freigegebenen Bündel fehlt: {missing}. Bitte »evaluation release« ausführen.",
            f"The released bundle lacks: {missing}. Run `evaluation release`.",
        )
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in FRAMES}
    documents: dict[str, Any] = {name: read_json(folder / f"{name}.json") for name in DOCUMENTS}
    return Bundle(**frames, **documents)


def document_metadata(folder: str | Path, language: str) -> dict[str, str]:
    """Metadata of a report's documents: the day of the last delivery, authors, subject.

    The date is that of the data, not of the day on which the report is made; so equal data make equal files.
    """
    study, deliveries = read_json(Path(folder) / "study.json"), read_json(Path(folder) / "deliveries.json")
    days = [str(entry["received"]) for entry in deliveries if entry.get("received")]
    years = study.get("years") or [1970]
    title = study.get("title") or {}
    return {
        "date": max(days, default=f"{max(years)}-12-31"),
        "author": ", ".join(study.get("authors") or ()),
        "subject": str(title.get(language) or title.get("de") or ""),
    }


def _cut(frame: pd.DataFrame, column: str, site: str, year: int) -> pd.DataFrame:
    found = frame[frame[column].str[:4].astype(int) <= year]
    return _ordered(found if site == COMPARISON else found[found["site"] == site])


def _cut_pairs(frame: pd.DataFrame, site: str, year: int) -> pd.DataFrame:
    found = frame[frame["reporting_year"] <= year]
    return _ordered(found if site == COMPARISON else found[(found["site_a"] == site) | (found["site_b"] == site)])


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows sorted by what they are about, so that the same rows always are the same bytes."""
    return frame.sort_values([name for name in KEYS if name in frame.columns], kind="stable")


def _study(study: Study) -> dict[str, Any]:
    """The study file without the place where it lies."""
    content = {name: value for name, value in asdict(study).items() if name != "root"}
    stamps = {lang: [stamp(study.synthetic, lang)] for lang in LANGUAGES}
    return content | {"stamps": stamps}


def stamp(synthetic: bool, lang: str) -> str:
    """The mark on every page: synthetic data, or that nothing is cleared for publication.

    Examples
    --------
    >>> stamp(True, "en")
    'Synthetic data: everything here is invented'
    """
    if synthetic:
        return text("Synthetische Daten: alle Angaben sind erfunden", lang)
    return text("Nicht zur Veröffentlichung freigegeben", lang)


def _definitions(marks: Mapping[str, Any]) -> dict[str, Any]:
    printed = ("title", "definition", "unit", "source")
    found: dict[str, Any] = {}
    for name, entry in marks.items():
        mark = {key: value for key, value in asdict(entry.mark).items() if key not in printed}
        words = {key: {lang: text(getattr(entry.mark, key), lang) for lang in LANGUAGES} for key in printed}
        tables = [] if entry.derived else [*entry.tables, *getattr(entry, "optional_tables", ())]
        found[name] = mark | words | {"theme": getattr(entry, "theme", ""), "tables": tables}
    return found


def _deliveries(cleaned: Any, site: str, year: int, study: Study) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in cleaned.tables["delivery"].sort("delivery_id", "file", "sheet", nulls_last=True).to_dicts():
        sites = [name.strip() for name in str(row["site"] or "").split(",") if name.strip()]
        if site != COMPARISON and site not in sites:
            continue
        entry = found.setdefault(row["delivery_id"], {
            "id": row["delivery_id"], "sites": sites, "years": [], "sender": row["sender"],
            "received": row["received"], "counting_rule": row["counting_rule"], "tables": [], "files": [],
            **{name: row.get(name) for name in BASIS}, **dict.fromkeys(ROWS, 0),
        })  # fmt: skip
        entry["years"] = sorted({*entry["years"], *_years(row, cleaned, study)})
        entry["tables"] = sorted({*entry["tables"], row["table_name"]})
        entry["files"].append({"file": row["file"], "sha256": row["file_hash"]})
        for name in ROWS:
            entry[name] += int(row[name] or 0)
    listed = [entry for entry in found.values() if not entry["years"] or min(entry["years"]) <= year]
    return [entry | {"findings": _findings(cleaned.findings, entry["id"], site)} for entry in listed]


def _years(row: Mapping[str, Any], cleaned: Any, study: Study) -> Iterable[int]:
    """The years of a delivered file: as told, or those of its rows where it holds several."""
    if row["year"] is not None:
        return [int(row["year"])]
    frame = cleaned.tables.get(row["table_name"])
    if frame is None or "delivery" not in frame.columns:
        return []
    rows = frame.filter(frame["delivery"] == row["delivery_id"])
    return sorted({int(year) for year in rows["year"].drop_nulls().unique()} & set(study.years))


def _findings(findings: Iterable[Any], delivery: str, site: str) -> list[dict[str, Any]]:
    """Findings of a delivery by rule and sentence; places and rows stay with the research team."""
    merged: dict[tuple[str, str, str, str], int] = {}
    for finding in findings:
        if finding.delivery == delivery and (site == COMPARISON or finding.site in ("", site)):
            key = (finding.rule, finding.severity, finding.de, finding.en)
            merged[key] = merged.get(key, 0) + finding.count
    names = ("rule", "severity", "de", "en")
    return [dict(zip(names, key, strict=True)) | {"count": count} for key, count in sorted(merged.items())]


def _provenance(
    cleaned: Any, listed: Iterable[Mapping[str, Any]], site: str, year: int, study: Study
) -> dict[str, Any]:
    inputs = {f"{entry['id']}/{file['file']}": file["sha256"] for entry in listed for file in entry["files"]}
    settings = study.root / "study.toml"
    if settings.exists():
        inputs["study.toml"] = file_hash(settings)
    found = versions()
    rules = asdict(study.disclosure)
    return {"version": found["begleitforschung"], "versions": found, "inputs": inputs,
            "parameters": {"site": site, "year": year, **rules}}  # fmt: skip
