"""Figures of differences between conditions: planned contrasts, and the matrix of all pairs."""

from itertools import groupby
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows
from analysis.report.figures.style import GREEN, INK, TEXT_WIDTH, VERDICT_COLOURS, label_rows, panels, whisker
from analysis.report.phrasing import VERDICT_SYMBOLS

MAX_WIDE_CONDITIONS: Final = 6
"""The most conditions whose matrix has room for symbol and number side by side."""


def pair_matrix(rows: Rows) -> Figure:
    """Draw the matrix of all pairs of each question, by colour and symbol."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["question"])]
    size = 1.1 + 0.62 * max(len({row["a"] for row in each} | {row["b"] for row in each}) for _, each in groups)
    figure = Figure(figsize=(TEXT_WIDTH, (size * 0.72 + 0.4) * len(groups) + 0.4))
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
    axes.set_xlim(-0.5, len(names) - 0.5)
    for row in rows:
        a, b = names.index(row["a"]), names.index(row["b"])
        _matrix_entry(axes, a, b, row, 1)
        _matrix_entry(axes, b, a, row, -1)
    axes.set_xticks(range(len(names)), names, rotation=20, ha="right")
    label_rows(axes, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _matrix_entry(axes: Axes, row_index: int, column_index: int, row: dict[str, Any], sign: int) -> None:
    many = axes.get_xlim()[1] > MAX_WIDE_CONDITIONS
    separator, size = ("\n", 7) if many else ("  ", 9)
    axes.barh([row_index], [0.94], 0.92, left=[column_index - 0.47], color=VERDICT_COLOURS[row["verdict"]], alpha=0.45)
    if row["difference"] is not None:
        label = f"{VERDICT_SYMBOLS[row['verdict']]}{separator}{sign * row['difference']:+.2f}".replace("-", "−")
        axes.text(column_index, row_index, label, ha="center", va="center", color=INK, fontsize=size)


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
