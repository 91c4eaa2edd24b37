"""The 84 feature points of MPEG-4's face (ISO/IEC 14496-2, figure C-1), and the FAP units they define."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from face.errors import InputError
from face.faps import FAPS, Fapu


@dataclass(frozen=True)
class FeaturePoint:
    """One point: its `name` such as "8.3", a `description`, and its `mirror` image's name (None in the middle)."""

    name: str
    description: str
    mirror: str | None

    @property
    def group(self) -> int:
        """Return the number before the dot, 2 to 11."""
        return int(self.name.split(".")[0])


def _read_table() -> dict[str, FeaturePoint]:
    with (files("face") / "feature_points.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {row["point"]: FeaturePoint(row["point"], row["description"], row["mirror"] or None) for row in rows}


FEATURE_POINTS: Final = _read_table()
"""All points by name, in the standard's order."""

MOVED_BY_FAPS: Final = tuple(
    name for name in FEATURE_POINTS if any(name in fap.feature_point.split(";") for fap in FAPS)
)
"""The points that FAPs move; the others only describe a face's shape."""

FAPU_POINTS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "9.15", "2.2", "8.3", "8.4")
"""The points between which the FAP units are measured."""


def fapu_from_points(points: Mapping[str, ArrayLike]) -> Fapu:
    """Return the FAP units of a neutral face, in the unit of its points.

    Parameters
    ----------
    points
        By name, `(3,)` each: x to the subject's left, y up, z forward.

    Raises
    ------
    InputError
        If a point is missing or a distance is not above 0.
    """
    missing = [name for name in FAPU_POINTS if name not in points]
    if missing:
        named = ", ".join(f"{name} ({FEATURE_POINTS[name].description})" for name in missing)
        raise InputError(f"the FAP units need the feature points {named}; add them")
    x, y, _ = np.array([points[name] for name in FAPU_POINTS], float).T
    index_of = {name: index for index, name in enumerate(FAPU_POINTS)}
    eye_height = (y[index_of["3.5"]] + y[index_of["3.6"]]) / 2
    eye_opening = (y[index_of["3.1"]] - y[index_of["3.3"]] + y[index_of["3.2"]] - y[index_of["3.4"]]) / 2
    sizes = {
        "irisd": float(eye_opening),
        "es": float(x[index_of["3.5"]] - x[index_of["3.6"]]),
        "ens": float(eye_height - y[index_of["9.15"]]),
        "mns": float(y[index_of["9.15"]] - y[index_of["2.2"]]),
        "mw": float(x[index_of["8.3"]] - x[index_of["8.4"]]),
    }
    wrong = [f"{unit.upper()} {size:.3g}" for unit, size in sizes.items() if size <= 0]
    if wrong:
        raise InputError(f"FAP units must be above 0, not {', '.join(wrong)}; let x point to the subject's left, y up")
    return Fapu(**sizes)
