"""Features and retargeted motion are as recorded for `synthesis.OUTPUT_VERSION`."""

from pathlib import Path

import numpy as np
import soundfile

import synthesis
from synthesis.features import extract_features
from synthesis.retargeting import retarget
from tests.recorded_output import assert_as_recorded, fingerprint
from tests.synthesis import faces


def voice_like(seconds: float = 0.6, rate: int = 24_000) -> np.ndarray:
    """Return a buzz whose pitch and loudness change, so that every feature has something to measure."""
    time = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 2 * time)) / rate
    harmonics = sum(np.sin(k * phase) / k for k in range(1, 12))
    return 0.2 * harmonics * (1 + 0.5 * np.sin(2 * np.pi * 4 * time))


def test_output_matches_the_recording_for_this_version(tmp_path):
    soundfile.write(tmp_path / "voice.wav", voice_like(), 24_000)
    features = extract_features(tmp_path / "voice.wav")
    faps = retarget(faces.motion(faces.noise(2, frames=120)), seed=3)
    output = {
        "feature names": list(features.names),
        "feature means": np.asarray(features.values, float).mean(axis=0).tolist(),
        "feature deviations": np.asarray(features.values, float).std(axis=0).tolist(),
        "retargeted FAPs": fingerprint(faps.values),
        "smoothed markers": fingerprint(faps.moved),
    }
    assert_as_recorded(synthesis, Path(__file__).parent / "recorded_output.json", output, tolerance=5e-3)
