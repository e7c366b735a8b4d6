"""Several tests at once: adjust p within a family that was named beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, floats, one_of

#: Our word → statsmodels' word.
METHODS = {
    "holm": "holm",
    "bonferroni": "bonferroni",
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "bh": "fdr_bh",
    "by": "fdr_by",
}


def adjust(p: Any, method: str = "holm") -> Floats:
    """Adjust p values for their number; missing ones stay missing and do not count.

    Parameters
    ----------
    p : array
        The p values of one declared family.
    method : {"holm", "bonferroni", "hochberg", "hommel", "bh", "by"}
        Holm for families named beforehand, BH (false discovery rate) for exploratory screens. Case does not matter.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    InputError
        A p outside 0 to 1, an unknown method.

    References
    ----------
    Holm 1979; Benjamini & Hochberg 1995; equals R p.adjust.

    Examples
    --------
    >>> adjust([0.01, None, 0.03, 0.005])
    array([0.02 ,   nan, 0.03 , 0.015])
    """
    from statsmodels.stats.multitest import multipletests

    one_of("method", method.lower(), tuple(METHODS))
    values = np.atleast_1d(floats("p", p))
    here = ~np.isnan(values)
    if np.any((values[here] < 0) | (values[here] > 1)):
        raise InputError("p liegt nicht zwischen 0 und 1.", "p does not lie between 0 and 1.")
    adjusted = np.full(values.shape, np.nan)
    if here.any():
        adjusted[here] = multipletests(values[here], method=METHODS[method.lower()])[1]
    return adjusted
