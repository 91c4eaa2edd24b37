"""Facial motion as markers or as MPEG-4 parameters (FAPs): what the packages exchange."""

from dataclasses import dataclass

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array, positive_rate, readonly_array, require_finite
from face.errors import InputError
from face.faps import FAPS
from face.regions import MARKERS


@dataclass(frozen=True, eq=False)
class MarkerMotion:
    """Motion of the 46 markers.

    Attributes
    ----------
    positions
        `(T, 46, 3)` mm; x to the subject's left, y up, z forward; head motion removed.
    valid
        `(T, 46)`; False where a marker was lost.
    neutral
        `(46, 3)` mm; the speaker's face at rest.
    rate
        Frames per second, Hz.
    head_rotation
        `(T, 3)` rad, or None.

    Raises
    ------
    InputError
        If a shape, a rate or a number is wrong.
    """

    positions: Float32Array
    valid: BoolArray
    neutral: Float32Array
    rate: float
    head_rotation: Float32Array | None = None

    def __post_init__(self) -> None:
        count = len(MARKERS)
        _set(self, "positions", readonly_array(self.positions, "positions", (None, count, 3)))
        _set(self, "valid", readonly_array(self.valid, "valid", (len(self), count), np.bool_))
        _set(self, "neutral", readonly_array(self.neutral, "neutral", (count, 3)))
        _set(self, "rate", positive_rate(self.rate, "the markers' rate"))
        require_finite(self.positions, "positions", where=self.valid[:, :, None])
        missing = [name for name, point in zip(MARKERS, self.neutral, strict=True) if not np.isfinite(point).all()]
        if missing:
            raise InputError(
                f"neutral has no position for {', '.join(missing)}; give a finite number for each coordinate"
            )
        if self.head_rotation is not None:
            _set(self, "head_rotation", readonly_array(self.head_rotation, "head_rotation", (len(self), 3)))

    def __len__(self) -> int:
        return len(self.positions)


@dataclass(frozen=True, eq=False)
class FapMotion:
    """Motion of the low-level FAPs 3 to 68.

    Attributes
    ----------
    values
        `(T, 66)` in FAP units; where a FAP is not driven, the last value held, neutral (0) before the first.
    driven
        `(T, 66)`; True where the frame sets the FAP.
    rate
        Frames per second, Hz.
    times
        `(T,)` s, as read.
    viseme
        `(T, 4)` FAP 1, or None.
    expression
        `(T, 6)` FAP 2, or None.
    moved, neutral
        `(T, 46, 3)` mm, how far the markers are from `neutral` `(46, 3)` mm, if the FAPs were taken from markers and
        the markers' own motion is kept with them; else None.

    Raises
    ------
    InputError
        If a shape, a rate or a number is wrong.
    """

    values: Float32Array
    driven: BoolArray
    rate: float
    times: Float64Array
    viseme: Float32Array | None = None
    expression: Float32Array | None = None
    moved: Float32Array | None = None
    neutral: Float32Array | None = None

    def __post_init__(self) -> None:
        _set(self, "values", readonly_array(self.values, "values", (None, len(FAPS))))
        _set(self, "driven", readonly_array(self.driven, "driven", (len(self), len(FAPS)), np.bool_))
        _set(self, "rate", positive_rate(self.rate, "the FAPs' rate"))
        _set(self, "times", readonly_array(self.times, "times", (len(self),), np.float64))
        require_finite(self.values, "values")
        if not (np.isfinite(self.times).all() and (np.diff(self.times) >= 0).all()):
            raise InputError("times must be finite and must not fall from frame to frame; sort the frames")
        if self.viseme is not None:
            _set(self, "viseme", readonly_array(self.viseme, "viseme", (len(self), 4)))
        if self.expression is not None:
            _set(self, "expression", readonly_array(self.expression, "expression", (len(self), 6)))
        if self.moved is not None and self.neutral is not None:
            _set(self, "moved", readonly_array(self.moved, "moved", (len(self), len(MARKERS), 3)))
            _set(self, "neutral", readonly_array(self.neutral, "neutral", (len(MARKERS), 3)))
            require_finite(self.moved, "moved")
        elif self.moved is not None or self.neutral is not None:
            raise InputError("moved and neutral belong together; give the markers both, or neither")

    def __len__(self) -> int:
        return len(self.values)


def hold_last_value(values: Float32Array, driven: BoolArray) -> Float32Array:
    """Return `values` `(T, F)` with every undriven value replaced by the last driven one, 0 before the first.

    Parameters
    ----------
    values
        `(T, F)`.
    driven
        `(T, F)`; True where the value counts.
    """
    rows = np.where(driven, np.arange(1, len(driven) + 1, dtype=np.int32)[:, None], np.int32(0))
    last = np.maximum.accumulate(rows, axis=0)
    padded = np.concatenate([np.zeros((1, values.shape[1]), values.dtype), values])
    return np.asarray(np.take_along_axis(padded, last, axis=0))


def fap_motion(values: Float32Array, rate: float, driven: BoolArray | None = None) -> FapMotion:
    """Return motion on the regular frames 0, 1/rate, 2/rate and so on.

    Parameters
    ----------
    values
        `(T, 66)` in FAP units.
    rate
        Frames per second, Hz.
    driven
        `(T, 66)`, True where the frame sets the FAP; if not given, FAPs that ever move are driven.
    """
    if driven is None:
        driven = np.broadcast_to((values != 0).any(axis=0), values.shape)
    return FapMotion(hold_last_value(values, driven), driven, rate, np.arange(len(values)) / rate)


def _set(motion: object, name: str, value: object) -> None:
    object.__setattr__(motion, name, value)
