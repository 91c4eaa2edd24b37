"""Finds where on an avatar a speaker's markers sit, and how large the avatar's movements are beside the speaker's."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from face.faps import Fapu
from face.markers import fapu_from_markers, marker_roles
from face.regions import MARKERS, Region, region_slice
from renderer.avatar.types import Avatar
from renderer.surface import Normals

Floats = NDArray[np.float32]

FACING: Final = 0.15
"""Skin whose normal has less than this along z is not seen from the front."""
CLOSE: Final = 0.5
"""Of vertices that lie nearly as close to a place as the closest, the front-most is taken; mm."""
SCALES: Final = {
    Region.UPPER: ("es", "ens", "ens"),
    Region.MIDDLE: ("es", "ens", "es"),
    Region.LOWER: ("mw", "mns", "mns"),
}
"""The units in which a region's markers move along x, y and z, as those of its FAPs."""


@dataclass(frozen=True, eq=False)
class Binding:
    """Where markers sit: `vertices` `(46,)` of the avatar, and the avatar's mm `(46, 3)` for a mm of the speaker."""

    vertices: NDArray[np.int64]
    scale: Floats


def bound(avatar: Avatar, neutral: Floats) -> Binding:
    """Bind a speaker's markers at rest, `(46, 3)` mm, to an avatar.

    Markers at MPEG-4's feature points go there; the others go where a smooth warp between these takes them.

    Raises
    ------
    InputError
        If the markers do not lie as on a face.
    """
    fixed = _at_points(avatar, neutral)
    places = {marker: avatar.neutral[vertex, :2] for marker, vertex in fixed.items()}
    known = list(places)
    warp = RBFInterpolator(neutral[known, :2], np.array(list(places.values())), kernel="thin_plate_spline", smoothing=1)
    wanted = warp(neutral[:, :2])
    front = _front(avatar)
    vertices = [fixed.get(marker, _nearest(avatar, front, place)) for marker, place in enumerate(wanted)]
    return Binding(np.array(vertices), _scale(fapu_from_markers(neutral), avatar.fapu))


def _at_points(avatar: Avatar, neutral: Floats) -> dict[int, int]:
    """Return the vertex of each marker that sits at a feature point."""
    roles = marker_roles(neutral)
    names = {roles.upper_lip: "8.1", roles.lower_lip: "8.2"}
    for side, (corner, upper, lower, inner, outer) in (
        (roles.left, ("8.3", "8.5", "8.7", "4.1", "4.5")),
        (roles.right, ("8.4", "8.6", "8.8", "4.2", "4.6")),
    ):
        names |= {side.corner: corner, side.upper_lip: upper, side.lower_lip: lower}
        names |= {side.brow_inner: inner, side.brow_outer: outer}
    return {marker: avatar.feature_points[name] for marker, name in names.items()}


def _front(avatar: Avatar) -> NDArray[np.int64]:
    """Return the vertices of the skin that a camera in front sees."""
    skin = avatar.part("skin")
    points = avatar.neutral[skin.vertices]
    facing = Normals(skin.faces, len(points))(points)[:, 2] > FACING
    return np.asarray(np.flatnonzero(facing & (points[:, 2] > 0)) + skin.vertices.start)


def _nearest(avatar: Avatar, among: NDArray[np.int64], place: NDArray[np.float64]) -> int:
    away = np.hypot(*(avatar.neutral[among, :2] - place).T)
    close = among[away < away.min() + CLOSE]
    return int(close[np.argmax(avatar.neutral[close, 2])])


def _scale(speaker: Fapu, avatar: Fapu) -> Floats:
    scale = np.empty((len(MARKERS), 3), np.float32)
    for region, units in SCALES.items():
        scale[region_slice(region)] = [getattr(avatar, unit) / getattr(speaker, unit) for unit in units]
    return scale
