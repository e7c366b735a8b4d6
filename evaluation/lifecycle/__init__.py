"""The life of deliveries: the register of what was processed on which legal basis, retention, deletion.

Everything lies under data_processed/protected. Person tables are deleted when the retention of their delivery has
ended; released results, counts, check sums and the log of deletions stay.
"""

from __future__ import annotations

from evaluation.lifecycle.kept import keep_once, with_kept_counts, with_kept_deliveries
from evaluation.lifecycle.register import REGISTER, read_register, write_register
from evaluation.lifecycle.retention import (
    LOG,
    Due,
    Purge,
    ended,
    person_tables,
    purge,
    purged,
    read_log,
    seal,
    without_purged,
)

__all__ = [
    "LOG",
    "REGISTER",
    "Due",
    "Purge",
    "ended",
    "keep_once",
    "person_tables",
    "purge",
    "purged",
    "read_log",
    "read_register",
    "seal",
    "with_kept_counts",
    "with_kept_deliveries",
    "without_purged",
    "write_register",
]
