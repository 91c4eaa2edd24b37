"""The lips' seam: the line where they meet, and anchors that keep closed lips closed all along it.

The standard has a point in the middle of each lip, one half way to each side, and the corners. Between the last two
lies a third of the mouth that no FAP names. There both lips follow the same mean of the FAPs beside them: where those
agree the lips stay shut, and where they do not the mouth is round.
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
"""Feature points on the line where the lips meet, once round."""
MOUTH_FLOOR: Final = (0.0, -80.5, -16.0)
"""A place on the floor of the mouth, mm from between the eyes."""


ANCHOR_PLACES: Final[Mapping[tuple[str, str, int, int], tuple[float, ...]]] = {
    ("9.15", "8.1", 63, 51): (0.55,),
    ("2.6", "2.4", 8, 12): (0.36, 0.68, 0.88),
    ("2.7", "2.5", 9, 13): (0.36, 0.68, 0.88),
    ("2.8", "2.4", 10, 12): (0.36, 0.68, 0.88),
    ("2.9", "2.5", 11, 13): (0.36, 0.68, 0.88),
}
"""Where anchors lie on the way from one feature point to the next, and the FAPs that raise or lower these."""
UPPER_STARTS: Final = ("2.6", "2.7")
LOWER_STARTS: Final = ("2.8", "2.9")
CORNER_ROUNDNESS: Final = 1.6
"""How round an open mouth's corners are: the anchors follow the corner by their place to this power."""

X_ONLY: Final = [0]
ALL_AXES: Final = [0, 1, 2]
"""Along the lips' line places differ in x only; elsewhere in all axes."""


@dataclass(frozen=True)
class Anchor:
    """An anchor: its `name`, where it lies between `start` and `end`, and its share of what their FAPs ask."""

    name: str
    start: str
    end: str
    place: float
    follows: tuple[tuple[int, float], tuple[int, float]]


def _define_anchors() -> tuple[Anchor, ...]:
    return tuple(
        Anchor(
            f"{start}-{end}:{place}",
            start,
            end,
            place,
            ((near, 1 - place**CORNER_ROUNDNESS), (far, place**CORNER_ROUNDNESS)),
        )
        for (start, end, near, far), places in ANCHOR_PLACES.items()
        for place in places
    )


ANCHORS: Final = _define_anchors()


def find_anchors(head: Head, points: dict[str, int]) -> dict[str, int]:
    """Return the vertex of each anchor, on the line where the lips meet."""
    line = np.array(lip_line_vertices(head, points))
    lower = head.opening[line] > LOWER_LIP_DROP
    among = dict.fromkeys(LOWER_STARTS, line[lower]) | dict.fromkeys(UPPER_STARTS, line[~lower])
    everywhere = np.arange(len(head.vertices))
    found: dict[str, int] = {}
    for anchor in ANCHORS:
        start, end = (head.vertices[points[name]] for name in (anchor.start, anchor.end))
        candidates, axes = (among[anchor.start], X_ONLY) if anchor.start in among else (everywhere, ALL_AXES)
        away = (head.vertices[candidates] - (start + anchor.place * (end - start)))[:, axes]
        found[anchor.name] = int(candidates[np.argmin(np.linalg.norm(away, axis=1))])
    return found


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
