"""Renders figures as SVG and PDF; the same data give the same bytes."""

import io
import warnings
from collections.abc import Callable, Mapping
from typing import Final

import matplotlib as mpl
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.report.figure_data import FigureData, Rows
from analysis.report.figures import differences, mixed_model, raters, ratings
from analysis.report.figures.style import STYLE


def render_figure(data: FigureData, *, mark: str = "") -> dict[str, bytes]:
    """Return a figure as `NAME.svg` and `NAME.pdf`; `mark` is written below it.

    Letters that the font lacks (such as Chinese) are drawn as boxes; the CSV beside the figure has them.
    """
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = PLOTS[data.name](data.rows)
        _fix_layout(figure, figure.supxlabel(mark, fontsize=8, color="#a33d00"))
        title = {"Title": data.caption}
        return {
            f"{data.name}.svg": _save(FigureCanvasSVG(figure), title | {"Date": None, "Creator": None}),
            f"{data.name}.pdf": _save(FigureCanvasPdf(figure), title | {"CreationDate": None}),
        }


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
