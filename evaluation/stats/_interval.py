"""The one shape of an estimate with its interval, for one number or for a whole column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from evaluation.stats._inputs import Floats, floats, probability

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("value", "low", "high", "confidence", "method")
#: One confidence level, or several at once such as (0.95, 0.998).
Confidence = float | Sequence[float]
#: alpha and the input arrays in; value, low, high and, where it differs by row, the method out.
Compute = Callable[..., tuple[Floats, Floats, Floats] | tuple[Floats, Floats, Floats, Any]]


class Interval(NamedTuple):
    """An estimate, its limits, the confidence level and the machine name of the method.

    Examples
    --------
    >>> Interval(0.3, 0.1, 0.6, 0.95, "wilson").low
    0.1
    """

    value: float
    low: float
    high: float
    confidence: float
    method: str


def levels(confidence: Confidence) -> tuple[float, ...]:
    """Return the confidence levels as a tuple, each strictly between 0 and 1.

    Examples
    --------
    >>> levels(0.95), levels((0.95, 0.998))
    ((0.95,), (0.95, 0.998))
    """
    wanted = np.atleast_1d(floats("confidence", confidence))
    return tuple(probability("confidence", float(level)) for level in wanted)


def intervals(
    compute: Compute, method: str, confidence: Confidence, inputs: dict[str, Any], check: Callable[..., None]
) -> Interval | pd.DataFrame:
    """Run `compute` on the inputs and return an `Interval` (all scalars, one level) or a frame.

    A frame keeps the index of the first pandas Series among the inputs; with several confidence levels every input
    row gives one row per level, one below the other.
    """
    index = next((v.index for v in inputs.values() if type(v).__name__ == "Series" and hasattr(v, "index")), None)
    raw = [floats(name, values) for name, values in inputs.items()]
    arrays = [np.array(a, dtype=np.float64) for a in np.broadcast_arrays(*raw)]
    check(**dict(zip(inputs, arrays, strict=True)))
    single = arrays[0].ndim == 0
    arrays = [np.atleast_1d(a) for a in arrays]
    wanted = levels(confidence)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        results = [compute(1 - level, *arrays) for level in wanted]
    if single and len(wanted) == 1 and not isinstance(confidence, Sequence):
        value, low, high, *own = results[0]
        name = str(np.atleast_1d(own[0])[0]) if own else method
        return Interval(float(value[0]), float(low[0]), float(high[0]), wanted[0], name)
    return _frame(results, wanted, method, index)


def _frame(results: list[Any], wanted: tuple[float, ...], method: str, index: Any) -> pd.DataFrame:
    import pandas as pd

    rows = len(results[0][0])
    index = pd.RangeIndex(rows) if index is None else index
    parts = []
    for level, (value, low, high, *own) in zip(wanted, results, strict=True):
        names = own[0] if own else method
        columns = dict(zip(COLUMNS, (value, low, high, level, names), strict=True))
        parts.append(pd.DataFrame(columns, index=index))
    if len(parts) == 1:
        return parts[0]
    order = np.arange(rows * len(parts)).reshape(len(parts), rows).T.ravel()
    stacked = pd.concat(parts).iloc[order]
    return stacked if index.nlevels > 1 or not index.equals(pd.RangeIndex(rows)) else stacked.reset_index(drop=True)
