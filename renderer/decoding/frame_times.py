"""The frame rate of a video from the times of its frames: what its header says is often wrong."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array

COMMON_RATES: Final = (
    *(5, 6, 8, 10, 12, 12.5, 15, 18, 20, 24000 / 1001, 24, 25, 30000 / 1001, 30),
    *(48, 50, 60000 / 1001, 60, 90, 100, 120000 / 1001, 120),
)
"""Frames per second at which videos are usually made."""

UNEVEN_SHARE: Final = 0.25
"""Of the usual interval, by which an uneven one differs from it."""

MAX_UNEVEN_SHARE: Final = 0.01
"""Share of uneven intervals in a video of constant rate: a frame is lost now and then."""

MAX_GAP_SECONDS: Final = 0.1
"""A picture that stands still for longer is seen, if it is also longer than 2.5 usual intervals."""

MAX_RATE_ERROR: Final = 0.02
"""Relative error of a rate that is measured from few or uneven frames."""

MIN_DURATION_SECONDS: Final = 1 / 240
"""A shorter duration of a frame is made up."""

FALLBACK_RATE: Final = 25.0
"""Frames per second of a file that says nothing about time."""


@dataclass(frozen=True)
class FrameTiming:
    """When frames are shown: from `start` to `end` (s), their rate, if all last equally long, the longest interval."""

    start: float
    end: float
    rate: float
    regular: bool
    longest_interval: float


def measure_timing(times: Float64Array, *, last_duration: float, tick: float, header_rate: float) -> FrameTiming:
    """Return the timing of frames shown at `times` `(N,)` s.

    Parameters
    ----------
    last_duration
        How long the last frame lasts by the file, s; 0 if it does not say so.
    tick
        The unit to which the times are rounded, s.
    header_rate
        Frames per second that the file claims; taken if the frames' times agree with it.

    Examples
    --------
    >>> measure_timing(np.array([0, 0.033, 0.067]), last_duration=0, tick=0.001, header_rate=1000).rate
    30
    """
    times = np.unique(times)
    intervals = np.diff(times)
    if not len(intervals):
        length = last_duration or 1 / FALLBACK_RATE
        return FrameTiming(float(times[0]), float(times[0]) + length, 1 / length, True, length)
    usual = float(np.median(intervals))
    # A coarse unit counts frames, and rounds nothing.
    tick = tick if tick < UNEVEN_SHARE * usual else 0.0
    even = np.abs(intervals - usual) <= UNEVEN_SHARE * usual + tick
    longest = float(intervals.max())
    regular = np.sum(~even) <= max(1, MAX_UNEVEN_SHARE * len(even)) and longest <= max(MAX_GAP_SECONDS, 2.5 * usual)
    rate = (
        _usual_rate(intervals[even], 0.0, tick, header_rate)
        if regular
        else _usual_rate(intervals, usual, tick, header_rate)
    )
    # A constant rate also holds for the last frame, unless it is held; recorders make up durations of a millisecond.
    is_held, is_known = last_duration > 1.5 * usual, not regular and last_duration > MIN_DURATION_SECONDS
    return FrameTiming(
        start=float(times[0]),
        end=float(times[-1]) + (last_duration if is_held or is_known else usual),
        rate=rate,
        regular=bool(regular),
        longest_interval=longest,
    )


def times_in_order(
    shown: list[float | None], decoded: list[float | None], *, first_packet: float, header_rate: float
) -> tuple[Float64Array, float]:
    """Return when each frame is shown, s, `(N,)`, and by how many seconds the decoder reports the frames too late.

    Some containers (AVI) do not keep times, and what is reported in their stead goes back and forth; then frames come
    when they are `decoded`, less the time for which the decoder held back the first one to put them in order.
    """
    given = np.array([np.nan if time is None else time for time in shown])
    if np.all(np.diff(given) > -1e-9):
        return given, 0.0
    arrivals = np.array([np.nan if time is None else time for time in decoded])
    known = np.flatnonzero(np.isfinite(arrivals))
    if len(known) < 2 or np.any(np.diff(arrivals[known]) <= 0):
        return np.arange(len(given)) / (header_rate or FALLBACK_RATE), 0.0
    index = np.arange(len(arrivals))
    interval = float(np.median(np.diff(arrivals[known]) / np.diff(known)))
    times = np.interp(index, known, arrivals[known]) + np.clip(index - known[-1], 0, None) * interval
    late = max(0.0, float(times[0]) - first_packet)
    return times - late, late


def _usual_rate(intervals: Float64Array, jitter: float, tick: float, header_rate: float) -> float:
    """Return the number of frames over their time, or the usual rate from which it can't be told apart.

    The rate is uncertain by rounding to a `tick`, and by the `jitter` of the first and the last frame, both s.
    """
    span = float(intervals.sum())
    measured = len(intervals) / span
    tolerance = float(np.clip(2 * (tick + jitter) / span, 1e-4, MAX_RATE_ERROR))
    near = [rate for rate in (header_rate, *COMMON_RATES) if rate and abs(measured / rate - 1) <= tolerance]
    if not near:
        return round(measured, 3)
    return near[0] if near[0] == header_rate else min(near, key=lambda rate: (rate % 1 != 0, abs(measured - rate)))
