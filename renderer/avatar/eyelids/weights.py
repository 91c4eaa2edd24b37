"""How lids close: how far each vertex of the skin rolls with a lid, fully at its edge, less towards brow and cheek.

The same rolls give the open eye its shape at rest: the base mesh's rims end in round corners, a face's in pointed ones.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float64Array, IntArray
from renderer.avatar.eyelids.edges import EyelidEdges
from renderer.avatar.eyelids.opening import eye_coordinates
from renderer.avatar.head import Head
from renderer.avatar.mesh import harmonic
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar.piece import smoothstep

EDGE_MIDDLES: Final = (("3.1", "3.3"), ("3.2", "3.4"))
REACH: Final = 29.0
"""Skin further than this from the eyeball's centre stays, mm."""
MIN_DEPTH: Final = 2.0
"""So does the wall of the eye's socket that lies no further in front of the eyeball's centre than this, mm."""
SLOPE_POWER: Final = 4.0
ROUNDING: Final = 0.5
"""How much the roll's beginning and end are rounded: 0 not at all, 1 fully."""
OVERLAP: Final = 0.04
"""By how much a rim that closes alone passes the other one, away from the corners: they overlap a little."""
CORNER_RANGE: Final = (0.86, 1.0)
"""The range, from the eye's middle (0) to its corner (1), over which a lid's roll is halved."""
CORNER_POWER: Final = 0.8
"""The open eye's height is (1 - s²) to this power, with s from 0 in the middle to 1 in the corner."""


def eyelid_weights(head: Head, points: dict[str, int], smoother: MeshSmoother) -> Float64Array:
    """Return `(2, 2, v)` for the left and right eye's upper and lower lid: each vertex's roll per roll of the lid.

    The shares are 1 in the rim's middle. Elsewhere on the rims they follow the height of the opening, so that lids
    which meet in the middle meet from corner to corner. Between the rim and the skin that stays, the slope is as even
    as can be: nowhere is the skin stretched more than it must.
    """
    eyes = [_EyeSkin.for_eye(head, points, side) for side in (0, 1)]
    shares = np.stack([smoother.smooth(eye.spread(eye.closing(), len(head.vertices)).T).T for eye in eyes])
    return np.stack([share / share[[0, 1], eye.middles][:, None] for share, eye in zip(shares, eyes, strict=True)])


def shape_eye_corners(head: Head, points: dict[str, int]) -> Head:
    """Return the head with its eyes' corners pointed; the rims' middles stay."""
    vertices = head.vertices.copy()
    for side in (0, 1):
        eye = _EyeSkin.for_eye(head, points, side)
        turn = eye.spread(eye.pointing(), len(vertices)).sum(axis=0)
        y, z = (vertices - head.eyes[side]).T[1:]
        vertices[:, 1] += (np.cos(turn) - 1) * y + np.sin(turn) * z
        vertices[:, 2] += (np.cos(turn) - 1) * z - np.sin(turn) * y
    return replace(head, vertices=vertices)


