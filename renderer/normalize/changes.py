"""What was changed to make a video equal to the others, in short: part of its provenance."""

from typing import Final

from renderer.normalize.properties import VideoProperties
from renderer.settings import RenderSettings

ASPECT_RATIO_TOLERANCE: Final = 0.01
"""Relative difference of two aspect ratios that rounding to whole pixels explains."""

NO_SOUND: Final = "silence added, there was no sound"


def describe_changes(
    video: VideoProperties, settings: RenderSettings, *, seconds: float, gain: float, crop: bool, background: str
) -> tuple[str, ...]:
    """Return what becomes of a video that shall last `seconds` and is raised by `gain` dB; nothing if it is equal."""
    sentences = {
        "size {}x{} → {}x{}".format(*video.size, *settings.size): video.size != settings.size,
        "cropped to fill the frame": crop and not _same_aspect_ratio(video.size, settings.size),
        f"{video.fps:g} → {settings.fps} frames per second": video.fps != settings.fps,
        f"length {video.seconds:.2f} → {seconds:.2f} s": abs(video.seconds - seconds) * settings.fps > 0.5,
        f"loudness {gain:+.1f} dB": abs(gain) > 0.05,
        NO_SOUND: video.sound is None,
        f"{video.codec}, {video.pixels} → h264, yuv420p": (video.codec, video.pixels) != ("h264", "yuv420p"),
        **_padding(video, seconds, settings.fps),
        **_picture_changes(video, background),
        **_sound_changes(video),
    }
    return tuple(sentence for sentence, changed in sentences.items() if changed)


def _same_aspect_ratio(size: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(size[0] * other[1] - size[1] * other[0]) <= ASPECT_RATIO_TOLERANCE * size[0] * other[1]


def _padding(video: VideoProperties, seconds: float, fps: int) -> dict[str, bool]:
    sound_seconds = video.sound.seconds if video.sound else seconds
    picture, sound = seconds - video.seconds, seconds - sound_seconds
    return {
        f"first picture held for {video.start:.2f} s": video.start * fps > 0.5,
        f"last picture held for {picture:.2f} s": picture * fps > 0.5,
        f"{sound:.2f} s of silence after the sound": sound * fps > 0.5,
        f"{-min(picture, sound):.2f} s cut off at the end": -min(picture, sound) * fps > 0.5,
    }


def _picture_changes(video: VideoProperties, background: str) -> dict[str, bool]:
    colour = video.colour
    return {
        f"deinterlaced ({video.field_order} field first)": video.is_interlaced,
        f"tone-mapped from {colour.transfer}, {colour.primaries}": colour.is_hdr,
        f"colours {colour.primaries}, {colour.transfer}, {colour.matrix} → bt709": (
            colour.needs_conversion and not colour.is_hdr
        ),
        "full → limited range": colour.full_range and colour.matrix != "rgb",
        f"transparent parts filled with #{background}": video.transparent,
        f"turned by {video.rotation:g} degrees": bool(round(video.rotation) % 360),
        "mirrored": video.mirrored,
        "frames made equally long": not video.regular,
        "all frames scaled to one size": len(video.sizes) > 1,
        "square pixels": abs(video.pixel_aspect - 1) > 0.001,
    }


def _sound_changes(video: VideoProperties) -> dict[str, bool]:
    sound = video.sound
    if sound is None:
        return {}
    return {
        f"sound of stream {sound.stream} of {sound.streams} taken": sound.streams > 1,
        f"channel {(sound.only_channel or 0) + 1} used for both": sound.only_channel is not None,
        f"{sound.gap_seconds:.2f} s of gaps in the sound filled with silence": sound.gap_seconds > 0,
    }
