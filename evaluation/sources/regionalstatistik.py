"""Table CSV of Regionalstatistik.de as really published → context_figure (population, area)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from evaluation.cleaning import ROW, Place, found
from evaluation.errors import DeliveryError
from evaluation.findings import Finding
from evaluation.sources._regional_table import RegionalTable as RegionalTable
from evaluation.sources._regional_table import margins as margins
from evaluation.sources._regional_table import parse
from evaluation.sources.encodings import to_utf8
from evaluation.sources.loaded import Part
from evaluation.sources.template import refused
from evaluation.tables import TABLES
from evaluation.tables.frames import polars_schema

if TYPE_CHECKING:
    from evaluation.sources.delivery import DeliveredFile, Delivery
    from evaluation.study import Study

FORMAT = "regionalstatistik"
TABLES_READ = ("context_figure",)
SUFFIXES = (".csv", ".txt")

FIGURES: dict[str, dict[str, tuple[str, str]]] = {
    "12411": {
        "insgesamt": ("population", "Personen"),
        "männlich": ("population_male", "Personen"),
        "weiblich": ("population_female", "Personen"),
    },
    "11111": {"gebietsfläche": ("area_km2", "km²")},
}
"""Statistic to feature (last level of the header) to figure (CLKX) and unit."""


def read_table(path: str | Path) -> RegionalTable:
    """Read a table as downloaded from Regionalstatistik.

    Parameters
    ----------
    path : path
        The CSV file, unchanged.

    Returns
    -------
    RegionalTable
        Title, source, licence, time stamp, notes and the long frame.

    Raises
    ------
    DeliveryError
        If the file is empty, damaged or laid out in another way.
    """
    return _parsed(Path(path), Place(file=Path(path).name))[0]


def _parsed(path: Path, place: Place) -> tuple[RegionalTable, list[Finding]]:
    data, findings = to_utf8(path.read_bytes(), place)
    blocking = [finding for finding in findings if finding.severity == "blocks"]
    if blocking:
        raise DeliveryError(blocking[0].de, blocking[0].en)
    return parse(data.decode("utf-8")), findings


def read(file: DeliveredFile, delivery: Delivery, study: Study) -> Part:
    """Read one table of a delivery into context_figure, for the areas of the delivery's sites."""
    table = TABLES["context_figure"]
    place = Place(delivery.id, delivery.site, None, file.name)
    try:
        regional, findings = _parsed(delivery.folder / file.name, place)
    except DeliveryError as error:
        return refused(file, table, "", [found("table_layout", place, detail=(error.de, error.en))])
    figures = FIGURES.get(regional.code.split("-", 1)[0])
    if figures is None:
        known = ", ".join(sorted(FIGURES))
        detail = (f"{regional.code} (bekannt: {known})", f"{regional.code} (known: {known})")
        return refused(file, table, "", [found("table_not_mapped", place, detail=detail)])
    named = _named(regional, figures)
    assigned = named.join(_site_areas(delivery, study), on="ags", how="left", maintain_order="left")
    return _part(file, assigned, regional, (delivery, place, findings + _margin_findings(regional, place)))


def _named(regional: RegionalTable, figures: dict[str, tuple[str, str]]) -> pl.DataFrame:
    """The long rows of the figures that are taken over, with their names and units."""
    last = pl.coalesce(pl.col(name).replace("", None) for name in reversed(regional.features)).str.to_lowercase()
    figure = {feature: name for feature, (name, _) in figures.items()}
    unit = {feature: name for feature, (_, name) in figures.items()}
    named = regional.frame.with_columns(
        figure=last.replace_strict(figure, default=None, return_dtype=pl.String),
        unit=last.replace_strict(unit, default=None, return_dtype=pl.String),
    )
    return named.filter(pl.col("figure").is_not_null())


def _site_areas(delivery: Delivery, study: Study) -> pl.DataFrame:
    """Area keys of the sites: a site of single municipalities is never given the figures of its district."""
    pairs = [
        (site.id, ags)
        for site in study.sites
        if site.id in delivery.sites
        for ags in (site.gemeinde_ags8 or ((site.kreis_ags5,) if site.kreis_ags5 else ()))
    ]
    # Hamburg and Berlin stand in these tables under their two digits.
    pairs += [(site, ags[:2]) for site, ags in pairs if ags in ("02000", "11000", "02000000", "11000000")]
    return pl.DataFrame(pairs, schema={"site": pl.String, "ags": pl.String}, orient="row")


def _part(
    file: DeliveredFile, assigned: pl.DataFrame, regional: RegionalTable, told: tuple[Delivery, Place, list[Finding]]
) -> Part:
    delivery, place, findings = told
    year = assigned["ref_date"].dt.year()
    rule = (
        pl.when(pl.col("absent"))
        .then(pl.lit("area_abolished"))
        .when(pl.col("site").is_null())
        .then(pl.lit("area_not_in_study"))
        .when(~year.is_in(delivery.years).fill_null(False))
        .then(pl.lit("year_outside"))
    )
    marked = assigned.with_columns(_rules=rule, year=year.cast(pl.Int32))
    aside = marked.filter(pl.col("_rules").is_not_null())
    years = ", ".join(map(str, delivery.years))
    for (name,), group in aside.group_by("_rules", maintain_order=True):
        findings.append(found(str(name), place, count=group.height, detail=years if name == "year_outside" else ""))
    kept = marked.filter(pl.col("_rules").is_null())
    schema = polars_schema(TABLES["context_figure"])
    clean = kept.with_columns(
        delivery=pl.lit(delivery.id),
        site_id=pl.col("site"),
        area_name=pl.col("name"),
        table_code=pl.lit(regional.code),
        source=pl.lit(f"{regional.source or 'Statistische Ämter des Bundes und der Länder'}, Tabelle {regional.code}"),
        licence=pl.lit(regional.licence or None, pl.String),
    ).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    shown = aside.select(pl.col("row").alias(ROW), "_rules", "ags", "name", "ref_date", "figure", "value", "symbol")
    return Part(
        file.name,
        "",
        "context_figure",
        clean,
        kept["row"].alias(ROW),
        shown.cast({"ref_date": pl.String, "value": pl.String}),
        findings=tuple(findings),
    )


def _margin_findings(regional: RegionalTable, place: Place) -> list[Finding]:
    """A finding where the districts do not add up to the published total of Germany within rounding."""
    if not regional.districts().height:
        return []
    country = margins(regional).filter((pl.col("ags") == "DG") & (pl.col("difference").abs() > 1.0))
    return [found("margin_differs", place, count=country.height, detail=regional.code)] if country.height else []
