"""One picture of a video as participants will see it: at the size of its study, with bars or cropped."""

from pathlib import Path
from typing import Final

from face.errors import InputError
from renderer import ffmpeg
from renderer.normalize.filters import picture_filters
from renderer.normalize.normalization import NormalizationTarget, source_arguments
from renderer.normalize.properties import VideoProperties
from renderer.resampling import frame_count

MAX_DECODED_SECONDS: Final = 3
"""How long before a picture decoding begins, s."""


def preview_frame(path: Path, properties: VideoProperties, target: NormalizationTarget, at: float = 0.5) -> bytes:
    """Return the frame of the video `path` at the share `at` of its length, 0 to 1, as the bytes of a PNG.

    Raises
    ------
    InputError
        If it can't be decoded.
    """
    fps = target.settings.fps
    last = frame_count(properties.seconds, fps) - 1
    frame = max(0, min(int(at * properties.seconds * fps), last))
    # Far ahead it begins to decode at the key frame before.
    skipped = max(0, int(frame / fps - MAX_DECODED_SECONDS))
    png, log = _picture(path, properties, target, skipped=skipped, frame=frame - skipped * fps)
    if skipped and not png:
        png, log = _picture(path, properties, target, skipped=0, frame=frame)
    if not png:
        raise InputError(f"{path} gives no picture ({log.strip()[:200]}); give an undamaged video")
    return png


def _picture(
    path: Path, properties: VideoProperties, target: NormalizationTarget, *, skipped: int, frame: int
) -> tuple[bytes, str]:
    """Return a frame after `skipped` seconds as the bytes of a PNG, and what ffmpeg complained of."""
    shown = picture_filters(
        target.settings, frame + 1, video=properties, crop=target.crop, background=target.background
    )
    filters = f"{shown},select=eq(n\\,{frame}),format=rgb24"
    source = [
        "-noaccurate_seek",
        "-ss",
        str(skipped),
        *source_arguments(path, properties),
        "-map",
        f"0:{properties.stream}",
    ]
    sink = ["-vf", filters, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1"]
    return ffmpeg.run_for_bytes("-loglevel", "error", *(source if skipped else source[3:]), *sink)
