"""Draws the figures; the one file that imports matplotlib. The same rows give the same bytes."""

import io
import warnings
from collections.abc import Callable, Mapping
from itertools import groupby, pairwise
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.report.figure_data import Content, Rows
from analysis.report.words import SIGNS, term_name

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
MANY: Final = 6
"""Conditions whose matrix has room for a sign and a number side by side."""
SHORT: Final = 2
"""Letters of labels that fit into one row of a legend."""
WIDE: Final = 6.3
"""Inches: a page's text width."""


def draw(content: Content, *, mark: str = "") -> dict[str, bytes]:
    """Return `NAME.svg` and `NAME.pdf` of a figure; `mark` is written across its foot.

    Letters that the font lacks (Chinese, say) are drawn as boxes; the data beside the figure have them.
    """
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = DRAWN[content.name](content.rows)
        _settle(figure, figure.supxlabel(mark, fontsize=8, color="#a33d00"))
        return {
            f"{content.name}.svg": _saved(figure, "svg", {"Date": None, "Creator": None, "Title": content.caption}),
            f"{content.name}.pdf": _saved(figure, "pdf", {"CreationDate": None, "Title": content.caption}),
        }


def _settle(figure: Figure, foot: Text) -> None:
    """Lay everything out once, on round numbers: the solver's last digits change from call to call."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position([round(edge, 4) for edge in axes.get_position().bounds])  # type: ignore[arg-type]
    foot.set_position([round(place, 4) for place in foot.get_position()])  # type: ignore[arg-type]


def _saved(figure: Figure, kind: str, metadata: Mapping[str, str | None]) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format=kind, metadata=dict(metadata))
    return file.getvalue()


def _panels(rows: Rows, height: Callable[[Rows], float], paint: Callable[[Axes, Rows], None]) -> Figure:
    """Paint one panel per region, under each other on one scale."""
    groups = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["region"])]
    heights = [height(each) for _, each in groups]
    figure = Figure(figsize=(WIDE, sum(heights) + 0.4))
    axes = figure.subplots(len(groups), 1, squeeze=False, sharex=True, height_ratios=heights)[:, 0]
    for place, (name, each) in zip(axes, groups, strict=True):
        place.set_title(str(name).capitalize())
        paint(place, each)
    return figure


def _lines(rows: Rows) -> float:
    return 0.55 + 0.27 * len(rows)


def _name_rows(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def _means(rows: Rows) -> Figure:
    figure = _panels(rows, _lines, _mean_panel)
    figure.axes[-1].set_xlabel("mean rating and its interval")
    return figure


def _mean_panel(axes: Axes, rows: Rows) -> None:
    _name_rows(axes, [row["condition"] for row in rows])
    axes.grid(axis="x", color="#e5e5e5")
    for place, row in enumerate(rows):
        _whisker(axes, place, row["mean"], row["ci_low"], row["ci_high"], BLUE)


def _whisker(axes: Axes, place: float, middle: float, low: float | None, high: float | None, colour: str) -> None:
    if low is not None and high is not None:
        axes.plot([low, high], [place, place], color=colour, linewidth=2.4, solid_capstyle="round")
    axes.plot([middle], [place], "o", color=colour, markeredgecolor="white", markersize=7)


def _histogram(rows: Rows) -> Figure:
    figure = _panels(rows, _lines, _histogram_panel)
    last = figure.axes[-1]
    last.set_xlabel("share of the ratings, below and above the middle of the scale")
    last.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    handles, labels = last.get_legend_handles_labels()
    columns = -(-len(labels) // 2) if max(map(len, labels)) > SHORT else len(labels)
    figure.legend(handles, labels, loc="outside upper center", ncols=columns, frameon=False, fontsize=8)
    return figure


def _histogram_panel(axes: Axes, rows: Rows) -> None:
    _name_rows(axes, [row["condition"] for row in rows])
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


def _verdicts(rows: Rows) -> Figure:
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
    _name_rows(axes, names)
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


def _forest(rows: Rows) -> Figure:
    figure = _panels(rows, lambda each: 0.55 + 0.36 * len(each), _forest_panel)
    last = figure.axes[-1]
    last.set_xlabel(f"difference in points; the band is ± {rows[0]['bound']:g}")
    return figure


def _forest_panel(axes: Axes, rows: Rows) -> None:
    _name_rows(axes, [row["name"] for row in rows])
    axes.axvspan(-rows[0]["bound"], rows[0]["bound"], color=GREEN, alpha=0.15, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for place, row in enumerate(rows):
        _whisker(axes, place, row["difference"], row["ci_low"], row["ci_high"], SHADES[row["verdict"]])
        axes.annotate(
            f"{SIGNS[row['verdict']]} {row['verdict']}", (1.01, place), xycoords=("axes fraction", "data"),
            va="center", fontsize=8, annotation_clip=False,
        )  # fmt: skip


def _variances(rows: Rows) -> Figure:
    names = list(dict.fromkeys(row["region"] for row in rows))
    figure = Figure(figsize=(WIDE, 1.1 + 0.42 * len(names)))
    axes = figure.subplots()
    starts = dict.fromkeys(names, 0.0)
    for term, (colour, hatch) in PARTS.items():
        each = [row for row in rows if row["term"] == term]
        lefts, widths = [starts[row["region"]] for row in each], [row["share"] for row in each]
        places = [names.index(row["region"]) for row in each]
        axes.barh(places, widths, 0.6, left=lefts, color=colour, hatch=hatch, edgecolor="white", label=term_name(term))
        starts |= {row["region"]: starts[row["region"]] + row["share"] for row in each}
    _name_rows(axes, [str(name).capitalize() for name in names])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlim(0, 1)
    figure.legend(loc="outside upper center", ncols=len(PARTS), frameon=False, fontsize=8)
    return figure


def _raters(rows: Rows) -> Figure:
    figure = _panels(rows, lambda _: 2.6, _rater_panel)
    figure.axes[-1].set_xlabel("bias in points")
    return figure


def _rater_panel(axes: Axes, rows: Rows) -> None:
    axes.axvline(0, color="#bbbbbb", linewidth=0.8)
    axes.set_ylabel("inconsistency in points")
    for row in rows:
        marker, colour = ("x", "#d55e00") if row["excluded"] else ("D", AMBER) if row["noticed"] else ("o", BLUE)
        axes.plot([row["bias"]], [row["inconsistency"]], marker, color=colour)
        if row["noticed"]:
            place = (row["bias"], row["inconsistency"])
            axes.annotate(row["rater"], place, xytext=(5, 4), textcoords="offset points", fontsize=7)


DRAWN: Final[dict[str, Callable[[Rows], Figure]]] = {
    "contrasts": _forest,
    "means": _means,
    "histogram": _histogram,
    "verdicts": _verdicts,
    "variances": _variances,
    "raters": _raters,
}
