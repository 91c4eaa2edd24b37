"""Which channels of a recording to use: dead ones and ones of opposite phase spoil the mean."""

from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from face.sound.findings import SoundFinding

SILENT_PEAK: Final = 1e-4
"""A sound whose greatest sample is below this (−80 dB) is silence."""

DEAD_POWER: Final = 1e-4
"""A channel with less than this share of the loudest one's power (−40 dB) carries nothing but noise and crosstalk."""

CANCELLED_POWER: Final = 0.2
"""Channels whose mean has less than this share of the power that it has for unrelated channels cancel each other."""

AS_LOUD_POWER: Final = 0.8
"""Share of the loudest channel's power from which a channel is as loud (−1 dB)."""

MAX_SAMPLE: Final = 4.0
"""Samples beyond this times full scale (+12 dB) are no encoder's overshoot: whole numbers were stored as fractions."""


class ChannelLevels:
    """Levels of the channels of a sound, gathered block by block."""

    def __init__(self, channels: int) -> None:
        self.frames = 0
        self.peaks: Float64Array = np.zeros(channels)
        self.products: Float64Array = np.zeros((channels, channels))
        self.first_invalid: int | None = None

    def add(self, block: Float32Array) -> None:
        """Add `(n, channels)` samples."""
        if len(block):
            finite = np.isfinite(block).all(axis=1)
            if self.first_invalid is None and not finite.all():
                self.first_invalid = self.frames + int(np.argmin(finite))
            valid = block[finite].astype(np.float64)
            self.peaks = np.maximum(self.peaks, np.abs(valid).max(axis=0, initial=0.0))
            self.products += valid.T @ valid
            self.frames += len(block)

    @property
    def peak(self) -> float:
        """The greatest absolute sample; full scale is 1."""
        return float(self.peaks.max(initial=0.0))

    @property
    def gain(self) -> float:
        """The factor that brings samples far beyond full scale back to it; otherwise 1."""
        return 1 / self.peak if self.peak > MAX_SAMPLE else 1.0

    def choose(self) -> tuple[list[int], list[SoundFinding]]:
        """Return the channels whose mean is the recording, and what there is to say about it."""
        power = np.diag(self.products)
        used = np.flatnonzero(power >= DEAD_POWER * power.max(initial=0.0))
        if self.peak < SILENT_PEAK:
            return list(range(len(power))), [*self._count_finding()]
        findings = [*self._count_finding()]
        if len(used) < len(power):
            dead = [number for number in range(len(power)) if number not in used]
            findings.append(SoundFinding("dead_channel", _dead_sentence(dead, list(map(int, used)), len(power))))
        products = self.products[np.ix_(used, used)]
        if len(used) > 1 and products.sum() < CANCELLED_POWER * np.trace(products):
            kept = int(used[np.argmax(np.diag(products) >= AS_LOUD_POWER * np.diag(products).max())])
            name, rest = _channel_name(kept, len(power)), "the other" if len(used) == 2 else "the others"
            sentence = f"its channels have opposite phase and cancel each other; the {name} is used without {rest}"
            findings.append(SoundFinding("opposite_phase", sentence))
            used = np.array([kept])
        if self.gain < 1:
            sentence = f"its samples reach {self.peak:.6g} times full scale; they are scaled down to it"
            findings.append(SoundFinding("scaled", sentence))
        return [int(channel) for channel in used], findings

    def _count_finding(self) -> list[SoundFinding]:
        count = len(self.peaks)
        return [SoundFinding("channels", f"it has {count} channels; their mean is used")] if count > 2 else []


def mix_channels(block: Float32Array, channels: list[int], gain: float = 1.0) -> Float32Array:
    """Return the mean of some channels of `(n, channels)` samples times `gain`, `(n,)`."""
    chosen = block if len(channels) == block.shape[1] else block[:, channels]
    mean = chosen.mean(axis=1, dtype=np.float32)
    return np.asarray(mean if gain == 1 else mean * np.float32(gain), np.float32)


def _channel_name(channel: int, count: int) -> str:
    return ("left channel", "right channel")[channel] if count == 2 else f"channel {channel + 1}"


def _dead_sentence(dead: list[int], used: list[int], count: int) -> str:
    if count == 2:
        return f"its {_channel_name(dead[0], 2)} is dead; the {_channel_name(used[0], 2)} is used"
    names = ", ".join(str(channel + 1) for channel in dead)
    return f"{len(dead)} of its channels are dead ({names}); the mean of the others is used"
