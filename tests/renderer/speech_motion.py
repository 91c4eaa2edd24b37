"""Synthetic motion: markers that lips, jaw, cheeks and brows move by known rules, as in speech."""

import numpy as np

from face.motion import MarkerMotion
from face.regions import MARKERS
from synthesis.retargeting import retarget
from training.corpora import face_model

SIZES = {"jaw": 7, "opening": 6, "width": 3, "protrusion": 3, "smile": 2.5, "cheek": 2.5, "brow": 4}


def markers(seconds=6.0, seed=0):
    """Return marker motion at 120 Hz in which every control follows a slow curve of its own."""
    times = np.arange(int(seconds * 120)) / 120
    random = np.random.default_rng(seed)
    waves = {name: [random.uniform(0.4, 3, 3), random.uniform(0, 6, 3)] for name in SIZES}
    curves = {
        name: size / 6 * (3 + np.sin(2 * np.pi * np.outer(times, waves[name][0]) + waves[name][1]).sum(axis=1))
        for name, size in SIZES.items()
    }
    rest = face_model.neutral_face()
    shift = 0.8 * np.sin(2 * np.pi * 0.7 * times)[:, None] * np.array([1.0, 0, 0])
    positions = face_model.marker_positions(curves, rest)
    chin = [MARKERS.index(name) for name in ("CH1", "CH2", "CH3")]
    positions[:, chin] += shift[:, None]
    return MarkerMotion(positions, np.ones(positions.shape[:2], bool), rest, 120.0)


def faps(**changes):
    """Return the same as FAPs at 25 Hz with their markers."""
    return retarget(markers(**changes), seed=1)
