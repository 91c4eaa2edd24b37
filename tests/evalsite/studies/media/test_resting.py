"""The anchor: a face that only blinks, as every other condition of the clip does."""

import numpy as np

from evalsite import store
from evalsite.studies.media import resting
from face import npz_file
from face.faps import fap_index
from face.motion import FapMotion


def kept(seconds: float, seed: int) -> FapMotion:
    digest, length = resting.taken(seconds, fps=25, seed=seed)
    assert length >= seconds
    return npz_file.load(FapMotion, store.path(digest))


def test_nothing_but_lids_and_eyes_moves():
    motion = kept(20.0, seed=3)
    assert len(motion) == 500
    eyes = [fap_index(fap) for fap in range(19, 27)]
    assert np.ptp(motion.values[:, fap_index(19)]) > 500
    assert not np.delete(motion.values, eyes, axis=1).any()


def test_blinks_belong_to_the_clip():
    assert np.array_equal(kept(20.0, seed=3).values, kept(20.0, seed=3).values)
    assert not np.array_equal(kept(20.0, seed=3).values, kept(20.0, seed=4).values)
