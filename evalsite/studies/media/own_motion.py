"""Somebody's own motion files: made into FAPs that the avatar shows as fairly as any other condition's."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from evalsite import store
from face import npz_file
from face.faps import column
from face.motion import FapMotion
from renderer import motion_file, timing

KINDS: Final = (".fap", ".npz", ".csv")
HEAD: Final = (48, 49, 50)
"""The FAPs that turn the head, which is still in all conditions."""


def taken(path: Path, *, fps: int, seed: int) -> tuple[str, float]:
    """Return the digest of a motion file's FAPs in the store, and how long it lasts, s.

    Markers are retargeted as our own are, with blinks and gaze by `seed`; FAPs are taken as they are, the head's apart.

    Raises
    ------
    InputError
        If the file is no motion.
    """
    motion = still(_faps(path, fps, seed))
    with store.workspace() as folder:
        npz_file.save(motion, folder / "motion.npz")
        return store.keep(folder / "motion.npz"), timing.seconds(motion)


def still(motion: FapMotion) -> FapMotion:
    """Return the motion with the head held still."""
    columns = [column(fap) for fap in HEAD]
    values, driven = motion.values.copy(), motion.driven.copy()
    values[:, columns] = 0
    driven[:, columns] = np.False_
    return replace(motion, values=values, driven=driven)


def length(digest: str) -> float:
    """Return how long a kept motion lasts, s."""
    return timing.seconds(npz_file.load(FapMotion, store.path(digest)))


def _faps(path: Path, fps: int, seed: int) -> FapMotion:
    found = motion_file.read(path)
    if isinstance(found, FapMotion):
        return found
    from synthesis.retarget import retarget  # noqa: PLC0415 - scipy, which a page need not wait for

    return retarget(found, rate=fps, seed=seed)
