"""How near a study's predicted motion is to the measured one: objective scores to set beside the ratings.

For workers and commands only: predicting takes torch and openSMILE.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.objective_scores import ObjectiveScore
from evalsite import store
from evalsite.studies.models import Study, StudyStimulus
from face import npz_file
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from face.regions import MARKERS, Region, region_slice

Floats = NDArray[np.float64]
Cell = tuple[str, str]

LIPS: Final = [place for place, name in enumerate(MARKERS) if name.startswith("Mou")]


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

    `concordance`: Lin's rho_c, mean over the region's coordinates; `lve_mm`: over frames the mean of the largest error
    of a lip marker; `error_mm`: the mean error of the region's markers.
    """
    frames = min(len(predicted), len(measured))
    moved, truth = (
        each.positions[:frames].astype(np.float64) - each.neutral.astype(np.float64) for each in (predicted, measured)
    )
    known = measured.valid[:frames]
    distance = np.where(known, np.linalg.norm(moved - truth, axis=2), np.nan)
    found: list[tuple[str, str, float]] = []
    for region in Region:
        part = region_slice(region)
        found.append((region, "concordance", _concordance(moved[:, part], truth[:, part], known[:, part])))
        found.append((region, "error_mm", _mean(distance[:, part])))
    lips = distance[:, LIPS]
    seen = np.isfinite(lips).any(axis=1)
    found.append((Region.LOWER, "lve_mm", _mean(np.nanmax(lips[seen], axis=1)) if seen.any() else np.nan))
    return [row for row in found if np.isfinite(row[2])]


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


def _concordance(predicted: Floats, measured: Floats, known: NDArray[np.bool_]) -> float:
    """Return Lin's rho_c `2 s_xy / (s_x² + s_y² + (m_x - m_y)²)`, mean over the markers' coordinates that moved."""
    weight = np.broadcast_to(known[:, :, None], measured.shape).astype(float)
    count = np.maximum(weight.sum(axis=0), 1)
    means = [(each * weight).sum(axis=0) / count for each in (predicted, np.where(weight > 0, measured, 0))]
    x, y = ((each - mean) * weight for each, mean in zip((predicted, measured), means, strict=True))
    shared = 2 * (x * y).sum(axis=0) / count
    spread = (x**2 + y**2).sum(axis=0) / count + (means[0] - means[1]) ** 2
    each = np.divide(shared, spread, out=np.zeros_like(shared), where=spread > 0)
    return float(each[weight.any(axis=0)].mean()) if weight.any() else float("nan")


def _mean(values: Floats) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
