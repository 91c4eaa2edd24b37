"""Measurements on vertices, of motion with known results."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from face.faps import FAPS, fap_index
from renderer.check.metrics import FapMetrics, SkinArtifacts, best_rotations, only_faps, rotation_angles
from tests.renderer import small_head

YAW, PITCH, TILT = 0.2, -0.1, 0.3


@pytest.fixture(scope="module")
def avatar():
    return small_head.small_head()


def test_best_rotations_recovers_rotations_of_noisy_points():
    random = np.random.default_rng(0)
    rotations = Rotation.random(5, random_state=1).as_matrix()
    before = random.normal(0, 20, (50, 3))
    after = before @ rotations.transpose(0, 2, 1) + random.normal(0, 1e-3, (5, 50, 3)) + 7
    np.testing.assert_allclose(best_rotations(before, after), rotations, atol=1e-3)


def test_rotation_angles_are_yaw_pitch_and_tilt():
    matrix = Rotation.from_euler("YXZ", (YAW, PITCH, TILT)).as_matrix()
    np.testing.assert_allclose(rotation_angles(matrix[None]), [[YAW, PITCH, TILT]])


def test_a_rotated_head_is_measured_by_its_three_faps(avatar):
    matrix = Rotation.from_euler("YXZ", (YAW, PITCH, TILT)).as_matrix()
    frames = (avatar.neutral @ matrix.T)[None].astype(np.float32)
    for number, angle in ((48, PITCH), (49, YAW), (50, TILT)):
        fap = FAPS[fap_index(number)]
        assert FapMetrics(avatar).measure(fap, frames, avatar.neutral[None])[0] == pytest.approx(angle, abs=1e-4)


def test_a_translated_point_is_measured_along_its_faps_axis(avatar):
    fap = FAPS[fap_index(31)]
    frames = avatar.neutral[None].copy()
    frames[0, avatar.feature_points[fap.feature_point]] += (1, 2, 3)
    measured = FapMetrics(avatar).measure(fap, frames, avatar.neutral[None])
    assert measured[0] == pytest.approx(np.dot((1, 2, 3), fap.axis), abs=1e-4)


def test_only_faps_sets_all_others_to_0():
    values = np.ones((2, 66), np.float32)
    kept = only_faps(values, (3, 14))
    assert np.flatnonzero(kept[0]).tolist() == [fap_index(3), fap_index(14)]


def test_a_mirrored_skin_has_flipped_triangles_and_an_enlarged_one_is_stretched(avatar):
    skin = SkinArtifacts.for_avatar(avatar)
    assert skin.flipped_triangles(avatar.neutral) == 0
    assert skin.flipped_triangles(avatar.neutral * np.float32((-1, 1, 1))) > 0.3 * len(skin.faces)
    assert skin.max_stretch(avatar.neutral * np.float32(3)) == pytest.approx(3, rel=1e-4)
