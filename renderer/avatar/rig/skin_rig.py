"""The rig of the skin: jaw, neck, face units, and fields that move one feature point with its surroundings."""

from typing import Final

import numpy as np

from face.arrays import Float64Array
from renderer.avatar.head import Head
from renderer.avatar.mesh import subdivision
from renderer.avatar.mesh.geodesic import interpolating_fields, quad_graph, surface_kernels
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar.piece import smoothstep

FIELD_REACH: Final = {"2": 24.0, "8": 24.0, "4": 44.0, "5": 34.0, "9": 17.0, "10": 42.0}
"""How far the field of a feature point reaches over the skin, by the point's group, mm."""
ANCHOR_REACH: Final = 8.0
X, Y, Z = range(3)
_HANDLE_POINTS: Final = {
    X: "2.1 2.4 2.5 8.3 8.4 4.1 4.2 5.1 5.2 9.1 9.2 9.3 10.3 10.4",
    Y: "2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 4.1 4.2 4.3 4.4 4.5 4.6 5.3 5.4 "
    "8.1 8.2 8.3 8.4 8.5 8.6 8.7 8.8 9.3 10.1 10.2",
    Z: "2.1 2.2 2.3 8.1 8.2",
}
HANDLE_AXES: Final = {axis: tuple(names.split()) for axis, names in _HANDLE_POINTS.items()}
"""The feature points that have a handle, by axis."""
UNFITTED_UNITS: Final = ("eyeBlink", "eyeLook", "eyeWide", "jaw", "tongue")
"""Prefixes of units that are not fitted: jaw, lids, eyes and tongue have rules of their own."""
NECK_RANGE: Final = (-165.0, -95.0)
"""Heights between which the neck takes up a turn of the head, mm."""


def fitted_units(head: Head) -> dict[str, Float64Array]:
    """Return the fitted face units; `(v, 3)` mm each.

    The unit for both cheeks is split into left and right. Of the unit that closes the mouth over an open jaw only the
    lower lip is kept: the upper lip does not move when the jaw opens.
    """
    units = {name: delta for name, delta in head.units.items() if not name.startswith(UNFITTED_UNITS)}
    puff = units.pop("cheekPuff")
    left_share = smoothstep(head.vertices[:, :1], -12.0, 12.0)
    mouth_close = units["mouthClose"] * jaw_weights(head)[0][:, None]
    return units | {
        "cheekPuffLeft": puff * left_share,
        "cheekPuffRight": puff * (1 - left_share),
        "mouthClose": mouth_close,
    }


def jaw_weights(head: Head) -> tuple[Float64Array, Float64Array]:
    """Return how far each vertex rotates with the jaw, `(v,)`, and what jawOpen adds to that rotation, `(v, 3)` mm."""
    displacements = head.units["jawOpen"]
    full_rotation = hinge_displacement(head.vertices, np.ones(len(displacements)), head.jaw_hinge, head.jaw_angle)
    weights = np.clip(
        (displacements * full_rotation).sum(axis=1) / np.maximum((full_rotation**2).sum(axis=1), 1e-6), 0, 1
    )
    return weights, displacements - hinge_displacement(head.vertices, weights, head.jaw_hinge, head.jaw_angle)


def hinge_displacement(
    vertices: Float64Array, weights: Float64Array, hinge: tuple[float, float], angle: float
) -> Float64Array:
    """Return how far a rotation about the hinge moves vertices that follow it by `weights` `(v,)`: `(v, 3)` mm."""
    y, z = vertices[:, 1] - hinge[0], vertices[:, 2] - hinge[1]
    cosine, sine = np.cos(weights * angle), np.sin(weights * angle)
    return np.stack([np.zeros_like(y), cosine * y - sine * z - y, sine * y + cosine * z - z], axis=1)


def neck_weights(head: Head) -> Float64Array:
    """Return how far each vertex follows a turn of the head `(v,)`."""
    return smoothstep(head.vertices[:, 1], *NECK_RANGE)


def feature_point_fields(
    head: Head, points: dict[str, int], anchors: dict[str, int], smoother: MeshSmoother
) -> tuple[tuple[tuple[str, int], ...], Float64Array]:
    """Return the handles (point, axis) and their fields `(H, v)`; `anchors` are further points, moved along y.

    The fields are kernels of the distance over the skin (Wendland's C2), smoothed, and combined along each axis so that
    each is 1 at its own point and 0 at the others. The distance over the skin separates the two lips.
    """
    points_by_axis = {axis: (*names, *(anchors if axis == Y else ())) for axis, names in HANDLE_AXES.items()}
    vertices = points | anchors
    all_names = sorted({name for names in points_by_axis.values() for name in names})
    reaches = {name: ANCHOR_REACH if name in anchors else FIELD_REACH[name.split(".")[0]] for name in all_names}
    kernels = dict(zip(all_names, smoother.smooth(_kernels(head, vertices, reaches).T).T, strict=True))
    handles: list[tuple[str, int]] = []
    fields: list[Float64Array] = []
    for axis, names in points_by_axis.items():
        axis_kernels = np.stack([kernels[name] for name in names])
        axis_fields = interpolating_fields(axis_kernels, [vertices[name] for name in names])
        handles += [(name, axis) for name in names]
        fields += list(axis_fields)
    return tuple(handles), np.stack(fields)


def _kernels(head: Head, points: dict[str, int], reaches: dict[str, float]) -> Float64Array:
    graph = quad_graph(head.vertices, head.quads)
    kernels = surface_kernels(graph, [points[name] for name in reaches], np.array(list(reaches.values())))
    average = subdivision.neighbour_average(head.quads, len(head.vertices))
    for _ in range(3):
        kernels = 0.5 * kernels + 0.5 * (average @ kernels.T).T
    return np.asarray(kernels)
