"""Turn what the caller has (numbers, lists, Series, nullable columns) into float arrays, and refuse nonsense."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.errors import InputError

Floats = npt.NDArray[np.float64]


def floats(name: str, values: Any) -> Floats:
    """Return `values` as a float array; missing values become NaN.

    Examples
    --------
    >>> floats("x", [1, None, 3])
    array([ 1., nan,  3.])
    """
    if type(values).__module__.startswith("pandas") and hasattr(values, "to_numpy"):
        values = values.to_numpy(dtype=float, na_value=np.nan)
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"„{name}“ enthält etwas, das keine Zahl ist. Bitte nur Zahlen übergeben.",
            f"'{name}' holds something that is not a number. Pass numbers only.",
        ) from None


def numbers(name: str, values: Any, minimum: int = 1) -> Floats:
    """Return a one-dimensional array of finite numbers with at least `minimum` entries, or refuse."""
    array = np.atleast_1d(floats(name, values))
    if array.ndim != 1:
        raise InputError(f"„{name}“ muss eine einfache Reihe von Zahlen sein.", f"'{name}' must be one row of numbers.")
    if not np.isfinite(array).all():
        raise InputError(
            f"„{name}“ enthält fehlende oder unendliche Werte. Bitte vorher entfernen und die Lücke berichten.",
            f"'{name}' holds missing or infinite values. Remove them first and report the gap.",
        )
    if array.size < minimum:
        raise InputError(
            f"„{name}“ braucht mindestens {minimum} Werte, es sind {array.size}.",
            f"'{name}' needs at least {minimum} values, there are {array.size}.",
        )
    return array


def nonnegative(**named: Floats) -> None:
    """Refuse negative or infinite entries; NaN passes as missing."""
    for name, array in named.items():
        if np.any(array < 0) or np.any(np.isinf(array)):
            raise InputError(
                f"„{name}“ darf nicht negativ oder unendlich sein.", f"'{name}' must not be negative or infinite."
            )


def at_most(part: str, x: Floats, whole: str, n: Floats) -> None:
    """Refuse parts that are larger than their whole."""
    if np.any(x > n * (1 + 1e-12)):
        raise InputError(
            f"„{part}“ ist größer als „{whole}“: ein Teil kann nicht größer sein als das Ganze.",
            f"'{part}' is larger than '{whole}': a part cannot exceed its whole.",
        )


def no_events_without_exposure(x: Floats, exposure: Floats) -> None:
    """Refuse events that happened in no population and no time."""
    if np.any((exposure == 0) & (x > 0)):
        raise InputError(
            "Fälle ohne Bezugsgröße: Wo gezählt wurde, muss Bevölkerung oder Zeit größer als 0 sein.",
            "Events without exposure: where something was counted, population or time must be above 0.",
        )


def same_length(**named: Floats) -> None:
    """Refuse arrays of different length."""
    if len({array.shape for array in named.values()}) > 1:
        de = ", ".join(f"„{name}“" for name in named)
        en = ", ".join(f"'{name}'" for name in named)
        raise InputError(f"{de} müssen gleich lang sein.", f"{en} must have the same length.")


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word that is not on the list."""
    if value not in allowed:
        listed = ", ".join(allowed)
        raise InputError(
            f"„{name}“ kennt „{value}“ nicht. Möglich sind: {listed}.",
            f"'{name}' does not know '{value}'. Possible are: {listed}.",
        )


def probability(name: str, value: float) -> float:
    """Return `value` if it lies strictly between 0 and 1."""
    if not 0 < value < 1:
        raise InputError(
            f"„{name}“ muss zwischen 0 und 1 liegen, zum Beispiel 0.95.",
            f"'{name}' must lie between 0 and 1, for example 0.95.",
        )
    return float(value)


class TooFew(InputError):
    """The data are too few for this question: nothing is estimated, the reason is the result."""


class Refused(InputError):
    """The design cannot answer this question, whatever the numbers are."""
