"""Joins what moves the skin and what moves the other pieces into one rig over all vertices."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.eyelids import weights
from renderer.avatar.head import BALL, Head
from renderer.avatar.mesh_smoothing import Calm
from renderer.avatar.model import Eye, Rig
from renderer.avatar.piece import JAW_UNITS, Piece
from renderer.avatar.rig import skin_rig

Floats = NDArray[np.float64]
Otherwise = Callable[[Piece], Floats]

WITH_JAW: Final = (*JAW_UNITS, "mouthClose")
"""Units that are meant for an open jaw, or move all that lies in it."""
NECK_PIVOT: Final = (0.0, -105.0, -75.0)


def rig_of(bare: Head, points: dict[str, int], anchors: dict[str, int], pieces: list[Piece]) -> Rig:
    """Return the rig without its anchors; `points` and `anchors` are vertices of the bare head's skin."""
    calm = Calm.of(bare)
    units = {name: calm.evened(delta) if name in WITH_JAW else calm.untangled(delta) for name, delta in _all(bare)}
    handles, fields = skin_rig.fields(bare, points, anchors, calm)
    jaw, jaw_shape = (calm.evened(values) for values in skin_rig.jaw(bare))
    inner = sorted({handle for piece in pieces for handle in piece.fields})
    spread = _Spread(pieces, len(bare.vertices))
    return Rig(
        units=tuple(units),
        unit_deltas=spread.over(np.stack(list(units.values())), lambda piece: _units(piece, list(units))),
        handles=(*handles, *inner),
        fields=np.concatenate([spread.over(fields), _own_fields(pieces, inner)]),
        jaw=spread.over(jaw, lambda piece: np.broadcast_to(piece.jaw, len(piece.vertices))),
        jaw_pivot=np.array((0, *bare.hinge), np.float32),
        jaw_angle=bare.angle,
        jaw_shape=spread.over(jaw_shape),
        lids=spread.over(weights.roll_shares(bare, points, calm)),
        pupils=np.stack([_pupils(pieces, side) for side in (0, 1)]),
        eyes=(_eye(bare, 0), _eye(bare, 1)),
        balls=np.stack([_ball(pieces, side) for side in (0, 1)]),
        neck=spread.over(skin_rig.neck(bare), lambda piece: np.ones(len(piece.vertices))),
        neck_pivot=np.array(NECK_PIVOT, np.float32),
    )


def _all(bare: Head) -> Iterable[tuple[str, Floats]]:
    return (skin_rig.unit_deltas(bare) | {name: bare.units[name] for name in JAW_UNITS}).items()


class _Spread:
    """Carries what is known on the skin, `count` vertices, over to all pieces."""

    def __init__(self, pieces: list[Piece], count: int) -> None:
        self._pieces = pieces
        self._count = count

    def over(self, known: Floats, otherwise: Otherwise | None = None) -> NDArray[np.float32]:
        """Return `known` for all pieces' vertices: theirs instead of the skin's along the skin's axis.

        What does not hang on the skin gets `otherwise`, or 0.
        """
        axis = known.shape.index(self._count)
        columns = [self._one(piece, known, axis, otherwise) for piece in self._pieces]
        return np.concatenate(columns, axis=axis).astype(np.float32)

    def _one(self, piece: Piece, known: Floats, axis: int, otherwise: Otherwise | None) -> Floats:
        if piece.follows is not None:
            moved = np.moveaxis(known, axis, 0)
            flat = piece.follows @ moved.reshape(self._count, -1)
            return np.moveaxis(flat.reshape(-1, *moved.shape[1:]), 0, axis)
        shape = (*known.shape[:axis], len(piece.vertices), *known.shape[axis + 1 :])
        return otherwise(piece) if otherwise is not None else np.zeros(shape)


def _units(piece: Piece, names: list[str]) -> Floats:
    still = np.zeros_like(piece.vertices)
    return np.stack([piece.units.get(name, still) for name in names])


def _own_fields(pieces: list[Piece], handles: list[tuple[str, int]]) -> NDArray[np.float32]:
    columns = [
        np.stack([piece.fields.get(handle, np.zeros(len(piece.vertices))) for handle in handles]) for piece in pieces
    ]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _pupils(pieces: list[Piece], side: int) -> NDArray[np.float32]:
    columns = [
        piece.pupil if piece.pupil is not None and piece.ball == side else np.zeros_like(piece.vertices)
        for piece in pieces
    ]
    return np.concatenate(columns).astype(np.float32)


def _ball(pieces: list[Piece], side: int) -> NDArray[np.bool_]:
    return np.concatenate([np.full(len(piece.vertices), piece.ball == side) for piece in pieces])


def _eye(bare: Head, side: int) -> Eye:
    return Eye(bare.eyes[side].astype(np.float32), BALL[1])
