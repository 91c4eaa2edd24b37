"""Motion files of every kind become FAPs in the store, once."""

import numpy as np
import pytest

from evalsite.stimuli import motion_store
from face import npz_file
from face.errors import InputError
from face.faps import FAPS
from face.motion import fap_motion
from tests.synthesis import faces


@pytest.fixture
def faps(tmp_path):
    npz_file.save(fap_motion(np.ones((5, len(FAPS)), np.float32), 25.0), tmp_path / "faps.npz")
    return tmp_path / "faps.npz"


@pytest.fixture
def markers(tmp_path):
    npz_file.save(faces.motion(faces.noise(3)), tmp_path / "markers.npz")
    return tmp_path / "markers.npz"


def read(path, *, fps=25, seed=1, deformer="fat"):
    return motion_store.read_motion(path, fps=fps, seed=seed, deformer=deformer).motion


def test_a_stored_motion_is_loaded_and_stored_once(faps):
    motion = read(faps)
    digest = motion_store.store_motion(motion)
    assert np.array_equal(motion_store.load_motion(digest).values, motion.values)
    assert motion_store.store_motion(read(faps)) == digest


def test_faps_are_not_changed(faps):
    assert read(faps, fps=50).rate == 25
    assert np.array_equal(read(faps, seed=1).values, read(faps, seed=2).values)


def test_markers_are_retargeted_at_the_frame_rate_with_seeded_blinks(markers):
    assert read(markers, fps=50).rate == 50
    assert np.array_equal(read(markers, seed=1).values, read(markers, seed=1).values)
    assert not np.array_equal(read(markers, seed=1).values, read(markers, seed=2).values)


@pytest.mark.parametrize("deformer", ["fat", "xface"])
def test_most_deformers_need_only_faps(faps, deformer):
    assert len(read(faps, deformer=deformer)) == 5


def test_the_markers_deformer_refuses_faps(faps, markers):
    assert read(markers, deformer="markers").moved is not None
    with pytest.raises(InputError, match=r"faps\.npz holds FAPs only; give markers"):
        read(faps, deformer="markers")
