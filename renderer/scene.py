"""The studio that all stimuli share: camera, light and background.

Space is the avatar's: mm, x to the subject's left, y up, z towards the camera. Colours of light are linear, those of
the background sRGB.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.types import Avatar

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Light:
    """Parallel light that comes from `direction` (any length), with a colour that includes its strength."""

    direction: Vector
    colour: Vector


LIGHTS: Final = (
    Light((-0.55, 0.65, 1.0), (1.95, 1.82, 1.66)),
    Light((1.0, 0.15, 0.75), (0.50, 0.56, 0.64)),
    Light((0.75, 0.7, -1.0), (0.85, 0.88, 0.95)),
)
"""Key, fill and rim."""

SKY: Final = (0.36, 0.38, 0.42)
GROUND: Final = (0.24, 0.21, 0.20)
"""The light that comes from everywhere, from above and from below."""

BACKGROUND: Final = (0x9A / 255, 0xA4 / 255, 0xB2 / 255)


@dataclass(frozen=True)
class Camera:
    """Looks along -z at `target` (mm) and shows `height` mm of it from top to bottom.

    From 1.4 m a face keeps its proportions, as in a portrait photograph.
    """

    target: Vector
    height: float
    distance: float = 1400.0

    def field_of_view(self) -> float:
        """Return the vertical field of view in radians."""
        return float(2 * np.arctan2(self.height / 2, self.distance))

    def pose(self) -> NDArray[np.float64]:
        """Return the camera's place as a `(4, 4)` matrix."""
        pose = np.eye(4)
        pose[:3, 3] = np.add(self.target, (0, 0, self.distance))
        return pose


def portrait(avatar: Avatar) -> Camera:
    """Return the camera that frames head, neck and the edge of the shoulders of the avatar at rest."""
    top = float(avatar.neutral[:, 1].max())
    chin = float(avatar.neutral[avatar.feature_points["2.1"], 1])
    height = (top - chin) * 1.42
    return Camera(target=(0.0, top + 0.07 * height - height / 2, 0.0), height=height)
