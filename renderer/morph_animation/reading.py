"""Reads the animation of a glTF or VRM file as motion of its own head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from face.errors import InputError
from face.morph_motion import MorphMotion
from face.reading.options import DEFAULT_OPTIONS, ReadOptions
from renderer import avatar_registry
from renderer.custom_avatar import description, files
from renderer.gltf import container
from renderer.gltf.accessors import GltfFile
from renderer.gltf.animation import Take, read_takes
from renderer.gltf.meshes import Mesh, read_meshes, scene_meshes
from renderer.morph_animation import face_region, take
from renderer.morph_animation.assembly import MIN_OPACITY, join_meshes
from renderer.morph_animation.expressions import expression_takes, is_expression_animation
from renderer.morph_animation.tissue import Tissue, tissue_of_mesh, tissue_of_part
from renderer.scene import Camera, portrait_camera
from renderer.template.framing import face_camera, find_profile


@dataclass(frozen=True, eq=False)
class MorphFile:
    """The animation of a file, and what was assumed, repaired or left out, one sentence each."""

    motion: MorphMotion
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Head:
    """The meshes of a head, what they are made of, the mm of a unit of the file, and the camera in mm."""

    meshes: Sequence[Mesh]
    tissues: Sequence[Tissue]
    scale: float
    camera: Camera
    notes: tuple[str, ...]


def read_morph_file(path: Path, options: ReadOptions = DEFAULT_OPTIONS, *, avatar: str = "") -> MorphFile:
    """Read the animation of a `.glb`, `.gltf`, `.vrm` or `.vrma` file.

    Parameters
    ----------
    path
        The file; its meshes are the head.
    options
        `take` chooses one of its animations; `template` is the VRM model of a `.vrma` file.
    avatar
        The path of an `avatar.json` that names the parts and sets the camera. Without one the parts are judged by
        their names, and the face is found where the morph targets move.

    Raises
    ------
    InputError
        If the file is broken or moves no morph target, or `avatar` doesn't fit.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist; check the path")
    with container.gltf_errors(path), np.errstate(over="ignore", invalid="ignore"):
        file = GltfFile(path)
        takes, model, notes = _read_takes(file, options)
        chosen, choice_notes = take.choose_take(takes, options.take, path.name)
        meshes = list(scene_meshes(model))
        sampled = take.sample_take(chosen)
        if not any(mesh.node in sampled.weights for mesh in meshes):
            raise InputError(
                f"the animation {chosen.name!r} of {path} moves no mesh of the scene; export them together"
            )
        head = _described_head(meshes, Path(avatar)) if files.is_custom_avatar(avatar) else _found_head(meshes)
        motion = join_meshes(head.meshes, head.tissues, sampled, scale=head.scale, camera=head.camera)
    notes += (*choice_notes, *sampled.notes, *head.notes, *_opacity_notes(head.meshes))
    return MorphFile(motion, notes)


def _read_takes(file: GltfFile, options: ReadOptions) -> tuple[list[Take], GltfFile, tuple[str, ...]]:
    """Return a file's animations, the file with the head that they move, and notes."""
    ignored: dict[str, object] = {"--rate": options.rate, "--time-unit": options.time_unit}
    if not is_expression_animation(file):
        ignored["--template"] = options.template
        return read_takes(file), file, _option_notes(ignored)
    if options.template is None and not file.entries("meshes"):
        raise InputError(f"{file.path} animates the expressions of a VRM model; give the model: --template MODEL.vrm")
    model = file
    if options.template is not None:
        with container.gltf_errors(options.template):
            model = GltfFile(options.template)
    takes, notes = expression_takes(file, model)
    return takes, model, (*notes, *_option_notes(ignored))


def _described_head(meshes: list[Mesh], path: Path) -> _Head:
    """Return the head as the user's `avatar.json` describes it, with the camera of that avatar."""
    described = description.read_description(path)
    available = {mesh.name for mesh in meshes}
    missing = [name for name in described.parts if name not in available]
    if missing:
        raise InputError(
            f"{path}: the animated file has no mesh {missing[0]!r}; it has: {', '.join(sorted(available))}"
        )
    avatar = avatar_registry.load_avatar(str(path))
    own_skin = next(
        mesh for mesh in read_meshes(path.parent / described.mesh) if described.parts.get(mesh.name) == "skin"
    )
    # The avatar's first vertex is the first one of its skin, moved so that the origin lies between the eyes.
    origin = own_skin.vertices[0].astype(np.float64) * described.scale - avatar.neutral[0]
    camera = portrait_camera(avatar)
    target = np.add(camera.target, origin)
    parts = [(mesh, described.parts[mesh.name]) for mesh in meshes if mesh.name in described.parts]
    return _Head(
        meshes=[mesh for mesh, _ in parts],
        tissues=[tissue_of_part(part) for _, part in parts],
        scale=described.scale,
        camera=Camera((float(target[0]), float(target[1]), float(target[2])), camera.height, camera.distance),
        notes=(),
    )


def _found_head(meshes: list[Mesh]) -> _Head:
    """Return the head as far as names and morph targets tell."""
    points = face_region.face_points(meshes)
    scale = face_region.file_scale(points)
    notes = []
    if scale != face_region.SCALES[0]:
        notes.append(f"a unit of the file is taken as {scale:g} mm, since its face would be impossibly large in metres")
    if find_profile(points * np.float32(scale)) is None:
        notes.append("no face was recognised, so the picture shows all that the morph targets move")
    if not any(mesh.is_painted for mesh in meshes):
        notes.append("the file has no colours and is drawn as skin")
    camera = face_camera(points * np.float32(scale))
    return _Head(meshes, [tissue_of_mesh(mesh) for mesh in meshes], scale, camera, tuple(notes))


def _option_notes(options: Mapping[str, object]) -> tuple[str, ...]:
    given = ", ".join(name for name, value in options.items() if value is not None)
    return (f"{given}: not needed, glTF holds times in seconds and its own mesh",) if given else ()


def _opacity_notes(meshes: Sequence[Mesh]) -> tuple[str, ...]:
    dropped = sum(
        int((mesh.opacity[mesh.faces].mean(axis=1) < MIN_OPACITY).sum()) for mesh in meshes if mesh.opacity is not None
    )
    return (f"{dropped} transparent triangles are left out, and others are drawn as opaque",) if dropped else ()
