"""Recordings, checkpoints and conditions: by name, and which recordings a checkpoint was not trained on."""

from collections.abc import Iterable
from typing import Final, TypeVar

from evalsite.stimuli.models import Checkpoint, Condition, Recording
from face.errors import InputError

ORIGINAL: Final = "original"
"""The name of the condition that shows the measured motion."""

NamedModel = TypeVar("NamedModel", Recording, Checkpoint)


def get_recording(name: str) -> Recording:
    """Return the recording of that name; raise InputError, which lists some existing ones, if there is none."""
    return _get_by_name(Recording, name)


def get_checkpoint(name: str) -> Checkpoint:
    """Return the checkpoint of that name; raise InputError, which lists some existing ones, if there is none."""
    return _get_by_name(Checkpoint, name)


def checkpoint_condition(checkpoint_name: str) -> Condition:
    """Return the condition whose motion this checkpoint predicts."""
    defaults = {"checkpoint": get_checkpoint(checkpoint_name)}
    return Condition.objects.get_or_create(name=checkpoint_name, imported=False, defaults=defaults)[0]


def original_condition() -> Condition:
    """Return the condition that shows the measured motion."""
    return Condition.objects.get_or_create(name=ORIGINAL, checkpoint=None, imported=False)[0]


def imported_condition(name: str) -> Condition:
    """Return the condition of that name for motion files or videos made elsewhere."""
    return Condition.objects.get_or_create(name=name, imported=True)[0]


def was_trained_on(checkpoint: Checkpoint, recording: Recording) -> bool:
    """Return whether the recording is among the training or validation turns of the checkpoint."""
    corpus, card = recording.corpus, checkpoint.card
    return (
        corpus is not None and corpus.digest == card.get("corpus_sha256") and recording.turn not in card["test_turns"]
    )


def held_out_recordings(checkpoints: Iterable[Checkpoint]) -> list[Recording]:
    """Return the recordings with measured motion that none of the checkpoints was trained on, by name.

    Recordings that a network was trained on would flatter it in a study (train/test leakage).
    """
    checkpoints = list(checkpoints)
    recordings = Recording.objects.exclude(motion="").select_related("corpus").order_by("name")
    return [
        recording
        for recording in recordings
        if not any(was_trained_on(checkpoint, recording) for checkpoint in checkpoints)
    ]


def _get_by_name(model: type[NamedModel], name: str) -> NamedModel:
    if row := model._default_manager.filter(name=name).first():  # noqa: SLF001 - Django's public name for it
        return row
    known = ", ".join(model._default_manager.order_by("name").values_list("name", flat=True)[:5])  # noqa: SLF001
    raise InputError(f"there is no {model.__name__.lower()} {name!r}; there are: {known or 'none yet'}")
