"""What all conditions of a clip share: neutral face, FAP units, low-pass, blinks and gaze."""

from dataclasses import replace

import numpy as np
import pytest

from face.errors import InputError
from face.faps import fap_index
from face.markers import fapu_from_markers
from face.motion import MarkerMotion
from synthesis.retargeting import retarget
from tests.synthesis import faces

EYES = [fap_index(number) for number in (19, 20, 23, 24, 25, 26)]


def conditions(seconds=6):
    """Return two conditions of one clip: one speaker, other motion; cheeks are still, so that lids compare."""
    both = [faces.noise(seed, frames=120 * seconds) for seed in (1, 2)]
    for moved in both:
        moved[:, faces.MARKERS.index("LC5")] = moved[:, faces.MARKERS.index("RC5")] = 0
    return [faces.motion(moved) for moved in both]


def test_conditions_of_a_clip_share_blinks_and_gaze():
    one, other = (retarget(motion, seed=7).values for motion in conditions())
    np.testing.assert_array_equal(one[:, EYES], other[:, EYES])
    assert one[:, fap_index(19)].max() == 1024
    assert not np.allclose(one, other)


def test_another_clip_has_other_blinks():
    motion = conditions()[0]
    assert not np.array_equal(retarget(motion, seed=7).values[:, EYES], retarget(motion, seed=8).values[:, EYES])


def test_retargeting_is_one_linear_filter_for_all_conditions():
    """Half of one condition and half of the other give what lies between their FAPs, where none is clipped."""
    one, other = conditions()
    between = replace(one, positions=(one.positions + other.positions) / 2)
    brows = [fap_index(number) for number in range(31, 39)]
    first, second, half = (retarget(motion, seed=1).values[:, brows] for motion in (one, other, between))
    np.testing.assert_allclose(half, (first + second) / 2, atol=0.2)


def test_fapus_depend_on_the_neutral_face_only():
    one, other = conditions()
    np.testing.assert_array_equal(one.neutral, other.neutral)
    assert fapu_from_markers(one.neutral) == fapu_from_markers(other.neutral)
    given = retarget(one, seed=1, fapu=fapu_from_markers(other.neutral))
    np.testing.assert_array_equal(given.values, retarget(one, seed=1).values)


def test_a_constant_offset_from_the_neutral_face_is_kept():
    """A clip that smiles throughout still smiles: the neutral face is the speaker's and not the clip's mean."""
    smile = retarget(faces.motion(faces.moving("Mou5", (0, 3, 0)))).values[:, fap_index(59)]
    assert smile.min() > 100


def test_conditions_are_filtered_identically_without_phase_shift():
    beat = np.zeros((480, 46, 3), np.float32)
    beat[:, faces.MARKERS.index("CH2"), 1] = -8 * np.exp(-(((np.arange(480) / 120 - 2) / 0.12) ** 2))
    jaw = retarget(faces.motion(beat)).values[:, fap_index(3)]
    assert jaw.argmax() == 50
    np.testing.assert_allclose(jaw[40:50], jaw[60:50:-1], rtol=0.02, atol=2)


@pytest.mark.parametrize("hz", [14, 20, 27, 40])
def test_resampling_does_not_alias(hz):
    wave = np.zeros((960, 46, 3), np.float32)
    wave[:, faces.MARKERS.index("Mou7"), 1] = 4 * np.sin(2 * np.pi * hz * np.arange(960) / 120)
    lip = retarget(faces.motion(wave)).values[25:-25, fap_index(52)]
    slow = retarget(faces.motion(np.abs(wave) * 0 + wave.max())).values[25:-25, fap_index(52)]
    assert np.abs(lip).max() < 0.3 * np.abs(slow).max()


def test_markers_are_filtered_like_the_faps():
    motion = conditions()[0]
    faps = retarget(motion, seed=1)
    brow = faps.moved[:, faces.MARKERS.index("LBRO1"), 1] * 1024 / fapu_from_markers(motion.neutral).ens
    np.testing.assert_allclose(faps.values[:, fap_index(31)], brow, atol=0.1)


def test_empty_motion_is_an_input_error():
    still = faces.motion(faces.noise(1, frames=2))
    empty = MarkerMotion(still.positions[:0], still.valid[:0], still.neutral, 120.0)
    with pytest.raises(InputError, match="no frame"):
        retarget(empty)
