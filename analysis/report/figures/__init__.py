"""Draws the figures; matplotlib is imported in this folder alone. The same rows give the same bytes."""

import io
import warnings
from collections.abc import Callable, Mapping
from typing import Final

import matplotlib as mpl
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.report.figure_data import Content, Rows
from analysis.report.figures import differences, measures, mixed_model, raters, ratings
from analysis.report.figures.style import STYLE


def draw(content: Content, *, mark: str = "") -> dict[str, bytes]:
    """Return `NAME.svg` and `NAME.pdf` of a figure; `mark` is written across its foot.

    Letters that the font lacks (Chinese, say) are drawn as boxes; the data beside the figure have them.
    """
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = DRAWN[content.name](content.rows)
        _settle(figure, figure.supxlabel(mark, fontsize=8, color="#a33d00"))
        title = {"Title": content.caption}
        return {
            f"{content.name}.svg": _saved(FigureCanvasSVG(figure), title | {"Date": None, "Creator": None}),
            f"{content.name}.pdf": _saved(FigureCanvasPdf(figure), title | {"CreationDate": None}),
        }


def _settle(figure: Figure, foot: Text) -> None:
    """Lay everything out once, on round numbers: the solver's last digits change from call to call."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position([round(edge, 4) for edge in axes.get_position().bounds])  # type: ignore[arg-type]
    foot.set_position([round(place, 4) for place in foot.get_position()])  # type: ignore[arg-type]


def _saved(canvas: FigureCanvasSVG | FigureCanvasPdf, metadata: Mapping[str, str | None]) -> bytes:
    """Write by the canvas itself: `savefig` draws everything once more before."""
    file = io.BytesIO()
    write = canvas.print_svg if isinstance(canvas, FigureCanvasSVG) else canvas.print_pdf
    write(file, metadata=dict(metadata))  # type: ignore[no-untyped-call]
    return file.getvalue()


DRAWN: Final[Mapping[str, Callable[[Rows], Figure]]] = {
    "contrasts": differences.forest,
    "contrasts-adjusted": differences.forest,
    "means": ratings.means,
    "means-model": ratings.means,
    "means-bootstrap": ratings.means,
    "histogram": ratings.histogram,
    "verdicts": differences.verdicts,
    "objective": measures.objective,
    "variances": mixed_model.variances,
    "clips": mixed_model.caterpillar,
    "clips-by-condition": mixed_model.caterpillar,
    "rater-effects": mixed_model.caterpillar,
    "raters": raters.raters,
    "rater-correlations": raters.correlations,
    "power": mixed_model.power,
}
