"""The two high-level FAPs, viseme (1) and expression (2), as tables of low-level FAPs.

The standard names 14 visemes and 6 expressions and leaves their appearance to the program that draws them. With these
tables, a file that holds nothing else moves a face too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.faps import FAPS, fap_index
from face.motion import FapMotion

MAX_INTENSITY: Final = 63
"""The greatest blend of a viseme and intensity of an expression."""
OUTER_LIP_FAPS: Final = {4: 51, 5: 52, 6: 53, 7: 54, 8: 55, 9: 56, 10: 57, 11: 58, 12: 59, 13: 60}
"""Inner lip FAPs, and the outer ones that follow them in the tables below."""


def _mouth(jaw: int, upper: int, lower: int, stretch: int = 0, push: int = 0, **more: int) -> dict[int, int]:
    """Return FAPs of a mouth: lips lowered (upper) and raised (lower), corners stretched, lips pushed forward."""
    lips = {3: jaw, 4: upper, 5: lower, 6: stretch, 7: stretch, 16: push, 17: push}
    lips |= {8: upper * 4 // 5, 9: upper * 4 // 5, 10: lower * 4 // 5, 11: lower * 4 // 5}
    faps = lips | {int(name[1:]): value for name, value in more.items()}
    return faps | {outer: faps[inner] for inner, outer in OUTER_LIP_FAPS.items() if inner in faps}


VISEMES: Final[tuple[Mapping[int, int], ...]] = (
    {},
    _mouth(30, 20, -20, 0, 20),
    _mouth(80, -70, 40, 20, 0, f16=-80),
    _mouth(150, -60, -130, 20, 0, f44=110, f45=120),
    _mouth(130, -60, -120, 30, 0, f44=100, f45=40),
    _mouth(170, -70, -150, 20, 0, f46=100),
    _mouth(130, -130, -150, -70, 150),
    _mouth(60, -100, -110, 60, 0),
    _mouth(160, -60, -150, 20, 0, f44=130, f45=30),
    _mouth(140, -90, -130, -40, 90, f46=60),
    _mouth(480, -90, -330, 20, 0),
    _mouth(270, -90, -220, 70, 0),
    _mouth(150, -80, -150, 110, 0),
    _mouth(330, -70, -220, -60, 110),
    _mouth(150, -40, -100, -95, 160),
)
"""None, then p b m · f v · th · t d · k g · ch sh j · s z · n l · r · ah · e · i · o · u."""


def _mirror(values: Mapping[int, int]) -> dict[int, int]:
    """Return the FAPs of the left side for both sides."""
    mirrors = {fap.number: fap.mirror for fap in FAPS if fap.mirror}
    return dict(values) | {mirrors[number]: value for number, value in values.items() if number in mirrors}


EXPRESSIONS: Final[tuple[Mapping[int, int], ...]] = (
    {},
    _mirror({3: 90, 4: -50, 5: -90, 51: -50, 52: -90, 6: 120, 12: 190, 53: 120, 59: 190, 41: 160, 21: 200, 31: 30})
    | _mirror({8: -30, 10: -60, 55: -30, 57: -60, 39: 50, 61: 30}),
    _mirror({12: -160, 59: -160, 31: 150, 33: 10, 35: -90, 37: 60, 19: 190, 18: 110, 5: 40, 52: 40, 10: 20, 57: 20})
    | {4: -40, 51: -40, 8: -20, 9: -20, 55: -20, 56: -20},
    _mirror({31: -140, 33: -50, 35: 50, 37: 90, 19: -100, 21: 150, 61: 70, 41: 50, 6: -30, 53: -30, 12: -70, 59: -70})
    | {16: 40, 17: 40, 14: 60},
    _mirror({31: 230, 33: 160, 35: 110, 37: 60, 19: -150, 21: -60, 6: 100, 53: 100, 12: -70, 59: -70})
    | _mouth(200, -50, -190, 100, -30, f12=-70, f13=-70),
    _mirror({31: -80, 33: -60, 37: 50, 41: 190, 61: 100, 21: 230, 19: 80, 12: -60, 59: -60, 8: -110, 55: -110})
    | {4: -110, 51: -110, 63: 80, 5: -20, 52: -20, 10: -20, 11: -20, 57: -20, 58: -20, 18: 60, 3: 40},
    _mirror({31: 250, 33: 250, 35: 230, 19: -150, 21: -80}) | _mouth(520, -70, -380, -40, 20),
)
"""None, then joy, sadness, anger, fear, disgust, surprise."""
EXPRESSION_NAMES: Final = ("neutral", "joy", "sadness", "anger", "fear", "disgust", "surprise")
_VISEME_SOUNDS = "none, p b m, f v, th, t d, k g, ch sh j, s z, n l, r, ah, e, i, o, u"
VISEME_NAMES: Final = tuple(_VISEME_SOUNDS.split(", "))


def fap_values(preset: Mapping[int, int]) -> Float32Array:
    """Return a row of the tables as FAP values, `(66,)`."""
    values = np.zeros(len(FAPS), np.float32)
    for number, value in preset.items():
        values[fap_index(number)] = value
    return values


def expand(motion: FapMotion) -> FapMotion:
    """Return the motion with its visemes and expressions as low-level FAPs.

    They add up. A low-level FAP that the motion drives itself overrides them; unknown numbers do nothing.
    """
    if motion.viseme is None and motion.expression is None:
        return motion
    expanded = np.zeros(motion.values.shape, np.float32)
    if motion.viseme is not None:
        first, second, blend = motion.viseme[:, 0], motion.viseme[:, 1], _intensity(motion.viseme[:, 2])
        expanded += _rows(VISEMES, first) * blend + _rows(VISEMES, second) * (1 - blend)
    if motion.expression is not None:
        for column, strength in ((0, 1), (2, 3)):
            expanded += _rows(EXPRESSIONS, motion.expression[:, column]) * _intensity(motion.expression[:, strength])
    overridden = np.maximum.accumulate(motion.driven, axis=0)
    values = np.where(overridden, motion.values, expanded)
    driven = overridden | (expanded != 0).any(axis=0)
    return replace(motion, values=values, driven=driven, viseme=None, expression=None)


def _intensity(value: Float32Array) -> Float32Array:
    return np.asarray(np.clip(value / np.float32(MAX_INTENSITY), 0, 1)[:, None], np.float32)


def _rows(table: tuple[Mapping[int, int], ...], numbers: Float32Array) -> Float32Array:
    rows = np.stack([fap_values(preset) for preset in table])
    index = numbers.round().astype(int)
    return np.asarray(rows[np.where((index >= 0) & (index < len(table)), index, 0)])
