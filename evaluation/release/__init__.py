"""The one door: counts in, released results out.

`release` applies disclosure control to the counts, computes value, interval and status from what it releases, and
says for every result whether sites and years may be compared. A disclosure rule is one function in `rules`.
"""

from __future__ import annotations

from evaluation.release.gate import Released as Released
from evaluation.release.gate import release as release
