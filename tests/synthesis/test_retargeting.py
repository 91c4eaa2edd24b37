import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face.errors import InputError
from face.faps import FAPS, Fapu, fap_index
from face.markers import displacements, fapu_from_markers
from face.markers.conversion import set_inner_lips
from face.markers.fap_weights import MEASURED_FAPS, measured_fap_values
from face.motion import FapMotion, MarkerMotion
from synthesis.retargeting import TIP_JAW, low_pass, resample, retarget, set_tongue_tip
from tests.synthesis import faces

EYES = [fap_index(number) for number in range(19, 27)]
UNITS = fapu_from_markers(faces.neutral())
SEEDS = st.integers(0, 10_000)


def measured_values(moved):
    return set_inner_lips(measured_fap_values(moved, faces.neutral(), UNITS))


def test_a_neutral_face_gives_zeros_except_for_the_eyes():
    values = retarget(faces.motion(np.zeros((240, 46, 3), np.float32)), seed=4).values
    assert not np.delete(values, EYES, axis=1).any()


@pytest.mark.parametrize(
    ("marker", "mm", "fap", "unit"),
    [
        ("CH2", (0, -5, 0), 3, "mns"),
        ("Mou3", (0, -2, 0), 51, "mns"),
        ("Mou7", (0, -6, 0), 52, "mns"),
        ("Mou7", (0, 0, 3), 16, "mns"),
        ("Mou5", (4, 0, 0), 53, "mw"),
        ("Mou1", (4, 0, 0), 54, "mw"),
        ("Mou5", (0, 3, 0), 59, "mns"),
        ("LBRO1", (0, 5, 0), 31, "ens"),
        ("RBRO4", (0, 5, 0), 36, "ens"),
        ("LBRO1", (-3, 0, 0), 37, "es"),
        ("LC5", (0, 2, 0), 41, "ens"),
    ],
)
def test_faps_follow_the_standards_formula(marker, mm, fap, unit):
    values = measured_values(faces.moving(marker, mm))
    axis = FAPS[fap_index(fap)].axis
    assert values[0, fap_index(fap)] == pytest.approx(np.dot(mm, axis) * 1024 / getattr(UNITS, unit), rel=1e-5)


