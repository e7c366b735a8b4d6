"""What outlives a purge: counts and the entry of the delivery, so that released results stay as they were."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.lifecycle.register import PRIVATE_FILE, read_register
from evaluation.provenance import write_atomic
from evaluation.study import Study

if TYPE_CHECKING:
    import polars as pl

FOLDER = "kept"
_PURGED = "purged_delivery"
"""Column of the kept counts: the delivery that they came from."""


def keep(study: Study, deliveries: Collection[str]) -> None:
    """Keep the counts and the delivery entries (T37) of deliveries whose person tables are about to be deleted."""
    import polars as pl

    told = _read(study.protected / "tables" / "delivery.parquet")
    if told is not None:
        _add(study, "delivery", told.filter(pl.col("delivery_id").is_in(sorted(deliveries))))
    counts = _read(study.protected / "counts.parquet")
    if counts is None:
        return
    cells = pl.DataFrame(_site_years(study, deliveries), schema=[_PURGED, "site", "_year"], orient="row")
    yearly = counts.with_columns(_year=pl.col("period").str.slice(0, 4))
    _add(study, "counts", yearly.join(cells, on=["site", "_year"]).drop("_year"))


def keep_once(study: Study, deliveries: Collection[str]) -> None:
    """Keep counts and entries of deliveries that may not be loaded any more; what is kept already stays as it is."""
    kept = _read(study.protected / FOLDER / "delivery.parquet")
    new = set(deliveries) - (set() if kept is None else set(kept["delivery_id"]))
    if new:
        keep(study, new)


def with_kept_deliveries(study: Study, deliveries: pl.DataFrame) -> pl.DataFrame:
    """The table of deliveries with the entries of purged ones that were not delivered again."""
    import polars as pl

    kept = _read(study.protected / FOLDER / "delivery.parquet")
    if kept is None:
        return deliveries
    gone = kept.filter(~pl.col("delivery_id").is_in(deliveries["delivery_id"].implode()))
    return pl.concat([deliveries, gone.select(deliveries.columns)], how="vertical_relaxed")


def with_kept_counts(study: Study, counts: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The counts with those of purged deliveries in place of what is left of their sites and years.

    Parameters
    ----------
    study : Study
    counts : polars.DataFrame
        Counts of the tables that are still there.
    tables : mapping of name to polars.DataFrame
        Clean tables; a purged delivery that was delivered again counts again.
    """
    import polars as pl

    kept = _read(study.protected / FOLDER / "counts.parquet")
    if kept is None:
        return counts
    held = [frame["delivery"].unique() for name, frame in tables.items() if name != "delivery" and "delivery" in frame]
    loaded = sorted({str(name) for names in held for name in names})
    old = kept.filter(~pl.col(_PURGED).is_in(loaded)).drop(_PURGED)
    cells = ["site", "period", "indicator"]
    old = old.unique([*cells, "breakdown", "category"], maintain_order=True)
    rest = counts.join(old.select(cells).unique(), on=cells, how="anti", maintain_order="left")
    return pl.concat([rest, old.select(counts.columns)], how="vertical_relaxed")


def _site_years(study: Study, deliveries: Collection[str]) -> list[tuple[str, str, str]]:
    """Delivery, site and year of everything that these deliveries hold."""
    found: dict[tuple[str, str, str], None] = {}
    for row in read_register(study):
        if row["delivery_id"] in deliveries:
            years = [row["year"]] if row["year"] else [str(year) for year in study.years]
            for site in row["site"].split(", "):
                found |= dict.fromkeys((row["delivery_id"], site, year) for year in years)
    return list(found)


def _read(path: Path) -> pl.DataFrame | None:
    import polars as pl

    return pl.read_parquet(path) if path.exists() else None


def _add(study: Study, name: str, frame: pl.DataFrame) -> None:
    """Add rows to a kept table; what was kept before stays."""
    import polars as pl

    path = study.protected / FOLDER / f"{name}.parquet"
    before = _read(path)
    whole = frame if before is None else pl.concat([before, frame], how="diagonal_relaxed").unique(maintain_order=True)
    content = io.BytesIO()
    whole.write_parquet(content)
    write_atomic(path, content.getvalue(), PRIVATE_FILE)
