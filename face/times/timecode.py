"""Timecodes as seconds: `hours:minutes:seconds:frames`, with a fraction of a frame after the dot.

A timecode doesn't say at how many frames a second it counts; that is found from the numbers themselves: the frame
number starts again at 0 with each new second. A semicolon before the frames means drop-frame (SMPTE ST 12-1): frame
numbers 0 and 1 are left out at the start of each minute that is no multiple of ten, and the true rate is 30/1.001.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array, IntArray

COUNTING_RATES: Final = (10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 72, 90, 96, 100, 120)
"""At how many frames a second timecodes usually count."""
ASSUMED_COUNTING_RATE: Final = 60
"""Where all frames lie in one second."""
DROP_FRAME_RATES: Final = (30, 60, 120)
HIGHEST_FRAME: Final = 120
"""Larger numbers after the seconds are milliseconds or microseconds."""
SECONDS_PER_DAY: Final = 86400.0
NTSC: Final = 1000 / 1001
_FIELDS: Final = re.compile(r"(?:(\d{1,3})[:;])?(\d{1,2})[:;](\d{1,2})(?:([:;.,])(\d{1,9})(?:[.,](\d{1,9}))?)?")


@dataclass(frozen=True, eq=False)
class Timecodes:
    """The fields of some timecodes.

    Attributes
    ----------
    whole
        `(T,)` whole seconds of the day.
    frames
        `(T,)` the number after the seconds, 0 if there is none.
    decimals
        `(T,)` the same number as decimals of a second.
    fraction
        `(T,)` what follows the frames, 0 to 1.
    separator
        What stands before the frames, "" if nothing does.
    """

    whole: IntArray
    frames: IntArray
    decimals: Float64Array
    fraction: Float64Array
    separator: str


@dataclass(frozen=True, eq=False)
class Clock:
    """The time of each row.

    Attributes
    ----------
    seconds
        `(T,)` s.
    day
        After how many seconds it starts again at 0, or None.
    """

    seconds: Float64Array
    day: float | None = None


def parse_timecodes(cells: Sequence[str]) -> Timecodes | None:
    """Return the fields of timecodes, or None if one of the cells is none."""
    matches = [_FIELDS.fullmatch(cell.strip()) for cell in cells]
    if not all(matches):
        return None
    fields = [match.groups(default="") for match in matches if match]
    if any(int(minutes) > 59 or int(seconds) > 59 for _, minutes, seconds, *_ in fields):
        return None
    # Whole seconds are often written without their decimals.
    separators = {separator for _, _, _, separator, *_ in fields}
    separators = separators - {""} if separators <= {"", "."} and len(separators) > 1 else separators
    if len(separators) != 1:
        return None
    return Timecodes(
        np.array([int(h or 0) * 3600 + int(m) * 60 + int(s) for h, m, s, *_ in fields], np.int64),
        np.array([int(frames or 0) for *_, frames, _ in fields], np.int64),
        np.array([_decimals(frames) for *_, frames, _ in fields]),
        np.array([_decimals(fraction) for *_, fraction in fields]),
        separators.pop(),
    )


def read_timecodes(codes: Timecodes, rate: float | None, notes: list[str]) -> Clock:
    """Return the time of each row.

    Parameters
    ----------
    codes
        The fields of each row's timecode.
    rate
        The true number of frames a second, if it is known.
    notes
        A sentence is appended for everything that had to be assumed.
    """
    if not codes.separator:
        return Clock(codes.whole.astype(np.float64), SECONDS_PER_DAY)
    counted = _read_frames(codes, rate, notes)
    if codes.separator in ".,":
        decimal = Clock(codes.whole + codes.decimals, SECONDS_PER_DAY)
        return min(decimal, counted, key=lambda clock: _unevenness(clock.seconds))
    return counted


def format_timecode(seconds: float, rate: float) -> str:
    """Return the timecode of a time in seconds; its frames are counted at the next usual whole rate."""
    count = next((usual for usual in COUNTING_RATES if usual >= rate - 1e-9), math.ceil(rate))
    whole, fraction = divmod(seconds + 1e-9, 1)
    minutes, second = divmod(int(whole), 60)
    hours, minute = divmod(minutes, 60)
    frames = min(fraction * count, count - 0.001)
    return f"{hours:02d}:{minute:02d}:{second:02d}:{frames:06.3f}"


def drop_frame_numbers(whole: IntArray, frames: IntArray, counting_rate: int) -> IntArray:
    """Return the numbers of frames since midnight, `(T,)`, of drop-frame timecodes that count 30, 60 or 120 a second.

    Examples
    --------
    >>> drop_frame_numbers(np.array([59, 60]), np.array([29, 2]), 30)
    array([1799, 1800])
    """
    minutes = whole // 60
    return np.asarray(whole * counting_rate + frames - counting_rate // 15 * (minutes - minutes // 10))


def _decimals(digits: str) -> float:
    return int(digits) / 10 ** len(digits) if digits else 0.0


def _read_frames(codes: Timecodes, rate: float | None, notes: list[str]) -> Clock:
    """Return the times of timecodes whose last number counts frames, milliseconds or microseconds."""
    highest = int(codes.frames.max())
    if highest > HIGHEST_FRAME:
        unit = 10.0 ** -(3 * math.ceil(len(str(highest)) / 3))
        return Clock(codes.whole + codes.frames * unit, SECONDS_PER_DAY)
    if _is_milliseconds_of_second(codes):
        return Clock(codes.whole + codes.fraction, SECONDS_PER_DAY)
    count = _counting_rate(codes, rate, notes)
    numbers, true_rate = codes.whole * count + codes.frames, float(count)
    is_dropped = _is_drop_frame(codes, count, notes)
    if is_dropped:
        numbers, true_rate = drop_frame_numbers(codes.whole, codes.frames, count), count * NTSC
    fraction = codes.fraction
    if _is_row_count(fraction, numbers):
        notes.append("the digits after the timecodes' frames only count rows and are left out")
        fraction = np.zeros(len(fraction))
    if rate and math.ceil(rate - 1e-9) == count:
        true_rate = rate
    day = SECONDS_PER_DAY if is_dropped else SECONDS_PER_DAY * count / true_rate
    return Clock((numbers - numbers[0] + fraction) / true_rate, day)


def _is_drop_frame(codes: Timecodes, count: int, notes: list[str]) -> bool:
    """Return whether timecodes are drop-frame: by the semicolon, or because they skip just those frame numbers."""
    if count not in DROP_FRAME_RATES:
        if codes.separator == ";":
            notes.append(f"the timecodes are written as drop-frame, but count {count} frames a second: none is dropped")
        return False
    if codes.separator == ";":
        return True
    minutes = codes.whole // 60
    begins = np.flatnonzero((np.diff(minutes) == 1) & (minutes[1:] % 10 != 0) & (np.diff(codes.whole) == 1)) + 1
    is_dropped = (codes.frames[begins - 1] == count - 1) & (codes.frames[begins] == count // 15)
    if not len(begins) or not is_dropped.all():
        return False
    notes.append("the timecodes leave out the first frame numbers of a minute and are read as drop-frame")
    return True


def _is_milliseconds_of_second(codes: Timecodes) -> bool:
    """Return whether the digits after the frames are the time within the second, as NeuroSync writes them."""
    if len(np.unique(codes.frames)) < 5 or codes.fraction.max() == 0:
        return False
    counts = [count for count in COUNTING_RATES if count > codes.frames.max()]
    return any((np.abs(codes.fraction * count - codes.frames - 0.5) < 0.6).all() for count in counts)


def _is_row_count(fraction: Float64Array, numbers: IntArray) -> bool:
    """Return whether thousandths count up by one in each row and start again while the frames just go on.

    A true fraction grows as evenly where 59.94 frames are counted at 60, but then a frame's number is left out as often
    as it starts again.
    """
    steps = np.diff(np.round(fraction * 1000))
    again = steps == -999
    return bool(again.any() and ((steps == 1) | again).all() and (np.diff(numbers)[again] == 1).all())


def _counting_rate(codes: Timecodes, rate: float | None, notes: list[str]) -> int:
    """Return how many frames a second the timecodes count; where they don't tell, the next whole number to `rate`."""
    highest = int(codes.frames.max())
    if highest == 0:
        return 1
    step = _usual_step(codes)
    next_second = np.diff(codes.whole) == 1
    seen = codes.frames[:-1][next_second] + step - codes.frames[1:][next_second]
    if not len(seen):
        if rate and math.ceil(rate - 1e-9) > highest:
            return math.ceil(rate - 1e-9)
        assumed = max(ASSUMED_COUNTING_RATE, next(rate for rate in (*COUNTING_RATES, highest + 1) if rate > highest))
        if len(codes.frames) > 1:
            notes.append(
                f"all timecodes lie in one second and don't tell how many frames a second has; {assumed} are assumed"
            )
        return assumed
    count = max(highest + 1, int(seen.max()))
    _, rows_per_second = np.unique(codes.whole, return_counts=True)
    is_complete = len(rows_per_second) > 2 and float(np.median(rows_per_second[1:-1])) * step >= count
    if count in COUNTING_RATES or is_complete:
        return count
    return next((rate for rate in COUNTING_RATES if rate > count), count)


def _usual_step(codes: Timecodes) -> int:
    """Return the most frequent difference between the frame numbers of neighbouring rows."""
    steps = np.diff(codes.frames)[np.diff(codes.whole) == 0]
    steps = steps[steps > 0]
    return int(np.bincount(steps).argmax()) if len(steps) else 1


def _unevenness(seconds: Float64Array) -> float:
    """Return by how much steps differ from the usual one, 0 if all are equal."""
    steps = np.diff(seconds)
    rising = steps[steps > 0]
    if not len(rising):
        return math.inf
    return float(np.minimum(np.abs(steps / np.median(rising) - 1), 5).mean())
