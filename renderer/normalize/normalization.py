"""Makes a video equal to the others of its study: size, frame rate, length, loudness, encoder, and no metadata."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from renderer import encoding, ffmpeg
from renderer.normalize.measurement import SQUARE_PIXEL_FILTER, VideoProperties
from renderer.resampling import frame_count
from renderer.settings import RenderSettings

TARGET_LOUDNESS: Final = -23.0
"""LUFS, the level of EBU R128."""

BACKGROUND: Final = "9aa4b2"
"""`renderer.scene.BACKGROUND`, the colour behind the faces that this program renders, and of the page's player."""

MAX_TRUE_PEAK: Final = -1.0
"""dB; no true peak is raised above it (EBU R128)."""


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
    path: Path, out: Path, *, properties: VideoProperties, target: NormalizationTarget
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
    longest = frame_count(max(target.min_seconds, properties.seconds, sound_seconds), settings.fps)
    frames = target.frames or longest
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    arguments = [*_ffmpeg_arguments(path, properties, target, frames), "-f", "mp4", ffmpeg.file_url(part)]
    try:
        finished = ffmpeg.run("-loglevel", "error", "-y", *arguments)
        if finished.returncode or ffmpeg.decoded_length(part, "video").frames != frames:
            reason = finished.stderr.strip()[:300]
            raise encoding.EncodingError(f"ffmpeg failed with code {finished.returncode}: {reason}")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return NormalizedVideo(
        frames=frames,
        fps=settings.fps,
        seconds=frames / settings.fps,
        size=settings.size,
        ffmpeg=ffmpeg.version(),
        arguments=tuple(encoding.encoder_arguments(settings)),
        changes=_changes(properties, target, frames),
        picture_held=_held(properties.seconds, frames, settings),
        sound_held=_held(sound_seconds, frames, settings),
    )


def _held(seconds: float, frames: int, settings: RenderSettings) -> float:
    return round(max(0.0, frames / settings.fps - seconds), 3)


def gain_db(properties: VideoProperties, target: NormalizationTarget) -> float:
    """Return by how many dB the sound is raised."""
    loudness = properties.sound.audible_loudness if properties.sound else None
    return 0.0 if loudness is None else target.loudness - loudness


def picture_filters(settings: RenderSettings, frames: int, *, crop: bool = False) -> str:
    """Return the ffmpeg filters that scale, centre and hold the picture for `frames` frames."""
    width, height = settings.size
    direction = "increase" if crop else "decrease"
    scale = f"scale={width}:{height}:force_original_aspect_ratio={direction}:out_range=tv:flags=lanczos+accurate_rnd"
    pad = f"crop={width}:{height}" if crop else f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"
    hold = f"fps={settings.fps}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame={frames}"
    return f"{SQUARE_PIXEL_FILTER},{scale},{pad},{hold},{encoding.COLOUR_FILTER}"


def sound_filters(gain: float, settings: RenderSettings, frames: int) -> str:
    """Return the ffmpeg filters that raise the sound by `gain` dB and make it as long as `frames` frames."""
    samples = round(frames * encoding.AUDIO_SAMPLE_RATE / settings.fps)
    resample = f"aresample={encoding.AUDIO_SAMPLE_RATE}:first_pts=0"
    return f"{resample},volume={gain:.1f}dB,apad,atrim=end_sample={samples}"


def _ffmpeg_arguments(path: Path, properties: VideoProperties, target: NormalizationTarget, frames: int) -> list[str]:
    settings = target.settings
    sound = ["-map", "0:a:0"] if properties.sound else ["-map", "1:a:0"]
    silence = [] if properties.sound else [*encoding.SILENT_INPUT]
    sound_filter = ["-af", sound_filters(gain_db(properties, target), settings, frames)]
    picture_filter = ["-vf", picture_filters(settings, frames, crop=target.crop)]
    inputs = [*ffmpeg.untrusted_video_input(path), *silence, "-map", "0:v:0", *sound]
    return [*inputs, *sound_filter, *picture_filter, *encoding.codec_arguments(settings)]


def _changes(properties: VideoProperties, target: NormalizationTarget, frames: int) -> tuple[str, ...]:
    settings, seconds = target.settings, frames / target.settings.fps
    gain = gain_db(properties, target)
    sentences = {
        "size {}x{} → {}x{}".format(*properties.size, *settings.size): properties.size != settings.size,
        f"{properties.fps:g} → {settings.fps} frames per second": properties.fps != settings.fps,
        f"length {properties.seconds:.2f} → {seconds:.2f} s": abs(properties.seconds - seconds) * settings.fps > 0.5,
        f"loudness {gain:+.1f} dB": abs(gain) > 0.05,
        "silence added, there was no sound": properties.sound is None,
        f"{properties.codec}, {properties.pixels} → h264, yuv420p": (
            (properties.codec, properties.pixels) != ("h264", "yuv420p")
        ),
    }
    return tuple(sentence for sentence, changed in sentences.items() if changed)
