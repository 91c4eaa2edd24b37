"""Joins the meshes of a file and a sampled animation into one head that moves."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Int32Array
from face.errors import InputError
from face.morph_motion import MorphMotion
from renderer.avatar.skin import SKIN_TONE
from renderer.gltf.meshes import Mesh
from renderer.morph_animation.take import SampledTake
from renderer.morph_animation.tissue import Tissue
from renderer.scene import Camera

SIDE_MARGIN: Final = 1.3
TOP_MARGIN: Final = 0.65
"""What lies farther from the middle of the picture than this multiple of its height, to the side or up and down, is
left out: legs and hands."""
MIN_OPACITY: Final = 0.3
"""A triangle whose corners are less opaque on average is left out: the empty parts of lashes and hair cards."""
MAX_NUMBERS: Final = 150_000_000


def join_meshes(
    meshes: Sequence[Mesh], tissues: Sequence[Tissue], take: SampledTake, *, scale: float, camera: Camera
) -> MorphMotion:
    """Return the visible part of all meshes as one mesh, with the take's weights.

    Parameters
    ----------
    tissues
        What each mesh is made of.
    scale
        mm for one unit of the file.
    camera
        In mm, in the coordinates of the file.

    Raises
    ------
    InputError
        If a curve doesn't fit its node's morph targets, nothing is visible, or the targets take gigabytes.
    """
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    vertices = np.concatenate([_rest(mesh, take.weights) for mesh in meshes]) * np.float32(scale)
    faces = np.concatenate([mesh.faces[_is_opaque(mesh)] + start for mesh, start in zip(meshes, starts, strict=False)])
    faces = faces[_in_picture(vertices, camera)[faces].any(axis=1)]
    if not len(faces):
        raise InputError("nothing of the file's meshes lies in the picture; check the avatar's scale and axes")
    kept = np.unique(faces)
    sizes = np.diff(starts)
    two_sided = np.repeat([tissue.is_two_sided for tissue in tissues], sizes)
    weights, targets = _moving_targets(meshes, take.weights, starts, kept, scale)
    faces = np.searchsorted(kept, faces).astype(np.int32)
    return MorphMotion(
        weights=weights,
        rate=take.rate,
        template=vertices[kept],
        targets=targets,
        faces=faces,
        back_faces=_back_faces(vertices[kept], faces, two_sided[kept]),
        colour=np.concatenate([_colour(mesh) for mesh in meshes])[kept],
        gloss=np.repeat([tissue.gloss for tissue in tissues], sizes)[kept],
        scatter=np.repeat([tissue.scatter for tissue in tissues], sizes)[kept],
        picture=np.array([*camera.target, camera.height]),
    )


def _rest(mesh: Mesh, animated: Mapping[int, Float32Array]) -> Float32Array:
    """Return a mesh's vertices with the weights at rest that no curve replaces."""
    vertices = mesh.vertices.copy()
    if mesh.node not in animated:
        for weight, target in zip(mesh.weights, mesh.targets.values(), strict=False):
            vertices += np.float32(weight) * target
    return vertices


def _colour(mesh: Mesh) -> Float32Array:
    return mesh.colour if mesh.is_painted else np.tile(np.array(SKIN_TONE, np.float32), (len(mesh.vertices), 1))


def _is_opaque(mesh: Mesh) -> BoolArray:
    if mesh.opacity is None:
        return np.ones(len(mesh.faces), np.bool_)
    return np.asarray(mesh.opacity[mesh.faces].mean(axis=1) >= MIN_OPACITY)


def _in_picture(vertices: Float32Array, camera: Camera) -> BoolArray:
    aside, above = np.abs(vertices[:, 0] - camera.target[0]), np.abs(vertices[:, 1] - camera.target[1])
    return np.asarray((aside < SIDE_MARGIN * camera.height) & (above < TOP_MARGIN * camera.height))


def _back_faces(vertices: Float32Array, faces: Int32Array, two_sided: BoolArray) -> Int32Array:
    """Return the triangles that are seen from behind as well, reversed; the head hides those in its rear half."""
    depth = vertices[:, 2]
    in_front = depth[faces].mean(axis=1) > (depth.min() + depth.max()) / 2
    return np.asarray(faces[two_sided[faces[:, 0]] & in_front][:, ::-1], np.int32)


def _moving_targets(
    meshes: Sequence[Mesh],
    animated: Mapping[int, Float32Array],
    starts: Int32Array,
    kept: Int32Array,
    scale: float,
) -> tuple[Float32Array, Float32Array]:
    """Return weights `(T, K)` and targets `(K, V, 3)` mm over the kept vertices; targets that move alike are one."""
    count = len(next(iter(animated.values())))
    columns: dict[bytes, int] = {}
    series: list[Float32Array] = []
    targets: list[Float32Array] = []
    bounds = np.searchsorted(kept, starts)
    for mesh, start, (first, last) in zip(meshes, starts, pairwise(bounds.tolist()), strict=False):
        table = animated.get(mesh.node)
        if table is None or not mesh.targets:
            continue
        if table.shape[1] != len(mesh.targets):
            raise InputError(
                f"{mesh.name} has {len(mesh.targets)} morph targets, but the animation moves {table.shape[1]}; "
                "export it again"
            )
        local = kept[first:last] - start
        for column, target in zip(table.T, mesh.targets.values(), strict=True):
            moved = target[local] * np.float32(scale)
            if column.any() and moved.any():
                key = columns.setdefault(column.tobytes(), len(columns))
                if key == len(targets):
                    if (key + 1) * len(kept) * 3 > MAX_NUMBERS:
                        raise InputError("the morph targets take gigabytes; export the head with fewer or less fine")
                    series.append(column)
                    targets.append(np.zeros((len(kept), 3), np.float32))
                targets[key][first:last] += moved
    if not targets:
        return np.zeros((count, 0), np.float32), np.zeros((0, len(kept), 3), np.float32)
    return np.stack(series, axis=1), np.stack(targets)
