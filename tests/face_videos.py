"""Real stimuli, small and short: the program's own face speaks, drawn and encoded by the program itself."""

import wave
from pathlib import Path

import numpy as np

from face.faps import FAPS, fap_index
from face.motion import FapMotion
from renderer.produce import render_video
from renderer.settings import RenderSettings

SECONDS = 1.0
RATE = 25
LOOK = RenderSettings(size=(320, 240), fps=RATE, crf=30)
OPENING = {3: 300, 4: -120, 5: -250, 51: -120, 52: -250}
"""Jaw and lips of an open mouth, in FAP units."""


def spoken(out: Path, *, loudness: float) -> bytes:
    """Return a one-second film of a mouth that opens three times, as wide as `loudness` says."""
    moment = np.arange(round(SECONDS * RATE)) / RATE
    values = np.zeros((len(moment), len(FAPS)), np.float32)
    for fap, wide in OPENING.items():
        values[:, fap_index(fap)] = loudness * wide * np.sin(3 * np.pi * moment) ** 2
    driven = np.broadcast_to(np.isin(np.arange(len(FAPS)), [fap_index(fap) for fap in OPENING]), values.shape).copy()
    motion = FapMotion(values=values, driven=driven, rate=RATE, times=moment)
    render_video(motion, out, audio=tone(out.with_suffix(".wav")), settings=LOOK)
    return out.read_bytes()


def tone(path: Path) -> Path:
    """Write a soft tone."""
    samples = 3000 * np.sin(2 * np.pi * 220 * np.arange(16000 * SECONDS) / 16000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path
