"""Where a JSON document holds names, weights, times and the frame rate.

Known layouts, keys in any case: names beside a matrix (Audio2Face: `facsNames`, `weightMat`, `exportFps`); names beside
frames with weights and time (BEAT, LAM); frames with their weights by name (`{"jawOpen": 0.2, ...}`, also inside
`blendshapes`), or as a list of categories and scores (MediaPipe); chunks of rows without names in Azure Speech's order;
and one list of weights for each blend shape.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

import numpy as np

from face.arkit.blend_shapes import BLEND_SHAPES
from face.arkit.columns import find_columns, has_blend_shape
from face.arkit.curve_table import MAX_FRAMES, CurveTable
from face.arkit.json_frames import MAX_DEPTH, MAX_NAMES, WEIGHT_KEYS, Frame, is_scalar, keyed, read_frame
from face.errors import InputError
from face.times.time_units import time_column

AZURE_NAMES: Final = (*BLEND_SHAPES, "headRoll", "leftEyeRoll", "rightEyeRoll")
AZURE_RATE: Final = 60.0
"""Azure Speech's frames, Hz."""

LARGEST: Final = 1e30
"""Larger numbers count as infinite."""

NAME_KEYS: Final = ("facsnames", "facenames", "names", "blendshapenames", "blendshapesnames", "channels", "columns")
RATE_KEYS: Final = ("exportfps", "fps", "framerate", "framespersecond")
FRAME_COUNT_KEYS: Final = ("numframes", "framecount", "nframes")


def table_from_document(document: Any) -> CurveTable:
    """Return the curves in a JSON document.

    Raises
    ------
    InputError
        If there are none in a known layout.
    """
    for depth in range(MAX_DEPTH):
        for part, parents in _parts(document, depth, ()):
            table = _table(part)
            if table is not None:
                rates = [rate for each in (part, *parents) if (rate := _frame_rate(each)) is not None]
                return replace(table, rate=rates[0] if rates else table.rate)
    raise InputError(
        "holds no blend shapes in a known layout: expected are names with a matrix of weights (Audio2Face's facsNames "
        "and weightMat), or a list of frames with weights by name"
    )


