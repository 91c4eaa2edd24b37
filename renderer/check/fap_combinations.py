"""Random facial expressions that a face could make: FAPs that belong together move together."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.random import Generator

from face.arrays import Float32Array, Float64Array
from face.faps import FAPS, fap_index
from renderer.deformers.fap_targets import HEAD

OPEN_JAW: Final = {3: 500, 5: -330, 10: -290, 11: -290, 52: -330, 57: -290, 58: -290}
PARTED_LIPS: Final = {4: -110, 8: -90, 9: -90, 51: -110, 55: -90, 56: -90, 5: -110, 10: -90, 11: -90} | dict.fromkeys(
    (52, 57, 58), -100
)
GESTURES: Final[tuple[Mapping[int, float], ...]] = (
    OPEN_JAW,
    PARTED_LIPS,
    dict.fromkeys((6, 7, 53, 54), 110.0) | dict.fromkeys((61, 62), 20),
    dict.fromkeys((6, 7, 53, 54), -75.0) | {16: 130, 17: 120},
    dict.fromkeys((12, 13, 59, 60), 150.0) | dict.fromkeys((41, 42), 120) | dict.fromkeys((21, 22), 150),
    dict.fromkeys((12, 13, 59, 60), -130.0) | {18: 90},
    {14: 100},
    {15: 70},
    {15: -70},
    dict.fromkeys((31, 32, 33, 34, 35, 36), 190.0) | dict.fromkeys((19, 20), -90),
    dict.fromkeys((31, 32), -90.0) | dict.fromkeys((37, 38), 70) | dict.fromkeys((33, 34), -60),
    dict.fromkeys((35, 36), 160.0),
    dict.fromkeys((19, 20), 900.0),
    dict.fromkeys((39, 40), 110.0),
    dict.fromkeys((61, 62), 80.0) | {63: 70},
    {64: 50},
    {43: 90, 44: 90, 45: 60, 46: 60},
    dict.fromkeys((23, 24), 40000.0),
    dict.fromkeys((25, 26), 30000.0),
    dict.fromkeys((29, 30), 200.0),
    dict.fromkeys((27, 28), 15.0),
    {47: 20000},
    dict.fromkeys((65, 66, 67, 68), 50.0),
)
"""Movements of the whole face at full strength, in FAP units."""
GESTURES_AT_ONCE: Final = 6
"""How many of them are combined, each at a random strength."""
MAX_ASYMMETRY: Final = 0.15
"""How much the two sides of a face differ at most."""


def random_combinations(count: int, random: Generator) -> Float32Array:
    """Return `(count, 66)` FAP values: random gestures at once, slightly asymmetric, all in the working range.

    The head is still. Lips and lids do not pass through each other.
    """
    table = np.zeros((len(GESTURES), len(FAPS)))
    for row, gesture in zip(table, GESTURES, strict=True):
        row[[fap_index(number) for number in gesture]] = list(gesture.values())
    selected = np.argsort(random.random((count, len(GESTURES))), axis=1) < GESTURES_AT_ONCE
    strength = selected * random.uniform(0, 1, (count, len(GESTURES)))
    values = (strength @ table) * _asymmetry(random, count)
    values[:, [fap_index(number) for number in HEAD]] = 0
    return _keep_apart(_clip_to_working_range(values)).astype(np.float32)


def _asymmetry(random: Generator, count: int) -> Float64Array:
    """Return factors `(count, 66)`: one for each side of the face, 1 in the middle."""
    sides = random.uniform(1 - MAX_ASYMMETRY, 1, (count, 2))
    left = np.array([fap.mirror is not None and fap.mirror > fap.number for fap in FAPS])
    right = np.array([fap.mirror is not None and fap.mirror < fap.number for fap in FAPS])
    return np.where(left, sides[:, :1], np.where(right, sides[:, 1:], 1.0))


def _clip_to_working_range(values: Float64Array) -> Float64Array:
    low, high = zip(*(fap.working_range for fap in FAPS), strict=True)
    return np.clip(values, low, high)


def _keep_apart(values: Float64Array) -> Float64Array:
    for upper, lower, limit in ((4, 5, 0), (8, 10, 0), (9, 11, 0), (19, 21, 1024), (20, 22, 1024)):
        excess = np.maximum(values[:, fap_index(upper)] + values[:, fap_index(lower)] - limit, 0)
        values[:, fap_index(upper)] -= excess
    return values
