"""Finds the face in a mesh from anywhere, and the camera that shows it as large as an avatar's."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from renderer.scene import Camera

PROFILE_HALF_WIDTH: Final = 12.0
"""Vertices no farther than this from the nose's tip to the side are the face's profile, mm."""
CHIN_RANGE: Final = (35.0, 115.0)
"""How far below the nose's tip a chin may be, mm."""
CENTRE_SHARE: Final = 0.2
"""The nose's tip is no farther from the middle of the mesh than this share of its width."""
PICTURE_HEIGHT: Final = 4.25
"""The height of the picture as a multiple of the distance from nose to chin, as `portrait_camera` shows the avatars."""
NOSE_BELOW_CENTRE: Final = 0.30
NOSE_DEPTH: Final = 0.64
"""How far the avatars' nose lies below the middle of the picture and in front of their origin, in the same unit."""
MARGIN: Final = 1.25
"""The height of the picture as a multiple of a mesh in which no face is found."""
WIDTH_TO_HEIGHT: Final = 4 / 3


@dataclass(frozen=True, eq=False)
class Profile:
    """Tip of the nose and lowest point of the chin, `(3,)` mm each."""

    nose: Float64Array
    chin: Float64Array

    @property
    def length(self) -> float:
        """How far the chin lies below the nose's tip, mm."""
        return float(self.nose[1] - self.chin[1])


def find_profile(vertices: Float32Array) -> Profile | None:
    """Return the profile of a face that looks along z, or None if the mesh doesn't look like one.

    The nose's tip is the foremost vertex. The chin is the lowest and foremost of the vertices below it: a line that
    falls at 45 degrees, pushed against the profile from below, touches the chin and neither throat nor chest.

    Parameters
    ----------
    vertices
        `(V, 3)` mm; x to the subject's left, y up, z forward. A head with or without neck, or a mask.
    """
    points = vertices.astype(np.float64)
    nose = points[points[:, 2].argmax()]
    low, high = points[:, 0].min(), points[:, 0].max()
    if abs(nose[0] - (low + high) / 2) > CENTRE_SHARE * (high - low):
        return None
    depth_below = nose[1] - points[:, 1]
    in_reach = (depth_below >= CHIN_RANGE[0]) & (depth_below <= CHIN_RANGE[1])
    profile = points[in_reach & (np.abs(points[:, 0] - nose[0]) <= PROFILE_HALF_WIDTH)]
    if not len(profile):
        return None
    return Profile(nose, profile[(profile[:, 2] - profile[:, 1]).argmax()])


def face_camera(vertices: Float32Array) -> Camera:
    """Return the camera that shows the face of a mesh `(V, 3)` mm, or the whole mesh if no face is found."""
    profile = find_profile(vertices)
    if profile is None:
        return _whole_camera(vertices)
    x, y, z = profile.nose
    target = (x, y + NOSE_BELOW_CENTRE * profile.length, z - NOSE_DEPTH * profile.length)
    return Camera(target=(float(target[0]), float(target[1]), float(target[2])), height=PICTURE_HEIGHT * profile.length)


def _whole_camera(vertices: Float32Array) -> Camera:
    low, high = vertices.min(axis=0).astype(float), vertices.max(axis=0).astype(float)
    width, height, depth = high - low
    x, y, z = (low + high) / 2
    picture = max(MARGIN * max(height, width / WIDTH_TO_HEIGHT), 1.0)
    return Camera(target=(x, y, z), height=picture, distance=max(Camera.distance, picture * 4.5, depth * 2))
