"""Tells the inside of the mouth from the face: one skin covers both."""

from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra

from face.arrays import Float64Array
from renderer.avatar.head import Head
from renderer.avatar.mesh.geodesic import quad_graph

LIP_LINE_POINTS: Final = ("2.4", "2.6", "2.2", "2.7", "2.5", "2.9", "2.3", "2.8", "2.4")
"""Feature points on the line where the lips meet, once round."""
MOUTH_FLOOR: Final = (0.0, -80.5, -16.0)
"""A place on the floor of the mouth, mm from between the eyes."""


def depth_inside_mouth(head: Head, points: dict[str, int]) -> Float64Array:
    """Return how far over the skin each vertex lies from where the lips meet, mm: inside the mouth, below 0 outside."""
    line = lip_line_vertices(head, points)
    sides = quad_graph(head.vertices, head.quads, diagonals=False).tolil()
    sides[line, :] = 0
    sides[:, line] = 0
    _, region = connected_components(sides.tocsr(), directed=False)
    inside = region == region[np.argmin(np.linalg.norm(head.vertices - MOUTH_FLOOR, axis=1))]
    distance = dijkstra(quad_graph(head.vertices, head.quads), indices=line, min_only=True)
    return np.where(inside, distance, -distance)


def lip_line_vertices(head: Head, points: dict[str, int]) -> list[int]:
    """Return a closed line of vertices, along sides of the skin's quads, through the points of the rim."""
    sides = quad_graph(head.vertices, head.quads, diagonals=False)
    line: list[int] = []
    for start, end in pairwise(points[name] for name in LIP_LINE_POINTS):
        _, before = dijkstra(sides, indices=[start], return_predecessors=True)
        here = end
        while here != start:
            line.append(here)
            here = int(before[0, here])
    return line
