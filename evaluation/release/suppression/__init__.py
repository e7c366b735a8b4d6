"""Secondary suppression: which cells beside the small ones must be hidden, so that nobody can work them out.

`problem` states cells and relations, `suppress` finds the cheapest safe pattern. Nothing here knows a site, an
indicator or a file. The audit (`evaluation.release.audit`) attacks the result anew and shares no code with it.
"""

from __future__ import annotations

from evaluation.release.suppression.problem import Problem as Problem
from evaluation.release.suppression.problem import problem as problem
from evaluation.release.suppression.solve import Pattern as Pattern
from evaluation.release.suppression.solve import suppress as suppress
