"""How the skin moves: jaw, lids, neck, the face units, and fields that move one feature point and its surroundings."""

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
"""The points held along each axis."""
UNFITTED_UNITS: Final = ("eyeBlink", "eyeLook", "eyeWide", "jaw", "tongue")
"""Units that are not fitted: the jaw, lids, eyes and tongue move by rules of their own."""
NECK_RANGE: Final = (-165.0, -95.0)
"""Heights between which the neck takes up a turn of the head, mm."""


def fitted_units(head: Head) -> dict[str, Float64Array]:
    """Return the fitted face units; `(v, 3)` mm each.

    The one for both cheeks is split into sides. The one that closes the mouth over an open jaw keeps its lower lip
    only: the upper lip stays when a jaw opens.
    """
    units = {name: delta for name, delta in head.units.items() if not name.startswith(UNFITTED_UNITS)}
    puff = units.pop("cheekPuff")
    left = smoothstep(head.vertices[:, :1], -12.0, 12.0)
    closed = units["mouthClose"] * jaw_weights(head)[0][:, None]
    return units | {"cheekPuffLeft": puff * left, "cheekPuffRight": puff * (1 - left), "mouthClose": closed}


def jaw_weights(head: Head) -> tuple[Float64Array, Float64Array]:
    """Return how far each vertex turns with the jaw `(v,)`, and what jawOpen does beyond a turn `(v, 3)` mm."""
    opened = head.units["jawOpen"]
    full = hinge_displacement(head.vertices, np.ones(len(opened)), head.hinge, head.angle)
    share = np.clip((opened * full).sum(axis=1) / np.maximum((full**2).sum(axis=1), 1e-6), 0, 1)
    return share, opened - hinge_displacement(head.vertices, share, head.hinge, head.angle)


def hinge_displacement(
    vertices: Float64Array, share: Float64Array, hinge: tuple[float, float], angle: float
) -> Float64Array:
    """Return how far a turn about the hinge moves each vertex that follows it by `share`, `(v, 3)` mm."""
    y, z = vertices[:, 1] - hinge[0], vertices[:, 2] - hinge[1]
    cosine, sine = np.cos(share * angle), np.sin(share * angle)
    return np.stack([np.zeros_like(y), cosine * y - sine * z - y, sine * y + cosine * z - z], axis=1)


def neck_weights(head: Head) -> Float64Array:
    """Return how far each vertex follows a turn of the head `(v,)`."""
    return smoothstep(head.vertices[:, 1], *NECK_RANGE)


def feature_point_fields(
    head: Head, points: dict[str, int], anchors: dict[str, int], smoother: MeshSmoother
) -> tuple[tuple[tuple[str, int], ...], Float64Array]:
    """Return the handles (point, axis) and their fields `(H, v)`; `anchors` are further points, held along y.

    Along each axis the fields interpolate: kernels of the distance over the skin (Wendland's C2), smoothed, combined
    so that each is 1 at its own point and 0 at the others. Distance over the skin keeps the lips apart.
    """
    axes = {axis: (*held, *(anchors if axis == Y else ())) for axis, held in HANDLE_AXES.items()}
    places = points | anchors
    names = sorted({name for held in axes.values() for name in held})
    reach = {name: ANCHOR_REACH if name in anchors else FIELD_REACH[name.split(".")[0]] for name in names}
    kernels = dict(zip(names, smoother.smooth(_kernels(head, places, reach).T).T, strict=True))
    handles: list[tuple[str, int]] = []
    rows: list[Float64Array] = []
    for axis, held in axes.items():
        local = np.stack([kernels[name] for name in held])
        combined = interpolating_fields(local, [places[name] for name in held])
        handles += [(name, axis) for name in held]
        rows += list(combined)
    return tuple(handles), np.stack(rows)


def _kernels(head: Head, points: dict[str, int], reaches: dict[str, float]) -> Float64Array:
    graph = quad_graph(head.vertices, head.quads)
    kernels = surface_kernels(graph, [points[name] for name in reaches], np.array(list(reaches.values())))
    average = subdivision.neighbour_average(head.quads, len(head.vertices))
    for _ in range(3):
        kernels = 0.5 * kernels + 0.5 * (average @ kernels.T).T
    return np.asarray(kernels)
