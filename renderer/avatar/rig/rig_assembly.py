"""Builds the rig over all vertices from the rig of the skin and what moves the other pieces."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array
from renderer.avatar.eyelids import weights
from renderer.avatar.head import EYEBALL_RADIUS, Head
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar.model import Eye, Rig
from renderer.avatar.piece import JAW_UNITS, Piece
from renderer.avatar.rig import skin_rig

PieceFunction = Callable[[Piece], Float64Array]

JAW_RELATED_UNITS: Final = (*JAW_UNITS, "mouthClose")
"""Units that are made for an open jaw, or move everything in it."""
NECK_PIVOT: Final = (0.0, -105.0, -75.0)


def assemble_rig(head: Head, points: dict[str, int], anchors: dict[str, int], pieces: list[Piece]) -> Rig:
    """Return the rig without its anchors; `points` and `anchors` are vertices of the bare head's skin."""
    smoother = MeshSmoother.for_head(head)
    units = {
        name: smoother.smooth(delta) if name in JAW_RELATED_UNITS else smoother.untangle(delta)
        for name, delta in _skin_units(head)
    }
    handles, fields = skin_rig.feature_point_fields(head, points, anchors, smoother)
    jaw_weights, jaw_shape = (smoother.smooth(values) for values in skin_rig.jaw_weights(head))
    piece_handles = sorted({handle for piece in pieces for handle in piece.fields})
    extender = _SkinValueExtender(pieces, len(head.vertices))
    return Rig(
        units=tuple(units),
        unit_deltas=extender.extend(np.stack(list(units.values())), lambda piece: _piece_units(piece, list(units))),
        handles=(*handles, *piece_handles),
        fields=np.concatenate([extender.extend(fields), _piece_fields(pieces, piece_handles)]),
        jaw_weights=extender.extend(jaw_weights, lambda piece: np.broadcast_to(piece.jaw_weight, len(piece.vertices))),
        jaw_pivot=np.array((0, *head.jaw_hinge), np.float32),
        jaw_angle=head.jaw_angle,
        jaw_shape=extender.extend(jaw_shape),
        lid_weights=extender.extend(weights.eyelid_weights(head, points, smoother)),
        pupil_growth=np.stack([_pupil_growth(pieces, side) for side in (0, 1)]),
        eyes=(_eye(head, 0), _eye(head, 1)),
        eyeballs=np.stack([_eyeball_mask(pieces, side) for side in (0, 1)]),
        neck_weights=extender.extend(skin_rig.neck_weights(head), lambda piece: np.ones(len(piece.vertices))),
        neck_pivot=np.array(NECK_PIVOT, np.float32),
    )


def _skin_units(head: Head) -> Iterable[tuple[str, Float64Array]]:
    return (skin_rig.fitted_units(head) | {name: head.units[name] for name in JAW_UNITS}).items()


class _SkinValueExtender:
    """Extends values of the skin, `count` vertices, to all pieces."""

    def __init__(self, pieces: list[Piece], count: int) -> None:
        self._pieces = pieces
        self._skin_vertex_count = count

    def extend(self, skin_values: Float64Array, detached_values: PieceFunction | None = None) -> Float32Array:
        """Return values for the vertices of all pieces; `skin_values` has one axis with the skin's vertices.

        Pieces that are not attached to the skin get `detached_values`, or 0.
        """
        axis = skin_values.shape.index(self._skin_vertex_count)
        piece_values = [self._extend_to_piece(piece, skin_values, axis, detached_values) for piece in self._pieces]
        return np.concatenate(piece_values, axis=axis).astype(np.float32)

    def _extend_to_piece(
        self, piece: Piece, skin_values: Float64Array, axis: int, detached_values: PieceFunction | None
    ) -> Float64Array:
        if piece.skin_weights is not None:
            vertex_first = np.moveaxis(skin_values, axis, 0)
            extended = piece.skin_weights @ vertex_first.reshape(self._skin_vertex_count, -1)
            return np.moveaxis(extended.reshape(-1, *vertex_first.shape[1:]), 0, axis)
        shape = (*skin_values.shape[:axis], len(piece.vertices), *skin_values.shape[axis + 1 :])
        return detached_values(piece) if detached_values is not None else np.zeros(shape)


def _piece_units(piece: Piece, names: list[str]) -> Float64Array:
    zeros = np.zeros_like(piece.vertices)
    return np.stack([piece.units.get(name, zeros) for name in names])


def _piece_fields(pieces: list[Piece], handles: list[tuple[str, int]]) -> Float32Array:
    columns = [
        np.stack([piece.fields.get(handle, np.zeros(len(piece.vertices))) for handle in handles]) for piece in pieces
    ]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _pupil_growth(pieces: list[Piece], side: int) -> Float32Array:
    columns = [
        piece.pupil_growth
        if piece.pupil_growth is not None and piece.eyeball_side == side
        else np.zeros_like(piece.vertices)
        for piece in pieces
    ]
    return np.concatenate(columns).astype(np.float32)


def _eyeball_mask(pieces: list[Piece], side: int) -> BoolArray:
    return np.concatenate([np.full(len(piece.vertices), piece.eyeball_side == side) for piece in pieces])


def _eye(head: Head, side: int) -> Eye:
    return Eye(head.eye_centres[side].astype(np.float32), EYEBALL_RADIUS)
