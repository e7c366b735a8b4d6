"""The scan of finished files: what must not be in any report, table, notebook, alternative text or metadata.

It reads the files themselves and knows nothing of how they were made.
"""

from __future__ import annotations

from evaluation.release.scan.files import scan
from evaluation.release.scan.problems import Problem
from evaluation.release.scan.secrets import Secrets
from evaluation.release.scan.study import scan_reports, secrets_of

__all__ = ["Problem", "Secrets", "scan", "scan_reports", "secrets_of"]
