"""Means and histograms."""

from itertools import pairwise
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows
from analysis.report.figures.style import BLUE, INK, lines, name_rows, panels, whisker

SHORT: Final = 2
"""Letters of labels that fit into one row of a legend."""


def means(rows: Rows) -> Figure:
    """Draw means with intervals, and the raters' means as dots."""
    figure = panels(rows, lines, _mean_panel)
    figure.axes[-1].set_xlabel("mean rating and its interval; small dots: the raters' means")
    return figure


def _mean_panel(axes: Axes, rows: Rows) -> None:
    name_rows(axes, [row["condition"] for row in rows])
    axes.grid(axis="x", color="#e5e5e5")
    for place, row in enumerate(rows):
        dots = [place + 0.28] * len(row["rater_means"])
        axes.plot(row["rater_means"], dots, "o", color=BLUE, alpha=0.4, markersize=3.5, markeredgewidth=0)
        whisker(axes, place, row["mean"], row["ci_low"], row["ci_high"], BLUE)


def histogram(rows: Rows) -> Figure:
    """Draw the shares of all steps as bars, centred on the middle of the scale."""
    figure = panels(rows, lines, _histogram_panel)
    last = figure.axes[-1]
    last.set_xlabel("share of the ratings, below and above the middle of the scale")
    last.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    handles, labels = last.get_legend_handles_labels()
    columns = -(-len(labels) // 2) if max(map(len, labels)) > SHORT else len(labels)
    figure.legend(handles, labels, loc="outside upper center", ncols=columns, frameon=False, fontsize=8)
    return figure


def _histogram_panel(axes: Axes, rows: Rows) -> None:
    name_rows(axes, [row["condition"] for row in rows])
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
    low, high, steps = row["low"], row["high"], len(row["histogram"])
    if steps == high - low + 1:
        return [str(low + step) for step in range(steps)]
    edges = [low + (high - low) * step / steps for step in range(steps + 1)]
    return [f"{a:g}–{b:g}" for a, b in pairwise(edges)]
