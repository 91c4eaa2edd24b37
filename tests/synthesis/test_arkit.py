"""FAPs to ARKit's blend shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from face.arkit import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.faps import FAPS, fap_index
from face.motion import fap_motion
from synthesis.arkit import WORKING_RANGES, fit_blend_shapes

FEW = st.lists(st.tuples(st.sampled_from(range(52)), st.floats(0.1, 1)), min_size=1, max_size=4)


def strength(values, *names):
    result = fit_blend_shapes(fap_motion(np.float32(values)[None], 25.0))[0]
    return [result[BLEND_SHAPES.index(name)] for name in names]


@pytest.mark.parametrize(
    "unit", ["eyeBlinkLeft", "jawOpen", "mouthSmileRight", "browInnerUp", "cheekPuff", "tongueOut"]
)
def test_faps_of_one_blend_shape_give_that_blend_shape(unit):
    result = fit_blend_shapes(fap_motion(BLEND_SHAPE_FAPS[[BLEND_SHAPES.index(unit)]], 25.0))[0]
    assert result.argmax() == BLEND_SHAPES.index(unit)
    assert result.max() == pytest.approx(1, abs=0.03)


@given(FEW)
@settings(max_examples=30, deadline=None)
def test_blend_shape_faps_round_trip(chosen):
    weights = np.zeros(52, np.float32)
    for unit, strong in chosen:
        weights[unit] = strong
    values = weights @ BLEND_SHAPE_FAPS
    result = fit_blend_shapes(fap_motion(values[None].astype(np.float32), 25.0))[0]
    assert (np.abs(result @ BLEND_SHAPE_FAPS - values) / WORKING_RANGES).max() < 0.25


@given(arrays(np.float32, (2, 66), elements=st.floats(-2000, 2000, width=32)))
@settings(max_examples=30, deadline=None)
def test_weights_stay_between_0_and_1(values):
    result = fit_blend_shapes(fap_motion(values, 25.0))
    assert ((result >= 0) & (result <= 1 + 1e-6)).all()


def test_faps_that_no_blend_shape_moves_are_ignored():
    values = np.zeros(len(FAPS))
    values[[fap_index(29), fap_index(49), fap_index(65)]] = 100
    assert not fit_blend_shapes(fap_motion(np.float32(values)[None], 25.0)).any()


def test_an_open_jaw_with_closed_lips_gives_mouth_close():
    values = np.zeros(len(FAPS))
    values[fap_index(3)] = 600
    opened, closed = strength(values, "jawOpen", "mouthClose")
    assert opened > 0.8
    assert closed > 0.8


def test_empty_motion_gives_empty_weights():
    assert fit_blend_shapes(fap_motion(np.zeros((0, 66), np.float32), 25.0)).shape == (0, 52)
