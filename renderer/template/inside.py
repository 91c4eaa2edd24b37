"""The dark inside of a template mesh, seen through an open mouth: scans and FLAME have no oral cavity of their own."""

from typing import Final

import numpy as np

from face.arrays import Float32Array, Int32Array
from renderer.avatar.skin import CAVITY

INWARD_DEPTH: Final = 0.35
"""The inside of triangles is drawn unless their outside faces the camera more than this, the z of its unit normal."""
MASK_HEIGHT: Final = 1.2
"""A rim this high, as a multiple of the distance from nose to chin, is that of a mask without the back of a head."""
NECK_INSIDE: Final = (0.60, 0.43, 0.37)
"""Below the chin the inside is lighter than in the mouth: there it is seen at the rim of the neck."""
MAX_RIM: Final = 20_000
"""A mesh with more edges at rims than this is no surface with a few holes."""


def inner_faces(vertices: Float32Array, faces: Int32Array, face_length: float | None) -> Int32Array:
    """Return triangles `(n, 3)` that show the mesh's inside to a camera in front of it.

    They are the rear triangles seen from within, and over the rim of a mask a wall that closes it.

    Parameters
    ----------
    vertices, faces
        `(V, 3)` mm and `(F, 3)`, anticlockwise seen from outside, indices of merged vertices.
    face_length
        How far the chin lies below the nose's tip, mm, if there is a face.
    """
    normals = _unit_normals(vertices, faces)
    rear = faces[normals[:, 2] < INWARD_DEPTH][:, ::-1]
    if face_length is None:
        return np.ascontiguousarray(rear)
    return np.concatenate([rear, _wall(vertices, _largest_rim(vertices, faces), MASK_HEIGHT * face_length)])


def inner_colour(heights: Float32Array, chin: float | None) -> Float32Array:
    """Return the sRGB `(n, 3)` of the inside at `heights` `(n,)` mm: dark, and below the chin like skin in shadow."""
    below = np.zeros(len(heights), np.bool_) if chin is None else heights < chin
    return np.where(below[:, None], NECK_INSIDE, CAVITY).astype(np.float32)


def _unit_normals(vertices: Float32Array, faces: Int32Array) -> Float32Array:
    a, b, c = (vertices[corner].astype(np.float64) for corner in faces.T)
    normals = np.cross(b - a, c - a)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.where(lengths > 0, lengths, 1), np.float32)


def _largest_rim(vertices: Float32Array, faces: Int32Array) -> list[int]:
    """Return the vertices along the longest way round a hole, none if the rims branch."""
    starts, ends = faces.ravel().astype(np.int64), np.roll(faces, -1, axis=1).ravel().astype(np.int64)
    edge = np.minimum(starts, ends) * len(vertices) + np.maximum(starts, ends)
    _, first, uses = np.unique(edge, return_index=True, return_counts=True)
    rim = first[uses == 1]
    if len(rim) > MAX_RIM:
        return []
    following = dict(zip(starts[rim].tolist(), ends[rim].tolist(), strict=True))
    rims = []
    while following:
        start, vertex = following.popitem()
        rims.append([start])
        while vertex in following:
            rims[-1].append(vertex)
            vertex = following.pop(vertex)
        if vertex != start:
            rims.pop()
    return max(rims, key=lambda loop: float(np.ptp(vertices[loop], axis=0).max()), default=[])


def _wall(vertices: Float32Array, rim: list[int], min_height: float) -> Int32Array:
    """Return triangles that span a rim from side to side and face the camera; none if the rim is not so high."""
    if len(rim) < 3 or np.ptp(vertices[rim, 1]) < min_height:
        return np.empty((0, 3), np.int32)
    loop = np.roll(np.array(rim, np.int32), -int(vertices[rim, 1].argmax()))
    left, right = loop[: len(loop) // 2 + 1], loop[: len(loop) // 2 - 1 : -1]
    count = min(len(left), len(right)) - 1
    upper = np.stack([left[:count], left[1 : count + 1], right[:count]], axis=1)
    lower = np.stack([left[1 : count + 1], right[1 : count + 1], right[:count]], axis=1)
    wall = np.concatenate([upper, lower])
    depth = _unit_normals(vertices, wall)[:, 2]
    return np.asarray(np.where((depth < 0)[:, None], wall[:, ::-1], wall)[depth != 0], np.int32)
