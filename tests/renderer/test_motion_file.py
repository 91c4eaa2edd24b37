import numpy as np
import pytest

from face import fap_file, npz_file
from face.errors import InputError
from face.motion import MarkerMotion
from renderer import motion_file


def test_both_kinds_of_file_hold_the_same_faps(tmp_path, swing):
    whole = swing.values.round()
    fap_file.write(swing, tmp_path / "m.FAP")
    npz_file.save(swing, tmp_path / "m.npz")
    np.testing.assert_array_equal(motion_file.read(tmp_path / "m.FAP").values, whole)
    np.testing.assert_array_equal(motion_file.read(tmp_path / "m.npz").values, swing.values)


def test_markers_are_sent_to_retargeting(tmp_path):
    still = np.zeros((2, 46, 3), np.float32)
    npz_file.save(MarkerMotion(still, np.ones((2, 46), bool), still[0], 120.0), tmp_path / "markers.npz")
    with pytest.raises(InputError, match=r"markers.npz holds markers; .*python -m synthesis retarget"):
        motion_file.read(tmp_path / "markers.npz")


@pytest.mark.parametrize(("name", "content"), [("a.fap", "2.1 x 25 1\n1 0\n"), ("a.npz", "text"), ("a.txt", "")])
def test_what_is_no_motion_is_refused(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=name):
        motion_file.read(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.fap does not exist"):
        motion_file.read(tmp_path / "gone.fap")


def test_motion_without_a_frame_is_refused(swing):
    empty = type(swing)(swing.values[:0], swing.driven[:0], 25.0, swing.times[:0])
    with pytest.raises(InputError, match="no frame"):
        motion_file.faps(empty)
