"""The motion of a study's conditions without a network, found and put into the store: motion files, a still face."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from evalsite.stimuli.models import Recording
from evalsite.studies.document import factors
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import ConditionTable
from evalsite.studies.media import condition_motion
from evalsite.studies.media.clip_files import find_clip_files
from evalsite.studies.media.errors import ErrorList


class StoredMotion(NamedTuple):
    """A FapMotion in the store, and its length in s."""

    digest: str
    seconds: float


def find_motions(
    condition: ConditionTable,
    document: StudyDocument,
    recordings: Mapping[str, Recording],
    folder: Path,
    errors: ErrorList,
) -> dict[str, StoredMotion]:
    """Return a condition's motion by clip; files are looked for in `folder`."""
    files: dict[str, Path | None] = {clip.name: None for clip in document.clips_of(condition)}
    if condition.motion:
        files = dict(find_clip_files(condition, document, folder, condition_motion.MOTION_SUFFIXES, errors))
    deformer = factors.factor_level(document, condition, "deformer")
    motions = {}
    for clip, path in files.items():
        if clip in recordings:
            with errors.collect():
                motions[clip] = _store_motion(
                    path, recordings[clip], fps=document.render.effective_fps, deformer=deformer
                )
    return motions


def _store_motion(path: Path | None, recording: Recording, *, fps: int, deformer: str) -> StoredMotion:
    """Store the motion of a file, or that of a still face if there is none."""
    seed = recording.seed
    if path is None:
        return StoredMotion(*condition_motion.store_still_anchor(recording.seconds, fps=fps, seed=seed))
    return StoredMotion(*condition_motion.store_motion_file(path, fps=fps, seed=seed, deformer=deformer))
