"""The plain face: symmetric, of human size, whole."""

import numpy as np
import pytest

from face.markers.average_face import AVERAGE_FACE
from face.regions import MARKERS
from training.corpora import face_model
from training.corpora.face_model import CONTROLS, marker_positions, neutral_face

AT = {name: index for index, name in enumerate(MARKERS)}
MIRROR = {"FH1": "FH3", "CH1": "CH3", "Mou1": "Mou5", "Mou2": "Mou4", "Mou8": "Mou6"}
PAIRS = MIRROR | {"R" + name[1:]: name for name in MARKERS if name.startswith("L")}


def test_the_neutral_face_is_symmetric():
    rest = neutral_face()
    for right, left in PAIRS.items():
        np.testing.assert_array_equal(rest[AT[right]], rest[AT[left]] * [-1, 1, 1])
    middle = set(MARKERS) - set(PAIRS) - set(PAIRS.values())
    assert middle == {"FH2", "CH2", "Mou3", "Mou7"}
    assert all(rest[AT[name], 0] == 0 for name in middle)


def test_marker_positions_are_distinct():
    rest = neutral_face()
    apart = np.linalg.norm(rest[:, None] - rest[None], axis=2) + 100 * np.eye(46)
    assert apart.min() > 6


def test_the_face_is_of_human_size():
    rest = neutral_face()
    assert rest[AT["Mou5"], 0] - rest[AT["Mou1"], 0] == pytest.approx(59)
    assert 100 < rest[AT["LBRO2"], 1] - rest[AT["CH2"], 1] < 120


@pytest.mark.parametrize("name", CONTROLS)
def test_controls_are_symmetric_and_limited_to_one_unit(name):
    moved = marker_positions({name: np.array([1.0])}, neutral_face())[0] - neutral_face()
    for right, left in PAIRS.items():
        np.testing.assert_allclose(moved[AT[right]], moved[AT[left]] * [-1, 1, 1], atol=1e-12)
    assert 0.6 < np.linalg.norm(moved, axis=1).max() < 3
    assert set(CONTROLS[name]) <= set(AVERAGE_FACE)


def test_controls_add_up():
    curves = {name: np.array([0.0, 1.0]) for name in ("jaw", "brow")}
    both = marker_positions(curves, neutral_face())[1] - neutral_face()
    each = [marker_positions({name: np.array([1.0])}, neutral_face())[0] - neutral_face() for name in curves]
    np.testing.assert_allclose(both, sum(each), atol=1e-12)
    assert (marker_positions(curves, neutral_face())[0] == neutral_face()).all()


def test_scale_is_width_height_and_depth():
    np.testing.assert_allclose(neutral_face((1.1, 1.2, 0.9)), face_model.neutral_face() * [1.1, 1.2, 0.9])
