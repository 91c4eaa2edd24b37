"""Timecodes as seconds: `hours:minutes:seconds:frames`, with a fraction of a frame after the dot."""

import re
from typing import Final

import numpy as np

from face.arrays import Float64Array

DEFAULT_RATE: Final = 60.0
"""Frames per second where a file has no times."""
WHOLE_RATES: Final = (24.0, 25.0, 30.0, 50.0, 60.0, 120.0)
STANDARD_RATES: Final = (*WHOLE_RATES, 24000 / 1001, 30000 / 1001, 60000 / 1001)
RATE_TOLERANCE: Final = 0.03
"""A measured rate within 3 % of a standard one is taken for it."""
SECONDS_PER_DAY: Final = 86400.0
_TIMECODE: Final = re.compile(r"\s*(\d+):(\d+):(\d+)[:;.](\d+(?:\.\d+)?)\s*")


def parse_timecodes(codes: list[str], notes: list[str]) -> tuple[Float64Array, float]:
    """Return the time of each frame and the frame rate.

    Parameters
    ----------
    codes
        One timecode for each frame, or plain seconds.
    notes
        A sentence is appended for everything that had to be assumed or that was lost.

    Returns
    -------
    times : ndarray
        `(T,)` s from the first frame.
    rate : float
        Frames per second, Hz.
    """
    times = _seconds(codes)
    regular = np.arange(len(codes)) / DEFAULT_RATE
    if times is None:
        notes.append(f"no column holds times; {DEFAULT_RATE:g} frames per second are assumed")
        return regular, DEFAULT_RATE
    times = times - times[0]
    times += SECONDS_PER_DAY * np.cumsum(np.diff(times, prepend=0) < -SECONDS_PER_DAY / 2)
    steps = np.diff(times)
    if len(steps) == 0 or (steps <= 0).any():
        if len(steps):
            notes.append(f"times do not rise; {DEFAULT_RATE:g} frames per second are assumed")
        return regular, DEFAULT_RATE
    rate = _nearest_standard_rate(float(1 / np.median(steps)))
    dropped = int((np.round(steps * rate) - 1).clip(min=0).sum())
    if dropped:
        notes.append(f"{dropped} frames were dropped in the recording; the gaps are bridged by straight lines")
    return times, rate


def format_timecode(seconds: float, rate: float) -> str:
    """Return the timecode of a time in seconds; its frames are counted at the next whole rate."""
    whole, fraction = divmod(seconds + 1e-9, 1)
    minutes, second = divmod(int(whole), 60)
    hours, minute = divmod(minutes, 60)
    frames = min(fraction * np.ceil(rate), np.ceil(rate) - 0.001)
    return f"{hours:02d}:{minute:02d}:{second:02d}:{frames:06.3f}"


def _seconds(codes: list[str]) -> Float64Array | None:
    matches = [_TIMECODE.fullmatch(code) for code in codes]
    if all(matches):
        parts = np.array([[float(part) for part in match.groups()] for match in matches if match])
        return np.asarray(parts[:, :3] @ (3600, 60, 1) + parts[:, 3] / _frames_per_second(parts))
    try:
        return np.array([float(code) for code in codes])
    except ValueError:
        return None


def _frames_per_second(parts: Float64Array) -> float:
    """Return the rate at which frames are counted: above the highest number; at least 60 if no second is complete."""
    highest = float(parts[:, 3].max())
    has_whole_second = (np.diff(parts[:, 2]) != 0).any()
    return next(
        (rate for rate in WHOLE_RATES if highest < rate and (has_whole_second or rate >= DEFAULT_RATE)), highest + 1
    )


def _nearest_standard_rate(rate: float) -> float:
    nearest = min(STANDARD_RATES, key=lambda standard: abs(rate / standard - 1))
    return nearest if abs(rate / nearest - 1) < RATE_TOLERANCE else rate
