"""Array types for signatures, and the checks of shape and numbers where arrays enter a type.

A docstring gives the shape and the unit of each array.
"""

from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from face.errors import InputError

Float32Array = NDArray[np.float32]
"""What motion and geometry are stored as."""

Float64Array = NDArray[np.float64]
"""What statistics and solvers compute with."""

IntArray = NDArray[np.int64]
Int32Array = NDArray[np.int32]
BoolArray = NDArray[np.bool_]

FRAMES_AT_ONCE: Final = 256
"""Motion of any length is checked in blocks of so many frames."""


def readonly_array(
    value: ArrayLike,
    name: str,
    shape: tuple[int | None, ...],
    dtype: DTypeLike = np.float32,
    *,
    copy: Literal[True] | None = True,
) -> NDArray[Any]:
    """Return `value` as a read-only array of this shape and type.

    Parameters
    ----------
    value
        Anything that numpy can turn into an array.
    name
        What the array is called in the error message.
    shape
        The length of each axis; None accepts any length.
    dtype
        The type of its numbers.
    copy
        None returns a view of an array that has this type already: for gigabytes, which nobody may change then.

    Raises
    ------
    InputError
        If the shape differs; the message names the array and both shapes.
    """
    result = np.array(value, dtype=dtype, copy=copy).view()
    if result.ndim != len(shape) or any(want not in (None, got) for want, got in zip(shape, result.shape, strict=True)):
        expected = "(" + ", ".join("T" if length is None else str(length) for length in shape) + ")"
        raise InputError(f"{name} must have shape {expected}, not {result.shape}")
    result.setflags(write=False)
    return result


def require_finite(values: Float32Array, name: str, *, where: BoolArray | None = None) -> None:
    """Raise InputError with the first frame in which `values` is not a finite number although `where` holds."""
    for start in range(0, len(values), FRAMES_AT_ONCE):
        block = slice(start, start + FRAMES_AT_ONCE)
        bad = ~np.isfinite(values[block]) & (True if where is None else where[block])
        if bad.any():
            raise InputError(f"{name} is not a finite number in frame {start + int(np.argwhere(bad)[0][0])}")


def positive_rate(value: float, name: str) -> float:
    """Return a positive, finite rate in Hz, or raise InputError."""
    if not (np.isfinite(value) and value > 0):
        raise InputError(f"{name} must be a rate above 0 Hz, not {value}")
    return float(value)
