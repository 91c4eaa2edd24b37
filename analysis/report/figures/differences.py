"""Contrasts and pairs: differences with their verdicts."""

from itertools import groupby
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.figure_data import Rows
from analysis.report.figures.style import GREEN, INK, SHADES, WIDE, name_rows, panels, whisker
from analysis.report.phrasing import SIGNS

MANY: Final = 6
"""Conditions whose matrix has room for a sign and a number side by side."""


def verdicts(rows: Rows) -> Figure:
    """Draw each region's pairs as a square, by colour and sign."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["region"])]
    size = 1.1 + 0.62 * max(len({row["a"] for row in each} | {row["b"] for row in each}) for _, each in groups)
    figure = Figure(figsize=(WIDE, (size * 0.72 + 0.4) * len(groups) + 0.4))
    axes = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    for place, (name, each) in zip(axes, groups, strict=True):
        place.set_title(str(name).capitalize())
        _matrix(place, each)
    said = [f"{SIGNS[verdict]} {verdict}" for verdict in SIGNS]
    figure.legend(_swatches(axes[0]), said, loc="outside upper center", ncols=len(said), frameon=False, fontsize=8)
    return figure


def _swatches(axes: Axes) -> list[Any]:
    return [axes.bar([0], [0], color=SHADES[verdict], alpha=0.45)[0] for verdict in SIGNS]


def _matrix(axes: Axes, rows: Rows) -> None:
    names = list(dict.fromkeys(name for row in rows for name in (row["a"], row["b"])))
    axes.set_xlim(-0.5, len(names) - 0.5)
    for row in rows:
        a, b = names.index(row["a"]), names.index(row["b"])
        _cell(axes, a, b, row, 1)
        _cell(axes, b, a, row, -1)
    axes.set_xticks(range(len(names)), names, rotation=20, ha="right")
    name_rows(axes, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _cell(axes: Axes, line: int, column: int, row: dict[str, Any], sign: int) -> None:
    many = axes.get_xlim()[1] > MANY
    between, size = ("\n", 7) if many else ("  ", 9)
    axes.barh([line], [0.94], 0.92, left=[column - 0.47], color=SHADES[row["verdict"]], alpha=0.45)
    if row["difference"] is not None:
        said = f"{SIGNS[row['verdict']]}{between}{sign * row['difference']:+.2f}".replace("-", "−")
        axes.text(column, line, said, ha="center", va="center", color=INK, fontsize=size)


def forest(rows: Rows) -> Figure:
    """Draw contrasts with their intervals over the band of differences that do not matter."""
    figure = panels(rows, lambda each: 0.55 + 0.36 * len(each), _forest_panel)
    last = figure.axes[-1]
    last.set_xlabel(f"difference in points; the band is ± {rows[0]['bound']:g}")
    return figure


def _forest_panel(axes: Axes, rows: Rows) -> None:
    name_rows(axes, [row["name"] for row in rows])
    axes.axvspan(-rows[0]["bound"], rows[0]["bound"], color=GREEN, alpha=0.15, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for place, row in enumerate(rows):
        whisker(axes, place, row["difference"], row["ci_low"], row["ci_high"], SHADES[row["verdict"]])
        axes.annotate(
            f"{SIGNS[row['verdict']]} {row['verdict']}", (1.01, place), xycoords=("axes fraction", "data"),
            va="center", fontsize=8, annotation_clip=False,
        )  # fmt: skip
