"""Reads properties of media files: from the header (`probe`), or by decoding to the end (`decoded_length`)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from face.errors import InputError
from renderer import ffmpeg

_DURATION: Final = re.compile(r"^  Duration: (\d+):(\d+):(\d+(?:\.\d+)?)", re.MULTILINE)
_STREAM: Final = r"^  Stream #0:\d+[^:]*: {kind}: (?P<codec>\w+)(?P<rest>.*)$"
_VIDEO: Final = re.compile(_STREAM.format(kind="Video"), re.MULTILINE)
_AUDIO: Final = re.compile(_STREAM.format(kind="Audio"), re.MULTILINE)


@dataclass(frozen=True)
class MediaInfo:
    """The contents of a media file's header; None where it has no such stream or does not say.

    `seconds` is rounded to 0.01 s.
    """

    seconds: float | None
    video_codec: str | None
    pixels: str | None
    size: tuple[int, int] | None
    fps: float | None
    audio_codec: str | None
    audio_rate: int | None


@dataclass(frozen=True)
class DecodedLength:
    """Length of a stream as decoded; a sound stream has 0 frames."""

    frames: int
    seconds: float


def probe(path: Path) -> MediaInfo:
    """Read a media file's header.

    Raises
    ------
    InputError
        If the file is missing or holds neither picture nor sound.
    """
    _require_file(path)
    text = ffmpeg.run("-i", ffmpeg.file_url(path)).stderr
    video, audio = _VIDEO.search(text), _AUDIO.search(text)
    if not video and not audio:
        raise InputError(f"{path} holds neither picture nor sound that can be read; give a video or sound file")
    picture, sound = (video["rest"] if video else ""), (audio["rest"] if audio else "")
    size = re.search(r", (\d+)x(\d+)", picture)
    pixels, fps = re.search(r", (\w+)[,(]", picture), re.search(r", ([\d.]+) fps", picture)
    rate = re.search(r", (\d+) Hz", sound)
    return MediaInfo(
        seconds=_seconds(text),
        video_codec=video["codec"] if video else None,
        pixels=pixels[1] if pixels else None,
        size=(int(size[1]), int(size[2])) if size else None,
        fps=float(fps[1]) if fps else None,
        audio_codec=audio["codec"] if audio else None,
        audio_rate=int(rate[1]) if rate else None,
    )


def decoded_length(path: Path, kind: Literal["video", "audio"]) -> DecodedLength:
    """Decode the first picture or sound stream to its end and return its length, exact to a microsecond.

    Raises
    ------
    InputError
        If the file is missing, has no such stream, or is damaged.
    """
    _require_file(path)
    arguments = ("-map", f"0:{kind[0]}:0", "-f", "null", "-progress", "pipe:1", "-")
    finished = ffmpeg.run("-loglevel", "error", "-xerror", "-i", ffmpeg.file_url(path), *arguments)
    end_times = re.findall(r"^out_time_us=(\d+)$", finished.stdout, re.MULTILINE)
    if finished.returncode or not end_times or not int(end_times[-1]):
        raise InputError(f"{path} holds no {kind} that can be decoded to its end; give an undamaged file")
    frames = re.findall(r"^frame=\s*(\d+)$", finished.stdout, re.MULTILINE)
    return DecodedLength(int(frames[-1]) if frames else 0, int(end_times[-1]) / 1e6)


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise InputError(f"{path} does not exist; check the path")


def _seconds(text: str) -> float | None:
    match = _DURATION.search(text)
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]) if match else None
