"""How charts look, and the parts that several of them share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from resources import resource_path

# Colour-blind safe (Okabe and Ito 2008), dark to light where the order matters.
BLUE, ORANGE, GREEN, RED, PURPLE, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#999999",
)
BANDS = ("#08519C", "#3182BD", "#6BAED6", "#BDD7E7", "#FDAE6B", "#BDBDBD")
MODE_COLOURS = {
    "sewer": BLUE,
    "septic_tank": GREEN,
    "dry": ORANGE,
    "keep": GREY,
    "undecided": RED,
}
_WIDTH_IN, _HEIGHT_IN = 8.0, 4.8
_BAR_IN = 0.28


@cache
def _font_name() -> str:
    path = str(resource_path("fonts", "WenQuanYiMicroHei.ttf"))
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


@contextmanager
def chart_style() -> Iterator[None]:
    """Draw with the bundled Chinese font; SVG ids do not change from run to run."""
    settings: dict[Any, Any] = {
        "font.family": [_font_name()],
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "figure.dpi": 100,
        "savefig.dpi": 200,
        "svg.fonttype": "path",
        "svg.hashsalt": "siting_tool",
    }
    with mpl.rc_context(settings):
        yield


def new_figure(
    title: str, x_label: str, y_label: str, rows: int | None = None
) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes; with ``rows`` bars it grows as they need."""
    height_in = _HEIGHT_IN if rows is None else max(_HEIGHT_IN, 1.6 + _BAR_IN * rows)
    figure = Figure(figsize=(_WIDTH_IN, height_in), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    return figure, axes


def stacked_bars(
    axes: Axes,
    labels: Sequence[str],
    parts: Sequence[tuple[str, NDArray[np.float64], str]],
) -> None:
    """Draw one bar per label from the top down, its parts side by side.

    Parameters
    ----------
    parts
        Name, lengths (one per label) and colour.
    """
    place = np.arange(len(labels))
    left = np.zeros(len(labels))
    for name, length, colour in parts:
        axes.barh(place, length, left=left, color=colour, label=name, height=0.72)
        left = left + length
    axes.set_yticks(place, labels)
    axes.invert_yaxis()
    figure = axes.get_figure()
    if isinstance(figure, Figure):
        figure.legend(loc="outside lower center", ncols=len(parts), frameon=False)


def whole_numbers(axes: Axes) -> None:
    """Show whole numbers only along the x axis."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
