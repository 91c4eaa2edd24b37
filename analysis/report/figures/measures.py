"""Objective scores beside ratings."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows
from analysis.report.figures.style import AMBER, BLUE, GREEN, INK, WIDE
from analysis.report.phrasing import measure_name

MARKS: Final = ("o", "s", "^", "D", "v", "P", "X", "*")
COLOURS: Final = (BLUE, AMBER, GREEN, "#d55e00", "#56b4e9", "#cc79a7", INK, "#999999")
"""Of the palette of Okabe and Ito; conditions differ by shape too."""


def objective(rows: Rows) -> Figure:
    """Draw each stimulus's mean rating over its score, a panel per region and measure."""
    places = dict.fromkeys((row["region"], row["measure"]) for row in rows)
    groups = [(place, [row for row in rows if (row["region"], row["measure"]) == place]) for place in places]
    lines = -(-len(groups) // 2)
    figure = Figure(figsize=(WIDE, 2.4 * lines + 0.4))
    axes = figure.subplots(lines, 2, squeeze=False).ravel()
    conditions = list(dict.fromkeys(row["condition"] for row in rows))
    for place, ((region, measure), each) in zip(axes, groups, strict=False):
        place.set_title(str(region).capitalize())
        place.set_xlabel(measure_name(measure))
        place.set_ylabel("mean rating")
        _dots(place, each, conditions)
    for place in axes[len(groups) :]:
        place.set_visible(False)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=min(len(labels), 4), frameon=False, fontsize=8)
    return figure


def _dots(axes: Axes, rows: Rows, conditions: list[str]) -> None:
    for number, condition in enumerate(conditions):
        own = [row for row in rows if row["condition"] == condition]
        mark, colour = MARKS[number % len(MARKS)], COLOURS[number % len(COLOURS)]
        values = [row["score"] for row in own], [row["mean"] for row in own]
        axes.plot(*values, mark, color=colour, label=condition, markersize=5, linestyle="none")
