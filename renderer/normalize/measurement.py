"""Measures an imported video: it is decoded to its end, and whatever its decoder reports is named."""

from pathlib import Path
from typing import Final

from face.errors import InputError
from renderer.decoding.facts import MAX_SECONDS, MediaFacts, PictureFacts, SoundFacts
from renderer.decoding.process import read_media
from renderer.normalize import colour, notes
from renderer.normalize.properties import MEASUREMENT_VERSION, SoundProperties, VideoProperties, is_usual_aspect

MIN_SIDE: Final = 16
"""Pixels of the shorter side of a video."""

MAX_SIDES_RATIO: Final = 16
"""Of the longer side of a video to the shorter one."""

ROUNDING: Final = 1e-6


def measure_video(path: Path, name: str = "") -> VideoProperties:
    """Decode a video to its end and return its properties; errors call it `name`.

    Raises
    ------
    InputError
        If it is no video of a known format (`ffmpeg.CONTAINER_FORMATS`), has no frame, is damaged, or is longer than
        10 minutes.
    """
    facts = read_media(path, "video", name)
    assert facts.picture  # noqa: S101 - for the type checker: the file would have been refused
    properties = _video_properties(facts, facts.picture)
    _require_usual(properties, name or str(path))
    return properties.model_copy(update={"notes": notes.video_notes(properties)})


def measure_sound(path: Path, name: str = "") -> SoundProperties:
    """Return the properties of a sound file; errors call it `name`.

    Raises
    ------
    InputError
        If it holds no sound that can be read.
    """
    facts = read_media(path, "sound", name)
    assert facts.sound  # noqa: S101 - for the type checker: the file would have been refused
    return _sound_properties(facts.sound, facts.sound.start)


def is_current(measurement: object) -> bool:
    """Return whether a stored measurement of a video can be read; otherwise the video must be measured again."""
    return isinstance(measurement, dict) and measurement.get("version") == MEASUREMENT_VERSION


def _video_properties(facts: MediaFacts, picture: PictureFacts) -> VideoProperties:
    origin = min(picture.start, facts.sound.start) if facts.sound else picture.start
    codes = colour.CodePoints(picture.transfer, picture.primaries, picture.matrix, picture.range)
    colours = colour.read_colour(codes, size=picture.size, pixels=picture.pixels)
    turned = round(picture.rotation) % 180 == 90
    aspect = picture.pixel_aspect if is_usual_aspect(picture.pixel_aspect) else 1.0
    width, height = int(picture.size[0] * aspect + ROUNDING), picture.size[1]
    return VideoProperties(
        codec=picture.codec,
        pixels=picture.pixels,
        size=(height, width) if turned else (width, height),
        fps=picture.rate,
        frames=picture.frames,
        seconds=_rounded(picture.end - origin),
        bars=(picture.bars[1], picture.bars[0]) if turned else picture.bars,
        sound=_sound_properties(facts.sound, origin) if facts.sound else None,
        header_fps=_rounded(picture.header_rate),
        regular=picture.regular,
        longest_interval=_rounded(picture.longest_interval),
        start=_rounded(picture.start - origin),
        stream=picture.stream,
        streams=picture.streams,
        covers=picture.covers,
        decoder=picture.decoder,
        origin=_rounded(origin - facts.start),
        late=_rounded(picture.late),
        encoded_size=picture.size,
        sizes=picture.sizes,
        pixel_aspect=_rounded(picture.pixel_aspect),
        rotation=picture.rotation,
        mirrored=picture.mirrored,
        transfer=colours.transfer,
        primaries=colours.primaries,
        matrix=colours.matrix,
        full_range=colours.full_range,
        assumed_colours=colours.assumed,
        interlaced=picture.interlaced,
        field_order=picture.field_order,
        transparent=picture.transparent,
        changing=picture.changing,
        side_data=picture.side_data,
        missing_seconds=_missing_seconds(facts, picture),
    )


def _require_usual(video: VideoProperties, name: str) -> None:
    """Raise InputError for a video that no study can show."""
    if min(video.size) < MIN_SIDE or max(video.size) > MAX_SIDES_RATIO * min(video.size):
        raise InputError(
            f"{name} has {'x'.join(map(str, video.size))} pixels; give a video of at least 16x16, no strip"
        )
    if (seconds := max(video.seconds, video.sound.seconds if video.sound else 0.0)) > MAX_SECONDS:
        raise InputError(f"{name} is {seconds / 60:.0f} minutes long; a clip may be 10 at most: cut it")


def _missing_seconds(facts: MediaFacts, picture: PictureFacts) -> float:
    """Return by how many seconds a file is shorter than its header says; some headers count from 0, others do not."""
    end = max(picture.end, facts.sound.end if facts.sound else 0.0)
    return _rounded(max(0.0, (facts.header_seconds or 0.0) - max(end, end - facts.start)))


def _sound_properties(sound: SoundFacts, origin: float) -> SoundProperties:
    return SoundProperties(
        codec=sound.codec,
        seconds=_rounded(sound.end - origin),
        loudness=sound.loudness,
        peak=sound.peak,
        print=sound.fingerprint,
        stream=sound.stream,
        streams=sound.streams,
        channels=sound.channels,
        rate=sound.rate,
        width=sound.width,
        only_channel=sound.only_channel,
        opposite=sound.opposite,
        start=_rounded(sound.start - origin),
        gap_seconds=sound.gap_seconds,
        damaged=sound.damaged,
    )


def _rounded(value: float) -> float:
    """Return a value without the rounding errors of arithmetic: to a microsecond."""
    return round(value, 6)
