"""Checks of a recording's samples: silence, clipping, level, offset, sample rate, and whether it sounds like speech."""

from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.sound.channels import SILENT_PEAK
from face.sound.findings import SoundFinding
from face.sound.speech_likeness import measure_speech_likeness

WIDEBAND_RATE: Final = 16_000
"""Hz. Fricatives lie above half of 8 kHz, the rate of telephones."""

QUIET_LEVEL: Final = -50.0
"""dB of full scale; the loud parts of a recording are usually at −30 to −10."""

MAX_OFFSET: Final = 0.02
"""Of full scale."""

CLIPPED_RUN: Final = 3
"""Samples in a row at the recording's own peak: a waveform that was cut off there."""

CLIPPED_LEVEL: Final = 0.9999
"""Of the recording's peak; a low tone stays longer near its peak than at it."""

MIN_CLIPPED_SHARE: Final = 5e-4
"""Of all samples."""

LEVEL_FRAMES_PER_SECOND: Final = 50


def check_samples(samples: Float32Array, rate: int) -> list[SoundFinding]:
    """Return what there is to say about `(N,)` samples, nominally −1 to 1, at `rate` Hz.

    Examples
    --------
    >>> check_samples(np.zeros(24_000, np.float32), 24_000)[0].kind
    'silence'
    """
    peak = float(np.abs(samples).max(initial=0.0))
    if peak < SILENT_PEAK:
        return [SoundFinding("silence", "it is silent from beginning to end")]
    return [
        *_low_rate(rate),
        *_quiet(samples, rate),
        *_clipped(samples),
        *_offset(samples),
        *_no_speech(samples, rate),
    ]


def _low_rate(rate: int) -> list[SoundFinding]:
    if rate >= WIDEBAND_RATE:
        return []
    sentence = f"its sample rate is {rate} Hz, so it holds nothing above {rate / 2000:g} kHz, as on a telephone"
    return [SoundFinding("low_rate", sentence)]


def _quiet(samples: Float32Array, rate: int) -> list[SoundFinding]:
    length = max(1, rate // LEVEL_FRAMES_PER_SECOND)
    frames = samples[: max(1, len(samples) // length) * length].reshape(-1, min(length, len(samples)))
    loudest = np.square(frames, dtype=np.float64).mean(axis=1).max()
    level = 10 * np.log10(max(loudest, 1e-12))
    return [SoundFinding("quiet", f"it is very quiet ({level:.0f} dB)")] if level < QUIET_LEVEL else []


def _clipped(samples: Float32Array) -> list[SoundFinding]:
    """Find runs of samples at the greatest or the least; a sound that only touches them now and then is normal."""
    for side in (samples, -samples):
        at_peak = side >= CLIPPED_LEVEL * max(side.max(), SILENT_PEAK)
        runs = np.lib.stride_tricks.sliding_window_view(at_peak, min(CLIPPED_RUN, len(at_peak))).all(axis=1)
        if runs.mean() > MIN_CLIPPED_SHARE:
            return [SoundFinding("clipped", f"it is clipped: {at_peak.mean():.1%} of it is cut off at its peak")]
    return []


def _offset(samples: Float32Array) -> list[SoundFinding]:
    offset = float(samples.mean(dtype=np.float64))
    sentence = f"it is off centre by {offset:+.2f} of full scale"
    return [SoundFinding("offset", sentence)] if abs(offset) > MAX_OFFSET else []


def _no_speech(samples: Float32Array, rate: int) -> list[SoundFinding]:
    likeness = measure_speech_likeness(samples, rate)
    if likeness is None or likeness.score >= 1:
        return []
    return [SoundFinding("no_speech", f"it does not sound like speech: {likeness.reason()}")]
