"""Timecodes as seconds: `hours:minutes:seconds:frames`, a fraction of a frame behind the dot."""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]

DEFAULT: Final = 60.0
"""Frames per second where a file does not tell."""
WHOLE: Final = (24.0, 25.0, 30.0, 50.0, 60.0, 120.0)
USUAL: Final = (*WHOLE, 24000 / 1001, 30000 / 1001, 60000 / 1001)
"""Rates that a measured one is taken for when it is within 3 % of it."""
NEAR: Final = 0.03
DAY: Final = 86400.0
_CODE: Final = re.compile(r"\s*(\d+):(\d+):(\d+)[:;.](\d+(?:\.\d+)?)\s*")


def parse_timecodes(codes: list[str], warnings: list[str]) -> tuple[Times, float]:
    """Return the times of frames, s from the first, and their rate, Hz; what can't be told is said in `warnings`."""
    times = _seconds(codes)
    regular = np.arange(len(codes)) / DEFAULT
    if times is None:
        warnings.append(f"no column holds times; {DEFAULT:g} frames per second are assumed")
        return regular, DEFAULT
    times = times - times[0]
    times += DAY * np.cumsum(np.diff(times, prepend=0) < -DAY / 2)
    steps = np.diff(times)
    if len(steps) == 0 or (steps <= 0).any():
        if len(steps):
            warnings.append(f"times do not rise; {DEFAULT:g} frames per second are assumed")
        return regular, DEFAULT
    rate = _usual(float(1 / np.median(steps)))
    dropped = int((np.round(steps * rate) - 1).clip(min=0).sum())
    if dropped:
        warnings.append(f"{dropped} frames were dropped in the recording; the motion goes straight across")
    return times, rate


def format_timecode(seconds: float, rate: float) -> str:
    """Return the timecode of a time; its frames are counted at the next whole rate."""
    whole, within = divmod(seconds + 1e-9, 1)
    minutes, second = divmod(int(whole), 60)
    hours, minute = divmod(minutes, 60)
    frames = min(within * np.ceil(rate), np.ceil(rate) - 0.001)
    return f"{hours:02d}:{minute:02d}:{second:02d}:{frames:06.3f}"


def _seconds(codes: list[str]) -> Times | None:
    found = [_CODE.fullmatch(code) for code in codes]
    if all(found):
        parts = np.array([[float(part) for part in match.groups()] for match in found if match])
        return np.asarray(parts[:, :3] @ (3600, 60, 1) + parts[:, 3] / _base(parts))
    try:
        return np.array([float(code) for code in codes])
    except ValueError:
        return None


def _base(parts: Times) -> float:
    """Return how many frames a second has: more than the highest number, the usual 60 where no second is complete."""
    most = float(parts[:, 3].max())
    whole = (np.diff(parts[:, 2]) != 0).any()
    return next((rate for rate in WHOLE if most < rate and (whole or rate >= DEFAULT)), most + 1)


def _usual(rate: float) -> float:
    usual = min(USUAL, key=lambda known: abs(rate / known - 1))
    return usual if abs(rate / usual - 1) < NEAR else rate
