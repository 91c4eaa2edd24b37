"""What a video draws, whatever kind of motion it shows: a mesh, a camera, and the vertices of each frame."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from face.arrays import Float32Array
from face.errors import InputError
from face.morph_motion import MorphMotion
from face.motion import FapMotion, MarkerMotion
from face.vertex_motion import VertexMotion
from renderer import avatar_registry, motion_file, resampling
from renderer.array_digest import array_digest
from renderer.deformers import registry
from renderer.morph_animation.render_mesh import morph_render_mesh
from renderer.render_mesh import RenderMesh, build_render_mesh
from renderer.scene import Camera, portrait_camera
from renderer.settings import MARKER_DEFORMER, RenderSettings
from renderer.template.assembly import build_template_mesh, template_digest
from renderer.template.surface import read_surface

Motion = FapMotion | MarkerMotion | VertexMotion | MorphMotion
"""Motion that can be drawn."""
MAX_DRIFT: Final = 40.0
"""A head that moves farther from its template than this is named, mm."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A mesh ready to be drawn.

    Attributes
    ----------
    mesh, camera
        What is drawn, and from where.
    vertices
        Called with `start` and `count`; gives the vertices of the video's frames from `start` up to `count` in blocks
        `(n, V, 3)` mm.
    """

    mesh: RenderMesh
    camera: Camera
    vertices: Callable[[int, int], Iterator[Float32Array]]


@dataclass(frozen=True, eq=False)
class Animation:
    """A motion that can be drawn with some settings.

    Attributes
    ----------
    seconds
        Its duration to the end of its last frame.
    settings
        What decided how it looks, as JSON: provenance.
    prepare
        Builds what is drawn; an avatar takes seconds.
    """

    seconds: float
    settings: dict[str, Any]
    prepare: Callable[[], Drawing]


def create_animation(motion: Motion, settings: RenderSettings) -> Animation:
    """Return how a motion is drawn: vertices and morph targets on their own mesh, all else on the settings' avatar.

    Raises
    ------
    InputError
        If the motion has no frame, or the deformer can't take it.
    """
    if isinstance(motion, VertexMotion | MorphMotion):
        if not len(motion):
            raise InputError("the motion has no frame; give one of at least one frame")
        prepare = (
            partial(_draw_template, motion, settings.fps)
            if isinstance(motion, VertexMotion)
            else partial(_draw_morphs, motion, settings.fps)
        )
        return Animation(resampling.motion_duration(motion), settings.template_json(motion_template(motion)), prepare)
    faps = motion_file.to_faps(motion, keep_markers=settings.deformer == MARKER_DEFORMER)
    return Animation(resampling.motion_duration(faps), settings.to_json(), partial(_draw_avatar, faps, settings))


def motion_template(motion: VertexMotion | MorphMotion) -> str:
    """Return the digest of what a motion brings along to be drawn."""
    if isinstance(motion, VertexMotion):
        return template_digest(motion.template, motion.faces)
    look = (motion.colour, motion.gloss, motion.scatter, motion.picture)
    return array_digest(motion.template, motion.faces, motion.back_faces, *look)


def drawing_notes(motion: Motion) -> tuple[str, ...]:
    """Return what is assumed or repaired when a motion is drawn, one sentence each, without drawing it."""
    if not isinstance(motion, VertexMotion):
        return ()
    notes = read_surface(motion.template, motion.faces).notes()
    centre = motion.template.mean(axis=0, dtype=np.float64)
    drift = np.abs(motion.positions.mean(axis=1, dtype=np.float64) - centre)[:, :2].max(initial=0.0)
    if drift <= MAX_DRIFT:
        return notes
    return (*notes, f"the head moves up to {drift:.0f} mm from its template, away from the picture's middle")


def _draw_avatar(faps: FapMotion, settings: RenderSettings) -> Drawing:
    avatar = avatar_registry.load_avatar(settings.avatar)
    deform = registry.create_pose_deformer(settings.deformer, avatar, faps)

    def vertices(start: int, count: int) -> Iterator[Float32Array]:
        return map(deform, resampling.resampled_blocks(faps, fps=settings.fps, count=count, start=start))

    return Drawing(build_render_mesh(avatar), portrait_camera(avatar), vertices)


def _draw_template(motion: VertexMotion, fps: int) -> Drawing:
    template = build_template_mesh(motion.template, motion.faces)

    def vertices(start: int, count: int) -> Iterator[Float32Array]:
        for block in resampling.resampled_vertices(motion, fps=fps, count=count, start=start):
            yield block[:, template.source]

    return Drawing(template.mesh, template.camera, vertices)


def _draw_morphs(motion: MorphMotion, fps: int) -> Drawing:
    x, y, z, height = motion.picture.tolist()

    mesh, source = morph_render_mesh(motion)

    def vertices(start: int, count: int) -> Iterator[Float32Array]:
        for block in resampling.resampled_morphs(motion, fps=fps, count=count, start=start):
            yield block[:, source]

    return Drawing(mesh, Camera((x, y, z), height), vertices)
