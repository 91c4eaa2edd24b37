"""The files of a multiverse: all outcomes as CSV and JSON, verdict counts, and a specification curve per contrast."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Final

from analysis.csv_format import format_csv
from analysis.multiverse.curve import specification_curve
from analysis.multiverse.outcomes import Outcome, verdict_rows
from analysis.plan import Plan
from analysis.report.figures.render import draw_figure
from analysis.results import PROGRAM

SCHEMA_VERSION: Final = 1


def multiverse_files(outcomes: Sequence[Outcome], plan: Plan) -> dict[str, bytes]:
    """Return `multiverse.json`, `multiverse.csv`, `verdicts.csv` and a curve per contrast as SVG and PDF, by name."""
    bounds = {row.question: plan.bound_of(row.question) for row in outcomes}
    document = {
        "schema": SCHEMA_VERSION,
        "program": PROGRAM,
        "plan_sha256": plan.digest(),
        "analyses": len({(row.kind, row.choice) for row in outcomes}),
        "verdicts": verdict_rows(outcomes),
        "outcomes": [asdict(row) for row in outcomes],
    }
    files = {
        "multiverse.json": (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode(),
        "multiverse.csv": format_csv([asdict(row) for row in outcomes]).encode(),
        "verdicts.csv": format_csv(verdict_rows(outcomes)).encode(),
    }
    for number, name in enumerate(dict.fromkeys(row.contrast for row in outcomes), start=1):
        own = [row for row in outcomes if row.contrast == name]
        draw = partial(specification_curve, own, bounds)
        files |= draw_figure(f"curve-{number}", f"{name} in every analysis", draw)
    return files
