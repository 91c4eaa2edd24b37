"""How wet a mesh of a glTF file looks and how far light spreads in it: by its part of the head, or by its names."""

import re
from dataclasses import dataclass
from typing import Final

from renderer.custom_avatar.parts import GLOSS
from renderer.gltf.meshes import Mesh
from renderer.render_mesh import SUBSURFACE_SCATTERING

DEFAULT_GLOSS: Final = 0.1
TWO_SIDED_PARTS: Final = ("lashes", "brows", "hair")
PART_PATTERNS: Final = (
    ("hair", r"hair|beard|lash|brow|eye_?line|moustache"),
    ("upper_teeth", r"teeth|tooth|gum"),
    ("tongue", r"tongue"),
    ("left_eye", r"eye(?!_?(lid|shadow|occlu))|cornea|iris|sclera|pupil"),
    ("clothes", r"outfit|cloth|shirt|shoe|wear|glass|hat\b|onepiece|tops|bottoms|accessor"),
    ("skin", r"skin|head|face|body"),
)
"""Names by which common exporters (Ready Player Me, VRoid, MetaHuman, Blender) call the parts of a head."""


@dataclass(frozen=True)
class Tissue:
    """What a mesh is made of: `gloss` and `scatter` 0 to 1, and whether its back is visible."""

    gloss: float
    scatter: float
    is_two_sided: bool


def tissue_of_part(part: str) -> Tissue:
    """Return what a part of the head is made of, as custom avatars are drawn."""
    gloss, scatter = GLOSS.get(part, DEFAULT_GLOSS), SUBSURFACE_SCATTERING.get(part, 0.0)
    return Tissue(gloss, scatter, part in TWO_SIDED_PARTS)


def tissue_of_mesh(mesh: Mesh) -> Tissue:
    """Return what a mesh is made of, judged by the names of mesh and material; an unknown one that morphs is skin."""
    names = f"{mesh.name} {mesh.material}".lower()
    part = next((part for part, pattern in PART_PATTERNS if re.search(pattern, names)), "skin" if mesh.targets else "")
    tissue = tissue_of_part(part)
    return Tissue(tissue.gloss, tissue.scatter, tissue.is_two_sided or (mesh.is_two_sided and part != "skin"))
