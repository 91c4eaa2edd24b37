"""Renders figures as SVG and PDF; the same data give the same bytes."""

import io
import textwrap
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.report.figure_data import LABEL_KEYS, FigureData, Rows, label_names
from analysis.report.figures import differences, mixed_model, raters, ratings
from analysis.report.figures.style import INK, STYLE

MARK: Final = "#a33d00"
KEY_WIDTH: Final = 100
"""Characters of a line of the key, which is set in a smaller size than the figure."""
NO_LABELS: Final[Mapping[str, str]] = {}


def render_figure(data: FigureData, labels: Mapping[str, str] = NO_LABELS, *, mark: str = "") -> dict[str, bytes]:
    """Return a figure as `NAME.svg` and `NAME.pdf`; `mark` is written below it.

    `labels` replace long names, with a key below the figure. Letters that the font lacks (such as Chinese) are drawn as
    boxes; the CSV beside the figure has them.
    """
    rows = [_relabel(row, labels) for row in data.rows]
    key = _key({name: labels[name] for name in label_names(data.rows) if name in labels})
    footer, colour = "\n".join(filter(None, (mark, key))), MARK if mark else INK
    return draw_figure(data.name, data.caption, lambda: PLOTS[data.name](rows), footer=footer, colour=colour)


def draw_figure(
    name: str, caption: str, draw: Callable[[], Figure], *, footer: str = "", colour: str = INK
) -> dict[str, bytes]:
    """Return what `draw` gives as `NAME.svg` and `NAME.pdf`, with the footer below it in that colour."""
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = draw()
        _fix_layout(figure, figure.supxlabel(footer, fontsize=8, color=colour))
        title = {"Title": caption}
        return {
            f"{name}.svg": _save(FigureCanvasSVG(figure), title | {"Date": None, "Creator": None}),
            f"{name}.pdf": _save(FigureCanvasPdf(figure), title | {"CreationDate": None}),
        }


def _relabel(row: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    return row | {key: labels.get(row[key], row[key]) for key in LABEL_KEYS if key in row}


def _key(labels: Mapping[str, str]) -> str:
    """Return the names behind the labels, one a line."""
    lines = [textwrap.fill(f"{label}: {name}", KEY_WIDTH) for name, label in labels.items()]
    return "\n".join(lines)


def _fix_layout(figure: Figure, footer: Text) -> None:
    """Compute the layout once and round it: the last digits of the layout solver change from call to call."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position([round(edge, 4) for edge in axes.get_position().bounds])  # type: ignore[arg-type]
    footer.set_position([round(position, 4) for position in footer.get_position()])  # type: ignore[arg-type]


def _save(canvas: FigureCanvasSVG | FigureCanvasPdf, metadata: Mapping[str, str | None]) -> bytes:
    """Write with the canvas itself: `savefig` would draw everything twice."""
    file = io.BytesIO()
    write = canvas.print_svg if isinstance(canvas, FigureCanvasSVG) else canvas.print_pdf
    write(file, metadata=dict(metadata))  # type: ignore[no-untyped-call]
    return file.getvalue()


PLOTS: Final[Mapping[str, Callable[[Rows], Figure]]] = {
    "contrasts": differences.forest_plot,
    "contrasts-adjusted": differences.forest_plot,
    "means": ratings.means,
    "means-model": ratings.means,
    "means-bootstrap": ratings.means,
    "histogram": ratings.histogram,
    "verdicts": differences.pair_matrix,
    "objective": ratings.objective,
    "variances": mixed_model.variances,
    "clips": mixed_model.caterpillar,
    "clips-by-condition": mixed_model.caterpillar,
    "rater-effects": mixed_model.caterpillar,
    "raters": raters.raters,
    "rater-correlations": raters.correlations,
    "power": mixed_model.power,
}
