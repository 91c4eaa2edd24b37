"""A table of blend shape weights as read from a file, and the motion that it means: scale, gaps, takes, times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arkit.blend_shapes import BLEND_SHAPES, BlendShapeMotion
from face.arkit.columns import Columns
from face.arrays import Float32Array
from face.errors import InputError
from face.motion import hold_last_value
from face.reading.options import GIVE_RATE, ReadOptions
from face.times.frame_times import FrameTimes, fits_rate, frame_times, regular_times
from face.times.time_units import ASSUMED_RATE, read_clock, strange_time
from face.times.timecode import Clock

MAX_FRAMES: Final = 500_000
"""More rows are refused, so that no file needs more memory than a few hundred megabytes."""
PERCENT: Final = 3.0
"""No weight of 0 to 1 is above; weights of 0 to 100 are, sooner or later."""
PERCENT_SHARE: Final = 0.01
MAX_PERCENT: Final = 150.0
ROUNDING: Final = 1e-3
"""Weights outside 0 to 1 by less are not worth a note."""
EMPTY_CELLS: Final = frozenset(("", "nan", "none", "null", "na", "n/a", "-"))


@dataclass(frozen=True, eq=False)
class CurveTable:
    """The rows of a file.

    Attributes
    ----------
    columns
        Which columns the file has.
    weights
        `(T, n)` the columns of blend shapes, in the order of `columns.blend_shapes`; NaN where nothing is given.
    times
        For each column of times, the text of its cells, `T` each; in the order of `columns.times`.
    starts
        Rows before which a header is repeated.
    rate
        Frames per second that the file tells besides its rows, Hz, or None.
    angles_move
        Whether angles of head or eyes are other than 0.
    notes
        What was repaired to read the rows.
    """

    columns: Columns
    weights: Float32Array
    times: Sequence[Sequence[str]] = ()
    starts: Sequence[int] = ()
    rate: float | None = None
    angles_move: bool = False
    notes: tuple[str, ...] = ()


def motion_from_table(table: CurveTable, options: ReadOptions) -> BlendShapeMotion:
    """Return the motion in a table.

    Raises
    ------
    InputError
        If there is no row, the weights have no known scale, or the times can't be understood.
    """
    if not len(table.weights):
        raise InputError("the file holds no frame")
    notes = [*table.columns.notes, *table.notes]
    if table.angles_move:
        notes.append("angles of head and eyes are left out: the head is held still, the eyes move by the blend shapes")
    frames = _frame_times(table, options, notes)
    weights = np.zeros((len(frames.rows), len(BLEND_SHAPES)), np.float32)
    indices = [BLEND_SHAPES.index(name) for name in table.columns.blend_shapes]
    weights[:, indices] = _without_gaps(_scaled(table.weights[frames.rows], notes), notes)
    given = np.isin(np.arange(len(BLEND_SHAPES)), indices)
    return BlendShapeMotion(weights, given, frames.times, frames.rate, tuple(notes))


def number(cell: str) -> float:
    """Return the number in a cell, NaN if it is empty; a comma may stand for the decimal point."""
    text = cell.strip()
    if text.lower() in EMPTY_CELLS:
        return float("nan")
    return float(text.replace(",", "."))


def _frame_times(table: CurveTable, options: ReadOptions, notes: list[str]) -> FrameTimes:
    rate = options.rate or table.rate
    if options.rate and table.rate and abs(options.rate / table.rate - 1) > ROUNDING:
        notes.append(f"the file says {table.rate:g} frames per second; {options.rate:g} are given and taken")
    same = (table.weights[1:] == table.weights[:-1]).all(axis=1)
    clock = _first_clock(table, options, rate, notes)
    if clock is not None:
        if options.rate is None and table.rate and not fits_rate(clock.seconds, table.rate):
            notes.append(
                f"the file says {table.rate:g} frames per second, its times say otherwise; the times are taken"
            )
            rate = None
        return frame_times(clock, same, table.starts, rate=rate, take=options.take, notes=notes)
    if rate is None:
        rate = ASSUMED_RATE
        notes.append(
            f"nothing tells the times of the frames; {rate:g} per second are assumed: give the rate if it differs"
        )
    rising = Clock(np.arange(len(table.weights)) / rate)
    if table.starts or options.take:
        return frame_times(rising, np.zeros_like(same), table.starts, rate=rate, take=options.take, notes=notes)
    return regular_times(len(table.weights), rate)


def _first_clock(table: CurveTable, options: ReadOptions, rate: float | None, notes: list[str]) -> Clock | None:
    """Return the times of the first column that holds such.

    Raises
    ------
    InputError
        If the only column of times holds something else too, and no rate is known without it.
    """
    unreadable = ""
    for (_, column), cells in zip(table.columns.times, table.times, strict=True):
        if all(cell.strip().lower() in EMPTY_CELLS for cell in cells):
            continue
        clock = read_clock(column, cells, rate=rate, unit=options.time_unit, notes=notes)
        if clock is None and column.is_time:
            unreadable = unreadable or f"the column {column.name} holds {strange_time(cells)!r}, which is no time"
        elif clock is not None and (len(cells) == 1 or np.ptp(clock.seconds) > 0):
            return clock
    if unreadable and rate is None:
        raise InputError(f"{unreadable}; correct it, or {GIVE_RATE}")
    if unreadable:
        notes.append(f"{unreadable}; the column is left out")
    return None


def _scaled(weights: Float32Array, notes: list[str]) -> Float32Array:
    """Return weights of 0 to 1; NaN stays."""
    weights = np.where(np.isfinite(weights), weights, np.float32(np.nan))
    used = np.abs(weights[np.isfinite(weights) & (weights != 0)])
    if len(used) and (used > PERCENT).mean() >= PERCENT_SHARE:
        largest = float(used.max())
        if (used > MAX_PERCENT).mean() >= PERCENT_SHARE:
            raise InputError(f"weights of up to {largest:g} are neither 0 to 1 nor 0 to 100; scale them to 0 to 1")
        notes.append(f"weights of up to {largest:.4g} are read as percent, 0 to 100")
        weights = weights / np.float32(100)
    above, below = weights > 1 + ROUNDING, weights < -ROUNDING
    if above.any() or below.any():
        parts = [f"{int(above.sum())} above 1 (up to {float(np.nanmax(weights)):.3g})"] if above.any() else []
        parts += [f"{int(below.sum())} below 0 (down to {float(np.nanmin(weights)):.3g})"] if below.any() else []
        notes.append(f"weights outside 0 to 1 are clipped: {' and '.join(parts)}")
    return np.asarray(np.clip(weights, 0, 1), np.float32)


def _without_gaps(weights: Float32Array, notes: list[str]) -> Float32Array:
    """Return weights with each gap filled by the last one before it (0 at the start)."""
    known = np.isfinite(weights)
    if known.all():
        return weights
    notes.append(f"{int((~known).sum())} cells are empty or no finite number; the last value is held there")
    return hold_last_value(np.where(known, weights, 0), known)
