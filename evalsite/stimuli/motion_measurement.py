"""How long a stored motion is, and whether it moves anything: what the checks of a study need to know of it."""

import numpy as np

from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.motion_store import StoredMotion, load_motion
from face.documents import Document
from face.motion import FapMotion, MarkerMotion
from face.motion_summary import motion_seconds, summarize_motion


class MotionProperties(Document):
    """The length of a motion in s, its frames per second, and whether anything in it moves."""

    seconds: float
    rate: float
    moves: bool


def measure_motion(motion: StoredMotion) -> MotionProperties:
    """Return the properties of a motion; blinks and gaze that retargeting added to markers are no movement."""
    return MotionProperties(seconds=motion_seconds(motion), rate=motion.rate, moves=_moves(motion))


def stimulus_motion(stimulus: Stimulus) -> MotionProperties:
    """Return the properties of a stimulus's motion, measured at the first call."""
    if stimulus.motion_measurement is None:
        stimulus.motion_measurement = measure_motion(load_motion(stimulus.motion)).model_dump(mode="json")
        stimulus.save(update_fields=["motion_measurement"])
    return MotionProperties.model_validate(stimulus.motion_measurement)


def _moves(motion: StoredMotion) -> bool:
    if isinstance(motion, FapMotion) and motion.moved is not None and motion.neutral is not None:
        valid = np.ones(motion.moved.shape[:2], np.bool_)
        return _moves_at_all(MarkerMotion(motion.moved + motion.neutral, valid, motion.neutral, motion.rate))
    return _moves_at_all(motion)


def _moves_at_all(motion: StoredMotion | MarkerMotion) -> bool:
    return bool(summarize_motion(motion).moving)
