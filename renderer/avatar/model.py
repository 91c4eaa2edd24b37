"""The avatar's data model: a neutral head in parts, its feature points and FAPU, and the rig that moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float32Array
from face.faps import Fapu


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of the head that is drawn as one mesh.

    Attributes
    ----------
    name
        "skin", "left_eye", "right_eye", "upper_teeth", "lower_teeth", "tongue", "lashes", "brows", "hair", …
    vertices
        Where the part's `v` vertices lie in the avatar's vertex array.
    faces
        `(F, 3)` int32, indices into the part's own vertices, counter-clockwise seen from outside.
    colour
        `(v, 3)` sRGB, 0 to 1, for each vertex.
    gloss
        `(v,)`, 0 matt to 1 wet, for each vertex.
    two_sided
        True where the back of a face is visible too (strands, strips).
    """

    name: str
    vertices: slice
    faces: NDArray[np.int32]
    colour: Float32Array
    gloss: Float32Array
    two_sided: bool = False


@dataclass(frozen=True, eq=False)
class Eye:
    """An eyeball: the `centre` `(3,)` mm it turns about and its `radius` in mm."""

    centre: Float32Array
    radius: float


@dataclass(frozen=True, eq=False)
class Rig:
    """What moves the head; `V` counts the avatar's vertices.

    Attributes
    ----------
    units, unit_deltas
        Names of the face units, and how far each moves each vertex at strength 1: `(U, V, 3)` mm.
    handles, fields
        Feature points that can be moved by themselves, each along one axis (0 x, 1 y, 2 z), and how far each vertex
        follows each handle: `(H, V)`, 1 at the point itself and 0 at the other points held along that axis.
    jaw_weights, jaw_pivot
        `(V,)` 0 to 1, how far each vertex rotates with the jaw, and `(3,)` mm, a point on its hinge along x.
    jaw_angle, jaw_shape
        The angle of a wide open jaw, rad, and what its blendshape adds to the rotation: `(V, 3)` mm.
    lid_weights
        `(2, 2, V)` for the left and right eye's upper and lower lid: how far each vertex rotates over the
        eyeball, as a share of the angle by which the lid's feature point rotates.
    pupil_growth
        `(2, V, 3)` mm for each mm that the left and the right pupil's diameter grows.
    eyes, eyeballs
        The left and right eye, and `(2, V)` True where a vertex belongs to that eyeball.
    neck_weights, neck_pivot
        `(V,)` 0 to 1, how far each vertex follows a turn of the head, and the point `(3,)` mm it turns about.
    anchors
        The vertices of handles that are not feature points: points where both lips move alike
        (`renderer.avatar.mouth.lip_seam`).
    """

    units: tuple[str, ...]
    unit_deltas: Float32Array
    handles: tuple[tuple[str, int], ...]
    fields: Float32Array
    jaw_weights: Float32Array
    jaw_pivot: Float32Array
    jaw_angle: float
    jaw_shape: Float32Array
    lid_weights: Float32Array
    pupil_growth: Float32Array
    eyes: tuple[Eye, Eye]
    eyeballs: BoolArray
    neck_weights: Float32Array
    neck_pivot: Float32Array
    anchors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Avatar:
    """A head at rest with everything needed to draw and move it.

    Attributes
    ----------
    neutral
        `(V, 3)` mm; x to the subject's left, y up, z forward; the origin is midway between the eyeballs.
    parts
        The meshes; their vertex slices follow one another and cover `neutral`.
    feature_points
        MPEG-4's names, such as "2.1", and the vertex that stands for each.
    fapu
        The distances that FAPs are measured in.
    licence
        Under which terms its shape may be used.
    """

    name: str
    neutral: Float32Array
    parts: tuple[Part, ...]
    feature_points: dict[str, int]
    fapu: Fapu
    rig: Rig
    licence: str

    def part(self, name: str) -> Part:
        """Return the part of that name."""
        return next(part for part in self.parts if part.name == name)
