"""The unit and the axes of a head's mesh, recognised from its size and shape, and which way its triangles face.

A head is symmetric in one direction, and its vertices are densest in the face: that gives left to right and forward.
An open mesh ends at the neck: that gives up.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float64Array, Int32Array, IntArray
from face.errors import InputError
from face.mesh import Mesh

UNITS: Final = {"metres": 1000.0, "centimetres": 10.0, "millimetres": 1.0}
HEAD_HEIGHT: Final = (120.0, 450.0)
"""How high a head may be, mm: from a face alone to a head with its neck and shoulders."""
USUAL_HEIGHT: Final = 240.0
"""How high a head of unknown unit is made, mm."""

SYMMETRIC: Final = 0.5
"""A direction is left to right if the mesh differs from its mirror image by less than this share of the next one."""
DENSE: Final = 0.1
"""How far the median vertex of a head lies in front of its middle, at least, in depths of the head."""
CLEARLY: Final = 1.5
_SAMPLE: Final = 400
_TARGET: Final = 4000
_ENDS: Final = 0.15
_MIN_RIM: Final = 6
_GRID: Final = 1e6


@dataclass(frozen=True, eq=False)
class TemplateFrame:
    """How positions in a file become ours.

    Attributes
    ----------
    to_mm
        `(3, 3)`: a position or a displacement `p` of the file is `to_mm @ p` in mm, x to the left, y up, z forward.
    flips_faces
        Whether the file's triangles show their backs.
    notes
        What was recognised or assumed.
    """

    to_mm: Float64Array
    flips_faces: bool
    notes: tuple[str, ...]

    @property
    def scale(self) -> float:
        """Return the mm in one unit of the file."""
        return float(np.linalg.norm(self.to_mm[0]))


@lru_cache(maxsize=4)
def recognise_frame(mesh: Mesh) -> TemplateFrame:
    """Return how a head's mesh lies in its file; raise InputError if it is flat."""
    axes, axis_notes = _axes(mesh)
    turned = mesh.vertices @ axes.T
    scale, unit_note = _scale(float(np.ptp(turned[:, 1])))
    flips = not faces_point_outwards(turned, mesh.faces)
    flip_note = ("the template's triangles face inwards; they are turned round",) if flips else ()
    return TemplateFrame(axes * scale, flips, (unit_note, *axis_notes, *flip_note))


def faces_point_outwards(vertices: Float64Array, faces: Int32Array | IntArray) -> bool:
    """Return whether most of a head's surface faces away from its middle; vertices `(V, 3)`, faces `(F, 3)`."""
    middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    first, second, third = (vertices[faces[:, corner]] - middle for corner in range(3))
    normals = np.cross(second - first, third - first)
    return bool(np.einsum("fc,fc->", normals, first + second + third) >= 0)


def _scale(height: float) -> tuple[float, str]:
    if height <= 0:
        raise InputError("the template is flat; give the mesh of a head")
    for unit, scale in UNITS.items():
        if HEAD_HEIGHT[0] <= height * scale <= HEAD_HEIGHT[1]:
            return scale, f"the unit is taken as {unit}: the template is {height:.3g} high"
    return USUAL_HEIGHT / height, (
        f"the template is {height:.3g} high, which is no head in metres, centimetres or millimetres; "
        f"it is made {USUAL_HEIGHT:g} mm high"
    )


def _axes(mesh: Mesh) -> tuple[Float64Array, tuple[str, ...]]:
    """Return our axes as rows in the file's axes, and notes."""
    sideways = _symmetric_axis(mesh.vertices)
    forward = None if sideways is None else _dense_direction(mesh.vertices, sideways)
    if sideways is None or forward is None:
        return np.eye(3), ("the axes can't be recognised; y is taken as up and z as forward",)
    up = np.ones(3)
    up[[sideways, int(np.abs(forward).argmax())]] = 0
    neck = _neck_is_at(mesh, up)
    # A head that looks against z is most often in a camera's axes (OpenCV: y down, z away), unless its neck is below.
    if neck > 0 or (neck == 0 and forward[2] < 0 and up[1] > 0):
        up = -up
    axes = np.stack([np.cross(up, forward), up, forward])
    if np.array_equal(axes, np.eye(3)):
        return axes, ()
    return axes, (f"the file's axes are taken as {_name_axis(up)} up and {_name_axis(forward)} forward",)


