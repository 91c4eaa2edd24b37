"""The recordings of a study's clips, and the conditions as the site knows them."""

import math
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Final

from evalsite import store
from evalsite.stimuli import catalog, imports
from evalsite.stimuli.models import Condition, Recording
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import ClipTable
from evalsite.studies.media.cell_sources import SourceLength
from evalsite.studies.media.errors import ErrorList
from face import npz_file
from face.errors import InputError
from face.motion import MarkerMotion

FEATURE_RATE: Final = 120
"""Frames per second of predicted motion, `synthesis.features.feature_set`; it is rounded up to such a frame."""


def find_recordings(document: StudyDocument, folder: Path, errors: ErrorList) -> dict[str, Recording]:
    """Return the recording of each clip that has one; sound files are looked for in `folder` and imported."""
    recordings = {}
    for clip in document.clips:
        with errors.collect():
            if recording := _find_recording(clip, folder):
                recordings[clip.name] = recording
    return recordings


def find_conditions(document: StudyDocument, errors: ErrorList) -> dict[str, Condition]:
    """Return the site's row of each condition."""
    conditions = {}
    for condition in document.conditions:
        with errors.collect():
            conditions[condition.name] = _find_condition(condition)
    return conditions


def check_leakage(recordings: Mapping[str, Recording], conditions: Mapping[str, Condition], errors: ErrorList) -> None:
    """Report each clip on which one of the study's networks was trained."""
    for (clip, recording), condition in product(recordings.items(), conditions.values()):
        if condition.checkpoint and catalog.was_trained_on(condition.checkpoint, recording):
            errors.add(
                f"clip {clip}: checkpoint {condition.checkpoint.name} was trained on {recording.name}, so it would "
                "look better than it is; choose one of its test turns (`manage.py study new` does)"
            )


def recording_length(recording: Recording, condition: Condition) -> SourceLength:
    """Return the length of a recording's measured or predicted motion, and of its sound."""
    seconds = recording.seconds
    if condition.is_original and store.contains(recording.motion):
        motion = npz_file.load(MarkerMotion, store.path(recording.motion))
        return SourceLength(len(motion) / motion.rate, seconds)
    return SourceLength(math.ceil(seconds * FEATURE_RATE - 1e-6) / FEATURE_RATE, seconds)


def _find_recording(clip: ClipTable, folder: Path) -> Recording | None:
    if clip.sound:
        return imports.import_sound(folder / clip.sound)
    if not clip.recording:
        return None
    try:
        recording = catalog.get_recording(clip.recording)
        if recording.findings is None and recording.corpus_id is None and store.contains(recording.sound):
            imports.sound_findings(recording)  # Imported before sounds were examined.
    except InputError as error:
        raise InputError(f"clip {clip.name}: {error}") from None
    return recording


def _find_condition(condition: ConditionTable) -> Condition:
    if condition.original:
        return catalog.original_condition()
    if not condition.checkpoint:
        return catalog.imported_condition(condition.imported or condition.name)
    try:
        return catalog.checkpoint_condition(condition.checkpoint)
    except InputError as error:
        raise InputError(f"condition {condition.name}: {error}") from None
