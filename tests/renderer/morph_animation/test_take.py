import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.errors import InputError
from renderer.gltf.animation import Curve, Take
from renderer.morph_animation.take import choose_take, sample_take


def take(times, values=None, name="talk", **changes):
    values = np.linspace(0, 1, len(times)) if values is None else values
    curve = Curve(np.asarray(times, float), np.float64(values).reshape(len(times), -1), **changes)
    return Take(name, {3: curve}, {}, {})


BONES = Take("walk", {}, {}, {"rotation": 2})


@given(rate=st.sampled_from([12.0, 24.0, 25.0, 30.0, 60.0, 120.0]), first=st.integers(0, 5), count=st.integers(2, 200))
def test_even_keys_are_the_frames(rate, first, count):
    times = np.float32((first + np.arange(count)) / rate)
    sampled = sample_take(take(times))
    assert (sampled.rate, sampled.notes) == (rate, ())
    expected = np.concatenate([np.zeros(first), np.linspace(0, 1, count)])
    np.testing.assert_allclose(sampled.weights[3][:, 0], expected, atol=2e-3)


def test_uneven_sparse_and_cubic_keys_are_sampled_at_60_hz():
    cubic = np.zeros((2, 31, 1))
    for uneven in (take([0, 0.4, 1.0]), take([0, 0.013, 1.0]), take(np.arange(31) / 30, None, "c", tangents=cubic)):
        sampled = sample_take(uneven)
        assert sampled.rate == (60 if uneven.name == "talk" else 30)
        assert len(sampled.weights[3]) == 1 + sampled.rate
        assert sampled.weights[3][-1, 0] == pytest.approx(1)
    cubic_take = take(np.arange(31) / 30, interpolation="CUBICSPLINE", tangents=cubic)
    assert sample_take(cubic_take).rate == 60


def test_a_single_key_is_one_frame():
    assert sample_take(take([0.0], [0.5])).weights[3].tolist() == [[0.5]]


def test_percent_is_recognised_and_noted():
    sampled = sample_take(take([0, 0.5, 1.0], [0, 80, 30]))
    assert sampled.weights[3].max() == pytest.approx(0.8)
    assert "percent" in sampled.notes[0]


def test_what_moves_nothing_or_something_else_is_noted():
    assert "no morph target moves" in sample_take(take([0, 1], [0.2, 0.2])).notes[0]
    turning = Take("talk", take([0, 1]).weights, {}, {"rotation": 3, "translation": 1})
    assert "3 of rotation, 1 of translation" in sample_take(turning).notes[0]


def test_an_animation_of_hours_is_refused():
    with pytest.raises(InputError, match="lasts 4000 s"):
        sample_take(take([0, 4000]))


def test_the_first_take_that_moves_morph_targets_is_chosen():
    talk, smile = take([0, 1]), take([0, 1], name="smile")
    assert choose_take([talk], None, "a.glb") == (talk, ())
    chosen, notes = choose_take([BONES, talk, smile], None, "a.glb")
    assert chosen is talk
    assert "1 'walk', 2 'talk', 3 'smile' take 2 is shown" in notes[0]
    assert choose_take([BONES, talk, smile], 3, "a.glb") == (smile, ())


@pytest.mark.parametrize(
    ("takes", "number", "message"),
    [
        ([], None, "it has no animation"),
        ([BONES], None, "move bones only"),
        ([BONES], 1, "moves no morph target"),
        ([BONES], 2, "no take 2"),
    ],
)
def test_takes_without_morph_targets_are_refused(takes, number, message):
    with pytest.raises(InputError, match=message):
        choose_take(takes, number, "a.glb")
