"""The tongue's tip follows the jaw."""

import numpy as np

from face.faps import fap_index
from synthesis.retarget.tongue import OPEN, set_tongue_tip


def tip(jaw):
    values = np.zeros((len(jaw), 66), np.float32)
    values[:, fap_index(3)] = jaw
    return set_tongue_tip(values)[:, fap_index(44)]


def test_the_tip_is_highest_behind_teeth_that_are_a_little_apart():
    heights = tip(np.linspace(0, 3 * OPEN, 301))
    assert heights.argmax() == 100
    np.testing.assert_allclose(heights[[0, -1]], 0, atol=1e-6)


def test_nothing_else_moves():
    values = np.random.default_rng(0).normal(0, 90, (20, 66)).astype(np.float32)
    np.testing.assert_array_equal(
        *(np.delete(rows, fap_index(44), axis=1) for rows in (values, set_tongue_tip(values)))
    )
