"""The motion of conditions without a network: imported motion files, and a still face as the anchor."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from evalsite.stimuli import motion_store
from face.faps import FAPS, fap_index
from face.motion import FapMotion
from renderer import resampling

MOTION_SUFFIXES: Final = (".fap", ".npz", ".csv")
HEAD_ROTATION_FAPS: Final = (48, 49, 50)
"""The head is still in all conditions."""


def store_motion_file(path: Path, *, fps: int, seed: int, deformer: str) -> tuple[str, float]:
    """Return the digest of a motion file's FAPs in the store, and their length, s.

    Markers are retargeted like those of a network, with blinks and gaze from `seed`; FAPs are taken as they are, except
    the head rotation.

    Raises
    ------
    InputError
        If the file is no motion, or none that the deformer can show.
    """
    motion = without_head_rotation(motion_store.read_motion(path, fps=fps, seed=seed, deformer=deformer))
    return motion_store.store_motion(motion), resampling.motion_duration(motion)


def store_still_anchor(seconds: float, *, fps: int, seed: int) -> tuple[str, float]:
    """Return the digest in the store of the motion of a face that only blinks, and its length, s.

    Blinks and gaze come from `seed` as in every other condition of the clip, and the same FAPs are driven.
    """
    from synthesis import eye_motion, retargeting  # noqa: PLC0415 - scipy, which a page need not wait for

    frames = resampling.frame_count(seconds, fps)
    values = eye_motion.add_blinks_and_gaze(np.zeros((frames, len(FAPS)), np.float32), fps, seed)
    driven = np.broadcast_to(retargeting.DRIVEN_FAPS, values.shape).copy()
    motion = FapMotion(values=values, driven=driven, rate=fps, times=np.arange(frames) / fps)
    return motion_store.store_motion(motion), frames / fps


def without_head_rotation(motion: FapMotion) -> FapMotion:
    """Return the motion with the head held still."""
    columns = [fap_index(fap) for fap in HEAD_ROTATION_FAPS]
    values, driven = motion.values.copy(), motion.driven.copy()
    values[:, columns] = 0
    driven[:, columns] = np.False_
    return replace(motion, values=values, driven=driven)


def motion_seconds(digest: str) -> float:
    """Return the length of a stored motion, s."""
    return resampling.motion_duration(motion_store.load_motion(digest))
