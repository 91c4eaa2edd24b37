"""The meshes of a glTF file: triangles, morph targets by name, one colour for each vertex."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from renderer.gltf import container, materials, scene
from renderer.gltf.accessors import GltfFile
from renderer.gltf.container import Json

TRIANGLES_MODE: Final = 4
MAX_VERTICES: Final = 1_000_000
COMPRESSION_EXTENSIONS: Final = ("KHR_draco_mesh_compression", "EXT_meshopt_compression")


@dataclass(frozen=True, eq=False)
class Mesh:
    """One mesh, or a part of it that has a material of its own.

    Attributes
    ----------
    name
        The node's or the mesh's.
    vertices, faces, colour
        `(v, 3)` in the file's units, `(f, 3)`, and sRGB `(v, 3)`.
    targets
        The displacements `(v, 3)` of each morph target, in the file's order.
    node
        The number of the node that shows it.
    weights
        The targets' weights at rest, as far as the file gives them.
    opacity
        `(v,)` 0 to 1, or None if all is opaque.
    material
        The material's name.
    is_two_sided, is_painted
        Whether its back is visible, and whether the file says anything about its colour.
    """

    name: str
    vertices: Float32Array
    faces: NDArray[np.int32]
    colour: Float32Array
    targets: dict[str, Float32Array]
    node: int = 0
    weights: tuple[float, ...] = ()
    opacity: Float32Array | None = field(default=None, kw_only=True)
    material: str = field(default="", kw_only=True)
    is_two_sided: bool = field(default=False, kw_only=True)
    is_painted: bool = field(default=True, kw_only=True)


def read_meshes(path: Path) -> list[Mesh]:
    """Read all meshes of a `.glb`, `.gltf` or `.vrm` file, in the coordinates of the scene.

    Raises
    ------
    InputError
        If the file can't be read as glTF 2.0, or is compressed.
    """
    with container.gltf_errors(path), np.errstate(over="ignore", invalid="ignore"):
        return list(scene_meshes(GltfFile(path)))


def scene_meshes(file: GltfFile) -> Iterator[Mesh]:
    """Yield the meshes of an open file, in the coordinates of the scene."""
    compression = [name for name in COMPRESSION_EXTENSIONS if name in file.document.get("extensionsRequired", ())]
    if compression:
        raise InputError(f"{file.path} is compressed by {compression[0]}; export it without compression")
    matrices = scene.node_matrices(file)
    for index in scene.mesh_nodes(file, matrices):
        node = file.entries("nodes")[index]
        mesh = file.entries("meshes")[node["mesh"]]
        for primitive in mesh["primitives"]:
            if primitive.get("mode", TRIANGLES_MODE) == TRIANGLES_MODE:
                yield _read_primitive(file, index, mesh, primitive, matrices)


def _read_primitive(
    file: GltfFile, index: int, mesh: Json, primitive: Json, matrices: Mapping[int, Float64Array]
) -> Mesh:
    node, attributes = file.entries("nodes")[index], primitive["attributes"]
    name = str(node.get("name") or mesh.get("name") or f"mesh {node['mesh']}")
    positions = _read_positions(file, attributes)
    placement = scene.placement(file, index, attributes, matrices)
    vertices = placement.place(positions)
    _require_points(vertices, len(positions), f"positions of {name}")
    faces = _read_faces(file, primitive, len(vertices))
    look = materials.primitive_look(file, primitive, len(vertices))
    return Mesh(
        name,
        vertices,
        faces[:, ::-1] if placement.is_mirrored else faces,
        look.colour,
        _read_targets(file, mesh, primitive, placement, len(positions)),
        node=index,
        weights=tuple(float(weight) for weight in node.get("weights") or mesh.get("weights") or ()),
        opacity=None if look.opacity.min(initial=1) == 1 else look.opacity,
        material=look.name,
        is_two_sided=look.is_two_sided,
        is_painted=look.is_painted,
    )


def _read_positions(file: GltfFile, attributes: Json) -> Float32Array:
    positions = file.accessor(attributes["POSITION"])
    if len(positions) > MAX_VERTICES:
        raise InputError(f"{file.path} has a mesh of {len(positions)} vertices; at most {MAX_VERTICES} are read")
    _require_points(positions, len(positions), "positions")
    return positions


def _require_points(points: Float32Array, count: int, name: str) -> None:
    if points.shape != (count, 3):
        raise ValueError(f"{name} have the shape {points.shape}, not {(count, 3)}")
    if not np.isfinite(points).all():
        raise ValueError(f"{name} are not all finite numbers")


def _read_faces(file: GltfFile, primitive: Json, count: int) -> NDArray[np.int32]:
    indices = file.accessor(primitive["indices"]) if "indices" in primitive else np.arange(count)
    if len(indices) and indices.max() >= count:
        raise IndexError(f"a triangle names vertex {indices.max()} of {count}")
    return np.asarray(indices.reshape(-1, 3), np.int32)


def _read_targets(
    file: GltfFile, mesh: Json, primitive: Json, placement: scene.Placement, count: int
) -> dict[str, Float32Array]:
    """Return the displacements of each morph target; a name that comes again gets a number."""
    names = (primitive.get("extras") or mesh.get("extras") or {}).get("targetNames", [])
    targets: dict[str, Float32Array] = {}
    for number, accessors in enumerate(primitive.get("targets", ())):
        name = str(names[number]) if number < len(names) else f"target {number}"
        displacements = np.zeros((count, 3), np.float32)
        if "POSITION" in accessors:
            displacements = file.accessor(accessors["POSITION"])
            _require_points(displacements, count, f"displacements of {name}")
        targets[name if name not in targets else f"{name} ({number})"] = placement.move(displacements)
    return targets
