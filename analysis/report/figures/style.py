"""What all figures share: colours, panels under each other, named rows, dots with whiskers."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows

STYLE: Final[Any] = {
    "svg.hashsalt": "facestudy",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": "#888888",
    "figure.constrained_layout.use": True,
}
BLUE, GREEN, AMBER, GREY, INK = "#0072b2", "#009e73", "#e69f00", "#999999", "#222222"
"""Of the palette of Okabe and Ito, told apart by people of every colour vision."""

SHADES: Final = {
    "different": BLUE,
    "equivalent": GREEN,
    "different but equivalent": AMBER,
    "undecided": GREY,
    None: "#dddddd",
}
PARTS: Final = {
    "rater": (BLUE, ""),
    "clip": (AMBER, "//"),
    "rater:condition": ("#56b4e9", ".."),
    "clip:condition": ("#f0e442", "\\\\"),
    "residual": ("#cccccc", ""),
}
WIDE: Final = 6.3
"""Inches: a page's text width."""


def panels(rows: Rows, height: Callable[[Rows], float], paint: Callable[[Axes, Rows], None]) -> Figure:
    """Paint one panel per region, under each other on one scale."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["region"])]
    heights = [height(each) for _, each in groups]
    figure = Figure(figsize=(WIDE, sum(heights) + 0.4))
    axes = figure.subplots(len(groups), 1, squeeze=False, sharex=True, height_ratios=heights)[:, 0]
    for place, (name, each) in zip(axes, groups, strict=True):
        place.set_title(str(name).capitalize())
        paint(place, each)
    return figure


def lines(rows: Rows) -> float:
    """Return the height of a panel with one line per row."""
    return 0.55 + 0.27 * len(rows)


def name_rows(axes: Axes, names: list[str]) -> None:
    """Put a name beside each line, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def whisker(axes: Axes, place: float, middle: float, low: float | None, high: float | None, colour: str) -> None:
    """Draw an estimate and its interval on a line."""
    if low is not None and high is not None:
        axes.plot([low, high], [place, place], color=colour, linewidth=2.4, solid_capstyle="round")
    axes.plot([middle], [place], "o", color=colour, markeredgecolor="white", markersize=7)
