"""The lips' seam: the line where they meet, and anchors that keep closed lips closed all along it.

MPEG-4 has a feature point in the middle of each lip, one half way to each corner, and the corners. No FAP moves the
third of the mouth between the last two. There anchors on both lips follow the same mean of the neighbouring FAPs: where
these agree, the lips stay closed; where they don't, the mouth is round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra

from face.arrays import Float64Array
from renderer.avatar.head import LOWER_LIP_DROP, Head
from renderer.avatar.mesh.geodesic import quad_graph

LIP_LINE_POINTS: Final = ("2.4", "2.6", "2.2", "2.7", "2.5", "2.9", "2.3", "2.8", "2.4")
"""Feature points on the closed line where the lips meet, in order."""
MOUTH_FLOOR: Final = (0.0, -80.5, -16.0)
"""A point on the floor of the mouth, mm from between the eyes."""

ANCHOR_POSITIONS: Final[Mapping[tuple[str, str, int, int], tuple[float, ...]]] = {
    ("9.15", "8.1", 63, 51): (0.55,),
    ("2.6", "2.4", 8, 12): (0.36, 0.68, 0.88),
    ("2.7", "2.5", 9, 13): (0.36, 0.68, 0.88),
    ("2.8", "2.4", 10, 12): (0.36, 0.68, 0.88),
    ("2.9", "2.5", 11, 13): (0.36, 0.68, 0.88),
}
"""For two feature points and the FAPs that move them up or down: where anchors lie between them, 0 to 1."""
UPPER_STARTS: Final = ("2.6", "2.7")
LOWER_STARTS: Final = ("2.8", "2.9")
CORNER_ROUNDNESS: Final = 1.6
"""How round an open mouth's corners are: an anchor follows the corner by its position to this power."""

X_AXIS: Final = [0]
ALL_AXES: Final = [0, 1, 2]
"""The axes along which the distance to an anchor counts: x only on the lip line, else all."""


@dataclass(frozen=True)
class Anchor:
    """An anchor at `position` (0 to 1) between two feature points; `fap_shares` says how far it follows FAPs."""

    name: str
    start: str
    end: str
    position: float
    fap_shares: tuple[tuple[int, float], tuple[int, float]]


def _define_anchors() -> tuple[Anchor, ...]:
    return tuple(
        Anchor(
            f"{start}-{end}:{position}",
            start,
            end,
            position,
            ((start_fap, 1 - position**CORNER_ROUNDNESS), (end_fap, position**CORNER_ROUNDNESS)),
        )
        for (start, end, start_fap, end_fap), positions in ANCHOR_POSITIONS.items()
        for position in positions
    )


ANCHORS: Final = _define_anchors()


def find_anchors(head: Head, points: dict[str, int]) -> dict[str, int]:
    """Return the vertex of each anchor, on the line where the lips meet."""
    line = np.array(lip_line_vertices(head, points))
    lower = head.jaw_drop[line] > LOWER_LIP_DROP
    candidates_by_start = dict.fromkeys(LOWER_STARTS, line[lower]) | dict.fromkeys(UPPER_STARTS, line[~lower])
    all_vertices = np.arange(len(head.vertices))
    anchor_vertices: dict[str, int] = {}
    for anchor in ANCHORS:
        start, end = (head.vertices[points[name]] for name in (anchor.start, anchor.end))
        candidates, axes = (
            (candidates_by_start[anchor.start], X_AXIS)
            if anchor.start in candidates_by_start
            else (all_vertices, ALL_AXES)
        )
        differences = (head.vertices[candidates] - (start + anchor.position * (end - start)))[:, axes]
        anchor_vertices[anchor.name] = int(candidates[np.argmin(np.linalg.norm(differences, axis=1))])
    return anchor_vertices


def depth_inside_mouth(head: Head, points: dict[str, int]) -> Float64Array:
    """Return how far each vertex is from the lip line, mm over the skin: positive inside the mouth, else negative."""
    line = lip_line_vertices(head, points)
    edge_graph = quad_graph(head.vertices, head.quads, diagonals=False).tolil()
    edge_graph[line, :] = 0
    edge_graph[:, line] = 0
    _, components = connected_components(edge_graph.tocsr(), directed=False)
    is_inside = components == components[np.argmin(np.linalg.norm(head.vertices - MOUTH_FLOOR, axis=1))]
    distance = dijkstra(quad_graph(head.vertices, head.quads), indices=line, min_only=True)
    return np.where(is_inside, distance, -distance)


def lip_line_vertices(head: Head, points: dict[str, int]) -> list[int]:
    """Return the lip line: a closed loop of vertices along mesh edges, through `LIP_LINE_POINTS`."""
    edge_graph = quad_graph(head.vertices, head.quads, diagonals=False)
    loop: list[int] = []
    for start, end in pairwise(points[name] for name in LIP_LINE_POINTS):
        _, predecessors = dijkstra(edge_graph, indices=[start], return_predecessors=True)
        vertex = end
        while vertex != start:
            loop.append(vertex)
            vertex = int(predecessors[0, vertex])
    return loop
