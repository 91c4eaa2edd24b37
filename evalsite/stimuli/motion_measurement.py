"""How long a stored motion is, and whether it moves anything: what the checks of a study need to know of it."""

from typing import Final

import numpy as np

from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.motion_store import StoredMotion, load_motion
from face.documents import Document
from face.motion import FapMotion, MarkerMotion
from face.motion_summary import motion_seconds, summarize_motion

MAX_LENGTH_DIFFERENCE: Final = 0.1
"""Seconds between the ends of motion and sound."""
ROUNDING: Final = 1e-6


class MotionProperties(Document):
    """The length of a motion in s, its frames per second, and whether anything in it moves."""

    seconds: float
    rate: float
    moves: bool


def measure_motion(motion: StoredMotion) -> MotionProperties:
    """Return the properties of a motion; blinks and gaze that retargeting added to markers are no movement."""
    return MotionProperties(seconds=motion_seconds(motion), rate=motion.rate, moves=_moves(motion))


def length_note(motion: StoredMotion, sound_seconds: float) -> list[str]:
    """Return a note if a motion is longer or shorter than its sound; `sound_seconds` is the sound's length, s."""
    seconds = motion_seconds(motion)
    if abs(seconds - sound_seconds) <= MAX_LENGTH_DIFFERENCE + ROUNDING:
        return []
    return [f"the motion lasts {seconds:.2f} s and its sound {sound_seconds:.2f} s"]


def store_measurement(stimulus: Stimulus, properties: MotionProperties) -> None:
    """Keep the properties of a stimulus's motion, so that nobody needs to load it to know them."""
    stimulus.motion_measurement = properties.model_dump(mode="json")
    stimulus.save(update_fields=["motion_measurement"])


def stimulus_motion(stimulus: Stimulus) -> MotionProperties:
    """Return the properties of a stimulus's motion, measured at the first call."""
    if stimulus.motion_measurement is None:
        store_measurement(stimulus, measure_motion(load_motion(stimulus.motion)))
    return MotionProperties.model_validate(stimulus.motion_measurement)


def _moves(motion: StoredMotion) -> bool:
    if isinstance(motion, FapMotion) and motion.moved is not None and motion.neutral is not None:
        valid = np.ones(motion.moved.shape[:2], np.bool_)
        return _moves_at_all(MarkerMotion(motion.moved + motion.neutral, valid, motion.neutral, motion.rate))
    return _moves_at_all(motion)


def _moves_at_all(motion: StoredMotion | MarkerMotion) -> bool:
    return bool(summarize_motion(motion).moving)
