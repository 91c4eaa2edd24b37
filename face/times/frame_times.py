"""The frames of a table of rows and their times: takes, repeated rows, coarse clocks, gaps, and the frame rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float64Array, IntArray
from face.errors import InputError
from face.reading.options import GIVE_RATE, GIVE_UNIT
from face.times.timecode import COUNTING_RATES, NTSC, Clock

STANDARD_RATES: Final = tuple(map(float, COUNTING_RATES))
RATE_TOLERANCE: Final = 0.03
"""A measured rate within 3 % of a standard one is taken for it."""
NTSC_RATES: Final = (24 * NTSC, 30 * NTSC, 60 * NTSC, 120 * NTSC)
NTSC_TOLERANCE: Final = 3e-4
"""29.97 is 0.1 % less than 30, so only times that are as exact tell them apart."""
USUAL_STEPS: Final = 1.75
"""Steps up to so many times the median are usual: film counted as video alternates between two and three."""
SINGLE_FRAME_RATE: Final = 60.0
"""The rate of a motion of one frame, Hz."""
LOWEST_RATE: Final = 4.0
HIGHEST_RATE: Final = 1000.0
TAKE_GAP: Final = 5.0
"""A longer pause begins a new take, s."""
TAKE_FALL: Final = 0.25
"""Times that fall back by more begin a new take, s; rows that fall back by less are out of order."""
UNORDERED_SHARE: Final = 0.1
"""Where more rows than this share fall back, the times are none."""
COARSE_SHARE: Final = 0.05
"""Where more rows than this share have the time of the row before, the clock is coarser than the frames."""


@dataclass(frozen=True, eq=False)
class FrameTimes:
    """The frames among the rows.

    Attributes
    ----------
    rows
        `(T,)` the numbers of the rows that are frames, in the order of time.
    times
        `(T,)` s from the first frame.
    rate
        Frames per second, Hz.
    """

    rows: IntArray
    times: Float64Array
    rate: float


def regular_times(count: int, rate: float, *, first: int = 0) -> FrameTimes:
    """Return all rows from `first` as frames at a constant rate."""
    return FrameTimes(np.arange(first, first + count), np.arange(count) / rate, rate)


def frame_times(
    clock: Clock, same: BoolArray, starts: Sequence[int], *, rate: float | None, take: int | None, notes: list[str]
) -> FrameTimes:
    """Return the frames of one take and their times.

    Parameters
    ----------
    clock
        The time of each row.
    same
        `(T - 1,)`; True where a row holds the same values as the row before.
    starts
        Rows at which a new take begins whatever the times say, since a new header stands before them.
    rate
        Frames per second if they are given; rows whose times don't fit them follow each other at this rate.
    take
        Which take to read, from 1; None if there is only one.
    notes
        A sentence is appended for everything that was repaired.

    Raises
    ------
    InputError
        If there are several takes and none is chosen, or the times can't be those of frames.
    """
    seconds = _over_midnight(clock)
    unordered = _is_unordered(seconds)
    if unordered and rate is None:
        raise InputError(f"the times rise and fall from row to row; to leave them out, {GIVE_RATE}")
    first, end = _choose_take(seconds, starts if unordered else _take_starts(seconds, starts), take, notes)
    chosen = seconds[first:end]
    if rate is not None and (unordered or not fits_rate(chosen, rate)):
        notes.append(f"the times in the file don't fit {rate:g} frames per second and are ignored")
        return regular_times(end - first, rate, first=first)
    order = np.argsort(chosen, kind="stable")
    moved = int((np.diff(chosen) < 0).sum())
    if moved:
        notes.append(f"{_rows(moved)} out of order and sorted by time")
    frames = _distinct_frames(first + order, chosen[order], same, rate, notes)
    return _with_gaps_noted(frames, notes)


def fits_rate(seconds: Float64Array, rate: float) -> bool:
    """Return whether the usual step between times is that of this rate."""
    steps = np.diff(np.sort(seconds))
    return len(steps) == 0 or abs(float(np.median(steps)) * rate - 1) < 0.1


def measured_rate(times: Float64Array) -> float:
    """Return the frame rate of rising times, Hz: the mean of the usual steps, or the standard rate close to it."""
    steps = np.diff(times)
    usual = steps[steps < USUAL_STEPS * np.median(steps)]
    return _standard_rate(float(1 / usual.mean()))


def _standard_rate(rate: float) -> float:
    """Return the standard rate close to a measured one, or the measured one without its rounding errors."""
    for ntsc in NTSC_RATES:
        if abs(rate / ntsc - 1) < NTSC_TOLERANCE:
            return ntsc
    nearest = min(STANDARD_RATES, key=lambda standard: abs(rate / standard - 1))
    return nearest if abs(rate / nearest - 1) < RATE_TOLERANCE else round(rate, 6)


def _over_midnight(clock: Clock) -> Float64Array:
    """Return times that go on where the clock starts again at 0."""
    seconds: Float64Array = clock.seconds - clock.seconds[0]
    if clock.day is None:
        return seconds
    days = np.diff(seconds, prepend=0) < -clock.day + TAKE_GAP
    return np.asarray(seconds + clock.day * np.cumsum(days))


def _is_unordered(seconds: Float64Array) -> bool:
    steps = np.diff(seconds)
    return len(steps) > 1 and float((steps < 0).mean()) > UNORDERED_SHARE and int((steps < 0).sum()) > 1


def _take_starts(seconds: Float64Array, starts: Sequence[int]) -> list[int]:
    steps = np.diff(seconds)
    breaks = np.flatnonzero((steps < -TAKE_FALL) | (steps > TAKE_GAP)) + 1
    return sorted({*starts, *breaks.tolist()})


def _choose_take(seconds: Float64Array, starts: Sequence[int], take: int | None, notes: list[str]) -> tuple[int, int]:
    """Return the first row of a take and the row after its last."""
    bounds = [0, *(start for start in starts if 0 < start < len(seconds)), len(seconds)]
    takes = [(first, end) for first, end in pairwise(bounds) if end - first > 1] or [(0, 1)]
    single = len(bounds) - 1 - len(takes)
    if single and len(seconds) > 1:
        notes.append(f"{_rows(single)} far from all others in time and left out")
    if take is None:
        if len(takes) > 1:
            raise InputError(
                f"the file holds {len(takes)} takes ({_list_takes(takes)}); choose one (`--take`), or split the file"
            )
        return takes[0]
    if take > len(takes):
        raise InputError(f"there is no take {take}: the file holds {len(takes)} ({_list_takes(takes)})")
    if len(takes) > 1:
        notes.append(f"take {take} of {len(takes)} is read: {_list_takes(takes)}")
    return takes[take - 1]


def _list_takes(takes: Sequence[tuple[int, int]]) -> str:
    listed = ", ".join(f"{number}: rows {first + 1}-{end}" for number, (first, end) in enumerate(takes[:4], 1))
    return listed + ("" if len(takes) <= 4 else f" and {len(takes) - 4} more")


def _distinct_frames(
    rows: IntArray, times: Float64Array, same: BoolArray, rate: float | None, notes: list[str]
) -> FrameTimes:
    """Return frames with rising times: repeated rows are left out, those of a coarse clock are spread."""
    times = times - times[0]
    if len(rows) == 1:
        return FrameTimes(rows, times, rate or SINGLE_FRAME_RATE)
    repeated = np.diff(times) == 0
    copies = repeated & (np.diff(rows) == 1) & same[np.minimum(rows[:-1], len(same) - 1)]
    if repeated.mean() > 0.5 or (repeated & ~copies).mean() > COARSE_SHARE:
        times, coarse_rate = _spread(times)
        notes.append(
            f"several rows have the same time; they are spread evenly, {coarse_rate:.4g} frames in each second"
        )
        return FrameTimes(rows, times, coarse_rate)
    if copies.any():
        notes.append(f"{_rows(int(copies.sum()))} left out as a copy of the row before")
    others = int((repeated & ~copies).sum())
    if others:
        notes.append(f"{_rows(others)} left out, because the row before has the same time and other values")
    kept = np.concatenate([[True], ~repeated])
    rows, times = rows[kept], times[kept]
    return FrameTimes(rows, times, _plausible(measured_rate(times)) if len(rows) > 1 else SINGLE_FRAME_RATE)


def _spread(times: Float64Array) -> tuple[Float64Array, float]:
    """Return evenly spread times, and their rate, of rows whose clock changes less often than the rows."""
    begins = np.concatenate([[0], np.flatnonzero(np.diff(times)) + 1])
    if len(begins) == 1:
        raise InputError(f"all rows have the same time; {GIVE_RATE}")
    counts, ticks = np.diff([*begins, len(times)]), np.diff(times[begins])
    tick = float(np.median(ticks))
    # The first and the last reading of the clock may be seen in part, and a gap follows some.
    whole = np.flatnonzero(ticks <= 1.5 * tick)
    whole = whole[whole > 0] if len(whole) > 1 else whole
    rate = _plausible(_standard_rate(float(counts[whole].sum() / ticks[whole].sum())))
    if (ticks <= 1.5 * tick).all():
        return np.arange(len(times)) / rate, rate
    lengths = np.minimum(np.append(ticks, tick), tick)
    return _spread_within(times, counts, lengths, max(round(rate * tick), 1)), rate


def _spread_within(times: Float64Array, counts: IntArray, lengths: Float64Array, usual: int) -> Float64Array:
    """Return times where each reading's rows are spread over the length of its tick, so that gaps stay."""
    begins = np.cumsum(counts) - counts
    place = np.arange(len(times)) - np.repeat(begins, counts)
    of = np.repeat(np.maximum(counts, usual), counts)
    place[: counts[0]] += max(usual - int(counts[0]), 0)
    spread = times + place / of * np.repeat(lengths, counts)
    return np.asarray(spread - spread[0])


def _plausible(rate: float) -> float:
    """Return the rate, or raise InputError if no motion has it."""
    if LOWEST_RATE <= rate <= HIGHEST_RATE:
        return rate
    if rate < LOWEST_RATE:
        raise InputError(
            f"the rows are {1 / rate:.4g} s apart, too far for motion; if their times only count rows, {GIVE_RATE}, "
            f"else {GIVE_UNIT}"
        )
    raise InputError(f"the rows are {1000 / rate:.4g} ms apart, which is no frame rate; {GIVE_UNIT}, or {GIVE_RATE}")


def _with_gaps_noted(frames: FrameTimes, notes: list[str]) -> FrameTimes:
    steps = np.diff(frames.times)
    missing = (np.round(steps * frames.rate) - 1).clip(min=0)
    dropped = int(missing.sum())
    if dropped:
        notes.append(
            f"{dropped} {'frame is' if dropped == 1 else 'frames are'} missing in the recording "
            f"(longest gap {float(steps.max()):.2f} s); straight lines bridge the gaps"
        )
    return frames


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count} rows are"
