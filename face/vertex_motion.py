"""Facial motion as the moving vertices of a mesh, as FaceFormer, CodeTalker and their kind write it."""

from dataclasses import dataclass

import numpy as np

from face.arrays import Float32Array, Int32Array, positive_rate, readonly_array, require_finite
from face.errors import InputError


@dataclass(frozen=True, eq=False)
class VertexMotion:
    """Motion of all vertices of one mesh.

    Attributes
    ----------
    positions
        `(T, V, 3)` mm; x to the subject's left, y up, z forward. float32 is not copied: don't change it afterwards.
    rate
        Frames per second, Hz.
    template
        `(V, 3)` mm; the mesh at rest, in the same axes.
    faces
        `(F, 3)` indices of vertices; seen from outside, each triangle runs anticlockwise.

    Raises
    ------
    InputError
        If a shape, a rate or a number is wrong, or a triangle names a vertex that is not there.
    """

    positions: Float32Array
    rate: float
    template: Float32Array
    faces: Int32Array

    def __post_init__(self) -> None:
        object.__setattr__(self, "template", readonly_array(self.template, "template", (None, 3)))
        positions = readonly_array(self.positions, "positions", (None, len(self.template), 3), copy=None)
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "faces", readonly_array(self.faces, "faces", (None, 3), np.int32))
        object.__setattr__(self, "rate", positive_rate(self.rate, "the vertices' rate"))
        if not np.isfinite(self.template).all():
            raise InputError("the template has a vertex without a finite position; correct the template")
        if not len(self.faces):
            raise InputError("the mesh has no triangle; give a template with faces")
        if self.faces.min() < 0 or self.faces.max() >= len(self.template):
            raise InputError(f"a triangle names a vertex that the mesh of {len(self.template)} vertices does not have")
        require_finite(self.positions, "positions")

    def __len__(self) -> int:
        return len(self.positions)
