"""Which recordings, conditions and stimuli there are, and how new ones are asked for."""

import hashlib
import json
from typing import Any, TypeVar

from django.db import transaction

from evalsite.jobs.queue import enqueue
from evalsite.stimuli import animation
from evalsite.stimuli.models import Checkpoint, Condition, Film, Recording, Stimulus
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
    return Condition.objects.get_or_create(name=checkpoint_name, own=False, defaults=defaults)[0]


def original() -> Condition:
    """Return the condition in which the face moves as it was measured."""
    return Condition.objects.get_or_create(name=ORIGINAL, checkpoint=None, own=False)[0]


def own(name: str) -> Condition:
    """Return the condition under which somebody's own motion or videos are shown."""
    return Condition.objects.get_or_create(name=name, own=True)[0]


def _named(model: type[Row], name: str) -> Row:
    if found := model._default_manager.filter(name=name).first():  # noqa: SLF001 - Django's public name for it
        return found
    known = ", ".join(model._default_manager.order_by("name").values_list("name", flat=True)[:5])  # noqa: SLF001
    raise InputError(f"there is no {model.__name__.lower()} {name!r}; there are: {known or 'none yet'}")


def request(
    recording: Recording,
    condition: Condition,
    settings: dict[str, Any],
    *,
    motion: str = "",
    at_least: float = 0.0,
    batch: str = "",
) -> Stimulus:
    """Return the stimulus for these inputs; have the worker make it unless it exists or is being made.

    `motion` is the digest of a FapMotion that somebody made elsewhere; `at_least` the seconds that the video lasts.

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
    mover = motion or (condition.checkpoint.digest if condition.checkpoint else recording.motion)
    # Left out where it changes nothing, so that what was made before it existed is found.
    longer = {"at_least": at_least} if at_least else {}
    inputs = {"sound": recording.sound, "mover": mover, "condition": condition.name, "settings": settings} | longer
    made = {"recording": recording, "condition": condition, "settings": settings, "motion": motion}
    return _asked_for(
        _key(inputs, "face", "synthesis", "renderer"), made | {"at_least": at_least}, kind="render", batch=batch
    )


def request_motion(
    motion: str, condition: Condition, clip: str, settings: dict[str, Any], *, batch: str = ""
) -> Stimulus:
    """Return the stimulus of a motion that comes without sound; have the worker make it unless it exists."""
    inputs = {"mover": motion, "condition": condition.name, "clip": clip, "settings": settings}
    made = {"motion": motion, "condition": condition, "clip": clip, "settings": settings}
    return _asked_for(_key(inputs, "face", "renderer"), made, kind="render", batch=batch)


def request_film(
    film: Film, condition: Condition, clip: str, settings: dict[str, Any], *, at_least: float, batch: str = ""
) -> Stimulus:
    """Return the stimulus that a film is made into; have the worker make it unless it exists or is being made."""
    made = {"film": film, "condition": condition, "clip": clip, "settings": settings, "at_least": at_least}
    inputs = made | {"film": film.digest, "condition": condition.name}
    return _asked_for(_key(inputs, "renderer"), made, kind="import", batch=batch)


@transaction.atomic
def _asked_for(key: str, made: dict[str, Any], *, kind: str, batch: str) -> Stimulus:
    stimulus, _ = Stimulus.objects.get_or_create(key=key, defaults=made)
    if stimulus.is_ready or not _may_be_drawn(stimulus, batch):
        return stimulus
    enqueue(kind, {"stimulus": stimulus.pk}, title=f"{kind} {stimulus}", batch=batch)
    return stimulus


def _may_be_drawn(stimulus: Stimulus, batch: str) -> bool:
    """Return whether all is there that a video is made from; else have the missing motion made."""
    if stimulus.motion or stimulus.recording is None:
        return True
    recording, condition = stimulus.recording, stimulus.condition
    stimulus.motion = animation.request(recording, condition, fps=stimulus.settings["fps"], batch=batch)
    stimulus.save(update_fields=["motion"])
    return bool(stimulus.motion)


def _key(inputs: dict[str, Any], *rooms: str) -> str:
    """Return the digest of all that a video is made from, the program's own rooms among it."""
    content = inputs | {"rooms": {room: room_version(room) for room in rooms}}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
