"""The small head's skin and eyeballs as one template mesh, as vertex motion brings it along."""

import numpy as np

from face.vertex_motion import VertexMotion
from renderer.template.orientation import merge_equal_vertices
from tests.renderer import small_head

BELOW_CHIN = -105


def _above(height, vertices, faces):
    """Return the vertices above a height and the faces between them."""
    kept, corners = np.unique(faces[(vertices[faces][:, :, 1] > height).all(axis=1)], return_inverse=True)
    return vertices[kept], corners.reshape(-1, 3)


def head(*, eyes=True, mask=False):
    """Return vertices (V, 3) mm and faces (F, 3) of the small head, closed behind unless it is a mask."""
    vertices, faces, _ = small_head.skin()
    pieces = [_above(BELOW_CHIN, vertices, faces)]
    if not mask:
        pieces.append(small_head.eyeball((0, -10, -62), 78.0))
    if eyes:
        pieces += [small_head.eyeball((side * 29, 0, 4), 13.0) for side in (1, -1)]
    starts = np.cumsum([0, *(len(points) for points, _ in pieces)])
    points = np.concatenate([points for points, _ in pieces])
    corners = np.concatenate([triangles + start for (_, triangles), start in zip(pieces, starts, strict=False)])
    return np.float32(points), np.int32(corners)


def merged(vertices, faces):
    """Return the faces of merged vertices that have an area."""
    whole = merge_equal_vertices(vertices)[faces].astype(np.int32)
    return whole[[len(set(face)) == 3 for face in whole.tolist()]]


def opening_jaw(count=25, rate=25.0, **changes):
    """Return motion whose jaw opens from frame to frame."""
    template, faces = head(**changes)
    share = np.clip((-50 - template[:, 1]) / 40, 0, 1)
    opened = small_head.jaw_displacements(template, share)
    steps = np.linspace(0, 1, count)[:, None, None]
    return VertexMotion(template + steps * opened, rate, template, faces)


def split(vertices, faces):
    """Return the mesh with vertices of its own for each triangle, every second one reversed."""
    loose = np.arange(faces.size, dtype=np.int32).reshape(-1, 3)
    loose[::2] = loose[::2, ::-1]
    return vertices[faces].reshape(-1, 3), loose
