"""Tells the inside of the mouth from the face: one skin covers both."""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, dijkstra

from renderer.avatar.head import Head
from renderer.avatar.rig import skin_rig

Floats = NDArray[np.float64]

RIM: Final = ("2.4", "2.6", "2.2", "2.7", "2.5", "2.9", "2.3", "2.8", "2.4")
"""Feature points on the line where the lips meet, once round."""
THROAT: Final = (0.0, -80.5, -16.0)
"""A place on the floor of the mouth, mm from between the eyes."""


def inward(head: Head, points: dict[str, int]) -> Floats:
    """Return how far over the skin each vertex lies from where the lips meet, mm: inside the mouth, below 0 outside."""
    line = rim(head, points)
    sides = skin_rig.graph(head, diagonals=False).tolil()
    sides[line, :] = 0
    sides[:, line] = 0
    _, region = connected_components(sides.tocsr(), directed=False)
    inside = region == region[np.argmin(np.linalg.norm(head.vertices - THROAT, axis=1))]
    distance = dijkstra(skin_rig.graph(head), indices=line, min_only=True)
    return np.where(inside, distance, -distance)


def rim(head: Head, points: dict[str, int]) -> list[int]:
    """Return a closed line of vertices, along sides of the skin's quads, through the points of the rim."""
    sides = skin_rig.graph(head, diagonals=False)
    line: list[int] = []
    for start, end in pairwise(points[name] for name in RIM):
        _, before = dijkstra(sides, indices=[start], return_predecessors=True)
        here = end
        while here != start:
            line.append(here)
            here = int(before[0, here])
    return line
