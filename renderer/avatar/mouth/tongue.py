"""The tongue, low in the jaw behind the lower teeth."""

from typing import Final

import numpy as np

from face.arrays import Float64Array
from renderer.avatar.head import Head
from renderer.avatar.mesh import subdivision
from renderer.avatar.piece import JAW_UNITS, Piece, bell, blend, smoothstep

FLESH: Final = (0.56, 0.29, 0.28)
DARK: Final = (0.17, 0.06, 0.06)
MOUTH_FLOOR_HEIGHT: Final = -77.0
SHAPE_SCALE: Final = (0.92, 0.60, 1.0)
"""The base mesh's tongue fills the mouth: it is narrowed and flattened towards the floor of the mouth, mm."""


def build_tongue(head: Head) -> Piece:
    """Return the tongue with the handles of feature points 6.1 (tip), 6.2 (body), 6.3 and 6.4 (edges)."""
    kept_vertices, quads = subdivision.compact_quads(head.person.mesh.quads["helper-tongue"])
    matrix, quads = subdivision.catmull_clark(quads, len(kept_vertices))
    vertices = (matrix @ head.person.vertices[kept_vertices] - (0, MOUTH_FLOOR_HEIGHT, 0)) * SHAPE_SCALE + (
        0,
        MOUTH_FLOOR_HEIGHT,
        0,
    )
    along = (vertices[:, 2] - vertices[:, 2].min()) / np.ptp(vertices[:, 2])
    units = {name: matrix @ head.person.units[name][kept_vertices] for name in JAW_UNITS}
    colour = np.tile(np.array(FLESH), (len(vertices), 1))
    blend(colour, DARK, smoothstep(-along, -0.95, -0.45))
    return Piece(
        name="tongue",
        vertices=vertices,
        faces=subdivision.triangulate(quads, vertices),
        colour=colour,
        gloss=np.full(len(vertices), 0.5),
        jaw_weight=1.0,
        units=units,
        fields=_handle_fields(vertices, along),
    )


def _handle_fields(vertices: Float64Array, along: Float64Array) -> dict[tuple[str, int], Float64Array]:
    tip, front = smoothstep(along, 0.15, 1.0), smoothstep(along, 0.3, 0.8)
    top = smoothstep(vertices[:, 1], *np.quantile(vertices[:, 1], (0.2, 0.7)))
    side_position = vertices[:, 0] / np.abs(vertices[:, 0]).max()
    edges = {("6.3", 1): np.clip(side_position, 0, 1) * front, ("6.4", 1): np.clip(-side_position, 0, 1) * front}
    return {("6.1", axis): tip for axis in range(3)} | {("6.2", 1): bell(along - 0.5, 0.2) * top} | edges
