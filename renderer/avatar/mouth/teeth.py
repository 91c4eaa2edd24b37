"""Teeth and gums: separate crowns along the dental arch, so that single teeth are visible behind open lips."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array, IntArray
from renderer.avatar.head import Head
from renderer.avatar.piece import JAW_UNITS, Piece, bell, blend, smoothstep

ENAMEL: Final = (0.93, 0.90, 0.84)
ENAMEL_EDGE: Final = (0.60, 0.46, 0.40)
GUM: Final = (0.62, 0.35, 0.33)
DARK: Final = (0.14, 0.05, 0.05)
CROWN_COLUMNS: Final = 7
CROWN_ROWS: Final = 6
"""Vertices of a crown's grid from side to side and from the gum to the edge."""
GUM_ROWS: Final = 4
ARCH_DEPTH: Final = 57.0
"""How far the arch would reach back, mm."""


@dataclass(frozen=True)
class ToothRow:
    """A row of teeth: which base group gives its arch, where the biting edge lies, and each tooth's size.

    `edge` is the height of the biting edge, `depth_behind_base` how far the row lies behind the base mesh's teeth, and
    `growth_direction` -1 for teeth that grow down, 1 for those that grow up; `widths` and `heights` are listed from the
    middle outwards; all in mm. `jaw_weight` is 1 for teeth that move with the jaw.
    """

    name: str
    group: str
    edge: float
    depth_behind_base: float
    growth_direction: int
    jaw_weight: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]


TOOTH_ROWS: Final = (
    ToothRow(
        "upper_teeth",
        "helper-upper-teeth",
        -62.0,
        0.0,
        -1,
        0.0,
        (8.4, 6.6, 7.4, 6.8, 6.6, 9.6),
        (9.8, 8.6, 9.4, 7.8, 7, 6.5),
    ),
    ToothRow(
        "lower_teeth",
        "helper-lower-teeth",
        -60.9,
        0.3,
        1,
        1.0,
        (5.4, 5.9, 6.8, 6.9, 7, 10.5),
        (8.4, 8.6, 9.2, 8, 7.2, 6.6),
    ),
)


def build_teeth(head: Head) -> list[Piece]:
    """Return the upper teeth, which stay with the skull, and the lower ones, which follow the jaw."""
    return [_build_row(head, row) for row in TOOTH_ROWS]


def _build_row(head: Head, row: ToothRow) -> Piece:
    base = head.person.vertices[head.person.mesh.group(row.group)]
    arch = _Arch(float(np.abs(base[:, 0]).max()) + 0.8, float(base[:, 2].max()) - row.depth_behind_base)
    middles = np.cumsum(row.widths) - np.array(row.widths) / 2
    crowns = [
        (_crown_vertices(arch, sign * middle, width, height, row), _crown_colour(middle))
        for sign in (1, -1)
        for middle, width, height in zip(middles, row.widths, row.heights, strict=True)
    ]
    vertices = np.concatenate([*(crown for crown, _ in crowns), _gum_vertices(arch, row)])
    colour = np.concatenate(
        [*(crown_colour for _, crown_colour in crowns), np.tile(np.array(GUM), (GUM_ROWS * len(arch.along), 1))]
    )
    flip_faces = row.growth_direction < 0
    crown_faces = _grid_faces(CROWN_COLUMNS, CROWN_ROWS, flip=flip_faces)
    gum_faces = _grid_faces(len(arch.along), GUM_ROWS, flip=flip_faces)
    starts = CROWN_COLUMNS * CROWN_ROWS * np.arange(len(crowns) + 1)
    faces = [*(crown_faces + start for start in starts[:-1]), gum_faces + starts[-1]]
    blend(colour, DARK, smoothstep(-vertices[:, 2], -15.0, 12.0) * 0.9)
    unit_displacements = {
        name: head.person.units[name][head.person.mesh.group(row.group)].mean(axis=0) for name in JAW_UNITS
    }
    units = {name: np.tile(delta, (len(vertices), 1)) for name, delta in unit_displacements.items()}
    return Piece(
        row.name,
        vertices,
        np.asarray(np.concatenate(faces), np.int32),
        colour,
        np.full(len(vertices), 0.62),
        two_sided=True,
        jaw_weight=row.jaw_weight,
        units=units,
    )


class _Arch:
    """The half ellipse on which teeth stand, in the x-z plane, as a function of the arc length from the middle, mm."""

    def __init__(self, half_width: float, front: float) -> None:
        angle = np.linspace(-1.35, 1.35, 241)
        self._curve = np.stack([half_width * np.sin(angle), front + ARCH_DEPTH * (np.cos(angle) - 1)], axis=1)
        length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(self._curve, axis=0), axis=1))])
        self._length = length - length[len(length) // 2]
        self.along = np.linspace(-46, 46, 61)

    def positions(self, along: Float64Array) -> Float64Array:
        return np.stack([np.interp(along, self._length, column) for column in self._curve.T], axis=-1)

    def normals(self, along: Float64Array) -> Float64Array:
        step = self.positions(along + 0.5) - self.positions(along - 0.5)
        normal = np.stack([-step[..., 1], step[..., 0]], axis=-1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))


def _crown_vertices(arch: _Arch, middle: float, width: float, height: float, row: ToothRow) -> Float64Array:
    across, down = np.meshgrid(np.linspace(-1, 1, CROWN_COLUMNS), np.linspace(0, 1, CROWN_ROWS))
    width_profile = 0.80 + 0.20 * np.sin(np.pi * np.clip(down * 0.75, 0, 0.5)) - 0.10 * smoothstep(down, 0.85, 1.0)
    along = np.full(across.shape, middle) + across * width_profile * width / 2
    depth_profile = (
        0.9 * np.sin(np.pi * (0.15 + 0.6 * down)) - 1.5 * np.abs(across) ** 3 - 1.4 * smoothstep(down, 0.82, 1.0)
    )
    base = arch.positions(np.full(across.shape, middle)) + (
        arch.positions(along) - arch.positions(np.full(across.shape, middle))
    )
    surface = base + depth_profile[..., None] * arch.normals(along)
    direction = row.growth_direction
    height_profile = row.edge - direction * (1 - down) * height - direction * 0.35 * across**2 * (down > 0.9)
    return np.stack([surface[..., 0], height_profile, surface[..., 1]], axis=-1).reshape(-1, 3)


def _crown_colour(middle: float) -> Float64Array:
    across, down = np.meshgrid(np.linspace(-1, 1, CROWN_COLUMNS), np.linspace(0, 1, CROWN_ROWS))
    colour = np.tile(np.array(ENAMEL), (across.size, 1))
    blend(colour, ENAMEL_EDGE, 0.65 * smoothstep(np.abs(across).ravel(), 0.75, 1.0) + 0.25 * bell(down.ravel(), 0.2))
    return np.asarray(colour * (1 - 0.012 * middle))


def _gum_vertices(arch: _Arch, row: ToothRow) -> Float64Array:
    level, along = np.meshgrid(np.array([5.2, 7.6, 9.5, 13.0]), arch.along, indexing="ij")
    surface = arch.positions(along) + (np.array([-1.6, 0.5, 0.7, 0.0])[:, None] * np.ones_like(along))[
        ..., None
    ] * arch.normals(along)
    return np.stack([surface[..., 0], row.edge - row.growth_direction * level, surface[..., 1]], axis=-1).reshape(-1, 3)


def _grid_faces(columns: int, rows: int, *, flip: bool) -> IntArray:
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).ravel()
    b, c, d = a + 1, a + columns, a + columns + 1
    faces = np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
    return faces[:, ::-1] if flip else faces
