"""The deformer that puts the markers where they were measured."""

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
def follows(head):
    return MarkersDeformer.for_speaker(head, faces.neutral())


def placed(head, follows, moved, **faps):
    """Return where the markers are, in the speaker's mm from rest, and all vertices."""
    values = faps_from_markers(moved, faces.neutral(), 25.0).values.copy()
    for name, value in faps.items():
        values[:, fap_index(int(name[1:]))] = value
    points = follows.vertices(values, moved)
    at = follows.binding.vertices
    return (points[:, at] - head.neutral[at]) / follows.binding.scale, points


def test_a_face_at_rest_is_the_neutral_face(head, follows):
    still = np.zeros((2, 46, 3), np.float32)
    np.testing.assert_allclose(follows.vertices(np.zeros((2, 66), np.float32), still), [head.neutral] * 2, atol=1e-4)


@pytest.mark.parametrize("name", ["FH2", "LBM1", "RBRO3", "LC4", "Mou5", "CH2"])
@pytest.mark.parametrize("way", [(0, 2, 0), (1.5, 0, 0), (0, 0, -1.5)])
def test_each_marker_goes_where_it_was_measured(head, follows, name, way):
    moved = faces.moving(name, way, frames=1)
    here = placed(head, follows, moved)[0][0, MARKERS.index(name)]
    np.testing.assert_allclose(here, way, atol=0.35)


def test_all_markers_at_once_in_speech(head):
    motion = speech_motion.faps(seconds=2.0)
    move = create_pose_deformer("markers", head, motion)
    binding = bind_markers(head, motion.neutral)
    points = move(PoseBlock(motion.values, motion.moved))[:, binding.vertices]
    missed = np.linalg.norm((points - head.neutral[binding.vertices]) / binding.scale - motion.moved, axis=2)
    size = np.linalg.norm(motion.moved, axis=2).mean()
    assert missed.mean() < 0.15 * size


def test_foreheads_move_which_faps_cannot(head, follows):
    moved = faces.moving("FH2", (0, 3, 0), frames=1)
    faps = faps_from_markers(moved, faces.neutral(), 25.0).values
    assert not faps.any()
    assert placed(head, follows, moved)[1][0, follows.binding.vertices[MARKERS.index("FH2")], 1] > 2


def test_a_blink_shuts_the_eye_whatever_brows_and_cheeks_do(head, follows):
    moved = faces.moving("LBRO2", (0, 4, 0), frames=1) + faces.moving("LC8", (0, 2, 0), frames=1)
    points = placed(head, follows, moved, f19=1024)[1][0]
    upper, lower = (points[head.feature_points[name], 1] for name in ("3.1", "3.3"))
    assert upper == pytest.approx(lower, abs=0.3)


def test_a_turned_head_takes_its_markers_along(head, follows):
    moved = faces.moving("LC4", (0, 2, 0), frames=1)
    still, turned = (placed(head, follows, moved, f49=yaw)[1][0] for yaw in (0, 30000))
    at = head.feature_points["4.1"], follows.binding.vertices[MARKERS.index("LC4")]
    before, after = (np.linalg.norm(points[at[0]] - points[at[1]]) for points in (still, turned))
    assert after == pytest.approx(before, abs=0.05)


def test_markers_at_feature_points_are_bound_there_and_sides_mirror(head):
    at = bind_markers(head, faces.neutral()).vertices
    for name, point in (("Mou3", "8.1"), ("Mou5", "8.3"), ("Mou8", "8.8"), ("LBRO1", "4.1"), ("RBRO4", "4.6")):
        assert at[MARKERS.index(name)] == head.feature_points[point]
    for left, right in (("LC4", "RC4"), ("LBM2", "RBM2"), ("CH3", "CH1")):
        here, there = (head.neutral[at[MARKERS.index(name)]] for name in (left, right))
        np.testing.assert_allclose(here, there * (-1, 1, 1), atol=1e-3)


def test_a_larger_speaker_moves_the_avatar_alike(head):
    motion, size = speech_motion.faps(seconds=0.5), 1.3
    larger = replace(motion, moved=motion.moved * size, neutral=motion.neutral * size)
    poses = (PoseBlock(each.values, each.moved) for each in (motion, larger))
    one, other = (create_pose_deformer("markers", head, m)(p) for m, p in zip((motion, larger), poses, strict=True))
    np.testing.assert_allclose(one, other, atol=0.05)
