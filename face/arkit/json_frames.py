"""One frame of blend shape weights in JSON, in any of its spellings.

`{"jawOpen": 0.2, "time": 0.1}`, the same inside `blendshapes` or `weights`, a list of numbers beside the document's
names, or a list of categories and scores as MediaPipe's face landmarker gives it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from face.errors import InputError
from face.times.time_units import time_column

MAX_NAMES: Final = 5000
MAX_DEPTH: Final = 4
"""So many levels deep weights are looked for."""
WEIGHT_KEYS: Final = (
    "weightmat", "weights", "blendshapes", "blendshapeweights", "faceblendshapes", "categories", "scores", "values",
    "frames", "data",
)  # fmt: skip
CATEGORY_KEYS: Final = ("categoryname", "name", "blendshapelocation", "category")
SCORE_KEYS: Final = ("score", "value", "weight")


@dataclass(frozen=True)
class Frame:
    """One frame: its weights by name, its times by the name of each, and how many faces it has."""

    weights: Mapping[str, Any]
    times: Mapping[str, str]
    faces: int = 1


def read_frame(row: Any, names: Sequence[str] | None, number: int) -> Frame:
    """Return a frame from any of its spellings."""
    times: dict[str, str] = {}
    weights: Any = row
    if isinstance(row, dict):
        times = {name: str(value) for name, value in row.items() if is_scalar(value) and time_column(name)}
        keys = keyed(row)
        inner = next((keys[key] for key in WEIGHT_KEYS if isinstance(keys.get(key), dict | list)), None)
        weights = row if inner is None else inner
    faces = len(weights) if isinstance(weights, list) and all(_is_face(entry) for entry in weights) else 1
    return Frame(_weights(weights, names, number, depth=0), times, faces)


def keyed(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object by its keys in lower-case letters."""
    return {key.lower().replace("_", ""): value for key, value in islice(part.items(), MAX_NAMES)}


def is_scalar(value: Any) -> bool:
    """Return whether a value is a number, a text or nothing."""
    return value is None or isinstance(value, int | float | str)


def _weights(weights: Any, names: Sequence[str] | None, number: int, *, depth: int) -> Mapping[str, Any]:
    if isinstance(weights, dict):
        inner = keyed(weights).get("categories") or keyed(weights).get("weights")
        if isinstance(inner, dict | list) and depth < MAX_DEPTH:
            return _weights(inner, names, number, depth=depth + 1)
        return {name: value for name, value in weights.items() if is_scalar(value) and time_column(name) is None}
    if not isinstance(weights, list):
        return {}
    if names is not None and all(is_scalar(value) for value in weights):
        if len(weights) not in (len(names), 0):
            raise InputError(f"frame {number} holds {len(weights)} weights for {len(names)} names")
        return dict(zip(names, weights, strict=False))
    if weights and _is_face(weights[0]):
        # The blend shapes of several faces: the first counts.
        return _weights(weights[0], names, number, depth=depth + 1) if depth < MAX_DEPTH else {}
    categories = dict(_category(entry) for entry in weights if isinstance(entry, dict))
    return {name: score for name, score in categories.items() if name is not None}


def _is_face(entry: Any) -> bool:
    """Return whether an entry of a list holds a whole face's weights, not one category."""
    return isinstance(entry, list) or (isinstance(entry, dict) and _category(entry)[0] is None)


def _category(entry: Mapping[str, Any]) -> tuple[Any, Any]:
    keys = keyed(entry)
    name = next((keys[key] for key in CATEGORY_KEYS if isinstance(keys.get(key), str)), None)
    return name, next((keys[key] for key in SCORE_KEYS if key in keys), None)
