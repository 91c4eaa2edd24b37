"""There and back: what of a speaker's motion comes back from an avatar."""

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
def trip(head, motion):
    return measure_round_trip(head, motion)


def test_every_moving_direction_that_has_a_fap_comes_back(trip):
    short = {str(row.direction): row.correlation for row in trip.moving_with_fap() if row.correlation < GOAL}
    assert not short
    assert len(trip.moving_with_fap()) >= 25


def test_lips_and_brows_come_back_in_their_size(trip):
    slopes = {str(row.direction): row.slope for row in trip.moving_with_fap()}
    for name in ("Mou3.y", "Mou7.y", "Mou5.x", "LBRO1.y", "RBRO4.y"):
        assert slopes[name] == pytest.approx(1, abs=0.05)


def test_the_list_names_what_has_no_fap(trip):
    lines = trip.lines()
    assert "FH2.y" in lines[-1]
    assert "Mou5.x" not in lines[-1]
    assert any(line.split()[:2] == ["Mou5.x", "53"] for line in lines)


def test_what_keeps_still_has_no_correlation(head, motion):
    still = measure_round_trip(
        head, replace(motion, moved=np.zeros_like(motion.moved), values=np.zeros_like(motion.values))
    )
    assert still.moving_with_fap() == []
    assert sum(line.endswith("still") for line in still.lines()) > 20


def test_motion_of_other_faps_does_not_come_back(head, motion):
    wrong = measure_round_trip(head, replace(motion, values=motion.values[::-1]))
    assert np.median([row.correlation for row in wrong.moving_with_fap()]) < 0.6


def test_the_deformers_differ_as_they_should(head, motion):
    rows = {row.deformer: row for row in compare_deformers(head, motion)}
    assert rows["fat"].point_error < 0.1 * rows["xface"].point_error
    for region, missed in rows["markers"].marker_errors.items():
        assert missed < 0.5 * rows["fat"].marker_errors[region]
        assert missed < 0.5 * rows["xface"].marker_errors[region]
    assert rows["markers"].free_correlation > rows["fat"].free_correlation


def test_the_table_has_a_row_for_each_deformer(head, motion):
    text = comparison_page(head, [("one", motion), ("two", motion)])
    assert [text.count(f"| {name} |") for name in ("fat", "markers", "xface")] == [2, 2, 2]
    assert "**two**, 150 frames" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", avatar_names())
def test_on_the_real_avatars_only_the_lower_lips_depth_comes_back_less(name, motion):
    """It rides with the jaw, whose way forward is not the lip's."""
    moving = [row for row in measure_round_trip(load_avatar(name), motion).moving_with_fap() if row.deviation > 0.3]
    assert {str(row.direction) for row in moving if row.correlation < GOAL} <= {"Mou7.z"}
