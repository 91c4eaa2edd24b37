"""The edges of an eye's lids: the closed line of vertices along both lids, through the middles of both edges."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from face.arrays import Float64Array, IntArray
from renderer.avatar.eyelids.opening import eye_coordinates
from renderer.avatar.head import Head

MAX_DISTANCE: Final = 30.0
"""No edge reaches further than this from its middle, mm."""


@dataclass(frozen=True, eq=False)
class EyelidEdges:
    """The lid edges of one eye: the vertices of the `upper` and the `lower` one, both from corner to corner."""

    upper: IntArray
    lower: IntArray

    @classmethod
    def find(cls, head: Head, side: int, middles: tuple[int, int]) -> Self:
        """Find the lid edges of an eye (0 the left); `middles` are the middle vertices of both."""
        line = _edge_loop(head, middles[0])
        across = eye_coordinates(head, side)[line, 0]
        first, last = sorted((int(across.argmin()), int(across.argmax())))
        halves = (line[first : last + 1], np.concatenate([line[last:], line[: first + 1]]))
        upper, lower = sorted(halves, key=lambda half: middles[0] not in half)
        return cls(upper, lower)


def _edge_loop(head: Head, start: int) -> IntArray:
    """Return the closed line through `start` that goes straight on wherever four quads meet, first sideways."""
    near = np.linalg.norm(head.vertices - head.vertices[start], axis=1) < MAX_DISTANCE
    around, quads_at = _neighbours(head.quads[near[head.quads].all(axis=1)])
    here = max(around[start], key=lambda other: _direction(head, start, other)[0])
    line = [start]
    while here != start:
        passed = quads_at[line[-1]] & quads_at[here]
        ahead = [other for other in around[here] if not quads_at[here] & quads_at[other] & passed]
        course = _direction(head, line[-1], here)
        line.append(here)
        here = max(ahead, key=lambda other: float(_direction(head, line[-1], other) @ course))
    return np.array(line)


def _direction(head: Head, start: int, end: int) -> Float64Array:
    step = head.vertices[end] - head.vertices[start]
    return np.asarray(step / np.linalg.norm(step))


def _neighbours(quads: IntArray) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    around, quads_at = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for number, quad in enumerate(quads.tolist()):
        for corner, following in zip(quad, (*quad[1:], quad[0]), strict=True):
            quads_at[corner].add(number)
            if corner != following:
                around[corner].add(following)
                around[following].add(corner)
    return around, quads_at
