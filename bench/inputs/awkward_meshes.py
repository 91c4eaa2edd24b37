"""Awkward meshes and avatars."""

import base64
import io
from importlib import import_module
from pathlib import Path

import numpy as np
from PIL import Image

from bench.inputs import samples
from bench.inputs.alterations import cut_off, edited, written
from bench.inputs.awkward import AwkwardFile
from tests.renderer.gltf import documents


def _mesh(path: Path) -> str:
    mesh = import_module("face.mesh.reading").read_mesh(path)
    return f"{len(mesh.vertices)} vertices, {len(mesh.faces)} triangles"


def _avatar(path: Path) -> str:
    avatar = import_module("renderer.avatar_registry").load_avatar(str(path))
    notes = import_module("renderer.avatar_registry").avatar_notes(str(path))
    return "; ".join([f"{len(avatar.neutral)} vertices", *notes])


def _gltf(path: Path) -> str:
    (mesh, *_) = import_module("renderer.gltf.meshes").read_meshes(path)
    lowest, colour = mesh.vertices.min(axis=0), mesh.colour.mean(axis=0)
    return f"begins at ({', '.join(f'{value:g}' for value in lowest)}), red {colour[0]:.1f}, blue {colour[2]:.1f}"


QUADS = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nf -5/1 -4/1 -3/1 -2/1\nf 1//1 2//1 5//1\n"
ASCII_PLY = (
    "ply\nformat ascii 1.0\ncomment made by hand\nelement vertex 3\nproperty double x\nproperty double y\n"
    "property double z\nproperty uchar red\nelement face 1\nproperty list uchar uint vertex_index\nend_header\n"
    "0 0 0 255\n1 0 0 255\n0 1 0 255\n3 0 1 2\n"
)


def _material(texture: dict[str, object]) -> dict[str, object]:
    picture, stream = Image.new("RGB", (4, 4), (0, 0, 255)), io.BytesIO()
    picture.paste((255, 0, 0), (2, 0, 4, 4))
    picture.save(stream, "WEBP" if "extensions" in texture else "PNG", lossless=True)
    uri = "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
    colour = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0, "texCoord": 1}}}
    return {"images": [{"uri": uri}], "textures": [texture], "materials": [colour]}


def _triangle(folder: Path, *, texture: dict[str, object] | None = None, skinned: bool = False) -> None:
    """Write a triangle, perhaps with a texture of two colours, blue left and red right, or moved by a joint."""
    node = {"name": "T", "mesh": 0, "translation": [9, 9, 9]}
    writer = documents.Writer(nodes=[node], scenes=[{"nodes": [0]}], scene=0)
    attributes = {"POSITION": writer.put(documents.TRIANGLE)}
    primitive: dict[str, object] = {"attributes": attributes, "indices": writer.put(np.uint16([0, 1, 2]))}
    if texture is not None:
        for number, place in enumerate((0.9, 0.1)):
            attributes[f"TEXCOORD_{number}"] = writer.put(np.float32([[place, 0.5]] * 3))
        writer.document |= _material(texture)
        primitive["material"] = 0
    if skinned:
        attributes["JOINTS_0"] = writer.put(np.uint8([[0, 0, 0, 0]] * 3))
        attributes["WEIGHTS_0"] = writer.put(np.float32([[1, 0, 0, 0]] * 3))
        writer.document["nodes"] = [writer.document["nodes"][0] | {"skin": 0}, {"name": "joint"}]
        writer.document["skins"] = [{"joints": [1]}]
        writer.document["scenes"] = [{"nodes": [0, 1]}]
    writer.document["meshes"] = [{"primitives": [primitive]}]
    writer.write(folder / "a.gltf")


MESHES = (
    AwkwardFile(
        "quadrilaterals",
        "an OBJ with negative indices and a square",
        "3 triangles",
        "a.obj",
        written("a.obj", QUADS),
        _mesh,
        r"5 vertices, 3 triangles",
    ),
    AwkwardFile(
        "PLY in words",
        "ASCII, doubles, a colour",
        "read",
        "a.ply",
        written("a.ply", ASCII_PLY),
        _mesh,
        r"3 vertices, 1 triangle",
    ),
    AwkwardFile(
        "an index beyond",
        "an OBJ whose face names vertex 9 of 5",
        "refused",
        "a.obj",
        written("a.obj", QUADS + "f 1 2 9\n"),
        _mesh,
        r"there are 5",
        is_refused=True,
    ),
    AwkwardFile(
        "a skinned node that is moved",
        "glTF says that its place counts for nothing",
        "not moved",
        "a.gltf",
        lambda folder: _triangle(folder, skinned=True),
        _gltf,
        r"begins at \(0, 0, 0\)",
    ),
    AwkwardFile(
        "TEXCOORD_1",
        "a texture by the second coordinates, where it is blue",
        "blue",
        "a.gltf",
        lambda folder: _triangle(folder, texture={"source": 0}),
        _gltf,
        r"red 0\.0, blue 1\.0",
    ),
    AwkwardFile(
        "a WebP texture",
        "by EXT_texture_webp alone",
        "blue",
        "a.gltf",
        lambda folder: _triangle(folder, texture={"extensions": {"EXT_texture_webp": {"source": 0}}}),
        _gltf,
        r"red 0\.0, blue 1\.0",
    ),
    AwkwardFile(
        "half a GLB",
        "an avatar's mesh cut in half",
        "refused",
        "avatar.json",
        cut_off(samples.avatar, "small.glb", 0.5),
        _avatar,
        r"glb",
        is_refused=True,
    ),
    AwkwardFile(
        "a misspelt part",
        "avatar.json names the mesh Haed",
        "refused, with the right name",
        "avatar.json",
        edited(samples.avatar, "avatar.json", ('"Head"', '"Haed"')),
        _avatar,
        r"Head",
        is_refused=True,
    ),
)
