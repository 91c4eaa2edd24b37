"""Makes a video equal to the others of its study: size, frame rate, length, loudness, encoder, and no metadata."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from face.errors import InputError
from face.progress import ProgressCallback, no_progress
from renderer import encoding, ffmpeg
from renderer.decoding.process import read_encoded_length
from renderer.normalize.changes import describe_changes
from renderer.normalize.filters import BACKGROUND, picture_filters, sound_filters
from renderer.normalize.properties import VideoProperties
from renderer.resampling import planned_frame_count
from renderer.settings import RenderSettings

TARGET_LOUDNESS: Final = -23.0
"""LUFS, the level of EBU R128."""

MAX_TRUE_PEAK: Final = -1.0
"""dB; no true peak is raised above it (EBU R128)."""

MAX_SOUND_ERROR: Final = 1.5 / encoding.AUDIO_SAMPLE_RATE
"""Seconds by which the sound of a finished video may differ from its length: rounding to a sample."""


@dataclass(frozen=True)
class NormalizationTarget:
    """What a video is to become.

    Attributes
    ----------
    settings
        Size, frame rate and quality.
    frames
        Its exact number of frames: picture and sound are held or cut to it. None: the longest of picture, sound and
        `min_seconds`, rounded up to a frame.
    min_seconds
        Its least length, s, where `frames` is None.
    loudness
        LUFS.
    crop
        Whether the picture fills the frame and what sticks out is cut off; otherwise all of it is shown, with bars.
    background
        Six hexadecimal digits: the colour behind transparent pictures.
    """

    settings: RenderSettings
    frames: int | None = None
    min_seconds: float = 0.0
    loudness: float = TARGET_LOUDNESS
    crop: bool = False
    background: str = BACKGROUND


@dataclass(frozen=True)
class NormalizedVideo:
    """What a video became, and how: part of its provenance.

    Attributes
    ----------
    picture_held, sound_held
        For how many seconds the last picture is held, and silence follows the sound, to reach the length.
    """

    frames: int
    fps: int
    seconds: float
    size: tuple[int, int]
    ffmpeg: str
    arguments: tuple[str, ...]
    changes: tuple[str, ...]
    picture_held: float = 0.0
    sound_held: float = 0.0


def common_loudness(videos: Iterable[VideoProperties]) -> float:
    """Return the loudness all videos can have without clipping: -23 LUFS, or less if the highest peak demands it.

    Examples
    --------
    A video of -30 LUFS with peaks at -2 dB may be raised by 1 dB only, so all videos get -29 LUFS.
    """
    sounds = [video.sound for video in videos if video.sound]
    limits = [
        sound.audible_loudness + MAX_TRUE_PEAK - sound.peak
        for sound in sounds
        if sound.audible_loudness is not None and sound.peak is not None
    ]
    return round(min([TARGET_LOUDNESS, *limits]), 1)


def normalize_video(
    path: Path,
    out: Path,
    *,
    properties: VideoProperties,
    target: NormalizationTarget,
    progress: ProgressCallback = no_progress,
) -> NormalizedVideo:
    """Write the video `path`, which has these `properties`, as an MP4 that matches `target`.

    The picture keeps its aspect ratio: it is scaled to fit and padded with black, or cropped. The last frame is held
    and silence added until the length is reached. `out` appears complete or not at all.

    Raises
    ------
    EncodingError
        If ffmpeg fails.
    """
    settings = target.settings
    sound_seconds = properties.sound.seconds if properties.sound else 0.0
    longest = planned_frame_count(max(properties.seconds, sound_seconds), target.min_seconds, settings.fps)
    frames = target.frames or longest
    gain, seconds = gain_db(properties, target), frames / settings.fps
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    arguments = [*_ffmpeg_arguments(path, properties, target, frames), "-f", "mp4", ffmpeg.file_url(part)]
    try:
        finished = ffmpeg.run_with_progress("-loglevel", "error", "-y", *arguments, frames=frames, progress=progress)
        if finished.returncode:
            reason = finished.stderr.strip()[:300]
            raise encoding.EncodingError(f"ffmpeg failed with code {finished.returncode}: {reason}")
        _require_length(part, frames, settings)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return NormalizedVideo(
        frames=frames,
        fps=settings.fps,
        seconds=seconds,
        size=settings.size,
        ffmpeg=ffmpeg.version(),
        arguments=tuple(encoding.encoder_arguments(settings)),
        changes=describe_changes(
            properties, settings, seconds=seconds, gain=gain, crop=target.crop, background=target.background
        ),
        picture_held=round(max(0.0, seconds - properties.seconds), 3),
        sound_held=round(max(0.0, seconds - sound_seconds), 3),
    )


def gain_db(properties: VideoProperties, target: NormalizationTarget) -> float:
    """Return by how many dB the sound is raised."""
    loudness = properties.sound.audible_loudness if properties.sound else None
    return 0.0 if loudness is None else target.loudness - loudness


def source_arguments(path: Path, properties: VideoProperties) -> list[str]:
    """Return the arguments that open the video `path` as its properties demand."""
    decoder = ["-c:v", properties.decoder] if properties.decoder else []
    # One chain of filters for all frames: a new one would begin to count anew.
    constant = ["-reinit_filter", "0"] if properties.changing else []
    return [*decoder, *constant, *ffmpeg.untrusted_video_input(path)]


def _ffmpeg_arguments(path: Path, properties: VideoProperties, target: NormalizationTarget, frames: int) -> list[str]:
    settings, sound = target.settings, properties.sound
    streams = ["-map", f"0:{properties.stream}", "-map", f"0:{sound.stream}" if sound else "1:a:0"]
    silence = [] if sound else [*encoding.SILENT_INPUT]
    sound_filter = ["-af", sound_filters(gain_db(properties, target), settings, frames, video=properties)]
    picture_filter = [
        "-vf",
        picture_filters(settings, frames, video=properties, crop=target.crop, background=target.background),
    ]
    inputs = [*source_arguments(path, properties), *silence, *streams]
    return [*inputs, *sound_filter, *picture_filter, *encoding.codec_arguments(settings)]


def _require_length(path: Path, frames: int, settings: RenderSettings) -> None:
    """Raise EncodingError unless the picture and the sound of a finished video have exactly the length they must."""
    try:
        found = read_encoded_length(path)
    except InputError as error:
        raise encoding.EncodingError(f"ffmpeg made a video that can't be read: {error}") from None
    seconds = frames / settings.fps
    if found.frames != frames or abs(found.sound_seconds - seconds) > MAX_SOUND_ERROR:
        raise encoding.EncodingError(
            f"ffmpeg made {found.frames} frames and {found.sound_seconds:.4f} s of sound "
            f"instead of {frames} and {seconds:.4f} s"
        )
