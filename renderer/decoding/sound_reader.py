"""Follows a stream of sound: its length, loudness and true peak (EBU R128), gaps, phase, and fingerprint."""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.filter import Graph

from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from renderer.audio_fingerprint import SAMPLE_RATE, audio_fingerprint
from renderer.decoding.facts import MAX_SECONDS, SoundFacts

if TYPE_CHECKING:
    from av.packet import Packet

MIN_GAP_SECONDS: Final = 0.02
"""A shorter pause between packets is rounding."""

OPPOSITE_SHARE: Final = 0.01
"""The sum of two opposite channels has at most this share of the louder one's energy."""

DEAD_SHARE: Final = 1e-6
"""A channel with at most this share of the other's energy is dead."""

TAIL_SECONDS: Final = 0.2
"""The meter works in steps of 0.1 s; the end is measured again with silence behind it."""

UNMEASURED_LOUDNESS: Final = -70.0
"""LUFS of what is too short or too quiet for the meter: its absolute gate."""

METER: Final = ("ebur128", "metadata=1:peak=true")
TRUE_PEAK: Final = "lavfi.r128.true_peak"
INTEGRATED_LOUDNESS: Final = "lavfi.r128.I"


@dataclass
class SoundReader:
    """Decodes one stream of sound and measures it."""

    stream: AudioStream
    _kind: tuple[str, str, int] | None = None
    _metadata: dict[str, str] = field(default_factory=dict)
    _parts: list[Float32Array] = field(default_factory=list)
    _tail: deque[AudioFrame] = field(default_factory=deque)
    _start: float = 0.0
    _seconds: float = 0.0
    _gaps: list[tuple[float, float]] = field(default_factory=list)
    _gap_seconds: float = 0.0
    _damaged: int = 0
    _cut: float = 0.0

    def read(self, packet: "Packet[AudioStream]") -> None:
        """Decode a packet; an empty one: what is left. Damaged packets are counted and left out."""
        try:
            frames = packet.decode() if packet.size else self.stream.decode(None)
        except (av.error.FFmpegError, MemoryError):
            self._damaged += 1
            return
        for frame in frames:
            self._add(frame)

    def _add(self, frame: AudioFrame) -> None:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._kind is None:
            self._begin(frame, kind)
        if kind != self._kind:
            self._damaged += 1
            return
        self._follow_gaps(frame)
        if self._seconds + self._gap_seconds > MAX_SECONDS:
            raise InputError("is longer than 10 minutes; cut it")
        self._seconds += frame.samples / frame.sample_rate
        self._cut = _superfluous_seconds(frame)
        self._tail.append(frame)
        while sum(each.samples for each in self._tail) - self._tail[0].samples > TAIL_SECONDS * frame.sample_rate:
            self._tail.popleft()
        self._push(frame)

    def _begin(self, frame: AudioFrame, kind: tuple[str, str, int]) -> None:
        self._kind = kind
        self._start = frame.time or 0.0
        self._meter = _graph(frame, METER)
        self._resampler = _graph(frame, ("aresample", str(SAMPLE_RATE)), ("aformat", "sample_fmts=fltp"))

    def _follow_gaps(self, frame: AudioFrame) -> None:
        expected = self._start + self._seconds + self._gap_seconds
        gap = 0.0 if frame.time is None else frame.time - expected
        if gap > MIN_GAP_SECONDS:
            self._gaps.append((self._seconds, gap))
            self._gap_seconds += gap

    def _push(self, frame: AudioFrame | None) -> None:
        for metered in _through(self._meter, frame):
            self._metadata = metered.metadata or self._metadata
        self._parts += [np.asarray(each.to_ndarray(), np.float32) for each in _through(self._resampler, frame)]

    def facts(self, *, streams: int, origin: float) -> SoundFacts | None:
        """Return what was found, None if there was no sound; silence leads from `origin`, s, to it."""
        if self._kind is None:
            return None
        self._push(None)
        seconds = self._seconds - self._cut
        samples = np.concatenate(self._parts, axis=1) if self._parts else np.zeros((1, 0), np.float32)
        samples = samples[:, : round(seconds * SAMPLE_RATE)]
        energies = np.mean(samples.astype(np.float64) ** 2, axis=1) if samples.size else np.zeros(1)
        only_channel, opposite = _usable_channel(samples, energies)
        loudness = float(self._metadata.get(INTEGRATED_LOUDNESS, UNMEASURED_LOUDNESS))
        if opposite:
            loudness -= 10 * math.log10(energies.sum() / energies.max())
        used = samples.mean(axis=0) if only_channel is None else samples[only_channel]
        lead = min(max(0.0, self._start - origin), MAX_SECONDS)
        return SoundFacts(
            stream=self.stream.index,
            streams=streams,
            codec=self.stream.codec_context.codec.canonical_name,
            channels=self.stream.codec_context.channels,
            rate=self._kind[2],
            width=0.0 if only_channel is not None else _width(samples, energies),
            start=self._start,
            end=self._start + seconds + self._gap_seconds,
            loudness=round(loudness, 1),
            peak=self._peak(),
            fingerprint=audio_fingerprint(_with_gaps(used, [(0.0, lead), *self._gaps])),
            only_channel=only_channel,
            opposite=opposite,
            gap_seconds=round(self._gap_seconds, 3),
            damaged=self._damaged,
        )

    @property
    def start(self) -> float | None:
        """When the first sample begins, s; None if there is none."""
        return None if self._kind is None else self._start

    def _peak(self) -> float | None:
        """Return the true peak, dB, or None for silence."""
        meter = _graph(self._tail[0], ("apad", f"pad_dur={TAIL_SECONDS}"), METER)
        ending = [metered.metadata for frame in (*self._tail, None) for metered in _through(meter, frame)]
        peak = max(float(metadata.get(TRUE_PEAK, 0)) for metadata in (self._metadata, *ending))
        return round(20 * math.log10(peak), 1) + 0.0 if peak > 0 else None


