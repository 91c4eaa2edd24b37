"""Objective scores of a study's videos: how close predicted motion is to the measured motion of the same recording.

For workers and commands only: predicting takes torch and openSMILE.
"""

from collections.abc import Collection

import numpy as np

from analysis.cells import Cell
from analysis.objective_scores import ObjectiveScore
from evalsite import store
from evalsite.studies.models import Study, StudyStimulus
from face import npz_file
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from face.regions import Region, region_slice
from training import metrics


def study_scores(
    study: Study, rated: Collection[Cell], progress: ProgressCallback = no_progress
) -> list[ObjectiveScore]:
    """Return the scores of the `rated` videos whose motion was predicted and for which measured motion exists.

    Raises
    ------
    InputError
        If a file is missing, or a checkpoint can't be used here.
    """
    videos = [each for each in _predicted_videos(study) if Cell(each.condition, each.clip) in rated]
    scores: list[ObjectiveScore] = []
    for index, video in enumerate(videos):
        progress(index / len(videos), f"computing objective scores of {video}")
        scores += [ObjectiveScore(video.clip, video.condition, *row) for row in motion_scores(*_motions(video))]
    return scores


def motion_scores(predicted: MarkerMotion, measured: MarkerMotion) -> list[tuple[str, str, float]]:
    """Return region, measure and value; displacements are taken from each motion's own neutral face.

    `concordance`: Lin's rho_c, mean over the region's coordinates; `lve_mm`: lip vertex error; `error_mm`: the mean
    error of the region's markers. `training.metrics` defines them.
    """
    frames = min(len(predicted), len(measured))
    displacements, truth = (
        each.positions[:frames].astype(np.float64) - each.neutral.astype(np.float64) for each in (predicted, measured)
    )
    valid = measured.valid[:frames]
    distances = metrics.marker_distances(displacements, truth, valid)
    values: list[tuple[str, str, float]] = []
    for region in Region:
        part = region_slice(region)
        concordance = metrics.marker_concordance(displacements[:, part], truth[:, part], valid[:, part])
        values.append((region, "concordance", concordance))
        values.append((region, "error_mm", metrics.mean_distance(distances[:, part])))
    values.append((Region.LOWER, "lve_mm", metrics.lip_vertex_error(distances)))
    return [row for row in values if np.isfinite(row[2])]


def _predicted_videos(study: Study) -> list[StudyStimulus]:
    """Return the videos with predicted motion whose recording has measured motion."""
    measured = study.stimuli.exclude(stimulus__recording__motion="").filter(stimulus__recording__isnull=False)
    predicted = measured.filter(stimulus__condition__checkpoint__isnull=False)
    return list(predicted.select_related("stimulus__recording", "stimulus__condition__checkpoint").order_by("pk"))


def _motions(video: StudyStimulus) -> tuple[MarkerMotion, MarkerMotion]:
    """Return the predicted and the measured motion."""
    from evalsite.stimuli.synthesis_tasks import marker_motion  # noqa: PLC0415 - torch and openSMILE come with it

    stimulus = video.stimulus
    if stimulus.recording is None:
        raise LookupError(f"{video} has no recording")
    measured = npz_file.load(MarkerMotion, store.path(stimulus.recording.motion))
    return marker_motion(stimulus.recording, stimulus.condition), measured
