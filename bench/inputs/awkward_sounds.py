"""Awkward sound files."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np

from bench.inputs.awkward import AwkwardFile
from renderer.sound_file import read_sound
from tests.face.sound import sounds
from tests.foreign_sounds import write_m4a

RATE = 24_000
SPEECH = sounds.speech_like(2.0, rate=RATE)


def _read(path: Path) -> str:
    sound = read_sound(path)
    return "; ".join([f"{sound.container}, {sound.seconds:.2f} s, {sound.rate} Hz", *sound.notes])


def _sound(  # noqa: PLR0913 - a row of the table
    name: str, made: str, right: str, make: Callable[[Path], object], expected: str, *,
    file: str = "a.wav", refused: bool = False,
) -> AwkwardFile:  # fmt: skip
    return AwkwardFile(name, made, right, file, make, _read, expected, refused)


def _write(
    samples: np.ndarray, *, file: str = "a.wav", rate: int = RATE, subtype: str | None = None, cut: float = 1.0
) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        path = folder / file
        import_module("soundfile").write(path, samples, rate, subtype=subtype)
        content = path.read_bytes()
        path.write_bytes(content[: round(len(content) * cut)])

    return make


def _size(size: int) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        _write(SPEECH)(folder)
        content = bytearray((folder / "a.wav").read_bytes())
        place = content.index(b"data") + 4
        content[place : place + 4] = size.to_bytes(4, "little")
        (folder / "a.wav").write_bytes(content)

    return make


def _renamed(folder: Path) -> None:
    _write(SPEECH, file="b.mp3")(folder)
    (folder / "b.mp3").rename(folder / "a.wav")


def _film(folder: Path) -> None:
    import_module("tests.foreign_videos").write_video(folder / "a.mp4", size="96x64", seconds=1)


def _two_streams(folder: Path) -> None:
    write_m4a(folder / "a.m4a", SPEECH, RATE, streams=2)


def _with_nan(position: int) -> np.ndarray:
    samples = SPEECH.copy()
    samples[position] = np.nan
    return samples


def _left(samples: np.ndarray) -> np.ndarray:
    return np.column_stack([samples, np.zeros_like(samples)])


def _content(content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / "a.wav").write_bytes(content)


SOUNDS = (
    _sound("silence", "2 s of zeros", "said", _write(np.zeros(2 * RATE)), r"silent from beginning to end"),
    _sound(
        "a dead channel",
        "speech left, nothing right",
        "the left channel, said",
        _write(_left(SPEECH)),
        r"right channel is dead; the left channel is used",
    ),
    _sound(
        "opposite phase",
        "the right channel inverted",
        "one channel, said",
        _write(sounds.opposite_phase(SPEECH)),
        r"opposite phase.*left channel is used",
    ),
    _sound(
        "six channels",
        "5.1 with speech in the centre",
        "the centre, said",
        _write(np.column_stack([SPEECH * (channel == 2) for channel in range(6)])),
        r"6 channels.*5 of its channels",
    ),
    _sound("size 0", "the recorder never wrote the size", "all of it, said", _size(0), r"2\.00 s.*how long it is"),
    _sound("size 0xFFFFFFFF", "written to a pipe", "all of it, said", _size(0xFFFFFFFF), r"2\.00 s.*how long it is"),
    _sound(
        "half a WAV",
        "cut at half of its bytes",
        "half, and how much lacks",
        _write(SPEECH, cut=0.5),
        r"lacks 1\.0 of 2\.0 s",
    ),
    _sound(
        "half a FLAC",
        "cut at half of its bytes",
        "half, and how much lacks",
        _write(SPEECH, file="a.flac", cut=0.5),
        r"lacks 1\.\d of 2\.0 s",
        file="a.flac",
    ),
    _sound(
        "half an MP3",
        "cut at half of its bytes",
        "half, and how much lacks",
        _write(SPEECH, file="a.mp3", cut=0.5),
        r"lacks 1\.\d of 2\.0 s",
        file="a.mp3",
    ),
    _sound("clipped", "8 times too loud", "said", _write(np.clip(8 * SPEECH, -1, 1)), r"clipped"),
    _sound("very quiet", "60 dB lower", "said", _write(SPEECH / 1000, subtype="PCM_24"), r"very quiet"),
    _sound("off centre", "a tenth of full scale added", "said", _write(SPEECH + 0.1), r"off centre by \+0\.1"),
    _sound("telephone", "8 kHz", "said", _write(sounds.speech_like(rate=8000), rate=8000), r"nothing above 4 kHz"),
    _sound("a tone", "440 Hz", "no speech, said", _write(sounds.tone(rate=RATE)), r"not sound like speech"),
    _sound("noise", "white noise", "no speech, said", _write(sounds.noise(rate=RATE)), r"not sound like speech"),
    _sound(
        "whole numbers as fractions",
        "samples up to 32768 as float",
        "scaled, said",
        _write(SPEECH * 32768, subtype="FLOAT"),
        r"scaled down",
    ),
    _sound(
        "not a number",
        "NaN at 0.5 s",
        "refused with the time",
        _write(_with_nan(12_000), subtype="FLOAT"),
        r"0\.500 s",
        refused=True,
    ),
    _sound("an MP3 called .wav", "renamed", "read as MP3, said", _renamed, r"MP3.*says WAV"),
    _sound("a film", "an MP4 with a tone", "its sound, said", _film, r"it is a video", file="a.mp4"),
    _sound(
        "two streams of sound",
        "the first is silent",
        "the second, said",
        _two_streams,
        r"number 2 is used",
        file="a.m4a",
    ),
    _sound(
        "AAC in M4A",
        "as phones record",
        "read",
        lambda folder: write_m4a(folder / "a.m4a", SPEECH, RATE),
        r"M4A, 2\.\d\d s",
        file="a.m4a",
    ),
    _sound(
        "a name in Japanese", "音声 ü.wav", "read", _write(SPEECH, file="音声 ü.wav"), r"2\.00 s", file="音声 ü.wav"
    ),
    _sound("a moment", "50 ms", "refused with its length", _write(SPEECH[:1200]), r"0\.050 s", refused=True),
    _sound("100 Hz", "a sample rate of 100 Hz", "refused", _write(SPEECH[:500], rate=100), r"100 Hz", refused=True),
    _sound(
        "a playlist",
        "names another file",
        "refused",
        _content(b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"),
        r"no sound",
        refused=True,
    ),
    _sound("the header alone", "44 bytes", "refused", _write(np.zeros(0)), r"no sound", refused=True),
)
