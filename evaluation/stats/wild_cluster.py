"""Wild cluster bootstrap with every sign pattern enumerated: a sensitivity check, never the main answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from evaluation.stats._inputs import Floats, floats, numbers, one_of, probability
from evaluation.stats.cr2 import check_design, site_codes

if TYPE_CHECKING:
    import pandas as pd

WEBB = np.sqrt([1.5, 1.0, 0.5])
MAX_ENUMERATED = 100_000
DRAWS = 9_999
#: Statistics that differ only by rounding are ties and count as extreme.
TIE = 1e-9


class _Site(NamedTuple):
    """Everything that the bootstrap needs for one coefficient, reduced to sites."""

    scores_y: Floats  # per site: e_j'B X_g'M_{-j}y
    scores_x: Floats  # the same of x_j: the null value enters linearly
    cross_y: Floats  # site × site: e_j'B X_h'X_h B X_g'M_{-j}y
    cross_x: Floats


def wild_cluster(
    X: Any, y: Any, cluster: Any, *, weights: str = "rademacher", confidence: float = 0.95, seed: int = 1
) -> pd.DataFrame:
    """Wild cluster bootstrap-t with the null imposed (WCR11), for each coefficient.

    Parameters
    ----------
    X : pandas.DataFrame or array, shape (n, p)
    y : array
    cluster : array
        Site of each row.
    weights : {"rademacher", "webb"}
        Two-point or Webb's six-point weights. All combinations are enumerated up to 100 000 of them (Rademacher to
        16 sites, Webb to 6); with more sites 9 999 seeded draws.
    confidence : float
        Interval by test inversion; unbounded where the smallest p exceeds 1 - confidence.
    seed : int

    Returns
    -------
    pandas.DataFrame
        value, low, high, confidence, method ``"wcr11_rademacher"`` or ``"wcr11_webb"``, t, p, p_floor, draws.

    Raises
    ------
    Refused
        Fewer than four sites.

    References
    ----------
    Cameron, Gelbach & Miller 2008; Webb 2023; MacKinnon, Nielsen & Webb 2023.

    Examples
    --------
    >>> X = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    >>> wild_cluster(X, [1.0, 2.0, 1.5, 4.0, 5.0, 4.5], list("abcdef")).loc[1, ["p", "p_floor"]].tolist()
    [0.03125, 0.03125]
    """
    import pandas as pd

    one_of("weights", weights, ("rademacher", "webb"))
    probability("confidence", confidence)
    names = list(X.columns) if isinstance(X, pd.DataFrame) else list(range(np.shape(np.atleast_2d(X))[1]))
    design, y, codes = np.atleast_2d(floats("X", X)), numbers("y", y), site_codes(cluster)
    check_design(design, y, codes)
    draws, enumerated = _weights(int(codes.max()) + 1, weights, seed)
    coef = np.linalg.lstsq(design, y, rcond=None)[0]
    rows = []
    for j, value in enumerate(coef):
        site = _reduce(design, y, codes, j)
        t, p = _test(site, draws, 0.0, float(value))
        floor = _floor(draws) if enumerated else 1 / (len(draws) + 1)
        bounds = (-np.inf, np.inf)
        if floor <= 1 - confidence:
            bounds = _invert(site, draws, float(value), abs(value / t) if t else 1.0, 1 - confidence)
        rows.append((value, *bounds, confidence, f"wcr11_{weights}", t, p, floor, len(draws)))
    columns = ["value", "low", "high", "confidence", "method", "t", "p", "p_floor", "draws"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(names, name="term"))


def _weights(sites: int, weights: str, seed: int) -> tuple[Floats, bool]:
    points = np.array([-1.0, 1.0]) if weights == "rademacher" else np.r_[-WEBB, WEBB[::-1]]
    if len(points) ** sites <= MAX_ENUMERATED:
        grid = np.meshgrid(*[points] * sites, indexing="ij")
        return np.stack([g.ravel() for g in grid], axis=1), True
    return np.random.default_rng(seed).choice(points, (DRAWS, sites)), False


def _floor(draws: Floats) -> float:
    """Smallest p: only the two patterns that give all sites the same weight repeat the observed |t| for certain."""
    alike = (draws == draws[:, :1]).all(axis=1).sum()
    return float(alike / len(draws))


def _reduce(design: Floats, y: Floats, codes: Any, j: int) -> _Site:
    inverse = np.linalg.inv(design.T @ design)
    others = np.delete(design, j, axis=1)
    parts = []
    for column in (y, design[:, j]):
        fitted = others @ np.linalg.lstsq(others, column, rcond=None)[0] if others.shape[1] else 0.0
        parts.append(column - fitted)
    sites = range(codes.max() + 1)
    blocks = [design[codes == g] for g in sites]
    into = np.stack([inverse[j] @ block.T @ block @ inverse for block in blocks])
    scores, cross = [], []
    for part in parts:
        moments = np.stack([block.T @ part[codes == g] for g, block in zip(sites, blocks, strict=True)])
        scores.append(moments @ inverse[j])
        cross.append(into @ moments.T)
    return _Site(scores[0], scores[1], cross[0], cross[1])


def _test(site: _Site, draws: Floats, null: float, value: float) -> tuple[float, float]:
    """Return the t statistic against the null value and its bootstrap p."""
    scores = site.scores_y - null * site.scores_x
    score_matrix = np.diag(scores) - (site.cross_y - null * site.cross_x)
    with np.errstate(divide="ignore", invalid="ignore"):
        t_star = np.abs(draws @ scores) / np.sqrt(((draws @ score_matrix.T) ** 2).sum(axis=1))
        ones = np.ones(len(scores))
        t = (value - null) / np.sqrt(((score_matrix @ ones) ** 2).sum())
    extreme = ~(t_star < abs(t) * (1 - TIE))  # a bootstrap sample without any residual counts as extreme
    return float(t), float(extreme.mean())


def _invert(site: _Site, draws: Floats, value: float, scale: float, alpha: float) -> tuple[float, float]:
    def bound(direction: float) -> float:
        inside, step = 0.0, scale
        while _test(site, draws, value + direction * step, value)[1] > alpha:
            inside, step = step, step * 2
            if step > 1e6 * scale:
                return direction * np.inf
        for _ in range(60):
            middle = (inside + step) / 2
            if _test(site, draws, value + direction * middle, value)[1] > alpha:
                inside = middle
            else:
                step = middle
        return value + direction * inside

    return bound(-1.0), bound(1.0)
