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

    place = Place(delivery.id, delivery.site, None, file.name, file.sheet)
    try:
        return formats()[file.format].read(file, delivery, study)
    except OSError:
        finding = found("file_no_access", place)
    except Exception as error:  # whatever a broken file provokes must not stop the other files
        # The error's own text may hold a value: only the place in the program is told.
        finding = found("reader_failed", place, detail=_program_place(error))
    return refused(file, TABLES[file.table], file.sheet, [finding])


def _program_place(error: Exception) -> str:
    """Module and line of this package in which an error arose."""
    from pathlib import Path
    from traceback import extract_tb

    root = Path(__file__).parents[1]
    own = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(root)]
    return f"{Path(own[-1].filename).relative_to(root).as_posix()}:{own[-1].lineno}"
