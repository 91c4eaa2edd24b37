"""Two sounds are compared by their prints: the same is found whatever was done to it, another is not."""

import numpy as np
import pytest

from renderer.normalize.audio_fingerprint import SAMPLE_RATE, audio_fingerprint, match_fingerprints


def speech_like(seed, seconds=3.0):
    """Return noise whose bands rise and fall on their own, five times a second, as those of speech do."""
    chance = np.random.default_rng(seed)
    count = int(seconds * SAMPLE_RATE)
    sound = np.zeros(count)
    for low, high in ((100, 400), (400, 1200), (1200, 3000), (3000, 6000)):
        spectrum = np.fft.rfft(chance.standard_normal(count))
        frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
        spectrum[(frequency < low) | (frequency > high)] = 0
        syllables = chance.random(int(seconds * 5) + 2)
        sound += np.fft.irfft(spectrum, count) * np.interp(
            np.arange(count) / SAMPLE_RATE * 5, np.arange(len(syllables)), syllables**2
        )
    return 0.5 * sound / np.abs(sound).max()


SOUND = speech_like(1)


def same(other):
    return match_fingerprints(audio_fingerprint(SOUND), audio_fingerprint(other))


def test_itself():
    assert same(SOUND) == (pytest.approx(1), 0)


@pytest.mark.parametrize("gain", [0.05, 0.5, 1.9])
def test_louder_or_softer(gain):
    assert same(gain * SOUND)[0] > 0.97


def test_with_a_little_noise():
    noise = 0.002 * np.random.default_rng(3).standard_normal(len(SOUND))
    assert same(SOUND + noise)[0] > 0.9


@pytest.mark.parametrize("seed", range(2, 8))
def test_other_words_are_not_taken_for_it(seed):
    assert same(speech_like(seed))[0] < 0.6


@pytest.mark.parametrize("lag", [0.04, 0.1, 0.3])
def test_later_is_found(lag):
    alike, late = same(np.concatenate([np.zeros(int(lag * SAMPLE_RATE)), SOUND]))
    assert alike > 0.95
    assert late == pytest.approx(lag, abs=0.01)


def test_earlier_is_found():
    alike, late = same(SOUND[int(0.1 * SAMPLE_RATE) :])
    assert alike > 0.85
    assert late == pytest.approx(-0.1, abs=0.02)


def test_silence_after_it_changes_nothing():
    alike, late = same(np.concatenate([SOUND, np.zeros(SAMPLE_RATE)]))
    assert alike > 0.95
    assert late == 0


def test_silences_are_alike_and_unlike_a_sound():
    assert match_fingerprints(audio_fingerprint(np.zeros(100)), audio_fingerprint(np.zeros(9000))) == (1, 0)
    assert match_fingerprints(audio_fingerprint(np.zeros(100)), audio_fingerprint(SOUND))[0] == 0
    assert audio_fingerprint(np.zeros(0)) == ""


def test_hums_are_told_apart_by_their_colour():
    moment = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    low, again, high = (audio_fingerprint(0.2 * np.sin(2 * np.pi * pitch * moment)) for pitch in (220, 225, 2000))
    assert match_fingerprints(low, again)[0] == 1
    assert match_fingerprints(low, high)[0] == 0
    assert match_fingerprints(low, audio_fingerprint(SOUND))[0] < 0.5
