"""Which columns hold times or frame numbers, and in which unit, however their program calls them."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from face.arrays import Float64Array
from face.errors import InputError
from face.reading.options import TimeUnit
from face.times.timecode import Clock, parse_timecodes, read_timecodes

ASSUMED_RATE: Final = 60.0
"""Frames per second where a file tells none, Hz."""
MAX_NAME: Final = 100
MAX_NUMBER: Final = 1e19
"""Larger numbers are no times: nanoseconds since 1970 have 19 digits."""
FASTEST, SLOWEST = 1 / 400, 0.4
"""The shortest and longest time between two frames that a number without a unit may mean, s."""
UNITS: Final = {
    "seconds": 1.0,
    "milliseconds": 1e-3,
    "microseconds": 1e-6,
    "nanoseconds": 1e-9,
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNIT_WORDS: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "seconds"),
    **dict.fromkeys(("ms", "msec", "msecs", "milli", "millis", "millisecond", "milliseconds"), "milliseconds"),
    **dict.fromkeys(("us", "µs", "usec", "usecs", "micros", "microsecond", "microseconds"), "microseconds"),
    **dict.fromkeys(("ns", "nsec", "nanos", "nanosecond", "nanoseconds"), "nanoseconds"),
}
_TIME_WORDS: Final = _words(
    "time times timecode timecodes timestamp timestamps timestep t tc ts code stamp elapsed pts"
)
_FRAME_WORDS: Final = _words("frame frames frameid frameno framenumber frameindex")
_ROW_WORDS: Final = _words("index idx no nr num number id count row key #")
_FILLERS: Final = _words(
    "in from since start of the video audio media capture recording session device host system unity unix "
    "epoch utc local absolute abs relative rel"
)

_WORDS: Final = re.compile(r"[A-Z]+(?![a-zµ])|[A-Z]?[a-zµ]+|#")


@dataclass(frozen=True)
class TimeColumn:
    """A column of times (`is_time`) or of frame numbers, with the unit that its name tells."""

    name: str
    is_time: bool
    unit: str | None = None


@lru_cache(maxsize=4096)
def time_column(name: str) -> TimeColumn | None:
    """Return what kind of time a column holds by its name, or None if it holds none.

    Examples
    --------
    >>> time_column("timestamp_ms")
    TimeColumn(name='timestamp_ms', is_time=True, unit='milliseconds')
    >>> time_column("Frame#").is_time, time_column("JawOpen")
    (False, None)
    """
    last = re.split(r"[./:|]", name[:MAX_NAME])[-1]
    words = [word.lower() for word in _WORDS.findall(last)]
    if not words or len(name) > MAX_NAME:
        return None
    units = [_UNIT_WORDS[word] for word in words if word in _UNIT_WORDS]
    rest = [word for word in words if word not in _UNIT_WORDS and word not in _FILLERS]
    is_time = any(word in _TIME_WORDS for word in rest) or (bool(units) and not rest)
    if is_time and all(word in _TIME_WORDS or word in _FRAME_WORDS for word in rest):
        return TimeColumn(name, is_time=True, unit=units[0] if units else None)
    if rest and all(word in _FRAME_WORDS or word in _ROW_WORDS for word in rest) and not units:
        return TimeColumn(name, is_time=False)
    return None


def read_clock(
    column: TimeColumn, cells: Sequence[str], *, rate: float | None, unit: TimeUnit | None, notes: list[str]
) -> Clock | None:
    """Return the time of each row, or None if the cells are neither times nor frame numbers.

    Parameters
    ----------
    column
        The column's name and what it tells.
    cells
        One for each row.
    rate, unit
        Frames per second and unit of the times, if they are known.
    notes
        A sentence is appended for everything that had to be assumed.

    Raises
    ------
    InputError
        If the times are not in the unit that is given.
    """
    codes = parse_timecodes(cells)
    if codes is not None:
        if unit in ("milliseconds", "frames"):
            raise InputError(f"the column {column.name} holds timecodes such as {cells[0]}, not {unit}")
        return read_timecodes(codes, rate, notes)
    numbers = _numbers(cells)
    if numbers is None:
        return None
    if unit == "timecode":
        raise InputError(f"the column {column.name} holds no timecodes but numbers such as {cells[0]}")
    return Clock(_seconds(column, numbers, rate=rate, unit=unit, notes=notes))


def strange_time(cells: Sequence[str]) -> str:
    """Return the beginning of the first cell that is no time, or of the first of another kind than the cell before."""
    for before, cell in pairwise([cells[0], *cells]):
        if parse_timecodes([before, cell]) is None and _numbers([before, cell]) is None:
            return cell[:40]
    return cells[0][:40]


def _numbers(cells: Sequence[str]) -> Float64Array | None:
    """Return numbers, or the seconds of dates with time (ISO 8601)."""
    try:
        numbers = np.array([float(cell.replace(",", ".")) for cell in cells])
    except ValueError:
        try:
            numbers = np.array([datetime.fromisoformat(cell.strip()).timestamp() for cell in cells])
        except (ValueError, OverflowError, OSError):
            return None
        numbers -= numbers[0]
    return numbers if (np.abs(numbers) < MAX_NUMBER).all() else None


def _seconds(
    column: TimeColumn, numbers: Float64Array, *, rate: float | None, unit: TimeUnit | None, notes: list[str]
) -> Float64Array:
    numbers = numbers - numbers[0]
    name = unit or column.unit or ("frames" if not column.is_time else _likely_unit(numbers))
    if name == "frames":
        if rate is None:
            notes.append(
                f"the column {column.name} counts frames, and nothing tells how many a second has; "
                f"{ASSUMED_RATE:g} are assumed: give the rate if it differs"
            )
        return numbers / (rate or ASSUMED_RATE)
    if name != "seconds" and unit is None and column.unit is None:
        notes.append(f"the numbers of the column {column.name} are taken for {name}")
    return numbers * UNITS[name]


def _likely_unit(numbers: Float64Array) -> str:
    """Return the unit in which the usual step is one between two frames; 1, 2, 3, … are frame numbers."""
    steps = np.abs(np.diff(numbers))
    steps = steps[steps > 0]
    if not len(steps):
        return "seconds"
    usual = float(np.median(steps))
    if usual == 1 and (steps == np.round(steps)).all() and not _repeats(numbers):
        return "frames"
    likely = [name for name, size in UNITS.items() if FASTEST <= usual * size <= SLOWEST]
    return likely[0] if likely else ("seconds" if usual < 1e3 else _largest_unit(usual))


def _repeats(numbers: Float64Array) -> bool:
    """Return whether most rows have the time of the row before, as with whole seconds."""
    return bool((np.diff(numbers) == 0).mean() > 0.5)


def _largest_unit(step: float) -> str:
    return min(UNITS, key=lambda name: abs(math.log(step * UNITS[name])))
