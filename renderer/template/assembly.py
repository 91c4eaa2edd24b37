"""Builds what is drawn of a template: skin like the avatars', eyeballs if there are any, a dark inside."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array, Int32Array, IntArray
from renderer.array_digest import array_digest
from renderer.avatar.piece import blend, smoothstep
from renderer.avatar.skin import CAVITY, SKIN_TONE
from renderer.render_mesh import GAMMA, RenderMesh, VertexNormals
from renderer.scene import Camera
from renderer.template import enclosure, eyeballs, framing, inside
from renderer.template.surface import Surface, read_surface

SKIN_GLOSS: Final = 0.30
EXPOSED_SHARE: Final = 0.1
"""Skin that is seen from fewer of all directions darkens: mouth, nostrils, the rear of eye sockets."""


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
    """

    mesh: RenderMesh
    source: IntArray
    camera: Camera


@dataclass(frozen=True, eq=False)
class _Paint:
    """Colour `(V, 3)` sRGB, gloss and scatter `(V,)` of a template's vertices."""

    colour: Float64Array
    gloss: Float64Array
    scatter: Float64Array


def template_digest(template: Float32Array, faces: Int32Array) -> str:
    """Return the SHA-256 of a template's vertices `(V, 3)` and faces `(F, 3)`: equal ones look equal."""
    return array_digest(template, faces)


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
    surface = read_surface(template, faces)
    mesh, source = _render_mesh(surface, _paint(surface))
    return TemplateMesh(mesh, source, framing.face_camera(template[np.unique(surface.faces)]))


def _paint(surface: Surface) -> _Paint:
    """Paint skin, eyeballs, and what is hardly seen from anywhere dark."""
    count = len(surface.vertices)
    normals = VertexNormals(surface.merged_faces, count)(surface.vertices)
    share = enclosure.visible_share(surface.vertices, surface.merged_faces, normals)
    enclosed = 1 - smoothstep(share, 0.0, EXPOSED_SHARE)
    colour = np.tile(np.array(SKIN_TONE), (count, 1))
    blend(colour, CAVITY, enclosed)
    gloss, scatter = SKIN_GLOSS * (1 - enclosed), 1 - enclosed
    for eye in surface.eyes:
        colour[eye.vertices] = eyeballs.paint_eyeball(surface.vertices, eye)
        gloss[eye.vertices], scatter[eye.vertices] = 1, 0
    return _Paint(colour[surface.merged], gloss[surface.merged], scatter[surface.merged])


def _render_mesh(surface: Surface, paint: _Paint) -> tuple[RenderMesh, IntArray]:
    """Return the mesh, and the template's vertex of each of its vertices."""
    count = len(surface.vertices)
    face_length = surface.profile.length if surface.profile else None
    inner = inside.inner_faces(surface.vertices, surface.merged_faces, face_length)
    copied, inner_corners = np.unique(inner, return_inverse=True)
    chin = float(surface.profile.chin[1]) if surface.profile else None
    inner_colour = inside.inner_colour(surface.vertices[copied, 1], chin)
    colour = np.concatenate([paint.colour.astype(np.float32), inner_colour])
    mesh = RenderMesh(
        faces=np.concatenate([surface.faces, inner_corners.reshape(-1, 3) + count]).astype(np.int32),
        colour=colour ** np.float32(GAMMA),
        gloss=_with_matt(paint.gloss, len(copied)),
        scatter=_with_matt(paint.scatter, len(copied)),
        back_faces=np.empty((0, 3), np.int32),
        shared_normals=np.concatenate([surface.merged, np.arange(count, count + len(copied))]),
    )
    return mesh, np.concatenate([np.arange(count), copied])


def _with_matt(values: Float64Array, count: int) -> Float32Array:
    """Return the values and `count` zeros: the inside neither shines nor lets light through."""
    return np.concatenate([values, np.zeros(count)]).astype(np.float32)
