"""The scene that all stimuli share: camera, lights and background.

Space is the avatar's: mm, x to the subject's left, y up, z towards the camera. Colours of light are linear, that of
the background sRGB.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array
from renderer.avatar.model import Avatar

Vector = tuple[float, float, float]

NORMAL_REFLECTANCE: Final = 0.035
"""The share of light that tissue reflects at normal incidence."""


@dataclass(frozen=True)
class Light:
    """Parallel light that comes from `direction` (any length), with a colour that includes its strength."""

    direction: Vector
    colour: Vector

    def direction_to_light(self) -> Float64Array:
        """Return the unit vector to the light, `(3,)`."""
        return _unit(np.array(self.direction))

    def half_vector(self) -> Float64Array:
        """Return the unit vector half way between the light and the camera, `(3,)`."""
        return _unit(np.add(self.direction_to_light(), (0, 0, 1)))

    def specular_reflectance(self) -> float:
        """Return the specular reflectance of tissue facing `half_vector`.

        It is Schlick's Fresnel term over the normalisation of GGX.
        """
        fresnel = NORMAL_REFLECTANCE + (1 - NORMAL_REFLECTANCE) * (1 - self.half_vector()[2]) ** 5
        return float(fresnel / (4 * np.pi * 0.6))


def _unit(vector: Float64Array) -> Float64Array:
    return np.asarray(vector / np.linalg.norm(vector))


LIGHTS: Final = (
    Light((-0.75, 0.75, 1.0), (1.18, 1.08, 0.95)),
    Light((1.0, 0.1, 0.9), (0.20, 0.21, 0.235)),
    Light((0.9, 0.7, -0.9), (0.50, 0.51, 0.54)),
)
"""Key, fill and rim light."""

SKY_LIGHT: Final = (0.12, 0.125, 0.135)
GROUND_LIGHT: Final = (0.085, 0.07, 0.064)
"""Hemisphere light: ambient light from above and from below."""

BACKGROUND: Final = (0x9A / 255, 0xA4 / 255, 0xB2 / 255)


@dataclass(frozen=True)
class Camera:
    """A camera that looks along -z at `target` (mm) and shows `height` mm from top to bottom.

    From 1.4 m a face keeps its proportions, as in a portrait photograph.
    """

    target: Vector
    height: float
    distance: float = 1400.0

    def field_of_view(self) -> float:
        """Return the vertical field of view in radians."""
        return float(2 * np.arctan2(self.height / 2, self.distance))

    def pose(self) -> Float64Array:
        """Return the camera's pose as a `(4, 4)` matrix."""
        pose = np.eye(4)
        pose[:3, 3] = np.add(self.target, (0, 0, self.distance))
        return pose


def portrait_camera(avatar: Avatar) -> Camera:
    """Return the camera that frames head, neck and the edge of the shoulders of the avatar at rest."""
    top = float(avatar.neutral[:, 1].max())
    chin = float(avatar.neutral[avatar.feature_points["2.1"], 1])
    height = (top - chin) * 1.36
    return Camera(target=(0.0, top + 0.07 * height - height / 2, 0.0), height=height)
