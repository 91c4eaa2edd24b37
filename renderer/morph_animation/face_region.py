"""Where the face is in a file that may hold a whole body: where the morph targets of a face move the mesh."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array
from renderer.gltf.meshes import Mesh

FACE_TARGETS: Final = re.compile(
    r"jaw|mouth|lip|viseme|brow|eye|cheek|nose|fcl_|blink|smile|vrc\.v|^[aiueo]$", re.IGNORECASE
)
"""Names of morph targets that move a face and nothing else."""
SCALES: Final = (1000.0, 10.0, 1.0)
"""mm for a unit of the file: metres, as glTF prescribes, or else centimetres or millimetres."""
PLAUSIBLE_HEIGHT: Final = (70.0, 400.0)
"""Height of what a face's morph targets move, mm."""
MOVES: Final = 0.01
"""A vertex belongs to the face if a target moves it by more than this share of the largest movement."""
MARGIN: Final = 0.15
"""What lies within the region and this share of its height around it is looked at, too: the tip of the nose."""


def face_points(meshes: Sequence[Mesh]) -> Float32Array:
    """Return the vertices `(n, 3)` of the face, in the file's units; all of them if no target moves any."""
    moved = [mesh.vertices[_moved(mesh)] for mesh in meshes]
    region = np.concatenate(moved)
    if not len(region):
        return np.concatenate([mesh.vertices for mesh in meshes])
    low, high = region.min(axis=0), region.max(axis=0)
    margin = MARGIN * (high[1] - low[1])
    points = np.concatenate([mesh.vertices for mesh, part in zip(meshes, moved, strict=True) if len(part)])
    return np.asarray(points[((points >= low - margin) & (points <= high + margin)).all(axis=1)])


def file_scale(points: Float32Array) -> float:
    """Return the mm of one unit for which a face with these points is as large as a face; 1000 if none fits."""
    height = float(np.ptp(points[:, 1]))
    fitting = [scale for scale in SCALES if PLAUSIBLE_HEIGHT[0] <= scale * height <= PLAUSIBLE_HEIGHT[1]]
    return fitting[0] if fitting else SCALES[0]


def _moved(mesh: Mesh) -> BoolArray:
    """Return which vertices the targets of a face move, `(v,)`; all targets count if none has such a name."""
    named = [target for name, target in mesh.targets.items() if FACE_TARGETS.search(name.rpartition(".")[2])]
    distances = [np.abs(target).max(axis=1) for target in named or mesh.targets.values()]
    furthest = np.max(distances, axis=0) if distances else np.zeros(len(mesh.vertices), np.float32)
    return np.asarray(furthest > MOVES * furthest.max(initial=0))
