"""What is said about a recording's samples."""

import numpy as np
import pytest

from face.sound.checks import check_samples
from tests.face.sound import sounds


def kinds(samples: np.ndarray, rate: int = sounds.RATE) -> list[str]:
    return [finding.kind for finding in check_samples(samples.astype(np.float32), rate)]


@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_there_is_nothing_to_say_about_speech(rate):
    assert kinds(sounds.speech_like(rate=rate), rate) == []


@pytest.mark.parametrize("level", [0.0, 5e-5])
def test_silence_is_named_and_nothing_else(level):
    assert kinds(np.full(16_000, level)) == ["silence"]


def test_a_quiet_recording_is_named_with_its_level():
    finding, *_ = check_samples(sounds.speech_like() * np.float32(0.004), sounds.RATE)
    assert finding.kind == "quiet"
    assert "-6" in finding.sentence or "-5" in finding.sentence


def test_clipping_is_named_and_touching_the_peak_is_not():
    loud = sounds.speech_like() * 8
    assert kinds(np.clip(loud, -1, 1)) == ["clipped"]
    assert "clipped" in kinds(np.clip(loud, -1, None))
    assert "clipped" not in kinds(loud / np.abs(loud).max())
    assert "clipped" not in kinds(sounds.tone(frequency=60))


def test_an_offset_is_named():
    assert kinds(sounds.speech_like() + 0.1) == ["offset"]
    assert kinds(sounds.speech_like() + 0.01) == []


def test_the_rate_of_telephones_is_named():
    finding, *_ = check_samples(sounds.speech_like(rate=8000), 8000)
    assert finding.kind == "low_rate"
    assert "above 4 kHz" in finding.sentence


@pytest.mark.parametrize("samples", [sounds.tone(), sounds.noise()], ids=["tone", "noise"])
def test_what_is_no_speech_is_named(samples):
    assert kinds(samples) == ["no_speech"]


@pytest.mark.parametrize("length", [1, 2, 3, 100, 319, 320, 321])
def test_very_short_sounds_are_checked_too(length):
    assert kinds(np.ones(length) * 0.5)
