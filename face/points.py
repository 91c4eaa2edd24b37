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
    """One point: its `name` such as "8.3", its `place` in words, its `mirror` image's name (None in the middle)."""

    name: str
    place: str
    mirror: str | None

    @property
    def group(self) -> int:
        """Return the number before the dot, 2 to 11."""
        return int(self.name.split(".")[0])


def _table() -> dict[str, FeaturePoint]:
    with (files("face") / "feature_points.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {row["point"]: FeaturePoint(row["point"], row["place"], row["mirror"] or None) for row in rows}


FEATURE_POINTS: Final = _table()
"""All points by name, in the standard's order."""

MOVED_BY_FAPS: Final = tuple(
    name for name in FEATURE_POINTS if any(name in fap.feature_point.split(";") for fap in FAPS)
)
"""The points that FAPs move; the others only tell a face's shape."""

FAPU_POINTS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "9.15", "2.2", "8.3", "8.4")
"""The points between which the FAP units are measured."""


def fapu_from_points(places: Mapping[str, ArrayLike]) -> Fapu:
    """Return the FAP units of a neutral face, in the unit of its points' `(3,)` places (x left, y up, z forward).

    Raises
    ------
    InputError
        If a point is missing or a distance is not above 0.
    """
    missing = [name for name in FAPU_POINTS if name not in places]
    if missing:
        named = ", ".join(f"{name} ({FEATURE_POINTS[name].place})" for name in missing)
        raise InputError(f"the FAP units need the feature points {named}; add them")
    x, y, _ = np.array([places[name] for name in FAPU_POINTS], float).T
    at = {name: index for index, name in enumerate(FAPU_POINTS)}
    eyes = (y[at["3.5"]] + y[at["3.6"]]) / 2
    opened = (y[at["3.1"]] - y[at["3.3"]] + y[at["3.2"]] - y[at["3.4"]]) / 2
    sizes = {
        "irisd": float(opened),
        "es": float(x[at["3.5"]] - x[at["3.6"]]),
        "ens": float(eyes - y[at["9.15"]]),
        "mns": float(y[at["9.15"]] - y[at["2.2"]]),
        "mw": float(x[at["8.3"]] - x[at["8.4"]]),
    }
    wrong = [f"{unit.upper()} {size:.3g}" for unit, size in sizes.items() if size <= 0]
    if wrong:
        raise InputError(f"FAP units must be above 0, not {', '.join(wrong)}; let x point to the subject's left, y up")
    return Fapu(**sizes)
