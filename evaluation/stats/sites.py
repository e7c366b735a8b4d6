"""Sites as the units of a comparison: collapse rows to site means, leave one site out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from evaluation.errors import InputError
from evaluation.stats._inputs import Refused, TooFew, numbers, probability
from evaluation.stats._interval import Interval

if TYPE_CHECKING:
    import pandas as pd


def collapse_sites(values: Any, sites: Any, types: Any) -> pd.DataFrame:
    """Reduce rows to one mean per site, because a comparison of sites counts sites.

    Parameters
    ----------
    values : array
    sites, types : array
        Site and its type per row; a site has one type.

    Returns
    -------
    pandas.DataFrame
        site, type, value (mean), n (rows), in the order of first appearance: never sorted by value.

    Raises
    ------
    InputError
        A site with two types, lengths that differ.

    Examples
    --------
    >>> collapse_sites([1, 3, 8], ["a", "a", "b"], ["rural", "rural", "small"])["value"].tolist()
    [2.0, 8.0]
    """
    import pandas as pd

    values, sites, types = numbers("values", values), list(sites), list(types)
    if not len(values) == len(sites) == len(types):
        raise InputError(
            "„values“, „sites“ und „types“ müssen gleich lang sein.", "'values', 'sites', 'types' differ in length."
        )
    frame = pd.DataFrame({"site": sites, "type": types, "value": values})
    if (frame.groupby("site", sort=False)["type"].nunique() > 1).any():
        raise InputError("Ein Standort hat zwei verschiedene Typen.", "A site has two different types.")
    grouped = frame.groupby("site", sort=False)
    return grouped.agg(type=("type", "first"), value=("value", "mean"), n=("value", "size")).reset_index()


def collapsed_t(values: Any, sites: Any, types: Any, confidence: float = 0.95) -> Interval:
    """Difference of two types from their site means, Student's t with G - 2 degrees of freedom (sensitivity only).

    Parameters
    ----------
    values, sites, types : array
        As in `collapse_sites`; exactly two types, at least four sites.
    confidence : float

    Returns
    -------
    Interval
        First type met minus the other; method ``"collapsed_t"``.

    Raises
    ------
    Refused
        Not two types, or a type with a single site.

    Examples
    --------
    >>> gap = collapsed_t([4, 5, 4.5, 1, 2, 1.5], list("abcdef"), ["x"] * 3 + ["y"] * 3)
    >>> round(gap.value, 3), round(gap.low, 3), round(gap.high, 3)
    (3.0, 1.867, 4.133)
    """
    probability("confidence", confidence)
    table = collapse_sites(values, sites, types)
    groups = [part["value"].to_numpy() for _, part in table.groupby("type", sort=False)]
    if len(groups) != 2 or min(len(g) for g in groups) < 2:
        raise Refused(
            "Zwei Typen mit je mindestens zwei Standorten sind nötig.",
            "Two types with at least two sites each are needed.",
        )
    first, second = groups
    df = len(first) + len(second) - 2
    pooled = (first.var(ddof=1) * (len(first) - 1) + second.var(ddof=1) * (len(second) - 1)) / df
    reach = float(special.stdtrit(df, 0.5 + confidence / 2) * np.sqrt(pooled * (1 / len(first) + 1 / len(second))))
    gap = float(first.mean() - second.mean())
    return Interval(gap, gap - reach, gap + reach, confidence, "collapsed_t")


def leave_one_out(values: Any, sites: Any, types: Any) -> pd.DataFrame:
    """Difference of two types' means of site means, with every site left out once.

    Parameters
    ----------
    values, sites, types : array
        As in `collapse_sites`; exactly two types.

    Returns
    -------
    pandas.DataFrame
        left_out (missing in the first row: all sites), value (first type met minus the other; missing where a type has
        no site left), sign_kept (does the difference keep its direction).

    Raises
    ------
    TooFew
        Not exactly two types.

    Examples
    --------
    >>> leave_one_out([4, 5, 1, 2], list("abcd"), ["x", "x", "y", "y"])["value"].tolist()
    [3.0, 3.5, 2.5, 2.5, 3.5]
    """
    import pandas as pd

    table = collapse_sites(values, sites, types)
    labels = list(dict.fromkeys(table["type"]))
    if len(labels) != 2:
        raise TooFew("Dafür braucht es genau zwei Typen.", "Exactly two types are needed for this.")
    rows = []
    for site in [None, *table["site"]]:
        rest = table[table["site"] != site]
        first, second = (rest.loc[rest["type"] == label, "value"].mean() for label in labels)
        rows.append((site, float(first - second)))
    frame = pd.DataFrame(rows, columns=["left_out", "value"])
    return frame.assign(sign_kept=np.sign(frame["value"]) == np.sign(frame.loc[0, "value"]))
