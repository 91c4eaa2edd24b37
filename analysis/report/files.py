"""All files of the report by path: page, text for a paper, tables, figures and the data behind them."""

import json
from collections.abc import Sequence
from typing import Any, Final

from analysis.csv_format import format_csv
from analysis.json_types import JsonObject
from analysis.report import csv_export, figure_data, methods_text, page, tables
from analysis.report.condition_order import condition_order
from analysis.report.figures.render import render_figure
from analysis.report.labels import short_labels
from analysis.report.view import report_view
from face.progress import ProgressCallback, no_progress

Files = dict[str, bytes]
SIMULATED_MARK: Final = "simulated ratings"


def report_files(
    results: JsonObject, *, title: str, order: Sequence[str] = (), progress: ProgressCallback = no_progress
) -> Files:
    """Return the files that present `results`, the content of results.json.

    Parameters
    ----------
    title
        The heading of the page.
    order
        The conditions in the order of figures and tables; others follow in the order of the planned contrasts.
    progress
        Called before each figure: drawing takes most of the time.
    """
    order = condition_order(results, order)
    ordered = _sort_conditions(results, order)
    figures = figure_data.figure_data(ordered, order)
    labels = short_labels(name for figure in figures for name in figure_data.label_names(figure.rows))
    mark = SIMULATED_MARK if results["simulated"] else ""
    images: Files = {}
    for index, figure in enumerate(figures):
        progress(index / len(figures), f"drawing {figure.name}")
        images |= render_figure(figure, labels, mark=mark)
    rendered = [page.RenderedFigure(each.name, each.caption, images[f"{each.name}.svg"]) for each in figures]
    texts = {
        "report.html": page.render_page(report_view(ordered, order), rendered, title=title),
        "methods.txt": methods_text.methods_text(ordered),
        **{f"figures/{figure.name}.csv": format_csv(figure.rows) for figure in figures},
        **{f"tables/{name}": text for name, text in csv_export.csv_tables(results).items()},
        **{f"tables/{table.name}.tex": tables.latex_table(table) for table in tables.report_tables(ordered)},
    }
    encoded = {name: text.encode() for name, text in texts.items()}
    return encoded | {f"figures/{name}": data for name, data in images.items()}


def results_json(results: JsonObject) -> bytes:
    """Return the bytes of `results.json`."""
    return (json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _sort_conditions(results: JsonObject, order: Sequence[str]) -> dict[str, Any]:
    """Return the results with each question's conditions in the given order."""
    position = {name: index for index, name in enumerate(order)}
    questions = {
        name: {**row, "description": sorted(row["description"], key=lambda each: position.get(each["condition"], 0))}
        for name, row in results["questions"].items()
    }
    return {**results, "questions": questions}
