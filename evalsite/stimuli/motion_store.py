"""Facial motion in the store: as FAPs, whatever kind of file it was read from, or with a mesh of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from evalsite import store
from face import fap_file, motion_reading, npz_file
from face.errors import InputError
from face.morph_motion import MorphMotion
from face.motion import FapMotion, MarkerMotion
from face.motion_reading import read_motion_file
from face.reading.options import DEFAULT_OPTIONS, ReadOptions
from face.vertex_motion import VertexMotion
from renderer import motion_file
from renderer.gltf import container
from renderer.settings import MARKER_DEFORMER

StoredMotion = FapMotion | VertexMotion | MorphMotion
"""Motion as it is rendered."""

MOTION_SUFFIXES: Final = (*motion_reading.MOTION_SUFFIXES, *container.SUFFIXES)
"""What the names of motion files end in: those of `face`, and heads that are animated in their own files."""

AVATAR_SETTINGS: Final = ("avatar", "avatar_files", "deformer")
"""The settings of what is drawn on an avatar."""

MIN_RATE_SHARE: Final = 2 / 3
"""Motion with a lower share of the video's frame rate looks less fluent than the video could show."""


class ReadMotion(NamedTuple):
    """The motion of a file as it is rendered, and what was assumed, repaired or left out, one sentence each."""

    motion: StoredMotion
    notes: tuple[str, ...]


def read_motion(
    path: Path, options: ReadOptions = DEFAULT_OPTIONS, *, fps: int, seed: int, deformer: str, avatar: str = ""
) -> ReadMotion:
    """Return the FAPs of a motion file, its vertices, or its own animated head; markers are retargeted.

    Parameters
    ----------
    path
        A motion file of any kind.
    options
        What the file leaves open.
    fps
        Frames per second of retargeted motion; FAPs and vertices keep their own rate.
    seed
        Seed of the blinks and gaze that retargeting adds.
    deformer
        The renderer's deformer that the motion is for; vertices need none.
    avatar
        The renderer's avatar; an `avatar.json` names the parts of an animated head and sets its camera.

    Raises
    ------
    InputError
        If the file holds no motion, or only FAPs although the deformer needs markers.
    """
    if path.suffix.lower() in container.SUFFIXES:
        return _read_animated_head(path, options, fps=fps, avatar=avatar)
    file = read_motion_file(path, options)
    notes = (*file.notes, *_rate_note(file.motion.rate, fps))
    if isinstance(file.motion, VertexMotion):
        return ReadMotion(file.motion, notes)
    motion = file.motion
    if isinstance(motion, MarkerMotion):
        from synthesis.retargeting import retarget  # noqa: PLC0415 - scipy, which FAP files don't need

        if motion.head_rotation is not None and motion.head_rotation.any():
            notes = (*notes, "the head's rotation is left out")
        motion = retarget(motion, rate=fps, seed=seed)
    if deformer == MARKER_DEFORMER:
        motion_file.require_markers(motion, str(path))
    return ReadMotion(motion, notes)


def _read_animated_head(path: Path, options: ReadOptions, *, fps: int, avatar: str) -> ReadMotion:
    from renderer.morph_animation.reading import read_morph_file  # noqa: PLC0415 - scipy and Pillow, only for these

    file = read_morph_file(path, options, avatar=avatar)
    return ReadMotion(file.motion, (*file.notes, *_rate_note(file.motion.rate, fps)))


def store_motion(motion: StoredMotion) -> str:
    """Put a motion into the store and return its digest."""
    with store.workspace() as workspace:
        npz_file.save(motion, workspace / "motion.npz")
        return store.add(workspace / "motion.npz")


def load_motion(digest: str) -> StoredMotion:
    """Return a motion from the store."""
    path = store.path(digest)
    if npz_file.stored_type(path) == MorphMotion.__name__:
        return npz_file.load(MorphMotion, path)
    motion = npz_file.load_motion(path)
    if isinstance(motion, MarkerMotion):
        raise InputError(f"the motion {digest[:12]} holds markers, which can't be rendered; request it again")
    return motion


def motion_template(motion: StoredMotion) -> str:
    """Return the SHA-256 of the mesh that a motion brings along; empty if it is shown on an avatar."""
    if isinstance(motion, FapMotion):
        return ""
    from renderer import animation  # noqa: PLC0415 - trimesh and scipy, which only vertices need

    return animation.motion_template(motion)


def drawing_notes(motion: StoredMotion) -> tuple[str, ...]:
    """Return what is assumed or repaired when a motion is drawn, one sentence each."""
    if isinstance(motion, FapMotion):
        return ()
    from renderer import animation  # noqa: PLC0415 - trimesh and scipy, which only vertices need

    return animation.drawing_notes(motion)


def settings_of_template(settings: Mapping[str, Any], template: str) -> dict[str, Any]:
    """Return the settings of a video of vertices: they are drawn on their own template instead of an avatar."""
    shared = {key: value for key, value in settings.items() if key not in AVATAR_SETTINGS}
    return (shared | {"template": template}) if template else dict(settings)


def export_fap_file(digest: str) -> Path:
    """Write a motion of the store as a FAP file and return its path, which is in the store too."""
    with store.workspace() as workspace:
        fap_file.write(npz_file.load(FapMotion, store.path(digest)), workspace / "motion.fap")
        return store.path(store.add(workspace / "motion.fap"))


def _rate_note(rate: float, fps: int) -> list[str]:
    if rate >= MIN_RATE_SHARE * fps:
        return []
    return [
        f"the motion has {rate:g} frames per second, the video {fps}; between its frames it moves in straight lines"
    ]
