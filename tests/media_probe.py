"""Reads the header of a media file with ffmpeg, so that tests can say what a video is."""

import re
from dataclasses import dataclass

from renderer import ffmpeg

STREAM = r"^  Stream #0:\d+[^:]*: {kind}: (?P<codec>\w+)(?P<rest>.*)$"


@dataclass(frozen=True)
class MediaHeader:
    """The contents of a header; None where there is no such stream. `seconds` is rounded to 0.01 s."""

    seconds: float
    video_codec: str | None
    pixel_format: str | None
    size: tuple[int, int] | None
    fps: float | None
    audio_codec: str | None
    audio_rate: int | None


def read_header(path):
    """Return the header of the media file at `path`."""
    text = ffmpeg.run("-i", ffmpeg.file_url(path)).stderr
    video, audio = (re.search(STREAM.format(kind=kind), text, re.MULTILINE) for kind in ("Video", "Audio"))
    picture, sound = (match["rest"] if match else "" for match in (video, audio))
    size, rate = re.search(r", (\d+)x(\d+)", picture), re.search(r", (\d+) Hz", sound)
    pixel_format, fps = re.search(r", (\w+)[,(]", picture), re.search(r", ([\d.]+) fps", picture)
    hours, minutes, seconds = re.search(r"^  Duration: (\d+):(\d+):([\d.]+)", text, re.MULTILINE).groups()
    return MediaHeader(
        seconds=int(hours) * 3600 + int(minutes) * 60 + float(seconds),
        video_codec=video["codec"] if video else None,
        pixel_format=pixel_format[1] if pixel_format else None,
        size=(int(size[1]), int(size[2])) if size else None,
        fps=float(fps[1]) if fps else None,
        audio_codec=audio["codec"] if audio else None,
        audio_rate=int(rate[1]) if rate else None,
    )
