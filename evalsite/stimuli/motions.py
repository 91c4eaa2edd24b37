"""Motion in the store: FAPs, whatever kind of file they came from."""

from pathlib import Path

from evalsite import store
from face import npz_file
from face.motion import FapMotion
from renderer import motion_file
from renderer.settings import BY_MARKERS


def read(path: Path, *, fps: int, seed: int, deformer: str) -> FapMotion:
    """Return a file's FAPs as the deformer can show them: markers retargeted with blinks and gaze by `seed`.

    Raises
    ------
    InputError
        If the file is no motion, or holds FAPs only where the deformer needs markers.
    """
    found = motion_file.read(path)
    if not isinstance(found, FapMotion):
        from synthesis.retarget import retarget  # noqa: PLC0415 - scipy, which FAPs need not wait for

        found = retarget(found, rate=fps, seed=seed)
    if deformer == BY_MARKERS:
        motion_file.must_have_markers(found, str(path))
    return found


def keep(motion: FapMotion) -> str:
    """Put a motion into the store and return its digest."""
    with store.workspace() as folder:
        npz_file.save(motion, folder / "motion.npz")
        return store.keep(folder / "motion.npz")


def load(digest: str) -> FapMotion:
    """Return a motion from the store."""
    return npz_file.load(FapMotion, store.path(digest))
