"""Hangs points on the skin: each follows the corners of the triangle nearest to it."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree
from trimesh import triangles

from renderer.avatar.head import Head

Floats = NDArray[np.float64]

CANDIDATES = 12
"""How many triangles, by the distance of their middles, are tried for each point."""


def attached(head: Head, points: Floats) -> tuple[Floats, sparse.csr_array]:
    """Return for points `(n, 3)` mm the places nearest to them on the skin, and the skin's weights `(n, v)` there."""
    corners = head.vertices[head.faces]
    nearest = KDTree(corners.mean(axis=1)).query(points, CANDIDATES)[1].ravel()
    repeated = np.repeat(points, CANDIDATES, axis=0)
    places = triangles.closest_point(corners[nearest], repeated)  # type: ignore[no-untyped-call]
    places = places.reshape(-1, CANDIDATES, 3)
    best = np.linalg.norm(places - points[:, None], axis=2).argmin(axis=1)
    chosen = nearest.reshape(-1, CANDIDATES)[np.arange(len(points)), best]
    place = places[np.arange(len(points)), best]
    weights = np.clip(triangles.points_to_barycentric(corners[chosen], place), 0, 1)  # type: ignore[no-untyped-call]
    rows = np.repeat(np.arange(len(points)), 3)
    shape = (len(points), len(head.vertices))
    return place, sparse.csr_array((weights.ravel(), (rows, head.faces[chosen].ravel())), shape=shape)
