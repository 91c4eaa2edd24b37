"""The device and sound check: what the browser reports about its device, and three groups of notes to be counted.

Notes are used instead of speech, since they are the same in every language and need no licensed recordings. The right
numbers are never sent to the browser.
"""

import io
import unicodedata
import wave
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import Field, ValidationError

from face.arrays import Float64Array
from face.documents import Document

GROUPS: Final = 3
MAX_NOTES: Final = 4
"""Notes of a group, at most: one guess in 64 is right."""
SAMPLE_RATE: Final = 16_000
NOTE_SECONDS, REST_SECONDS, PAUSE_SECONDS = 0.22, 0.14, 0.9
"""Seconds of a note, between two notes, and after a group."""
PITCHES: Final = (523.25, 392.0, 659.25)
"""Hertz (C5, G4, E5): each group sounds different, so that nobody splits or joins groups by ear."""

Pixels = Annotated[int, Field(ge=0, le=100_000)]


class Device(Document):
    """What the page reports about its window."""

    width: Pixels
    height: Pixels
    ratio: Annotated[float, Field(gt=0, le=100, description="device pixels per CSS pixel")]
    pointer: Literal["fine", "coarse", "none"]
    video: Annotated[bool | None, Field(description="whether the first video can be decoded; null: not known in time")]
    reduced_motion: bool


def parse_device(text: str) -> dict[str, Any]:
    """Return the device that a page reported; empty if the report is not valid."""
    try:
        return Device.model_validate_json(text[:2000]).model_dump(mode="json")
    except ValidationError:
        return {}


def passes(device: Mapping[str, Any]) -> bool:
    """Return whether a participation can go on: the notes were counted right, and videos can be shown."""
    return bool(device.get("heard")) and device.get("video") is not False


def note_counts(seed: int) -> str:
    """Return the number of notes in each group for a participation's seed, e.g. "314"."""
    return "".join(str(1 + seed // MAX_NOTES**group % MAX_NOTES) for group in range(GROUPS))


def parse_counts(text: str) -> str:
    """Return the digits that somebody typed, in any script and with anything between them."""
    digits = (unicodedata.decimal(character, None) for character in text[:100])
    return "".join(str(digit) for digit in digits if digit is not None)


@lru_cache(maxsize=16)
def notes_wav(counts: str) -> bytes:
    """Return a WAV file with groups of soft notes."""
    groups = [_note_group(int(count), pitch) for count, pitch in zip(counts, PITCHES, strict=True)]
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        writer.writeframes((np.concatenate(groups) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _note_group(count: int, pitch: float) -> Float64Array:
    time = np.arange(round(NOTE_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    note = 0.35 * np.sin(np.pi * time / time[-1]) ** 2 * np.sin(2 * np.pi * pitch * time)
    rest, pause = (np.zeros(round(seconds * SAMPLE_RATE)) for seconds in (REST_SECONDS, PAUSE_SECONDS))
    return np.concatenate([*[note, rest] * count, pause])
