"""Fingerprints match equal sounds whatever was done to them, and no other sounds."""

import numpy as np
import pytest

from renderer.audio_fingerprint import SAMPLE_RATE, audio_fingerprint, match_fingerprints


def speech_like(seed, seconds=3.0):
    """Return noise whose bands rise and fall on their own, five times a second, as those of speech do."""
    random = np.random.default_rng(seed)
    count = int(seconds * SAMPLE_RATE)
    sound = np.zeros(count)
    for low, high in ((100, 400), (400, 1200), (1200, 3000), (3000, 6000)):
        spectrum = np.fft.rfft(random.standard_normal(count))
        frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
        spectrum[(frequency < low) | (frequency > high)] = 0
        syllables = random.random(int(seconds * 5) + 2)
        sound += np.fft.irfft(spectrum, count) * np.interp(
            np.arange(count) / SAMPLE_RATE * 5, np.arange(len(syllables)), syllables**2
        )
    return 0.5 * sound / np.abs(sound).max()


SPEECH = speech_like(1)


def match_with_speech(other):
    return match_fingerprints(audio_fingerprint(SPEECH), audio_fingerprint(other))


def test_a_sound_matches_itself():
    assert match_with_speech(SPEECH) == (pytest.approx(1), 0)


@pytest.mark.parametrize("gain", [0.05, 0.5, 1.9])
def test_volume_does_not_matter(gain):
    assert match_with_speech(gain * SPEECH)[0] > 0.97


def test_a_little_noise_does_not_matter():
    noise = 0.002 * np.random.default_rng(3).standard_normal(len(SPEECH))
    assert match_with_speech(SPEECH + noise)[0] > 0.9


@pytest.mark.parametrize("seed", range(2, 8))
def test_other_speech_does_not_match(seed):
    assert match_with_speech(speech_like(seed))[0] < 0.6


@pytest.mark.parametrize("lag", [0.04, 0.1, 0.3])
def test_a_delay_is_measured(lag):
    similarity, delay = match_with_speech(np.concatenate([np.zeros(int(lag * SAMPLE_RATE)), SPEECH]))
    assert similarity > 0.95
    assert delay == pytest.approx(lag, abs=0.01)


def test_a_missing_beginning_is_a_negative_delay():
    similarity, delay = match_with_speech(SPEECH[int(0.1 * SAMPLE_RATE) :])
    assert similarity > 0.85
    assert delay == pytest.approx(-0.1, abs=0.02)


def test_silence_at_the_end_does_not_matter():
    similarity, delay = match_with_speech(np.concatenate([SPEECH, np.zeros(SAMPLE_RATE)]))
    assert similarity > 0.95
    assert delay == 0


def test_silence_matches_silence_only():
    assert match_fingerprints(audio_fingerprint(np.zeros(100)), audio_fingerprint(np.zeros(9000))) == (1, 0)
    assert match_fingerprints(audio_fingerprint(np.zeros(100)), audio_fingerprint(SPEECH))[0] == 0
    assert audio_fingerprint(np.zeros(0)) == ""


def test_steady_tones_differ_by_their_spectrum():
    times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    low, similar, high = (audio_fingerprint(0.2 * np.sin(2 * np.pi * pitch * times)) for pitch in (220, 225, 2000))
    assert match_fingerprints(low, similar)[0] == 1
    assert match_fingerprints(low, high)[0] == 0
    assert match_fingerprints(low, audio_fingerprint(SPEECH))[0] < 0.5
