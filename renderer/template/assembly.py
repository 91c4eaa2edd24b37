"""Builds what is drawn of a template mesh: skin like the avatars', eyeballs if there are any, a dark inside."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array, Int32Array, IntArray
from face.errors import InputError
from renderer.avatar.skin import CAVITY, SKIN_TONE
from renderer.render_mesh import GAMMA, RenderMesh
from renderer.scene import Camera
from renderer.template import eyeballs, framing, inside, orientation

SKIN_GLOSS: Final = 0.30
MAX_VERTICES: Final = 1_000_000
"""A template of more vertices is refused: nobody animates it, and drawing it takes gigabytes."""


@dataclass(frozen=True, eq=False)
class TemplateMesh:
    """A template ready to be drawn.

    Attributes
    ----------
    mesh
        `D` vertices: those of the template, then copies for what has another colour on its other side.
    source
        `(D,)`, the template's vertex where each of them is.
    camera
        The camera for every motion of this template.
    notes
        What was assumed or repaired, one sentence each.
    """

    mesh: RenderMesh
    source: IntArray
    camera: Camera
    notes: tuple[str, ...]


def build_template_mesh(template: Float32Array, faces: Int32Array) -> TemplateMesh:
    """Prepare a template for drawing; equal templates look equal, however they move.

    Parameters
    ----------
    template
        `(V, 3)` mm; x to the subject's left, y up, z forward.
    faces
        `(F, 3)`, in any order and sense; vertices may be split as exporters do.

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
    whole, faces = (np.where(turned[:, None], corners[:, ::-1], corners) for corners in (whole, faces))
    used = template[np.unique(faces)]
    profile = framing.find_profile(used)
    eyes = eyeballs.find_eyeballs(template, whole, profile) if profile else ()
    return TemplateMesh(
        *_render_mesh(
            template, faces, merged, inside.inner_faces(template, whole, profile.length if profile else None), eyes
        ),
        camera=framing.face_camera(used),
        notes=_notes(int(turned.sum()), len(faces), eyes, has_face=profile is not None),
    )


def _render_mesh(
    template: Float32Array,
    faces: Int32Array,
    merged: IntArray,
    inner: Int32Array,
    eyes: tuple[eyeballs.Eyeball, ...],
) -> tuple[RenderMesh, IntArray]:
    """Return the mesh, and the template's vertex of each of its vertices."""
    count = len(template)
    copied, inner_corners = np.unique(inner, return_inverse=True)
    colour = np.tile(np.array(SKIN_TONE), (count, 1))
    gloss, scatter = np.full(count, SKIN_GLOSS), np.ones(count)
    for eye in eyes:
        colour[eye.vertices], gloss[eye.vertices], scatter[eye.vertices] = eyeballs.paint_eyeball(template, eye), 1, 0
    mesh = RenderMesh(
        faces=np.concatenate([faces, inner_corners.reshape(-1, 3) + count]).astype(np.int32),
        colour=np.concatenate([colour[merged], np.tile(np.array(CAVITY), (len(copied), 1))]).astype(np.float32)
        ** np.float32(GAMMA),
        gloss=_with_matt(gloss[merged], len(copied)),
        scatter=_with_matt(scatter[merged], len(copied)),
        back_faces=np.empty((0, 3), np.int32),
        shared_normals=np.concatenate([merged, np.arange(count, count + len(copied))]),
    )
    return mesh, np.concatenate([np.arange(count), copied])


def _with_matt(values: Float64Array, count: int) -> Float32Array:
    """Return the values and `count` zeros: the inside neither shines nor lets light through."""
    return np.concatenate([values, np.zeros(count)]).astype(np.float32)


def _notes(turned: int, count: int, eyes: tuple[eyeballs.Eyeball, ...], *, has_face: bool) -> tuple[str, ...]:
    notes = []
    if turned:
        notes.append(f"{turned} of the template's {count} triangles faced inwards and were turned outwards")
    if eyes:
        notes.append("two separate balls of the template are drawn as eyeballs, with an iris that looks forward")
    if not has_face:
        notes.append("no face was recognised in the template, so the picture shows the whole mesh")
    return tuple(notes)
