"""A face that only blinks while somebody is heard to speak: the anchor that is bad beyond doubt around the mouth."""

import numpy as np

from evalsite.stimuli import motion_store
from face.faps import FAPS
from face.motion import FapMotion
from renderer.resampling import frame_count


def taken(seconds: float, *, fps: int, seed: int) -> tuple[str, float]:
    """Return the digest in the store of FAPs that rest for so long, and how long they last, s.

    Blinks and gaze come from `seed` as in every other condition of the clip, and the same FAPs are driven.
    """
    from synthesis import eye_motion, retargeting  # noqa: PLC0415 - scipy, which a page need not wait for

    frames = frame_count(seconds, fps)
    values = eye_motion.add_blinks_and_gaze(np.zeros((frames, len(FAPS)), np.float32), fps, seed)
    driven = np.broadcast_to(retargeting.DRIVEN_FAPS, values.shape).copy()
    motion = FapMotion(values=values, driven=driven, rate=fps, times=np.arange(frames) / fps)
    return motion_store.store_motion(motion), frames / fps
