"""Exact permutation tests over sites, each with the smallest p that the number of sites can give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import comb, factorial, prod
from typing import Any, NamedTuple

import numpy as np

from evaluation.errors import InputError
from evaluation.stats._inputs import Floats, Refused, numbers, one_of
from evaluation.stats._interval import Interval

MAX_ARRANGEMENTS = 400_000
#: Sums in another order differ by rounding; such statistics count as equal.
TIE = 1e-9


class Permutation(NamedTuple):
    """Estimate, exact p, the smallest p this design can give, the number of arrangements, and the method."""

    estimate: float
    p: float
    p_floor: float
    arrangements: int
    method: str


def permutation_exact(
    values: Any, groups: Any, alternative: str = "two-sided", order: Sequence[Any] | None = None
) -> Permutation:
    """Compare groups of sites by all assignments of the sites to groups of these sizes.

    Parameters
    ----------
    values : array
        One value per site.
    groups : array
        Group (type) of each site. With two groups the estimate is the mean of the first group met minus the other's;
        with more it is the largest difference of two group means, and the test looks at any difference.
    alternative : {"two-sided", "greater", "less"}
        One-sided only with two groups.
    order : sequence, optional
        Groups in the order that was registered beforehand, from low to high: the test then looks at the linear
        contrast of the group means, which is also the estimate (last minus first, linearly weighted).

    Returns
    -------
    Permutation

    Raises
    ------
    Refused
        Fewer than two groups.
    InputError
        Lengths that differ, an order that does not name the groups, too many arrangements.

    References
    ----------
    Fisher 1935, The Design of Experiments. Smallest p: 3 v 3 sites 0.10, 2 v 2 0.33, 2/2/2 0.067 or, ordered, 0.022.

    Examples
    --------
    >>> result = permutation_exact([21, 28, 30, 14, 17, 19], ["a"] * 3 + ["b"] * 3)
    >>> round(result.estimate, 3), result.p, result.p_floor
    (9.667, 0.1, 0.1)
    """
    one_of("alternative", alternative, ("two-sided", "greater", "less"))
    values, codes, labels = _coded(values, groups, order)
    sizes = np.bincount(codes)
    if len(sizes) > 2 and alternative != "two-sided":
        raise InputError("Einseitig nur mit zwei Gruppen.", "One-sided only with two groups.")
    _check_number(arrangements_of(sizes))
    weights = _contrast(len(labels)) if order is not None or len(labels) == 2 else None
    every = np.array(list(_assignments(len(values), sizes)))
    means = np.stack([(every == g) @ values / size for g, size in enumerate(sizes)], axis=1)
    seen = np.array([values[codes == g].mean() for g in range(len(sizes))])
    if weights is None:
        spread, reached = ((m - values.mean()) ** 2 @ sizes for m in (means, seen))
        estimate = float(np.ptp(seen))
    else:
        spread, reached = means @ weights, seen @ weights
        estimate = float(reached)
        spread, reached = _sided(spread, reached, alternative)
    p = float((spread >= reached - TIE * max(1.0, np.abs(spread).max())).mean())
    method = "permutation_ordered" if order is not None else "permutation_exact"
    return Permutation(estimate, p, permutation_floor(sizes, alternative, order is not None), len(every), method)


def permutation_floor(sizes: Any, alternative: str = "two-sided", ordered: bool = False) -> float:
    """Smallest p that groups of these sizes can give, whatever the values.

    Parameters
    ----------
    sizes : sequence of int
        Sites per group, in the registered order if `ordered`.
    alternative : {"two-sided", "greater", "less"}
    ordered : bool
        Test of an order registered beforehand.

    Examples
    --------
    >>> [round(permutation_floor(s), 3) for s in ([2, 2], [2, 3], [3, 3], [1, 5], [2, 4], [4, 4], [2, 2, 2])]
    [0.333, 0.1, 0.1, 0.167, 0.067, 0.029, 0.067]
    >>> round(permutation_floor([2, 2, 2], ordered=True), 3)
    0.022
    """
    sizes = [int(s) for s in sizes]
    if alternative != "two-sided":
        alike = 1
    elif ordered:
        alike = 2 if sizes == sizes[::-1] else 1
    else:
        alike = prod(factorial(count) for count in Counter(sizes).values())
    return min(1.0, alike / arrangements_of(sizes))


def arrangements_of(sizes: Any) -> int:
    """Return the number of ways to divide the sites into groups of these sizes."""
    sizes = [int(s) for s in sizes]
    return prod(comb(sum(sizes[: g + 1]), size) for g, size in enumerate(sizes))


def permutation_interval(x: Any, y: Any, confidence: float = 0.95) -> Interval:
    """Exact interval of the difference of two group means by inverting the permutation test.

    Parameters
    ----------
    x, y : array
        Site values of the two groups.
    confidence : float
        Wanted level; where so few sites cannot give it, the highest level that they can give is used and returned.

    Returns
    -------
    Interval
        mean(x) - mean(y), limits, the level that really holds, method ``"permutation_interval"``.

    References
    ----------
    Limits are order statistics of the mean differences of equally large subsets (inversion of Fisher's test).

    Examples
    --------
    >>> gap = permutation_interval([21, 28, 30], [14, 17, 19])
    >>> round(gap.value, 3), gap.low, gap.high, gap.confidence
    (9.667, 2.0, 16.0, 0.9)
    """
    x, y = numbers("x", x), numbers("y", y)
    total = comb(len(x) + len(y), len(x))
    _check_number(total)
    gaps = np.sort(
        [
            np.mean(a) - np.mean(b)
            for size in range(1, min(len(x), len(y)) + 1)
            for a, b in product(combinations(x, size), combinations(y, size))
        ]
    )
    depth = max(1, int((1 - confidence) / 2 * total + 1e-9))
    level = 1 - 2 * depth / total
    if level <= 0:
        return Interval(float(x.mean() - y.mean()), -np.inf, np.inf, 1.0, "permutation_interval")
    low, high = float(gaps[depth - 1]), float(gaps[-depth])
    return Interval(float(x.mean() - y.mean()), low, high, round(level, 12), "permutation_interval")


def sign_flip_exact(differences: Any, alternative: str = "two-sided") -> Permutation:
    """Test whether changes of sites (or pairs) are centred at zero, by all 2^G sign patterns.

    Parameters
    ----------
    differences : array
        One change per site.
    alternative : {"two-sided", "greater", "less"}

    Returns
    -------
    Permutation
        estimate = mean change; p_floor = 2/2^G (five sites 0.0625, six 0.031).

    References
    ----------
    Fisher 1935, The Design of Experiments, section 21 (Darwin's maize: 863 of 32 768).

    Examples
    --------
    >>> sign_flip_exact([1, 2, 3, 4, 5])[:3]
    (3.0, 0.0625, 0.0625)
    """
    one_of("alternative", alternative, ("two-sided", "greater", "less"))
    d = numbers("differences", differences)
    _check_number(2 ** len(d))
    signs = sign_patterns(len(d))
    spread, reached = _sided(signs @ d, float(d.sum()), alternative)
    p = float((spread >= reached - TIE * max(1.0, np.abs(d).sum())).mean())
    floor = (2 if alternative == "two-sided" else 1) / 2 ** len(d)
    return Permutation(float(d.mean()), p, min(1.0, floor), len(signs), "sign_flip_exact")


def sign_patterns(number: int) -> Floats:
    """Return all rows of -1 and 1 of this length."""
    bits = (np.arange(2**number)[:, None] >> np.arange(number)) & 1
    return np.asarray(2.0 * bits - 1, dtype=np.float64)


def _sided(spread: Any, reached: Any, alternative: str) -> tuple[Any, Any]:
    if alternative == "two-sided":
        return np.abs(spread), abs(reached)
    return (spread, reached) if alternative == "greater" else (-spread, -reached)


def _contrast(number: int) -> Floats:
    """Weights of the group means: first minus second for two groups, last minus first on a line for more."""
    if number == 2:
        return np.array([1.0, -1.0])
    line = np.arange(number) - (number - 1) / 2
    return np.asarray(line / np.abs(line).sum() * 2, dtype=np.float64)


def _coded(values: Any, groups: Any, order: Sequence[Any] | None) -> tuple[Floats, Any, list[Any]]:
    values, groups = numbers("values", values), list(groups)
    if len(values) != len(groups):
        raise InputError("„values“ und „groups“ müssen gleich lang sein.", "'values' and 'groups' differ in length.")
    labels = list(dict.fromkeys(groups))
    if order is not None:
        if set(order) != set(labels):
            raise InputError(
                "Die registrierte Reihenfolge muss genau die Gruppen nennen.",
                "The registered order must name exactly the groups.",
            )
        labels = list(reversed(order)) if len(labels) == 2 else list(order)
    if len(labels) < 2:
        raise Refused("Es gibt nur eine Gruppe: nichts zu vergleichen.", "There is one group only: nothing to compare.")
    return values, np.array([labels.index(g) for g in groups]), labels


def _check_number(arrangements: int) -> None:
    if arrangements > MAX_ARRANGEMENTS:
        raise InputError(
            f"{arrangements} Anordnungen sind zu viele für den exakten Test.",
            f"{arrangements} arrangements are too many for the exact test.",
        )


def _assignments(number: int, sizes: Any) -> Iterator[Any]:
    def fill(codes: Any, free: tuple[int, ...], group: int) -> Iterator[Any]:
        if group == len(sizes) - 1:
            codes[list(free)] = group
            yield codes.copy()
            return
        for chosen in combinations(free, int(sizes[group])):
            codes[list(chosen)] = group
            yield from fill(codes, tuple(i for i in free if i not in chosen), group + 1)

    yield from fill(np.zeros(number, dtype=int), tuple(range(number)), 0)
