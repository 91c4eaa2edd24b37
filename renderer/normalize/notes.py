"""What people are told about a video that is not plain: what was assumed, and what is made of it."""

from collections.abc import Iterator
from typing import Final

from renderer.normalize.properties import SoundProperties, VideoProperties, is_usual_aspect

MAX_RATE_DEVIATION: Final = 0.1
"""Share by which a header's frame rate may differ from the measured one unmentioned."""

MIN_MISSING_SECONDS: Final = 0.15
"""A file that is shorter than its header says by more than this was probably cut off."""

MIN_SMOOTH_RATE: Final = 12
"""Frames per second, below which movement is seen as a series of pictures."""

MIN_NAMED_OFFSET: Final = 0.04
"""Seconds by which picture or sound may begin later unmentioned: less than a frame."""

MIN_HELD_SECONDS: Final = 0.25
"""A last picture held for longer is noticed, as is silence."""

HDR_NAMES: Final = {"pq": "PQ", "hlg": "HLG"}


def video_notes(video: VideoProperties) -> tuple[str, ...]:
    """Return a sentence for whatever was assumed about a video or is unusual, and what becomes of it."""
    sound = sound_notes(video.sound) if video.sound else ()
    return (*_stream_notes(video), *_time_notes(video), *_picture_notes(video), *_colour_notes(video), *sound)


def sound_notes(sound: SoundProperties) -> Iterator[str]:
    """Give a sentence for whatever is unusual about the sound of a video."""
    if sound.streams > 1:
        why = "the first that can be heard" if sound.audible_loudness is not None else "none can be heard"
        yield f"it has {sound.streams} sound tracks; the one that is used is stream {sound.stream}, {why}"
    if sound.opposite:
        yield "its two channels are opposite in phase and would cancel each other; one of them is used for both"
    elif sound.only_channel is not None:
        side = "left" if sound.only_channel == 0 else "right"
        yield f"only its {side} channel has sound; it is used for both"
    if sound.channels > 2:
        yield f"its sound has {sound.channels} channels, which are mixed to two"
    if sound.start > MIN_NAMED_OFFSET:
        yield f"its sound begins {sound.start:.2f} s after the picture; silence is added before"
    if sound.gap_seconds:
        yield f"{sound.gap_seconds:.2f} s of its sound are missing in between; they become silence"
    if sound.damaged:
        yield f"{sound.damaged} packets of its sound are damaged and left out"


def _stream_notes(video: VideoProperties) -> Iterator[str]:
    if video.covers:
        yield "an attached cover picture is left out"
    if video.streams > 1:
        yield f"it has {video.streams} video tracks; the one that is used is stream {video.stream}, {_size(video.size)}"
    if video.missing_seconds > MIN_MISSING_SECONDS:
        yield f"it lacks {video.missing_seconds:.2f} s of what its header promises; it was probably cut off"
    for name in video.side_data:
        yield f"it carries {name} data, which is ignored"


def _time_notes(video: VideoProperties) -> Iterator[str]:
    if video.frames == 1:
        yield "it holds a single picture, which is shown all the time"
        return
    if not video.regular:
        yield (
            f"its frame rate varies: {video.fps:g} per second on average, and a picture lasts up to "
            f"{video.longest_interval:.2f} s; it is shown at a constant rate"
        )
    if video.header_fps and abs(video.header_fps / video.fps - 1) > MAX_RATE_DEVIATION:
        yield f"it claims {video.header_fps:g} frames per second but has {video.fps:g}"
    if not video.header_fps:
        yield f"it does not say its frame rate; it has {video.fps:g} frames per second"
    if video.regular and video.fps < MIN_SMOOTH_RATE:
        yield f"it has only {video.fps:g} frames per second; movement is seen as single pictures"
    if video.start > MIN_NAMED_OFFSET:
        yield f"its picture begins {video.start:.2f} s after the sound; the first picture is shown until then"
    if video.late > MIN_NAMED_OFFSET:
        yield "its frames carry no times; they are shown one after the other"
    early = video.sound.seconds - video.seconds if video.sound else 0.0
    if early > MIN_HELD_SECONDS:
        yield f"its picture ends {early:.2f} s before its sound; the last picture is held"
    elif -early > MIN_HELD_SECONDS:
        yield f"its sound ends {-early:.2f} s before its picture; silence follows"


def _picture_notes(video: VideoProperties) -> Iterator[str]:
    if video.is_interlaced:
        share = f"{video.interlaced} of {video.frames} pictures are" if "interlacing" in video.changing else "it is"
        yield f"{share} interlaced, {video.field_order} field first; it is deinterlaced"
    if video.transparent:
        yield "it is transparent in places; the background of the study is put behind it"
    if len(video.sizes) > 1:
        sizes = ", ".join(map(_size, video.sizes))
        yield f"its picture changes its size ({sizes}); all of it is scaled to the same size"
    if round(video.rotation) % 360:
        yield f"it is turned by {video.rotation:g} degrees, as the file demands"
    if video.mirrored:
        yield "it is mirrored, as the file demands"
    if not is_usual_aspect(video.pixel_aspect):
        yield f"its pixels are said to be {video.pixel_aspect:.3g} times as wide as high; they are shown as squares"
    elif abs(video.pixel_aspect - 1) > 0.001:
        yield f"its pixels are not square (aspect ratio {video.pixel_aspect:.3g}); it is shown as {_size(video.size)}"
    if others := [name for name in video.changing if name not in ("size", "interlacing")]:
        yield f"it changes its {', '.join(others)} in between; what it has most of the time is assumed throughout"


def _colour_notes(video: VideoProperties) -> Iterator[str]:
    colour = video.colour
    if colour.is_hdr:
        yield (
            f"its dynamic range is high ({HDR_NAMES[colour.transfer]}, {colour.primaries}); it is tone-mapped to "
            "standard dynamic range, which changes its highlights"
        )
    elif colour.needs_conversion:
        yield f"its colours ({colour.primaries}, {colour.transfer}, {colour.matrix}) are converted to BT.709"
    if colour.full_range and colour.matrix != "rgb":
        yield "its levels have the full range; they are converted to the limited range"
    if "matrix" in colour.assumed:
        usual = {"bt709": "BT.709", "smpte170m": "BT.601"}.get(colour.matrix, colour.matrix)
        yield f"it does not name its colours; they are read as {usual}, as is usual for {_size(video.size)}"


def _size(size: tuple[int, int]) -> str:
    return "{}x{}".format(*size)
