"""Finds the feature points of a custom avatar's skin, checks that none is missing, and measures its FAPU."""

from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.errors import InputError
from face.faps import Fapu
from face.feature_points import FEATURE_POINTS, MOVED_BY_FAPS, fapu_from_points
from renderer.custom_avatar.description import Description, Position
from renderer.custom_avatar.parts import CustomPart

OPTIONAL_PREFIXES: Final = ("6.", "10.", "7.1", "3.5", "3.6")
"""Points of tongue and ears, which a head may lack, and of spine and pupils, which are found without a description."""
REQUIRED_POINTS: Final = (*(name for name in MOVED_BY_FAPS if not name.startswith(OPTIONAL_PREFIXES)), "9.15")
PLAUSIBLE_EYE_DISTANCE: Final = (40.0, 90.0)
"""Distance between the eyes of a head in mm."""


def skin_feature_points(description: Description, skin: CustomPart) -> dict[str, int]:
    """Return the vertex of the skin for each described point except the tongue's.

    Raises
    ------
    InputError
        If a point is unknown or missing, or names no vertex of the skin.
    """
    unknown = [name for name in description.feature_points if name not in FEATURE_POINTS]
    if unknown:
        raise InputError(f"feature_points: {unknown[0]!r} is not one of MPEG-4's 84 points (2.1 to 11.6)")
    missing = [name for name in REQUIRED_POINTS if name not in description.feature_points]
    if missing:
        descriptions = ", ".join(f"{name} ({FEATURE_POINTS[name].description})" for name in missing)
        raise InputError(f"feature_points: the avatar lacks {descriptions}; add a vertex or a place for each")
    skin_points = {name: location for name, location in description.feature_points.items() if not name.startswith("6.")}
    return {name: vertex_at(name, location, skin, description.scale) for name, location in skin_points.items()}


def vertex_at(name: str, location: int | Position, part: CustomPart, scale: float) -> int:
    """Return the vertex of a part at a described location: a vertex of the file, or the nearest to a position."""
    if isinstance(location, int):
        if not 0 <= location < len(part.origin):
            raise InputError(
                f"feature_points.{name}: the {part.name} has no vertex {location}; it has 0 to {len(part.origin) - 1}"
            )
        return int(part.origin[location])
    distances = np.linalg.norm(part.vertices - np.array(location, np.float32) * scale, axis=1)
    return int(distances.argmin())


def measure_fapu(vertices: Float32Array, points: dict[str, int], eyes: tuple[Float32Array, Float32Array]) -> Fapu:
    """Return the FAP units, mm, of a head in mm.

    Raises
    ------
    InputError
        If size or axes are not those of a head; the message says what to change.
    """
    eye_distance = float(np.linalg.norm(eyes[0] - eyes[1]))
    if not PLAUSIBLE_EYE_DISTANCE[0] <= eye_distance <= PLAUSIBLE_EYE_DISTANCE[1]:
        raise InputError(
            f"the eyes are {eye_distance:.3g} mm apart, which is impossible for a head; "
            "set scale to the mm of one unit of the file (1000 for metres, 10 for centimetres)"
        )
    positions = {name: vertices[index] for name, index in points.items()} | {"3.5": eyes[0], "3.6": eyes[1]}
    if positions["9.3"][2] < positions["3.5"][2]:
        raise InputError("the nose's tip (9.3) lies behind the eyes; let z point forward, out of the face")
    return fapu_from_points(positions)
