"""The audit: an attacker who knows everything that is published, and nothing else, tries to work out what is hidden.

It works from the published figures, not from the pattern of the suppression, and shares no code with it. What it
finds out (the bounds of hidden cells) is protected.
"""

from __future__ import annotations

from evaluation.release.audit.constraints import rounded, rounded_share, sums
from evaluation.release.audit.documents import blame, leak_error
from evaluation.release.audit.structure import Structure, structure
from evaluation.release.audit.verdict import Audit, audit, ranges

__all__ = [
    "Audit",
    "Structure",
    "audit",
    "blame",
    "leak_error",
    "ranges",
    "rounded",
    "rounded_share",
    "structure",
    "sums",
]
