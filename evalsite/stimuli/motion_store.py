"""Facial motion in the store: as FAPs, whatever kind of file it was read from, or as the vertices of its own mesh."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from evalsite import store
from face import fap_file, npz_file
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.motion_reading import read_motion_file
from face.read_options import DEFAULT_OPTIONS, ReadOptions
from face.vertex_motion import VertexMotion
from renderer import motion_file
from renderer.settings import MARKER_DEFORMER

StoredMotion = FapMotion | VertexMotion
"""Motion as it is rendered."""

AVATAR_SETTINGS: Final = ("avatar", "avatar_files", "deformer")
"""The settings of what is drawn on an avatar."""

MIN_RATE_SHARE: Final = 2 / 3
"""Motion with a lower share of the video's frame rate looks less fluent than the video could show."""


class ReadMotion(NamedTuple):
    """The motion of a file as it is rendered, and what was assumed, repaired or left out, one sentence each."""

    motion: StoredMotion
    notes: tuple[str, ...]


def read_motion(
    path: Path, options: ReadOptions = DEFAULT_OPTIONS, *, fps: int, seed: int, deformer: str
) -> ReadMotion:
    """Return the FAPs of a motion file, or its vertices; markers are retargeted.

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

    Raises
    ------
    InputError
        If the file holds no motion, or only FAPs although the deformer needs markers.
    """
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


def store_motion(motion: StoredMotion) -> str:
    """Put a motion into the store and return its digest."""
    with store.workspace() as workspace:
        npz_file.save(motion, workspace / "motion.npz")
        return store.add(workspace / "motion.npz")


def load_motion(digest: str) -> StoredMotion:
    """Return a motion from the store."""
    motion = npz_file.load_motion(store.path(digest))
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
