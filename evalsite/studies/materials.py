"""What a study is made from: the recordings and checkpoints that its file names."""

from itertools import product

from evalsite.stimuli import catalog
from evalsite.stimuli.hearing import heard
from evalsite.stimuli.models import Condition, Recording
from evalsite.studies.document import StudyDocument
from evalsite.studies.tables import ClipTable, ConditionTable
from face.errors import InputError

Materials = tuple[dict[str, Recording], dict[str, Condition]]


def of(document: StudyDocument) -> Materials:
    """Return the recordings by clip and the conditions by name.

    Raises
    ------
    InputError
        If one does not exist, or a network heard a clip's recording while it was trained.
    """
    recordings = {clip.name: _recording(clip) for clip in document.clips}
    conditions = {condition.name: _condition(condition) for condition in document.conditions}
    for (clip, recording), condition in product(recordings.items(), conditions.values()):
        if condition.checkpoint and heard(condition.checkpoint, recording):
            raise InputError(
                f"clip {clip}: checkpoint {condition.checkpoint.name} was trained on {recording.name}, which would "
                "flatter it; choose one of its test turns (`manage.py study new` takes such)"
            )
    return recordings, conditions


def _recording(clip: ClipTable) -> Recording:
    try:
        return catalog.recording(clip.recording)
    except InputError as error:
        raise InputError(f"clip {clip.name}: {error}") from None


def _condition(condition: ConditionTable) -> Condition:
    if condition.checkpoint is None:
        return catalog.original()
    try:
        return catalog.condition(condition.checkpoint)
    except InputError as error:
        raise InputError(f"condition {condition.name}: {error}") from None
