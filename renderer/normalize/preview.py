"""One picture of a video as participants will see it: at the size of its study, with bars or cropped."""

from pathlib import Path

from face.errors import InputError
from renderer import ffmpeg
from renderer.normalize.filters import picture_filters
from renderer.normalize.normalization import NormalizationTarget, source_arguments
from renderer.normalize.properties import VideoProperties
from renderer.resampling import frame_count


def preview_frame(path: Path, properties: VideoProperties, target: NormalizationTarget, at: float = 0.5) -> bytes:
    """Return the frame of the video `path` at the share `at` of its length, 0 to 1, as the bytes of a PNG.

    Raises
    ------
    InputError
        If it can't be decoded.
    """
    last = frame_count(properties.seconds, target.settings.fps) - 1
    frame = max(0, min(int(at * properties.seconds * target.settings.fps), last))
    shown = picture_filters(
        target.settings, frame + 1, video=properties, crop=target.crop, background=target.background
    )
    filters = f"{shown},select=eq(n\\,{frame}),format=rgb24"
    arguments = [
        *source_arguments(path, properties),
        "-map",
        f"0:{properties.stream}",
        "-vf",
        filters,
        "-frames:v",
        "1",
    ]
    png, log = ffmpeg.run_for_bytes("-loglevel", "error", *arguments, "-f", "image2pipe", "-c:v", "png", "pipe:1")
    if not png:
        raise InputError(f"{path} gives no picture ({log.strip()[:200]}); give an undamaged video")
    return png
