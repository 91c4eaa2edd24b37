import numpy as np
import pytest
from numpy.random import default_rng

from face.faps import ANGLE_UNIT, FAPS, fap_index
from synthesis.eye_motion import CLOSED, add_blinks_and_gaze, blinks, gaze

MINUTES = 20


def still(frames: int = 1500) -> np.ndarray:
    return np.zeros((frames, len(FAPS)), np.float32)


@pytest.mark.parametrize("rate", [25, 30])
def test_15_to_20_blinks_a_minute(rate):
    shut = blinks(MINUTES * 60 * rate, rate, default_rng(1)) == 1
    count = (shut[1:] & ~shut[:-1]).sum()
    assert 15 <= count / MINUTES <= 20


def test_the_lids_meet_at_the_peak_of_each_blink():
    values = still()
    values[:, [fap_index(21), fap_index(22)]] = 80
    result = add_blinks_and_gaze(values, 25, seed=2)
    for upper, lower in ((19, 21), (20, 22)):
        assert (result[:, fap_index(upper)] + result[:, fap_index(lower)]).max() == CLOSED


def test_blinks_depend_on_the_seed_only():
    noise = default_rng(0).normal(0, 50, (1000, len(FAPS))).astype(np.float32)
    noise[:, [fap_index(21), fap_index(22)]] = 0
    eyes = [fap_index(number) for number in range(19, 27)]
    np.testing.assert_array_equal(
        add_blinks_and_gaze(noise, 25, 7)[:900, eyes], add_blinks_and_gaze(still(), 25, 7)[:900, eyes]
    )


def test_another_seed_gives_other_blinks():
    assert not np.array_equal(add_blinks_and_gaze(still(), 25, 1), add_blinks_and_gaze(still(), 25, 2))


def test_a_blink_closes_faster_than_it_opens():
    shut = blinks(12_000, 1000, default_rng(3))
    peak = int(np.flatnonzero(shut == 1)[0])
    before, after = peak - np.flatnonzero(shut[:peak] == 0)[-1], np.flatnonzero(shut[peak:] == 0)[0]
    assert 80 <= before <= 101
    assert 150 <= after <= 201


def test_gaze_is_small_and_equal_in_both_eyes():
    yaw, pitch = gaze(10_000, 25, default_rng(1))
    assert np.abs(np.rad2deg(np.concatenate([yaw, pitch]) * ANGLE_UNIT)).max() < 1.5
    result = add_blinks_and_gaze(still(), 25, 1)
    np.testing.assert_array_equal(result[:, fap_index(23)], result[:, fap_index(24)])
