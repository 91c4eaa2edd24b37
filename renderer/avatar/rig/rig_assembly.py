"""Joins what moves the skin and what moves the other pieces into one rig over all vertices."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array
from renderer.avatar.eyelids import weights
from renderer.avatar.head import EYEBALL, Head
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar.model import Eye, Rig
from renderer.avatar.piece import JAW_UNITS, Piece
from renderer.avatar.rig import skin_rig

PieceValues = Callable[[Piece], Float64Array]

JAW_RELATED_UNITS: Final = (*JAW_UNITS, "mouthClose")
"""Units that are meant for an open jaw, or move all that lies in it."""
NECK_PIVOT: Final = (0.0, -105.0, -75.0)


def assemble_rig(bare: Head, points: dict[str, int], anchors: dict[str, int], pieces: list[Piece]) -> Rig:
    """Return the rig without its anchors; `points` and `anchors` are vertices of the bare head's skin."""
    smoother = MeshSmoother.for_head(bare)
    units = {
        name: smoother.smooth(delta) if name in JAW_RELATED_UNITS else smoother.untangle(delta)
        for name, delta in _all_units(bare)
    }
    handles, fields = skin_rig.feature_point_fields(bare, points, anchors, smoother)
    jaw, jaw_shape = (smoother.smooth(values) for values in skin_rig.jaw_weights(bare))
    inner = sorted({handle for piece in pieces for handle in piece.fields})
    spread = _SkinExtension(pieces, len(bare.vertices))
    return Rig(
        units=tuple(units),
        unit_deltas=spread.over(np.stack(list(units.values())), lambda piece: _units(piece, list(units))),
        handles=(*handles, *inner),
        fields=np.concatenate([spread.over(fields), _piece_fields(pieces, inner)]),
        jaw_weights=spread.over(jaw, lambda piece: np.broadcast_to(piece.jaw, len(piece.vertices))),
        jaw_pivot=np.array((0, *bare.hinge), np.float32),
        jaw_angle=bare.angle,
        jaw_shape=spread.over(jaw_shape),
        lid_weights=spread.over(weights.eyelid_weights(bare, points, smoother)),
        pupil_growth=np.stack([_pupils(pieces, side) for side in (0, 1)]),
        eyes=(_eye(bare, 0), _eye(bare, 1)),
        eyeballs=np.stack([_eyeball_mask(pieces, side) for side in (0, 1)]),
        neck_weights=spread.over(skin_rig.neck_weights(bare), lambda piece: np.ones(len(piece.vertices))),
        neck_pivot=np.array(NECK_PIVOT, np.float32),
    )


def _all_units(bare: Head) -> Iterable[tuple[str, Float64Array]]:
    return (skin_rig.fitted_units(bare) | {name: bare.units[name] for name in JAW_UNITS}).items()


class _SkinExtension:
    """Carries what is known on the skin, `count` vertices, over to all pieces."""

    def __init__(self, pieces: list[Piece], count: int) -> None:
        self._pieces = pieces
        self._count = count

    def over(self, known: Float64Array, otherwise: PieceValues | None = None) -> Float32Array:
        """Return `known` for all pieces' vertices: theirs instead of the skin's along the skin's axis.

        Pieces that are not attached to the skin get `otherwise`, or 0.
        """
        axis = known.shape.index(self._count)
        columns = [self._one(piece, known, axis, otherwise) for piece in self._pieces]
        return np.concatenate(columns, axis=axis).astype(np.float32)

    def _one(self, piece: Piece, known: Float64Array, axis: int, otherwise: PieceValues | None) -> Float64Array:
        if piece.follows is not None:
            moved = np.moveaxis(known, axis, 0)
            flat = piece.follows @ moved.reshape(self._count, -1)
            return np.moveaxis(flat.reshape(-1, *moved.shape[1:]), 0, axis)
        shape = (*known.shape[:axis], len(piece.vertices), *known.shape[axis + 1 :])
        return otherwise(piece) if otherwise is not None else np.zeros(shape)


def _units(piece: Piece, names: list[str]) -> Float64Array:
    still = np.zeros_like(piece.vertices)
    return np.stack([piece.units.get(name, still) for name in names])


def _piece_fields(pieces: list[Piece], handles: list[tuple[str, int]]) -> Float32Array:
    columns = [
        np.stack([piece.fields.get(handle, np.zeros(len(piece.vertices))) for handle in handles]) for piece in pieces
    ]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _pupils(pieces: list[Piece], side: int) -> Float32Array:
    columns = [
        piece.pupil if piece.pupil is not None and piece.ball == side else np.zeros_like(piece.vertices)
        for piece in pieces
    ]
    return np.concatenate(columns).astype(np.float32)


def _eyeball_mask(pieces: list[Piece], side: int) -> BoolArray:
    return np.concatenate([np.full(len(piece.vertices), piece.ball == side) for piece in pieces])


def _eye(bare: Head, side: int) -> Eye:
    return Eye(bare.eyes[side].astype(np.float32), EYEBALL[1])