@given(seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_mirrored_markers_give_mirrored_faps(seed):
    moved = faces.noise(seed, frames=20)
    values, mirror = measured_values(moved), measured_values(faces.mirrored(moved))
    partner = [fap_index(fap.mirror or fap.number) for fap in FAPS]
    turned = np.array([-1 if fap.mirror is None and fap.axis and fap.axis[0] else 1 for fap in FAPS])
    np.testing.assert_allclose(mirror, values[:, partner] * turned, atol=1e-2)


@given(seed=SEEDS, scale=st.floats(0.5, 2))
@settings(max_examples=10, deadline=None)
def test_faps_do_not_depend_on_the_size_of_the_face(seed, scale):
    motion = faces.motion(faces.noise(seed, frames=60))
    larger = MarkerMotion(motion.positions * scale, motion.valid, motion.neutral * scale, motion.rate)
    np.testing.assert_allclose(retarget(larger, seed=1).values, retarget(motion, seed=1).values, atol=0.5)


@given(seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_values_stay_in_the_standards_range(seed):
    values = measured_fap_values(faces.noise(seed, frames=60, size=30), faces.neutral(), UNITS)
    for fap, of_fap in zip(FAPS, values.T, strict=True):
        assert of_fap.min() >= (fap.low if fap.bidirectional else 0)
        assert of_fap.max() <= fap.high


def test_driven_faps_do_not_depend_on_the_motion():
    still = retarget(faces.motion(np.zeros((120, 46, 3), np.float32)))
    moving = retarget(faces.motion(faces.noise(1)))
    assert still.driven.all(axis=0).tolist() == moving.driven.all(axis=0).tolist()
    assert not (still.driven.any(axis=0) ^ still.driven.all(axis=0)).any()
    assert still.driven[0, [fap_index(number) for number in MEASURED_FAPS]].all()


@pytest.mark.parametrize(("rate", "frames"), [(25, 50), (30, 60), (29.97, 60), (120, 240)])
def test_retargeting_keeps_the_duration(rate, frames):
    result = retarget(faces.motion(faces.noise(2)), rate=rate)
    assert isinstance(result, FapMotion)
    assert (len(result), result.rate) == (frames, rate)


def test_given_units_replace_those_of_the_neutral_face():
    motion = faces.motion(faces.moving("Mou5", (4, 0, 0)))
    doubled = Fapu(UNITS.irisd, UNITS.es, UNITS.ens, UNITS.mns, UNITS.mw * 2)
    half = retarget(motion, fapu=doubled).values[25, fap_index(53)]
    assert half == pytest.approx(retarget(motion).values[25, fap_index(53)] / 2)


def test_slow_movements_keep_amplitude_and_phase():
    moved = faces.moving("CH2", (0, -8, 0)) * (1 - np.cos(np.arange(240) / 240 * 2 * np.pi))[:, None, None] / 2
    jaw = retarget(faces.motion(moved.astype(np.float32))).values[:, fap_index(3)]
    assert jaw.argmax() == 25
    assert jaw.max() == pytest.approx(8 * 1024 / UNITS.mns, rel=0.01)


def test_a_tremor_beyond_12_hz_is_filtered_out():
    tremor = np.sin(np.arange(480) / 120 * 2 * np.pi * 30)[:, None, None] * np.ones((1, 46, 3))
    assert np.abs(low_pass(tremor.astype(np.float32), 120))[60:-60].max() < 0.05


def test_resampling_keeps_a_constant_up_to_the_edges():
    np.testing.assert_allclose(resample(np.full((240, 2), 5, np.float32), 120, 25), 5, atol=0.01)


def test_gaps_are_interpolated_and_markers_never_measured_stay_neutral():
    valid = np.ones((10, 46), np.bool_)
    valid[3:6, 0] = valid[:, 1] = False
    positions = np.where(valid[:, :, None], faces.neutral() + np.arange(10)[:, None, None], np.nan)
    moved = displacements(MarkerMotion(positions, valid, faces.neutral(), 120.0))
    np.testing.assert_allclose(moved[:, 0, 0], np.arange(10), atol=1e-4)
    assert not moved[:, 1].any()


@pytest.mark.parametrize("axes", [(-1, 1, 1), (1, -1, 1)])
def test_a_face_turned_around_is_refused(axes):
    turned = faces.neutral() * np.array(axes, np.float32)
    with pytest.raises(InputError, match=r"let [xy] point"):
        fapu_from_markers(turned)


def test_nose_faps_follow_adjacent_markers():
    aside = measured_values(faces.moving("LC6", (2, 0, 0)))[0]
    up = measured_values(faces.moving("LC6", (0, 2, 0)))[0]
    assert aside[fap_index(61)] == pytest.approx(0.5 * 2 * 1024 / UNITS.ens, rel=1e-5)
    assert up[fap_index(63)] == pytest.approx(0.15 * 2 * 1024 / UNITS.ens, rel=1e-5)
    assert aside[fap_index(62)] == 0


def test_an_implausibly_wide_mouth_is_refused():
    stretched = faces.neutral()
    stretched[:, 1] *= 0.2
    with pytest.raises(InputError, match="which no face has"):
        fapu_from_markers(stretched)


def test_a_single_frame_can_be_retargeted():
    assert len(retarget(faces.motion(faces.noise(1, frames=1)))) == 1


def test_jaw_opening_gives_no_thrust_or_lip_protrusion():
    opened = (
        faces.moving("CH2", (0, -8, -3.6)) + faces.moving("CH1", (0, -8, -3.6)) + faces.moving("CH3", (0, -8, -3.6))
    )
    values = measured_values(opened + faces.moving("Mou7", (0, -6, -2)))[0]
    np.testing.assert_allclose(values[[fap_index(14), fap_index(16)]], 0, atol=1)
    assert values[fap_index(3)] == pytest.approx(8 * 1024 / UNITS.mns)


def test_a_raised_chin_is_not_jaw_opening():
    up = sum(faces.moving(name, (0, 2, 0)) for name in ("CH1", "CH2", "CH3"))
    values = measured_values(up)[0]
    assert values[fap_index(3)] == 0
    assert values[fap_index(18)] == pytest.approx(2 * 1024 / UNITS.mns, rel=1e-5)


def tongue_tip(jaw):
    values = np.zeros((len(jaw), 66), np.float32)
    values[:, fap_index(3)] = jaw
    return set_tongue_tip(values)[:, fap_index(44)]


def test_the_tongue_tip_is_highest_for_slightly_open_teeth():
    heights = tongue_tip(np.linspace(0, 3 * TIP_JAW, 301))
    assert heights.argmax() == 100
    np.testing.assert_allclose(heights[[0, -1]], 0, atol=1e-6)


def test_the_tongue_tip_changes_no_other_fap():
    values = np.random.default_rng(0).normal(0, 90, (20, 66)).astype(np.float32)
    np.testing.assert_array_equal(
        *(np.delete(rows, fap_index(44), axis=1) for rows in (values, set_tongue_tip(values)))
    )
