"""The bare head: the person's skin cut at the shoulders, put into MPEG-4's neutral pose and refined."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from face.arrays import Float64Array, IntArray
from renderer.avatar.identity import Person
from renderer.avatar.mesh import subdivision

SHOULDER_CUT: Final = -215.0
"""Height of the cut below the eyes, mm."""
EYE_WIDE_STRENGTH: Final = 0.36
"""Strength of the unit that opens the eyes until the lids touch the iris."""
EYEBALL_OFFSET: Final = -0.9
"""How far the eyeball's centre lies in front of the base mesh's, mm."""
EYEBALL_RADIUS: Final = 15.4
"""The eyeball's radius, so large that it touches the lids, mm."""
LIP_OVERLAP: Final = 0.5
"""How far closed lips overlap, mm."""
SEALING_PASSES: Final = 2
COLUMN_WIDTH: Final = 0.5
LIP_SMOOTHING: Final = 1.6
"""Width of the columns in which the lips are measured, and the standard deviation that smooths these values, mm."""
MOUTH_HALF_WIDTH: Final = 20.6
LIP_REACH: Final = 7.0
LOWER_LIP_DROP: Final = 12.7
"""Half the mouth's width, how far a lip's correction reaches, and the drop that marks the lower lip; mm."""


@dataclass(frozen=True, eq=False)
class Head:
    """The refined skin in its neutral pose.

    Attributes
    ----------
    vertices, quads, faces
        `(v, 3)` mm, `(q, 4)` and the same as triangles `(f, 3)`.
    units
        For each face unit what it adds to the vertices, `(v, 3)` mm.
    person
        Whose head it is.
    eye_centres
        Centres of the left and right eyeball, `(3,)` mm each.
    jaw_hinge, jaw_angle
        The jaw's hinge `(y, z)` mm and the angle by which the unit jawOpen rotates the jaw, rad.
    """

    vertices: Float64Array
    quads: IntArray
    faces: NDArray[np.int32]
    units: Mapping[str, Float64Array]
    person: Person
    eye_centres: tuple[Float64Array, Float64Array]
    jaw_hinge: tuple[float, float]
    jaw_angle: float

    @property
    def jaw_drop(self) -> Float64Array:
        """How far down the open jaw moves each vertex, `(v,)` mm."""
        return np.asarray(-self.units["jawOpen"][:, 1])


def build_head(person: Person) -> Head:
    """Cut, correct and refine the person's skin."""
    kept_vertices, quads = subdivision.compact_quads(visible_quads(person))
    matrix, quads = subdivision.catmull_clark(quads, len(kept_vertices))
    units = {name: matrix @ delta[kept_vertices] for name, delta in person.units.items()}
    vertices = matrix @ person.vertices[kept_vertices]
    vertices += EYE_WIDE_STRENGTH * (units["eyeWideLeft"] + units["eyeWideRight"])
    for _ in range(SEALING_PASSES):
        vertices = seal_lips(vertices, -units["jawOpen"][:, 1])
    eyes = (person.eye_centres[0] + (0, 0, EYEBALL_OFFSET), person.eye_centres[1] + (0, 0, EYEBALL_OFFSET))
    hinge, angle = fit_jaw_hinge(person)
    return Head(vertices, quads, subdivision.triangulate(quads, vertices), units, person, eyes, hinge, angle)


def visible_quads(person: Person) -> IntArray:
    """Return the base mesh's quads above the cut at the shoulders."""
    quads = person.mesh.quads["body"]
    return np.asarray(quads[(person.vertices[quads][:, :, 1] > SHOULDER_CUT).all(axis=1)])


def seal_lips(vertices: Float64Array, jaw_drop: Float64Array) -> Float64Array:
    """Return the vertices with the lips closed along their whole length.

    `jaw_drop` `(v,)` mm distinguishes the lower lip, which moves with the jaw, from the upper one.
    """
    columns = np.arange(0.0, MOUTH_HALF_WIDTH, COLUMN_WIDTH)
    column_edges = np.array([_lip_edges(vertices, jaw_drop, x) for x in columns])
    upper, lower, depth = gaussian_filter1d(column_edges, LIP_SMOOTHING / COLUMN_WIDTH, axis=0, mode="nearest").T
    distance_from_middle = np.abs(vertices[:, 0])
    gap = np.interp(distance_from_middle, columns, np.maximum(upper - lower + LIP_OVERLAP, 0)) * _fade_out(
        distance_from_middle, MOUTH_HALF_WIDTH - 1, MOUTH_HALF_WIDTH + 3
    )
    seam_height = np.interp(distance_from_middle, columns, 0.5 * (upper + lower))
    distance = np.hypot(vertices[:, 1] - seam_height, vertices[:, 2] - np.interp(distance_from_middle, columns, depth))
    strength = np.exp(-((distance / LIP_REACH) ** 2)) * gap
    is_lower = jaw_drop > LOWER_LIP_DROP
    return vertices + np.outer(np.where(is_lower, 0.6, -0.4) * strength, (0, 1, 0))


def _lip_edges(vertices: Float64Array, jaw_drop: Float64Array, x: float) -> tuple[float, float, float]:
    """Return heights of the upper lip's lowest and the lower lip's highest point at `x`, and their depth."""
    is_near = (np.abs(np.abs(vertices[:, 0]) - x) < 0.8) & (np.abs(vertices[:, 1] + 62) < 14)
    is_near &= vertices[:, 2] > vertices[is_near, 2].max() - 9
    upper = vertices[is_near & (jaw_drop < LOWER_LIP_DROP)]
    lower = vertices[is_near & (jaw_drop >= LOWER_LIP_DROP)]
    lowest_upper = upper[np.argmin(upper[:, 1])]
    highest_lower = lower[np.argmax(lower[:, 1])] if len(lower) else lowest_upper
    return lowest_upper[1], highest_lower[1], (lowest_upper[2] + highest_lower[2]) / 2


def _fade_out(value: Float64Array, start: float, end: float) -> Float64Array:
    return np.clip((end - value) / (end - start), 0, 1)


def fit_jaw_hinge(person: Person) -> tuple[tuple[float, float], float]:
    """Fit the rotation about x by which the unit jawOpen moves the lower teeth (Kabsch in the y-z plane)."""
    teeth = person.mesh.group("helper-lower-teeth")
    before = person.vertices[teeth][:, 1:]
    after = before + person.units["jawOpen"][teeth][:, 1:]
    before_centred, after_centred = before - before.mean(axis=0), after - after.mean(axis=0)
    angle = np.arctan2(
        (before_centred[:, 0] * after_centred[:, 1] - before_centred[:, 1] * after_centred[:, 0]).sum(),
        (before_centred * after_centred).sum(),
    )
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    y, z = np.linalg.solve(np.eye(2) - rotation, after.mean(axis=0) - rotation @ before.mean(axis=0))
    return (float(y), float(z)), float(angle)
