"""The deformer that moves markers to their measured positions."""

from dataclasses import replace

import numpy as np
import pytest

from face.faps import fap_index
from face.markers import faps_from_markers
from face.regions import MARKERS
from renderer.deformers.marker_binding import bind_markers
from renderer.deformers.markers import MarkersDeformer
from renderer.deformers.registry import create_pose_deformer
from renderer.resampling import PoseBlock
from tests.renderer import small_head, speech_motion
from tests.synthesis import faces


@pytest.fixture(scope="module")
def head():
    return small_head.small_head()


@pytest.fixture(scope="module")
def deformer(head):
    return MarkersDeformer.for_speaker(head, faces.neutral())


def deformed_markers(head, deformer, moved, **faps):
    """Return where the markers are, in the speaker's mm from rest, and all vertices."""
    values = faps_from_markers(moved, faces.neutral(), 25.0).values.copy()
    for name, value in faps.items():
        values[:, fap_index(int(name[1:]))] = value
    points = deformer.vertices(values, moved)
    vertices = deformer.binding.vertices
    return (points[:, vertices] - head.neutral[vertices]) / deformer.binding.scale, points


def test_a_face_at_rest_is_the_neutral_face(head, deformer):
    still = np.zeros((2, 46, 3), np.float32)
    np.testing.assert_allclose(deformer.vertices(np.zeros((2, 66), np.float32), still), [head.neutral] * 2, atol=1e-4)


@pytest.mark.parametrize("name", ["FH2", "LBM1", "RBRO3", "LC4", "Mou5", "CH2"])
@pytest.mark.parametrize("displacement", [(0, 2, 0), (1.5, 0, 0), (0, 0, -1.5)])
def test_each_marker_reaches_its_measured_position(head, deformer, name, displacement):
    moved = faces.moving(name, displacement, frames=1)
    position = deformed_markers(head, deformer, moved)[0][0, MARKERS.index(name)]
    np.testing.assert_allclose(position, displacement, atol=0.35)


def test_all_markers_follow_speech(head):
    motion = speech_motion.faps(seconds=2.0)
    deform = create_pose_deformer("markers", head, motion)
    binding = bind_markers(head, motion.neutral)
    points = deform(PoseBlock(motion.values, motion.moved))[:, binding.vertices]
    errors = np.linalg.norm((points - head.neutral[binding.vertices]) / binding.scale - motion.moved, axis=2)
    size = np.linalg.norm(motion.moved, axis=2).mean()
    assert errors.mean() < 0.15 * size


def test_the_forehead_moves_though_it_has_no_fap(head, deformer):
    moved = faces.moving("FH2", (0, 3, 0), frames=1)
    faps = faps_from_markers(moved, faces.neutral(), 25.0).values
    assert not faps.any()
    assert deformed_markers(head, deformer, moved)[1][0, deformer.binding.vertices[MARKERS.index("FH2")], 1] > 2


def test_a_blink_closes_the_eye_whatever_brows_and_cheeks_do(head, deformer):
    moved = faces.moving("LBRO2", (0, 4, 0), frames=1) + faces.moving("LC8", (0, 2, 0), frames=1)
    points = deformed_markers(head, deformer, moved, f19=1024)[1][0]
    upper, lower = (points[head.feature_points[name], 1] for name in ("3.1", "3.3"))
    assert upper == pytest.approx(lower, abs=0.3)


def test_markers_move_with_a_turned_head(head, deformer):
    moved = faces.moving("LC4", (0, 2, 0), frames=1)
    still, turned = (deformed_markers(head, deformer, moved, f49=yaw)[1][0] for yaw in (0, 30000))
    vertices = head.feature_points["4.1"], deformer.binding.vertices[MARKERS.index("LC4")]
    before, after = (np.linalg.norm(points[vertices[0]] - points[vertices[1]]) for points in (still, turned))
    assert after == pytest.approx(before, abs=0.05)


def test_markers_are_bound_to_feature_points_and_symmetrically(head):
    vertices = bind_markers(head, faces.neutral()).vertices
    for name, point in (("Mou3", "8.1"), ("Mou5", "8.3"), ("Mou8", "8.8"), ("LBRO1", "4.1"), ("RBRO4", "4.6")):
        assert vertices[MARKERS.index(name)] == head.feature_points[point]
    for left, right in (("LC4", "RC4"), ("LBM2", "RBM2"), ("CH3", "CH1")):
        left_position, right_position = (head.neutral[vertices[MARKERS.index(name)]] for name in (left, right))
        np.testing.assert_allclose(left_position, right_position * (-1, 1, 1), atol=1e-3)


def test_the_speakers_size_does_not_matter(head):
    motion, size = speech_motion.faps(seconds=0.5), 1.3
    larger = replace(motion, moved=motion.moved * size, neutral=motion.neutral * size)
    poses = (PoseBlock(each.values, each.moved) for each in (motion, larger))
    one, other = (create_pose_deformer("markers", head, m)(p) for m, p in zip((motion, larger), poses, strict=True))
    np.testing.assert_allclose(one, other, atol=0.05)
