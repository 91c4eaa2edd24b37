"""The sound check: some notes to be counted. How many is known to the server alone."""

import io
import wave
from functools import cache
from typing import Final

import numpy as np

CHOICES: Final = (2, 3, 4, 5)
RATE: Final = 16_000


def notes_of(seed: int) -> int:
    """Return how many notes a participation hears."""
    return CHOICES[seed % len(CHOICES)]


@cache
def notes(count: int) -> bytes:
    """Return a wav of `count` soft notes of 0.3 s with pauses as long."""
    time = np.arange(int(0.3 * RATE)) / RATE
    shape = np.sin(np.pi * time / time[-1]) ** 2
    note = 0.35 * shape * np.sin(2 * np.pi * 523.25 * time)
    sound = np.tile(np.concatenate([note, np.zeros_like(note)]), count)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes((sound * 32767).astype("<i2").tobytes())
    return file.getvalue()
