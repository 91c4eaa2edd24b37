"""The 52 units' names and what each is as FAPs at full strength, read from `units_to_faps.csv`.

The table is our own reading of what the units look like (ARKit documents them by pictures). FAPs of lips are places
relative to the head, so that jawOpen brings the lower lip along, and mouthClose brings it back.
"""

import csv
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, fap_index


def _rows() -> list[tuple[str, int, float]]:
    with (files("face.arkit") / "units_to_faps.csv").open(encoding="utf-8") as file:
        return [(row["unit"], int(row["fap"]), float(row["value"])) for row in csv.DictReader(file)]


def _table() -> NDArray[np.float32]:
    table = np.zeros((len(BLEND_SHAPES), len(FAPS)), np.float32)
    for unit, fap, value in _rows():
        table[BLEND_SHAPES.index(unit), fap_index(fap)] = value
    return table


BLEND_SHAPES: Final = tuple(dict.fromkeys(unit for unit, _, _ in _rows()))
"""The names, in the order of Live Link Face's files."""

BLEND_SHAPE_FAPS: Final = _table()
"""`(52, 66)`, the FAP values of each unit at strength 1."""
