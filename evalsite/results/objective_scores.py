"""How near a study's predicted motion is to the measured one: objective scores to set beside the ratings.

For workers and commands only: predicting takes torch and openSMILE.
"""

from collections.abc import Collection

import numpy as np

from analysis.objective_scores import ObjectiveScore
from evalsite import store
from evalsite.studies.models import Study, StudyStimulus
from face import npz_file
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from face.regions import Region, region_slice
from training import metrics

Cell = tuple[str, str]


def scores(study: Study, rated: Collection[Cell], progress: ProgressCallback = no_progress) -> list[ObjectiveScore]:
    """Return what can be said of the `rated` videos `(clip, condition)` whose motion was predicted and also measured.

    Raises
    ------
    InputError
        If a file is gone, or a checkpoint cannot be used here.
    """
    cells = [cell for cell in _predicted(study) if (cell.clip, cell.condition) in rated]
    found: list[ObjectiveScore] = []
    for done, cell in enumerate(cells):
        progress(done / len(cells), f"objective scores of {cell}")
        found += [ObjectiveScore(cell.clip, cell.condition, *row) for row in compare(*_motions(cell))]
    return found


def compare(predicted: MarkerMotion, measured: MarkerMotion) -> list[tuple[str, str, float]]:
    """Return region, measure and value; movements are taken from each motion's own neutral face.

    `concordance`: Lin's rho_c, mean over the region's coordinates; `lve_mm`: lip vertex error; `error_mm`: the mean
    error of the region's markers. `training.metrics` defines them.
    """
    frames = min(len(predicted), len(measured))
    moved, truth = (
        each.positions[:frames].astype(np.float64) - each.neutral.astype(np.float64) for each in (predicted, measured)
    )
    valid = measured.valid[:frames]
    distances = metrics.marker_distances(moved, truth, valid)
    values: list[tuple[str, str, float]] = []
    for region in Region:
        part = region_slice(region)
        concordance = metrics.marker_concordance(moved[:, part], truth[:, part], valid[:, part])
        values.append((region, "concordance", concordance))
        values.append((region, "error_mm", metrics.mean_distance(distances[:, part])))
    values.append((Region.LOWER, "lve_mm", metrics.lip_vertex_error(distances)))
    return [row for row in values if np.isfinite(row[2])]


def _predicted(study: Study) -> list[StudyStimulus]:
    measured = study.stimuli.exclude(stimulus__recording__motion="").filter(stimulus__recording__isnull=False)
    known = measured.filter(stimulus__condition__checkpoint__isnull=False)
    return list(known.select_related("stimulus__recording", "stimulus__condition__checkpoint").order_by("pk"))


def _motions(cell: StudyStimulus) -> tuple[MarkerMotion, MarkerMotion]:
    from evalsite.stimuli.synthesis_tasks import marker_motion  # noqa: PLC0415 - torch and openSMILE come with it

    made = cell.stimulus
    if made.recording is None:
        raise LookupError(f"{cell} has no recording")
    return marker_motion(made.recording, made.condition), npz_file.load(MarkerMotion, store.path(made.recording.motion))