def _parts(document: Any, depth: int, parents: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Give what lies `depth` levels deep in objects, each with the objects around it."""
    if depth == 0:
        yield document, parents
    elif isinstance(document, dict):
        for value in islice(document.values(), MAX_NAMES):
            if isinstance(value, dict | list):
                yield from _parts(value, depth - 1, (document, *parents))


def _table(part: Any) -> CurveTable | None:
    if isinstance(part, list):
        return _frames_table(part, None)
    if not isinstance(part, dict):
        return None
    keys = keyed(part)
    names = next((keys[key] for key in NAME_KEYS if _is_names(keys.get(key))), None)
    if names is not None and len(set(names)) < len(names):
        raise InputError(f"the name {next(name for name in names if names.count(name) > 1)!r} stands there twice")
    rows = next((keys[key] for key in WEIGHT_KEYS if isinstance(keys.get(key), list)), None)
    if rows is not None:
        table = _frames_table(rows, names)
        if table is not None:
            return _with_whole_times(table, part)
    return _curves_table(part)


def _frames_table(rows: Sequence[Any], names: Sequence[str] | None) -> CurveTable | None:
    """Return the table of a list of frames, or None if it is none."""
    if len(rows) > MAX_FRAMES:
        raise InputError(f"holds more than {MAX_FRAMES} frames; split it")
    if rows and names is None and _is_azure(rows):
        chunks = [chunk for row in rows for chunk in keyed(row)["blendshapes"]]
        table = _frames_table(chunks, AZURE_NAMES)
        return table and replace(table, rate=AZURE_RATE)
    all_names, time_names, several = _frame_names(rows, names)
    if names is None and not has_blend_shape(all_names):
        return None
    if not rows:
        raise InputError("the file holds no frame")
    columns = find_columns([*all_names, *time_names])
    weights = np.full((len(rows), len(columns.blend_shapes)), np.nan, np.float32)
    times: list[list[str]] = [[] for _ in columns.times]
    chosen = [all_names[index] for index in columns.blend_shapes.values()]
    angles = [all_names[index] for index in columns.angles if index < len(all_names)]
    moves = False
    for number, frame in enumerate(_frames(rows, names)):
        weights[number] = [_number(frame.weights.get(name), name, number + 1) for name in chosen]
        moves = moves or any(frame.weights.get(name) not in (None, 0) for name in angles)
        for (_, column), cells in zip(columns.times, times, strict=True):
            cells.append(frame.times.get(column.name, ""))
    notes = (f"{several} frames hold more than one face; the first counts",) if several else ()
    return CurveTable(columns, weights, times, angles_move=moves, notes=notes)


def _frames(rows: Sequence[Any], names: Sequence[str] | None) -> Iterator[Frame]:
    return (read_frame(row, names, number) for number, row in enumerate(rows, 1))


def _frame_names(rows: Sequence[Any], names: Sequence[str] | None) -> tuple[list[str], list[str], int]:
    """Return the names of weights, those of times that all frames have, and how many frames hold several faces."""
    weights: dict[str, None] = dict.fromkeys(names or ())
    times: dict[str, int] = {}
    several = 0
    for frame in _frames(rows, names):
        weights.update(dict.fromkeys(frame.weights))
        times.update({name: times.get(name, 0) + 1 for name in frame.times})
        several += frame.faces > 1
        if len(weights) + len(times) > MAX_NAMES:
            raise InputError(f"more than {MAX_NAMES} names are no curves of a face")
    return list(weights), [name for name, count in times.items() if count == len(rows)], several


def _curves_table(part: Mapping[str, Any]) -> CurveTable | None:
    """Return the table of an object that has a list of weights for each blend shape."""
    curves = {name: value for name, value in islice(part.items(), MAX_NAMES) if _is_curve(value)}
    if not has_blend_shape(list(curves)):
        return None
    columns = find_columns(list(curves))
    lists = list(curves.values())
    count = len(lists[next(iter(columns.blend_shapes.values()))])
    if count > MAX_FRAMES:
        raise InputError(f"holds more than {MAX_FRAMES} frames; split it")
    for name, index in columns.blend_shapes.items():
        if len(lists[index]) != count:
            raise InputError(f"{name} has {len(lists[index])} weights, other blend shapes have {count}")
    weights = np.array(
        [
            [_number(value, name, row) for row, value in enumerate(lists[index], 1)]
            for name, index in columns.blend_shapes.items()
        ],
        np.float32,
    ).T
    fitting = tuple((index, column) for index, column in columns.times if len(lists[index]) == count)
    times = [[str(value) for value in lists[index]] for index, _ in fitting]
    return CurveTable(replace(columns, times=fitting), np.ascontiguousarray(weights), times)


def _with_whole_times(table: CurveTable, part: Mapping[str, Any]) -> CurveTable:
    """Add the list of times that stands beside the frames, and notes about what the object says of them."""
    count, notes = len(table.weights), []
    said = next((value for key, value in keyed(part).items() if key in FRAME_COUNT_KEYS), count)
    if said != count:
        notes.append(f"the file says that it has {str(said)[:20]} frames; it holds {count}")
    if any(part.get(key) for key in ("rotations", "translations")):
        notes.append("the joints' rotations and translations are left out")
    columns, times = table.columns, table.times
    for name, value in part.items():
        column = time_column(name)
        if not times and column and isinstance(value, list) and len(value) == count and count:
            columns, times = replace(columns, times=((0, column),)), [[str(entry) for entry in value]]
    return replace(table, columns=columns, times=times, notes=(*table.notes, *notes))


def _frame_rate(part: Any) -> float | None:
    """Return the frame rate that an object, or an object directly in it, tells, Hz."""
    if not isinstance(part, dict):
        return None
    inner = [value for value in islice(part.values(), MAX_NAMES) if isinstance(value, dict)]
    for keys in map(keyed, (part, *inner)):
        for key in RATE_KEYS:
            if key not in keys:
                continue
            value = keys[key]
            if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= 1000:
                raise InputError(f"{key} is {str(value)[:40]}, which is no number of frames per second")
            return float(value)
    return None


def _number(value: Any, name: str, frame: int) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"frame {frame}: {name[:40]} is not a number but {str(value)[:40]!r}")
    return float(value) if abs(value) < LARGEST else math.inf


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and 0 < len(value) <= MAX_NAMES and all(isinstance(name, str) for name in value)


def _is_curve(value: Any) -> bool:
    return isinstance(value, list) and all(is_scalar(entry) for entry in value[:10])


def _is_azure(rows: Sequence[Any]) -> bool:
    """Return whether all rows are chunks as in Azure Speech's viseme events: `FrameIndex` and rows of weights."""
    return all(
        isinstance(row, dict)
        and isinstance(chunk := keyed(row).get("blendshapes"), list)
        and "frameindex" in keyed(row)
        and all(isinstance(weights, list) and len(weights) == len(AZURE_NAMES) for weights in chunk)
        for row in rows
    )
