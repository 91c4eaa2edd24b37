"""Figures of the raters: how they use the scale, and how they correlate."""

from itertools import groupby
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows
from analysis.report.figures.style import AMBER, BLUE, TEXT_WIDTH, panels

MAX_LABELLED_RATERS: Final = 25
"""The most raters whose names fit beside the correlation matrix."""


def raters(rows: Rows) -> Figure:
    """Draw each rater's inconsistency over their bias."""
    figure = panels(rows, lambda _: 2.6, _rater_panel)
    figure.axes[-1].set_xlabel("bias in points")
    return figure


def _rater_panel(axes: Axes, rows: Rows) -> None:
    axes.axvline(0, color="#bbbbbb", linewidth=0.8)
    axes.set_ylabel("inconsistency in points")
    for row in rows:
        marker, colour = ("x", "#d55e00") if row["excluded"] else ("D", AMBER) if row["flagged"] else ("o", BLUE)
        axes.plot([row["bias"]], [row["inconsistency"]], marker, color=colour)
        if row["flagged"]:
            position = (row["bias"], row["inconsistency"])
            axes.annotate(row["rater"], position, xytext=(5, 4), textcoords="offset points", fontsize=7)


def correlations(rows: Rows) -> Figure:
    """Draw the matrix of the raters' correlations, sorted by their mean correlation with the others."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["question"])]
    figure = Figure(figsize=(TEXT_WIDTH, 3.6 * len(groups) + 0.3))
    all_axes = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    for axes, (name, group) in zip(all_axes, groups, strict=True):
        axes.set_title(str(name).capitalize())
        mesh = axes.pcolormesh(_correlation_matrix(axes, group), cmap="PuOr_r", vmin=-1, vmax=1)
    figure.colorbar(mesh, ax=all_axes.tolist(), shrink=0.5, label="correlation over the stimuli that both rated")
    return figure


def _correlation_matrix(axes: Axes, rows: Rows) -> "np.ma.MaskedArray[tuple[int, int], np.dtype[np.float64]]":
    names = list(dict.fromkeys(name for row in rows for name in (row["a"], row["b"])))
    matrix = np.full((len(names), len(names)), np.nan)
    for row in rows:
        i, j = names.index(row["a"]), names.index(row["b"])
        matrix[i, j] = matrix[j, i] = np.nan if row["r"] is None else row["r"]
    order = np.argsort(-np.nan_to_num(np.nanmean(np.nan_to_num(matrix), axis=0)), kind="stable")
    axes.set_aspect("equal")
    axes.invert_yaxis()
    ticks = np.arange(len(names)) + 0.5
    labels = [names[index] for index in order] if len(names) <= MAX_LABELLED_RATERS else [""] * len(names)
    axes.set_yticks(ticks, labels, fontsize=7)
    axes.set_xticks(ticks, labels, fontsize=7, rotation=90)
    axes.tick_params(length=0)
    return np.ma.masked_invalid(matrix[np.ix_(order, order)])
