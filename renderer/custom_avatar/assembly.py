"""Builds an avatar from a user's description and meshes: one vertex array, one rig."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from face.errors import InputError
from renderer.avatar.model import Avatar, Eye, Part
from renderer.custom_avatar import feature_points, morph_targets, rig
from renderer.custom_avatar.description import Description
from renderer.custom_avatar.parts import GLOSS, PLACEHOLDER, CustomPart, build_parts, placeholder
from renderer.gltf.meshes import Mesh

PLACEHOLDER_POINTS: Final = {
    "6.1": (0, -60, 10), "6.2": (0, -60, -10), "6.3": (15, -60, 0), "6.4": (-15, -60, 0),
    "10.1": (80, 0, -60), "10.2": (-80, 0, -60), "10.3": (80, -10, -65), "10.4": (-80, -10, -65),
}  # fmt: skip
"""Positions of feature points of tongue and ears if a head lacks them, mm; nothing visible moves with them."""


@dataclass(frozen=True, eq=False)
class CustomAvatar:
    """A custom avatar, and notes for the person who made it."""

    avatar: Avatar
    notes: tuple[str, ...]


def build_custom_avatar(description: Description, meshes: list[Mesh]) -> CustomAvatar:
    """Build the avatar.

    Raises
    ------
    InputError
        If meshes, morph targets or feature points are missing or can't be those of a head.
    """
    units, notes = morph_targets.match_morph_targets(
        (name for mesh in meshes for name in mesh.targets), description.units
    )
    parts = build_parts(description, meshes, units)
    feature_points_by_name = _find_feature_points(description, parts)
    eyes = (_find_eye(description, parts, "left_eye"), _find_eye(description, parts, "right_eye"))
    skin_points = {name: vertex for name, (part, vertex) in feature_points_by_name.items() if part == "skin"}
    fapu = feature_points.measure_fapu(parts["skin"].vertices, skin_points, (eyes[0].centre, eyes[1].centre))
    origin = np.asarray((eyes[0].centre + eyes[1].centre) / 2, np.float32)
    parts = {name: replace(piece, vertices=piece.vertices - origin) for name, piece in parts.items()}
    missing = [name for name in PLACEHOLDER_POINTS if name not in feature_points_by_name]
    if missing:
        parts[PLACEHOLDER] = placeholder(np.array([PLACEHOLDER_POINTS[name] for name in missing], np.float32))
        feature_points_by_name |= {name: (PLACEHOLDER, index) for index, name in enumerate(missing)}
    starts = _part_starts(parts)
    feature_vertices = {name: starts[part] + vertex for name, (part, vertex) in feature_points_by_name.items()}
    centred_eyes = (Eye(eyes[0].centre - origin, eyes[0].radius), Eye(eyes[1].centre - origin, eyes[1].radius))
    avatar = Avatar(
        name=description.name,
        neutral=np.concatenate([piece.vertices for piece in parts.values()]),
        parts=tuple(_to_part(piece, starts[name]) for name, piece in parts.items()),
        feature_points=feature_vertices,
        fapu=fapu,
        rig=rig.build_rig(parts, feature_points_by_name, centred_eyes),
        licence=f"{description.licence}; {description.attribution}",
    )
    return CustomAvatar(avatar, (*notes, *_missing_notes(description, parts, missing)))


def _find_feature_points(description: Description, parts: dict[str, CustomPart]) -> dict[str, tuple[str, int]]:
    """Return the part of each feature point, and the vertex in that part."""
    points = {
        name: ("skin", vertex)
        for name, vertex in feature_points.skin_feature_points(description, parts["skin"]).items()
    }
    for name, position in description.feature_points.items():
        if name.startswith("6.") and "tongue" in parts:
            points[name] = ("tongue", feature_points.vertex_at(name, position, parts["tongue"], description.scale))
    for name, part in (("3.5", "left_eye"), ("3.6", "right_eye")):
        if part in parts:
            points[name] = (part, int(parts[part].vertices[:, 2].argmax()))
    return points


def _find_eye(description: Description, parts: dict[str, CustomPart], part: str) -> Eye:
    """Return an eyeball as described, or from the middle and size of its mesh."""
    described_eye = description.left_eye if part == "left_eye" else description.right_eye
    if described_eye is not None:
        return Eye(
            np.array(described_eye.centre, np.float32) * np.float32(description.scale),
            described_eye.radius * description.scale,
        )
    if part not in parts:
        raise InputError(f"{part} is neither a mesh in parts nor described; add a mesh, or its centre and radius")
    low, high = parts[part].vertices.min(axis=0), parts[part].vertices.max(axis=0)
    return Eye((low + high) / 2, float((high - low)[:2].max() / 2))


def _part_starts(parts: dict[str, CustomPart]) -> dict[str, int]:
    counts = [len(piece.vertices) for piece in parts.values()]
    return dict(zip(parts, np.cumsum([0, *counts[:-1]]).tolist(), strict=True))


def _to_part(piece: CustomPart, start: int) -> Part:
    count = len(piece.vertices)
    gloss = np.full(count, GLOSS.get(piece.name, 0.1), np.float32)
    two_sided = piece.name in ("lashes", "brows", "hair")
    return Part(piece.name, slice(start, start + count), piece.faces, piece.colour, gloss, two_sided)


def _missing_notes(description: Description, parts: dict[str, CustomPart], missing_points: list[str]) -> list[str]:
    names = ", ".join(name for name in missing_points)
    notes = [f"without the feature points {names} their FAPs move nothing visible"] if missing_points else []
    missing_parts = [
        name for name in ("left_eye", "right_eye", "upper_teeth", "lower_teeth", "tongue") if name not in parts
    ]
    return notes + ([f"{description.name} has no {', '.join(missing_parts)}"] if missing_parts else [])
