"""Figures of the mixed model: variance components, random effects, and the power of larger studies."""

from itertools import groupby
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows
from analysis.report.figures.style import BLUE, INK, TERM_STYLES, TEXT_WIDTH, label_rows, panels
from analysis.report.phrasing import term_name

MAX_LABELLED_ROWS: Final = 40
"""The most rows of a caterpillar plot whose labels stay readable."""


def variances(rows: Rows) -> Figure:
    """Draw each question's variance components as shares of one bar."""
    names = list(dict.fromkeys(row["question"] for row in rows))
    figure = Figure(figsize=(TEXT_WIDTH, 1.1 + 0.42 * len(names)))
    axes = figure.subplots()
    starts = dict.fromkeys(names, 0.0)
    for term, (colour, hatch) in TERM_STYLES.items():
        each = [row for row in rows if row["term"] == term]
        lefts, widths = [starts[row["question"]] for row in each], [row["share"] for row in each]
        places = [names.index(row["question"]) for row in each]
        axes.barh(places, widths, 0.6, left=lefts, color=colour, hatch=hatch, edgecolor="white", label=term_name(term))
        starts |= {row["question"]: starts[row["question"]] + row["share"] for row in each}
    label_rows(axes, [str(name).capitalize() for name in names])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlim(0, 1)
    figure.legend(loc="outside upper center", ncols=len(TERM_STYLES), frameon=False, fontsize=8)
    return figure


def caterpillar(rows: Rows) -> Figure:
    """Draw the sorted effects with 95 % prediction intervals."""
    figure = panels(rows, lambda each: 0.6 + 0.17 * min(len(each), MAX_LABELLED_ROWS), _caterpillar_panel)
    figure.axes[-1].set_xlabel("effect in points, with 95 % prediction intervals")
    return figure


def _caterpillar_panel(axes: Axes, rows: Rows) -> None:
    axes.axvline(0, color=INK, linewidth=0.8)
    many = len(rows) > MAX_LABELLED_ROWS
    label_rows(axes, ["" if many else " · ".join(filter(None, (row["level"], row["condition"]))) for row in rows])
    axes.tick_params(axis="y", labelsize=7)
    effects, low, high = ([row[key] for row in rows] for key in ("effect", "low", "high"))
    axes.hlines(range(len(rows)), low, high, color=BLUE, linewidth=0.6 if many else 1.6)
    axes.plot(effects, range(len(rows)), "o", color=BLUE, markersize=1.5 if many else 4)


def power(rows: Rows) -> Figure:
    """Draw power against the number of raters, one line per number of clips."""
    figure = panels(rows, lambda _: 1.9, _power_panel)
    last = figure.axes[-1]
    last.set_xlabel("number of raters, each rating every clip in every condition")
    handles, labels = last.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), frameon=False, fontsize=8)
    return figure


def _power_panel(axes: Axes, rows: Rows) -> None:
    axes.axhline(0.8, color=INK, linewidth=0.8, linestyle=":")
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("power")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(color="#e5e5e5")
    styles = ("-", "--", "-.")
    for style, (clips, each) in zip(styles, groupby(rows, key=lambda row: int(row["clips"])), strict=False):
        line = list(each)
        axes.plot(
            [row["raters"] for row in line], [row["power"] for row in line], style, color=BLUE, label=f"{clips} clips"
        )
    for row in rows:
        if row["this_study"]:
            axes.plot([row["raters"]], [row["power"]], "o", color=BLUE, markersize=7)
