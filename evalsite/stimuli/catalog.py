"""Which recordings, conditions and stimuli there are, and how new ones are asked for."""

import hashlib
import json
from typing import Any, TypeVar

from django.db import transaction

from evalsite.jobs.queue import enqueue
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.stimuli.versions import room_version
from face.errors import InputError

ORIGINAL = "original"
"""The condition in which the face moves as it was measured."""

Row = TypeVar("Row", Recording, Checkpoint)


def recording(name: str) -> Recording:
    """Return the recording of that name; InputError names some of those there are."""
    return _named(Recording, name)


def checkpoint(name: str) -> Checkpoint:
    """Return the checkpoint of that name; InputError names some of those there are."""
    return _named(Checkpoint, name)


def condition(checkpoint_name: str) -> Condition:
    """Return the condition in which this checkpoint moves the face."""
    defaults = {"checkpoint": checkpoint(checkpoint_name)}
    return Condition.objects.get_or_create(name=checkpoint_name, defaults=defaults)[0]


def original() -> Condition:
    """Return the condition in which the face moves as it was measured."""
    return Condition.objects.get_or_create(name=ORIGINAL, checkpoint=None)[0]


def _named(model: type[Row], name: str) -> Row:
    if found := model._default_manager.filter(name=name).first():  # noqa: SLF001 - Django's public name for it
        return found
    known = ", ".join(model._default_manager.order_by("name").values_list("name", flat=True)[:5])  # noqa: SLF001
    raise InputError(f"there is no {model.__name__.lower()} {name!r}; there are: {known or 'none yet'}")


def request(recording: Recording, condition: Condition, settings: dict[str, Any], *, batch: str = "") -> Stimulus:
    """Return the stimulus for these inputs; have the worker make it unless it exists or is being made.

    Raises
    ------
    InputError
        If the condition is the original motion and the recording has none.
    """
    if condition.is_original and not recording.motion:
        raise InputError(
            f"recording {recording.name} has no measured motion, so condition {condition.name} can't show it; "
            "choose a recording of a corpus or leave the condition out"
        )
    with transaction.atomic():
        stimulus, _ = Stimulus.objects.get_or_create(
            key=_key(recording, condition, settings),
            defaults={"recording": recording, "condition": condition, "settings": settings},
        )
        if not stimulus.is_ready:
            kind = "render" if stimulus.motion else "animate"
            enqueue(kind, {"stimulus": stimulus.pk}, title=f"{kind} {stimulus}", batch=batch)
    return stimulus


def _key(recording: Recording, condition: Condition, settings: dict[str, Any]) -> str:
    mover = condition.checkpoint.digest if condition.checkpoint else recording.motion
    rooms = {room: room_version(room) for room in ("face", "synthesis", "renderer")}
    inputs = {
        "sound": recording.sound,
        "mover": mover,
        "condition": condition.name,
        "settings": settings,
        "rooms": rooms,
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
