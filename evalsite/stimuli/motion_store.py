"""Facial motion in the store, always as FAPs, whatever kind of file it was read from."""

from pathlib import Path

from evalsite import store
from face import fap_file, npz_file
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.motion_reading import read_motion_file
from face.vertex_motion import VertexMotion
from renderer import motion_file
from renderer.settings import MARKER_DEFORMER


def read_motion(path: Path, *, fps: int, seed: int, deformer: str) -> FapMotion:
    """Return the FAPs of a motion file; markers are retargeted.

    Parameters
    ----------
    path
        A motion file of any kind: FAPs, markers or ARKit blendshapes.
    fps
        Frames per second of retargeted motion; FAPs keep their own rate.
    seed
        Seed of the blinks and gaze that retargeting adds.
    deformer
        The renderer's deformer that the motion is for.

    Raises
    ------
    InputError
        If the file holds no motion, or only FAPs although the deformer needs markers.
    """
    motion = read_motion_file(path).motion
    if isinstance(motion, VertexMotion):
        raise InputError(f"{path} holds the vertices of a mesh, which studies can't show yet; give FAPs or markers")
    if isinstance(motion, MarkerMotion):
        from synthesis.retargeting import retarget  # noqa: PLC0415 - scipy, which FAP files don't need

        motion = retarget(motion, rate=fps, seed=seed)
    if deformer == MARKER_DEFORMER:
        motion_file.require_markers(motion, str(path))
    return motion


def store_motion(motion: FapMotion) -> str:
    """Put a motion into the store and return its digest."""
    with store.workspace() as workspace:
        npz_file.save(motion, workspace / "motion.npz")
        return store.add(workspace / "motion.npz")


def load_motion(digest: str) -> FapMotion:
    """Return a motion from the store."""
    return npz_file.load(FapMotion, store.path(digest))


def export_fap_file(digest: str) -> Path:
    """Write a motion of the store as a FAP file and return its path, which is in the store too."""
    with store.workspace() as workspace:
        fap_file.write(load_motion(digest), workspace / "motion.fap")
        return store.path(store.add(workspace / "motion.fap"))
