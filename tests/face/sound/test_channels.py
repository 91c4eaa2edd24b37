"""Which channels are used, and what is said about the others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face.sound.channels import ChannelLevels, mix_channels
from tests.face.sound import sounds

SPEECH = sounds.speech_like()


def choose(samples: np.ndarray, block: int = 5000):
    levels = ChannelLevels(samples.shape[1])
    for start in range(0, len(samples), block):
        levels.add(samples[start : start + block].astype(np.float32))
    channels, findings = levels.choose()
    return channels, {finding.kind: finding.sentence for finding in findings}


def test_an_ordinary_stereo_sound_keeps_both_channels_and_its_mean():
    samples = np.column_stack([SPEECH, 0.5 * SPEECH + sounds.noise() * 0.01]).astype(np.float32)
    assert choose(samples) == ([0, 1], {})
    np.testing.assert_array_equal(mix_channels(samples, [0, 1]), samples.mean(axis=1, dtype=np.float32))


@pytest.mark.parametrize(("dead", "sentence"), [(0, "left channel is dead"), (1, "right channel is dead")])
@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_a_dead_channel_is_left_out(dead, sentence, level):
    channels = [SPEECH, SPEECH]
    channels[dead] = sounds.noise() * level
    used, findings = choose(np.column_stack(channels))
    assert used == [1 - dead]
    assert list(findings) == ["dead_channel"]
    assert sentence in findings["dead_channel"]


@pytest.mark.parametrize("gain", [1.0, 0.8])
def test_of_channels_of_opposite_phase_the_louder_is_used(gain):
    used, findings = choose(np.column_stack([-gain * SPEECH, SPEECH]))
    assert used == [int(gain < 1)]
    assert list(findings) == ["opposite_phase"]


def test_unrelated_channels_are_not_of_opposite_phase():
    assert choose(np.column_stack([sounds.noise(seed=1), sounds.noise(seed=2)])) == ([0, 1], {})


def test_of_many_channels_the_mean_of_those_with_sound_is_used():
    samples = np.zeros((len(SPEECH), 6))
    samples[:, 2] = samples[:, 3] = SPEECH
    used, findings = choose(samples)
    assert used == [2, 3]
    assert findings == {
        "channels": "it has 6 channels; their mean is used",
        "dead_channel": "4 of its channels are dead (1, 2, 5, 6); the mean of the others is used",
    }


def test_whole_numbers_stored_as_fractions_are_scaled_to_full_scale():
    levels = ChannelLevels(1)
    samples = (SPEECH[:, None] * 32_768).astype(np.float32)
    levels.add(samples)
    channels, (finding,) = levels.choose()
    assert finding.kind == "scaled"
    assert np.abs(mix_channels(samples, channels, levels.gain)).max() == pytest.approx(1)


def test_the_first_sample_that_is_no_number_is_found():
    levels, samples = ChannelLevels(2), np.zeros((100, 2), np.float32)
    levels.add(samples)
    samples[42, 1] = np.nan
    levels.add(samples)
    assert levels.first_invalid == 142
    assert levels.frames == 200


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 1e-5, 0.5, 1.0]), min_size=1, max_size=5))
def test_a_mix_is_never_silent_when_a_channel_is_not(gains):
    samples = np.outer(SPEECH[:16_000], gains).astype(np.float32)
    levels = ChannelLevels(len(gains))
    levels.add(samples)
    mixed = mix_channels(samples, levels.choose()[0], levels.gain)
    assert np.abs(mixed).max() >= 0.2 / len(gains) * np.abs(samples).max()
