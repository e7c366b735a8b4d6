"""The content of each site's data check: deliveries, row counts, findings, filled cells. No cell value of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.provenance import write_json
from evaluation.reporting.data_check import FILE
from evaluation.study import Site, Study

if TYPE_CHECKING:
    from evaluation.sources import Clean, Delivery

FOUND = ("delivery", "file", "sheet", "row", "column", "rule", "severity", "count", "de", "en")


def write_checks(study: Study, cleaned: Clean, deliveries: Sequence[Delivery]) -> None:
    """Write protected/check/<site>/check.json for every site of the study."""
    for site in study.sites:
        own = [delivery for delivery in deliveries if site.id in delivery.sites]
        content = _check(study, site, cleaned, own)
        write_json(folder(study, site.id) / FILE, content, mode=0o600)


def folder(study: Study, site: str) -> Path:
    """Folder that a site's data check runs in."""
    return study.protected / "check" / site


def _check(study: Study, site: Site, cleaned: Clean, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    ids = {delivery.id for delivery in deliveries}
    findings = [asdict(f) for f in cleaned.findings if f.site == site.id or f.delivery in ids]
    return {
        "name": site.name,
        "title": study.title,
        "synthetic": study.synthetic,
        "date": max((delivery.received for delivery in deliveries), default=None),
        "deliveries": [_delivery(delivery) for delivery in deliveries],
        "rows": _rows(cleaned, ids),
        "findings": [{name: finding[name] for name in FOUND} for finding in findings],
        "completeness": _completeness(cleaned, site.id),
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "sender": delivery.sender,
        "received": delivery.received.isoformat(),
        "legal_basis": delivery.legal_basis,
        "counting_rule": delivery.counting_rule or "",
        "retention_until": delivery.retention_until.isoformat(),
    }


def _rows(cleaned: Clean, ids: set[str]) -> dict[str, list[int]]:
    totals: dict[str, list[int]] = {}
    for row in cleaned.rows:
        if row.delivery in ids:
            total = totals.setdefault(row.table, [0, 0, 0])
            for place, number in enumerate((row.rows_in, row.rows_clean, row.rows_set_aside)):
                total[place] += number
    return dict(sorted(totals.items()))


def _completeness(cleaned: Clean, site: str) -> dict[str, dict[str, tuple[int, int]]]:
    """Filled and expected cells per table and column; columns that are empty throughout are left out."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for name, frame in sorted(cleaned.tables.items()):
        own = frame.filter(frame["site"] == site) if name != "delivery" else frame.clear()
        columns = [column for column in own.columns if column not in ("site", "year", "delivery")]
        filled = {column: own.height - own[column].null_count() for column in columns}
        kept = {column: (number, own.height) for column, number in filled.items() if number}
        if kept:
            found[name] = kept
    return found