def _symmetric_axis(vertices: Float64Array) -> int | None:
    """Return the axis along which the mesh is its own mirror image, or None if none clearly is."""
    random = np.random.default_rng(0)
    sample = vertices[random.permutation(len(vertices))[:_SAMPLE]]
    target = vertices[random.permutation(len(vertices))[:_TARGET]]
    differences = np.empty(3)
    for axis in range(3):
        mirrored = sample.copy()
        mirrored[:, axis] = vertices[:, axis].min() + vertices[:, axis].max() - mirrored[:, axis]
        differences[axis] = np.sqrt(_squared_distances(mirrored, target).min(axis=1).clip(min=0)).mean()
    least, second, _ = np.argsort(differences)
    return int(least) if differences[least] < SYMMETRIC * differences[second] else None


def _squared_distances(points: Float64Array, others: Float64Array) -> Float64Array:
    lengths = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)
    return np.asarray(lengths - 2 * points @ others.T)


def _dense_direction(vertices: Float64Array, sideways: int) -> Float64Array | None:
    """Return the unit vector towards the face, where the vertices are densest, or None if that isn't clear."""
    low, size = vertices.min(axis=0), np.ptp(vertices, axis=0)
    offsets = (np.median(vertices, axis=0) - low) / np.where(size > 0, size, 1) - 0.5
    offsets[sideways] = 0
    axis = int(np.abs(offsets).argmax())
    others = np.delete(np.abs(offsets), axis).max()
    if abs(offsets[axis]) < max(DENSE, CLEARLY * others):
        return None
    direction = np.zeros(3)
    direction[axis] = np.sign(offsets[axis])
    return direction


def _neck_is_at(mesh: Mesh, up: Float64Array) -> int:
    """Return -1 if the open rim of the largest piece is at its lower end, 1 if at its upper, 0 if neither or both."""
    # Exporters split vertices at the seams of textures; these are no rim.
    places = np.round(mesh.vertices / np.ptp(mesh.vertices) * _GRID)
    _, first, place = np.unique(places, axis=0, return_index=True, return_inverse=True)
    corners = first[place.reshape(-1)][mesh.faces]
    edges = np.sort(corners[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    unique, counts = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0, return_counts=True)
    height = mesh.vertices @ up
    open_vertices = np.unique(unique[counts == 1])
    # Strands of hair, brows and lashes are open all round, and lie at the other end.
    rim = height[open_vertices[_largest_piece(unique, len(height))[open_vertices]]]
    margin = _ENDS * np.ptp(height)
    low, high = (rim < height.min() + margin).sum(), (rim > height.max() - margin).sum()
    if min(low, high) * 4 > max(low, high) or max(low, high) < _MIN_RIM:
        return 0
    return 1 if high > low else -1


def _largest_piece(edges: IntArray, count: int) -> BoolArray:
    """Return which of `count` vertices belong to the piece with the most; edges `(E, 2)` connect the vertices."""
    label = np.arange(count)
    while True:
        least = label[edges].min(axis=1)
        lower = label.copy()
        # Both the vertices and the vertices that gave them their labels: long strips take few rounds.
        for end in (edges[:, 0], edges[:, 1], label[edges[:, 0]], label[edges[:, 1]]):
            np.minimum.at(lower, end, least)
        lower = lower[lower]
        if np.array_equal(lower, label):
            return np.asarray(label == np.bincount(label, minlength=1).argmax())
        label = lower


def _name_axis(direction: Float64Array) -> str:
    axis = int(np.abs(direction).argmax())
    return ("-" if direction[axis] < 0 else "") + "xyz"[axis]
