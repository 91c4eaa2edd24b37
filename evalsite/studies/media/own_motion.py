"""Somebody's own motion files: made into FAPs that the avatar shows as fairly as any other condition's."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from evalsite.stimuli import motion_store
from face.faps import fap_index
from face.motion import FapMotion
from renderer import resampling

KINDS: Final = (".fap", ".npz", ".csv")
HEAD: Final = (48, 49, 50)
"""The FAPs that turn the head, which is still in all conditions."""


def taken(path: Path, *, fps: int, seed: int, deformer: str) -> tuple[str, float]:
    """Return the digest of a motion file's FAPs in the store, and how long it lasts, s.

    Markers are retargeted as our own are, with blinks and gaze by `seed`; FAPs are taken as they are, the head's apart.

    Raises
    ------
    InputError
        If the file is no motion, or none that the deformer can show.
    """
    motion = head_held(motion_store.read_motion(path, fps=fps, seed=seed, deformer=deformer))
    return motion_store.store_motion(motion), resampling.motion_duration(motion)


def head_held(motion: FapMotion) -> FapMotion:
    """Return the motion with the head held still."""
    columns = [fap_index(fap) for fap in HEAD]
    values, driven = motion.values.copy(), motion.driven.copy()
    values[:, columns] = 0
    driven[:, columns] = np.False_
    return replace(motion, values=values, driven=driven)


def length(digest: str) -> float:
    """Return how long a kept motion lasts, s."""
    return resampling.motion_duration(motion_store.load_motion(digest))
