"""Facial motion as the weights of a mesh's own morph targets, as glTF files animate them."""

from dataclasses import dataclass

import numpy as np

from face.arrays import Float32Array, Int32Array, positive_rate, readonly_array, require_finite
from face.errors import InputError


@dataclass(frozen=True, eq=False)
class MorphMotion:
    """A head with its look, and how its morph targets move it.

    Attributes
    ----------
    weights
        `(T, K)`; how strong each target is in each frame, 0 nothing and 1 the whole target.
    rate
        Frames per second, Hz.
    template
        `(V, 3)` mm; the mesh at rest: x to the subject's left, y up, z forward.
    targets
        `(K, V, 3)` mm; how far each target moves each vertex.
    faces, back_faces
        `(F, 3)` and `(B, 3)` indices of vertices, anticlockwise seen from outside, and those seen from behind as well.
    colour
        `(V, 3)` sRGB, 0 to 1.
    gloss, scatter
        `(V,)` 0 to 1: how wet a vertex looks, and how far light spreads below it.
    picture
        `(4,)` mm; the point in the middle of the picture (x, y, z), and the picture's height there.

    Raises
    ------
    InputError
        If a shape, a rate or a number is wrong, or a triangle names a vertex that is not there.
    """

    weights: Float32Array
    rate: float
    template: Float32Array
    targets: Float32Array
    faces: Int32Array
    back_faces: Int32Array
    colour: Float32Array
    gloss: Float32Array
    scatter: Float32Array
    picture: Float32Array

    def __post_init__(self) -> None:
        self._set("template", (None, 3))
        count = len(self.template)
        self._set("targets", (None, count, 3))
        self._set("weights", (None, len(self.targets)))
        self._set("colour", (count, 3))
        for name, shape in (("gloss", (count,)), ("scatter", (count,)), ("picture", (4,))):
            self._set(name, shape)
        for name in ("template", "targets", "weights", "colour", "gloss", "scatter", "picture"):
            require_finite(getattr(self, name), name)
        for name in ("faces", "back_faces"):
            object.__setattr__(self, name, readonly_array(getattr(self, name), name, (None, 3), np.int32))
        object.__setattr__(self, "rate", positive_rate(self.rate, "the weights' rate"))
        corners = np.concatenate([self.faces, self.back_faces])
        if not len(self.faces):
            raise InputError("the mesh has no triangle; give one with faces")
        if corners.min() < 0 or corners.max() >= count:
            raise InputError(f"a triangle names a vertex that the mesh of {count} vertices does not have")
        if self.picture[3] <= 0:
            raise InputError("the picture must have a height above 0 mm")

    def __len__(self) -> int:
        return len(self.weights)

    def _set(self, name: str, shape: tuple[int | None, ...]) -> None:
        object.__setattr__(self, name, readonly_array(getattr(self, name), name, shape))
