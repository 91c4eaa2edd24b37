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
EYEBALL: Final = (-0.9, 15.4)
"""The eyeball's centre relative to the base mesh's, along z, and its radius: it fills the lids; mm."""
LIP_OVERLAP: Final = 0.5
"""How far closed lips press into one another, mm."""
SEALING_PASSES: Final = 2


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
    eyes
        Centres of the left and right eyeball, mm.
    hinge, angle
        The jaw's hinge `(y, z)` mm and how far the unit jawOpen turns it, rad.
    """

    vertices: Float64Array
    quads: IntArray
    faces: NDArray[np.int32]
    units: Mapping[str, Float64Array]
    person: Person
    eyes: tuple[Float64Array, Float64Array]
    hinge: tuple[float, float]
    angle: float

    @property
    def opening(self) -> Float64Array:
        """How far the open jaw drops each vertex, mm, positive down."""
        return np.asarray(-self.units["jawOpen"][:, 1])


def build_head(person: Person) -> Head:
    """Cut, correct and refine the person's skin."""
    kept, quads = subdivision.compact_quads(visible_quads(person))
    matrix, quads = subdivision.catmull_clark(quads, len(kept))
    units = {name: matrix @ delta[kept] for name, delta in person.units.items()}
    vertices = matrix @ person.vertices[kept]
    vertices += EYE_WIDE_STRENGTH * (units["eyeWideLeft"] + units["eyeWideRight"])
    for _ in range(SEALING_PASSES):
        vertices = seal_lips(vertices, -units["jawOpen"][:, 1])
    eyes = (person.eyes[0] + (0, 0, EYEBALL[0]), person.eyes[1] + (0, 0, EYEBALL[0]))
    hinge, angle = fit_jaw_hinge(person)
    return Head(vertices, quads, subdivision.triangulate(quads, vertices), units, person, eyes, hinge, angle)


def visible_quads(person: Person) -> IntArray:
    """Return the base mesh's quads above the cut at the shoulders."""
    quads = person.mesh.quads["body"]
    return np.asarray(quads[(person.vertices[quads][:, :, 1] > SHOULDER_CUT).all(axis=1)])


def seal_lips(vertices: Float64Array, opening: Float64Array) -> Float64Array:
    """Return the vertices with the lips brought together along their whole line.

    `opening` `(v,)` mm distinguishes the lower lip (far) from the upper one (near).
    """
    across = np.arange(0.0, MOUTH_HALF, COLUMN_WIDTH)
    rims = np.array([_lip_edges(vertices, opening, x) for x in across])
    upper, lower, line = gaussian_filter1d(rims, LIP_SMOOTHING / COLUMN_WIDTH, axis=0, mode="nearest").T
    side = np.abs(vertices[:, 0])
    gap = np.interp(side, across, np.maximum(upper - lower + LIP_OVERLAP, 0)) * _fade(
        side, MOUTH_HALF - 1, MOUTH_HALF + 3
    )
    meeting = np.interp(side, across, 0.5 * (upper + lower))
    distance = np.hypot(vertices[:, 1] - meeting, vertices[:, 2] - np.interp(side, across, line))
    share = np.exp(-((distance / LIP_REACH) ** 2)) * gap
    is_lower = opening > LOWER_LIP_DROP
    return vertices + np.outer(np.where(is_lower, 0.6, -0.4) * share, (0, 1, 0))


COLUMN_WIDTH: Final = 0.5
LIP_SMOOTHING: Final = 1.6
"""Width of the columns in which the lips are measured, and how far the measures are evened out, mm."""
MOUTH_HALF: Final = 20.6
LIP_REACH: Final = 7.0
LOWER_LIP_DROP: Final = 12.7
"""Half the mouth's width, how far a lip's correction reaches, and the drop that marks the lower lip; mm."""


def _lip_edges(vertices: Float64Array, opening: Float64Array, x: float) -> tuple[float, float, float]:
    """Return heights of the upper lip's lowest and the lower lip's highest point at `x`, and their depth."""
    near = (np.abs(np.abs(vertices[:, 0]) - x) < 0.8) & (np.abs(vertices[:, 1] + 62) < 14)
    near &= vertices[:, 2] > vertices[near, 2].max() - 9
    upper = vertices[near & (opening < LOWER_LIP_DROP)]
    lower = vertices[near & (opening >= LOWER_LIP_DROP)]
    low = upper[np.argmin(upper[:, 1])]
    high = lower[np.argmax(lower[:, 1])] if len(lower) else low
    return low[1], high[1], (low[2] + high[2]) / 2


def _fade(value: Float64Array, full: float, none: float) -> Float64Array:
    return np.clip((none - value) / (none - full), 0, 1)


def fit_jaw_hinge(person: Person) -> tuple[tuple[float, float], float]:
    """Fit the turn about x that the unit jawOpen gives the lower teeth (Kabsch in the y-z plane)."""
    teeth = person.mesh.group("helper-lower-teeth")
    before = person.vertices[teeth][:, 1:]
    after = before + person.units["jawOpen"][teeth][:, 1:]
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    angle = np.arctan2((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum(), (a * b).sum())
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    y, z = np.linalg.solve(np.eye(2) - turn, after.mean(axis=0) - turn @ before.mean(axis=0))
    return (float(y), float(z)), float(angle)
