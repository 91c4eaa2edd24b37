"""The files of a closed study: its tables as CSV, results.json, report and bundle; simulated data are marked."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from analysis.playback_csv import TrialPlayback, playback_cells
from analysis.ratings import RatingRow
from evalsite.questionnaire.ratings import has_simulated, ratings_table
from evalsite.results import bundles, codebook, participant_flow, participants, playback_table, snapshots
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.progress import ProgressCallback, no_progress

RATING_COLUMNS: Final = (*RatingRow._fields, "simulated")
FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Characters that make a spreadsheet read a cell as a formula; East Asian ones accept the full-width signs too."""


def safe_csv(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a CSV table that is safe in a spreadsheet: text that looks like a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_format_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _format_cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_PREFIXES) else value


def ratings_csv(study: Study, *, pilot: bool = False) -> str:
    """Return the ratings as `python -m analysis report` reads them, with a column that marks simulated raters."""
    simulated = set(study.participations.filter(simulated=True).values_list("code", flat=True))
    rows = ratings_table(study, pilot=pilot)
    return safe_csv(RATING_COLUMNS, ((*row, int(row.rater in simulated)) for row in rows))


def playback_csv(study: Study) -> str:
    """Return how the video of each trial played: stalls, hidden time, dropped frames, replays."""
    return safe_csv(TrialPlayback._fields, map(playback_cells, playback_table.playback_rows(study)))


def participants_csv(study: Study) -> str:
    """Return the participants with their form answers, devices and final states."""
    return safe_csv(participants.participant_columns(study.read_document()), participants.participant_rows(study))


def flow_csv(study: Study) -> str:
    """Return how many participants reached each stage, and why the others did not."""
    return safe_csv(codebook.FLOW_COLUMNS, participant_flow.flow_rows(study))


def codebook_csv(study: Study) -> str:
    """Return what the columns of all tables mean."""
    return safe_csv(codebook.COLUMNS, codebook.codebook_rows(study.read_document()))


TABLES: Final = {
    "ratings.csv": ratings_csv,
    "playback.csv": playback_csv,
    "participants.csv": participants_csv,
    "flow.csv": flow_csv,
    "codebook.csv": codebook_csv,
}
FILES: Final = ("report.html", "bundle.zip", "results.json", *TABLES)
"""All downloads of a closed study."""


def results_json(study: Study) -> str:
    """Return the text of results.json."""
    return snapshot_json(snapshots.latest_snapshot(study))


def snapshot_json(snapshot: Snapshot) -> str:
    """Return the text of the results.json of a snapshot."""
    return json.dumps(snapshot.results, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def download_name(study: Study, name: str, *, pilot: bool = False) -> str:
    """Return a file's name, marked if the study has simulated participants: `ratings-simulated.csv`."""
    stem, _, suffix = name.partition(".")
    return f"{stem}-simulated.{suffix}" if has_simulated(study, pilot=pilot) else name


def write_files(study: Study, folder: Path, progress: ProgressCallback = no_progress) -> list[Path]:
    """Write all files into a folder and return their paths; raise InputError before anything is written."""
    texts = [results_json(study), *(table(study) for table in TABLES.values())]
    folder.mkdir(parents=True, exist_ok=True)
    packed = bundles.pack_report_and_bundle(bundles.bundle_files(study, progress))
    contents = [packed["report"], packed["bundle"], *(text.encode() for text in texts)]
    paths = [folder / download_name(study, name) for name in FILES]
    for path, data in zip(paths, contents, strict=True):
        path.write_bytes(data)
    return paths
