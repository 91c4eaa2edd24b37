"""Measures an imported video: it is decoded to its end, its picture and its sound are examined."""

import re
from pathlib import Path
from typing import Final

import numpy as np

from face.documents import Document
from face.errors import InputError
from renderer import ffmpeg
from renderer.normalize.audio_fingerprint import SAMPLE_RATE, audio_fingerprint

MAX_SECONDS: Final = 600.0
"""Seconds. Clips are never longer, and a wrong file should not be decoded for hours."""

SQUARE_PIXEL_FILTER: Final = "scale=iw*sar:ih,setsar=1"
"""Scales to square pixels, whatever pixel aspect ratio the file has."""

INAUDIBLE_LOUDNESS: Final = -69.0
"""LUFS; R128 gates at -70, so anything quieter can't be heard at all."""

_HEADER: Final = re.compile(r"Stream #0:\d+.*?: Video: (\w+).*?, (?P<pixels>\w+)[,(].*?([\d.]+) fps")
_DISPLAY_SIZE: Final = re.compile(r"Video: wrapped_avframe.*?, (\d+)x(\d+)")
_DURATION: Final = re.compile(r"^  Duration: (\d+):(\d+):([\d.]+)", re.MULTILINE)
_CROP: Final = re.compile(r"x1:(\d+) x2:(\d+) y1:(\d+) y2:(\d+) .*crop=\d")


class SoundProperties(Document):
    """The sound of a video: its length in s, loudness in LUFS (EBU R128), true peak in dB, and fingerprint."""

    codec: str
    seconds: float
    loudness: float | None
    peak: float | None
    print: str

    @property
    def audible_loudness(self) -> float | None:
        """The loudness, or None if nothing can be heard."""
        return self.loudness if self.loudness is not None and self.loudness > INAUDIBLE_LOUDNESS else None


class VideoProperties(Document):
    """Properties of a video.

    Attributes
    ----------
    size
        Width and height as displayed, in square pixels.
    fps, frames, seconds
        Frames per second as its header says; frames and length in s as decoded.
    bars
        Share of the width and of the height taken by symmetric black bars, 0 to 1.
    sound
        None if the file has no sound.
    """

    codec: str
    pixels: str
    size: tuple[int, int]
    fps: float
    frames: int
    seconds: float
    bars: tuple[float, float]
    sound: SoundProperties | None


def measure_video(path: Path, name: str = "") -> VideoProperties:
    """Decode a video to its end and return its properties; errors call it `name`.

    Raises
    ------
    InputError
        If it is not a video (MP4, MOV, MKV, WebM, AVI), has no frame, is damaged, or is longer than 10 minutes.
    """
    name = name or str(path)
    opening = ffmpeg.untrusted_video_input(path)
    header = ffmpeg.run(*opening).stderr
    stream = _HEADER.search(header)
    if not stream:
        raise InputError(f"{name} is not a readable video; give an MP4, MOV, WebM, MKV or AVI file")
    if (seconds := _header_seconds(header)) > MAX_SECONDS:
        raise InputError(f"{name} is {seconds / 60:.0f} minutes long; a clip may be 10 at most: cut it")
    return VideoProperties(
        codec=stream[1],
        pixels=stream["pixels"],
        fps=float(stream[3]),
        sound=_decode_sound(opening, header),
        **_decode_picture(opening, name),
    )


def measure_sound(path: Path, name: str = "") -> SoundProperties:
    """Return the properties of a sound file; errors call it `name`.

    Raises
    ------
    InputError
        If it holds no sound that can be read.
    """
    opening = ffmpeg.audio_input(path)
    sound = _decode_sound(opening, ffmpeg.run(*opening).stderr)
    if sound is None or not sound.seconds:
        raise InputError(f"{name or path} holds no sound that can be read; give a sound file")
    return sound


def _header_seconds(header: str) -> float:
    match = _DURATION.search(header)
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]) if match else 0.0


def _decode_picture(opening: list[str], name: str) -> dict[str, object]:
    filters = f"{SQUARE_PIXEL_FILTER},cropdetect=limit=24:round=2:reset=0"
    sink = ["-map", "0:v:0", "-vf", filters, "-f", "null", "-progress", "pipe:1", "-"]
    finished = ffmpeg.run("-xerror", "-t", str(MAX_SECONDS), *opening, *sink)
    frames, end_times = (
        re.findall(rf"^{key}=\s*(\d+)$", finished.stdout, re.MULTILINE) for key in ("frame", "out_time_us")
    )
    display = _DISPLAY_SIZE.search(finished.stderr)
    if finished.returncode or not display or not frames or not int(frames[-1]):
        raise InputError(f"{name} holds no picture that can be decoded to its end; give an undamaged video")
    size = (int(display[1]), int(display[2]))
    return {
        "size": size,
        "frames": int(frames[-1]),
        "seconds": int(end_times[-1]) / 1e6,
        "bars": _black_bars(finished.stderr, size),
    }


def _black_bars(log: str, size: tuple[int, int]) -> tuple[float, float]:
    crops = _CROP.findall(log)
    if not crops:
        return (0.0, 0.0)
    left, right, top, bottom = map(int, crops[-1])
    sides = ((left, size[0] - 1 - right, size[0]), (top, size[1] - 1 - bottom, size[1]))
    horizontal, vertical = (round(max(0.0, 2 * min(first, last) / length), 4) for first, last, length in sides)
    return (horizontal, vertical)


def _decode_sound(opening: list[str], header: str) -> SoundProperties | None:
    codec = re.search(r"Stream #0:\d+.*?: Audio: (\w+)", header)
    if not codec:
        return None
    filters = f"ebur128=peak=true:framelog=quiet,aresample={SAMPLE_RATE}:first_pts=0"
    sink = ["-map", "0:a:0", "-af", filters, "-ac", "1", "-f", "s16le", "pipe:1"]
    pcm, log = ffmpeg.run_for_bytes("-t", str(MAX_SECONDS), *opening, *sink)
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) / 2**15
    return SoundProperties(
        codec=codec[1],
        seconds=len(samples) / SAMPLE_RATE,
        loudness=_last_number(r"I:\s+(-?[\d.]+) LUFS", log),
        peak=_last_number(r"Peak:\s+(-?[\d.]+) dBFS", log),
        print=audio_fingerprint(samples),
    )


def _last_number(pattern: str, log: str) -> float | None:
    matches = re.findall(pattern, log)
    return float(matches[-1]) if matches else None
