"""What a closed study hands out: the ratings as a long table, and its results. Simulated ratings say so everywhere."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from analysis.ratings import Row
from evalsite.questionnaire.ratings import is_simulated, ratings_table
from evalsite.results import bundles, snapshots
from evalsite.studies.models import Study
from face.console import Report, silent

COLUMNS: Final = (*Row._fields, "simulated")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def ratings_csv(study: Study) -> str:
    """Return the table that `python -m analysis report` reads, with a column that marks simulated raters."""
    scripts = set(study.participations.filter(simulated=True).values_list("code", flat=True))
    return csv_text((*row, int(row.rater in scripts)) for row in ratings_table(study))


def csv_text(rows: Iterable[tuple[object, ...]]) -> str:
    """Write rows below the header; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def results_json(study: Study) -> str:
    """Return the text of results.json."""
    return json.dumps(snapshots.of(study).results, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def file_name(study: Study, name: str) -> str:
    """Return a file's name, marked when the study has simulated participants: `ratings-simulated.csv`."""
    stem, _, ending = name.partition(".")
    return f"{stem}-simulated.{ending}" if is_simulated(study) else name


def write(study: Study, folder: Path, report: Report = silent) -> list[Path]:
    """Write all four files into a folder and return their paths; raise InputError before anything is written."""
    texts = {"results.json": results_json(study).encode(), "ratings.csv": ratings_csv(study).encode()}
    folder.mkdir(parents=True, exist_ok=True)
    made = bundles.packed(bundles.contents(study, report))
    files = {"report.html": made["report"], "bundle.zip": made["bundle"]} | texts
    paths = [folder / file_name(study, name) for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return paths


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
