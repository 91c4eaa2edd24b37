"""Frames that are not finite are replaced by the last good one, with a note."""

import numpy as np

from face.arrays import BoolArray, IntArray
from face.errors import InputError


def source_frames(good: BoolArray, what: str) -> tuple[IntArray, tuple[str, ...]]:
    """Return for each frame which one to show, `(T,)`, and a note if any is replaced.

    Parameters
    ----------
    good
        `(T,)`, False where a frame is to be replaced: by the last good one before it, at the start by the first.
    what
        What the frames hold, for the error message.

    Raises
    ------
    InputError
        If no frame is good.
    """
    if not good.any():
        raise InputError(f"no frame has finite {what}; export the motion anew")
    last = np.maximum.accumulate(np.where(good, np.arange(good.size), -1))
    source = np.where(last < 0, int(good.argmax()), last)
    bad = int((~good).sum())
    return source, (f"{bad} of {good.size} frames are not finite; the last good frame is held there",) if bad else ()
