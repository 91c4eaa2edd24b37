"""The motion of a study's conditions without a network, found and put into the store: motion files, a still face."""

from collections.abc import Mapping
from pathlib import Path

from evalsite.stimuli.models import Recording
from evalsite.stimuli.motion_store import MOTION_SUFFIXES
from evalsite.studies.document import factors
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media import condition_motion
from evalsite.studies.media.clip_files import find_clip_files
from evalsite.studies.media.condition_motion import MotionSource
from evalsite.studies.media.errors import ErrorList


def find_motions(
    condition: ConditionTable,
    document: StudyDocument,
    recordings: Mapping[str, Recording],
    folder: Path,
    errors: ErrorList,
) -> dict[str, MotionSource]:
    """Return a condition's motion by clip; files are looked for in `folder`, that of the study file."""
    fps, motions = document.render.effective_fps, {}
    if condition.still:
        for clip in document.clips_of(condition):
            if recording := recordings.get(clip.name):
                motions[clip.name] = condition_motion.store_still_anchor(
                    recording.seconds, fps=fps, seed=recording.seed
                )
        return motions
    deformer, avatar = (factors.factor_level(document, condition, factor) for factor in ("deformer", "avatar"))
    for clip_name, path in find_clip_files(condition, document, folder, MOTION_SUFFIXES, errors).items():
        if recording := recordings.get(clip_name):
            with errors.collect():
                motions[clip_name] = condition_motion.store_motion_file(
                    path, condition.read_options(folder), fps=fps, seed=recording.seed, deformer=deformer, avatar=avatar
                )
    return motions
