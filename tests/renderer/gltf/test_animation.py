import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator, interp1d

from face.errors import InputError
from renderer.gltf.accessors import GltfFile
from renderer.gltf.animation import Curve, read_takes
from renderer.gltf.container import gltf_errors
from tests.renderer.gltf.documents import Writer

TIMES = np.array([0.5, 0.6, 1.1, 2.0])
VALUES = np.array([[0, 1.0], [1, 0.5], [0.2, 0.2], [0.7, -0.1]])
MOMENTS = st.lists(st.floats(0, 3), min_size=1, max_size=20)


@given(moments=MOMENTS)
def test_linear_curves_agree_with_scipy(moments):
    expected = interp1d(TIMES, VALUES, axis=0, bounds_error=False, fill_value=(VALUES[0], VALUES[-1]))(moments)
    np.testing.assert_allclose(Curve(TIMES, VALUES).at(np.array(moments)), expected, atol=1e-9)


@given(moments=MOMENTS)
def test_cubic_curves_agree_with_scipy(moments):
    slopes = PchipInterpolator(TIMES, VALUES).derivative()(TIMES)
    curve = Curve(TIMES, VALUES, "CUBICSPLINE", np.stack([slopes, slopes]))
    expected = CubicHermiteSpline(TIMES, VALUES, slopes)(np.clip(moments, 0.5, 2.0))
    np.testing.assert_allclose(curve.at(np.array(moments)), expected, atol=1e-9)


def test_steps_hold_until_the_next_key():
    values = Curve(TIMES, VALUES, "STEP").at(np.array([0, 0.5, 0.59, 0.6, 1.0, 1.1, 1.99, 2.0, 5.0]))
    np.testing.assert_array_equal(values, VALUES[[0, 0, 0, 1, 1, 2, 2, 3, 3]])


def test_a_single_key_is_held():
    for kind in ("LINEAR", "STEP"):
        np.testing.assert_array_equal(
            Curve(np.array([1.0]), np.array([[0.3]]), kind).at(np.array([0, 1, 2.0])), [[0.3]] * 3
        )


def takes(tmp_path, times, values, interpolation="LINEAR", path="weights", **changes):
    writer = Writer(nodes=[{}, {}])
    sampler = {"input": writer.put(np.float32(times)), "output": writer.put(values, **changes)}
    sampler["interpolation"] = interpolation
    channels = [{"sampler": 0, "target": {"node": 1, "path": path}}]
    writer.document["animations"] = [{"name": "talk", "channels": channels, "samplers": [sampler]}, {"channels": []}]
    with gltf_errors(tmp_path / "t.gltf"):
        return read_takes(GltfFile(writer.write(tmp_path / "t.gltf")))


def test_takes_have_names_curves_and_lengths(tmp_path):
    talk, unnamed = takes(tmp_path, TIMES, np.float32(VALUES.ravel()))
    assert (talk.name, unnamed.name, talk.seconds, unnamed.seconds) == ("talk", "2", 2.0, 0.0)
    np.testing.assert_allclose(talk.weights[1].values, VALUES, atol=1e-6)
    assert not talk.left_out


def test_weights_may_be_normalized_integers(tmp_path):
    values = takes(tmp_path, [0, 1], np.uint8([0, 255, 51, 0]), normalized=True)[0].weights[1].values
    np.testing.assert_allclose(values, [[0, 1], [0.2, 0]], atol=1e-6)


def test_cubic_keys_carry_their_tangents(tmp_path):
    numbers = np.float32(np.arange(12))
    curve = takes(tmp_path, [0, 1], numbers, "CUBICSPLINE")[0].weights[1]
    assert curve.values.tolist() == [[2, 3], [8, 9]]
    assert curve.tangents.tolist() == [[[0, 1], [6, 7]], [[4, 5], [10, 11]]]


def test_what_moves_something_else_is_counted(tmp_path):
    take = takes(tmp_path, [0, 1], np.zeros((2, 4), np.float32), path="rotation")[0]
    assert (dict(take.weights), dict(take.left_out)) == ({}, {"rotation": 1})


@pytest.mark.parametrize(
    ("times", "values", "interpolation", "message"),
    [
        ([0, 0], [0, 1], "LINEAR", "do not rise"),
        ([1, 0], [0, 1], "LINEAR", "do not rise"),
        ([0, np.nan], [0, 1], "LINEAR", "do not rise"),
        ([-1, 0], [0, 1], "LINEAR", "before 0 s"),
        ([0, 1], [0, np.inf], "LINEAR", "not a finite number"),
        ([0, 1], [0, 1, 2], "LINEAR", "3 values do not belong to 2 keys"),
        ([0, 1], [0, 1, 2, 3], "CUBICSPLINE", "do not belong"),
        ([0, 1], [0, 1], "BEZIER", "'BEZIER' is unknown"),
    ],
)
def test_broken_curves_are_refused(tmp_path, times, values, interpolation, message):
    with pytest.raises(InputError, match=f"animation talk: .*{message}"):
        takes(tmp_path, times, np.float32(values), interpolation)
