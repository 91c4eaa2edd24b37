"""Opens media files from outside: known formats that refer to no other file, within bounds of size and length."""

from pathlib import Path
from typing import Final

import av
import av.container
import av.error
import av.stream
import av.video.stream

from face.errors import InputError
from renderer import ffmpeg
from renderer.decoding.facts import MAX_SECONDS

MAX_FRAMES: Final = 120 * 600
"""Pictures of a clip, as many as the fastest and longest has."""

MAX_PIXELS: Final = 7680 * 4320
"""Pixels of a picture (8K)."""

MAX_SOUND_STREAMS: Final = 8
"""Streams of sound that are listened to."""

ALPHA_DECODERS: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""Decoders that also read the transparency that WebM keeps beside the picture."""

NO_VIDEO: Final = "is not a readable video; give an MP4, MOV, WebM, MKV, AVI, MPG or WMV file"
NO_SOUND: Final = "holds no sound that can be read; give a sound file"


def open_video(path: Path) -> av.container.InputContainer:
    """Open a video; raise InputError (a sentence without its subject) unless it is a clip of a known format."""
    container = _open(path, ffmpeg.CONTAINER_FORMATS, NO_VIDEO)
    if (seconds := header_seconds(container) or 0.0) > MAX_SECONDS:
        raise InputError(f"is {seconds / 60:.0f} minutes long; a clip may be 10 at most: cut it")
    return container


def open_sound(path: Path) -> av.container.InputContainer:
    """Open a sound file, or the sound of a video; raise InputError (without its subject) if it is none."""
    return _open(path, ffmpeg.SOUND_FORMATS, NO_SOUND)


def _open(path: Path, formats: tuple[str, ...], refusal: str) -> av.container.InputContainer:
    options = {"format_whitelist": ",".join(formats), "protocol_whitelist": "file"}
    try:
        return av.open(ffmpeg.file_url(path), "r", options=options, metadata_errors="replace")
    except (av.error.FFmpegError, OSError, ValueError):
        raise InputError(refusal) from None


def header_seconds(container: av.container.InputContainer) -> float | None:
    """Return the length that the file's header gives, s, or None."""
    return container.duration / 1e6 if container.duration else None


def choose_picture(container: av.container.InputContainer) -> av.video.stream.VideoStream:
    """Return the stream of moving pictures: no attached cover, rather the default one, rather the largest.

    Raises
    ------
    InputError
        If there is none, or its pictures are too large.
    """
    known = [stream for stream in container.streams.video if stream.codec_context is not None]
    moving = [stream for stream in known if not is_cover(stream)]
    if not moving:
        raise InputError(NO_VIDEO)
    stream = max(moving, key=_preference)
    if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
        size = f"{stream.codec_context.width}x{stream.codec_context.height}"
        raise InputError(f"has pictures of {size} pixels; give a video of at most 7680x4320")
    return stream


def is_cover(stream: av.video.stream.VideoStream) -> bool:
    """Return whether a stream is a still picture that belongs to the file, such as a cover."""
    still = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    return bool(stream.disposition & still)


def _preference(stream: av.video.stream.VideoStream) -> tuple[bool, bool, int, int]:
    is_default = bool(stream.disposition & av.stream.Disposition.default)
    pixels = stream.codec_context.width * stream.codec_context.height
    return (stream.frames != 1, is_default, pixels, -stream.index)
