"""Round trip: how much of a speaker's motion can be measured on the avatar again."""

from dataclasses import replace

import numpy as np
import pytest

from renderer.avatar_registry import avatar_names, load_avatar
from renderer.compare.deformer_comparison import compare_deformers, comparison_page
from renderer.compare.round_trip import GOAL, measure_round_trip
from tests.renderer import small_head, speech_motion


@pytest.fixture(scope="module")
def head():
    return small_head.small_head()


@pytest.fixture(scope="module")
def motion():
    return speech_motion.faps()


@pytest.fixture(scope="module")
def round_trip(head, motion):
    return measure_round_trip(head, motion)


def test_every_moving_direction_with_a_fap_is_recovered(round_trip):
    failed = {str(row.direction): row.correlation for row in round_trip.moving_with_fap() if row.correlation < GOAL}
    assert not failed
    assert len(round_trip.moving_with_fap()) >= 25


def test_lips_and_brows_are_recovered_in_their_size(round_trip):
    slopes = {str(row.direction): row.slope for row in round_trip.moving_with_fap()}
    for name in ("Mou3.y", "Mou7.y", "Mou5.x", "LBRO1.y", "RBRO4.y"):
        assert slopes[name] == pytest.approx(1, abs=0.05)


def test_the_report_names_directions_without_a_fap(round_trip):
    lines = round_trip.lines()
    assert "FH2.y" in lines[-1]
    assert "Mou5.x" not in lines[-1]
    assert any(line.split()[:2] == ["Mou5.x", "53"] for line in lines)


def test_directions_that_do_not_move_have_no_correlation(head, motion):
    still = measure_round_trip(
        head, replace(motion, moved=np.zeros_like(motion.moved), values=np.zeros_like(motion.values))
    )
    assert still.moving_with_fap() == []
    assert sum(line.endswith("still") for line in still.lines()) > 20


def test_motion_of_other_faps_is_not_recovered(head, motion):
    reversed_trip = measure_round_trip(head, replace(motion, values=motion.values[::-1]))
    assert np.median([row.correlation for row in reversed_trip.moving_with_fap()]) < 0.6


def test_fat_is_more_exact_than_xface_and_markers_more_exact_than_both(head, motion):
    rows = {row.deformer: row for row in compare_deformers(head, motion)}
    assert rows["fat"].point_error < 0.1 * rows["xface"].point_error
    for region, error in rows["markers"].marker_errors.items():
        assert error < 0.5 * rows["fat"].marker_errors[region]
        assert error < 0.5 * rows["xface"].marker_errors[region]
    assert rows["markers"].free_correlation > rows["fat"].free_correlation


def test_the_comparison_page_has_a_row_for_each_deformer(head, motion):
    text = comparison_page(head, [("one", motion), ("two", motion)])
    assert [text.count(f"| {name} |") for name in ("fat", "markers", "xface")] == [2, 2, 2]
    assert "**two**, 150 frames" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", avatar_names())
def test_on_built_in_avatars_only_the_lower_lips_depth_is_not_fully_recovered(name, motion):
    """It moves with the jaw, whose forward motion is not the lip's."""
    moving = [row for row in measure_round_trip(load_avatar(name), motion).moving_with_fap() if row.deviation > 0.3]
    assert {str(row.direction) for row in moving if row.correlation < GOAL} <= {"Mou7.z"}
