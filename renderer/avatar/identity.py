"""Identities: a person mixed from the base mesh's modelling targets, with the face units that move this person."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy.spatial import KDTree

from face.arrays import Float64Array, IntArray
from renderer.avatar import base_mesh
from renderer.avatar.base_mesh import BaseMesh

_YOUNG_WOMAN: Final = {
    "macrodetails/caucasian-female-young": 0.8,
    "macrodetails/asian-female-young": 0.1,
    "macrodetails/african-female-young": 0.1,
    "macrodetails/universal-female-young-averagemuscle-averageweight": 1.0,
}
_YOUNG_MAN: Final = {name.replace("female", "male"): strength for name, strength in _YOUNG_WOMAN.items()}
_OLD_WOMAN: Final = {name.replace("young", "old"): strength for name, strength in _YOUNG_WOMAN.items()}
REFERENCE: Final = "woman"
"""The person for whom all positions in millimetres are defined."""


@dataclass(frozen=True)
class Identity:
    """A person's shape and appearance.

    Attributes
    ----------
    targets
        Modelling targets with their strengths.
    hair_tint, skin_tint
        Factors for the sRGB colour of hair and brows, and of skin.
    lip_redness, blush
        How red the lips are, and cheeks, nose and chin, 0 to 1.
    brow_thickness, lash_length
        Relative to the reference person's.
    short_hair
        Whether the hair is cut short instead of combed back into a knot.
    """

    targets: Mapping[str, float]
    hair_tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    skin_tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    lip_redness: float = 0.88
    blush: float = 1.0
    brow_thickness: float = 1.0
    lash_length: float = 1.0
    short_hair: bool = False


IDENTITIES: Final[Mapping[str, Identity]] = {
    "woman": Identity(_YOUNG_WOMAN | {"head/head-oval": 0.35, "mouth/mouth-angles-up": 0.3}),
    "man": Identity(
        _YOUNG_MAN | {"mouth/mouth-angles-up": 0.2},
        hair_tint=(0.62, 0.66, 0.72),
        skin_tint=(0.95, 0.93, 0.91),
        lip_redness=0.42,
        blush=0.55,
        brow_thickness=1.4,
        lash_length=0.62,
        short_hair=True,
    ),
    "older-woman": Identity(
        _OLD_WOMAN | {"mouth/mouth-angles-up": 0.2},
        hair_tint=(1.75, 2.35, 3.0),
        skin_tint=(0.98, 0.99, 1.0),
        lip_redness=0.65,
        blush=0.8,
        lash_length=0.8,
    ),
}
"""The avatars by name."""

SIDES: Final = {"Left": "Right", "Right": "Left"}


@dataclass(frozen=True, eq=False)
class Person:
    """A person on the base mesh's vertices: `vertices` `(N, 3)` mm, origin between the eyeballs, and face `units`."""

    mesh: BaseMesh
    vertices: Float64Array
    units: Mapping[str, Float64Array]
    eye_centres: tuple[Float64Array, Float64Array]


def mix_person(name: str, root: Path) -> Person:
    """Mix the person called `name` from the package's data below `root`."""
    mesh = base_mesh.read_base_mesh(root)
    vertices = mesh.vertices.copy()
    for target, strength in IDENTITIES[name].targets.items():
        rows = base_mesh.read_target(root, f"{base_mesh.TARGETS_FOLDER}/{target}.target.gz")
        vertices += strength * base_mesh.target_displacements(vertices.shape, rows)
    left, right = (_bounding_box_centre(vertices[mesh.group(f"helper-{side}-eye")]) for side in "lr")
    origin = (left + right) / 2
    return Person(mesh, vertices - origin, _symmetric_units(root, mesh), (left - origin, right - origin))


def _bounding_box_centre(points: Float64Array) -> Float64Array:
    return np.asarray((points.min(axis=0) + points.max(axis=0)) / 2)


def _symmetric_units(root: Path, mesh: BaseMesh) -> dict[str, Float64Array]:
    """Read the face units and make left and right exact mirror images."""
    shape = mesh.vertices.shape
    raw = {
        name: base_mesh.target_displacements(
            shape, base_mesh.read_target(root, f"{base_mesh.UNITS_FOLDER}/{name}.target")
        )
        for name in base_mesh.unit_names(root)
    }
    mirror = _mirror_vertices(mesh.vertices)
    return {name: (delta + raw[_opposite_unit(name)][mirror] * (-1, 1, 1)) / 2 for name, delta in raw.items()}


def _mirror_vertices(vertices: Float64Array) -> IntArray:
    return np.asarray(KDTree(vertices).query(vertices * (-1, 1, 1))[1])


def _opposite_unit(name: str) -> str:
    for side, other in SIDES.items():
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name
