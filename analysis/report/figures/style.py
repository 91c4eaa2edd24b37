"""What all figures share: colours, stacked panels, labelled rows, dots with whiskers."""

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
"""From the palette of Okabe and Ito, which colour-blind readers can tell apart."""

VERDICT_COLOURS: Final = {
    "different": BLUE,
    "equivalent": GREEN,
    "different but equivalent": AMBER,
    "undecided": GREY,
    None: "#dddddd",
}
TERM_STYLES: Final = {
    "rater": (BLUE, ""),
    "clip": (AMBER, "//"),
    "rater:condition": ("#56b4e9", ".."),
    "clip:condition": ("#f0e442", "\\\\"),
    "residual": ("#cccccc", ""),
}
TEXT_WIDTH: Final = 6.3
"""Width of the figures in inches: the text width of a page."""


def panels(rows: Rows, height: Callable[[Rows], float], draw_panel: Callable[[Axes, Rows], None]) -> Figure:
    """Draw one panel per question, stacked, with a shared horizontal axis if all questions have the same scale."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["question"])]
    heights = [height(each) for _, each in groups]
    figure = Figure(figsize=(TEXT_WIDTH, sum(heights) + 0.4))
    shared = len({(row["scale_low"], row["scale_high"]) for row in rows}) == 1
    all_axes = figure.subplots(len(groups), 1, squeeze=False, sharex=shared, height_ratios=heights)[:, 0]
    for axes, (name, group) in zip(all_axes, groups, strict=True):
        axes.set_title(str(name).capitalize())
        draw_panel(axes, group)
    return figure


def panel_height(rows: Rows) -> float:
    """Return the height in inches of a panel with one line per row."""
    return 0.55 + 0.27 * len(rows)


def label_rows(axes: Axes, names: list[str]) -> None:
    """Label the lines, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def whisker(axes: Axes, y: float, middle: float, low: float | None, high: float | None, colour: str) -> None:
    """Draw an estimate and its interval on a line."""
    if low is not None and high is not None:
        axes.plot([low, high], [y, y], color=colour, linewidth=2.4, solid_capstyle="round")
    axes.plot([middle], [y], "o", color=colour, markeredgecolor="white", markersize=7)
