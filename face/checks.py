"""Shapes and numbers are checked once, where data enter a type."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from face.errors import InputError


def array(value: ArrayLike, name: str, shape: tuple[int | None, ...], dtype: DTypeLike = np.float32) -> NDArray[Any]:
    """Return `value` as a read-only array of this shape and type; None leaves an axis free.

    Raises
    ------
    InputError
        If the shape differs; the sentence names the array and both shapes.
    """
    result = np.array(value, dtype=dtype)
    if result.ndim != len(shape) or any(want not in (None, got) for want, got in zip(shape, result.shape, strict=True)):
        wanted = "(" + ", ".join("T" if want is None else str(want) for want in shape) + ")"
        raise InputError(f"{name} must have shape {wanted}, not {result.shape}")
    result.setflags(write=False)
    return result


def finite(value: NDArray[np.float32], name: str, *, where: NDArray[np.bool_] | None = None) -> None:
    """Raise InputError with the first frame in which `value` is not a finite number although `where` holds."""
    bad = ~np.isfinite(value) & (True if where is None else where)
    if bad.any():
        raise InputError(f"{name} is not a finite number in frame {int(np.argwhere(bad)[0][0])}")


def rate(value: float, name: str) -> float:
    """Return a positive, finite rate in Hz, or raise InputError."""
    if not (np.isfinite(value) and value > 0):
        raise InputError(f"{name} must be a rate above 0 Hz, not {value}")
    return float(value)
