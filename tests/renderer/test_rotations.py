"""Rotations of jaw, lids, eyes and head, compared with scipy's."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from renderer import rotations
from renderer.avatar.model import Eye
from tests.renderer import small_head

RANDOM = np.random.default_rng(4)
POINTS = RANDOM.normal(0, 40, (30, 3)).astype(np.float32)
PIVOT = np.float32([0, -20, -30])
ANGLES = np.float32([-0.4, 0.0, 0.2, 0.6])


def about_x(points, pivot, angle):
    return Rotation.from_euler("x", angle).apply(points - pivot) + pivot - points


def test_hinge_displacement_is_a_rotation_about_x_by_a_share_of_the_angle():
    shares = np.linspace(0, 1, len(POINTS)).astype(np.float32)
    result = rotations.hinge_displacement(POINTS, shares, PIVOT, ANGLES)
    for frame, angle in zip(result, ANGLES, strict=True):
        expected = [about_x(point, PIVOT, share * angle) for point, share in zip(POINTS, shares, strict=True)]
        np.testing.assert_allclose(frame, expected, atol=1e-4)


@pytest.mark.parametrize("angle", [-0.2, 0.3, 0.69])
def test_the_power_series_agrees_with_the_rotation_to_its_stated_error(angle):
    shares = np.ones(len(POINTS), np.float32)
    near = POINTS * np.float32(100 / np.linalg.norm(POINTS - PIVOT, axis=1).max())
    coefficients = rotations.hinge_power_series(near, shares, PIVOT)
    series = sum(row * angle**power for power, row in enumerate(coefficients, start=1))
    exact = rotations.hinge_displacement(near, shares, PIVOT, np.float32([angle]))[0]
    np.testing.assert_allclose(series, exact, atol=0.003)


def test_lids_rotate_upwards_about_the_x_axis_through_the_eye():
    eye = Eye(np.float32([30, 2, 5]), 15.0)
    angles = RANDOM.uniform(-1, 1, (1, len(POINTS))).astype(np.float32)
    result = rotations.eyelid_displacement(POINTS[None], eye, angles)[0]
    expected = [about_x(point, eye.centre, -angle) for point, angle in zip(POINTS, angles[0], strict=True)]
    np.testing.assert_allclose(result, expected, atol=1e-4)


def test_gaze_turns_down_and_then_to_the_left():
    yaw, pitch = np.float32([0.3, -0.2]), np.float32([0.1, 0.4])
    expected = Rotation.from_euler("YX", np.stack([yaw, pitch], axis=1)).as_matrix()
    np.testing.assert_allclose(rotations.gaze_matrices(yaw, pitch), expected, atol=1e-6)


def test_head_matrices_are_yaw_pitch_tilt():
    pitch, yaw, tilt = RANDOM.uniform(-0.5, 0.5, (3, 5)).astype(np.float32)
    expected = Rotation.from_euler("YXZ", np.stack([yaw, pitch, tilt], axis=1)).as_matrix()
    np.testing.assert_allclose(rotations.head_matrices(pitch, yaw, tilt), expected, atol=1e-6)


def test_a_gaze_to_the_left_moves_the_pupil_to_positive_x_and_down_moves_it_down():
    forward = np.float32([0, 0, 1])
    left = rotations.gaze_matrices(np.float32([0.3]), np.float32([0]))[0] @ forward
    down = rotations.gaze_matrices(np.float32([0]), np.float32([0.3]))[0] @ forward
    assert left[0] > 0
    assert down[1] < 0


def test_the_hinges_angle_drops_the_chin_by_the_demand():
    avatar = small_head.small_head()
    drops = np.float32([0, 3, 8])
    angles = rotations.JawHinge.for_avatar(avatar).angle(drops)
    chin = np.array([avatar.feature_points["2.1"]])
    np.testing.assert_allclose(-rotations.jaw_displacement(avatar, chin, angles)[:, 0, 1], drops, atol=0.02)
