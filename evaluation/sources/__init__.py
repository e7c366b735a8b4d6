"""Raw deliveries to clean tables: discover, load, reconcile. One raw format a file of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.cleaning.rules import findings_frame
from evaluation.sources.delivery import DeliveredFile, Delivery, discover
from evaluation.sources.loaded import FileRows, Loaded, Part
from evaluation.sources.reconcile import Clean, reconcile

if TYPE_CHECKING:
    from evaluation.study import Study

__all__ = [
    "Clean",
    "DeliveredFile",
    "Delivery",
    "FileRows",
    "Loaded",
    "Part",
    "discover",
    "findings_frame",
    "load",
    "reconcile",
]


def load(delivery: Delivery, study: Study) -> Loaded:
    """Read and clean all files of a delivery.

    Returns
    -------
    Loaded
        Clean tables, rows set aside, findings and row counts; a file that cannot be read is a finding.
    """
    return Loaded(delivery, tuple(_part(file, delivery, study) for file in delivery.files))


def _part(file: DeliveredFile, delivery: Delivery, study: Study) -> Part:
    from evaluation.cleaning import Place, found
    from evaluation.sources._formats import formats
    from evaluation.sources.template import refused
    from evaluation.tables import TABLES

    try:
        return formats()[file.format].read(file, delivery, study)
    except Exception as error:  # whatever a broken file provokes must not stop the other files
        place = Place(delivery.id, delivery.site, None, file.name, file.sheet)
        # The error's own text may hold a value: only its kind is told.
        return refused(
            file, TABLES[file.table], file.sheet, [found("reader_failed", place, detail=type(error).__name__)]
        )
