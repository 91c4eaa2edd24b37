"""The files of a multiverse: all outcomes as CSV and JSON, verdict counts, and a specification curve per contrast."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from analysis.csv_format import format_csv
from analysis.json_types import JsonObject
from analysis.multiverse.curve import specification_curve
from analysis.multiverse.outcomes import Outcome, verdict_rows
from analysis.plan import Plan
from analysis.report.figures.render import MARK, draw_figure
from analysis.report.files import SIMULATED_MARK
from analysis.results import PROGRAM

SCHEMA_VERSION: Final = 1


def multiverse_files(outcomes: Sequence[Outcome], plan: Plan, *, simulated: bool = False) -> dict[str, bytes]:
    """Return all outcomes as JSON and CSV, their summary, and a curve per contrast as SVG and PDF, by name.

    `simulated` marks all of them as made from simulated ratings.
    """
    bounds = {row.question: plan.bound_of(row.question) for row in outcomes}
    contrasts = list(dict.fromkeys(row.contrast for row in outcomes))
    summary: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "program": PROGRAM,
        "simulated": simulated,
        "plan_sha256": plan.digest(),
        "analyses": len({(row.kind, row.choice) for row in outcomes}),
        "verdicts": verdict_rows(outcomes),
        "curves": {f"curve-{number}": name for number, name in enumerate(contrasts, start=1)},
    }
    mark = SIMULATED_MARK if simulated else ""
    files = {
        "summary.json": _format_json(summary),
        "multiverse.json": _format_json(summary | {"outcomes": [asdict(row) for row in outcomes]}),
        "multiverse.csv": format_csv([asdict(row) for row in outcomes]).encode(),
        "verdicts.csv": format_csv(verdict_rows(outcomes)).encode(),
    }
    for stem, name in summary["curves"].items():
        own = [row for row in outcomes if row.contrast == name]
        draw = partial(specification_curve, own, bounds)
        files |= draw_figure(stem, f"{name} in every analysis", draw, footer=mark, colour=MARK)
    return files


def _format_json(document: JsonObject) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
