"""Means, histograms, and ratings against objective measures."""

from itertools import pairwise
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report import phrasing
from analysis.report.figure_data import Rows
from analysis.report.figures.style import AMBER, BLUE, GREEN, INK, TEXT_WIDTH, label_rows, panel_height, panels, whisker

MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "*")
COLOURS: Final = (BLUE, AMBER, GREEN, "#d55e00", "#56b4e9", "#cc79a7", INK, "#999999")
"""From the palette of Okabe and Ito; conditions also differ in shape."""
COMPACT_LEGEND: Final[dict[str, Any]] = {"fontsize": 7, "handlelength": 1, "columnspacing": 0.8}
MAX_SHORT_LABEL: Final = 2
"""The most letters of labels that fit into one row of a legend."""


def means(rows: Rows) -> Figure:
    """Draw means with intervals, and the raters' means as dots."""
    figure = panels(rows, panel_height, _mean_panel)
    figure.axes[-1].set_xlabel("mean rating with its interval; small dots: raters' means")
    return figure


def _mean_panel(axes: Axes, rows: Rows) -> None:
    label_rows(axes, [row["condition"] for row in rows])
    axes.grid(axis="x", color="#e5e5e5")
    for y, row in enumerate(rows):
        dots = [y + 0.28] * len(row["rater_means"])
        axes.plot(row["rater_means"], dots, "o", color=BLUE, alpha=0.4, markersize=3.5, markeredgewidth=0)
        whisker(axes, y, row["mean"], row["ci_low"], row["ci_high"], BLUE)


def histogram(rows: Rows) -> Figure:
    """Draw the distribution of the ratings as stacked bars, centred on the middle of the scale."""
    figure = panels(rows, panel_height, _histogram_panel)
    last = figure.axes[-1]
    last.set_xlabel("share of ratings below and above the middle of the scale")
    for axes in figure.axes:
        axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    handles, labels = last.get_legend_handles_labels()
    if all(axes.get_legend_handles_labels()[1] == labels for axes in figure.axes):
        columns = _legend_columns(labels)
        figure.legend(handles, labels, loc="outside upper center", ncols=columns, frameon=False, fontsize=8)
    else:
        for axes in figure.axes:
            columns = _legend_columns(axes.get_legend_handles_labels()[1])
            axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=columns, frameon=False, **COMPACT_LEGEND)
    return figure


def _legend_columns(labels: list[str]) -> int:
    return -(-len(labels) // 2) if max(map(len, labels)) > MAX_SHORT_LABEL else len(labels)


def _histogram_panel(axes: Axes, rows: Rows) -> None:
    label_rows(axes, [row["condition"] for row in rows])
    axes.axvline(0, color=INK, linewidth=0.8)
    steps = len(rows[0]["histogram"])
    colours = mpl.colormaps["PuOr"].resampled(steps)
    shares = [[count / max(row["n"], 1) for count in row["histogram"]] for row in rows]
    starts = [-sum(each[: steps // 2]) - (each[steps // 2] / 2 if steps % 2 else 0) for each in shares]
    for step, label in enumerate(_step_labels(rows[0])):
        widths = [each[step] for each in shares]
        axes.barh(range(len(rows)), widths, 0.72, left=starts, color=colours(step), label=label)
        starts = [start + width for start, width in zip(starts, widths, strict=True)]


def _step_labels(row: dict[str, Any]) -> list[str]:
    low, high, steps = row["scale_low"], row["scale_high"], len(row["histogram"])
    if steps == high - low + 1:
        return [str(low + step) for step in range(steps)]
    edges = [low + (high - low) * step / steps for step in range(steps + 1)]
    return [f"{a:g}–{b:g}" for a, b in pairwise(edges)]


def objective(rows: Rows) -> Figure:
    """Draw mean ratings against scores, one panel per question and measure."""
    keys = list(dict.fromkeys((row["question"], row["measure"]) for row in rows))
    conditions = list(dict.fromkeys(row["condition"] for row in rows))
    panel_rows = -(-len(keys) // 2)
    figure = Figure(figsize=(TEXT_WIDTH, 2.4 * panel_rows + 0.4))
    all_axes = figure.subplots(panel_rows, 2, squeeze=False).ravel()
    for axes, (question, measure) in zip(all_axes, keys, strict=False):
        axes.set_title(str(question).capitalize())
        axes.set_xlabel(phrasing.measure_name(measure))
        axes.set_ylabel("mean rating")
        _scatter_panel(
            axes, [row for row in rows if (row["question"], row["measure"]) == (question, measure)], conditions
        )
    for axes in all_axes[len(keys) :]:
        axes.set_visible(False)
    handles, labels = all_axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=min(len(labels), 4), frameon=False, fontsize=8)
    return figure


def _scatter_panel(axes: Axes, rows: Rows, conditions: list[str]) -> None:
    for index, condition in enumerate(conditions):
        points = [row for row in rows if row["condition"] == condition]
        marker, colour = MARKERS[index % len(MARKERS)], COLOURS[index % len(COLOURS)]
        values = [row["score"] for row in points], [row["mean"] for row in points]
        axes.plot(*values, marker, color=colour, label=condition, markersize=5, linestyle="none")
