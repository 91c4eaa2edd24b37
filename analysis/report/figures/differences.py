"""Figures of differences between conditions: planned contrasts, and the matrix of all pairs."""

from itertools import groupby
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from analysis.report.figure_data import Rows
from analysis.report.figures.style import GREEN, INK, TEXT_WIDTH, VERDICT_COLOURS, label_rows, panels, whisker
from analysis.report.phrasing import VERDICT_SYMBOLS

MAX_WIDE_CONDITIONS: Final = 6
"""The most conditions whose matrix has room for symbol and number side by side."""
MAX_NUMBERED_CONDITIONS: Final = 12
"""The most conditions whose matrix has room for numbers at all; they are in the tables and in the figure's CSV too."""


def pair_matrix(rows: Rows) -> Figure:
    """Draw the matrix of all pairs of each question, by colour and symbol."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["question"])]
    count = max(len({row["a"] for row in each} | {row["b"] for row in each}) for _, each in groups)
    height = 1.2 + count * (0.45 if count <= MAX_NUMBERED_CONDITIONS else 0.19)
    figure = Figure(figsize=(TEXT_WIDTH, height * len(groups) + 0.4))
    all_axes = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    for axes, (name, group) in zip(all_axes, groups, strict=True):
        axes.set_title(str(name).capitalize())
        _matrix_panel(axes, group)
    labels = [f"{VERDICT_SYMBOLS[verdict]} {verdict}" for verdict in VERDICT_SYMBOLS]
    figure.legend(
        _legend_patches(all_axes[0]), labels, loc="outside upper center", ncols=len(labels), frameon=False, fontsize=8
    )
    return figure


def _legend_patches(axes: Axes) -> list[Any]:
    return [axes.bar([0], [0], color=VERDICT_COLOURS[verdict], alpha=0.45)[0] for verdict in VERDICT_SYMBOLS]


def _matrix_panel(axes: Axes, rows: Rows) -> None:
    names = list(dict.fromkeys(name for row in rows for name in (row["a"], row["b"])))
    index = {name: position for position, name in enumerate(names)}
    halves = ("a", "b", 1), ("b", "a", -1)
    entries = [(index[row[one]], index[row[other]], sign, row) for row in rows for one, other, sign in halves]
    cells = [Rectangle((column - 0.47, line - 0.46), 0.94, 0.92) for line, column, _, _ in entries]
    colours = [VERDICT_COLOURS[row["verdict"]] for *_, row in entries]
    axes.add_collection(PatchCollection(cells, facecolors=colours, linewidths=0, alpha=0.45))
    axes.set_xlim(-0.5, len(names) - 0.5)
    if len(names) <= MAX_NUMBERED_CONDITIONS:
        for line, column, sign, row in entries:
            _write_number(axes, (column, line), row, sign, wide=len(names) <= MAX_WIDE_CONDITIONS)
    else:
        _mark_verdicts(axes, entries, TEXT_WIDTH * 72 / (2.5 * len(names)))
    crowded = len(names) > MAX_NUMBERED_CONDITIONS
    axes.set_xticks(range(len(names)), names, rotation=90 if crowded else 20, ha="center" if crowded else "right")
    label_rows(axes, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _write_number(axes: Axes, place: tuple[int, int], row: dict[str, Any], sign: int, *, wide: bool) -> None:
    if row["difference"] is not None:
        number = f"{sign * row['difference']:+.2f}".replace("-", "−")
        text = f"{VERDICT_SYMBOLS[row['verdict']]}{'  ' if wide else chr(10)}{number}"
        axes.text(*place, text, ha="center", va="center", color=INK, fontsize=9 if wide else 7)


def _mark_verdicts(axes: Axes, entries: list[tuple[int, int, int, dict[str, Any]]], size: float) -> None:
    """Draw the symbols only, as markers: hundreds of texts would take seconds, and numbers would have no room."""
    for verdict, symbol in VERDICT_SYMBOLS.items():
        outline = TextPath((0, 0), symbol, size=10)
        centre = outline.get_extents().get_points().mean(axis=0)
        own = [(line, column) for line, column, _, row in entries if row["verdict"] == verdict]
        marker = Path(np.asarray(outline.vertices) - centre, outline.codes)
        lines, columns = [line for line, _ in own], [column for _, column in own]
        axes.scatter(columns, lines, s=size**2, marker=marker, color=INK, linewidths=0)


def forest_plot(rows: Rows) -> Figure:
    """Draw contrasts with their intervals on the equivalence band (a forest plot)."""
    figure = panels(rows, lambda each: 0.55 + 0.36 * len(each), _forest_panel)
    bounds = {row["question"]: row["bound"] for row in rows}
    band = f"equivalence band ± {rows[0]['bound']:g}"
    if len(set(bounds.values())) > 1:
        band = "the band is the equivalence bound of each question"
        for axes, (name, bound) in zip(figure.axes, bounds.items(), strict=True):
            axes.set_title(f"{str(name).capitalize()} (± {bound:g})")
    figure.axes[-1].set_xlabel(f"difference in points; {band}")
    return figure


def _forest_panel(axes: Axes, rows: Rows) -> None:
    label_rows(axes, [row["name"] for row in rows])
    axes.axvspan(-rows[0]["bound"], rows[0]["bound"], color=GREEN, alpha=0.15, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for position, row in enumerate(rows):
        whisker(axes, position, row["difference"], row["ci_low"], row["ci_high"], VERDICT_COLOURS[row["verdict"]])
        axes.annotate(
            f"{VERDICT_SYMBOLS[row['verdict']]} {row['verdict']}", (1.01, position), xycoords=("axes fraction", "data"),
            va="center", fontsize=8, annotation_clip=False,
        )  # fmt: skip
