"""Numbers in, numbers out: estimates, intervals and verdicts that know no site and no file.

One family a module: `intervals`, `standardise`, `areas`, `change`, `comparison`, `scales`, `composition`,
`multinomial`. Import the family that you need; nothing heavy is loaded here. `TooFew` and `Refused` are the two ways
in which a function declines to answer; both carry the reason in German and English.
"""

from evaluation.stats._inputs import Refused, TooFew
from evaluation.stats._interval import Interval

__all__ = ["Interval", "Refused", "TooFew"]
