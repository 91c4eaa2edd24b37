"""Teeth and gums: single crowns along the jaw's arch, so that they can be distinguished behind open lips."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array, IntArray
from renderer.avatar.head import Head
from renderer.avatar.piece import JAW_UNITS, Piece, bell, blend, smoothstep

ENAMEL: Final = (0.93, 0.90, 0.84)
EDGE: Final = (0.60, 0.46, 0.40)
GUM: Final = (0.62, 0.35, 0.33)
DARK: Final = (0.14, 0.05, 0.05)
ACROSS: Final = 7
DOWN: Final = 6


@dataclass(frozen=True)
class ToothRow:
    """A row of teeth: which base group gives its arch, where the biting edge lies, and each tooth's size.

    `edge` is the edge's height below the eyes, `back` how far the row lies behind the base mesh's teeth, and `grow` -1
    where teeth grow down from the gum, 1 where they grow up; `widths` and `heights` run from the middle outwards; mm.
    """

    name: str
    group: str
    edge: float
    back: float
    grow: int
    jaw: float
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
    arch = _Arch(float(np.abs(base[:, 0]).max()) + 0.8, float(base[:, 2].max()) - row.back)
    middles = np.cumsum(row.widths) - np.array(row.widths) / 2
    crowns = [
        (_crown_vertices(arch, sign * middle, width, height, row), _crown_colour(middle))
        for sign in (1, -1)
        for middle, width, height in zip(middles, row.widths, row.heights, strict=True)
    ]
    shape = np.concatenate([*(crown for crown, _ in crowns), _gum_vertices(arch, row)])
    colour = np.concatenate([*(paint for _, paint in crowns), np.tile(np.array(GUM), (4 * len(arch.along), 1))])
    turned = row.grow < 0
    tooth = _grid_faces(ACROSS, DOWN, turned=turned)
    starts = ACROSS * DOWN * np.arange(len(crowns) + 1)
    faces = [*(tooth + start for start in starts[:-1]), _grid_faces(len(arch.along), 4, turned=turned) + starts[-1]]
    blend(colour, DARK, smoothstep(-shape[:, 2], -15.0, 12.0) * 0.9)
    moved = {name: head.person.units[name][head.person.mesh.group(row.group)].mean(axis=0) for name in JAW_UNITS}
    units = {name: np.tile(delta, (len(shape), 1)) for name, delta in moved.items()}
    return Piece(
        row.name,
        shape,
        np.asarray(np.concatenate(faces), np.int32),
        colour,
        np.full(len(shape), 0.62),
        two_sided=True,
        jaw=row.jaw,
        units=units,
    )


class _Arch:
    """The half ellipse on which teeth stand, by arc length from the middle: `place` and `outward` in the x-z plane."""

    def __init__(self, half_width: float, front: float) -> None:
        angle = np.linspace(-1.35, 1.35, 241)
        self._curve = np.stack([half_width * np.sin(angle), front + ARCH_DEPTH * (np.cos(angle) - 1)], axis=1)
        length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(self._curve, axis=0), axis=1))])
        self._length = length - length[len(length) // 2]
        self.along = np.linspace(-46, 46, 61)

    def place(self, along: Float64Array) -> Float64Array:
        return np.stack([np.interp(along, self._length, column) for column in self._curve.T], axis=-1)

    def outward(self, along: Float64Array) -> Float64Array:
        step = self.place(along + 0.5) - self.place(along - 0.5)
        normal = np.stack([-step[..., 1], step[..., 0]], axis=-1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))


ARCH_DEPTH: Final = 57.0
"""How far the arch would reach back, mm."""


def _crown_vertices(arch: _Arch, middle: float, width: float, height: float, row: ToothRow) -> Float64Array:
    across, down = np.meshgrid(np.linspace(-1, 1, ACROSS), np.linspace(0, 1, DOWN))
    narrow = 0.80 + 0.20 * np.sin(np.pi * np.clip(down * 0.75, 0, 0.5)) - 0.10 * smoothstep(down, 0.85, 1.0)
    along = np.full(across.shape, middle) + across * narrow * width / 2
    out = 0.9 * np.sin(np.pi * (0.15 + 0.6 * down)) - 1.5 * np.abs(across) ** 3 - 1.4 * smoothstep(down, 0.82, 1.0)
    ground = arch.place(np.full(across.shape, middle)) + (arch.place(along) - arch.place(np.full(across.shape, middle)))
    flat = ground + out[..., None] * arch.outward(along)
    rise = row.edge - row.grow * (1 - down) * height - row.grow * 0.35 * across**2 * (down > 0.9)
    return np.stack([flat[..., 0], rise, flat[..., 1]], axis=-1).reshape(-1, 3)


def _crown_colour(middle: float) -> Float64Array:
    across, down = np.meshgrid(np.linspace(-1, 1, ACROSS), np.linspace(0, 1, DOWN))
    colour = np.tile(np.array(ENAMEL), (across.size, 1))
    blend(colour, EDGE, 0.65 * smoothstep(np.abs(across).ravel(), 0.75, 1.0) + 0.25 * bell(down.ravel(), 0.2))
    return np.asarray(colour * (1 - 0.012 * middle))


def _gum_vertices(arch: _Arch, row: ToothRow) -> Float64Array:
    level, along = np.meshgrid(np.array([5.2, 7.6, 9.5, 13.0]), arch.along, indexing="ij")
    flat = arch.place(along) + (np.array([-1.6, 0.5, 0.7, 0.0])[:, None] * np.ones_like(along))[
        ..., None
    ] * arch.outward(along)
    return np.stack([flat[..., 0], row.edge - row.grow * level, flat[..., 1]], axis=-1).reshape(-1, 3)


def _grid_faces(columns: int, rows: int, *, turned: bool) -> IntArray:
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).ravel()
    b, c, d = a + 1, a + columns, a + columns + 1
    faces = np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
    return faces[:, ::-1] if turned else faces