@dataclass(frozen=True, eq=False)
class _EyeSkin:
    """The skin around one eye: `n` vertices.

    Attributes
    ----------
    inside, faces
        Its vertices as indices into the head's, and its triangles.
    offset
        `(n, 3)`, its vertices relative to the eyeball's centre, x towards the temple, mm.
    stays
        `(n,)`, what no lid moves.
    rims
        The upper and the lower rim from corner to corner, in rising x.
    middles
        The head's vertices in the rims' middles.
    """

    inside: IntArray
    faces: NDArray[np.int32]
    offset: Float64Array
    stays: BoolArray
    rims: tuple[IntArray, IntArray]
    middles: list[int]

    @classmethod
    def for_eye(cls, head: Head, points: dict[str, int], side: int) -> Self:
        offset = eye_coordinates(head, side)
        region = (np.linalg.norm(offset, axis=1) < REACH) & (offset[:, 2] > MIN_DEPTH)
        middles = [points[name] for name in EDGE_MIDDLES[side]]
        touched = head.faces[region[head.faces].any(axis=1)]
        inside = np.unique(touched).astype(np.int64)
        found = EyelidEdges.find(head, side, (middles[0], middles[1]))
        upper, lower = (line[np.argsort(offset[line, 0])] for line in (found.upper, found.lower))
        return cls(
            inside=inside,
            faces=np.searchsorted(inside, touched).astype(np.int32),
            offset=offset[inside],
            stays=~region[inside],
            rims=(np.searchsorted(inside, upper), np.searchsorted(inside, lower)),
            middles=middles,
        )

    def closing(self) -> tuple[Float64Array, Float64Array]:
        """Return by which angle each vertex of the upper and of the lower rim rolls to meet the other, rad."""
        rolls = []
        for rim in self.rims:
            top, bottom = self._angles(rim)
            apart = np.maximum(top - bottom, 0)
            further = 1 + OVERLAP * smoothstep(apart, 0, 0.5)
            rolls.append(apart * further * (1 - 0.5 * smoothstep(self._along(rim), *CORNER_RANGE)))
        return rolls[0], rolls[1]

    def pointing(self) -> tuple[Float64Array, Float64Array]:
        """Return by which angle each vertex of both rims rolls up to make the corners pointed, rad.

        In the middle both rims roll alike, until they lie as far above as below the eye's axis: tangent to the iris.
        """
        centre, rolls = self._centre(), []
        for rim in self.rims:
            top, bottom = self._angles(rim)
            line = np.interp(self.offset[rim, 0], self.offset[rim[[0, -1]], 0], self._angle()[rim[[0, -1]]])
            wanted = (1 - self._along(rim) ** 2) ** CORNER_POWER * self._tallest()
            here = self._angle()[rim] - line
            pointed = here * np.clip(1 - wanted / np.maximum(top - bottom, 1e-6), 0, 1)
            rolls.append(-pointed - centre * (1 - self._along(rim) ** 2))
        return rolls[0], rolls[1]

    def spread(self, rolls: tuple[Float64Array, Float64Array], count: int) -> Float64Array:
        """Return the rims' rolls spread over the skin around them, `(2, count)` for all the head's vertices."""
        result = np.zeros((2, count))
        for lid in (0, 1):
            result[lid, self.inside] = self._carried(lid, rolls[lid]) * self._near(lid)
        return result

    def _angle(self) -> Float64Array:
        return np.arctan2(self.offset[:, 1], self.offset[:, 2])

    def _angles(self, rim: IntArray) -> tuple[Float64Array, Float64Array]:
        """Return the upper and the lower rim's angle in the columns of some vertices."""
        x = self.offset[rim, 0]
        top, bottom = (np.interp(x, self.offset[line, 0], self._angle()[line]) for line in self.rims)
        return top, bottom

    def _along(self, rim: IntArray) -> Float64Array:
        """Return where vertices lie between the rims' middle, 0, and the corners, 1."""
        x, middle = self.offset[rim, 0], self.offset[np.searchsorted(self.inside, self.middles[0]), 0]
        first, last = self.offset[self.rims[0][[0, -1]], 0]
        return np.asarray(np.where(x > middle, (x - middle) / (last - middle), (middle - x) / (middle - first)))

    def _centre(self) -> float:
        """Return the angle half way between the rims in their middle, rad."""
        top, bottom = self._angles(np.searchsorted(self.inside, self.middles[:1]))
        return float((top + bottom)[0] / 2)

    def _tallest(self) -> float:
        """Return the opening's height in the rims' middle, rad."""
        top, bottom = self._angles(np.searchsorted(self.inside, self.middles[:1]))
        return float((top - bottom)[0])

    def _carried(self, lid: int, roll: Float64Array) -> Float64Array:
        """Return a rim's roll smoothly continued over all of the skin around the eye, `(n,)`."""
        known, values = np.zeros(len(self.offset), bool), np.zeros(len(self.offset))
        for rim in self.rims:
            known[rim] = True
            values[rim] = np.interp(self.offset[rim, 0], self.offset[self.rims[lid], 0], roll)
        return harmonic.interpolate_evenly(self.offset, self.faces, known, values, power=2)

    def _near(self, lid: int) -> Float64Array:
        """Return 1 on a rim, 0 on the other one and on skin that stays, and an even slope between, `(n,)`."""
        known, values = self.stays.copy(), np.zeros(len(self.offset))
        known[self.rims[lid]] = known[self.rims[1 - lid]] = True
        values[self.rims[lid][1:-1]] = 1
        towards = harmonic.interpolate_evenly(self.offset, self.faces, known, values, power=SLOPE_POWER)
        return ROUNDING * smoothstep(towards, 0, 1) + (1 - ROUNDING) * towards
