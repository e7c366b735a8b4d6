"""The house style of all figures: calm, readable without colour, the same bytes on every run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from evaluation.reporting.blocks import DataTable
from evaluation.reporting.blocks import Figure as FigureBlock

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#8A5A83"
"""Colours of Okabe and Ito (vermilion, bluish green; the purple darkened), told apart by colour-blind readers."""
INK, SOFT, FAINT, VOID = "#222222", "#5c5c5c", "#d9d9d9", "#f1f1f1"
WIDTH = 160 / 25.4
PNG_DPI = 200

RC: dict[str, Any] = {
    "font.size": 9.0,
    "axes.edgecolor": SOFT, "axes.labelcolor": INK, "axes.linewidth": 0.7,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
    "axes.grid": True, "axes.grid.axis": "y", "axes.axisbelow": True, "axes.titlesize": 9.0,
    "axes.titleweight": 600, "axes.titlelocation": "left", "axes.labelsize": 8.5,
    "grid.color": FAINT, "grid.linewidth": 0.6,
    "xtick.color": INK, "ytick.color": INK, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5,
    "xtick.major.size": 3.0, "ytick.major.size": 0.0, "text.color": INK,
    "legend.frameon": False, "legend.fontsize": 8.5,
    "figure.facecolor": "white", "axes.facecolor": "white",
    "text.parse_math": False,  # a dollar in a name is a dollar
    "svg.fonttype": "path", "svg.hashsalt": "begleitforschung", "path.simplify": False,
}  # fmt: skip


@contextmanager
def house_style() -> Iterator[None]:
    """Settings of the house, for the time of one figure; nothing global stays changed."""
    import matplotlib

    settings: Any = RC | {"font.family": [font_family()]}
    with matplotlib.rc_context(settings):
        yield


@cache
def font_family() -> str:
    """Name of the report's font after it was made known to matplotlib; it ships with the package."""
    from matplotlib import font_manager

    for style in ("Regular", "SemiBold", "Italic"):
        file = resources.files("evaluation.reporting") / "assets" / "fonts" / f"Inter-{style}.otf"
        with resources.as_file(file) as path:
            font_manager.fontManager.addfont(str(path))
    return "Inter"


def canvas(height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, Any]:
    """A new figure of the text's width and this height in inches, with its axes; pyplot is not involved."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.05, wspace=0.03, hspace=0.04)
    figure = Figure(figsize=(WIDTH, height), layout=layout)
    axes = figure.subplots(rows, columns, **options)
    return figure, axes


def localised(axis: Any, lang: str, decimals: int = 0, percent: bool = False) -> None:
    """Print the numbers of an axis in the language's format."""
    from matplotlib.ticker import FuncFormatter

    from evaluation.reporting import numbers

    show = numbers.percent if percent else numbers.number
    axis.set_major_formatter(FuncFormatter(lambda value, _: show(value, lang, decimals)))


def whole_ticks(axis: Any, most: int = 5) -> None:
    """At most so many round ticks."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]))


def y_label(axes: Axes, words: str) -> None:
    """The name of the y axis, horizontal above it, where it can be read without turning the head."""
    axes.set_title(words, fontsize=8.5, color=SOFT, loc="left", pad=8, fontweight="normal")


def finish(
    figure: Figure, *, id: str, caption: str, alt: str, source: str, table: DataTable | None = None
) -> FigureBlock:
    """The figure as a block: SVG without date and with fixed ids, PNG with 200 dots per inch."""
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return FigureBlock(
        id=id, caption=caption, alt=alt, source=source, svg=svg.getvalue().decode("utf-8"), png=png.getvalue(),
        table=table, width_mm=160.0,
    )  # fmt: skip
