"""The 44 features together: names, the 120 Hz grid, time, pitch."""

import subprocess
import sys
from importlib.metadata import version

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from face import npz_file
from face.errors import InputError
from synthesis import features
from synthesis.features import FEATURE_NAMES, Features

RATE = 24_000


def buzz(seconds: float, hertz: float, rate: int = RATE) -> np.ndarray:
    """Return a tone with overtones, as a voice has."""
    times = np.arange(round(seconds * rate)) / rate
    return 0.2 * sum(np.sin(2 * np.pi * hertz * k * times) / k for k in range(1, 12))


def extract(folder, samples, rate: int = RATE) -> Features:
    soundfile.write(folder / "a.wav", samples, rate)
    return features.extract_features(folder / "a.wav")


def column(result: Features, name: str) -> np.ndarray:
    return result.values[:, FEATURE_NAMES.index(name)]


def test_there_are_44_feature_names():
    assert len(FEATURE_NAMES) == len(set(FEATURE_NAMES)) == 44
    assert FEATURE_NAMES[:2] == ("F0semitoneFrom27.5Hz_sma3nz", "Loudness_sma3")
    assert " ".join(FEATURE_NAMES[2:19]) == (
        "alphaRatio_sma3 hammarbergIndex_sma3 slope0-500_sma3 slope500-1500_sma3 spectralFlux_sma3 jitterLocal_sma3nz "
        "shimmerLocaldB_sma3nz HNRdBACF_sma3nz logRelF0-H1-H2_sma3nz logRelF0-H1-A3_sma3nz F1frequency_sma3nz "
        "F1bandwidth_sma3nz F1amplitudeLogRelF0_sma3nz F2frequency_sma3nz F2amplitudeLogRelF0_sma3nz "
        "F3frequency_sma3nz F3amplitudeLogRelF0_sma3nz"
    )
    assert FEATURE_NAMES[19:] == tuple(f"mfcc{n}" for n in range(25))


@settings(max_examples=15, deadline=None)
@given(st.integers(1600, 40_000), st.sampled_from([8000, 16_000, 22_050, 24_000, 44_100]))
def test_there_are_120_frames_a_second_rounded_up(tmp_path_factory, samples, rate):
    samples = max(samples, rate // 10 + 1)
    result = extract(tmp_path_factory.mktemp("sound"), buzz(samples / rate, 150, rate)[:samples], rate)
    assert result.values.shape == (-(-samples * 120 // rate), 44)
    assert result.rate == 120.0


def test_frame_times_do_not_drift(tmp_path):
    clicks = np.zeros(30 * RATE)
    clicks[[5 * RATE, 25 * RATE]] = 0.9
    loudness = column(extract(tmp_path, clicks), "Loudness_sma3")
    first, second = loudness[:1500].argmax(), 1500 + loudness[1500:].argmax()
    assert second - first == pytest.approx(20 * 120, abs=1)


@pytest.mark.parametrize("name", ["Loudness_sma3", "spectralFlux_sma3", "mfcc0"])
@pytest.mark.parametrize("second", [0.6, 1.004, 1.3])
def test_a_click_appears_in_its_frame_in_both_back_ends(tmp_path, name, second):
    noise = 1e-4 * np.random.default_rng(1).standard_normal(2 * RATE)
    noise[round(second * RATE)] = 0.9
    heard = column(extract(tmp_path, noise), name)
    above = np.maximum(heard - (heard.max() + np.median(heard)) / 2, 0)
    centre = (np.arange(len(above)) * above).sum() / above.sum()
    assert centre == pytest.approx(second * 120, abs=1)


def test_voicing_begins_and_ends_with_the_voice(tmp_path):
    samples = np.concatenate([np.zeros(RATE), buzz(1, 150), np.zeros(RATE)])
    voiced = np.flatnonzero(column(extract(tmp_path, samples), FEATURE_NAMES[0]))
    # A window of 60 ms may hear the voice 3.6 frames early and late, and at both ends alike.
    assert 115 <= voiced[0] <= 122
    assert 237 <= voiced[-1] <= 245
    assert (voiced[0] + voiced[-1]) / 2 == pytest.approx(179.5, abs=1.5)


@pytest.mark.parametrize("hertz", [90, 150, 220, 330])
def test_the_pitch_of_a_tone_is_right(tmp_path, hertz):
    semitones = column(extract(tmp_path, buzz(1.5, hertz)), FEATURE_NAMES[0])[30:-30]
    assert np.median(semitones) == pytest.approx(12 * np.log2(hertz / 27.5), abs=0.1)


def test_full_scale_samples_do_not_wrap_around(tmp_path):
    soft, loud = (extract(tmp_path, np.clip(gain * buzz(1, 150), -1, 1)) for gain in (1.0, 4.0))
    assert column(loud, "Loudness_sma3")[60] > column(soft, "Loudness_sma3")[60]
    assert column(loud, FEATURE_NAMES[0])[60] == pytest.approx(column(soft, FEATURE_NAMES[0])[60], abs=0.1)


def test_silence_gives_finite_numbers(tmp_path):
    assert np.isfinite(extract(tmp_path, np.zeros(2400)).values).all()


def test_the_back_end_is_named_with_versions(tmp_path):
    result = extract(tmp_path, buzz(0.2, 150))
    assert result.backend == features.feature_backend()
    assert f"librosa {version('librosa')}" in result.backend
    assert f"opensmile {version('opensmile')}" in result.backend


def test_features_npz_round_trip(tmp_path):
    result = extract(tmp_path, buzz(0.3, 150))
    npz_file.save(result, tmp_path / "a.npz")
    again = npz_file.load(Features, tmp_path / "a.npz")
    np.testing.assert_array_equal(again.values, result.values)
    assert (again.names, again.backend, again.rate) == (result.names, result.backend, result.rate)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"values": np.zeros((3, 43))}, "shape"),
        ({"values": np.full((3, 44), np.nan)}, "frame 0"),
        ({"names": FEATURE_NAMES[::-1]}, "44 known"),
        ({"rate": 100.0}, "120 Hz"),
    ],
)
def test_invalid_features_are_refused(change, words):
    right = {"values": np.zeros((3, 44)), "names": FEATURE_NAMES, "backend": "x"}
    with pytest.raises(InputError, match=words):
        Features(**(right | change))


def test_importing_the_package_loads_no_speech_library():
    code = (
        "import sys, synthesis.features; sys.exit(bool({'librosa', 'opensmile', 'numba', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
