import numpy as np
import pytest

from face import fap_file, npz_file
from face.errors import InputError
from face.motion_reading import read_motion_file
from renderer import motion_file
from synthesis.retargeting import retarget
from tests.synthesis import faces


def test_fap_and_npz_files_hold_the_same_faps(tmp_path, swing):
    rounded = swing.values.round()
    fap_file.write(swing, tmp_path / "m.FAP")
    npz_file.save(swing, tmp_path / "m.npz")
    np.testing.assert_array_equal(read_motion_file(tmp_path / "m.FAP").motion.values, rounded)
    np.testing.assert_array_equal(read_motion_file(tmp_path / "m.npz").motion.values, swing.values)


def test_markers_are_refused_unless_they_are_kept(tmp_path):
    npz_file.save(faces.motion(faces.noise(0, frames=4)), tmp_path / "markers.npz")
    motion = read_motion_file(tmp_path / "markers.npz").motion
    with pytest.raises(InputError, match=r"made of markers; .*python -m synthesis retarget"):
        motion_file.to_faps(motion)
    faps = motion_file.to_faps(motion, keep_markers=True)
    np.testing.assert_allclose(faps.moved, motion.positions - motion.neutral, atol=1e-4)


def test_keeping_markers_requires_markers(swing):
    with pytest.raises(InputError, match="needs the markers themselves"):
        motion_file.to_faps(swing, keep_markers=True)


def test_retargeted_faps_keep_their_markers():
    motion = retarget(faces.motion(faces.noise(0)))
    assert motion_file.to_faps(motion, keep_markers=True).moved.shape == (50, 46, 3)


@pytest.mark.parametrize(("name", "content"), [("a.fap", "2.1 x 25 1\n1 0\n"), ("a.npz", "text"), ("a.txt", "")])
def test_files_without_motion_are_refused(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=name):
        read_motion_file(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.fap does not exist"):
        read_motion_file(tmp_path / "gone.fap")


def test_motion_without_frames_is_refused(swing):
    empty = type(swing)(swing.values[:0], swing.driven[:0], 25.0, swing.times[:0])
    with pytest.raises(InputError, match="no frame"):
        motion_file.to_faps(empty)
