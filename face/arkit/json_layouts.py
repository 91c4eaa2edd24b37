"""Where a JSON document holds names, weights, times and the frame rate.

Known layouts, keys in any case: names beside a matrix (Audio2Face: `facsNames`, `weightMat`, `exportFps`); names beside
frames with weights and time (BEAT, LAM); frames with their weights by name (`{"jawOpen": 0.2, ...}`, also inside
`blendshapes`), or as a list of categories and scores (MediaPipe); chunks of rows without names in Azure Speech's order;
and one list of weights for each blend shape.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

import numpy as np

from face.arkit.blend_shapes import BLEND_SHAPES
from face.arkit.columns import find_columns, has_blend_shape
from face.arkit.curve_table import MAX_FRAMES, CurveTable
from face.errors import InputError
from face.time_units import time_column

MAX_NAMES: Final = 5000
MAX_DEPTH: Final = 4
"""So many levels deep the curves are looked for."""
AZURE_NAMES: Final = (*BLEND_SHAPES, "headRoll", "leftEyeRoll", "rightEyeRoll")
AZURE_RATE: Final = 60.0
"""Azure Speech's frames, Hz."""

NAME_KEYS: Final = ("facsnames", "facenames", "names", "blendshapenames", "blendshapesnames", "channels", "columns")
WEIGHT_KEYS: Final = (
    "weightmat", "weights", "blendshapes", "blendshapeweights", "faceblendshapes", "categories", "scores", "values",
    "frames", "data",
)  # fmt: skip
RATE_KEYS: Final = ("exportfps", "fps", "framerate", "framespersecond")
FRAME_COUNT_KEYS: Final = ("numframes", "framecount", "nframes")
CATEGORY_KEYS: Final = ("categoryname", "name", "blendshapelocation", "category")
SCORE_KEYS: Final = ("score", "value", "weight")

Keyed = Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """One frame: its weights by name, and its times by the name of each."""

    weights: Mapping[str, Any]
    times: Mapping[str, str]


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
                rates = [rate for keyed in (part, *parents) if (rate := _frame_rate(keyed)) is not None]
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
    keyed = _keyed(part)
    names = next((keyed[key] for key in NAME_KEYS if _is_names(keyed.get(key))), None)
    rows = next((keyed[key] for key in WEIGHT_KEYS if isinstance(keyed.get(key), list)), None)
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
        chunks = [chunk for row in rows for chunk in _keyed(row)["blendshapes"]]
        table = _frames_table(chunks, AZURE_NAMES)
        return table and replace(table, rate=AZURE_RATE)
    frames = [_frame(row, names, number) for number, row in enumerate(rows, 1)]
    all_names = _distinct(frame.weights for frame in frames)
    if names is None and not has_blend_shape(all_names):
        return None
    if names is not None and not frames:
        raise InputError("the file holds no frame")
    time_names = [name for name in _distinct(frame.times for frame in frames) if all(name in f.times for f in frames)]
    columns = find_columns([*all_names, *time_names])
    weights = np.full((len(frames), len(columns.blend_shapes)), np.nan, np.float32)
    chosen = [all_names[index] for index in columns.blend_shapes.values()]
    for row, frame in enumerate(frames):
        weights[row] = [_number(frame.weights.get(name), name, row + 1) for name in chosen]
    times = [[frame.times[column.name] for frame in frames] for _, column in columns.times]
    angles = [all_names[index] for index in columns.angles if index < len(all_names)]
    moves = any(frame.weights.get(name) not in (None, 0) for frame in frames for name in angles)
    return CurveTable(columns, weights, times, angles_move=moves)


def _frame(row: Any, names: Sequence[str] | None, number: int) -> Frame:
    """Return a frame from any of its spellings."""
    times: dict[str, str] = {}
    weights: Any = row
    if isinstance(row, dict):
        times = {name: str(value) for name, value in row.items() if _is_scalar(value) and time_column(name)}
        keyed = _keyed(row)
        inner = next((keyed[key] for key in WEIGHT_KEYS if isinstance(keyed.get(key), dict | list)), None)
        weights = row if inner is None else inner
    return Frame(_weights(weights, names, number, depth=0), times)


def _weights(weights: Any, names: Sequence[str] | None, number: int, *, depth: int) -> Mapping[str, Any]:
    if isinstance(weights, dict):
        inner = _keyed(weights).get("categories") or _keyed(weights).get("weights")
        if isinstance(inner, dict | list) and depth < MAX_DEPTH:
            return _weights(inner, names, number, depth=depth + 1)
        return {name: value for name, value in weights.items() if _is_scalar(value) and time_column(name) is None}
    if not isinstance(weights, list):
        return {}
    if names is not None and all(_is_scalar(value) for value in weights):
        if len(weights) not in (len(names), 0):
            raise InputError(f"frame {number} holds {len(weights)} weights for {len(names)} names")
        return dict(zip(names, weights, strict=False))
    categories = dict(_category(entry) for entry in weights if isinstance(entry, dict))
    if None not in categories:
        return categories
    # The blend shapes of several faces: the first counts.
    return _weights(weights[0], names, number, depth=depth + 1) if depth < MAX_DEPTH else {}


def _category(entry: Mapping[str, Any]) -> tuple[Any, Any]:
    keyed = _keyed(entry)
    name = next((keyed[key] for key in CATEGORY_KEYS if isinstance(keyed.get(key), str)), None)
    return name, next((keyed[key] for key in SCORE_KEYS if key in keyed), None)


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
    said = next((value for key, value in _keyed(part).items() if key in FRAME_COUNT_KEYS), count)
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
    for keyed in map(_keyed, (part, *inner)):
        for key in RATE_KEYS:
            if key not in keyed:
                continue
            value = keyed[key]
            if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= 1000:
                raise InputError(f"{key} is {str(value)[:40]}, which is no number of frames per second")
            return float(value)
    return None


def _number(value: Any, name: str, frame: int) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"frame {frame}: {name[:40]} is not a number but {str(value)[:40]!r}")
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _distinct(parts: Iterator[Mapping[str, Any]]) -> list[str]:
    names = list(islice(dict.fromkeys(name for part in parts for name in part), MAX_NAMES + 1))
    if len(names) > MAX_NAMES:
        raise InputError(f"more than {MAX_NAMES} names are no curves of a face")
    return names


def _keyed(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object by its keys in lower-case letters."""
    return {key.lower().replace("_", ""): value for key, value in islice(part.items(), MAX_NAMES)}


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, int | float | str)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and 0 < len(value) <= MAX_NAMES and all(isinstance(name, str) for name in value)


def _is_curve(value: Any) -> bool:
    return isinstance(value, list) and all(_is_scalar(entry) for entry in value[:10])


def _is_azure(rows: Sequence[Any]) -> bool:
    """Return whether all rows are chunks as in Azure Speech's viseme events: `FrameIndex` and rows of weights."""
    return all(
        isinstance(row, dict)
        and isinstance(chunk := _keyed(row).get("blendshapes"), list)
        and "frameindex" in _keyed(row)
        and all(isinstance(weights, list) and len(weights) == len(AZURE_NAMES) for weights in chunk)
        for row in rows
    )
