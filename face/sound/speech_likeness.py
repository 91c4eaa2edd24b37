"""How much a sound resembles speech: loud and soft, voiced and unvoiced, bright and dark in turn.

Speech alternates, several times a second, between vowels, which are voiced and dark, consonants, which may be neither,
and pauses. A tone or a hum never changes, noise is not voiced, and the timbre of an instrument changes little.
Measured on the least of the four measures: 120 sentences of an English talker 1.87 to 2.26, Mandarin in pieces of 3 s
1.68 to 2.19 and of 1.5 s 1.15 to 2.25; tones, hum and noise 0, drums, chords and melodies 0 to 1.03.
References: Scheirer & Slaney, ICASSP 1997 (frames of low energy, variance of the spectral centroid).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array

MIN_SECONDS: Final = 1.0
"""A shorter sound may be a single syllable, which alternates with nothing."""

MAX_SECONDS: Final = 120.0
"""Of a longer sound, its middle is examined."""

EXAMINED_RATE: Final = 16_000
FRAMES_PER_SECOND: Final = 100
WINDOW_SECONDS: Final = 0.032
BAND: Final = (200.0, 4000.0)
"""Hz; speech is strongest here, hum and hiss are not."""

PITCH_RANGE: Final = (70.0, 400.0)
"""Hz, of voices."""

VOICED_CORRELATION: Final = 0.6
ACTIVE_DB: Final = 25.0
SOFT_DB: Final = 12.0
"""dB below the loud frames (95th percentile): what still counts as sound, and what counts as soft."""

LOUDNESS_FLOOR_DB: Final = 30.0
BLOCK_FRAMES: Final = 1024


@dataclass(frozen=True)
class SpeechLikeness:
    """Four measures of a sound, each divided by the least value that speech has; below 1 it is unlikely.

    Attributes
    ----------
    loudness_changes
        Standard deviation of the level between 200 and 4000 Hz, over 5 dB.
    pauses
        Share of frames 12 dB below the loud ones, over 0.3.
    voicing
        Share of voiced frames where there is sound, over 0.14.
    timbre_changes
        Standard deviation of the spectral centroid where there is sound, over 0.25 octaves.
    """

    loudness_changes: float
    pauses: float
    voicing: float
    timbre_changes: float

    @property
    def score(self) -> float:
        """The least of the four."""
        return min(self.loudness_changes, self.pauses, self.voicing, self.timbre_changes)

    def reason(self) -> str:
        """Return what is least like speech, as part of a sentence."""
        reasons = {
            self.loudness_changes: "its loudness hardly changes",
            self.pauses: "it has no pauses",
            self.voicing: "there is no voice in it",
            self.timbre_changes: "its timbre hardly changes",
        }
        return reasons[self.score]


def measure_speech_likeness(samples: Float32Array, rate: int) -> SpeechLikeness | None:
    """Return the measures of a sound, or None if it is shorter than a second or silent.

    Parameters
    ----------
    samples
        `(N,)`, nominally −1 to 1.
    rate
        Samples per second, at least 8000.
    """
    longest = int(MAX_SECONDS * rate)
    if len(samples) < MIN_SECONDS * rate or not np.abs(samples).max(initial=0.0):
        return None
    start = max(0, (len(samples) - longest) // 2)
    step = max(1, rate // EXAMINED_RATE)
    thinned = _thin(samples[start : start + longest], step)
    level, centroid, periodicity = _frame_measures(thinned, rate / step)
    loud = np.percentile(level, 95)
    active: BoolArray = level > loud - ACTIVE_DB
    return SpeechLikeness(
        loudness_changes=float(np.maximum(level - loud, -LOUDNESS_FLOOR_DB).std()) / 5.0,
        pauses=float((level < loud - SOFT_DB).mean()) / 0.3,
        voicing=float((periodicity[active] > VOICED_CORRELATION).mean()) / 0.14,
        timbre_changes=float(np.log2(np.maximum(centroid[active], 50.0)).std()) / 0.25,
    )


def _thin(samples: Float32Array, step: int) -> Float32Array:
    """Return every `step`-th sample after averaging; what is folded down is far weaker than speech."""
    if step == 1:
        return samples
    whole = len(samples) // step * step
    return np.asarray(samples[:whole].reshape(-1, step).mean(axis=1, dtype=np.float32))


def _frame_measures(samples: Float32Array, rate: float) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return level in dB, spectral centroid in Hz and periodicity (0 to 1) of each hundredth of a second."""
    length = int(WINDOW_SECONDS * rate)
    hop = int(rate / FRAMES_PER_SECOND)
    frames = np.lib.stride_tricks.sliding_window_view(samples, length)[::hop]
    blocks = (frames[start : start + BLOCK_FRAMES] for start in range(0, len(frames), BLOCK_FRAMES))
    level, centroid, periodicity = zip(*(_block_measures(block, rate) for block in blocks), strict=True)
    return np.concatenate(level), np.concatenate(centroid), np.concatenate(periodicity)


def _block_measures(frames: Float32Array, rate: float) -> tuple[Float64Array, Float64Array, Float64Array]:
    length = frames.shape[1]
    size = 1 << (2 * length - 1).bit_length()  # Room for the whole autocorrelation.
    window = np.hanning(length)
    centred = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred * window, size, axis=1)) ** 2
    frequency = np.fft.rfftfreq(size, 1 / rate)
    band = (frequency >= BAND[0]) & (frequency <= BAND[1])
    energy = np.maximum(power[:, band].sum(axis=1), 1e-12)
    centroid = power[:, band] @ frequency[band] / energy
    return 10 * np.log10(energy), centroid, _periodicity(power, window, rate)


def _periodicity(power: Float64Array, window: Float64Array, rate: float) -> Float64Array:
    """Return the greatest normalised autocorrelation at the lags of voices, without the window's own share."""
    first, last = int(rate / PITCH_RANGE[1]), int(rate / PITCH_RANGE[0])
    correlation = np.fft.irfft(power, axis=1)[:, : last + 1]
    own = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * (power.shape[1] - 1))) ** 2)[: last + 1]
    normalised = correlation[:, first:] / np.maximum(correlation[:, :1], 1e-12) / (own[first:] / own[0])
    return np.asarray(normalised.max(axis=1))
