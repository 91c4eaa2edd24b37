from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.motion import FapMotion, fap_motion
from face.vertex_motion import VertexMotion
from renderer import resampling


def resample(motion, fps, count):
    return np.concatenate([poses.values for poses in resampling.resampled_blocks(motion, fps=fps, count=count)])


def ramp(count, rate, slope=60.0):
    """Return motion whose FAPs all rise by `slope` units a second."""
    return fap_motion(np.float32(slope * np.arange(count) / rate)[:, None].repeat(66, axis=1), rate)


@given(rate=st.sampled_from([24.0, 25.0, 30.0, 59.94, 100.0, 120.0]), fps=st.sampled_from([24, 25, 30, 60]))
def test_resampling_keeps_a_straight_line(rate, fps):
    values_by_frame = resample(ramp(int(2 * rate), rate), fps, fps)[2:-2, 0]
    np.testing.assert_allclose(np.diff(values_by_frame), 60 / fps, rtol=1e-3)
    np.testing.assert_allclose(values_by_frame[0], 60 * 2 / fps, rtol=1e-3)


def test_motion_at_the_videos_rate_is_unchanged():
    values = np.random.default_rng(0).normal(0, 100, (100, 66)).astype(np.float32)
    np.testing.assert_array_equal(resample(fap_motion(values, 25.0), 25, 100), values)


def test_the_last_frame_is_held():
    values_by_frame = resample(ramp(10, 25.0), 25, 20)
    np.testing.assert_array_equal(values_by_frame[9:], np.repeat(values_by_frame[9:10], 11, axis=0))


def test_frequencies_above_the_videos_rate_are_not_aliased():
    times = np.arange(480) / 120
    tremor = np.float32(100 * np.sin(2 * np.pi * 26 * times))[:, None].repeat(66, axis=1)
    assert np.abs(resample(fap_motion(tremor, 120.0), 25, 95)[5:]).max() < 10


def test_sparse_frames_are_interpolated_linearly():
    values = np.float32([0, 100])[:, None].repeat(66, axis=1)
    motion = FapMotion(values, np.ones((2, 66), bool), 25.0, np.array([0.0, 1.0]))
    np.testing.assert_allclose(resample(motion, 25, 26)[:, 0], 4 * np.arange(26), atol=1e-4)


def test_markers_are_resampled_like_faps():
    row = np.arange(100, dtype=np.float32)
    values, moved = row[:, None].repeat(66, axis=1), row[:, None, None] * np.ones((1, 46, 3), np.float32)
    motion = replace(fap_motion(values, 60.0), moved=moved, neutral=moved[0])
    for poses in resampling.resampled_blocks(motion, fps=25, count=40):
        np.testing.assert_allclose(poses.moved[:, 7, 1], poses.values[:, 0], rtol=1e-6)


def test_a_single_frame_is_held():
    assert resample(ramp(1, 25.0), 25, 5).shape == (5, 66)


@pytest.mark.parametrize(("rate", "frames", "fps", "count"), [(25, 75, 25, 75), (120, 361, 25, 76), (30, 1, 25, 1)])
def test_the_number_of_frames_covers_the_motion(rate, frames, fps, count):
    assert resampling.frame_count(resampling.motion_duration(ramp(frames, float(rate))), fps) == count


def test_a_long_motion_is_resampled_in_small_blocks():
    first = next(resampling.resampled_blocks(ramp(50_000, 25.0), fps=25, count=10_000_000))
    assert first.values.shape == (resampling.BLOCK_FRAMES, 66)


def test_starting_later_gives_the_same_frames():
    motion = ramp(100, 120.0)
    later = next(resampling.resampled_blocks(motion, fps=25, count=20, start=13))
    np.testing.assert_array_equal(later.values, resample(motion, 25, 20)[13:])


def vertex_motion(values, rate):
    """Return motion of one triangle all of whose coordinates are the same in each frame."""
    positions = np.float32(values)[:, None, None] * np.ones((1, 3, 3), np.float32)
    return VertexMotion(positions, rate, positions[0], np.int32([[0, 1, 2]]))


def resample_vertices(motion, fps, count, start=0):
    return np.concatenate(list(resampling.resampled_vertices(motion, fps=fps, count=count, start=start)))


@given(
    rate=st.floats(10, 130),
    fps=st.sampled_from([24, 25, 30, 60]),
    values=st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=40),
    start=st.integers(0, 40),
)
def test_vertices_are_resampled_like_faps(rate, fps, values, start):
    faps = fap_motion(np.float32(values)[:, None].repeat(66, axis=1), rate)
    resampled = resample_vertices(vertex_motion(values, rate), fps, 45, start)
    np.testing.assert_allclose(resampled[:, 1, 2], resample(faps, fps, 45)[start:, 0], atol=2e-3)


@pytest.mark.parametrize("rate", [24.0, 25.0, 30.0, 60.0])
def test_vertices_at_the_videos_rate_are_unchanged(rate):
    motion = vertex_motion(np.random.default_rng(0).normal(0, 100, 300), rate)
    np.testing.assert_array_equal(resample_vertices(motion, int(rate), 300), motion.positions)


def test_vertices_of_60_hz_at_25_frames_a_second_keep_their_time():
    motion = vertex_motion(np.arange(120) / 60, 60.0)
    np.testing.assert_allclose(resample_vertices(motion, 25, 45)[2:, 0, 0], np.arange(2, 45) / 25, atol=1e-6)
    assert resampling.frame_count(resampling.motion_duration(motion), 25) == 50


def test_large_meshes_come_in_smaller_blocks(monkeypatch):
    monkeypatch.setattr(resampling, "BLOCK_VERTICES", 12)
    sizes = [len(block) for block in resampling.resampled_vertices(vertex_motion(range(9), 25.0), fps=25, count=9)]
    assert sizes == [4, 4, 1]
