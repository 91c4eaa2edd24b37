"""What an avatar is: a neutral head in parts, its feature points and units, and the rig that moves it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.faps import Fapu

Floats = NDArray[np.float32]


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
        True where the back of a face is seen too (strands, strips).
    """

    name: str
    vertices: slice
    faces: NDArray[np.int32]
    colour: Floats
    gloss: Floats
    two_sided: bool = False


@dataclass(frozen=True, eq=False)
class Eye:
    """An eyeball: the `centre` `(3,)` mm it turns about and its `radius` in mm."""

    centre: Floats
    radius: float


@dataclass(frozen=True, eq=False)
class Rig:
    """What moves the head.

    Attributes
    ----------
    units
        Names of the face units.
    deltas
        `(U, V, 3)` mm, how far each unit at strength 1 moves each vertex.
    jaw
        `(V,)` 0 to 1, how far each vertex follows the jaw.
    jaw_pivot
        `(3,)` mm, a point on the jaw's hinge, which runs along x.
    neck
        `(V,)` 0 to 1, how far each vertex follows a turn of the head.
    neck_pivot
        `(3,)` mm, the point the head turns about (7.1).
    eyes
        The left and the right eye.
    """

    units: tuple[str, ...]
    deltas: Floats
    jaw: Floats
    jaw_pivot: Floats
    neck: Floats
    neck_pivot: Floats
    eyes: tuple[Eye, Eye]


@dataclass(frozen=True, eq=False)
class Avatar:
    """A head at rest and all that is needed to draw and move it.

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
    neutral: Floats
    parts: tuple[Part, ...]
    feature_points: dict[str, int]
    fapu: Fapu
    rig: Rig
    licence: str

    def part(self, name: str) -> Part:
        """Return the part of that name."""
        return next(part for part in self.parts if part.name == name)
