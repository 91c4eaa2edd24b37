"""Every file of the report by its path: page, text, tables, figures and the data behind them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from analysis.csv_format import format_csv
from analysis.report import csv_export, figure_data, figures, latex, methods_text, page, tables
from face.progress import ProgressCallback, no_progress

Files = dict[str, bytes]
SIMULATED: Final = "simulated ratings"


def files(
    results: Mapping[str, Any], *, title: str, order: Sequence[str] = (), progress: ProgressCallback = no_progress
) -> Files:
    """Return the files that say what `results` (the content of results.json) says.

    Parameters
    ----------
    title
        The page's heading.
    order
        The conditions as figures and tables list them; left out, as the results do.
    progress
        Told how far it is; drawing takes most of the time.
    """
    order = order or figure_data.conditions(results)
    ordered = _in_order(results, order)
    contents = figure_data.contents(ordered, order)
    drawn: list[tuple[figure_data.Content, Files]] = []
    for done, content in enumerate(contents):
        progress(done / len(contents), f"draws {content.name}")
        drawn.append((content, figures.draw(content, mark=SIMULATED if results["simulated"] else "")))
    pictures = [(content, each[f"{content.name}.svg"]) for content, each in drawn]
    texts = {
        "report.html": page.page(ordered, pictures, title=title, order=order),
        "methods.txt": methods_text.text(ordered),
        **{f"figures/{content.name}.csv": format_csv(content.rows) for content in contents},
        **{f"tables/{name}": text for name, text in csv_export.csv_tables(results).items()},
        **{f"tables/{each.name}.tex": latex.latex(each) for each in tables.tables(ordered)},
    }
    images = {f"figures/{name}": data for _, each in drawn for name, data in each.items()}
    return {name: text.encode() for name, text in texts.items()} | images


def results_json(results: Mapping[str, Any]) -> bytes:
    """Return the bytes of `results.json`."""
    return (json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _in_order(results: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """Return the results with each region's conditions in the given order."""
    place = {name: number for number, name in enumerate(order)}
    regions = {
        name: {**row, "description": sorted(row["description"], key=lambda each: place.get(each["condition"], 0))}
        for name, row in results["regions"].items()
    }
    return {**results, "regions": regions}
