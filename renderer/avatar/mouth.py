"""What is inside the mouth: tongue, teeth and gums."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar import mesh
from renderer.avatar.head import Head
from renderer.avatar.paint import bell, ramp
from renderer.avatar.pieces import Piece

Floats = NDArray[np.float64]

TONGUE: Final = (0.62, 0.33, 0.32)
JAW_UNITS: Final = ("jawForward", "jawLeft", "jawRight")


def tongue(head: Head) -> Piece:
    """Return the tongue, which lies in the jaw and has the handles of feature points 6.1 to 6.4."""
    vertices, faces, units = _refined(head, "helper-tongue")
    z = vertices[:, 2]
    along = (z - z.min()) / np.ptp(z)
    tip = ramp(along, 0.15, 1.0)
    body = bell(along - 0.55, 0.25) * ramp(vertices[:, 1], *np.quantile(vertices[:, 1], (0.2, 0.7)))
    edge = {sign: np.clip(sign * vertices[:, 0] / np.abs(vertices[:, 0]).max(), 0, 1) for sign in (1, -1)}
    handles = {("6.1", axis): tip for axis in range(3)}
    handles |= {
        ("6.2", 1): body,
        ("6.3", 1): edge[1] * ramp(along, 0.3, 0.8),
        ("6.4", 1): edge[-1] * ramp(along, 0.3, 0.8),
    }
    colour = np.tile(np.array(TONGUE), (len(vertices), 1))
    return Piece("tongue", vertices, faces, colour, np.full(len(colour), 0.55), jaw=1.0, units=units, fields=handles)


def _refined(head: Head, group: str) -> tuple[Floats, NDArray[np.int32], dict[str, Floats]]:
    kept, quads = mesh.compact(head.person.mesh.quads[group])
    matrix, quads = mesh.refined(quads, len(kept))
    vertices = matrix @ head.person.vertices[kept]
    units = {name: matrix @ head.person.units[name][kept] for name in JAW_UNITS}
    return vertices, mesh.triangles(quads, vertices), units


def teeth(head: Head) -> list[Piece]:
    """Return the upper teeth, which stay with the skull, and the lower ones, which follow the jaw."""
    pieces = []
    for name, group, jaw in (("upper_teeth", "helper-upper-teeth", 0.0), ("lower_teeth", "helper-lower-teeth", 1.0)):
        vertices, faces, units = _refined(head, group)
        colour = np.tile(np.array((0.88, 0.85, 0.78)), (len(vertices), 1))
        pieces.append(Piece(name, vertices, faces, colour, np.full(len(colour), 0.6), True, None, jaw, units))
    return pieces
