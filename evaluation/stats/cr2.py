"""Cluster-robust standard errors for few sites: CR2 with Satterthwaite degrees of freedom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, Refused, floats, numbers, probability

if TYPE_CHECKING:
    import pandas as pd

NO_INFERENCE = "none_one_cluster"


def cr2(X: Any, y: Any, cluster: Any, confidence: float = 0.95) -> pd.DataFrame:
    """Least squares with bias-reduced cluster-robust errors, for before/after designs with few sites.

    A_g = (I - H_gg)^(-1/2), V = B(ΣX_g'A_g û_g û_g'A_g X_g)B, df from Satterthwaite's approximation.

    Parameters
    ----------
    X : pandas.DataFrame or array, shape (n, p)
        Design with its constant or site columns; column names become the index.
    y : array
    cluster : array
        Site of each row.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        value, low, high, confidence, method ``"cr2_satterthwaite"``, se, df, p. A column that sets one site apart
        (a site's own constant) has no error: method ``"none_one_cluster"``.

    Raises
    ------
    Refused
        Fewer than four sites, or a treatment that touches only one site: every cluster-robust error is then wrong
        (nominal 5 % tests reject 30-60 %); see `crawford_howell`.
    InputError
        Columns that depend on each other, lengths that differ.

    References
    ----------
    Bell & McCaffrey 2002; Pustejovsky & Tipton 2018; equals R clubSandwich (type CR2).

    Examples
    --------
    >>> change = [1.0, 2.0, 1.5, 4.0, 5.0, 4.5]
    >>> X = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    >>> cr2(X, change, list("abcdef")).loc[1, ["value", "se", "df"]].astype(float).round(4).to_dict()
    {'value': 3.0, 'se': 0.4082, 'df': 4.0}
    """
    import pandas as pd

    names = list(X.columns) if isinstance(X, pd.DataFrame) else list(range(np.shape(np.atleast_2d(X))[1]))
    design, y = np.atleast_2d(floats("X", X)), numbers("y", y)
    codes = site_codes(cluster)
    probability("confidence", confidence)
    check_design(design, y, codes)
    alone = _marks_one_site(design, codes)
    inverse = np.asarray(np.linalg.inv(design.T @ design), dtype=np.float64)
    coef = inverse @ design.T @ y
    parts = _adjusted(design, y - design @ coef, codes, inverse)
    se = np.sqrt(np.diag(inverse @ sum(np.outer(s, s) for _, _, s in parts) @ inverse))
    df = np.array([_satterthwaite(design, inverse, parts, j) for j in range(len(coef))])
    t = special.stdtrit(df, 0.5 + confidence / 2)
    with np.errstate(divide="ignore", invalid="ignore"):  # no spread within the groups: se 0
        p = 2 * special.stdtr(df, -np.abs(coef) / se)
    columns = {
        "value": coef,
        "low": coef - t * se,
        "high": coef + t * se,
        "confidence": confidence,
        "method": np.where(alone, NO_INFERENCE, "cr2_satterthwaite"),
        "se": se,
        "df": df,
        "p": p,
    }
    frame = pd.DataFrame(columns, index=pd.Index(names, name="term"))
    frame.loc[alone, ["low", "high", "se", "df", "p"]] = np.nan
    return frame


def site_codes(cluster: Any) -> Any:
    """Return the site of each row as 0, 1, 2 … in the order of first appearance."""
    labels = {site: code for code, site in enumerate(dict.fromkeys(cluster))}
    return np.array([labels[site] for site in cluster])


def check_design(design: Floats, y: Floats, codes: Any) -> None:
    """Refuse designs that do not fit together or whose coefficients cannot be determined."""
    if not len(design) == len(y) == len(codes) or not np.isfinite(design).all():
        raise InputError(
            "„X“, „y“ und „cluster“ müssen gleich lang und vollständig sein.",
            "'X', 'y' and 'cluster' must have the same length and no gaps.",
        )
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise InputError(
            "Die Spalten von „X“ hängen voneinander ab: ein Koeffizient ist nicht bestimmbar.",
            "The columns of 'X' depend on each other: a coefficient cannot be determined.",
        )
    if codes.max() < 3:
        raise Refused(
            f"{codes.max() + 1} Standorte: gruppenrobuste Fehler brauchen mindestens zwei mit und zwei ohne Maßnahme.",
            f"{codes.max() + 1} sites: cluster-robust errors need at least two treated and two control sites.",
        )


def _marks_one_site(design: Floats, codes: Any) -> Any:
    """Find two-valued columns that set one site apart; refuse if such a column can only be the treatment."""
    sites = codes.max() + 1
    dummy, partly, apart = (np.zeros(design.shape[1], dtype=bool) for _ in range(3))
    for j, column in enumerate(design.T):
        if len(np.unique(column)) != 2:
            continue
        low, high = column.min(), column.max()
        touched = np.bincount(codes, column == high, sites)
        size = np.bincount(codes, minlength=sites)
        constant = bool(np.all((touched == 0) | (touched == size)))
        dummy[j] = constant and min((touched > 0).sum(), (touched == 0).sum()) == 1
        partly[j] = not constant and (touched > 0).sum() == 1
        apart[j] = not constant and (touched > 0).sum() == sites - 1 and low == 0
    if partly.any() or dummy.sum() == 1:
        raise Refused(
            "Nur ein Standort hat die Maßnahme (oder nur einer hat sie nicht): gruppenrobuste Fehler sind dann falsch. "
            "Stattdessen Crawford–Howell oder einen Platzebo-Vergleich verwenden.",
            "Only one site is treated (or only one is not): cluster-robust errors are then wrong. "
            "Use Crawford-Howell or a placebo comparison instead.",
        )
    return dummy | apart


def _adjusted(design: Floats, residual: Floats, codes: Any, inverse: Floats) -> list[tuple[Any, Floats, Floats]]:
    """Return per site: its rows, A_g X_g, and the adjusted score X_g'A_g û_g."""
    parts = []
    for g in range(codes.max() + 1):
        rows = np.flatnonzero(codes == g)
        part = design[rows]
        values, vectors = np.linalg.eigh(np.eye(len(rows)) - part @ inverse @ part.T)
        root = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0.0)
        adjusted = (vectors * root) @ vectors.T @ part
        parts.append((rows, adjusted, adjusted.T @ residual[rows]))
    return parts


def _satterthwaite(design: Floats, inverse: Floats, parts: list[tuple[Any, Floats, Floats]], j: int) -> float:
    """Degrees of freedom (tr G'G)² / tr((G'G)²), column g of G being (I - H)_g A_g X_g B e_j."""
    loadings = np.zeros((len(design), len(parts)))
    for g, (rows, adjusted, _) in enumerate(parts):
        loadings[rows, g] = adjusted @ inverse[:, j]
    residualised = loadings - design @ (inverse @ (design.T @ loadings))
    gram = residualised.T @ residualised
    return float(np.trace(gram) ** 2 / (gram**2).sum())
