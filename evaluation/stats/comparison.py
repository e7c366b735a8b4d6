"""Comparing sites and types: the verdict, the exact tests behind it, and the sensitivity checks beside it."""

from evaluation.stats.cr2 import cr2
from evaluation.stats.equivalence import Equivalence, equivalence, equivalence_of_estimate
from evaluation.stats.mixed import RandomIntercept, random_intercept
from evaluation.stats.multiple import adjust
from evaluation.stats.permutation import (
    Permutation,
    permutation_exact,
    permutation_floor,
    permutation_interval,
    sign_flip_exact,
)
from evaluation.stats.single_site import SingleSite, crawford_howell
from evaluation.stats.sites import collapse_sites, collapsed_t, leave_one_out
from evaluation.stats.verdict import Verdict, smallest_p, verdict
from evaluation.stats.wild_cluster import wild_cluster

__all__ = [
    "Equivalence",
    "Permutation",
    "RandomIntercept",
    "SingleSite",
    "Verdict",
    "adjust",
    "collapse_sites",
    "collapsed_t",
    "cr2",
    "crawford_howell",
    "equivalence",
    "equivalence_of_estimate",
    "leave_one_out",
    "permutation_exact",
    "permutation_floor",
    "permutation_interval",
    "random_intercept",
    "sign_flip_exact",
    "smallest_p",
    "verdict",
    "wild_cluster",
]
