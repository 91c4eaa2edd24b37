"""A template's surface, made whole, and what is recognised on it: the face, and eyeballs if there are any."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Int32Array, IntArray
from face.errors import InputError
from renderer.template import eyeballs, framing, orientation
from renderer.template.eyeballs import Eyeball
from renderer.template.framing import Profile

MAX_VERTICES: Final = 1_000_000
"""A template of more vertices is refused: nobody animates it, and drawing it takes gigabytes."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A template's surface.

    Attributes
    ----------
    vertices
        `(V, 3)` mm; x to the subject's left, y up, z forward.
    faces
        `(F, 3)`, those with an area, anticlockwise seen from outside.
    merged
        `(V,)`, for each vertex the first one in the same place.
    turned
        How many of the triangles were reversed.
    profile, eyes
        Nose and chin if a face was found, and both eyeballs if there are any.
    """

    vertices: Float32Array
    faces: Int32Array
    merged: IntArray
    turned: int
    profile: Profile | None
    eyes: tuple[Eyeball, ...]

    @property
    def merged_faces(self) -> Int32Array:
        """The faces between merged vertices."""
        return np.asarray(self.merged[self.faces], np.int32)

    def notes(self) -> tuple[str, ...]:
        """Return what was assumed or repaired, one sentence each."""
        notes = []
        if self.turned:
            notes.append(f"{self.turned} of the template's {len(self.faces)} triangles faced inwards and were turned")
        if self.eyes:
            notes.append("two separate balls of the template are drawn as eyeballs, with an iris that looks forward")
        if self.profile is None:
            notes.append("no face was recognised in the template, so the picture shows the whole mesh")
        return tuple(notes)


def read_surface(template: Float32Array, faces: Int32Array) -> Surface:
    """Return the surface of a template: vertices `(V, 3)` mm and faces `(F, 3)` in any order and sense.

    Raises
    ------
    InputError
        If the mesh is too large, or no triangle has an area.
    """
    if len(template) > MAX_VERTICES:
        raise InputError(f"the template has {len(template)} vertices; at most {MAX_VERTICES} can be drawn")
    merged = orientation.merge_equal_vertices(template)
    whole = merged[faces].astype(np.int32)
    has_area = (whole[:, 0] != whole[:, 1]) & (whole[:, 1] != whole[:, 2]) & (whole[:, 2] != whole[:, 0])
    whole, faces = whole[has_area], faces[has_area]
    if not len(faces):
        raise InputError("no triangle of the template has an area; give the template that belongs to the motion")
    turned = orientation.faces_to_turn(template, whole)
    profile = framing.find_profile(template[np.unique(whole)])
    return Surface(
        vertices=template,
        faces=np.where(turned[:, None], faces[:, ::-1], faces).astype(np.int32),
        merged=merged,
        turned=int(turned.sum()),
        profile=profile,
        eyes=eyeballs.find_eyeballs(template, whole, profile) if profile else (),
    )
