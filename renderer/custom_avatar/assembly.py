"""Makes an avatar like ours out of a user's description and meshes: one vertex array, one rig."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from face.errors import InputError
from renderer.avatar.model import Avatar, Eye, Part
from renderer.custom_avatar import feature_points, morph_targets, rig
from renderer.custom_avatar.description import Description
from renderer.custom_avatar.gltf import Mesh
from renderer.custom_avatar.parts import GLOSS, PLACEHOLDER, CustomPart, build_parts, placeholder

PLACEHOLDER_POINTS: Final = {
    "6.1": (0, -60, 10), "6.2": (0, -60, -10), "6.3": (15, -60, 0), "6.4": (-15, -60, 0),
    "10.1": (80, 0, -60), "10.2": (-80, 0, -60), "10.3": (80, -10, -65), "10.4": (-80, -10, -65),
}  # fmt: skip
"""Positions of tongue or ear points that a head lacks, mm: they move, but nothing visible moves with them."""


@dataclass(frozen=True, eq=False)
class CustomAvatar:
    """The avatar, and what its maker should know."""

    avatar: Avatar
    notes: tuple[str, ...]


def build_custom_avatar(described: Description, meshes: list[Mesh]) -> CustomAvatar:
    """Make the avatar.

    Raises
    ------
    InputError
        If meshes, morph targets or feature points are missing or can't be those of a head.
    """
    units, notes = morph_targets.match_morph_targets(
        (name for mesh in meshes for name in mesh.targets), described.units
    )
    made = build_parts(described, meshes, units)
    found = _find_feature_points(described, made)
    eyes = (_find_eye(described, made, "left_eye"), _find_eye(described, made, "right_eye"))
    skin = {name: vertex for name, (part, vertex) in found.items() if part == "skin"}
    fapu = feature_points.measure_fapu(made["skin"].vertices, skin, (eyes[0].centre, eyes[1].centre))
    middle = np.asarray((eyes[0].centre + eyes[1].centre) / 2, np.float32)
    made = {name: replace(piece, vertices=piece.vertices - middle) for name, piece in made.items()}
    lost = [name for name in PLACEHOLDER_POINTS if name not in found]
    if lost:
        made[PLACEHOLDER] = placeholder(np.array([PLACEHOLDER_POINTS[name] for name in lost], np.float32))
        found |= {name: (PLACEHOLDER, index) for index, name in enumerate(lost)}
    starts = _part_starts(made)
    placed = {name: starts[part] + vertex for name, (part, vertex) in found.items()}
    around = (Eye(eyes[0].centre - middle, eyes[0].radius), Eye(eyes[1].centre - middle, eyes[1].radius))
    avatar = Avatar(
        name=described.name,
        neutral=np.concatenate([piece.vertices for piece in made.values()]),
        parts=tuple(_to_part(piece, starts[name]) for name, piece in made.items()),
        feature_points=placed,
        fapu=fapu,
        rig=rig.build_rig(made, found, around),
        licence=f"{described.licence}; {described.attribution}",
    )
    return CustomAvatar(avatar, (*notes, *_missing_notes(described, made, lost)))


def _find_feature_points(described: Description, made: dict[str, CustomPart]) -> dict[str, tuple[str, int]]:
    """Return for each feature point its part and the vertex there."""
    found = {
        name: ("skin", vertex) for name, vertex in feature_points.skin_feature_points(described, made["skin"]).items()
    }
    for name, place in described.feature_points.items():
        if name.startswith("6.") and "tongue" in made:
            found[name] = ("tongue", feature_points.vertex_at(name, place, made["tongue"], described.scale))
    for name, part in (("3.5", "left_eye"), ("3.6", "right_eye")):
        if part in made:
            found[name] = (part, int(made[part].vertices[:, 2].argmax()))
    return found


def _find_eye(described: Description, made: dict[str, CustomPart], part: str) -> Eye:
    """Return where an eyeball is: as the user says, or the middle and size of its mesh."""
    given = described.left_eye if part == "left_eye" else described.right_eye
    if given is not None:
        return Eye(np.array(given.centre, np.float32) * np.float32(described.scale), given.radius * described.scale)
    if part not in made:
        raise InputError(f"{part} is neither a mesh in parts nor a place; add a mesh, or its centre and radius")
    low, high = made[part].vertices.min(axis=0), made[part].vertices.max(axis=0)
    return Eye((low + high) / 2, float((high - low)[:2].max() / 2))


def _part_starts(made: dict[str, CustomPart]) -> dict[str, int]:
    counts = [len(piece.vertices) for piece in made.values()]
    return dict(zip(made, np.cumsum([0, *counts[:-1]]).tolist(), strict=True))


def _to_part(piece: CustomPart, start: int) -> Part:
    count = len(piece.vertices)
    gloss = np.full(count, GLOSS.get(piece.name, 0.1), np.float32)
    two_sided = piece.name in ("lashes", "brows", "hair")
    return Part(piece.name, slice(start, start + count), piece.faces, piece.colour, gloss, two_sided)


def _missing_notes(described: Description, made: dict[str, CustomPart], lost: list[str]) -> list[str]:
    named = ", ".join(name for name in lost)
    notes = [f"without the feature points {named} their FAPs move nothing visible"] if lost else []
    lacking = [name for name in ("left_eye", "right_eye", "upper_teeth", "lower_teeth", "tongue") if name not in made]
    return notes + ([f"{described.name} has no {', '.join(lacking)}"] if lacking else [])
