"""Renders the report with Jinja2: its body for the site's page, or one HTML file that needs no network."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.report.phrasing import VERDICT_SYMBOLS
from analysis.report.view_model import ReportView

FOLDER: Final = Path(__file__).parent
FIGURE_GROUPS: Final[Sequence[Mapping[str, str]]] = (
    {"contrasts": "unadjusted intervals", "contrasts-adjusted": "simultaneous intervals"},
    {"means": "these clips", "means-model": "other clips (mixed model)", "means-bootstrap": "other clips (bootstrap)"},
    *({name: ""} for name in ("objective", "histogram", "verdicts", "variances", "power")),
    {"clips": "clips", "clips-by-condition": "clips by condition", "rater-effects": "raters"},
    {"raters": "bias and inconsistency", "rater-correlations": "correlations"},
)
"""The figures in the order of the page; those of one group are alternatives, with the labels of their buttons."""


@dataclass(frozen=True)
class RenderedFigure:
    """A figure as SVG."""

    name: str
    caption: str
    svg: bytes

    @property
    def data_uri(self) -> str:
        """The image as an address; inline in the page, the ids of two SVG files could clash."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.svg).decode()}"


def render_body(report: ReportView) -> Markup:
    """Return the report as a part of a page, without figures: it has no inline style and no script."""
    return Markup(_environment().get_template("report_body.html").render(report=report, figures=()))  # noqa: S704 - autoescaped


def render_page(report: ReportView, figures: Sequence[RenderedFigure], *, title: str) -> str:
    """Return the report as one HTML file with its style and figures embedded."""
    template = _environment().get_template("report.html")
    return template.render(report=report, figures=_figure_groups(figures), title=title)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([FOLDER / "templates", FOLDER / "static"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["verdict_symbols"] = VERDICT_SYMBOLS
    return environment


def _figure_groups(figures: Sequence[RenderedFigure]) -> list[list[tuple[str, RenderedFigure]]]:
    """Return the figures of each group with their labels."""
    by_name = {figure.name: figure for figure in figures}
    groups = [[(label, by_name[name]) for name, label in group.items() if name in by_name] for group in FIGURE_GROUPS]
    return [group for group in groups if group]
