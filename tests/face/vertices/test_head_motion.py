"""The head's own motion is found beside a moving jaw, and taken out."""

import numpy as np
from scipy.spatial.transform import Rotation

from face.vertices.head_motion import estimate_head_motion, remove_head_motion
from tests.face.vertices.heads import head, jaw_motion

VERTICES, _ = head()
TALKING = jaw_motion(VERTICES, 30).astype(np.float32)


def test_a_talking_head_that_keeps_still_is_left_alone():
    motion = estimate_head_motion(TALKING, VERTICES)
    assert not motion.is_noticeable
    assert motion.turn < np.radians(0.1)


def test_nodding_is_taken_out_and_speech_stays():
    angles = np.radians(8) * np.sin(np.linspace(0, 6, 30))
    turns = Rotation.from_rotvec(angles[:, None] * (0.8, 0.6, 0)).as_matrix()
    shifts = np.linspace(0, 15, 30)[:, None] * (1, 0, 0)
    nodding = (TALKING @ turns.transpose(0, 2, 1) + shifts[:, None]).astype(np.float32)
    motion = estimate_head_motion(nodding, VERTICES)
    assert motion.is_noticeable
    assert np.degrees(motion.turn) > 7
    remove_head_motion(nodding, motion)
    assert np.abs(nodding - TALKING).max() < 0.1
