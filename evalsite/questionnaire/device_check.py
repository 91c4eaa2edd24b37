"""The sound check: three groups of notes to be counted. The numbers are known to the server alone.

Notes and not a voice: they are the same in every language, and no voice that may be passed on is at hand.
"""

import io
import unicodedata
import wave
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import Field, ValidationError

from face.documents import Document

GROUPS: Final = 3
MOST: Final = 4
"""Notes of a group: one guess in 64 is right."""
RATE: Final = 16_000
NOTE, REST, PAUSE = 0.22, 0.14, 0.9
"""Seconds of a note, between two notes, and between two groups."""
PITCHES: Final = (523.25, 392.0, 659.25)
"""Hertz (C5, G4, E5): each group sounds different, so that none is split or joined by ear."""


def notes_of(seed: int) -> int:
    """Return the numbers that a participation hears, as one: 314 for three notes, one and four."""
    return int("".join(str(1 + seed // MOST**group % MOST) for group in range(GROUPS)))


def read(text: str) -> str:
    """Return the digits in what somebody typed, in whatever script and with whatever between them."""
    return "".join(str(unicodedata.decimal(sign)) for sign in text[:100] if unicodedata.decimal(sign, None) is not None)


@lru_cache(maxsize=16)
def notes(counts: int) -> bytes:
    """Return a wav of the groups of soft notes."""
    groups = [_group(int(count), pitch) for count, pitch in zip(str(counts), PITCHES, strict=True)]
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes((np.concatenate(groups) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _group(count: int, pitch: float) -> np.ndarray:
    time = np.arange(round(NOTE * RATE)) / RATE
    note = 0.35 * np.sin(np.pi * time / time[-1]) ** 2 * np.sin(2 * np.pi * pitch * time)
    return np.concatenate([*[note, np.zeros(round(REST * RATE))] * count, np.zeros(round(PAUSE * RATE))])


Pixels = Annotated[int, Field(ge=0, le=100_000)]


class Device(Document):
    """What the page saw of the window it is shown in."""

    width: Pixels
    height: Pixels
    ratio: Annotated[float, Field(gt=0, le=100, description="device pixels per pixel of the page")]
    pointer: Literal["fine", "coarse", "none"]
    video: Annotated[bool | None, Field(description="whether the first video can be decoded; empty: not known in time")]
    reduced_motion: bool


def read_device(text: str) -> dict[str, Any]:
    """Return what a page reported; nothing if it is no such report."""
    try:
        return Device.model_validate_json(text[:2000]).model_dump(mode="json")
    except ValidationError:
        return {}


def passes(seen: Mapping[str, Any]) -> bool:
    """Return whether a participation can go on: the notes were heard, and the videos can be seen."""
    return bool(seen.get("heard")) and seen.get("video") is not False
