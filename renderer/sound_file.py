"""Reads sound of any kind with PyAV, says what was repaired, and writes what other programs would misread as WAV."""

import tempfile
import wave
from collections.abc import Container, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition

from face.arrays import Float32Array
from face.errors import InputError
from face.sound.channels import SILENT_PEAK, ChannelLevels, mix_channels
from face.sound.checks import check_samples
from face.sound.findings import REPAIRED_KINDS, SoundFinding, has_kind
from face.sound.limits import MAX_FRAMES, check_format, check_levels, header_findings, missing_findings
from face.sound.wave_header import read_wave_header
from renderer import ffmpeg

FORMAT_NAMES: Final = {
    "wav": "WAV",
    "w64": "W64",
    "flac": "FLAC",
    "ogg": "OGG",
    "mp3": "MP3",
    "aiff": "AIFF",
    "au": "AU",
    "caf": "CAF",
    "aac": "AAC",
    "mov": "M4A",
}
"""What people call the containers of sounds, by ffmpeg's names."""

OPEN_OPTIONS: Final = {"protocol_whitelist": "file", "format_whitelist": ",".join(ffmpeg.SOUND_FORMATS)}
SUFFIXES: Final = {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG", ".mp3": "MP3", ".m4a": "M4A", ".aac": "AAC"}

LIBSNDFILE_FORMATS: Final = ("WAV", "W64", "FLAC", "OGG", "MP3", "AIFF", "AU", "CAF")
"""Containers that the networks' features can be extracted from as they are."""


@dataclass(frozen=True, eq=False)
class Sound:
    """A sound file as it was decoded.

    Attributes
    ----------
    samples
        `(N,)` float32, nominally −1 to 1: the mean of the channels that carry it.
    rate
        Samples per second.
    container
        One of `FORMAT_NAMES`, or ffmpeg's name of another container.
    findings
        What was repaired, and what is unusual.
    """

    samples: Float32Array
    rate: int
    container: str
    findings: tuple[SoundFinding, ...]

    @property
    def seconds(self) -> float:
        """The length, s."""
        return len(self.samples) / self.rate

    @property
    def notes(self) -> tuple[str, ...]:
        """The findings as sentences."""
        return tuple(finding.sentence for finding in self.findings)

    @property
    def is_repaired(self) -> bool:
        """Whether another program would read the file differently."""
        return has_kind(self.findings, *REPAIRED_KINDS)

    def checked(self) -> Self:
        """Return the sound with findings of what is unlike speech, too."""
        return replace(self, findings=(*self.findings, *check_samples(self.samples, self.rate)))


def read_sound(path: Path) -> Sound:
    """Decode a sound as `decode_sound` does, with findings of what is unlike speech, too."""
    return decode_sound(path).checked()


def decode_sound(path: Path) -> Sound:
    """Decode a sound file, or the sound of a video, as far as it can be decoded; say what was repaired or is missing.

    Raises
    ------
    InputError
        If the file is missing, holds no sound, or one that is shorter than 0.1 s, too long, not finite, or has an
        unlikely rate.
    """
    with _open(path) as container:
        streams = _decodable_streams(container)
        name = container.format.name.partition(",")[0]
        findings = _container_findings(path, container)
    stream, measured = _choose_stream(path, streams)
    if len(streams) > 1:
        sentence = f"it has {len(streams)} sound streams; number {stream + 1} is used, the first that is not silent"
        findings.append(SoundFinding("streams", sentence))
    channels, channel_findings = measured.levels.choose()
    with _open(path) as container:
        blocks = StreamDecoder(container, stream).blocks()
        samples = np.concatenate([mix_channels(block, channels, measured.levels.gain) for block in blocks])
    findings += [*measured.findings, *channel_findings]
    return Sound(samples, measured.rate, FORMAT_NAMES.get(name, name), tuple(findings))


@contextmanager
def playable_sound(path: Path, formats: Container[str] | None = None) -> Generator[tuple[Path, Sound]]:
    """Give a sound, and the path of a file that every program reads as we do: `path` itself, or a copy.

    With `formats`, files of other containers (see `Sound.container`) are copied, too.
    """
    sound = decode_sound(path)
    if not sound.is_repaired and (formats is None or sound.container in formats):
        yield path, sound
        return
    with tempfile.TemporaryDirectory(prefix="facestudy-sound-") as folder:
        repaired = Path(folder) / "sound.wav"
        write_wave(sound, repaired)
        yield repaired, sound


def write_wave(sound: Sound, path: Path) -> None:
    """Write a sound as a WAV file of 16 bits and one channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes((np.clip(sound.samples, -1, 1) * 32_767).round().astype("<i2").tobytes())


@dataclass(frozen=True)
class _MeasuredStream:
    levels: ChannelLevels
    rate: int
    findings: list[SoundFinding]


def _choose_stream(path: Path, streams: list[int]) -> tuple[int, _MeasuredStream]:
    """Return the first stream that can be read and is not silent, or the first that can be read."""
    silent, refusal = None, InputError(f"{path} holds no sound; give a sound file")
    for stream in streams:
        try:
            measured = _measure_stream(path, stream)
        except InputError as error:
            refusal = error
            continue
        if measured.levels.peak >= SILENT_PEAK:
            return stream, measured
        silent = silent or (stream, measured)
    if silent is None:
        raise refusal
    return silent


def _decodable_streams(container: InputContainer) -> list[int]:
    return [number for number, stream in enumerate(container.streams.audio) if stream.codec_context is not None]


def _measure_stream(path: Path, stream: int) -> _MeasuredStream:
    """Decode a stream to its end, or as far as it can be decoded."""
    with _open(path) as container:
        decoder = StreamDecoder(container, stream)
        check_format(path, MAX_FRAMES, decoder.rate)
        levels = ChannelLevels(decoder.channels)
        for block in decoder.blocks():
            levels.add(block)
            if levels.frames > MAX_FRAMES:
                break
    check_levels(path, levels, decoder.rate)
    header = read_wave_header(path)
    claimed, seconds = decoder.claimed_seconds, levels.frames / decoder.rate
    findings = header_findings(header) if header else missing_findings(claimed, seconds)
    if decoder.damaged and not findings:
        findings = [SoundFinding("damaged", f"it is damaged: {decoder.damaged} parts of it can't be decoded")]
    return _MeasuredStream(levels, decoder.rate, findings)


class StreamDecoder:
    """Decodes one sound stream of a container.

    Attributes
    ----------
    rate, channels
        Samples per second, and their number side by side.
    claimed_seconds
        The length by the header, s; 0 if it says nothing.
    damaged
        How many packets could not be decoded so far.
    """

    def __init__(self, container: InputContainer, stream: int = 0) -> None:
        self._container, self._stream = container, container.streams.audio[stream]
        self.rate = int(self._stream.codec_context.sample_rate or 0)
        self.channels = int(self._stream.codec_context.channels)
        self.damaged = 0
        duration, base = self._stream.duration, self._stream.time_base
        self.claimed_seconds = float(duration * base) if duration and base else (container.duration or 0) / 1e6

    def blocks(self) -> Iterator[Float32Array]:
        """Yield the samples, `(n, channels)` float32."""
        for packet in self._packets():
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError):
                self.damaged += 1
                continue
            for frame in frames:
                if isinstance(frame, av.AudioFrame) and len(frame.layout.channels) == self.channels:
                    yield _frame_samples(frame, self.channels)

    def _packets(self) -> "Iterator[av.Packet[av.AudioStream]]":
        try:
            yield from self._container.demux(self._stream)
        except (av.FFmpegError, ValueError):
            self.damaged += 1


def _frame_samples(frame: av.AudioFrame, channels: int) -> Float32Array:
    """Return the samples of a frame, `(n, channels)`, whole numbers scaled to −1 to 1."""
    values = frame.to_ndarray()
    values = values.T if frame.format.is_planar else values.reshape(-1, channels)
    if values.dtype == np.uint8:
        return np.asarray((values.astype(np.float32) - 128) / 128, np.float32)
    if values.dtype.kind == "i":
        return np.asarray(values / np.float64(2 ** (8 * values.dtype.itemsize - 1)), np.float32)
    return np.asarray(values, np.float32)


@contextmanager
def _open(path: Path) -> Generator[InputContainer]:
    if not path.exists():
        raise InputError(f"{path} does not exist; check the path")
    if not path.is_file():
        raise InputError(f"{path} is not a file; give the path of a sound file")
    try:
        container = av.open(str(path.absolute()), options=OPEN_OPTIONS)
    except (av.FFmpegError, ValueError):
        raise InputError(f"{path} holds no sound that can be read; give an undamaged sound file") from None
    with container:
        if not _decodable_streams(container):
            raise InputError(f"{path} holds no sound; give a sound file")
        yield container


def _container_findings(path: Path, container: InputContainer) -> list[SoundFinding]:
    names = container.format.name.split(",")
    if any(not stream.disposition & Disposition.attached_pic for stream in container.streams.video):
        return [SoundFinding("container", "it is a video; its sound is used")]
    expected, found = SUFFIXES.get(path.suffix.lower()), FORMAT_NAMES.get(names[0], names[0])
    if expected and expected != found:
        return [SoundFinding("extension", f"its name says {expected}, but it is {found}; it is read as {found}")]
    return []
