"""The edges of an eye's lids: the closed loop of mesh edges that follows the middle of both lids' edges."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from face.arrays import Float64Array, IntArray
from renderer.avatar.eyelids.opening import eye_coordinates
from renderer.avatar.head import Head

MAX_DISTANCE: Final = 30.0
"""No vertex of an edge is further than this from the edge's middle, mm."""

VertexSets = dict[int, set[int]]


@dataclass(frozen=True, eq=False)
class EyelidEdges:
    """The lid edges of one eye: the vertices of the `upper` and the `lower` one, both from corner to corner."""

    upper: IntArray
    lower: IntArray

    @classmethod
    def find(cls, head: Head, side: int, middles: tuple[int, int]) -> Self:
        """Find the lid edges of an eye (0 the left); `middles` are the middle vertices of both."""
        loop = _edge_loop(head, middles[0])
        x = eye_coordinates(head, side)[loop, 0]
        first, last = sorted((int(x.argmin()), int(x.argmax())))
        halves = (loop[first : last + 1], np.concatenate([loop[last:], loop[: first + 1]]))
        upper, lower = sorted(halves, key=lambda half: middles[0] not in half)
        return cls(upper, lower)


def _edge_loop(head: Head, start: int) -> IntArray:
    """Return the edge loop through `start`: it begins sideways and goes straight on wherever four quads meet."""
    is_near = np.linalg.norm(head.vertices - head.vertices[start], axis=1) < MAX_DISTANCE
    neighbours, vertex_quads = _adjacency(head.quads[is_near[head.quads].all(axis=1)])
    vertex = max(neighbours[start], key=lambda other: _direction(head, start, other)[0])
    loop = [start]
    while vertex != start:
        edge_quads = vertex_quads[loop[-1]] & vertex_quads[vertex]
        candidates = [
            other for other in neighbours[vertex] if not vertex_quads[vertex] & vertex_quads[other] & edge_quads
        ]
        heading = _direction(head, loop[-1], vertex)
        loop.append(vertex)
        vertex = max(candidates, key=lambda other: float(_direction(head, loop[-1], other) @ heading))
    return np.array(loop)


def _direction(head: Head, start: int, end: int) -> Float64Array:
    difference = head.vertices[end] - head.vertices[start]
    return np.asarray(difference / np.linalg.norm(difference))


def _adjacency(quads: IntArray) -> tuple[VertexSets, VertexSets]:
    """Return for each vertex the vertices that share an edge with it, and the quads around it."""
    neighbours, vertex_quads = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for number, quad in enumerate(quads.tolist()):
        for corner, next_corner in zip(quad, (*quad[1:], quad[0]), strict=True):
            vertex_quads[corner].add(number)
            if corner != next_corner:
                neighbours[corner].add(next_corner)
                neighbours[next_corner].add(corner)
    return neighbours, vertex_quads
