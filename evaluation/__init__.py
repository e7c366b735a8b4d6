"""Accompanying research of refugee social work, migration counselling and integration networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluation.results import load_results as load_results

__version__ = "0.1.0"
__all__ = ["__version__", "load_results"]


def __getattr__(name: str) -> Any:
    # pandas is imported only when results are asked for: `evaluation --help` stays quick.
    if name == "load_results":
        from evaluation.results import load_results

        return load_results
    raise AttributeError(f"module 'evaluation' has no attribute {name!r}")
