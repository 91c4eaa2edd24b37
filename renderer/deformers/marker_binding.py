"""Binds a speaker's markers to an avatar: at which vertices they sit, and how the two faces' movements scale."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import RBFInterpolator

from face.arrays import Float32Array, Float64Array, IntArray
from face.faps import Fapu
from face.markers import fapu_from_markers, marker_roles
from face.regions import MARKERS, Region, region_slice
from renderer.avatar.model import Avatar
from renderer.render_mesh import VertexNormals

MIN_FORWARD_NORMAL: Final = 0.15
"""Skin whose normal has less than this along z is not visible from the front."""
NEARLY_CLOSEST: Final = 0.5
"""Of the vertices at most this much farther from a place than the closest, the front-most is taken; mm."""
SCALE_UNITS: Final = {
    Region.UPPER: ("es", "ens", "ens"),
    Region.MIDDLE: ("es", "ens", "es"),
    Region.LOWER: ("mw", "mns", "mns"),
}
"""The units in which a region's markers move along x, y and z, as those of its FAPs."""


@dataclass(frozen=True, eq=False)
class MarkerBinding:
    """Where markers sit: `vertices` `(46,)` of the avatar, and the avatar's mm `(46, 3)` per mm of the speaker."""

    vertices: IntArray
    scale: Float32Array


def bind_markers(avatar: Avatar, neutral: Float32Array) -> MarkerBinding:
    """Bind a speaker's markers at rest, `(46, 3)` mm, to an avatar.

    Markers at MPEG-4's feature points go there; the others go where a smooth warp between these puts them.

    Raises
    ------
    InputError
        If the markers do not lie as on a face.
    """
    feature_vertices = _feature_point_vertices(avatar, neutral)
    targets = {marker: avatar.neutral[vertex, :2] for marker, vertex in feature_vertices.items()}
    bound_markers = list(targets)
    warp = RBFInterpolator(
        neutral[bound_markers, :2], np.array(list(targets.values())), kernel="thin_plate_spline", smoothing=1
    )
    front = _front_vertices(avatar)
    vertices = [
        feature_vertices.get(marker, _nearest_vertex(avatar, front, place))
        for marker, place in enumerate(warp(neutral[:, :2]))
    ]
    return MarkerBinding(np.array(vertices), _scale(fapu_from_markers(neutral), avatar.fapu))


def _feature_point_vertices(avatar: Avatar, neutral: Float32Array) -> dict[int, int]:
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


def _front_vertices(avatar: Avatar) -> IntArray:
    """Return the vertices of the skin that a camera in front sees."""
    skin = avatar.part("skin")
    points = avatar.neutral[skin.vertices]
    facing = VertexNormals(skin.faces, len(points))(points)[:, 2] > MIN_FORWARD_NORMAL
    return np.asarray(np.flatnonzero(facing & (points[:, 2] > 0)) + skin.vertices.start)


def _nearest_vertex(avatar: Avatar, candidates: IntArray, place: Float64Array) -> int:
    distance = np.hypot(*(avatar.neutral[candidates, :2] - place).T)
    close = candidates[distance < distance.min() + NEARLY_CLOSEST]
    return int(close[np.argmax(avatar.neutral[close, 2])])


def _scale(speaker: Fapu, avatar: Fapu) -> Float32Array:
    scale = np.empty((len(MARKERS), 3), np.float32)
    for region, units in SCALE_UNITS.items():
        scale[region_slice(region)] = [getattr(avatar, unit) / getattr(speaker, unit) for unit in units]
    return scale
