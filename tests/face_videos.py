"""Small, short videos of the program's own avatar talking, rendered and encoded by the program itself."""

import wave
from pathlib import Path

import numpy as np

from face.faps import FAPS, fap_index
from face.motion import FapMotion
from renderer.settings import RenderSettings
from renderer.video import render_video

SECONDS = 1.0
FPS = 25
SETTINGS = RenderSettings(size=(320, 240), fps=FPS, crf=30)
OPEN_MOUTH_FAPS = {3: 300, 4: -120, 5: -250, 51: -120, 52: -250}
"""Jaw and lips of an open mouth, in FAP units."""


def render_talking_face(path: Path, *, opening: float) -> bytes:
    """Return a video of a mouth that opens three times, as wide as the share `opening` says."""
    times = np.arange(round(SECONDS * FPS)) / FPS
    values = np.zeros((len(times), len(FAPS)), np.float32)
    for fap, value in OPEN_MOUTH_FAPS.items():
        values[:, fap_index(fap)] = opening * value * np.sin(3 * np.pi * times) ** 2
    columns = [fap_index(fap) for fap in OPEN_MOUTH_FAPS]
    driven = np.broadcast_to(np.isin(np.arange(len(FAPS)), columns), values.shape).copy()
    motion = FapMotion(values=values, driven=driven, rate=FPS, times=times)
    render_video(motion, path, audio=write_tone(path.with_suffix(".wav")), settings=SETTINGS)
    return path.read_bytes()


def write_tone(path: Path) -> Path:
    """Write a WAV file with a soft tone of one second."""
    samples = 3000 * np.sin(2 * np.pi * 220 * np.arange(16000 * SECONDS) / 16000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path
