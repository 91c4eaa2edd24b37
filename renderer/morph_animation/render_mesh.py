"""What is drawn of a head that morph targets move."""

from typing import Final

import numpy as np

from face.arrays import Float32Array, Int32Array, IntArray
from face.morph_motion import MorphMotion
from renderer.render_mesh import GAMMA, RenderMesh, VertexNormals
from renderer.template.framing import NOSE_BELOW_CENTRE, PICTURE_HEIGHT
from renderer.template.inside import inner_colour, inner_faces
from renderer.template.orientation import merge_equal_vertices

SMOOTH: Final = 0.3
"""A split vertex shares the normal of the others in its place if its own has more than this in common with their mean:
sheets back to back, whose normals cancel out, keep their own."""
SKIN_SCATTER: Final = 0.9
"""What light enters this far is skin, and dark inside."""


def morph_render_mesh(motion: MorphMotion) -> tuple[RenderMesh, IntArray]:
    """Return the mesh in its own colours, smooth where an exporter split it, and the motion's vertex of each vertex."""
    count = len(motion.template)
    merged = merge_equal_vertices(motion.template)
    inner = _inside_of_skin(motion, merged)
    copied, inner_corners = np.unique(inner, return_inverse=True)
    source = np.concatenate([np.arange(count), copied])
    is_copy = np.arange(len(source)) >= count
    own_normals = _shared_normals(motion.template, motion.faces, merged)
    chin = motion.picture[1] - (1 + NOSE_BELOW_CENTRE) * motion.picture[3] / PICTURE_HEIGHT
    colour = np.concatenate([motion.colour, inner_colour(motion.template[copied, 1], float(chin))])
    mesh = RenderMesh(
        faces=np.concatenate([motion.faces, inner_corners.reshape(-1, 3) + count]).astype(np.int32),
        colour=colour ** np.float32(GAMMA),
        gloss=np.where(is_copy, np.float32(0), motion.gloss[source]),
        scatter=np.where(is_copy, np.float32(0), motion.scatter[source]),
        back_faces=motion.back_faces,
        shared_normals=np.concatenate([own_normals, np.arange(count, len(source))]),
    )
    return mesh, source


def _inside_of_skin(motion: MorphMotion, merged: IntArray) -> Int32Array:
    skin = merged[motion.faces]
    has_area = (skin[:, 0] != skin[:, 1]) & (skin[:, 1] != skin[:, 2]) & (skin[:, 2] != skin[:, 0])
    is_skin = motion.scatter[motion.faces].min(axis=1) > SKIN_SCATTER
    visible: Int32Array = skin[has_area & is_skin].astype(np.int32)
    if not len(visible):
        return visible
    return inner_faces(motion.template, visible, float(motion.picture[3]) / PICTURE_HEIGHT)


def _shared_normals(vertices: Float32Array, faces: Int32Array, merged: IntArray) -> IntArray:
    own = VertexNormals(faces, len(vertices))(vertices)
    sums = np.stack([np.bincount(merged, own[:, axis], minlength=len(vertices)) for axis in range(3)], axis=1)
    mean = sums / np.maximum(np.bincount(merged, minlength=len(vertices)), 1)[:, None]
    is_alike = np.einsum("vi,vi->v", own, mean[merged]) > SMOOTH
    return np.asarray(np.where(is_alike, merged, np.arange(len(vertices))))
