"""One picture of a video as participants will see it: at the size of its study, with bars or cropped."""

from pathlib import Path

from face.errors import InputError
from renderer import ffmpeg
from renderer.normalize.measurement import VideoProperties
from renderer.normalize.normalization import NormalizationTarget, picture_filters


def preview_frame(path: Path, properties: VideoProperties, target: NormalizationTarget, at: float = 0.5) -> bytes:
    """Return the frame of the video `path` at the share `at` of its length, 0 to 1, as the bytes of a PNG.

    Raises
    ------
    InputError
        If it can't be decoded.
    """
    frame = min(int(at * properties.seconds * target.settings.fps), 10**6)
    equal = picture_filters(target.settings, frame + 1, crop=target.crop)
    filters = f"{equal},select=eq(n\\,{frame}),format=rgb24"
    arguments = [*ffmpeg.untrusted_video_input(path), "-map", "0:v:0", "-vf", filters, "-frames:v", "1"]
    png, log = ffmpeg.run_for_bytes("-loglevel", "error", *arguments, "-f", "image2pipe", "-c:v", "png", "pipe:1")
    if not png:
        raise InputError(f"{path} gives no picture ({log.strip()[:200]}); give an undamaged video")
    return png