def _graph(frame: AudioFrame, *filters: tuple[str, str]) -> Graph:
    """Return a chain of filters for frames like `frame`, brought down to two channels."""
    graph = Graph()
    channels = frame.layout.nb_channels
    layout = {1: "mono", 2: "stereo"}.get(channels, frame.layout.name)
    nodes = [graph.add_abuffer(sample_rate=frame.sample_rate, format=frame.format, layout=layout)]
    fold = [("aformat", "channel_layouts=stereo")] if channels > 2 else []
    nodes += [graph.add(name, arguments) for name, arguments in (*fold, *filters)]
    graph.link_nodes(*nodes, graph.add("abuffersink"))
    graph.configure()
    return graph


def _through(graph: Graph, frame: AudioFrame | None) -> list[AudioFrame]:
    """Return what a chain gives after `frame`; None ends it."""
    out: list[AudioFrame] = []
    graph.push(frame)
    while True:
        try:
            pulled = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return out
        assert isinstance(pulled, AudioFrame)  # noqa: S101 - for the type checker
        out.append(pulled)


def _superfluous_seconds(frame: AudioFrame) -> float:
    """Return how much of a frame lies behind the end of the sound, s: a codec's frames have a fixed length."""
    seconds = frame.samples / frame.sample_rate
    duration = float(frame.duration * (frame.time_base or 0))
    return seconds - duration if 0 < duration < seconds - 1 / frame.sample_rate else 0.0


def _usable_channel(samples: Float32Array, energies: Float64Array) -> tuple[int | None, bool]:
    """Return the one channel to use, or None for both, and whether two channels cancel each other."""
    if len(samples) != 2 or not energies.max():
        return None, False
    louder = int(energies.argmax())
    if energies.min() <= DEAD_SHARE * energies[louder]:
        return louder, False
    opposite = np.mean(samples.sum(axis=0, dtype=np.float64) ** 2) <= OPPOSITE_SHARE * energies[louder]
    return (louder, True) if opposite else (None, False)


def _width(samples: Float32Array, energies: Float64Array) -> float:
    """Return the share of the energy of two channels that lies in their difference, 0 to 1."""
    if len(samples) != 2 or not energies.sum():
        return 0.0
    return round(float(np.mean((samples[0] - samples[1]) ** 2) / (2 * energies.sum())), 4)


def _with_gaps(samples: Float32Array, gaps: list[tuple[float, float]]) -> Float32Array:
    """Return samples with silence in the gaps: (where, how long), both s."""
    pieces, begin = [], 0
    for position, seconds in gaps:
        end = min(round(position * SAMPLE_RATE), len(samples))
        pieces += [samples[begin:end], np.zeros(round(seconds * SAMPLE_RATE), np.float32)]
        begin = end
    return np.concatenate([*pieces, samples[begin:]])
