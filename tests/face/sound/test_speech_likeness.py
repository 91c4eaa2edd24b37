"""Speech is told from what is none, by a wide margin."""

import numpy as np
import pytest

from face.sound.speech_likeness import measure_speech_likeness
from tests.face.sound import sounds


def score(samples: np.ndarray, rate: int = sounds.RATE) -> float:
    likeness = measure_speech_likeness(samples.astype(np.float32), rate)
    assert likeness is not None
    return likeness.score


@pytest.mark.parametrize("seed", range(4))
def test_syllables_are_like_speech(seed):
    assert score(sounds.speech_like(seed=seed)) > 1.1


@pytest.mark.parametrize("rate", [8000, 11_025, 24_000, 44_100, 48_000])
def test_the_sample_rate_does_not_matter(rate):
    assert score(sounds.speech_like(rate=rate), rate) > 1.1
    assert score(sounds.tone(rate=rate), rate) < 0.1


def test_the_level_does_not_matter():
    speech = sounds.speech_like()
    assert score(speech * 1e-3) == pytest.approx(score(speech), rel=0.1)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (sounds.tone(), "hardly changes|no pauses"),
        (sounds.noise(), "hardly changes|no pauses|no voice"),
        (sounds.noise() * (1 + np.sin(np.arange(32_000) * 2 * np.pi * 4 / 16_000)), "no voice"),
        (sounds.tone() * (1 + np.sin(np.arange(32_000) * 2 * np.pi * 4 / 16_000)), "timbre hardly changes"),
    ],
    ids=["tone", "noise", "pulsing noise", "pulsing tone"],
)
def test_other_sounds_are_not_and_the_reason_is_named(samples, reason):
    likeness = measure_speech_likeness(samples.astype(np.float32), sounds.RATE)
    assert likeness.score < 0.9
    assert any(part in likeness.reason() for part in reason.split("|"))


def test_a_syllable_or_silence_is_not_judged():
    assert measure_speech_likeness(sounds.speech_like(0.9), sounds.RATE) is None
    assert measure_speech_likeness(np.zeros(32_000, np.float32), sounds.RATE) is None


def test_of_a_long_sound_the_middle_is_examined():
    middle = sounds.tone(121)
    silent_ends = np.concatenate(
        [np.zeros(sounds.RATE * 60, np.float32), middle, np.zeros(sounds.RATE * 60, np.float32)]
    )
    assert score(silent_ends) < 0.1
