"""Two to four points in time: exact comparison of years, without the word trend."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.stats._inputs import Floats, TooFew, numbers, same_length
from evaluation.stats.multiple import adjust
from evaluation.stats.two_groups import rate_ratio_exact, rate_ratio_p

if TYPE_CHECKING:
    import pandas as pd


def compare_years(x: Any, exposure: Any, years: Any, confidence: float = 0.95) -> pd.DataFrame:
    """Exact rate ratios of consecutive years and of the last against the first, within one site.

    Parameters
    ----------
    x, exposure : array
        Independent persons (not contacts) and population or time per year.
    years : array
        Their names, in time order.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        from, to, value (later/earlier), low, high, confidence, method ``"rate_ratio_exact"``, p, p_holm (family: the
        rows of this table).

    Raises
    ------
    TooFew
        Fewer than two years.

    References
    ----------
    Exact conditional ratio as in R poisson.test; Holm 1979.

    Examples
    --------
    >>> compare_years([10, 23, 20], [1, 1, 1], [2022, 2023, 2024])[["from", "to", "p"]].round(3).to_dict("list")
    {'from': [2022, 2023, 2022], 'to': [2023, 2024, 2024], 'p': [0.035, 0.761, 0.099]}
    """
    import pandas as pd

    x, exposure = numbers("x", x), numbers("exposure", exposure)
    labels = list(years)
    same_length(x=x, exposure=exposure, years=np.arange(len(labels), dtype=float))
    if len(labels) < 2:
        raise TooFew("Ein Vergleich braucht zwei Jahre.", "A comparison needs two years.")
    pairs = [(i, j) for i, j in combinations(range(len(labels)), 2) if j == i + 1 or (i == 0 and j == len(labels) - 1)]
    pairs.sort(key=lambda pair: (pair[1] - pair[0] > 1, pair))
    before, after = (np.array(side) for side in zip(*pairs, strict=True))
    ratio = rate_ratio_exact(x[after], exposure[after], x[before], exposure[before], confidence)
    p = [rate_ratio_p(x[j], exposure[j], x[i], exposure[i]) for i, j in pairs]
    names = pd.DataFrame({"from": [labels[i] for i in before], "to": [labels[j] for j in after]})
    return pd.concat([names, ratio], axis=1).assign(p=p, p_holm=adjust(p))


def smallest_rise(x: Any, alpha: float = 0.05) -> Floats:
    """Smallest count of the next year that is a rise beyond chance (exact, equal exposure); for the reading aid.

    Parameters
    ----------
    x : array of whole numbers
        Persons this year.
    alpha : float
        Two-sided level.

    Examples
    --------
    >>> smallest_rise([3, 5, 8, 10, 15, 20, 30, 50, 100])
    array([ 12.,  15.,  20.,  23.,  29.,  36.,  49.,  73., 131.])
    """
    found = []
    for count in numbers("x", x):
        later = count + 1
        while rate_ratio_p(later, 1, count, 1) > alpha:
            later += 1
        found.append(later)
    return np.array(found, dtype=np.float64)
