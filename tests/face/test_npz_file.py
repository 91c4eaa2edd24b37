"""Motion archives: exact, and refused when they are something else."""

from pathlib import Path

import numpy as np
import pytest

from face import npz_file
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion, fap_motion

RECORDED = Path(__file__).parent / "recorded"
"""Written by version 0.1."""

MARKERS = MarkerMotion(
    np.random.default_rng(1).normal(size=(5, 46, 3)), np.ones((5, 46), bool), np.zeros((46, 3)), 120.0
)


def test_marker_motion_round_trip_is_exact(tmp_path):
    npz_file.save(MARKERS, tmp_path / "m.npz")
    again = npz_file.load(MarkerMotion, tmp_path / "m.npz")
    assert np.array_equal(again.positions, MARKERS.positions)
    assert (again.rate, again.head_rotation) == (120.0, None)
    assert [file.name for file in tmp_path.iterdir()] == ["m.npz"]


def test_load_motion_recognises_the_type(tmp_path):
    npz_file.save(MARKERS, tmp_path / "m.npz")
    npz_file.save(fap_motion(np.ones((2, 66), np.float32), 25), tmp_path / "f.npz")
    assert isinstance(npz_file.load_motion(tmp_path / "m.npz"), MarkerMotion)
    assert isinstance(npz_file.load_motion(tmp_path / "f.npz"), FapMotion)


def test_another_type_is_refused(tmp_path):
    npz_file.save(MARKERS, tmp_path / "m.npz")
    with pytest.raises(InputError, match="holds MarkerMotion, not FapMotion"):
        npz_file.load(FapMotion, tmp_path / "m.npz")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not an archive"])
def test_a_broken_archive_is_an_input_error(tmp_path, content):
    (tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(InputError, match="is not a NumPy file"):
        npz_file.load(MarkerMotion, tmp_path / "m.npz")


def test_archives_of_version_0_1_are_read():
    markers = npz_file.load_motion(RECORDED / "markers-0.1.npz")
    faps = npz_file.load_motion(RECORDED / "faps-0.1.npz")
    assert isinstance(markers, MarkerMotion)
    assert (len(markers), markers.rate, float(markers.positions.sum())) == (24, 120.0, pytest.approx(1063.117))
    assert isinstance(faps, FapMotion)
    assert (len(faps), faps.rate, float(faps.values.sum())) == (5, 25.0, pytest.approx(9352.724))
    assert faps.moved.sum() == pytest.approx(-6.451674, rel=1e-4)
