"""What a closed study hands out: the ratings as a long table, and its results. Simulated ratings say so everywhere."""

import json
from pathlib import Path
from typing import Final

from analysis.ratings import Row
from evalsite.questionnaire.ratings import is_simulated, ratings_table
from evalsite.results import bundles, codebook, consort, participants, snapshots
from evalsite.results.sheets import safe_csv
from evalsite.studies.models import Study
from face.progress import ProgressCallback, no_progress

COLUMNS: Final = (*Row._fields, "simulated")


def ratings_csv(study: Study, *, pilot: bool = False) -> str:
    """Return the table that `python -m analysis report` reads, with a column that marks simulated raters."""
    scripts = set(study.participations.filter(simulated=True).values_list("code", flat=True))
    return safe_csv(COLUMNS, ((*row, int(row.rater in scripts)) for row in ratings_table(study, pilot=pilot)))


def participants_csv(study: Study) -> str:
    """Return who took part: forms, device, and how it ended."""
    return safe_csv(participants.columns(study.read()), participants.rows(study))


def flow_csv(study: Study) -> str:
    """Return how many came how far, and why the others left."""
    return safe_csv(codebook.FLOW.keys(), consort.rows(study))


def codebook_csv(study: Study) -> str:
    """Return what the columns of all tables mean."""
    return safe_csv(codebook.COLUMNS, codebook.rows(study.read()))


TABLES: Final = {
    "ratings.csv": ratings_csv,
    "participants.csv": participants_csv,
    "flow.csv": flow_csv,
    "codebook.csv": codebook_csv,
}


FILES: Final = ("report.html", "bundle.zip", "results.json", *TABLES)
"""All that a closed study hands out."""


def results_json(study: Study) -> str:
    """Return the text of results.json."""
    return json.dumps(snapshots.of(study).results, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def file_name(study: Study, name: str, *, pilot: bool = False) -> str:
    """Return a file's name, marked when the study has simulated participants: `ratings-simulated.csv`."""
    stem, _, ending = name.partition(".")
    return f"{stem}-simulated.{ending}" if is_simulated(study, pilot=pilot) else name


def write(study: Study, folder: Path, progress: ProgressCallback = no_progress) -> list[Path]:
    """Write all files into a folder and return their paths; raise InputError before anything is written."""
    texts = [results_json(study), *(table(study) for table in TABLES.values())]
    folder.mkdir(parents=True, exist_ok=True)
    made = bundles.packed(bundles.contents(study, progress))
    files = [made["report"], made["bundle"], *(text.encode() for text in texts)]
    paths = [folder / file_name(study, name) for name in FILES]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    return paths
