"""Where the clients of a contact live: municipality and its size class."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators._count import frame


def size_classes(municipality: Any) -> Any:
    """ags8 and bbsr_gemeindetyp of every municipality, as of the latest territorial status told."""
    rows = frame(municipality).filter(~nw.col("bbsr_gemeindetyp").is_null())
    names = rows.collect_schema().names()
    if "gebietsstand" in names:
        latest = rows.group_by("ags8").agg(latest=nw.col("gebietsstand").max())
        rows = rows.join(latest, on="ags8", how="inner").filter(nw.col("gebietsstand") == nw.col("latest"))
    return rows.group_by("ags8").agg(bbsr_gemeindetyp=nw.col("bbsr_gemeindetyp").max())


def with_residence_class(consultation: Any, municipality: Any = None) -> Any:
    """Contacts with residence_class: as delivered, else that of the municipality of residence; as the frame came."""
    contacts = frame(consultation)
    names = contacts.collect_schema().names()
    if municipality is None or "residence_ags8" not in names:
        return contacts.to_native()
    classes = size_classes(municipality).rename({"ags8": "residence_ags8", "bbsr_gemeindetyp": "class_of_ags8"})
    joined = contacts.join(classes, on="residence_ags8", how="left")
    if "residence_class" in names:
        told = nw.coalesce(nw.col("residence_class"), nw.col("class_of_ags8"))
        return joined.with_columns(residence_class=told).drop("class_of_ags8").to_native()
    return joined.rename({"class_of_ags8": "residence_class"}).to_native()
