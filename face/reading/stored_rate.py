"""The frame rate of motion in NumPy files: named in the file, given by the user, or assumed with a note."""

from typing import Final

import numpy as np

from face.reading.array_files import ArraySource
from face.reading.options import MAX_RATE, ReadOptions

NAMES: Final = ("fps", "rate", "mocap_frame_rate", "mocap_framerate", "frame_rate", "framerate")
"""What projects call it."""


def frame_rate(
    file: ArraySource, options: ReadOptions, assumed: float, *, hint: str = ""
) -> tuple[float, tuple[str, ...]]:
    """Return the frame rate, Hz, and notes; `assumed` is that of a file which names none, `hint` when it is another."""
    stored = stored_rate(file)
    if options.rate is not None:
        differs = stored is not None and abs(stored - options.rate) > 0.01
        return options.rate, (f"the file says {stored:g} frames per second; the given rate is used",) if differs else ()
    if stored is not None:
        return stored, ()
    return assumed, (f"the file names no usable frame rate; {assumed:g} frames per second are assumed{hint}",)


def stored_rate(file: ArraySource) -> float | None:
    """Return the frame rate that a file names, Hz, or None."""
    for name in NAMES:
        if int(np.prod(file.shapes.get(name, (0,)), dtype=object)) == 1:
            try:
                rate = float(file.read(name).reshape(-1)[0])
            except ValueError:
                continue
            if 0 < rate <= MAX_RATE:
                return rate
    return None
