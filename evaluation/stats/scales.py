"""Agreement of raters and reliability of scales."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluation.stats._inputs import Floats, TooFew
from evaluation.stats.agreement import krippendorff as krippendorff
from evaluation.stats.reliability import cronbach_alpha as cronbach_alpha

if TYPE_CHECKING:
    import pandas as pd

#: Objects that a report wants before it speaks of agreement.
MIN_OBJECTS = 10


def icc(frame: Any, targets: str | None = None, raters: str | None = None, ratings: str | None = None) -> pd.DataFrame:
    """Intraclass correlations of several raters; for exchangeable raters who must agree in value read ``ICC(A,1)``.

    Parameters
    ----------
    frame : pandas.DataFrame or array
        Wide: a row per rated object, a column per rater. Long: with the three column names below.
        Objects that not every rater rated are left out.
    targets, raters, ratings : str, optional
        Columns of a long frame.

    Returns
    -------
    pandas.DataFrame
        Index ``ICC(1,1)``, ``ICC(A,1)``, ``ICC(C,1)``, ``ICC(1,k)``, ``ICC(A,k)``, ``ICC(C,k)``; columns value, low,
        high (95 %, not rounded), confidence, method, p, n_targets, n_raters. Perfect agreement has value 1
        and no limits.

    Raises
    ------
    TooFew
        Fewer than three complete objects or two raters, or all ratings alike.

    References
    ----------
    Shrout & Fleiss 1979, Psychol Bull 86:420-428; McGraw & Wong 1996; computed by pingouin.

    Examples
    --------
    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc(table)["value"].round(2).to_dict()
    {'ICC(1,1)': 0.17, 'ICC(A,1)': 0.29, 'ICC(C,1)': 0.71, 'ICC(1,k)': 0.44, 'ICC(A,k)': 0.62, 'ICC(C,k)': 0.91}
    """
    import pandas as pd

    table = pd.DataFrame(frame)
    if targets is not None:
        table = table.pivot_table(index=targets, columns=raters, values=ratings, observed=True)
    wide = table.astype(float).dropna().to_numpy()
    _check(wide)
    n, k = wide.shape
    found = _pingouin(wide)
    limits = np.vstack(found["CI95"].to_numpy())
    perfect = bool((wide == wide[:, :1]).all())
    return pd.DataFrame(
        {
            "value": 1.0 if perfect else found["ICC"].to_numpy(),
            "low": np.nan if perfect else limits[:, 0],
            "high": np.nan if perfect else limits[:, 1],
            "confidence": 0.95,
            "method": "icc_anova",
            "p": np.nan if perfect else found["pval"].to_numpy(),
            "n_targets": n,
            "n_raters": k,
        },
        index=pd.Index(found["Type"], name="type"),
    )


def _check(wide: Floats) -> None:
    n, k = wide.shape
    if n < 3 or k < 2:
        raise TooFew(
            f"Übereinstimmung braucht mindestens drei von allen bewertete Objekte und zwei Bewertende ({n} und {k}).",
            f"Agreement needs at least three objects rated by all and two raters ({n} and {k}).",
        )
    if np.ptp(wide) == 0:
        raise TooFew(
            "Alle Bewertungen sind gleich: ob Objekte unterscheidbar sind, lässt sich nicht schätzen.",
            "All ratings are alike: whether objects can be told apart cannot be estimated.",
        )


def _pingouin(wide: Floats) -> pd.DataFrame:
    """Call pingouin with unrounded limits, and leave its options as they were."""
    import pandas as pd
    import pingouin as pg

    n, k = wide.shape
    target, rater = (grid.ravel() for grid in np.indices((n, k)))
    long = pd.DataFrame({"target": target, "rater": rater, "rating": wide.ravel()})
    before = pg.options["round.column.CI95"]
    try:
        pg.options["round.column.CI95"] = None
        with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
            # pingouin 0.7 uses a pandas call that pandas 4 will drop; perfect agreement divides by zero.
            warnings.simplefilter("ignore")
            return pg.intraclass_corr(long, targets="target", raters="rater", ratings="rating")
    finally:
        pg.options["round.column.CI95"] = before


def pomp(values: Any, minimum: float, maximum: float) -> Floats:
    """Percent of the maximum possible score: 0 at the scale's lowest, 100 at its highest value.

    Parameters
    ----------
    values : number or array
        Scale means or item values.
    minimum, maximum : float
        Ends of the answer scale.

    References
    ----------
    Cohen, Cohen, Aiken & West 1999.

    Examples
    --------
    >>> pomp([1, 2.5, 4], 1, 4)
    array([  0.,  50., 100.])
    """
    from evaluation.errors import InputError
    from evaluation.stats._inputs import floats

    array = floats("values", values)
    if not minimum < maximum or np.any(array < minimum) or np.any(array > maximum):
        raise InputError(
            f"Werte außerhalb der Antwortskala {minimum} bis {maximum}.",
            f"Values outside the answer scale {minimum} to {maximum}.",
        )
    return np.asarray(100 * (array - minimum) / (maximum - minimum))
