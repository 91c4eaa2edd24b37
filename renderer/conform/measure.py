"""What somebody's video really is: decoded to its end, its picture and its sound measured."""

import re
from pathlib import Path
from typing import Final

import numpy as np

from face.documents import Document
from face.errors import InputError
from renderer import ffmpeg
from renderer.conform import foreign, sound_print

LONGEST: Final = 600.0
"""Seconds. Nobody rates longer clips, and a wrong file should not be decoded for hours."""

SQUARE: Final = "scale=iw*sar:ih,setsar=1"
"""Pixels as they are shown, whatever shape the file gives them."""

QUIETEST: Final = -69.0
"""LUFS; R128 gates at -70, so what measures less can't be heard at all."""

_HEADER: Final = re.compile(r"Stream #0:\d+.*?: Video: (\w+).*?, (?P<pixels>\w+)[,(].*?([\d.]+) fps")
_SHOWN: Final = re.compile(r"Video: wrapped_avframe.*?, (\d+)x(\d+)")
_DURATION: Final = re.compile(r"^  Duration: (\d+):(\d+):([\d.]+)", re.MULTILINE)
_CROP: Final = re.compile(r"x1:(\d+) x2:(\d+) y1:(\d+) y2:(\d+) .*crop=\d")


class Sound(Document):
    """The sound of a video: its length in s, loudness in LUFS (EBU R128), true peak in dB, and print."""

    codec: str
    seconds: float
    loudness: float | None
    peak: float | None
    print: str

    @property
    def level(self) -> float | None:
        """The loudness, where there is anything that can be heard; else None."""
        return self.loudness if self.loudness is not None and self.loudness > QUIETEST else None


class Measured(Document):
    """What a video is.

    Attributes
    ----------
    size
        Width and height as shown, in square pixels.
    fps, frames, seconds
        Frames per second as its header says; frames and length in s as decoded.
    bars
        Share of the width and of the height that black bars take at both sides alike, 0 to 1.
    sound
        None where the file has no sound.
    """

    codec: str
    pixels: str
    size: tuple[int, int]
    fps: float
    frames: int
    seconds: float
    bars: tuple[float, float]
    sound: Sound | None


def measure(path: Path, name: str = "") -> Measured:
    """Decode a video to its end and return what it is; errors call it `name`.

    Raises
    ------
    InputError
        If it is no video (MP4, MOV, MKV, WebM, AVI), has no frame, is damaged, or lasts longer than 10 minutes.
    """
    name = name or str(path)
    header = ffmpeg.run(*foreign.opened(path)).stderr
    found = _HEADER.search(header)
    if not found:
        raise InputError(f"{name} is no video that can be read; give an MP4, MOV, WebM, MKV or AVI file")
    if (long := _header_seconds(header)) > LONGEST:
        raise InputError(f"{name} lasts {long / 60:.0f} minutes; a clip may last 10 at most: cut it")
    picture = _picture(path, name)
    return Measured(
        codec=found[1],
        pixels=found["pixels"],
        fps=float(found[3]),
        sound=_heard(foreign.opened(path), header),
        **picture,
    )


def _header_seconds(header: str) -> float:
    found = _DURATION.search(header)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else 0.0


def _picture(path: Path, name: str) -> dict[str, object]:
    filters = f"{SQUARE},cropdetect=limit=24:round=2:reset=0"
    out = ["-map", "0:v:0", "-vf", filters, "-f", "null", "-progress", "pipe:1", "-"]
    done = ffmpeg.run("-xerror", "-t", str(LONGEST), *foreign.opened(path), *out)
    frames, ends = (re.findall(rf"^{key}=\s*(\d+)$", done.stdout, re.MULTILINE) for key in ("frame", "out_time_us"))
    shown = _SHOWN.search(done.stderr)
    if done.returncode or not shown or not frames or not int(frames[-1]):
        raise InputError(f"{name} holds no picture that can be decoded to its end; give an undamaged video")
    size = (int(shown[1]), int(shown[2]))
    return {"size": size, "frames": int(frames[-1]), "seconds": int(ends[-1]) / 1e6, "bars": _bars(done.stderr, size)}


def _bars(said: str, size: tuple[int, int]) -> tuple[float, float]:
    found = _CROP.findall(said)
    if not found:
        return (0.0, 0.0)
    left, right, top, bottom = map(int, found[-1])
    sides = ((left, size[0] - 1 - right, size[0]), (top, size[1] - 1 - bottom, size[1]))
    across, down = (round(max(0.0, 2 * min(first, last) / length), 4) for first, last, length in sides)
    return (across, down)


def measure_sound(path: Path, name: str = "") -> Sound:
    """Return how loud a sound file is, and its print; InputError, which calls it `name`, if it holds no sound."""
    opened = ["-protocol_whitelist", "file", "-i", ffmpeg.local(path)]
    found = _heard(opened, ffmpeg.run(*opened).stderr)
    if found is None or not found.seconds:
        raise InputError(f"{name or path} holds no sound that can be read; give a sound file")
    return found


def _heard(opened: list[str], header: str) -> Sound | None:
    codec = re.search(r"Stream #0:\d+.*?: Audio: (\w+)", header)
    if not codec:
        return None
    filters = f"ebur128=peak=true:framelog=quiet,aresample={sound_print.RATE}:first_pts=0"
    out = ["-map", "0:a:0", "-af", filters, "-ac", "1", "-f", "s16le", "pipe:1"]
    pcm, said = ffmpeg.output("-t", str(LONGEST), *opened, *out)
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) / 2**15
    return Sound(
        codec=codec[1],
        seconds=len(samples) / sound_print.RATE,
        loudness=_last(r"I:\s+(-?[\d.]+) LUFS", said),
        peak=_last(r"Peak:\s+(-?[\d.]+) dBFS", said),
        print=sound_print.taken(samples),
    )


def _last(pattern: str, said: str) -> float | None:
    found = re.findall(pattern, said)
    return float(found[-1]) if found else None
